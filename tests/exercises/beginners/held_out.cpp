// Wrong answers that were written after the matcher had been changed, to see what it makes of new ones.
#include <map>

#include "01_tokens/exercises.h"
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

void held_out(Beginners& all) {
    all.add("1.1", "left and right exchanged", [](const std::vector<Tokens>& words) {
        std::map<std::pair<int, int>, int> counts;
        Pair best;
        for (const Tokens& word : words)
            for (std::size_t i = 0; i + 1 < word.size(); ++i) ++counts[{word[i], word[i + 1]}];
        for (const auto& [pair, count] : counts)
            if (count > best.count) best = {pair.second, pair.first, count};
        return best;
    });
    all.add("1.2", "the new token is put behind the pair", [](const Tokens& tokens, Merge merge) {
        Tokens result;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            result.push_back(tokens[i]);
            if (i > 0 && tokens[i - 1] == merge.left && tokens[i] == merge.right)
                result.push_back(merge.id);
        }
        return result;
    });
    all.add("1.4", "one too many", [](std::string_view bytes) {
        std::size_t i = 0;
        while (i < bytes.size()) {
            const int first = static_cast<unsigned char>(bytes[i]);
            const std::size_t length = first < 128 ? 1 : first < 224 ? 2 : first < 240 ? 3 : 4;
            if (i + length > bytes.size()) break;
            i += length;
        }
        return static_cast<int>(i) + 1;
    });
    all.add("2.1", "one row too few", [](const std::vector<int>& ids, ConstView table) {
        Matrix result({static_cast<int>(ids.size()) - 1, table.cols()});
        for (int i = 0; i < result.rows(); ++i)
            copy(table.row_block(ids[i], 1), result.view().row_block(i, 1));
        return result;
    });
    all.add("2.1", "transposed", [](const std::vector<int>& ids, ConstView table) {
        Matrix result({table.cols(), static_cast<int>(ids.size())});
        for (int i = 0; i < result.cols(); ++i)
            for (int c = 0; c < table.cols(); ++c) result(c, i) = table(ids[i], c);
        return result;
    });
    all.add("2.2", "the absolute value", [](std::span<const real> a, std::span<const real> b) {
        const real aa = std::sqrt(dot(a, a)), bb = std::sqrt(dot(b, b));
        return aa == 0 || bb == 0 ? real{0} : std::abs(dot(a, b)) / (aa * bb);
    });
    all.add("2.2", "divided by the number of columns",
            [](std::span<const real> a, std::span<const real> b) {
                const real aa = std::sqrt(dot(a, a)), bb = std::sqrt(dot(b, b));
                return aa == 0 || bb == 0 ? real{0}
                                          : dot(a, b) / (aa * bb) / static_cast<real>(a.size());
            });
    all.add("2.3", "n_a forgotten", [](ConstView counts) {
        real n = 0;
        for (int a = 0; a < counts.rows(); ++a) n += sum(counts.row(a));
        Matrix y(counts.shape());
        for (int a = 0; a < y.rows(); ++a)
            for (int b = 0; b < y.cols(); ++b)
                if (counts(a, b) > 0)
                    y(a, b) = std::max(real{0}, std::log(counts(a, b) * n / sum(counts.row(b))));
        return y;
    });
    all.add("2.4", "multiplied by d, not by its root",
            [](const std::vector<int>& ids, ConstView corrections, int words) {
                Matrix y({words, corrections.cols()});
                for (int i = 0; i < corrections.rows(); ++i)
                    for (int c = 0; c < y.cols(); ++c)
                        y(ids[i], c) += corrections(i, c) * static_cast<real>(y.cols());
                return y;
            });
    all.add("3.1", "sines everywhere", [](int position, int column, int width) {
        const double a = position / std::pow(10000.0, 2.0 * (column / 2) / width);
        return static_cast<real>(std::sin(a));
    });
    all.add("3.1", "degrees", [](int position, int column, int width) {
        const double a =
            position / std::pow(10000.0, 2.0 * (column / 2) / width) * 3.14159265 / 180;
        return static_cast<real>(column % 2 == 0 ? std::sin(a) : std::cos(a));
    });
    all.add("3.3", "one position further on for the keys", [](ConstView q, ConstView k) {
        const auto turned = [](ConstView x, int from) {
            Matrix y(x);
            for (int p = 0; p < x.rows(); ++p)
                for (int c = 0; c < x.cols(); c += 2) {
                    const double a = (p + from) / std::pow(1e4, double(c) / x.cols());
                    y(p, c) = static_cast<real>(x(p, c) * std::cos(a) + x(p, c + 1) * std::sin(a));
                    y(p, c + 1) =
                        static_cast<real>(x(p, c + 1) * std::cos(a) - x(p, c) * std::sin(a));
                }
            return y;
        };
        return matmul_nt(turned(q, 0), turned(k, 1));
    });
    all.add("3.3", "divided by the root of d", [](ConstView q, ConstView k) {
        const auto turned = [](ConstView x) {
            Matrix y(x);
            for (int p = 0; p < x.rows(); ++p)
                for (int c = 0; c < x.cols(); c += 2) {
                    const double a = p / std::pow(1e4, double(c) / x.cols());
                    y(p, c) = static_cast<real>(x(p, c) * std::cos(a) + x(p, c + 1) * std::sin(a));
                    y(p, c + 1) =
                        static_cast<real>(x(p, c + 1) * std::cos(a) - x(p, c) * std::sin(a));
                }
            return y;
        };
        return scale(matmul_nt(turned(q), turned(k)), 1 / std::sqrt(static_cast<real>(q.cols())));
    });
    all.add("4.1", "the sum of squares of the differences", [](ConstView query, ConstView key) {
        real sum = 0;
        for (int c = 0; c < query.cols(); ++c)
            sum += (query(0, c) - key(0, c)) * (query(0, c) - key(0, c));
        return sum;
    });
    all.add("4.1", "divided by the root of d", [](ConstView query, ConstView key) {
        return dot(query.row(0), key.row(0)) / std::sqrt(static_cast<real>(query.cols()));
    });
    all.add("4.1", "one product counts twice", [](ConstView query, ConstView key) {
        return query(0, 0) * key(0, 0) + dot(query.row(0), key.row(0));
    });
    all.add("4.2", "divided by the root of d", [](ConstView q, ConstView k) {
        return scale(matmul_nt(q, k), 1 / std::sqrt(static_cast<real>(q.cols())));
    });
    all.add("4.2", "+ in the place of *", [](ConstView q, ConstView k) {
        Matrix y({q.rows(), k.rows()});
        for (int i = 0; i < y.rows(); ++i)
            for (int j = 0; j < y.cols(); ++j) y(i, j) = sum(q.row(i)) + sum(k.row(j));
        return y;
    });
    all.add("4.3", "the weight of the column", [](ConstView weights, ConstView values) {
        Matrix y({1, values.cols()});
        for (int j = 0; j < values.rows(); ++j)
            for (int c = 0; c < values.cols(); ++c)
                y(0, c) += weights(0, std::min(c, weights.cols() - 1)) * values(j, c);
        return y;
    });
    all.add("4.4", "the value of the next word",
            [](ConstView x, ConstView source, ConstView w_q, ConstView w_k, ConstView w_v) {
                const Matrix s = matmul_nt(matmul(x, w_q), matmul(source, w_k));
                const Matrix v = matmul(source, w_v);
                Matrix y({x.rows(), v.cols()});
                for (int i = 0; i < y.rows(); ++i)
                    for (int c = 0; c < y.cols(); ++c)
                        y(i, c) = v((argmax(s.row(i)) + 1) % v.rows(), c);
                return y;
            });
    all.add("5.1", "exp of x / top", [](ConstView scores) {
        Matrix y(scores.shape());
        for (int r = 0; r < y.rows(); ++r) {
            real top = scores(r, 0), total = 0;
            for (const real x : scores.row(r)) top = std::max(top, x);
            for (int c = 0; c < y.cols(); ++c) total += y(r, c) = std::exp(scores(r, c) / top);
            for (real& w : y.row(r)) w /= total;
        }
        return y;
    });
    all.add("5.1", "the logarithm of the shares",
            [](ConstView scores) { return log_softmax_rows(scores); });
    all.add("5.1", "the first score is forgotten in the total", [](ConstView scores) {
        Matrix y(scores.shape());
        for (int r = 0; r < y.rows(); ++r) {
            real top = scores(r, 0), total = 0;
            for (const real x : scores.row(r)) top = std::max(top, x);
            for (int c = 0; c < y.cols(); ++c) {
                y(r, c) = std::exp(scores(r, c) - top);
                if (c > 0) total += y(r, c);
            }
            for (real& w : y.row(r)) w /= total;
        }
        return y;
    });
    all.add("5.1", "top of the first row for all", [](ConstView scores) {
        Matrix y(scores.shape());
        real top = scores(0, 0);
        for (const real x : scores.row(0)) top = std::max(top, x);
        for (int r = 0; r < y.rows(); ++r) {
            real total = 0;
            for (int c = 0; c < y.cols(); ++c) total += y(r, c) = std::exp(scores(r, c) - top);
            for (real& w : y.row(r)) w /= total;
        }
        return y;
    });
    all.add("5.3", "no mask at all", [](ConstView scores) { return softmax_rows(scores); });
    all.add("5.3", "the hidden ones first, as if time ran backwards + 0", [](ConstView scores) {
        Matrix y = softmax_rows(scores);
        for (int i = 0; i < y.rows(); ++i)
            for (int j = 0; j < std::min(i, y.cols()); ++j) y(i, j) = 0;
        return y;
    });
    all.add("5.4", "softmax of the scores is forgotten, and the root",
            [](ConstView q, ConstView k, ConstView v) { return matmul(matmul_nt(q, k), v); });
    all.add("5.4", "the values are mixed twice", [](ConstView q, ConstView k, ConstView v) {
        const Matrix w =
            softmax_rows(scale(matmul_nt(q, k), 1 / std::sqrt(static_cast<real>(q.cols()))));
        Matrix y = matmul(w, v);
        add_to(matmul(w, v), y);
        return y;
    });
    all.add("5.4", "the weights themselves", [](ConstView q, ConstView k, ConstView) {
        return softmax_rows(scale(matmul_nt(q, k), 1 / std::sqrt(static_cast<real>(q.cols()))));
    });
    all.add("6.2", "only the first head", [](ConstView stacked, int heads) {
        return Matrix(stacked.row_block(0, stacked.rows() / heads));
    });
    all.add("6.3", "only the first head counts",
            [](ConstView q, ConstView k, ConstView v, ConstView w_o, int heads) {
                const int w = q.cols() / heads;
                Matrix joined({q.rows(), q.cols()});
                const Matrix s = scale(matmul_nt(q.col_block(0, w), k.col_block(0, w)),
                                       1 / std::sqrt(static_cast<real>(w)));
                copy(matmul(softmax_rows(s), v.col_block(0, w)), joined.view().col_block(0, w));
                return matmul(joined, w_o);
            });
    all.add("7.1", "the sentence alone in both rows", [](const std::vector<int>& sentence) {
        Matrix y({2, static_cast<int>(sentence.size())});
        for (int i = 0; i < y.cols(); ++i) y(0, i) = y(1, i) = static_cast<real>(sentence[i]);
        return y;
    });
    all.add("7.2", "no epsilon", [](ConstView x, ConstView gain, ConstView bias) {
        Matrix y(x.shape());
        for (int r = 0; r < x.rows(); ++r) {
            const double m = mean(x.row_block(r, 1)), v = variance(x.row_block(r, 1));
            for (int c = 0; c < x.cols(); ++c)
                y(r, c) = static_cast<real>(gain(0, c) * (x(r, c) - m) / std::sqrt(v) + bias(0, c));
        }
        return y;
    });
    all.add("7.2", "gain and bias exchanged", [](ConstView x, ConstView gain, ConstView bias) {
        return layer_norm_rows(x, bias, gain);
    });
    all.add("7.2", "gain of the row", [](ConstView x, ConstView gain, ConstView bias) {
        Matrix y(x.shape());
        const Matrix plain = layer_norm_rows(x, Matrix({1, x.cols()}, 1), Matrix({1, x.cols()}));
        for (int r = 0; r < x.rows(); ++r)
            for (int c = 0; c < x.cols(); ++c)
                y(r, c) = gain(0, r % x.cols()) * plain(r, c) + bias(0, r % x.cols());
        return y;
    });
    all.add("7.3", "f twice",
            [](ConstView x, const Sublayer& f, const Sublayer& norm, bool before) {
                return before ? add(f(x), f(norm(x))) : norm(add(f(x), f(x)));
            });
    all.add("8.1", "the sign is forgotten",
            [](ConstView logits, std::span<const int> targets, real doubt) {
                const Matrix p = log_softmax_rows(logits);
                Matrix loss({p.rows(), 1});
                for (int r = 0; r < p.rows(); ++r)
                    loss(r, 0) = (1 - doubt) * p(r, targets[r]) +
                                 doubt / static_cast<real>(p.cols()) * sum(p.row(r));
                return loss;
            });
    all.add(
        "8.2", "the two gradients exchanged",
        [](ConstView a, ConstView, ConstView dc) { return matmul_tn(a, dc); },
        [](ConstView, ConstView b, ConstView dc) { return matmul_nt(dc, b); });
    all.add("8.3", "the mean is added", [](ConstView y, ConstView dy) {
        Matrix dx(y.shape());
        for (int r = 0; r < y.rows(); ++r) {
            const real m = dot(y.row(r), dy.row(r));
            for (int c = 0; c < y.cols(); ++c) dx(r, c) = y(r, c) * (dy(r, c) + m);
        }
        return dx;
    });
    all.add("8.4", "v without the square root of the correction",
            [](View x, ConstView g, View m, View v, int t, real rate) {
                for (int c = 0; c < x.cols(); ++c) {
                    m(0, c) = static_cast<real>(0.9) * m(0, c) + static_cast<real>(0.1) * g(0, c);
                    v(0, c) = static_cast<real>(0.98) * v(0, c) +
                              static_cast<real>(0.02) * g(0, c) * g(0, c);
                    const double mh = m(0, c) / (1 - std::pow(0.9, t));
                    x(0, c) -= static_cast<real>(rate * mh / (std::sqrt(v(0, c)) + 1e-3));
                }
            });
    all.add("8.5", "the gradient of the keys",
            [](ConstView q, ConstView k, ConstView v, ConstView dout) {
                const real root = std::sqrt(static_cast<real>(q.cols()));
                const Matrix w = softmax_rows(scale(matmul_nt(q, k), 1 / root));
                Matrix ds = matmul_nt(dout, v);
                for (int r = 0; r < ds.rows(); ++r) {
                    const real mean = dot(ds.row(r), w.row(r));
                    for (int c = 0; c < ds.cols(); ++c) ds(r, c) = w(r, c) * (ds(r, c) - mean);
                }
                return scale(matmul_tn(ds, q), 1 / root);
            });
    all.add("9.1", "f and i exchanged", [](ConstView sums, ConstView c) {
        const auto sigmoid = [](real x) { return 1 / (1 + std::exp(-x)); };
        const int w = c.cols();
        Matrix y({2, w});
        for (int j = 0; j < w; ++j) {
            y(1, j) = sigmoid(sums(0, j)) * c(0, j) +
                      sigmoid(sums(0, w + j)) * std::tanh(sums(0, 2 * w + j));
            y(0, j) = sigmoid(sums(0, 3 * w + j)) * std::tanh(y(1, j));
        }
        return y;
    });
    all.add("9.1", "the cell alone", [](ConstView sums, ConstView c) {
        const auto sigmoid = [](real x) { return 1 / (1 + std::exp(-x)); };
        const int w = c.cols();
        Matrix y({2, w});
        for (int j = 0; j < w; ++j)
            y(1, j) = sigmoid(sums(0, w + j)) * c(0, j) +
                      sigmoid(sums(0, j)) * std::tanh(sums(0, 2 * w + j));
        return y;
    });
    all.add("9.2", "without the slope of tanh",
            [](ConstView states, ConstView w_h, ConstView last) {
                Matrix y({states.rows() + 1, states.cols()});
                copy(last, y.view().row_block(0, 1));
                for (int k = 1; k < y.rows(); ++k)
                    copy(matmul_nt(y.view().row_block(k - 1, 1), w_h), y.view().row_block(k, 1));
                return y;
            });
    all.add("9.4", "the answer is what the key finds, before",
            [](ConstView, ConstView k, ConstView v, real b, Matrix& state) {
                Matrix found = matmul(k, state);
                for (int i = 0; i < state.rows(); ++i)
                    for (int j = 0; j < state.cols(); ++j)
                        state(i, j) += k(0, i) * b * (v(0, j) - found(0, j));
                return found;
            });
    all.add("10.1", "every n-gram is a single word", [](const std::vector<Answered>& corpus, int) {
        int good = 0, said = 0;
        for (const Answered& a : corpus) {
            std::map<int, int> counts;
            for (const int w : a.said) ++counts[w];
            for (const auto& [w, n] : counts) {
                long allowed = 0;
                for (const auto& r : a.references)
                    allowed = std::max<long>(allowed, std::count(r.begin(), r.end(), w));
                good += static_cast<int>(std::min<long>(n, allowed));
                said += n;
            }
        }
        return said == 0 ? real{0} : static_cast<real>(good) / static_cast<real>(said);
    });
    all.add(
        "10.3", "the values are the keys",
        [](ConstView q, ConstView k, ConstView v, KeyValueCache& cache) {
            cache.keys = cache.keys.rows() == 0 ? Matrix(k) : concat_rows({cache.keys, k});
            cache.values = cache.values.rows() == 0 ? Matrix(v) : concat_rows({cache.values, v});
            const Matrix w = softmax_rows(
                scale(matmul_nt(q, cache.keys), 1 / std::sqrt(static_cast<real>(q.cols()))));
            return k.cols() == v.cols() ? matmul(w, cache.keys) : matmul(w, cache.values);
        });
    all.add("11.2", "the larger sum wins",
            [](const SoFar& a, const SoFar& b) { return a.top >= b.top ? a : b; });
    all.add("11.1", "the blocks of b transposed",
            [](const Cellar& a, const Cellar& b, Shelf& shelf, int side) {
                Matrix c({a.rows(), b.cols()});
                for (int i = 0; i < a.rows(); i += side)
                    for (int j = 0; j < b.cols(); j += side)
                        for (int p = 0; p < a.cols(); p += side) {
                            const int rows = std::min(side, a.rows() - i);
                            const int cols = std::min(side, b.cols() - j);
                            const int inner = std::min(side, a.cols() - p);
                            const Block left = a.fetch(i, p, rows, inner, shelf);
                            const Block right = b.fetch(p, j, inner, cols, shelf);
                            for (int r = 0; r < rows; ++r)
                                for (int s = 0; s < cols; ++s)
                                    for (int t = 0; t < inner; ++t)
                                        c(i + r, j + s) +=
                                            left(r, t) *
                                            right(std::min(s, inner - 1), std::min(t, cols - 1));
                        }
                return c;
            });
    all.add("12.1", "divided twice", [](ConstView x, ConstView gain, real epsilon) {
        Matrix y(x.shape());
        for (int r = 0; r < x.rows(); ++r) {
            const real square = dot(x.row(r), x.row(r)) / static_cast<real>(x.cols()) + epsilon;
            for (int c = 0; c < x.cols(); ++c)
                y(r, c) = gain(0, c) * x(r, c) / std::sqrt(square) / std::sqrt(square);
        }
        return y;
    });
    all.add("12.2", "the last row counts, for the first piece",
            [](ConstView scores, const std::vector<int>& text) {
                const Matrix log_p = log_softmax_rows(scores);
                real nats = 0;
                for (int i = 0; i < log_p.rows(); ++i)
                    nats -= log_p(i, text[(i + 1) % text.size()]);
                return text.empty() ? real{1} : std::exp(nats / static_cast<real>(log_p.rows()));
            });
    all.add("12.3", "what is cut off is shared out evenly", [](ConstView probabilities, real p) {
        std::vector<int> ids;
        for (int id = 0; id < probabilities.cols(); ++id) ids.push_back(id);
        std::stable_sort(ids.begin(), ids.end(),
                         [&](int a, int b) { return probabilities(0, a) > probabilities(0, b); });
        Matrix y(probabilities.shape());
        real total = 0;
        int kept = 0;
        for (const int id : ids) {
            if (kept > 0 && total >= p) break;
            total += y(0, id) = probabilities(0, id);
            ++kept;
        }
        for (int i = 0; i < kept; ++i) y(0, ids[i]) += (1 - total) / static_cast<real>(kept);
        return y;
    });
    all.add("12.4", "positions from the end", [](ConstView x, int heads, int first, real theta) {
        const int w = x.cols() / heads;
        Matrix y(x.shape());
        for (int r = 0; r < x.rows(); ++r)
            for (int h = 0; h < heads; ++h)
                for (int i = 0; i < w / 2; ++i) {
                    const int a = h * w + i, b = a + w / 2;
                    const double angle =
                        (first + x.rows() - 1 - r) / std::pow(double{theta}, 2.0 * i / w);
                    y(r, a) =
                        static_cast<real>(x(r, a) * std::cos(angle) - x(r, b) * std::sin(angle));
                    y(r, b) =
                        static_cast<real>(x(r, a) * std::sin(angle) + x(r, b) * std::cos(angle));
                }
        return y;
    });
    all.add("12.5", "keys and values exchanged",
            [](ConstView q, ConstView k, ConstView v, int heads, int shared) {
                const int w = q.cols() / heads, group = heads / shared;
                Matrix y(q.shape());
                for (int h = 0; h < heads; ++h) {
                    Matrix scores =
                        scale(matmul_nt(q.col_block(h * w, w), v.col_block(h / group * w, w)),
                              1 / std::sqrt(static_cast<real>(w)));
                    apply_mask(Mask::causal, scores);
                    copy(matmul(softmax_rows(scores), k.col_block(h / group * w, w)),
                         y.view().col_block(h * w, w));
                }
                return y;
            });
    all.add("12.6", "only the first head", [](const Columns& columns) {
        const Matrix zeros({columns.width(), columns.width()});
        TwoLooks looks{zeros, zeros, zeros, zeros};
        for (int i = 1; i < columns.places; ++i)
            looks.look_1(columns.place(i), columns.place(i - 1)) = 20;
        for (int p = 0; p < columns.pieces; ++p)
            looks.write_1(columns.piece(p), columns.said(p)) = 20;
        return looks;
    });
}

}  // namespace beginners
