// Wrong answers to the exercises of chapters 09 to 11.
#include <map>
#include <set>

#include "09_rnn_comparison/exercises.h"
#include "10_full_model/exercises.h"
#include "11_making_it_fast/exercises.h"
#include "beginners.h"

using namespace exercise;

namespace beginners {

void chapter_09(Beginners& all) {
    all.add("9.1", "the blocks are taken for i, f, o, g + the cell stands in row 0",
            [](ConstView sums, ConstView c) {
                const auto sigmoid = [](real x) { return 1 / (1 + std::exp(-x)); };
                const int w = c.cols();
                Matrix y({2, w});
                for (int j = 0; j < w; ++j) {
                    const real i = sigmoid(sums(0, j)), f = sigmoid(sums(0, w + j));
                    const real o = sigmoid(sums(0, 2 * w + j)), g = std::tanh(sums(0, 3 * w + j));
                    y(0, j) = f * c(0, j) + i * g;
                    y(1, j) = o * std::tanh(y(0, j));
                }
                return y;
            });
    all.add("9.1", "the new state without tanh", [](ConstView sums, ConstView c) {
        const auto sigmoid = [](real x) { return 1 / (1 + std::exp(-x)); };
        const int w = c.cols();
        Matrix y({2, w});
        for (int j = 0; j < w; ++j) {
            const real i = sigmoid(sums(0, j)), f = sigmoid(sums(0, w + j));
            const real g = std::tanh(sums(0, 2 * w + j)), o = sigmoid(sums(0, 3 * w + j));
            y(1, j) = f * c(0, j) + i * g;
            y(0, j) = o * y(1, j);
        }
        return y;
    });
    const auto carried = [](ConstView states, ConstView w_h, ConstView last, bool transposed,
                            bool backwards) {
        const int t = states.rows(), d = states.cols();
        Matrix slopes({t + 1, d});
        copy(last, slopes.view().row_block(0, 1));
        for (int k = 1; k <= t; ++k) {
            const int row = backwards ? t - k : k - 1;
            Matrix bent({1, d});
            for (int c = 0; c < d; ++c)
                bent(0, c) = slopes(k - 1, c) * (1 - states(row, c) * states(row, c));
            copy(transposed ? matmul_nt(bent, w_h) : matmul(bent, w_h),
                 slopes.view().row_block(k, 1));
        }
        return slopes;
    };
    all.add("9.2", "W_h is not transposed",
            [carried](ConstView states, ConstView w_h, ConstView last) {
                return carried(states, w_h, last, false, true);
            });
    all.add("9.2", "the states from the first on + the rows of the result upside down",
            [carried](ConstView states, ConstView w_h, ConstView last) {
                const Matrix slopes = carried(states, w_h, last, true, false);
                Matrix result(slopes.shape());
                for (int r = 0; r < slopes.rows(); ++r)
                    copy(slopes.view().row_block(r, 1),
                         result.view().row_block(slopes.rows() - 1 - r, 1));
                return result;
            });
    all.add("9.3", "tanh of each before they are added + no softmax",
            [](ConstView s, ConstView h, ConstView w, ConstView u, ConstView v) {
                const Matrix sw = matmul(s, w), hu = matmul(h, u);
                Matrix scores({s.rows(), h.rows()});
                for (int i = 0; i < s.rows(); ++i)
                    for (int j = 0; j < h.rows(); ++j)
                        for (int c = 0; c < v.cols(); ++c)
                            scores(i, j) += v(0, c) * (std::tanh(sw(i, c)) + std::tanh(hu(j, c)));
                return matmul(scores, h);
            });
    all.add("9.3", "divided by the root of the width",
            [](ConstView s, ConstView h, ConstView w, ConstView u, ConstView v) {
                const Matrix sw = matmul(s, w), hu = matmul(h, u);
                Matrix scores({s.rows(), h.rows()});
                for (int i = 0; i < s.rows(); ++i)
                    for (int j = 0; j < h.rows(); ++j)
                        for (int c = 0; c < v.cols(); ++c)
                            scores(i, j) += v(0, c) * std::tanh(sw(i, c) + hu(j, c)) /
                                            std::sqrt(static_cast<real>(v.cols()));
                return matmul(softmax_rows(scores), h);
            });
    all.add("9.4", "what the key finds is added up again for every number, in the loops that write",
            [](ConstView q, ConstView k, ConstView v, real b, Matrix& state) {
                for (int i = 0; i < k.cols(); ++i)
                    for (int j = 0; j < v.cols(); ++j) {
                        real found = 0;
                        for (int r = 0; r < k.cols(); ++r) found += k(0, r) * state(r, j);
                        state(i, j) += b * k(0, i) * (v(0, j) - found);
                    }
                return matmul(q, state);
            });
    all.add("9.4", "b stands before the value alone + the last row of the state is not changed",
            [](ConstView q, ConstView k, ConstView v, real b, Matrix& state) {
                const Matrix found = matmul(k, state);
                for (int i = 0; i + 1 < state.rows(); ++i)
                    for (int j = 0; j < state.cols(); ++j)
                        state(i, j) += k(0, i) * (b * v(0, j) - found(0, j));
                return matmul(q, state);
            });
}

void chapter_10(Beginners& all) {
    all.add("10.1", "nothing is clipped + sentences share their references",
            [](const std::vector<Answered>& corpus, int n) {
                std::set<std::vector<int>> known;
                for (const Answered& a : corpus)
                    for (const std::vector<int>& reference : a.references)
                        for (int i = 0; i + n <= static_cast<int>(reference.size()); ++i)
                            known.insert({reference.begin() + i, reference.begin() + i + n});
                int good = 0, said = 0;
                for (const Answered& a : corpus)
                    for (int i = 0; i + n <= static_cast<int>(a.said.size()); ++i) {
                        ++said;
                        good += static_cast<int>(
                            known.count({a.said.begin() + i, a.said.begin() + i + n}));
                    }
                return said == 0 ? real{0} : static_cast<real>(good) / static_cast<real>(said);
            });
    all.add("10.1", "the mean of the sentences' shares",
            [](const std::vector<Answered>& corpus, int n) {
                const auto counted = [n](const std::vector<int>& words) {
                    std::map<std::vector<int>, int> runs;
                    for (int i = 0; i + n <= static_cast<int>(words.size()); ++i)
                        ++runs[{words.begin() + i, words.begin() + i + n}];
                    return runs;
                };
                real sum = 0;
                for (const Answered& a : corpus) {
                    int good = 0, said = 0;
                    for (const auto& [run, times] : counted(a.said)) {
                        int allowed = 0;
                        for (const std::vector<int>& reference : a.references)
                            allowed = std::max(allowed, counted(reference)[run]);
                        good += std::min(times, allowed);
                        said += times;
                    }
                    if (said > 0) sum += static_cast<real>(good) / static_cast<real>(said);
                }
                return corpus.empty() ? real{0} : sum / static_cast<real>(corpus.size());
            });
    const auto kept = [](ConstView scores, ConstView next, bool add_scores, bool largest_first) {
        struct Candidate {
            int beginning, piece;
            real score;
        };
        std::vector<Candidate> all_of_them;
        for (int b = 0; b < next.rows(); ++b)
            for (int p = 0; p < next.cols(); ++p)
                all_of_them.push_back({b, p, next(b, p) + (add_scores ? scores(0, b) : 0)});
        std::stable_sort(all_of_them.begin(), all_of_them.end(),
                         [largest_first](const Candidate& a, const Candidate& b) {
                             return largest_first ? a.score > b.score : a.score < b.score;
                         });
        Matrix result({next.rows(), 3});
        for (int r = 0; r < result.rows(); ++r) {
            result(r, 0) = static_cast<real>(all_of_them[r].beginning);
            result(r, 1) = static_cast<real>(all_of_them[r].piece);
            result(r, 2) = all_of_them[r].score;
        }
        return result;
    };
    all.add("10.2", "the scores of the beginnings are forgotten + smallest first",
            [kept](ConstView scores, ConstView next) { return kept(scores, next, false, false); });
    all.add("10.2", "the best piece of every beginning", [](ConstView scores, ConstView next) {
        Matrix result({next.rows(), 3});
        for (int b = 0; b < next.rows(); ++b) {
            const int p = argmax(next.row(b));
            result(b, 0) = static_cast<real>(b);
            result(b, 1) = static_cast<real>(p);
            result(b, 2) = scores(0, b) + next(b, p);
        }
        return result;
    });
    const auto attended = [](ConstView q, ConstView k, ConstView v, real divisor) {
        return matmul(softmax_rows(scale(matmul_nt(q, k), 1 / divisor)), v);
    };
    all.add(
        "10.3", "the new word does not look at itself",
        [attended](ConstView q, ConstView k, ConstView v, KeyValueCache& cache) {
            const Matrix y =
                cache.keys.rows() == 0
                    ? Matrix(v)
                    : attended(q, cache.keys, cache.values, std::sqrt(static_cast<real>(q.cols())));
            cache.keys = cache.keys.rows() == 0 ? Matrix(k) : concat_rows({cache.keys, k});
            cache.values = cache.values.rows() == 0 ? Matrix(v) : concat_rows({cache.values, v});
            return y;
        });
    all.add(
        "10.3", "the new ones above the kept ones + no root of d",
        [attended](ConstView q, ConstView k, ConstView v, KeyValueCache& cache) {
            cache.keys = cache.keys.rows() == 0 ? Matrix(k) : concat_rows({k, cache.keys});
            cache.values = cache.values.rows() == 0 ? Matrix(v) : concat_rows({v, cache.values});
            return attended(q, cache.keys, cache.values, 1);
        });
}

void chapter_11(Beginners& all) {
    all.add("11.1", "only the last block of the inner loop counts",
            [](const Cellar& a, const Cellar& b, Shelf& shelf, int side) {
                Matrix c({a.rows(), b.cols()});
                for (int i = 0; i < a.rows(); i += side)
                    for (int j = 0; j < b.cols(); j += side) {
                        const int rows = std::min(side, a.rows() - i);
                        const int cols = std::min(side, b.cols() - j);
                        for (int p = 0; p < a.cols(); p += side) {
                            const int inner = std::min(side, a.cols() - p);
                            const Block left = a.fetch(i, p, rows, inner, shelf);
                            const Block right = b.fetch(p, j, inner, cols, shelf);
                            for (int r = 0; r < rows; ++r)
                                for (int s = 0; s < cols; ++s) {
                                    c(i + r, j + s) = 0;
                                    for (int t = 0; t < inner; ++t)
                                        c(i + r, j + s) += left(r, t) * right(t, s);
                                }
                        }
                    }
                return c;
            });
    all.add("11.2", "the tops are not looked at + the smaller of them is returned",
            [](const SoFar& a, const SoFar& b) {
                return SoFar{std::min(a.top, b.top), a.sum + b.sum, add(a.mix, b.mix)};
            });
    all.add("11.2", "parts without keys give nan", [](const SoFar& a, const SoFar& b) {
        const real top = std::max(a.top, b.top);
        const real x = std::exp(a.top - top), y = std::exp(b.top - top);
        return SoFar{top, a.sum * x + b.sum * y, add(scale(a.mix, x), scale(b.mix, y))};
    });
}

}  // namespace beginners
