// What chapter 04 builds by hand: attention in plain loops, which count their multiplications.
//
// Letters in shapes: n queries, m keys and values, d the width of queries and keys, e of values.
#pragma once

#include <vector>

#include "core/random.h"
#include "tensor/ops.h"

namespace chapter_04 {
using namespace book;

inline double counted = 0;  // multiplications so far

// [dot]
inline real dot_by_hand(std::span<const real> q, std::span<const real> k) {
    real score = 0;
    for (std::size_t c = 0; c < q.size(); ++c) {
        score += q[c] * k[c];
        // [not-shown]
        counted += 1;
        // [/not-shown]
    }
    return score;
}
// [/dot]

// [scores]
inline Matrix scores_by_hand(const Matrix& q, const Matrix& k) {
    Matrix s({q.rows(), k.rows()});           // (n x d), (m x d) -> (n x m)
    for (int i = 0; i < q.rows(); ++i) {      // every query
        for (int j = 0; j < k.rows(); ++j) {  // every key
            s(i, j) = dot_by_hand(q.row(i), k.row(j));
        }
    }
    return s;
}
// [/scores]

// [mix]
inline Matrix mix_by_hand(const Matrix& weights, const Matrix& v) {
    Matrix out({weights.rows(), v.cols()});  // (n x m)(m x e) -> (n x e)
    for (int i = 0; i < weights.rows(); ++i) {
        for (int j = 0; j < v.rows(); ++j) {
            for (int c = 0; c < v.cols(); ++c) {
                out(i, c) += weights(i, j) * v(j, c);  // a share of value j
                // [not-shown]
                counted += 1;
                // [/not-shown]
            }
        }
    }
    return out;
}
// [/mix]

// Chapter 05 explains it; here it is borrowed.
inline Matrix borrowed_weights(const Matrix& scores) { return softmax_rows(scores); }

// [attend]
inline Matrix attend(ConstView x,  // (n x d)
                     ConstView w_q, ConstView w_k, ConstView w_v) {
    const Matrix q = matmul(x, w_q);                  // (n x d)  it asks
    const Matrix k = matmul(x, w_k);                  // (n x d)  it shows
    const Matrix v = matmul(x, w_v);                  // (n x e)  it gives
    const Matrix scores = matmul_nt(q, k);            // (n x n)
    const Matrix weights = borrowed_weights(scores);  // (n x n)
    return matmul(weights, v);                        // (n x e)
}
// [/attend]

// [look]
inline Matrix all_to_the_best(const Matrix& s) {
    Matrix weights(s.shape());  // zeros, and a 1 in each row
    for (int i = 0; i < s.rows(); ++i) {
        const int best = argmax(s.row(i));
        weights(i, best) = 1;
    }
    return weights;
}

inline Matrix look(const Matrix& q, const Matrix& k, const Matrix& v) {
    const Matrix scores = matmul_nt(q, k);           // (n x m)
    const Matrix weights = all_to_the_best(scores);  // (n x m)
    return matmul(weights, v);                       // (n x e)
}
// [/look]

inline ConstView row(const Matrix& m, int r) { return m.view().row_block(r, 1); }

// How many of the words have their own key as the best match.
inline int words_that_choose_themselves(const Matrix& s) {
    int count = 0;
    for (int i = 0; i < s.rows(); ++i) count += argmax(s.row(i)) == i;
    return count;
}

// With random words and random matrices of a width: the share of words whose best match is their own
// key, when queries and keys have a matrix each, and when they share one.
struct SelfLooks {
    double two_matrices = 0;
    double one_matrix = 0;
};

inline SelfLooks count_self_looks(int words, int width, int trials, Rng& rng) {
    SelfLooks looks;
    // [shared]
    for (int trial = 0; trial < trials; ++trial) {
        const Matrix x = randn({words, width}, rng);    // (n x d)  words
        const Matrix w_q = randn({width, width}, rng);  // (d x d)
        const Matrix w_k = randn({width, width}, rng);  // (d x d)
        const Matrix q = matmul(x, w_q);
        const Matrix k = matmul(x, w_k);

        const Matrix two = matmul_nt(q, k);  // (n x n)  a matrix each
        const Matrix one = matmul_nt(k, k);  // (n x n)  w_k for both
        looks.two_matrices += words_that_choose_themselves(two);
        looks.one_matrix += words_that_choose_themselves(one);
    }
    // [/shared]
    const double all = static_cast<double>(words) * trials;
    looks.two_matrices /= all;
    looks.one_matrix /= all;
    return looks;
}

// For each number of words: the multiplications of scores and mix, of making Q, K and V, and of a chain
// that reads word by word.
struct Bill {
    std::vector<double> words;
    std::vector<double> looking;
    std::vector<double> making;
    std::vector<double> chain;
};

inline Bill count_multiplications(int width, Rng& rng) {
    Bill bill;
    // [cost]
    const Matrix w = randn({width, width}, rng);
    for (int n : {8, 16, 32, 64, 128}) {
        const Matrix x = randn({n, width}, rng);

        counted = 0;
        const Matrix q = scores_by_hand(x, w);  // (n x d)(d x d)^T
        bill.making.push_back(3 * counted);     // Q, K and V

        counted = 0;
        const Matrix scores = scores_by_hand(q, q);  // (n x n)
        mix_by_hand(scores, q);                      // (n x n)(n x d)
        bill.looking.push_back(counted);

        counted = 0;
        Matrix handed_on({1, width});  // what the chain knows so far
        for (int i = 0; i < n; ++i) {  // one word after the other
            const Matrix word(row(x, i));
            const Matrix before = scores_by_hand(handed_on, w);
            const Matrix heard = scores_by_hand(word, w);
            handed_on = add(before, heard);
        }
        bill.chain.push_back(counted);
        // [not-shown]
        bill.words.push_back(n);
        // [/not-shown]
    }
    // [/cost]
    return bill;
}

}  // namespace chapter_04
