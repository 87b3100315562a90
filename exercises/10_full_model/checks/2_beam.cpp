// Checks exercise 10.2, one step of beam search.
#include "10_full_model/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_10_2 {
namespace {

struct Candidate {
    int beginning, piece;
    double score;
};
using Candidates = std::vector<Candidate>;

// Eighths: their sums are exact, so that equal scores are equal in every type and order.
void round_to_eighths(Matrix& x) {
    for (real& number : x.flat()) number = std::round(number * 8) / 8;
}

bool larger(const Candidate& a, const Candidate& b) { return a.score > b.score; }

// All candidates, by beginning, then by piece; `combine` makes a score of the old one and what the
// model says of the piece.
template <class F>
Candidates all_candidates(const Case& c, F combine) {
    const ConstView scores = c.matrix(0), next = c.matrix(1);
    Candidates all;
    for (int b = 0; b < next.rows(); ++b)
        for (int p = 0; p < next.cols(); ++p)
            all.push_back({b, p, combine(double{scores(0, b)}, double{next(b, p)})});
    return all;
}

double sum(double score, double next) { return score + next; }

Matrix first_rows(const Candidates& candidates, int count) {
    Matrix rows({count, 3});
    for (int i = 0; i < count; ++i) {
        const Candidate& c = candidates[static_cast<std::size_t>(i)];
        rows(i, 0) = static_cast<real>(c.beginning);
        rows(i, 1) = static_cast<real>(c.piece);
        rows(i, 2) = static_cast<real>(c.score);
    }
    return rows;
}

int beam(const Case& c) { return c.matrix(1).rows(); }

// The k best, ties in the order of the candidates.
Matrix best(const Case& c, Candidates candidates) {
    std::stable_sort(candidates.begin(), candidates.end(), larger);
    return first_rows(candidates, beam(c));
}

// Is there a tie among the k best and the one behind them?
bool tied(const Case& c) {
    Candidates all = all_candidates(c, sum);
    std::stable_sort(all.begin(), all.end(), larger);
    const std::size_t shown = std::min(all.size(), static_cast<std::size_t>(beam(c)) + 1);
    for (std::size_t i = 1; i < shown; ++i)
        if (all[i].score == all[i - 1].score) return true;
    return false;
}

// k beginnings, V pieces, no ties. The first `ahead` beginnings are far likelier than the others.
Case one(const char* about, int k, int pieces, int ahead, Rng& rng) {
    while (true) {
        Matrix scores = rand_uniform({1, k}, rng, -4, -1);
        for (int b = ahead; b < k; ++b) scores(0, b) -= 12;
        Matrix next = log_softmax_rows(draw({k, pieces}, rng, 1.5));
        round_to_eighths(scores);
        round_to_eighths(next);
        const Case c{about, {{"scores", scores}, {"next", next}}};
        if (!tied(c)) return c;
    }
}

// Two beginnings alike, and the first and the last piece alike: four candidates share the top.
Case ties(Rng& rng) {
    Case c = one("ties: the earlier beginning first, then the smaller piece", 3, 5, 3, rng);
    Matrix &scores = c.inputs[0].value, &next = c.inputs[1].value;
    scores(0, 0) = scores(0, 1) = -1;
    scores(0, 2) = -9;
    next(0, 0) = next(0, 4) = real{-0.125f};
    for (int p = 1; p < 4; ++p) next(0, p) -= 1;
    copy(next.view().row_block(0, 1), next.view().row_block(1, 1));
    return c;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two beginnings, three pieces", 2, 3, 2, rng));
    all.push_back(one("one beginning is far ahead", 3, 5, 1, rng));
    all.push_back(one("four beginnings, six pieces", 4, 6, 4, rng));
    all.push_back(ties(rng));
    all.push_back(one("more beginnings than pieces", 3, 2, 3, rng));
    all.push_back(one("a beam of one is greedy", 1, 6, 1, rng));
    return all;
}

Candidates firsts_of_all(const Case& c) {
    Candidates firsts;
    for (const Candidate& candidate : all_candidates(c, sum)) {
        const bool is_new = firsts.empty() || firsts.back().beginning != candidate.beginning;
        if (is_new)
            firsts.push_back(candidate);
        else if (larger(candidate, firsts.back()))
            firsts.back() = candidate;
    }
    return firsts;
}

Matrix best_of_each(const Case& c) { return best(c, firsts_of_all(c)); }

Matrix smallest(const Case& c) {
    Candidates all = all_candidates(c, sum);
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return larger(b, a); });
    return first_rows(all, beam(c));
}

Matrix best_last(const Case& c) {
    const Matrix rows = best(c, all_candidates(c, sum));
    Matrix turned(rows.shape());
    for (int i = 0; i < rows.rows(); ++i)
        copy(rows.view().row_block(i, 1), turned.view().row_block(rows.rows() - 1 - i, 1));
    return turned;
}

Matrix later_of_a_tie(const Case& c) {
    Candidates all = all_candidates(c, sum);
    std::reverse(all.begin(), all.end());
    return best(c, all);
}

Matrix probabilities(const Case& c) {
    Matrix rows = best(c, all_candidates(c, sum));
    for (int i = 0; i < rows.rows(); ++i) rows(i, 2) = std::exp(rows(i, 2));
    return rows;
}

Matrix smaller_piece_of_a_tie(const Case& c) {
    Candidates all = all_candidates(c, sum);
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.piece < b.piece; });
    return best(c, all);
}

const Register registered(
    {"10.2",
     "One step of beam search",
     "exercises/10_full_model/2_beam.cpp",
     cases,
     [](const Case& c) { return exercise::beam_step(c.matrix(0), c.matrix(1)); },
     [](const Case& c) { return best(c, all_candidates(c, sum)); },
     {{"best_of_each",
       "This is what you get when every beginning keeps its own best piece. All candidates "
       "should compete with one another, so that a good beginning may go on in several ways and "
       "a bad one in none.",
       best_of_each},
      {"best_of_each_in_turn",
       "This is what you get when every beginning keeps its own best piece, in the order of the "
       "beginnings. All candidates should compete with one another, and the best comes first.",
       [](const Case& c) { return first_rows(firsts_of_all(c), beam(c)); }},
      {"forgets_the_beginning",
       "This is what you get when only the pieces are compared. The score of the beginning has "
       "to be added.",
       [](const Case& c) {
           return best(c, all_candidates(c, [](double, double n) { return n; }));
       }},
      {"multiplies_logarithms",
       "This is what you get when the logarithms are multiplied. Where probabilities are "
       "multiplied, their logarithms are added.",
       [](const Case& c) {
           return best(c, all_candidates(c, [](double s, double n) { return s * n; }));
       }},
      {"probabilities",
       "This is what you get when the scores are probabilities. The rows are right, but a score "
       "should be a logarithm: after a few dozen words, the product of the probabilities would "
       "be 0 in a float.",
       probabilities},
      {"smallest",
       "This is what you get when the smallest scores are kept. These numbers are negative, and "
       "the likeliest is the one closest to 0.",
       smallest},
      {"best_last",
       "This is what you get when the right rows are in the wrong order. The largest score "
       "should come first.",
       best_last},
      {"later_of_a_tie",
       "This is what you get when the later of two equal scores comes first. The earlier "
       "beginning should come first, and within one beginning the smaller piece.",
       later_of_a_tie},
      {"smaller_piece_of_a_tie",
       "This is what you get when the smaller piece comes first when scores are equal. First "
       "comes the earlier beginning.",
       smaller_piece_of_a_tie}}});

}  // namespace
}  // namespace book::teacher::exercise_10_2
