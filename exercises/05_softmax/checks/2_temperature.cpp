// Checks exercise 5.2, the temperature that gives the largest score its share.
#include "05_softmax/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_5_2 {
namespace {

// The share of the largest score at temperature t, in double: float would blur the last digit.
double share_at(ConstView row, double t) {
    double top = -1e30, total = 0;
    for (const real score : row.row(0)) top = std::max(top, double{score});
    for (const real score : row.row(0)) total += std::exp((double{score} - top) / t);
    return 1 / total;
}

double temperature(ConstView row, double share) {
    double cold = 0.01, warm = 100;
    for (int i = 0; i < 60; ++i) {
        const double middle = (cold + warm) / 2;
        (share_at(row, middle) > share ? cold : warm) = middle;
    }
    return cold;
}

struct Bounds {
    double cold, warm;
};
constexpr Bounds kMild{0.15, 6};

// A row whose temperature lies well within the bounds.
Matrix row_for(int m, double share, Bounds bounds, Rng& rng) {
    for (;;) {
        Matrix row = draw({1, m}, rng, 2 * std::sqrt(bounds.cold * bounds.warm));
        const double t = temperature(row, share);
        if (t > bounds.cold && t < bounds.warm && std::abs(t - 1) > 0.05) return row;
    }
}

Case one(const char* about, int n, int m, Rng& rng, Bounds bounds = kMild) {
    const real share = static_cast<real>(0.55 + 0.35 * rng.uniform());
    std::vector<Matrix> rows;
    for (int r = 0; r < n; ++r) rows.push_back(row_for(m, double{share}, bounds, rng));
    return {about,
            {{"scores", concat_rows({rows.begin(), rows.end()})}, {"share", Matrix{{share}}}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two scores", 1, 2, rng));
    all.push_back(one("three scores", 1, 3, rng));
    all.push_back(one("three rows, each with a temperature of its own", 3, 4, rng));
    all.push_back(one("many scores", 2, 7, rng));
    all.push_back(one("very cold, near 0.05", 2, 3, rng, {0.055, 0.12}));
    all.push_back(one("very warm, near 20", 2, 3, rng, {9, 19.5}));
    all.push_back({"the article's scores",
                   {{"scores", Matrix{{0.27f, 1.0f, 0.78f}}},
                    {"share", as_input(0.51 + 0.4 * rng.uniform())}}});
    return all;
}

// What f makes of a row and the share, for each row.
template <class F>
Answer each(F f) {
    return [f](const Case& c) {
        Matrix t({c.matrix(0).rows(), 1});
        for (int r = 0; r < t.rows(); ++r)
            t(r, 0) = static_cast<real>(f(c.matrix(0).row_block(r, 1), double{c.number(1)}));
        return t;
    };
}

double of_two_scores(ConstView row, double share) {
    std::vector<real> sorted(row.row(0).begin(), row.row(0).end());
    std::sort(sorted.rbegin(), sorted.rend());
    return double{sorted[0] - sorted[1]} / std::log(share / (1 - share));
}

const Register registered(
    {"5.2",
     "Temperature",
     "exercises/05_softmax/2_temperature.cpp",
     cases,
     [](const Case& c) { return exercise::temperatures(c.matrix(0), c.number(1)); },
     each(temperature),
     {{"multiplies",
       "These are the right temperatures turned upside down, 1 / T: somewhere the scores are "
       "multiplied by the temperature, and should be divided by it.",
       each([](ConstView row, double share) { return 1 / temperature(row, share); })},
      {"one_for_all_rows",
       "Every row has got the temperature of the first one. The further apart the scores of a row "
       "lie, the warmer it has to be, so each row is searched alone.",
       [](const Case& c) {
           const double first = temperature(c.matrix(0).row_block(0, 1), double{c.number(1)});
           return Matrix({c.matrix(0).rows(), 1}, static_cast<real>(first));
       }},
      {"as_if_there_were_two",
       "This is what comes out when only the two largest scores are looked at, for which there is "
       "a formula. The others take a share, too, so it has to be colder than that.",
       each(of_two_scores)},
      {"warmer_and_warmer",
       "This is where the search ends when it goes to the warmer side at every step. The warmer it "
       "is, the less sure softmax is: which half of the interval should be kept?",
       each([](ConstView, double) { return 20.0; })},
      {"colder_and_colder",
       "This is where the search ends when it goes to the colder side at every step. The colder it "
       "is, the surer softmax is: which half of the interval should be kept?",
       each([](ConstView, double) { return 0.05; })},
      {"forgets_the_temperature", "This is the share at T = 1, not a temperature.",
       each([](ConstView row, double) { return share_at(row, 1); })}}});

}  // namespace
}  // namespace book::teacher::exercise_5_2
