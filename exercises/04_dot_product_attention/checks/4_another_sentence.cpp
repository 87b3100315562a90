// Checks exercise 4.4, from one sentence to another.
#include <set>

#include "04_dot_product_attention/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_4_4 {
namespace {

Matrix queries(const Case& c) { return matmul(c.matrix(0), c.matrix(2)); }
Matrix keys(const Case& c) { return matmul(c.matrix(1), c.matrix(3)); }
Matrix values(const Case& c) { return matmul(c.matrix(1), c.matrix(4)); }
Matrix scores(const Case& c) { return matmul_nt(queries(c), keys(c)); }

// What a learner may choose by, in the place of the dot product.
Matrix cosines(const Case& c) {
    const Matrix k = keys(c);  // the query's length changes no order
    Matrix s = scores(c);
    for (int i = 0; i < s.rows(); ++i)
        for (int j = 0; j < s.cols(); ++j)
            s(i, j) /= static_cast<real>(norm(k.view().row_block(j, 1)));
    return s;
}

Matrix nearness(const Case& c) {
    const Matrix q = queries(c), k = keys(c);
    Matrix s({q.rows(), k.rows()});
    for (int i = 0; i < s.rows(); ++i)
        for (int j = 0; j < s.cols(); ++j)
            s(i, j) = static_cast<real>(
                -norm(subtract(q.view().row_block(i, 1), k.view().row_block(j, 1))));
    return s;
}

Matrix one_matrix(const Case& c) { return matmul_nt(queries(c), matmul(c.matrix(1), c.matrix(2))); }

Matrix smallest_first(const Case& c) { return scale(scores(c), -1); }

// Row i: the row of `from` at which row i of s is largest.
Matrix taken(const Matrix& s, const Matrix& from) {
    Matrix out({s.rows(), from.cols()});
    for (int i = 0; i < s.rows(); ++i)
        copy(from.view().row_block(argmax(s.row(i)), 1), out.view().row_block(i, 1));
    return out;
}

// The place of the best of each row, but the first if none is above 0.
Matrix only_above_0(const Matrix& s) {
    Matrix above(s);
    for (real& score : above.flat()) score = std::max(score, real{0});
    return above;
}

// n words ask m words, all of width w; queries and keys of width d, values of width e.
Case one(const char* about, int n, int m, int w, int d, int e, Rng& rng) {
    const Matrix x = draw({n, w}, rng);
    const Matrix source = draw({m, w}, rng);
    const Matrix w_q = draw({w, d}, rng);
    const Matrix w_k = draw({w, d}, rng);
    const Matrix w_v = draw({w, e}, rng);
    return {about, {{"x", x}, {"source", source}, {"w_q", w_q}, {"w_k", w_k}, {"w_v", w_v}}};
}

// Is the best score of each row so far ahead that no rounding can change who it is?
bool is_clear(const Matrix& s) {
    for (int i = 0; i < s.rows(); ++i) {
        const int best = argmax(s.row(i));
        for (int j = 0; j < s.cols(); ++j)
            if (j != best && s(i, best) - s(i, j) < 0.02f) return false;
    }
    return true;
}

// Drawn again until every way to choose chooses clearly, and no two of them the same everywhere.
std::vector<Case> cases(Rng& rng) {
    for (;;) {
        std::vector<Case> all;
        all.push_back(one("three words ask four", 3, 4, 2, 2, 3, rng));
        all.push_back(one("five words ask three", 5, 3, 4, 3, 2, rng));
        all.push_back(one("all sizes equal", 3, 3, 3, 3, 3, rng));
        all.push_back(one("a single word to ask, so nothing to choose", 2, 1, 3, 2, 4, rng));
        bool clear = true;
        std::set<std::vector<int>> choices;
        for (const auto& way : {scores, cosines, nearness, one_matrix, smallest_first}) {
            std::vector<int> chosen;
            for (const Case& c : all) {
                const Matrix s = way(c);
                clear = clear && is_clear(s);
                for (int i = 0; i < s.rows(); ++i) chosen.push_back(argmax(s.row(i)));
            }
            choices.insert(chosen);
        }
        if (clear && choices.size() == 5) return all;
    }
}

const Register registered(
    {"4.4",
     "From one sentence to another",
     "exercises/04_dot_product_attention/4_another_sentence.cpp",
     cases,
     [](const Case& c) {
         return exercise::look_across(c.matrix(0), c.matrix(1), c.matrix(2), c.matrix(3),
                                      c.matrix(4));
     },
     [](const Case& c) { return taken(scores(c), values(c)); },
     {{"cosine_trap",
       "This is what you get when you choose the key with the largest cosine. A longer key may "
       "have a larger score even though its direction fits less well.",
       [](const Case& c) { return taken(cosines(c), values(c)); }},
      {"nearest_key",
       "This is what you get when you choose the key that is nearest to the query. Compare them "
       "by their dot product, not by their distance.",
       [](const Case& c) { return taken(nearness(c), values(c)); }},
      {"one_matrix_for_both",
       "This is what you get when the keys are made with w_q. They have a matrix of their own, "
       "w_k.",
       [](const Case& c) { return taken(one_matrix(c), values(c)); }},
      {"smallest_score",
       "This is what you get when you choose the smallest score. It should be the largest.",
       [](const Case& c) { return taken(smallest_first(c), values(c)); }},
      {"begins_at_0",
       "This is what you get when the search for the largest score begins at 0. If all the scores "
       "of a word are below 0, it never finds one. Begin with the first score.",
       [](const Case& c) { return taken(only_above_0(scores(c)), values(c)); }},
      {"takes_the_key_home",
       "This is what you get when you take the key home. Keys are only for comparing; what is "
       "taken home is a value.",
       [](const Case& c) { return taken(scores(c), keys(c)); }},
      {"takes_the_place_home",
       "This is what you get when you take home a row of the source as it is. Its value is that "
       "row times w_v.",
       [](const Case& c) { return taken(scores(c), Matrix(c.matrix(1))); }},
      {"mixes_with_softmax",
       "This is what you get when the values are mixed with the softmax of the scores. That comes "
       "in the next chapter; here each word takes home one value, and nothing of the others.",
       [](const Case& c) { return matmul(softmax_rows(scores(c)), values(c)); }},
      {"asks_the_wrong_way",
       "This is what you get when the source asks x. The queries should come from x, and the "
       "keys and values from the source.",
       [](const Case& c) {
           const Matrix q = matmul(c.matrix(1), c.matrix(2)), k = matmul(c.matrix(0), c.matrix(3));
           return taken(matmul_nt(q, k), matmul(c.matrix(0), c.matrix(4)));
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_4_4
