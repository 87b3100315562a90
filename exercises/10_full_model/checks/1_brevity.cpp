// Checks exercise 10.1, the brevity penalty.
#include <numeric>

#include "10_full_model/exercises.h"
#include "teacher/harness/teach.h"
#include "text/bleu.h"

namespace book::teacher::exercise_10_1 {
namespace {

using Lengths = std::vector<int>;

// References of 10 to 29 words; what was said has `more` words more than each: less, if negative.
Case one(const char* about, const Lengths& more, Rng& rng) {
    const int n = static_cast<int>(more.size());
    Matrix said({1, n}), wanted({1, n});
    for (int i = 0; i < n; ++i) {
        const int words = 10 + rng.below(20);
        wanted(0, i) = static_cast<real>(words);
        said(0, i) = static_cast<real>(words + more[static_cast<std::size_t>(i)]);
    }
    return {about, {{"said", said}, {"wanted", wanted}}};
}

Case far_too_short(Rng& rng) {
    Case c = one("less than half was said", {0, 0, 0}, rng);
    for (real& words : c.inputs[0].value.flat()) words = static_cast<real>(2 + rng.below(3));
    return c;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("every sentence is a little short", {-2, -1, -3}, rng));
    all.push_back(one("one is too short, one too long: too short in all", {-8, 5}, rng));
    all.push_back(one("one is too short, two too long: too long in all", {-7, 6, 4}, rng));
    all.push_back(far_too_short(rng));
    all.push_back(one("exactly as long", {-3, 3}, rng));
    all.push_back(one("every sentence is too long", {4, 9, 2}, rng));
    all.push_back(one("a single sentence, too short", {-4}, rng));
    return all;
}

Lengths lengths(const Case& c, int input) {
    Lengths all;
    for (real words : c.matrix(input).row(0)) all.push_back(static_cast<int>(words));
    return all;
}

int sum(const Case& c, int input) {
    const Lengths all = lengths(c, input);
    return std::accumulate(all.begin(), all.end(), 0);
}

Matrix number(double x) { return Matrix{{static_cast<real>(x)}}; }

// Lines of so many words, for the library to count.
std::vector<std::string> lines(const Case& c, int input) {
    std::vector<std::string> all;
    for (int words : lengths(c, input)) {
        std::string line;
        for (int i = 0; i < words; ++i) line += i == 0 ? "word" : " word";
        all.push_back(line);
    }
    return all;
}

double penalty(double c, double r) { return c < r ? std::exp(1 - r / c) : 1; }

Matrix mean_over_the_sentences(const Case& c) {
    const Lengths said = lengths(c, 0), wanted = lengths(c, 1);
    double total = 0;
    for (std::size_t i = 0; i < said.size(); ++i) total += penalty(said[i], wanted[i]);
    return number(total / static_cast<double>(said.size()));
}

// What `f` makes of c and r.
template <class F>
Answer of_sums(F f) {
    return [f](const Case& c) { return number(f(sum(c, 0), sum(c, 1))); };
}

const Register registered(
    {"10.1",
     "BLEU's brevity penalty",
     "exercises/10_full_model/1_brevity.cpp",
     cases,
     [](const Case& c) { return number(exercise::brevity_penalty(lengths(c, 0), lengths(c, 1))); },
     [](const Case& c) { return number(bleu(lines(c, 0), {lines(c, 1)}).brevity_penalty); },
     {{"mean_over_the_sentences",
       "This is what comes out when every sentence has a penalty of its own, and their mean is "
       "taken: add up the words of all sentences first, so that a long one makes up for a short "
       "one.",
       mean_over_the_sentences},
      {"upside_down",
       "This is what comes out when the ratio is upside down, c / r: it would reward who says too "
       "little.",
       of_sums([](double c, double r) { return c < r ? std::exp(1 - c / r) : 1; })},
      {"also_when_too_long",
       "This is what comes out when the formula is used where too much was said, too: it is then "
       "more than 1, a reward. The penalty is never more than 1.",
       of_sums([](double c, double r) { return std::exp(1 - r / c); })},
      {"punishes_the_long",
       "This is what comes out when saying too much is punished, and saying too little is not.",
       of_sums([](double c, double r) { return penalty(r, c); })},
      {"the_plain_ratio",
       "This is what comes out when the penalty is c / r itself, without the exponential.",
       of_sums([](double c, double r) { return std::min(1.0, c / r); })},
      {"whole_numbers",
       "This is what comes out when two ints are divided: r / c is then cut down to a whole "
       "number. Make a real of one of them first.",
       of_sums([](int c, int r) { return c < r ? std::exp(1.0 - r / c) : 1.0; })}}});

}  // namespace
}  // namespace book::teacher::exercise_10_1
