// Wrong answers to the exercises of chapters 07 and 08.
#include "07_encoder_decoder/exercises.h"
#include "08_learning/exercises.h"
#include "beginners.h"

using namespace exercise;

namespace beginners {

void chapter_07(Beginners& all) {
    all.add("7.1", "the two rows change places", [](const std::vector<int>& sentence) {
        const int n = static_cast<int>(sentence.size());
        Matrix rows({2, n + 1});
        for (int i = 0; i < n; ++i) rows(0, i) = rows(1, i + 1) = static_cast<real>(sentence[i]);
        rows(0, n) = kEnd;
        rows(1, 0) = kBegin;
        return rows;
    });
    all.add("7.1", "<end> is read as well + nothing is shifted",
            [](const std::vector<int>& sentence) {
                const int n = static_cast<int>(sentence.size());
                Matrix rows({2, n + 1});
                for (int i = 0; i < n; ++i)
                    rows(0, i) = rows(1, i) = static_cast<real>(sentence[i]);
                rows(0, n) = rows(1, n) = kEnd;
                return rows;
            });
    const auto normed = [](ConstView x, ConstView gain, ConstView bias, real less, real epsilon) {
        Matrix y(x);
        const auto d = static_cast<real>(x.cols());
        for (int r = 0; r < x.rows(); ++r) {
            real mean = 0, variance = 0;
            for (real v : x.row(r)) mean += v / d;
            for (real v : x.row(r)) variance += (v - mean) * (v - mean) / (d - less);
            for (int c = 0; c < x.cols(); ++c)
                y(r, c) =
                    gain(0, c) * (x(r, c) - mean) / std::sqrt(variance + epsilon) + bias(0, c);
        }
        return y;
    };
    all.add("7.2", "variance with d - 1 + the bias is forgotten",
            [normed](ConstView x, ConstView gain, ConstView bias) {
                return normed(x, gain, Matrix(bias.shape()), 1, static_cast<real>(0.00001));
            });
    all.add("7.2", "the mean is not reset from row to row",
            [](ConstView x, ConstView gain, ConstView bias) {
                Matrix y(x);
                const auto d = static_cast<real>(x.cols());
                real mean = 0;
                for (int r = 0; r < x.rows(); ++r) {
                    real variance = 0;
                    for (real v : x.row(r)) mean += v / d;
                    for (real v : x.row(r)) variance += (v - mean) * (v - mean) / d;
                    for (int c = 0; c < x.cols(); ++c)
                        y(r, c) = gain(0, c) * (x(r, c) - mean) /
                                      std::sqrt(variance + static_cast<real>(0.00001)) +
                                  bias(0, c);
                }
                return y;
            });
    all.add("7.3", "before and after change places",
            [](ConstView x, const Sublayer& f, const Sublayer& norm, bool norm_before) {
                return norm_before ? norm(add(x, f(x))) : add(x, f(norm(x)));
            });
    all.add("7.3", "no x is added before + the norm is forgotten after",
            [](ConstView x, const Sublayer& f, const Sublayer& norm, bool norm_before) {
                return norm_before ? f(norm(x)) : add(x, f(x));
            });
    all.add("7.4", "<end> is said + <begin> is not shown to the model",
            [](const NextScores& next_scores, int most) {
                std::vector<int> said;
                while (static_cast<int>(said.size()) < most) {
                    const std::vector<real> scores = next_scores(said);
                    const int best = argmax(std::span<const real>(scores));
                    said.push_back(best);
                    if (best == kEnd) break;
                }
                return said;
            });
    all.add("7.4", "one word too many", [](const NextScores& next_scores, int most) {
        std::vector<int> said{kBegin};
        while (static_cast<int>(said.size()) - 1 <= most) {
            const std::vector<real> scores = next_scores(said);
            const int best = argmax(std::span<const real>(scores));
            if (best == kEnd) break;
            said.push_back(best);
        }
        return std::vector<int>(said.begin() + 1, said.end());
    });
}

void chapter_08(Beginners& all) {
    all.add("8.1", "the doubt is spread over the others alone",
            [](ConstView logits, std::span<const int> targets, real doubt) {
                const Matrix p = log_softmax_rows(logits);
                Matrix loss({logits.rows(), 1});
                const auto v = static_cast<real>(logits.cols());
                for (int r = 0; r < p.rows(); ++r)
                    for (int j = 0; j < p.cols(); ++j)
                        loss(r, 0) -= (j == targets[r] ? 1 - doubt : doubt / (v - 1)) * p(r, j);
                return loss;
            });
    all.add("8.1", "the mean over the rows, in every row + no smoothing",
            [](ConstView logits, std::span<const int> targets, real) {
                const Matrix p = log_softmax_rows(logits);
                real mean = 0;
                for (int r = 0; r < p.rows(); ++r)
                    mean -= p(r, targets[r]) / static_cast<real>(p.rows());
                return Matrix({logits.rows(), 1}, mean);
            });
    const auto of_left = [](ConstView, ConstView b, ConstView dc) { return matmul_nt(dc, b); };
    const auto of_right = [](ConstView a, ConstView, ConstView dc) { return matmul_tn(a, dc); };
    all.add("8.2", "divided by the number of rows", of_left,
            [](ConstView a, ConstView, ConstView dc) {
                return scale(matmul_tn(a, dc), 1 / static_cast<real>(a.rows()));
            });
    all.add(
        "8.2", "the slopes of c are taken for 1 + the result is transposed",
        [](ConstView, ConstView b, ConstView dc) {
            return transpose(matmul_nt(Matrix(dc.shape(), 1), b));
        },
        of_right);
    all.add("8.3", "the plain mean of the slopes instead of the weighted one + no y in front",
            [](ConstView y, ConstView dy) {
                Matrix dx(y.shape());
                for (int r = 0; r < y.rows(); ++r) {
                    real mean = 0;
                    for (real s : dy.row(r)) mean += s / static_cast<real>(y.cols());
                    for (int c = 0; c < y.cols(); ++c) dx(r, c) = dy(r, c) - mean;
                }
                return dx;
            });
    all.add("8.3", "the sum is not reset from row to row", [](ConstView y, ConstView dy) {
        Matrix dx(y.shape());
        real mean = 0;
        for (int r = 0; r < y.rows(); ++r) {
            for (int c = 0; c < y.cols(); ++c) mean += y(r, c) * dy(r, c);
            for (int c = 0; c < y.cols(); ++c) dx(r, c) = y(r, c) * (dy(r, c) - mean);
        }
        return dx;
    });
    all.add("8.4", "epsilon under the root + no correction for the first steps",
            [](View x, ConstView g, View m, View v, int, real rate) {
                for (int c = 0; c < x.cols(); ++c) {
                    m(0, c) = static_cast<real>(0.9) * m(0, c) + static_cast<real>(0.1) * g(0, c);
                    v(0, c) = static_cast<real>(0.98) * v(0, c) +
                              static_cast<real>(0.02) * g(0, c) * g(0, c);
                    x(0, c) -= rate * m(0, c) / std::sqrt(v(0, c) + static_cast<real>(1e-3));
                }
            });
    all.add("8.4", "up instead of down", [](View x, ConstView g, View m, View v, int t, real rate) {
        for (int c = 0; c < x.cols(); ++c) {
            m(0, c) = static_cast<real>(0.9) * m(0, c) + static_cast<real>(0.1) * g(0, c);
            v(0, c) =
                static_cast<real>(0.98) * v(0, c) + static_cast<real>(0.02) * g(0, c) * g(0, c);
            const double mean = m(0, c) / (1 - std::pow(0.9, t));
            const double square = v(0, c) / (1 - std::pow(0.98, t));
            x(0, c) += static_cast<real>(rate * mean / (std::sqrt(square) + 1e-3));
        }
    });
    all.add("8.5", "no root of d on the way back + no mean is taken away",
            [](ConstView q, ConstView k, ConstView v, ConstView dout) {
                const real root = std::sqrt(static_cast<real>(q.cols()));
                const Matrix w = softmax_rows(scale(matmul_nt(q, k), 1 / root));
                Matrix ds = matmul_nt(dout, v);
                for (int r = 0; r < ds.rows(); ++r)
                    for (int c = 0; c < ds.cols(); ++c) ds(r, c) *= w(r, c);
                return matmul(ds, k);
            });
    all.add("8.5", "the root of d is forgotten on the way there",
            [](ConstView q, ConstView k, ConstView v, ConstView dout) {
                const real root = std::sqrt(static_cast<real>(q.cols()));
                const Matrix w = softmax_rows(matmul_nt(q, k));
                Matrix ds = matmul_nt(dout, v);
                for (int r = 0; r < ds.rows(); ++r) {
                    const real mean = dot(ds.row(r), w.row(r));
                    for (int c = 0; c < ds.cols(); ++c) ds(r, c) = w(r, c) * (ds(r, c) - mean);
                }
                return scale(matmul(ds, k), 1 / root);
            });
    all.add("8.6", "mean and deviation are taken for constants",
            [](ConstView x, ConstView gain, ConstView dy) {
                Matrix dx(x.shape());
                const auto d = static_cast<real>(x.cols());
                for (int r = 0; r < x.rows(); ++r) {
                    real mean = 0, variance = 0;
                    for (real v : x.row(r)) mean += v / d;
                    for (real v : x.row(r)) variance += (v - mean) * (v - mean) / d;
                    for (int c = 0; c < x.cols(); ++c)
                        dx(r, c) = gain(0, c) * dy(r, c) /
                                   std::sqrt(variance + static_cast<real>(0.00001));
                }
                return dx;
            });
    all.add("8.6", "divided by the variance + the gain is forgotten",
            [](ConstView x, ConstView, ConstView dy) {
                Matrix dx(x.shape());
                const auto d = static_cast<real>(x.cols());
                for (int r = 0; r < x.rows(); ++r) {
                    real mean = 0, variance = static_cast<real>(0.00001);
                    for (real v : x.row(r)) mean += v / d;
                    for (real v : x.row(r)) variance += (v - mean) * (v - mean) / d;
                    real sum = 0, along = 0;
                    for (int c = 0; c < x.cols(); ++c) {
                        sum += dy(r, c) / d;
                        along += dy(r, c) * (x(r, c) - mean) / d;
                    }
                    for (int c = 0; c < x.cols(); ++c)
                        dx(r, c) =
                            (dy(r, c) - sum - (x(r, c) - mean) * along / variance) / variance;
                }
                return dx;
            });
    const auto trained = [](const std::vector<Pieces>& read, const std::vector<Pieces>& right,
                            int pieces, int passes, real rate) {
        Parameters everything;
        const Parameter table = everything.add("table", {pieces, pieces});
        Trained result;
        Tape tape;
        everything.zero_grads();
        for (int pass = 0; pass < passes; ++pass)
            for (std::size_t batch = 0; batch < read.size(); ++batch) {
                tape.clear();
                const Var loss = cross_entropy(embed(table.on(tape), read[batch]), right[batch]);
                result.losses.push_back(loss.value()(0, 0));
                tape.backward(loss);
                for (std::size_t i = 0; i < everything.size(); ++i)
                    everything.values()[i] -= rate * everything.grads()[i];
            }
        result.table = Matrix(table.value());
        return result;
    };
    all.add(
        "8.7", "the slopes are never zeroed", [] { return Bug::gradients_not_zeroed; }, trained);
    const auto on_block = [](const std::vector<Pieces>& block, int pieces, int steps, real rate) {
        Parameters everything;
        const Parameter table = everything.add("table", {pieces, pieces});
        Trained result;
        Tape tape;
        for (int step = 0; step < steps; ++step) {
            Pieces read, right;
            for (const Pieces& sentence : block)
                for (std::size_t i = 0; i + 1 < sentence.size(); ++i)
                    if (sentence[i + 1] != kPad && sentence[i + 1] != 1) {
                        read.push_back(sentence[i]);
                        right.push_back(sentence[i + 1]);
                    }
            tape.clear();
            everything.zero_grads();
            const Var loss = cross_entropy(embed(table.on(tape), read), right);
            result.losses.push_back(loss.value()(0, 0));
            tape.backward(loss);
            for (std::size_t i = 0; i < everything.size(); ++i)
                everything.values()[i] -= rate * everything.grads()[i];
        }
        result.table = Matrix(table.value());
        return result;
    };
    all.add(
        "8.8", "<end> is left out, too", [] { return Bug::padding_counted; }, on_block);
}

}  // namespace beginners
