#include "memory/readout.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "memory/double_table.h"
#include "memory/statistics.h"
#include "tensor/lane_sum.h"
#include "tensor/ops.h"

namespace book {
namespace {

constexpr int kBlock =
    64;  // columns or sentences that are worked on together, to stay in the cache
constexpr int kPanel = 32;  // terms of their sums that are added in one go, for the same reason

// Of a sum of rows: how much of each.
struct Shares {
    const double* first;
    std::ptrdiff_t stride;  // to the next one
    double operator[](int k) const { return first[k * stride]; }
};

// y += sign (a_0 x_0 + a_1 x_1 + ...), for rows x_k that lie `stride` numbers apart; term by term, in this order.
// Four at a time, because y would otherwise be fetched and put back for every term.
void add_rows(double sign, Shares a, const double* x, std::ptrdiff_t stride, int count,
              double* __restrict y, int n) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
        const double* const x0 = x + k * stride;
        const double* const x1 = x0 + stride;
        const double* const x2 = x1 + stride;
        const double* const x3 = x2 + stride;
        const double a0 = sign * a[k];
        const double a1 = sign * a[k + 1];
        const double a2 = sign * a[k + 2];
        const double a3 = sign * a[k + 3];
        for (int j = 0; j < n; ++j)
            y[j] = (((y[j] + a0 * x0[j]) + a1 * x1[j]) + a2 * x2[j]) + a3 * x3[j];
    }
    for (; k < count; ++k)
        for (int j = 0; j < n; ++j) y[j] += sign * a[k] * x[k * stride + j];
}

// Calls f(begin, end) for blocks of 0..n, on all threads.
template <class F>
void for_blocks(int n, F f) {
    parallel_for_each((n + kBlock - 1) / kBlock, [&](std::ptrdiff_t block) {
        const int begin = static_cast<int>(block) * kBlock;
        f(begin, std::min(begin + kBlock, n));
    });
}

// The states of sentences begin..end, less their mean over those to learn from.
DoubleTable centred(ConstView states, int begin, int end, const std::vector<double>& mean) {
    DoubleTable x(end - begin, states.cols());
    for (int i = 0; i < x.rows; ++i)
        for (int j = 0; j < x.cols; ++j)
            x.row(i)[j] =
                static_cast<double>(states(begin + i, j)) - mean[static_cast<std::size_t>(j)];
    return x;
}

std::vector<double> column_means(ConstView states, int rows) {
    std::vector<double> mean(static_cast<std::size_t>(states.cols()));
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < states.cols(); ++j)
            mean[static_cast<std::size_t>(j)] += static_cast<double>(states(i, j));
    for (double& m : mean) m /= rows;
    return mean;
}

// X^T X, the lower half.                                                        (n x s) -> (s x s)
DoubleTable products_of_columns(const DoubleTable& x) {
    DoubleTable g(x.cols, x.cols);
    for_blocks(x.cols, [&](int begin, int end) {
        for (int i = 0; i < x.rows; i += kPanel)
            for (int r = begin; r < end; ++r)
                add_rows(1, {x.row(i) + r, x.cols}, x.row(i), x.cols, std::min(kPanel, x.rows - i),
                         g.row(r), r + 1);
    });
    return g;
}

// X^T Y: for each lag and word the sum of the states that followed it.   (n x s) -> (s x lags V)
DoubleTable sums_by_word(const DoubleTable& x, const StatesRead& read) {
    DoubleTable by_word(read.lags * read.vocabulary, x.cols);
    parallel_for_each(read.lags, [&](std::ptrdiff_t lag) {
        for (int i = 0; i < x.rows; ++i) {
            const int word = read.words[static_cast<std::size_t>(i) * read.lags + lag];
            double* sum = by_word.row(static_cast<int>(lag) * read.vocabulary + word);
            for (int j = 0; j < x.cols; ++j) sum[j] += x.row(i)[j];
        }
    });
    DoubleTable sums(x.cols, by_word.rows);
    for (int r = 0; r < sums.rows; ++r)
        for (int c = 0; c < sums.cols; ++c) sums.row(r)[c] = by_word.row(c)[r];
    return sums;
}

// How often each word stood at each lag, as a share: what is said of a state that says nothing.
std::vector<double> shares_of_words(const StatesRead& read, int sentences) {
    std::vector<double> shares(static_cast<std::size_t>(read.lags) * read.vocabulary);
    for (int i = 0; i < sentences; ++i)
        for (int lag = 0; lag < read.lags; ++lag) {
            const int word = read.words[static_cast<std::size_t>(i) * read.lags + lag];
            shares[static_cast<std::size_t>(lag) * read.vocabulary + word] += 1.0 / sentences;
        }
    return shares;
}

