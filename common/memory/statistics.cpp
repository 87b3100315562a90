#include "memory/statistics.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/require.h"

namespace book {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kUpper = 1 - (1 - kConfidence) / 2;

void require_numbers(std::span<const double> x, std::size_t least, const char* who) {
    require(x.size() >= least, "{}: {} numbers; {} are needed", who, x.size(), least);
    for (const double v : x) require(std::isfinite(v), "{}: {} is among the numbers", who, v);
}

double square(double x) { return x * x; }

}  // namespace

double list_mean(std::span<const double> x) {
    require_numbers(x, 1, "list_mean");
    double sum = 0;
    for (const double v : x) sum += v;
    return sum / static_cast<double>(x.size());
}

double list_median(std::vector<double> x) {
    require_numbers(x, 1, "list_median");
    std::sort(x.begin(), x.end());
    return sorted_quantile(x, 0.5);
}

double list_deviation(std::span<const double> x) {
    require_numbers(x, 2, "list_deviation");
    const double mean = list_mean(x);
    double sum = 0;
    for (const double v : x) sum += square(v - mean);
    return std::sqrt(sum / static_cast<double>(x.size() - 1));
}

double list_error(std::span<const double> x) {
    return list_deviation(x) / std::sqrt(static_cast<double>(x.size()));
}

double sorted_quantile(std::span<const double> sorted, double share) {
    require(!sorted.empty() && share >= 0 && share <= 1,
            "sorted_quantile: a share of {} of {} numbers", share, sorted.size());
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double part = place - static_cast<double>(below);
    return sorted[below] + part * (sorted[above] - sorted[below]);
}

// ---- Student's t --------------------------------------------------------------------------------

namespace {

// The continued fraction 1 / (1 + d_1 / (1 + d_2 / (1 + ...))) of the incomplete beta function, with
//     d_(2m+1) = -(a + m)(a + b + m) x / ((a + 2m)(a + 2m + 1))
//     d_(2m)   =  m (b - m) x / ((a + 2m - 1)(a + 2m))
// It converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
    constexpr double kTiny = 1e-300;  // in the place of a 0 that would divide
    constexpr int kMost = 100000;
    const auto not_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
    double c = 1;
    double d = 1 / not_zero(1 - (a + b) * x / (a + 1));  // d_1 is taken here
    double value = d;
    for (int m = 1; m < kMost; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        value *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        const double factor = d * c;
        value *= factor;
        if (std::abs(factor - 1) < 1e-15) break;
    }
    return value;
}

// I_x(a, b) where y = 1 - x is given, too, so that nothing is lost near 1.
double incomplete_beta(double x, double y, double a, double b) {
    if (x <= 0) return 0;
    if (y <= 0) return 1;
    const double log_front =
        std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log(y);
    const double front = std::exp(log_front);
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(y, b, a) / b;
}

}  // namespace

double student_beyond(double t, double freedom) {
    require(freedom > 0 && !std::isnan(t), "student_beyond: t {} with {} degrees of freedom", t,
            freedom);
    if (std::isinf(t)) return 0;
    const double all = freedom + t * t;
    return incomplete_beta(freedom / all, t * t / all, freedom / 2, 0.5);
}

double student_quantile(double share, double freedom) {
    require(share > 0 && share < 1 && freedom >= 1,
            "student_quantile: a share of {} with {} degrees of freedom", share, freedom);
    const double beyond = 2 * std::min(share, 1 - share);  // on both sides
    double low = 0;
    double high = 1;
    while (student_beyond(high, freedom) > beyond) high *= 2;
    while (true) {
        const double middle = low + (high - low) / 2;
        if (middle == low || middle == high) break;
        (student_beyond(middle, freedom) > beyond ? low : high) = middle;
    }
    return share < 0.5 ? -high : low;
}

// ---- two lists ----------------------------------------------------------------------------------

namespace {

Comparison compared(const std::string& name, double a, double b, double low, double high,
                    std::size_t count) {
    return {name, a, b, a - b, low, high, static_cast<int>(count), low > 0 || high < 0};
}

// What is left of the squared error of a mean, and how well it is known.
struct Scatter {
    explicit Scatter(std::span<const double> x)
        : error(square(list_deviation(x)) / static_cast<double>(x.size())),
          freedom(static_cast<double>(x.size() - 1)) {}
    double error, freedom;
};

}  // namespace

