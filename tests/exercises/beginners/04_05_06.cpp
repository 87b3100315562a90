// Wrong answers to the exercises of chapters 04 to 06.
#include "04_dot_product_attention/exercises.h"
#include "05_softmax/exercises.h"
#include "06_multi_head/exercises.h"
#include "beginners.h"

using namespace exercise;

namespace beginners {

namespace {

// Softmax with the keys j of row i that are hidden.
template <class Hidden>
Matrix masked(ConstView scores, real instead, Hidden hidden) {
    Matrix mine(scores);
    for (int i = 0; i < mine.rows(); ++i)
        for (int j = 0; j < mine.cols(); ++j)
            if (hidden(i, j)) mine(i, j) = instead;
    return softmax_rows(mine);
}

}  // namespace

void chapter_04(Beginners& all) {
    all.add("4.1", "the loop ends at cols() - 1", [](ConstView query, ConstView key) {
        real sum = 0;
        for (int c = 0; c < query.cols() - 1; ++c) sum += query(0, c) * key(0, c);
        return sum;
    });
    all.add("4.1", "an int for the sum", [](ConstView query, ConstView key) {
        int sum = 0;
        for (int c = 0; c < query.cols(); ++c)
            sum = static_cast<int>(static_cast<real>(sum) + query(0, c) * key(0, c));
        return static_cast<real>(sum);
    });
    all.add("4.1", "= instead of += + from column 1 on", [](ConstView query, ConstView key) {
        real sum = 0;
        for (int c = 1; c < query.cols(); ++c) sum = query(0, c) * key(0, c);
        return sum;
    });
    all.add("4.2", "a row for each key", [](ConstView q, ConstView k) {
        Matrix result({k.rows(), q.rows()});
        for (int i = 0; i < q.rows(); ++i)
            for (int j = 0; j < k.rows(); ++j)
                for (int c = 0; c < q.cols(); ++c) result(j, i) += q(i, c) * k(j, c);
        return result;
    });
    all.add("4.2", "only the last product: = instead of +=", [](ConstView q, ConstView k) {
        Matrix result({q.rows(), k.rows()});
        for (int i = 0; i < q.rows(); ++i)
            for (int j = 0; j < k.rows(); ++j)
                for (int c = 0; c < q.cols(); ++c) result(i, j) = q(i, c) * k(j, c);
        return result;
    });
    all.add("4.2", "as many keys as queries + the sum goes on from key to key",
            [](ConstView q, ConstView k) {
                Matrix result({q.rows(), k.rows()});
                for (int i = 0; i < q.rows(); ++i) {
                    real sum = 0;
                    for (int j = 0; j < std::min(q.rows(), k.rows()); ++j) {
                        for (int c = 0; c < q.cols(); ++c) sum += q(i, c) * k(j, c);
                        result(i, j) = sum;
                    }
                }
                return result;
            });
    all.add("4.3", "the mean instead of the sum + the last word is missing",
            [](ConstView weights, ConstView values) {
                Matrix out({1, values.cols()});
                for (int j = 0; j < values.rows() - 1; ++j)
                    for (int c = 0; c < values.cols(); ++c)
                        out(0, c) +=
                            weights(0, j) * values(j, c) / static_cast<real>(values.rows());
                return out;
            });
    all.add("4.3", "the value with the largest weight alone",
            [](ConstView weights, ConstView values) {
                Matrix out({1, values.cols()});
                const int j = argmax(weights.row(0));
                for (int c = 0; c < values.cols(); ++c) out(0, c) = values(j, c);
                return out;
            });
    all.add("4.4", "the smallest score wins + keys and values change places",
            [](ConstView x, ConstView source, ConstView w_q, ConstView w_k, ConstView w_v) {
                if (w_k.cols() != w_v.cols()) {
                    const Matrix s = matmul_nt(matmul(x, w_q), matmul(source, w_k));
                    const Matrix v = matmul(source, w_v);
                    Matrix result({x.rows(), w_v.cols()});
                    for (int i = 0; i < x.rows(); ++i)
                        for (int c = 0; c < v.cols(); ++c)
                            result(i, c) = v(argmax(scale(s, -1).row(i)), c);
                    return result;
                }
                const Matrix s = matmul_nt(matmul(x, w_q), matmul(source, w_v));
                const Matrix v = matmul(source, w_k);
                Matrix result({x.rows(), w_v.cols()});
                for (int i = 0; i < x.rows(); ++i)
                    for (int c = 0; c < v.cols(); ++c)
                        result(i, c) = v(argmax(scale(s, -1).row(i)), c);
                return result;
            });
    all.add("4.4", "softmax and a mix, as in the next chapter",
            [](ConstView x, ConstView source, ConstView w_q, ConstView w_k, ConstView w_v) {
                const Matrix s = matmul_nt(matmul(x, w_q), matmul(source, w_k));
                return matmul(softmax_rows(s), matmul(source, w_v));
            });
}

void chapter_05(Beginners& all) {
    all.add("5.1", "the total is not reset from row to row", [](ConstView scores) {
        Matrix result(scores.shape());
        real total = 0;
        for (int r = 0; r < scores.rows(); ++r) {
            real top = scores(r, 0);
            for (real x : scores.row(r)) top = std::max(top, x);
            for (int c = 0; c < scores.cols(); ++c)
                total += result(r, c) = std::exp(scores(r, c) - top);
            for (real& y : result.row(r)) y /= total;
        }
        return result;
    });
    all.add("5.1", "the total of the whole matrix", [](ConstView scores) {
        Matrix result(scores.shape());
        real total = 0;
        for (int r = 0; r < scores.rows(); ++r) {
            real top = scores(r, 0);
            for (real x : scores.row(r)) top = std::max(top, x);
            for (int c = 0; c < scores.cols(); ++c)
                total += result(r, c) = std::exp(scores(r, c) - top);
        }
        for (real& y : result.flat()) y /= total;
        return result;
    });
    all.add("5.1", "the search for the top begins at 0", [](ConstView scores) {
        Matrix result(scores.shape());
        for (int r = 0; r < scores.rows(); ++r) {
            real top = 0, total = 0;
            for (real x : scores.row(r)) top = std::max(top, x);
            for (int c = 0; c < scores.cols(); ++c)
                total += result(r, c) = std::exp(scores(r, c) - top);
            for (real& y : result.row(r)) y /= total;
        }
        return result;
    });
    all.add("5.1", "columns instead of rows", [](ConstView scores) {
        Matrix result(scores.shape());
        for (int c = 0; c < scores.cols(); ++c) {
            real top = scores(0, c), total = 0;
            for (int r = 0; r < scores.rows(); ++r) top = std::max(top, scores(r, c));
            for (int r = 0; r < scores.rows(); ++r)
                total += result(r, c) = std::exp(scores(r, c) - top);
            for (int r = 0; r < scores.rows(); ++r) result(r, c) /= total;
        }
        return result;
    });
    all.add("5.1", "no division + the last row is forgotten", [](ConstView scores) {
        Matrix result(scores.shape());
        for (int r = 0; r < scores.rows() - 1; ++r) {
            real top = scores(r, 0);
            for (real x : scores.row(r)) top = std::max(top, x);
            for (int c = 0; c < scores.cols(); ++c) result(r, c) = std::exp(scores(r, c) - top);
        }
        return result;
    });
    all.add("5.2", "the search runs the wrong way", [](ConstView scores, real share) {
        Matrix result({scores.rows(), 1});
        for (int r = 0; r < scores.rows(); ++r) {
            double low = 0.05, high = 20;
            for (int step = 0; step < 60; ++step) {
                const double t = (low + high) / 2;
                const Matrix w =
                    softmax_rows(scale(scores.row_block(r, 1), static_cast<real>(1 / t)));
                (w(0, argmax(w.row(0))) > share ? high : low) = t;
            }
            result(r, 0) = static_cast<real>(low);
        }
        return result;
    });
    all.add("5.2", "row 0 for all rows + 1 / T", [](ConstView scores, real share) {
        Matrix result({scores.rows(), 1});
        for (int r = 0; r < scores.rows(); ++r) {
            double low = 0.05, high = 20;
            for (int step = 0; step < 60; ++step) {
                const double t = (low + high) / 2;
                const Matrix w =
                    softmax_rows(scale(scores.row_block(0, 1), static_cast<real>(1 / t)));
                (w(0, argmax(w.row(0))) > share ? low : high) = t;
            }
            result(r, 0) = static_cast<real>(1 / low);
        }
        return result;
    });
    all.add("5.3", "the score 0 for what is hidden + m - n is forgotten",
            [](ConstView scores) { return masked(scores, 0, [](int i, int j) { return j > i; }); });
    all.add("5.3", "zeros after the softmax + m - n is forgotten", [](ConstView scores) {
        Matrix y = softmax_rows(scores);
        for (int i = 0; i < y.rows(); ++i)
            for (int j = i + 1; j < y.cols(); ++j) y(i, j) = 0;
        return y;
    });
    all.add("5.3", "j >= i is hidden + m - n is forgotten", [](ConstView scores) {
        return masked(scores, -std::numeric_limits<real>::infinity(),
                      [](int i, int j) { return j >= i; });
    });
    all.add("5.3", "-1e30 for minus infinity", [](ConstView scores) {
        const int more = scores.cols() - scores.rows();
        return masked(scores, static_cast<real>(-1e30),
                      [more](int i, int j) { return j > i + more; });
    });
    all.add("5.4", "divided by d + softmax by columns", [](ConstView q, ConstView k, ConstView v) {
        const Matrix s = scale(matmul_nt(q, k), 1 / static_cast<real>(q.cols()));
        const Matrix w = transpose(softmax_rows(transpose(s)));
        return matmul(w, v);
    });
    all.add("5.4", "no root of d + the last column is forgotten",
            [](ConstView q, ConstView k, ConstView v) {
                const Matrix w = softmax_rows(matmul_nt(q, k));
                Matrix y({q.rows(), v.cols()});
                for (int i = 0; i < q.rows(); ++i)
                    for (int j = 0; j < k.rows(); ++j)
                        for (int c = 0; c < v.cols() - 1; ++c) y(i, c) += w(i, j) * v(j, c);
                return y;
            });
}

void chapter_06(Beginners& all) {
    const auto columns = [](ConstView x, int heads, int head) {
        const int w = x.cols() / heads;
        return Matrix(x.col_block(head * w, w));
    };
    const auto added = [](ConstView joined, ConstView w_o, int heads, int head) {
        const int w = joined.cols() / heads;
        return matmul(joined.col_block(head * w, w), w_o.row_block(head * w, w));
    };
    all.add(
        "6.1", "every h-th column",
        [](ConstView x, int heads, int head) {
            Matrix result({x.rows(), x.cols() / heads});
            for (int r = 0; r < x.rows(); ++r)
                for (int c = 0; c < result.cols(); ++c) result(r, c) = x(r, c * heads + head);
            return result;
        },
        added);
    all.add("6.1", "columns of W_O instead of rows + the head counted from 1", columns,
            [](ConstView joined, ConstView w_o, int heads, int head) {
                const int w = joined.cols() / heads;
                const int at = (head + 1) % heads * w;
                return matmul_nt(joined.col_block(at, w), w_o.col_block(at, w));
            });
    all.add("6.2", "the numbers poured into the new shape as they lie",
            [](ConstView stacked, int heads) {
                Matrix result({stacked.rows() / heads, stacked.cols() * heads});
                for (int i = 0; i < static_cast<int>(stacked.size()); ++i)
                    result(i / result.cols(), i % result.cols()) =
                        stacked(i / stacked.cols(), i % stacked.cols());
                return result;
            });
    all.add("6.2", "head and word change places + the last head is forgotten",
            [](ConstView stacked, int heads) {
                const int n = stacked.rows() / heads, w = stacked.cols();
                Matrix result({n, heads * w});
                for (int h = 0; h < heads - 1; ++h)
                    for (int i = 0; i < n; ++i)
                        for (int c = 0; c < w; ++c)
                            result(i, h * w + c) = stacked(i * heads + h, c);
                return result;
            });
    const auto told = [](ConstView q, ConstView k, ConstView v, int heads, int h, real divisor) {
        const int w = q.cols() / heads;
        const Matrix s =
            scale(matmul_nt(q.col_block(h * w, w), k.col_block(h * w, w)), 1 / std::sqrt(divisor));
        return matmul(softmax_rows(s), v.col_block(h * w, w));
    };
    all.add("6.3", "the root of d for the root of w + the heads are joined last one first",
            [told](ConstView q, ConstView k, ConstView v, ConstView w_o, int heads) {
                const int w = q.cols() / heads;
                Matrix joined({q.rows(), q.cols()});
                for (int h = 0; h < heads; ++h)
                    copy(told(q, k, v, heads, h, static_cast<real>(q.cols())),
                         joined.view().col_block((heads - 1 - h) * w, w));
                return matmul(joined, w_o);
            });
    all.add("6.3", "W_O is forgotten",
            [told](ConstView q, ConstView k, ConstView v, ConstView, int heads) {
                const int w = q.cols() / heads;
                Matrix joined({q.rows(), q.cols()});
                for (int h = 0; h < heads; ++h)
                    copy(told(q, k, v, heads, h, static_cast<real>(w)),
                         joined.view().col_block(h * w, w));
                return joined;
            });
}

}  // namespace beginners
