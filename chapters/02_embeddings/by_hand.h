// What chapter 02 builds by hand: lookup, counting, the strongest directions of a table, neighbours.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "corpus_words.h"
#include "tensor/ops.h"

namespace chapter_02 {
using namespace book;

inline const std::string kByHand = "chapters/02_embeddings/by_hand.h";

// clang-format off
// [article]
inline const Words kWords{"I", "love", "doughnuts", "taxes"};
inline const Matrix kTable{{0.1f, 0.2f},   // I            (4 x 2)
                          {0.9f, 0.8f},   // love
                          {0.8f, 0.7f},   // doughnuts
                          {0.1f, 0.1f}};  // taxes
// [/article]

// [lookup]
inline Matrix one_hot(const std::vector<int>& ids, int words) {
    Matrix x({static_cast<int>(ids.size()), words});  // zeros
    for (int i = 0; i < x.rows(); ++i) {
        const int id = ids[std::size_t(i)];
        x(i, id) = 1;
    }
    return x;
}

inline Matrix look_up(const std::vector<int>& ids, const Matrix& from) {
    Matrix y({static_cast<int>(ids.size()), from.cols()});
    for (int i = 0; i < y.rows(); ++i) {
        const int id = ids[std::size_t(i)];
        copy(from.view().row_block(id, 1), y.view().row_block(i, 1));
    }
    return y;
}
// [/lookup]

// [measures]
using Row = std::span<const real>;

inline double euclid(Row a, Row b) {
    double squares = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const real apart = a[c] - b[c];
        squares += apart * apart;
    }
    return std::sqrt(squares);
}

inline double cosine(Row a, Row b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        ab += a[c] * b[c];
        aa += a[c] * a[c];
        bb += b[c] * b[c];
    }
    if (aa == 0 || bb == 0) return 0;  // zeros have no direction
    return ab / std::sqrt(aa * bb);
}
// [/measures]

// [counts]
// How often b occurs at most `window` words before or after a.
inline Matrix company(const Text& text, int window) {  // (words x words)
    Matrix counts({text.size(), text.size()});
    for (const std::vector<int>& s : text.sentences) {
        for (std::size_t i = 0; i < s.size(); ++i) {
            const std::size_t far = i + 1 + std::size_t(window);
            const std::size_t end = std::min(far, s.size());
            for (std::size_t j = i + 1; j < end; ++j) {
                counts(s[i], s[j]) += 1;
                counts(s[j], s[i]) += 1;
            }
        }
    }
    return counts;
}
// [/counts]

// [ppmi]
inline Matrix ppmi(const Matrix& counts) {  // (words x words)
    const Matrix of = column_sums(counts);  // (1 x words)  company of each
    const double all = sum(of.row(0));
    Matrix m(counts.shape());               // zeros
    for (int a = 0; a < m.rows(); ++a) {
        for (int b = 0; b < m.cols(); ++b) {
            const double by_chance = of(0, a) * of(0, b) / all;
            if (counts(a, b) > by_chance) {
                m(a, b) = real(std::log(counts(a, b) / by_chance));
            }
        }
    }
    return m;
}
// [/ppmi]

// By how much the rows of v miss length 1 and right angles.
inline double askew(const Matrix& v) {
    Matrix products = matmul_nt(v, v);
    for (int i = 0; i < v.rows(); ++i) products(i, i) -= 1;
    return max_abs_difference(products, Matrix(products.shape()));
}

// The middle of all rows.
inline Matrix middle_of(const Matrix& x) {  // (n x d) -> (1 x d)
    return scale(column_sums(x), 1 / static_cast<real>(x.rows()));
}

// [right_angles]
// The number that is furthest from 0.
inline real largest_of(Row row) {
    real largest = 0;
    for (real number : row) {
        if (std::abs(number) > std::abs(largest)) largest = number;
    }
    return largest;
}