// The lower half of a becomes L, with L L^T = a. Column after column; rows do not meet.
void factorise(DoubleTable& a) {
    for (int j = 0; j < a.cols; ++j) {
        const double* of_j = a.row(j);
        const auto rest =
            [&](const double* row) {  // of a_ij, once the columns before are taken away
                return row[j] - lane_sum<double>(j, [&](long k) { return row[k] * of_j[k]; });
            };
        const double square = rest(of_j);
        require(square > 0, "read_out: lambda is too small for states of {} numbers", a.cols);
        const double pivot = std::sqrt(square);
        a.row(j)[j] = pivot;
        parallel_blocks(a.rows - j - 1, row_grain(j), [&](std::ptrdiff_t from, std::ptrdiff_t to) {
            for (std::ptrdiff_t i = from; i < to; ++i) {
                double* row = a.row(j + 1 + static_cast<int>(i));
                row[j] = rest(row) / pivot;
            }
        });
    }
}

// b becomes (L L^T)^-1 b.                                                              b: (s x m)
void solve(const DoubleTable& l, DoubleTable& b) {
    for_blocks(b.cols, [&](int begin, int end) {
        const int n = end - begin;
        const auto divide = [&](int r) {
            for (int c = begin; c < end; ++c) b.row(r)[c] /= l.row(r)[r];
        };
        for (int r = 0; r < l.rows; ++r) {
            add_rows(-1, {l.row(r), 1}, b.row(0) + begin, b.cols, r, b.row(r) + begin, n);
            divide(r);
        }
        for (int r = l.rows - 1; r >= 0; --r) {
            const int below = l.rows - 1 - r;
            if (below > 0)
                add_rows(-1, {l.row(r + 1) + r, l.cols}, b.row(r + 1) + begin, b.cols, below,
                         b.row(r) + begin, n);
            divide(r);
        }
    });
}

// Is the word at each lag the one with the highest score? A row for each sentence, 1 if so.  -> (n x lags)
DoubleTable words_hit(const DoubleTable& x, int first, const DoubleTable& weights,
                      const std::vector<double>& shares, const StatesRead& read) {
    DoubleTable hits(x.rows, read.lags);
    for_blocks(x.rows, [&](int begin, int end) {
        DoubleTable scores(end - begin, weights.cols);
        for (int i = begin; i < end; ++i)
            std::copy(shares.begin(), shares.end(), scores.row(i - begin));
        for (int j = 0; j < x.cols; j += kPanel)
            for (int i = begin; i < end; ++i)
                add_rows(1, {x.row(i) + j, 1}, weights.row(j), weights.cols,
                         std::min(kPanel, x.cols - j), scores.row(i - begin), weights.cols);
        for (int i = begin; i < end; ++i) {
            for (int lag = 0; lag < read.lags; ++lag) {
                const double* of_lag =
                    scores.row(i - begin) + std::ptrdiff_t{lag} * read.vocabulary;
                const auto best = std::max_element(of_lag, of_lag + read.vocabulary) - of_lag;
                const auto place = static_cast<std::size_t>(first + i) * read.lags + lag;
                hits.row(i)[lag] = best == read.words[place] ? 1 : 0;
            }
        }
    });
    return hits;
}

// The mean of each column.
std::vector<double> shares_hit(const DoubleTable& hits) {
    std::vector<double> shares(static_cast<std::size_t>(hits.cols));
    for (int i = 0; i < hits.rows; ++i)
        for (int lag = 0; lag < hits.cols; ++lag)
            shares[static_cast<std::size_t>(lag)] += hits.row(i)[lag];
    for (double& share : shares) share /= hits.rows;
    return shares;
}

void check_read_out(const StatesRead& read, const ReadOutSettings& s) {
    const int sentences = read.states.rows();
    const int scored = sentences - s.learn - s.choose;
    require(s.learn > 0 && s.choose > 0 && scored > 1,
            "read_out: {} sentences to learn from, {} to choose by, {} to be scored", s.learn,
            s.choose, scored);
    require(read.lags > 0 && read.vocabulary > 1 &&
                read.words.size() == static_cast<std::size_t>(sentences) * read.lags,
            "read_out: {} sentences with {} lags, and {} words out of {}", sentences, read.lags,
            read.words.size(), read.vocabulary);
    for (const int word : read.words)
        require(word >= 0 && word < read.vocabulary, "read_out: word {} of {}", word,
                read.vocabulary);
    require(!s.lambdas.empty() && s.chance >= 0 && s.chance < 1,
            "read_out: {} lambdas, a chance of {}", s.lambdas.size(), s.chance);
    for (const double lambda : s.lambdas)
        require(lambda > 0 && std::isfinite(lambda), "read_out: a lambda of {}", lambda);
}