Comparison compare_pairs(const std::string& name, std::span<const double> a,
                         std::span<const double> b) {
    require(a.size() == b.size(), "{}: {} numbers and {} are no pairs", name, a.size(), b.size());
    require_numbers(a, 2, name.c_str());
    require_numbers(b, 2, name.c_str());
    std::vector<double> differences;
    for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
    const double freedom = static_cast<double>(a.size() - 1);
    const double half = student_quantile(kUpper, freedom) * list_error(differences);
    const double middle = list_mean(differences);
    return compared(name, list_mean(a), list_mean(b), middle - half, middle + half, a.size());
}

Comparison compare_lists(const std::string& name, std::span<const double> a,
                         std::span<const double> b) {
    require_numbers(a, 2, name.c_str());
    require_numbers(b, 2, name.c_str());
    const Scatter u(a);
    const Scatter v(b);
    const double error = u.error + v.error;
    double half = 0;
    if (error > 0) {
        const double freedom =
            square(error) / (square(u.error) / u.freedom + square(v.error) / v.freedom);
        half = student_quantile(kUpper, freedom) * std::sqrt(error);
    }
    const double mean_a = list_mean(a);
    const double mean_b = list_mean(b);
    const double middle = mean_a - mean_b;
    return compared(name, mean_a, mean_b, middle - half, middle + half, a.size() + b.size());
}

// ---- two translators ----------------------------------------------------------------------------

namespace {

void require_hits(const std::string& name, const Hits& hits, std::size_t sentences) {
    require(!hits.empty() && sentences > 0, "{}: {} seeds, {} sentences", name, hits.size(),
            sentences);
    for (const std::string& seed : hits) {
        require(seed.size() == sentences, "{}: {} sentences here, {} there", name, seed.size(),
                sentences);
        for (const char c : seed) require(c == '0' || c == '1', "{}: '{}' among the hits", name, c);
    }
}

// Adds up what these seeds have for each sentence.
std::vector<int> hits_by_sentence(const Hits& hits, const std::vector<int>& seeds) {
    std::vector<int> sums(hits[0].size());
    for (const int seed : seeds)
        for (std::size_t i = 0; i < sums.size(); ++i)
            sums[i] += hits[static_cast<std::size_t>(seed)][i] - '0';
    return sums;
}

std::vector<int> all_seeds(const Hits& hits) {
    std::vector<int> seeds;
    for (int s = 0; s < static_cast<int>(hits.size()); ++s) seeds.push_back(s);
    return seeds;
}

std::vector<int> drawn_seeds(const Hits& hits, Rng& rng) {
    const int all = static_cast<int>(hits.size());
    std::vector<int> seeds;
    for (int s = 0; s < std::max(1, all - 1); ++s) seeds.push_back(rng.below(all));
    return seeds;
}

// The share of hits, given how many they are. Counts are integers, so this is the only rounding.
double share_of(long hits, std::size_t seeds, std::size_t sentences) {
    return static_cast<double>(hits) / static_cast<double>(seeds * sentences);
}

double share_of_all(const Hits& hits) {
    long sum = 0;
    for (const int n : hits_by_sentence(hits, all_seeds(hits))) sum += n;
    return share_of(sum, hits.size(), hits[0].size());
}

double drawn_difference(const Hits& a, const Hits& b, Rng& rng) {
    const std::vector<int> seeds_a = drawn_seeds(a, rng);
    const std::vector<int> seeds_b = drawn_seeds(b, rng);
    const std::vector<int> of_a = hits_by_sentence(a, seeds_a);
    const std::vector<int> of_b = hits_by_sentence(b, seeds_b);
    const std::size_t sentences = of_a.size();
    long sum_a = 0;
    long sum_b = 0;
    for (std::size_t i = 0; i < sentences; ++i) {
        const auto drawn = static_cast<std::size_t>(rng.below(static_cast<int>(sentences)));
        sum_a += of_a[drawn];
        sum_b += of_b[drawn];
    }
    return share_of(sum_a, seeds_a.size(), sentences) - share_of(sum_b, seeds_b.size(), sentences);
}

}  // namespace

Comparison compare_hits(const std::string& name, const Hits& a, const Hits& b,
                        const Bootstrap& settings) {
    const std::size_t sentences = a.empty() ? 0 : a[0].size();
    require_hits(name, a, sentences);
    require_hits(name, b, sentences);
    require(settings.draws > 0, "{}: {} draws", name, settings.draws);
    Rng rng(settings.seed);
    std::vector<double> differences;
    for (int i = 0; i < settings.draws; ++i) differences.push_back(drawn_difference(a, b, rng));
    std::sort(differences.begin(), differences.end());
    return compared(name, share_of_all(a), share_of_all(b),
                    sorted_quantile(differences, 1 - kUpper), sorted_quantile(differences, kUpper),
                    sentences);
}

}  // namespace book
