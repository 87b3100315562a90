// What chapter 04 builds by hand: attention in plain loops, which count their multiplications.
//
// Letters in shapes: n queries, m keys and values, d the width of queries and keys, e of values.
#pragma once

#include "tensor/ops.h"

namespace chapter_04 {
using namespace book;

inline double counted = 0;  // multiplications so far

// [dot]
inline real dot_by_hand(std::span<const real> a, std::span<const real> b) {
    real sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {  // number by number
        sum += a[c] * b[c];
        counted += 1;
    }
    return sum;
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
            for (int c = 0; c < v.cols(); ++c) {  // a share of v_j
                out(i, c) += weights(i, j) * v(j, c);
                counted += 1;
            }
        }
    }
    return out;
}
// [/mix]

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

// For each number of words: the multiplications of scores and mix, and of making Q, K and V.
struct Bill {
    std::vector<double> words;
    std::vector<double> looking;
    std::vector<double> making;
};

inline Bill count_multiplications(int width, Rng& rng) {
    Bill bill;
    // [cost]
    const Matrix w = randn({width, width}, rng);
    for (int n : {16, 32, 64, 128, 256}) {
        const Matrix places = randn({n, width}, rng);

        counted = 0;
        const Matrix asks = scores_by_hand(places, w);  // (n x d)(d x d)^T
        bill.making.push_back(3 * counted);             // Q, K and V

        counted = 0;
        const Matrix scores = scores_by_hand(asks, asks);  // (n x n)
        mix_by_hand(scores, asks);                         // (n x n)(n x d)
        bill.looking.push_back(counted);

        bill.words.push_back(n);
    }
    // [/cost]
    return bill;
}

}  // namespace chapter_04