// Makes the rows of v one long, each at right angles to those before
// it (Gram and Schmidt), with its largest number positive.
inline void right_angles(Matrix& v) {  // (d x n)
    for (int i = 0; i < v.rows(); ++i) {
        for (int j = 0; j < i; ++j) {  // take away what lies along row j
            const real along = dot(v.row(i), v.row(j));
            for (int c = 0; c < v.cols(); ++c) {
                v(i, c) -= along * v(j, c);
            }
        }

        real length = std::sqrt(dot(v.row(i), v.row(i)));
        if (largest_of(v.row(i)) < 0) length = -length;  // turns it round
        for (real& number : v.row(i)) number /= length;
    }
}
// [/right_angles]

// [directions]
// d directions, a row each, in which the rows of m are longest.
inline Matrix directions(const Matrix& m, int d, Rng& rng) {  // (n x words)
    Matrix v = randn({d, m.cols()}, rng);                     // (d x words)
    for (int round = 0; round < 12; ++round) {
        v = matmul(matmul_nt(v, m), m);                       // v Mᵀ M
        right_angles(v);
    }
    return v;
}

// How far each row of m reaches in those directions.
inline Matrix reach(const Matrix& m, int d, Rng& rng) {
    return matmul_nt(m, directions(m, d, rng));               // (n x d)
}
// [/directions]

// Each row divided by its length; a row of zeros stays what it is.
inline Matrix unit_rows(Matrix x) {
    for (int r = 0; r < x.rows(); ++r) {
        const real length = std::sqrt(dot(x.row(r), x.row(r)));
        if (length == 0) continue;
        for (real& number : x.row(r)) number /= length;
    }
    return x;
}
// clang-format on

// ---- neighbours ---------------------------------------------------------------------------------
struct Neighbour {
    int id;
    double cosine;
};

inline bool is_nearer(const Neighbour& a, const Neighbour& b) {
    if (a.cosine != b.cosine) return a.cosine > b.cosine;
    return a.id < b.id;  // the first of equals
}

inline bool contains(const std::vector<int>& ids, int id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// The k rows of `unit` with the largest cosines to `x`, without those named; the first of equals.
inline std::vector<Neighbour> nearest(const Matrix& unit, ConstView x, int k,
                                      const std::vector<int>& without) {
    const Matrix cosines = matmul_nt(unit_rows(Matrix(x)), unit);  // (1 x words)
    std::vector<Neighbour> all;
    for (int id = 0; id < unit.rows(); ++id) {
        if (contains(without, id)) continue;
        all.push_back({id, double{cosines(0, id)}});
    }

    const auto end = all.begin() + std::min<std::ptrdiff_t>(k, std::ssize(all));
    std::partial_sort(all.begin(), end, all.end(), is_nearer);
    all.erase(end, all.end());
    return all;
}

inline std::vector<Neighbour> nearest(const Matrix& unit, int id, int k) {
    return nearest(unit, unit.view().row_block(id, 1), k, {id});
}

// "hate .98, adore .97"
inline std::string listed(const std::vector<Neighbour>& neighbours, const Words& words) {
    std::string text;
    for (const Neighbour& neighbour : neighbours) {
        const std::string& word = words[static_cast<std::size_t>(neighbour.id)];
        if (!text.empty()) text += ", ";
        text += fmt::format("{} {:.2f}", word, neighbour.cosine);
    }
    return text;
}

// The same for a sentence: "hate (0.98) and adore (0.97)".
inline std::string in_a_sentence(const std::vector<Neighbour>& neighbours, const Words& words) {
    std::string all;
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const Neighbour& n = neighbours[i];
        const bool is_last = i + 1 == neighbours.size();
        if (i > 0) all += is_last ? " and " : ", ";
        all += fmt::format("{} ({:.2f})", words[static_cast<std::size_t>(n.id)], n.cosine);
    }
    return all;
}

}  // namespace chapter_02