// Everything that the read-outs of one set of states share.
struct Reader {
    Reader(const StatesRead& from, const ReadOutSettings& settings)
        : read(from),
          mean(column_means(from.states, settings.learn)),
          shares(shares_of_words(from, settings.learn)) {
        const DoubleTable x = centred(from.states, 0, settings.learn, mean);
        products = products_of_columns(x);
        sums = sums_by_word(x, from);
        double diagonal = 0;
        for (int i = 0; i < products.rows; ++i) diagonal += products.row(i)[i];
        scale = diagonal > 0 ? diagonal / products.rows : 1;  // 0: no state differs from another
    }
    DoubleTable weights(double lambda) const {
        DoubleTable factor = products;
        for (int i = 0; i < factor.rows; ++i) factor.row(i)[i] += lambda * scale;
        factorise(factor);
        DoubleTable w = sums;
        solve(factor, w);
        return w;
    }
    DoubleTable hits(const DoubleTable& w, int begin, int end) const {
        return words_hit(centred(read.states, begin, end, mean), begin, w, shares, read);
    }

    const StatesRead& read;
    std::vector<double> mean, shares;
    DoubleTable products, sums;
    double scale = 1;
};

// How many words a sentence gives back, luck taken away.
std::vector<double> words_of_sentences(const DoubleTable& hits, double chance) {
    std::vector<double> words;
    for (int i = 0; i < hits.rows; ++i) {
        double sum = 0;
        for (int lag = 0; lag < hits.cols; ++lag) sum += (hits.row(i)[lag] - chance) / (1 - chance);
        words.push_back(sum);
    }
    return words;
}

}  // namespace

StatesRead draw_states(const LastStates& last, ConstView table, int sentences, int length, int lags,
                       Rng& rng) {
    require(sentences > 0 && lags > 0 && lags <= length, "draw_states: {} sentences, {} lags of {}",
            sentences, lags, length);
    StatesRead read;
    read.lags = lags;
    read.vocabulary = table.rows();
    for (int from = 0; from < sentences; from += kBlock) {
        const int count = std::min(kBlock, sentences - from);
        Matrix x({count * length, table.cols()});
        std::vector<int> drawn;
        for (int row = 0; row < x.rows(); ++row) {
            drawn.push_back(rng.below(table.rows()));
            copy(table.row_block(drawn.back(), 1), x.view().row_block(row, 1));
        }
        for (int i = 0; i < count; ++i)
            for (int lag = 0; lag < lags; ++lag)
                read.words.push_back(drawn[static_cast<std::size_t>((i + 1) * length - 1 - lag)]);
        const Matrix states = last(x, count);
        if (from == 0) read.states.resize({sentences, states.cols()});
        copy(states, read.states.view().row_block(from, count));
    }
    return read;
}

ReadOut read_out(const StatesRead& read, const ReadOutSettings& settings) {
    check_read_out(read, settings);
    const Reader reader(read, settings);
    const int chosen_by = settings.learn + settings.choose;
    std::vector<double> lambdas = settings.lambdas;
    std::sort(lambdas.rbegin(), lambdas.rend());

    ReadOut out;
    out.lambda.assign(static_cast<std::size_t>(read.lags), 0);
    std::vector<double> best(out.lambda.size(), -1);
    DoubleTable hits(read.states.rows() - chosen_by, read.lags);
    for (const double lambda : lambdas) {
        const DoubleTable weights = reader.weights(lambda);
        const std::vector<double> share =
            shares_hit(reader.hits(weights, settings.learn, chosen_by));
        const DoubleTable scored = reader.hits(weights, chosen_by, read.states.rows());
        for (std::size_t lag = 0; lag < best.size(); ++lag) {
            if (share[lag] <= best[lag]) continue;
            best[lag] = share[lag];
            out.lambda[lag] = lambda;
            for (int i = 0; i < hits.rows; ++i) hits.row(i)[lag] = scored.row(i)[lag];
        }
    }
    const double chance = settings.chance > 0 ? settings.chance : 1.0 / read.vocabulary;
    const std::vector<double> words = words_of_sentences(hits, chance);
    out.accuracy = shares_hit(hits);
    out.words = list_mean(words);
    out.error = list_error(words);
    return out;
}

}  // namespace book
