// What a few numbers say about a difference, and what they do not.
//
// Two models have been trained a few times each, with other seeds. Is one better? The difference of their means
// comes with an interval that holds the true one in 95 of 100 such experiments; a sentence that says "better"
// needs one that excludes 0.
//
// All sums run in the order of the list, so the bits are the same everywhere. A list with a number that is none
// (NaN, infinite) is an Error.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace book {

// ---- one list -----------------------------------------------------------------------------------

double list_mean(std::span<const double> x);  // Error if it is empty
double list_median(std::vector<double> x);    // of an even number the mean of the two in the middle
double list_deviation(std::span<const double> x);  // of a sample: divided by n - 1. Error if n < 2
double list_error(std::span<const double> x);      // of the mean: list_deviation / sqrt(n)
// Below it lies this share of a list that is sorted; between two numbers on the straight line from one to the
// other (type 7 of Hyndman and Fan 1996, R's and NumPy's). 0 <= share <= 1.
double sorted_quantile(std::span<const double> sorted, double share);

// ---- Student's t --------------------------------------------------------------------------------
// The mean of n normal numbers, less the true mean, by its standard error (Student 1908), has n - 1 degrees of
// freedom:
//
//     P(|T| > t) = I_x(f/2, 1/2),   x = f / (f + t^2)
//
// I is the regularised incomplete beta function, a continued fraction (Abramowitz and Stegun 1964, 26.5.8, as
// Lentz 1976 evaluates it). Written here because Boost.Math, which has it, costs a build 4 s and is not there
// where pages run in a browser. The quantile is found by halving an interval; right to 1e-9 (relative) for
// freedom up to 1e5.

double student_beyond(double t, double freedom);  // P(|T| > |t|); freedom > 0
double student_quantile(double share,
                        double freedom);  // P(T < q) = share; 0 < share < 1, freedom >= 1

// ---- two lists ----------------------------------------------------------------------------------

// A sentence of a page that compares, with what it rests on.
struct Comparison {
    std::string name;          // what the sentence says
    double a = 0, b = 0;       // the two means
    double difference = 0;     // a - b
    double low = 0, high = 0;  // an interval for the difference, of 95%
    int count =
        0;  // of pairs; of numbers in both lists, if they are no pairs; of sentences in a bootstrap
    bool holds =
        false;  // the interval excludes 0; which of the two is larger is the sign of the difference
};

// a_i and b_i have the same seed, the same data or the same sentence: only their differences count.
//
//     mean(d) +- q sd(d) / sqrt(n),   d = a - b,   q the quantile 0.975 with n - 1 degrees of freedom
//
// Error if the lists differ in length, or have fewer than two numbers: a single pair says nothing. Where all
// differences are equal the interval has no width: shares of 100% against 100% are a tie, of 100% against 10%
// are none, but about the next seed such a list says less than the formula believes.
Comparison compare_pairs(const std::string& name, std::span<const double> a,
                         std::span<const double> b);

// The lists have nothing to do with each other, and need not scatter alike (Welch 1947):
//
//     mean(a) - mean(b) +- q sqrt(u + v),   u = sd(a)^2 / n_a,  v = sd(b)^2 / n_b
//     degrees of freedom (u + v)^2 / (u^2 / (n_a - 1) + v^2 / (n_b - 1))
Comparison compare_lists(const std::string& name, std::span<const double> a,
                         std::span<const double> b);

// ---- two translators ----------------------------------------------------------------------------

// For each seed of a translator a text of 0 and 1, one for each sentence: 1 is right to the letter. Both
// translators were given the same sentences in the same order; their numbers of seeds may differ.
using Hits = std::vector<std::string>;

struct Bootstrap {
    int draws = 10000;
    std::uint64_t seed = 1;
};

// How far would the difference of the two shares have come out otherwise, with other seeds and other sentences?
// Both are drawn again, with replacement (Efron 1979): for each translator seeds of its own, then sentences, the
// same for both. The interval is where the middle 95% of the differences lie (percentile method).
//
// Of k seeds k - 1 are drawn: k would scatter too little, by (k - 1) / k, which is a third for three seeds (Rao
// and Wu 1988). Of a single seed it is that one, and the interval knows of sentences alone. What a seed has to
// itself in a sentence is counted twice, with the seeds and with the sentences, which is careful (Owen 2007); how
// far few seeds scatter is hardly known, which is not. Between two translators that are equally good, of 200
// sentences and right in half of them, it said "better" in so many of 600 experiments:
//
//     seeds differ by (standard deviation)   0     1     2     5    10    20  points
//     one seed each                          4%    6%    9%   25%
//     three                                  0%    0%    0%    4%    9%   13%
//     five                                   0%    0%    1%    2%    4%    8%
//
// Error if there is no seed or no sentence, if texts differ in length, or hold anything but 0 and 1.
Comparison compare_hits(const std::string& name, const Hits& a, const Hits& b,
                        const Bootstrap& settings = {});

}  // namespace book
