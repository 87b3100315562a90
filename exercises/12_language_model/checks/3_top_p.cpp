// Checks exercise 12.3, top-p.
#include <numeric>

#include "12_language_model/exercises.h"
#include "model/sampling.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_12_3 {
namespace {

using Ids = std::vector<int>;

constexpr int kParts =
    64;  // probabilities are so many parts of 1: their sums are exact in any order

Matrix as_probabilities(const std::vector<int>& parts) {
    Matrix row({1, static_cast<int>(parts.size())});
    for (int i = 0; i < row.cols(); ++i)
        row(0, i) = static_cast<real>(parts[static_cast<std::size_t>(i)]) / kParts;
    return row;
}

// 64 parts, dealt out at random: the first pieces of an order of their own get most.
std::vector<int> dealt_out(int pieces, Rng& rng) {
    std::vector<int> weights(static_cast<std::size_t>(pieces));
    for (int& w : weights) w = 1 + rng.below(12) * rng.below(12);
    std::vector<int> parts(weights.size(), 1);
    const int all = std::accumulate(weights.begin(), weights.end(), 0);
    for (int left = kParts - pieces; left > 0; --left) {
        int at = rng.below(all);
        std::size_t i = 0;
        while (at >= weights[i]) at -= weights[i++];
        ++parts[i];
    }
    return parts;
}

Case of(const char* about, const std::vector<int>& parts, double p) {
    return {about, {{"probabilities", as_probabilities(parts)}, {"p", as_input(p)}}};
}

Ids by_probability(ConstView probabilities) {
    Ids ids(static_cast<std::size_t>(probabilities.cols()));
    std::iota(ids.begin(), ids.end(), 0);
    std::stable_sort(ids.begin(), ids.end(),
                     [&](int a, int b) { return probabilities(0, a) > probabilities(0, b); });
    return ids;
}

// p is exactly the sum of the two most probable.
Case exactly_two(Rng& rng) {
    const std::vector<int> parts = dealt_out(6, rng);
    const Matrix row = as_probabilities(parts);
    const Ids ids = by_probability(row);
    return of("two pieces have exactly p together", parts,
              double{row(0, ids[0])} + double{row(0, ids[1])});
}

// One piece has 28 parts and four others 9 each: of the four, two are needed.
Case four_alike(Rng& rng) {
    std::vector<int> parts(5, 9);
    parts[static_cast<std::size_t>(rng.below(5))] = 28;
    return of("four pieces alike, two of which are needed", parts, 0.7);
}

Case with_impossible_ones(Rng& rng) {
    std::vector<int> parts = dealt_out(4, rng);
    parts.insert(parts.begin() + rng.below(4), 2, 0);
    return of("p is 1, and two pieces are impossible", parts, 1);
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(of("five pieces", dealt_out(5, rng), 0.6 + 0.2 * rng.uniform()));
    all.push_back(of("eight pieces", dealt_out(8, rng), 0.7 + 0.2 * rng.uniform()));
    all.push_back(of("a small p", dealt_out(6, rng), 0.3 + 0.2 * rng.uniform()));
    all.push_back(exactly_two(rng));
    all.push_back(four_alike(rng));
    all.push_back(of("p is 0", dealt_out(5, rng), 0));
    all.push_back(with_impossible_ones(rng));
    all.push_back(of("one piece alone reaches p", {5, 3, 49, 3, 4}, 0.75));
    all.push_back(of("a single piece", {kParts}, 0.5));
    return all;
}

double probability(const Case& c, int id) { return double{c.matrix(0)(0, id)}; }
double p_of(const Case& c) { return double{c.number(1)}; }

// The library cuts while it samples, from scores.
Matrix right(const Case& c) {
    std::vector<real> scores;
    for (const real x : c.matrix(0).row(0)) scores.push_back(std::log(x));
    SamplingSettings settings;
    settings.top_p = p_of(c) == 1 ? 1 : std::max(0.0, p_of(c) - 1e-6);  // scores are rounded
    Matrix shares(c.matrix(0).shape());
    for (const CandidatePiece& piece : sampling_step(scores, settings).candidates)
        shares(0, piece.id) = static_cast<real>(piece.share);
    return shares;
}

// These are kept: divided by `sum`, or if it is 0 by their own.
Matrix shares_of(const Case& c, const Ids& kept, double sum = 0) {
    if (sum == 0)
        for (const int id : kept) sum += probability(c, id);
    Matrix shares(c.matrix(0).shape());
    for (const int id : kept) shares(0, id) = static_cast<real>(probability(c, id) / sum);
    return shares;
}

// The first of these ids whose sum reaches p.
Ids first_of(const Case& c, const Ids& ids) {
    Ids kept;
    double sum = 0;
    for (const int id : ids) {
        if (!kept.empty() && sum >= p_of(c)) break;
        kept.push_back(id);
        sum += probability(c, id);
    }
    return kept;
}
Ids first_of(const Case& c) { return first_of(c, by_probability(c.matrix(0))); }

// From the most probable on, as long as `goes_on` says of the sum without and with the next.
template <class F>
Ids while_it(const Case& c, F goes_on) {
    Ids kept;
    double sum = 0;
    for (const int id : by_probability(c.matrix(0))) {
        const double with_it = sum + probability(c, id);
        if (!goes_on(sum, with_it)) break;
        kept.push_back(id);
        sum = with_it;
    }
    return kept;
}

Matrix stops_below(const Case& c, bool keeps_one) {
    Ids kept = while_it(c, [&](double, double with_it) { return with_it <= p_of(c); });
    if (keeps_one && kept.empty()) kept = {by_probability(c.matrix(0))[0]};
    return shares_of(c, kept);
}

Matrix one_too_many(const Case& c) {
    const std::size_t kept = first_of(c).size() + 1;
    Ids ids = by_probability(c.matrix(0));
    ids.resize(std::min(kept, ids.size()));
    return shares_of(c, ids);
}

Matrix more_than_p(const Case& c) {
    return shares_of(c, while_it(c, [&](double sum, double) { return sum <= p_of(c); }));
}

Matrix nothing_at_0(const Case& c, real number) {
    const Ids kept = while_it(c, [&](double sum, double) { return sum < p_of(c); });
    return kept.empty() ? Matrix(c.matrix(0).shape(), number) : shares_of(c, kept);
}

Matrix in_order_of_ids(const Case& c) {
    Ids ids(static_cast<std::size_t>(c.matrix(0).cols()));
    std::iota(ids.begin(), ids.end(), 0);
    return shares_of(c, first_of(c, ids));
}

Matrix least_probable_first(const Case& c) {
    Ids ids = by_probability(c.matrix(0));
    std::reverse(ids.begin(), ids.end());
    return shares_of(c, first_of(c, ids));
}

Matrix larger_id_of_a_tie(const Case& c) {
    Ids ids = by_probability(c.matrix(0));
    std::stable_sort(ids.begin(), ids.end(), [&](int a, int b) {
        const double x = probability(c, a), y = probability(c, b);
        return x != y ? x > y : a > b;
    });
    return shares_of(c, first_of(c, ids));
}

Ids at_least(const Case& c, double least) {
    Ids kept;
    for (int id = 0; id < c.matrix(0).cols(); ++id)
        if (probability(c, id) >= least) kept.push_back(id);
    return kept;
}

Matrix all_of_a_tie(const Case& c) {
    return shares_of(c, at_least(c, probability(c, first_of(c).back())));
}

Matrix each_by_itself(const Case& c) { return shares_of(c, at_least(c, p_of(c))); }

Matrix share_of_the_pieces(const Case& c) {
    Ids ids = by_probability(c.matrix(0));
    const double count = std::ceil(p_of(c) * static_cast<double>(ids.size()));
    ids.resize(std::max<std::size_t>(1, static_cast<std::size_t>(count)));
    return shares_of(c, ids);
}

Matrix divided_by_p(const Case& c) {
    const Ids kept = first_of(c);
    Matrix shares = shares_of(c, kept, 1);
    for (const int id : kept)
        shares(0, id) =
            p_of(c) == 0 ? std::numeric_limits<real>::infinity() : shares(0, id) / c.number(1);
    return shares;
}

Matrix softmax_again(const Case& c) {
    Matrix scores(c.matrix(0).shape(), -std::numeric_limits<real>::infinity());
    for (const int id : first_of(c)) scores(0, id) = c.matrix(0)(0, id);
    return softmax_rows(scores);
}

const char* const kAtLeastOne =
    "This is what comes out when p = 0 leaves nothing to draw from. At least one piece is kept: "
    "take a piece first, and then ask whether the sum reaches p.";
const char* const kStopsBelow =
    "This is what comes out when the pieces that are kept may not have more than p together. They "
    "have to reach p: the piece with which they do is kept as well.";

const Register registered(
    {"12.3",
     "Top-p",
     "exercises/12_language_model/3_top_p.cpp",
     cases,
     [](const Case& c) { return exercise::top_p(c.matrix(0), c.number(1)); },
     right,
     {{"stops_below_p", kStopsBelow, [](const Case& c) { return stops_below(c, true); }},
      {"stops_below_p_or_keeps_nothing", kStopsBelow,
       [](const Case& c) { return stops_below(c, false); }},
      {"one_too_many",
       "This is what comes out when one more piece is kept than is needed. When the sum has "
       "reached p, it is enough.",
       one_too_many},
      {"more_than_p",
       "This is what comes out when the sum has to be more than p. To reach p is enough: ask for "
       "at least p.",
       more_than_p},
      {"nothing_at_0", kAtLeastOne, [](const Case& c) { return nothing_at_0(c, 0); }},
      {"not_a_number_at_0", kAtLeastOne,
       [](const Case& c) { return nothing_at_0(c, std::numeric_limits<real>::quiet_NaN()); }},
      {"not_divided",
       "The right pieces are kept, but their probabilities are as before. Divide them by their "
       "sum, so that they add up to 1 again.",
       [](const Case& c) { return shares_of(c, first_of(c), 1); }},
      {"divided_by_p",
       "This is what comes out when the kept probabilities are divided by p. Their sum is usually "
       "more than p, and it is what has to become 1.",
       divided_by_p},
      {"softmax_again",
       "This is what comes out when softmax is applied to the kept probabilities. They are no "
       "scores: divide them by their sum.",
       softmax_again},
      {"in_the_order_of_ids",
       "This is what comes out when the pieces are taken in the order of their ids. Take the most "
       "probable ones first.",
       in_order_of_ids},
      {"least_probable_first",
       "This is what comes out when the least probable pieces are taken first.",
       least_probable_first},
      {"larger_id_of_a_tie",
       "This is what comes out when the larger id of equally probable pieces is taken first. It "
       "should be the smaller one.",
       larger_id_of_a_tie},
      {"all_of_a_tie",
       "This is what comes out when all the pieces are kept that are as probable as the last one "
       "that is needed. As few as possible should be kept: the smaller ids.",
       all_of_a_tie},
      {"each_by_itself",
       "This is what comes out when each piece has to have a probability of p by itself. It is "
       "their sum that has to reach p.",
       each_by_itself},
      {"share_of_the_pieces",
       "This is what comes out when p is taken for a share of the pieces: so many of them, from "
       "the most probable one on. It is a share of the probability.",
       share_of_the_pieces}}});

}  // namespace
}  // namespace book::teacher::exercise_12_3
