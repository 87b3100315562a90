// Right answers that go another way than the book's: sums in another order, in double, in one pass or in
// two. None of them may be taken for a mistake.
#include <complex>

#include "02_embeddings/exercises.h"
#include "03_positions/exercises.h"
#include "04_dot_product_attention/exercises.h"
#include "05_softmax/exercises.h"
#include "06_multi_head/exercises.h"
#include "07_encoder_decoder/exercises.h"
#include "08_learning/exercises.h"
#include "09_rnn_comparison/exercises.h"
#include "10_full_model/exercises.h"
#include "11_making_it_fast/exercises.h"
#include "12_language_model/exercises.h"
#include "beginners.h"

using namespace exercise;

namespace beginners {

void other_ways(Beginners& all) {
    all.add("2.2", "to length 1 first, then the dot product",
            [](std::span<const real> a, std::span<const real> b) {
                double aa = 0, bb = 0, sum = 0;
                for (const real x : a) aa = std::hypot(aa, x);
                for (const real x : b) bb = std::hypot(bb, x);
                if (aa == 0 || bb == 0) return real{0};
                for (std::size_t i = a.size(); i-- > 0;) sum += (a[i] / aa) * (b[i] / bb);
                return static_cast<real>(sum);
            });
    all.add("2.3", "a sum of logarithms", [](ConstView counts) {
        const Matrix columns = column_sums(counts);
        const double n = sum(columns.row(0));
        Matrix result(counts.shape());
        for (int b = 0; b < counts.cols(); ++b)
            for (int a = 0; a < counts.rows(); ++a) {
                if (counts(a, b) == 0) continue;
                const double x = std::log(double{counts(a, b)}) + std::log(n) -
                                 std::log(double{columns(0, a)}) - std::log(double{columns(0, b)});
                result(a, b) = static_cast<real>(std::max(0.0, x));
            }
        return result;
    });
    all.add("3.1", "e to the power of a logarithm", [](int position, int column, int width) {
        const double a = position * std::exp(-std::log(1e4) * (column - column % 2) / width);
        return static_cast<real>(column % 2 == 0 ? std::sin(a) : std::cos(a));
    });
    all.add("3.3", "complex numbers, and only the difference of the positions",
            [](ConstView q, ConstView k) {
                Matrix s({q.rows(), k.rows()});
                for (int j = 0; j < k.rows(); ++j)
                    for (int i = 0; i < q.rows(); ++i) {
                        double total = 0;
                        for (int c = 0; c < q.cols(); c += 2) {
                            const std::complex<double> a(q(i, c), q(i, c + 1));
                            const std::complex<double> b(k(j, c), k(j, c + 1));
                            const double turn = (j - i) / std::pow(1e4, double(c) / q.cols());
                            total += (a * std::conj(b) * std::polar(1.0, turn)).real();
                        }
                        s(i, j) = static_cast<real>(total);
                    }
                return s;
            });
    all.add("4.1", "from the last number to the first, in double",
            [](ConstView query, ConstView key) {
                double sum = 0;
                for (int c = query.cols(); c-- > 0;) sum += double{query(0, c)} * double{key(0, c)};
                return static_cast<real>(sum);
            });
    all.add("4.2", "the columns outside, the queries inside", [](ConstView q, ConstView k) {
        Matrix s({q.rows(), k.rows()});
        for (int c = 0; c < q.cols(); ++c)
            for (int j = 0; j < k.rows(); ++j)
                for (int i = 0; i < q.rows(); ++i) s(i, j) += q(i, c) * k(j, c);
        return s;
    });
    all.add("4.3", "a matrix product",
            [](ConstView weights, ConstView values) { return matmul(weights, values); });
    all.add("5.1", "by way of the logarithm of the sum", [](ConstView scores) {
        Matrix y(scores.shape());
        for (int r = scores.rows(); r-- > 0;) {
            double top = -1e300, total = 0;
            for (const real x : scores.row(r)) top = std::max(top, double{x});
            for (const real x : scores.row(r)) total += std::exp(double{x} - top);
            const double log_sum = top + std::log(total);
            for (int c = 0; c < y.cols(); ++c)
                y(r, c) = static_cast<real>(std::exp(double{scores(r, c)} - log_sum));
        }
        return y;
    });
    all.add("5.1", "one pass, which corrects itself when a larger score comes",
            [](ConstView scores) {
                Matrix y(scores.shape());
                for (int r = 0; r < scores.rows(); ++r) {
                    real top = -std::numeric_limits<real>::infinity(), total = 0;
                    for (const real x : scores.row(r)) {
                        const real higher = std::max(top, x);
                        total = total * std::exp(top - higher) + std::exp(x - higher);
                        top = higher;
                    }
                    for (int c = 0; c < y.cols(); ++c)
                        y(r, c) = std::exp(scores(r, c) - top) / total;
                }
                return y;
            });
    all.add("5.3", "only the keys that are seen", [](ConstView scores) {
        Matrix y(scores.shape());
        for (int i = 0; i < y.rows(); ++i) {
            const int seen = i + 1 + scores.cols() - scores.rows();
            if (seen > 0)
                copy(softmax_rows(scores.row_block(i, 1).col_block(0, seen)),
                     y.view().row_block(i, 1).col_block(0, seen));
        }
        return y;
    });
    all.add("5.4", "key after key, in one pass", [](ConstView q, ConstView k, ConstView v) {
        Matrix y({q.rows(), v.cols()});
        for (int i = 0; i < q.rows(); ++i) {
            double top = -1e300, total = 0;
            std::vector<double> mix(static_cast<std::size_t>(v.cols()));
            for (int j = 0; j < k.rows(); ++j) {
                const double s = dot(q.row(i), k.row(j)) / std::sqrt(q.cols());
                const double higher = std::max(top, s), old = std::exp(top - higher);
                const double now = std::exp(s - higher);
                total = total * old + now;
                for (int c = 0; c < v.cols(); ++c) mix[c] = mix[c] * old + now * v(j, c);
                top = higher;
            }
            for (int c = 0; c < v.cols(); ++c) y(i, c) = static_cast<real>(mix[c] / total);
        }
        return y;
    });
    all.add("6.2", "place after place of the result", [](ConstView stacked, int heads) {
        const int n = stacked.rows() / heads, w = stacked.cols();
        Matrix y({n, heads * w});
        for (int at = 0; at < n * heads * w; ++at) {
            const int r = at / (heads * w), c = at % (heads * w);
            y(r, c) = stacked(c / w * n + r, c % w);
        }
        return y;
    });
    all.add(
        "7.2", "mean and variance in one pass", [](ConstView x, ConstView gain, ConstView bias) {
            Matrix y(x.shape());
            for (int r = 0; r < x.rows(); ++r) {
                double mean = 0, squares = 0;
                for (int c = 0; c < x.cols(); ++c) {
                    const double off = double{x(r, c)} - mean;
                    mean += off / (c + 1);
                    squares += off * (double{x(r, c)} - mean);
                }
                const double deviation = std::sqrt(squares / x.cols() + 1e-5);
                for (int c = 0; c < x.cols(); ++c)
                    y(r, c) = static_cast<real>(gain(0, c) * (double{x(r, c)} - mean) / deviation +
                                                bias(0, c));
            }
            return y;
        });
    all.add("8.1", "the right word first, then all the words",
            [](ConstView logits, std::span<const int> targets, real doubt) {
                const Matrix p = log_softmax_rows(logits);
                Matrix loss({p.rows(), 1});
                for (int r = 0; r < p.rows(); ++r)
                    loss(r, 0) = -(1 - doubt) * p(r, targets[r]) -
                                 doubt / static_cast<real>(p.cols()) * sum(p.row(r));
                return loss;
            });
    all.add("8.3", "with the whole table of slopes", [](ConstView y, ConstView dy) {
        Matrix dx(y.shape());
        for (int r = 0; r < y.rows(); ++r)
            for (int i = 0; i < y.cols(); ++i)
                for (int j = 0; j < y.cols(); ++j)
                    dx(r, j) += dy(r, i) * y(r, i) * ((i == j ? 1 : 0) - y(r, j));
        return dx;
    });
    all.add("9.1", "the sigmoid by way of tanh", [](ConstView sums, ConstView c) {
        const auto sigmoid = [](real x) { return (1 + std::tanh(x / 2)) / 2; };
        const int w = c.cols();
        Matrix y({2, w});
        for (int j = w; j-- > 0;) {
            y(1, j) = sigmoid(sums(0, j + w)) * c(0, j) +
                      sigmoid(sums(0, j)) * std::tanh(sums(0, j + 2 * w));
            y(0, j) = sigmoid(sums(0, j + 3 * w)) * std::tanh(y(1, j));
        }
        return y;
    });
    all.add("9.4", "the state times 1 - b k^T k, and then the value, column by column, in double",
            [](ConstView q, ConstView k, ConstView v, real b, Matrix& state) {
                const Matrix old = state;
                Matrix answer({1, v.cols()});
                for (int j = v.cols(); j-- > 0;) {
                    double sum = 0;
                    for (int i = k.cols(); i-- > 0;) {
                        double now = double{b} * k(0, i) * v(0, j);
                        for (int r = 0; r < k.cols(); ++r)
                            now += ((i == r ? 1 : 0) - double{b} * k(0, i) * k(0, r)) * old(r, j);
                        state(i, j) = static_cast<real>(now);
                        sum += q(0, i) * now;
                    }
                    answer(0, j) = static_cast<real>(sum);
                }
                return answer;
            });
    all.add("10.2", "the best one, k times", [](ConstView scores, ConstView next) {
        Matrix left(next), result({next.rows(), 3});
        for (int r = 0; r < result.rows(); ++r) {
            int beginning = 0, piece = 0;
            real best = -std::numeric_limits<real>::infinity();
            for (int b = 0; b < next.rows(); ++b)
                for (int p = 0; p < next.cols(); ++p)
                    if (scores(0, b) + left(b, p) > best) {
                        best = scores(0, b) + left(b, p);
                        beginning = b;
                        piece = p;
                    }
            result(r, 0) = static_cast<real>(beginning);
            result(r, 1) = static_cast<real>(piece);
            result(r, 2) = best;
            left(beginning, piece) = -std::numeric_limits<real>::infinity();
        }
        return result;
    });
    all.add("12.1", "the length of the row, in one go",
            [](ConstView x, ConstView gain, real epsilon) {
                Matrix y(x.shape());
                for (int r = 0; r < x.rows(); ++r) {
                    double length = std::sqrt(double{epsilon} * x.cols());
                    for (const real a : x.row(r)) length = std::hypot(length, double{a});
                    for (int c = x.cols(); c-- > 0;)
                        y(r, c) =
                            static_cast<real>(gain(0, c) * x(r, c) * std::sqrt(x.cols()) / length);
                }
                return y;
            });
    all.add("12.2", "the root of each factor, multiplied",
            [](ConstView scores, const std::vector<int>& text) {
                double product = 1;
                const int n = static_cast<int>(text.size()) - 1;
                for (int i = n; i-- > 0;) {
                    const auto row = scores.row(i);
                    const double top = *std::max_element(row.begin(), row.end());
                    double total = 0;
                    for (const real x : row) total += std::exp(x - top);
                    const double came = double{scores(i, text[i + 1])};
                    product *= std::exp((top + std::log(total) - came) / n);
                }
                return static_cast<real>(product);
            });
    all.add("12.3", "the largest one that is left, again and again",
            [](ConstView probabilities, real p) {
                Matrix left(probabilities), y(probabilities.shape());
                double total = 0;
                do {
                    const int id = argmax(left.row(0));
                    y(0, id) = left(0, id);
                    total += double{left(0, id)};
                    left(0, id) = -1;
                } while (total < double{p});
                for (real& x : y.flat()) x = static_cast<real>(double{x} / total);
                return y;
            });
    all.add("12.4", "complex numbers", [](ConstView x, int heads, int first, real theta) {
        const int w = x.cols() / heads;
        Matrix y(x.shape());
        for (int c = 0; c < x.cols(); ++c) {
            const int i = c % w;
            if (i >= w / 2) continue;
            for (int r = 0; r < x.rows(); ++r) {
                const double angle = (first + r) * std::exp(-std::log(double{theta}) * 2 * i / w);
                const auto z =
                    std::complex<double>(x(r, c), x(r, c + w / 2)) * std::polar(1.0, angle);
                y(r, c) = static_cast<real>(z.real());
                y(r, c + w / 2) = static_cast<real>(z.imag());
            }
        }
        return y;
    });
    all.add("12.5", "keys and values copied out for every head first",
            [](ConstView q, ConstView k, ConstView v, int heads, int shared) {
                const int w = q.cols() / heads;
                Matrix keys(q.shape()), values(q.shape()), y(q.shape());
                for (int c = 0; c < q.cols(); ++c)
                    for (int r = 0; r < q.rows(); ++r) {
                        const int from = c / (heads / shared * w) * w + c % w;
                        keys(r, c) = k(r, from);
                        values(r, c) = v(r, from);
                    }
                for (int i = 0; i < q.rows(); ++i)
                    for (int h = 0; h < heads; ++h) {
                        const ConstView seen = keys.view().col_block(h * w, w).row_block(0, i + 1);
                        const Matrix weights = softmax_rows(
                            scale(matmul_nt(q.col_block(h * w, w).row_block(i, 1), seen),
                                  1 / std::sqrt(static_cast<real>(w))));
                        copy(matmul(weights, values.view().col_block(h * w, w).row_block(0, i + 1)),
                             y.view().row_block(i, 1).col_block(h * w, w));
                    }
                return y;
            });
    // The first head finds the place itself and makes a note of its number; the second looks one further.
    all.add("12.6", "the place is noted, not the piece", [](const Columns& columns) {
        const Matrix zeros({columns.width(), columns.width()});
        TwoLooks looks{zeros, zeros, zeros, zeros};
        const real same = static_cast<real>(40 * columns.places);
        for (int p = 0; p < columns.pieces; ++p) {
            looks.look_1(columns.piece(p), columns.piece(p)) = same;
            for (int i = 0; i < columns.places; ++i)  // the earlier of two
                looks.look_1(columns.piece(p), columns.place(i)) = static_cast<real>(-20 * i);
            looks.write_2(columns.piece(p), columns.said(p)) = 25;
        }
        for (int i = 0; i + 1 < columns.places; ++i) {
            looks.write_1(columns.place(i), columns.place(i)) = 1;
            looks.look_2(columns.place(i), columns.place(i + 1)) = 50;
        }
        return looks;
    });
}

}  // namespace beginners
