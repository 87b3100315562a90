// Wrong answers to the exercises of chapter 12.
#include <numeric>

#include "12_language_model/exercises.h"
#include "beginners.h"

using namespace exercise;

namespace beginners {
namespace {

// The angle of pair i of a head with `pairs` pairs.
double angle_of(int position, int i, int pairs, real theta) {
    return position / std::pow(double{theta}, static_cast<double>(i) / pairs);
}

TwoLooks nothing(const Columns& columns) {
    const Matrix zeros({columns.width(), columns.width()});
    return {zeros, zeros, zeros, zeros};
}

Matrix attended(ConstView q, ConstView k, ConstView v, int heads, int shared, int under,
                bool in_turn, bool masked) {
    const int w = q.cols() / heads;
    Matrix y(q.shape());
    for (int h = 0; h < heads; ++h) {
        const int j = in_turn ? h % shared : h / (heads / shared);
        Matrix scores = scale(matmul_nt(q.col_block(h * w, w), k.col_block(j * w, w)),
                              1 / std::sqrt(static_cast<real>(under)));
        if (masked) apply_mask(Mask::causal, scores);
        copy(matmul(softmax_rows(scores), v.col_block(j * w, w)), y.view().col_block(h * w, w));
    }
    return y;
}

}  // namespace

void chapter_12(Beginners& all) {
    all.add("12.1", "a layer norm without its bias", [](ConstView x, ConstView gain, real epsilon) {
        Matrix y(x.shape());
        for (int r = 0; r < x.rows(); ++r) {
            const real mean = sum(x.row(r)) / static_cast<real>(x.cols());
            real squares = 0;
            for (const real a : x.row(r)) squares += (a - mean) * (a - mean);
            const real size = std::sqrt(squares / static_cast<real>(x.cols()) + epsilon);
            for (int c = 0; c < x.cols(); ++c) y(r, c) = gain(0, c) * (x(r, c) - mean) / size;
        }
        return y;
    });
    all.add("12.1", "the squares are not divided by their number + the gain is forgotten",
            [](ConstView x, ConstView, real epsilon) {
                Matrix y(x);
                for (int r = 0; r < y.rows(); ++r) {
                    const real size = std::sqrt(dot(x.row(r), x.row(r)) + epsilon);
                    for (real& a : y.row(r)) a /= size;
                }
                return y;
            });
    all.add("12.2", "row i of the scores for piece i of the text",
            [](ConstView scores, const std::vector<int>& text) {
                real nats = 0;
                for (int i = 0; i < scores.rows(); ++i)
                    nats -= log_softmax_rows(scores.row_block(i, 1))(0, text[i]);
                if (text.size() < 2) return real{1};
                return std::exp(nats / static_cast<real>(text.size()));
            });
    all.add("12.2", "log2 with exp + nothing is said of an empty text",
            [](ConstView scores, const std::vector<int>& text) {
                const Matrix p = softmax_rows(scores);
                real bits = 0;
                for (int i = 0; i + 1 < scores.rows(); ++i) bits -= std::log2(p(i, text[i + 1]));
                return std::exp(bits / static_cast<real>(static_cast<int>(text.size()) - 1));
            });
    all.add("12.3", "as long as the sum is below p with the next one",
            [](ConstView probabilities, real p) {
                std::vector<int> ids(probabilities.cols());
                std::iota(ids.begin(), ids.end(), 0);
                std::stable_sort(ids.begin(), ids.end(), [&](int a, int b) {
                    return probabilities(0, a) > probabilities(0, b);
                });
                Matrix y(probabilities.shape());
                real total = 0;
                for (const int id : ids) {
                    if (total > 0 && total + probabilities(0, id) > p) break;
                    total += probabilities(0, id);
                    y(0, id) = probabilities(0, id);
                }
                return scale(y, 1 / total);
            });
    all.add("12.3", "in the order of the ids + the sum is not divided by",
            [](ConstView probabilities, real p) {
                Matrix y(probabilities.shape());
                real total = 0;
                for (int id = 0; id < y.cols() && (id == 0 || total < p); ++id)
                    total += y(0, id) = probabilities(0, id);
                return y;
            });
    all.add("12.4", "the answer to 3.3 for each head, with neighbours and its signs",
            [](ConstView x, int heads, int first, real theta) {
                const int w = x.cols() / heads;
                Matrix y(x.shape());
                for (int r = 0; r < x.rows(); ++r)
                    for (int c = 0; c < x.cols(); c += 2) {
                        const double a = angle_of(first + r, c % w / 2, w / 2, theta);
                        const double one = x(r, c), two = x(r, c + 1);
                        y(r, c) = static_cast<real>(one * std::cos(a) + two * std::sin(a));
                        y(r, c + 1) = static_cast<real>(two * std::cos(a) - one * std::sin(a));
                    }
                return y;
            });
    all.add("12.4", "the first position is forgotten + a pair reaches across the whole row",
            [](ConstView x, int heads, int, real theta) {
                const int half = x.cols() / 2, pairs = half / heads;
                Matrix y(x.shape());
                for (int r = 0; r < x.rows(); ++r)
                    for (int c = 0; c < half; ++c) {
                        const double a = angle_of(r, c % pairs, pairs, theta);
                        const double one = x(r, c), two = x(r, c + half);
                        y(r, c) = static_cast<real>(one * std::cos(a) - two * std::sin(a));
                        y(r, c + half) = static_cast<real>(one * std::sin(a) + two * std::cos(a));
                    }
                return y;
            });
    all.add("12.5", "the shared heads in turn",
            [](ConstView q, ConstView k, ConstView v, int heads, int shared) {
                return attended(q, k, v, heads, shared, q.cols() / heads, true, true);
            });
    all.add("12.5", "no mask + the root of the whole row",
            [](ConstView q, ConstView k, ConstView v, int heads, int shared) {
                return attended(q, k, v, heads, shared, q.cols(), false, false);
            });
    all.add("12.6", "pieces look for the same pieces", [](const Columns& columns) {
        TwoLooks looks = nothing(columns);
        for (int p = 0; p < columns.pieces; ++p) {
            looks.look_2(columns.piece(p), columns.piece(p)) = 20;
            looks.write_2(columns.piece(p), columns.said(p)) = 20;
        }
        return looks;
    });
    all.add("12.6", "ones everywhere + place i asks for place i + 1", [](const Columns& columns) {
        TwoLooks looks = nothing(columns);
        for (int i = 0; i + 1 < columns.places; ++i)
            looks.look_1(columns.place(i), columns.place(i + 1)) = 1;
        for (int p = 0; p < columns.pieces; ++p) {
            looks.write_1(columns.piece(p), columns.note(p)) = 1;
            looks.look_2(columns.piece(p), columns.note(p)) = 1;
            looks.write_2(columns.piece(p), columns.said(p)) = 1;
        }
        return looks;
    });
}

}  // namespace beginners
