#include "memory/traces.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "autodiff/ops.h"
#include "memory/double_table.h"
#include "nn/embedding.h"
#include "nn/fast_weights.h"
#include "tensor/ops.h"

namespace book {
namespace {

using ByLag = std::vector<double>;

constexpr int kTogether = 64;  // sentences read, or numbers of a state asked for, at once

void require_lags(const char* who, ConstView x, int lags) {
    require(x.rows() > 0 && lags >= 0 && lags <= x.rows(), "{}: {} lags of {} words", who, lags,
            x.rows());
}

// Words of sentences that lie one under the other, step by step: under all first words all second ones.
Matrix by_time(ConstView x, int sentences) {
    require(sentences > 0 && x.rows() % sentences == 0, "{} rows are not {} equal sentences",
            x.rows(), sentences);
    const int length = x.rows() / sentences;
    Matrix y(x.shape());
    for (int t = 0; t < length; ++t)
        for (int i = 0; i < sentences; ++i)
            copy(x.row_block(i * length + t, 1), y.view().row_block(t * sentences + i, 1));
    return y;
}

// The same words for every one of n readers, step by step.
Matrix for_readers(ConstView x, int readers) {
    Matrix y({x.rows() * readers, x.cols()});
    for (int r = 0; r < y.rows(); ++r) copy(x.row_block(r / readers, 1), y.view().row_block(r, 1));
    return y;
}

Segments equal_sentences(int rows, int sentences) {
    require(sentences > 0 && rows % sentences == 0, "{} rows are not {} equal sentences", rows,
            sentences);
    return Segments(std::vector<int>(static_cast<std::size_t>(sentences), rows / sentences));
}

}  // namespace

// ---- cells, as they begin -----------------------------------------------------------------------

Recurrent make_started(Parameters& parameters, const std::string& name, const CellStart& start,
                       int in, int width, Rng& rng) {
    const bool chrono = start.start == RecurrentStart::chrono;
    require(start.kind != CellKind::elman || (!chrono && start.holding_bias == 0),
            "{}: an Elman cell has no gate that holds on", name);
    require(!chrono || start.holding_bias == 0, "{}: a chrono start and a bias of {}", name,
            start.holding_bias);
    const Recurrent cell = make_recurrent(parameters, name, start.kind, in, width, rng);
    start_recurrent(cell, start.start, start.longest, rng);
    if (start.holding_bias != 0) set_holding_bias(cell, start.holding_bias);
    return cell;
}

std::vector<CellStart> starts_to_trace(int longest) {
    std::vector<CellStart> starts;
    for (const CellKind kind : {CellKind::elman, CellKind::lstm, CellKind::gru}) {
        starts.push_back({kind, RecurrentStart::uniform, 0, longest});
        if (kind != CellKind::elman)
            for (const double bias : {1.0, 3.0})
                starts.push_back({kind, RecurrentStart::uniform, bias, longest});
        starts.push_back({kind, RecurrentStart::orthogonal, 0, longest});
        starts.push_back({kind, RecurrentStart::identity, 0, longest});
        if (kind != CellKind::elman) starts.push_back({kind, RecurrentStart::chrono, 0, longest});
    }
    return starts;
}

PlainCell turning_cell(int in, int width, double stretch, Rng& rng) {
    PlainCell cell;
    cell.input = randn({in, width}, rng, 1 / std::sqrt(in));
    cell.state = scale(orthogonal_matrix(width, rng), static_cast<real>(stretch));
    return cell;
}

PlainCell identity_relu_cell(int in, int width, Rng& rng) {
    PlainCell cell{Bend::relu, randn({in, width}, rng, 0.001), Matrix({width, width})};
    for (int i = 0; i < width; ++i) cell.state(i, i) = 1;
    return cell;
}

// ---- influence ----------------------------------------------------------------------------------

namespace {

Var bent(Bend bend, Var x) {
    if (bend == Bend::tanh) return tanh(x);
    return bend == Bend::relu ? relu(x) : x;
}

// The states after every step, for n readers step by step.                         x: (T n x d) -> T of (n x w)
std::vector<Var> plain_states(const PlainCell& cell, Tape& tape, ConstView x, int readers) {
    const Matrix from_words = matmul(x, cell.input);
    const Var w = tape.constant(cell.state);
    Var state = tape.input(Matrix({readers, cell.state.rows()}));
    std::vector<Var> states;
    for (int row = 0; row < x.rows(); row += readers) {
        const Var word = tape.constant(from_words.view().row_block(row, readers));
        state = bent(cell.bend, add(word, matmul(state, w)));
        states.push_back(state);
    }
    return states;
}

std::span<const real> row_of(Var x, int row) {
    return x.valid() ? x.value().row(row) : std::span<const real>();
}

// The state that these words leave behind, as a row.
void last_matrix_state(const FastWeights& given, int begin, int end, std::span<real> state) {
    const int k = given.keys.cols();
    const int v = given.values.cols();
    std::fill(state.begin(), state.end(), real{0});
    std::vector<real> unread(static_cast<std::size_t>(v));
    for (int row = begin; row < end; ++row) {
        FastWeightsStep word{row_of(given.queries, row), row_of(given.keys, row),
                             row_of(given.values, row), row_of(given.decay, row), nullptr};
        if (given.strength.valid()) word.strength = row_of(given.strength, row).data();
        fast_weights_step(word, View(state.data(), {k, v}, v), unread);
    }
}

}  // namespace

LastStates last_states(const Recurrent& cell) {
    return [cell](ConstView x, int sentences) {
        Tape tape(Tape::Mode::inference);
        const State all = recurrent_states(cell, tape.constant(by_time(x, sentences)), sentences);
        const int w = cell.width();
        const auto last = [&](Var states) {
            return states.value().row_block(x.rows() - sentences, sentences);
        };
        Matrix y({sentences, all.c.valid() ? 2 * w : w});
        copy(last(all.h), y.view().col_block(0, w));
        if (all.c.valid()) copy(last(all.c), y.view().col_block(w, w));
        return y;
    };
}

LastStates last_states(const PlainCell& cell) {
    return [cell](ConstView x, int sentences) {
        Tape tape(Tape::Mode::inference);
        return Matrix(plain_states(cell, tape, by_time(x, sentences), sentences).back().value());
    };
}

LastStates last_states(const LinearAttention& layer) {
    return [layer](ConstView x, int sentences) {
        const Segments rows = equal_sentences(x.rows(), sentences);
        Tape tape(Tape::Mode::inference);
        const FastWeights given = fast_weights_of(layer, tape.constant(x));
        Matrix states({sentences, layer.state()});
        for (int i = 0; i < sentences; ++i)
            last_matrix_state(given, rows.begin(i), rows.end(i), states.row(i));
        return states;
    };
}

LastStates last_answers(const MultiHeadAttention& attention, bool positions) {
    return [attention, positions](ConstView x, int sentences) {
        const Segments rows = equal_sentences(x.rows(), sentences);
        Tape tape(Tape::Mode::inference);
        Var words = tape.constant(x);
        if (positions)
            words = add_positions(words, rows, sinusoidal_positions(rows.longest(), x.cols()));
        std::vector<int> last;
        for (int i = 0; i < sentences; ++i) last.push_back(rows.end(i) - 1);
        const Segments askers = equal_sentences(sentences, sentences);
        return Matrix(
            multi_head_attention(attention, pick_rows(words, last), words, askers, rows, Mask::none)
                .value());
    };
}

std::vector<double> influence_by_lag(const LastStates& last, ConstView x, ConstView other,
                                     int lags) {
    require_lags("influence_by_lag", x, lags);
    require(other.shape() == Shape{1, x.cols()}, "influence_by_lag: {} among words of {}",
            other.shape(), x.shape());
    const int length = x.rows();
    const Matrix as_it_was = last(x, 1);
    ByLag moves;
    for (int lag = 0; lag < lags; lag += kTogether) {
        const int readers = std::min(kTogether, lags - lag);
        Matrix replaced({readers * length, x.cols()});
        for (int i = 0; i < readers; ++i) {
            copy(x, replaced.view().row_block(i * length, length));
            copy(other, replaced.view().row_block((i + 1) * length - 1 - lag - i, 1));
        }
        const Matrix states = last(replaced, readers);
        for (int i = 0; i < readers; ++i) {
            const double moved = norm(subtract(states.view().row_block(i, 1), as_it_was));
            const double changed = norm(subtract(other, x.row_block(length - 1 - lag - i, 1)));
            require(changed > 0, "influence_by_lag: the word at lag {} is the other word", lag + i);
            moves.push_back(moved / changed);
        }
    }
    return moves;
}

// ---- gain ---------------------------------------------------------------------------------------

namespace {

// Adds the squares of a matrix to what there is of this lag.
void add_squares(ConstView x, double& sum) {
    const double length = norm(x);
    sum += length * length;
}

// Roots of what s numbers of a state have added up.
ByLag gains_from(ByLag squares, int state) {
    for (double& square : squares) square = std::sqrt(square / state);
    return squares;
}

// A gradient that asks reader i for its number from + i, and all others for nothing.        -> (rows x w)
Matrix asking(int rows, int readers, int width, int from) {
    Matrix ask({rows, width});
    for (int i = 0; i < readers; ++i)
        if (from + i >= 0 && from + i < width) ask(rows - readers + i, from + i) = 1;
    return ask;
}

// Calls f(from, readers) until every number of a state has been asked for.
template <class F>
void for_numbers(int state, F f) {
    for (int from = 0; from < state; from += kTogether) f(from, std::min(kTogether, state - from));
}

// The same cell with parameters of its own: a pass backwards leaves no gradients in those of a model.
Recurrent copied(const Recurrent& cell, Parameters& own) {
    Rng unused(1);
    const int in = cell.input.weight.shape().rows;
    const Recurrent copy_of = make_recurrent(own, "cell", cell.kind, in, cell.width(), unused);
    copy(cell.input.weight.value(), copy_of.input.weight.value());
    copy(cell.input.bias.value(), copy_of.input.bias.value());
    copy(cell.state.weight.value(), copy_of.state.weight.value());
    copy(cell.state.bias.value(), copy_of.state.bias.value());
    return copy_of;
}

void add_recurrent_squares(const Recurrent& cell, ConstView x, int from, int readers,
                           ByLag& squares) {
    const int w = cell.width();
    Tape tape;
    const Var words = tape.constant(for_readers(x, readers));
    const State all = recurrent_states(cell, words, readers);
    const int rows = words.rows();
    Var asked = sum(multiply(all.h, tape.constant(asking(rows, readers, w, from))));
    if (all.c.valid()) {
        const Var ask_c = tape.constant(asking(rows, readers, w, from - w));
        asked = add(asked, sum(multiply(all.c, ask_c)));
    }
    tape.backward(asked);
    for (std::size_t lag = 0; lag < squares.size(); ++lag) {
        const int at = rows - (static_cast<int>(lag) + 1) * readers;
        add_squares(all.h.grad().row_block(at, readers), squares[lag]);
        if (all.c.valid()) add_squares(all.c.grad().row_block(at, readers), squares[lag]);
    }
}

void add_plain_squares(const PlainCell& cell, ConstView x, int from, int readers, ByLag& squares) {
    Tape tape;
    const std::vector<Var> states = plain_states(cell, tape, for_readers(x, readers), readers);
    tape.backward(states.back(), asking(readers, readers, cell.state.rows(), from));
    for (std::size_t lag = 0; lag < squares.size(); ++lag)
        add_squares(states[states.size() - 1 - lag].grad(), squares[lag]);
}

// P (I - b k^T k) diag(decay): what the word of this row does to a state comes before all that P does.
void put_before(DoubleTable& p, const FastWeights& given, int word) {
    const auto key = row_of(given.keys, word);
    const auto decay = row_of(given.decay, word);
    const double strength =
        given.strength.valid() ? static_cast<double>(row_of(given.strength, word)[0]) : 0;
    for (int r = 0; r < p.rows; ++r) {
        double* row = p.row(r);
        double along = 0;
        for (int c = 0; c < p.cols; ++c) along += row[c] * static_cast<double>(key[c]);
        for (int c = 0; c < p.cols; ++c) {
            row[c] -= strength * along * static_cast<double>(key[c]);
            if (!decay.empty()) row[c] *= static_cast<double>(decay[decay.size() == 1 ? 0 : c]);
        }
    }
}

}  // namespace

std::vector<double> gains_by_lag(const Recurrent& cell, ConstView x, int lags) {
    require_lags("gains_by_lag", x, lags);
    const int state = cell.kind == CellKind::lstm ? 2 * cell.width() : cell.width();
    ByLag squares(static_cast<std::size_t>(lags));
    Parameters own;
    const Recurrent copy_of = copied(cell, own);
    for_numbers(state, [&](int from, int readers) {
        add_recurrent_squares(copy_of, x, from, readers, squares);
    });
    return gains_from(std::move(squares), state);
}

std::vector<double> gains_by_lag(const PlainCell& cell, ConstView x, int lags) {
    require_lags("gains_by_lag", x, lags);
    ByLag squares(static_cast<std::size_t>(lags));
    for_numbers(cell.state.rows(),
                [&](int from, int readers) { add_plain_squares(cell, x, from, readers, squares); });
    return gains_from(std::move(squares), cell.state.rows());
}

std::vector<double> gains_by_lag(const LinearAttention& layer, ConstView x, int lags) {
    require_lags("gains_by_lag", x, lags);
    Tape tape(Tape::Mode::inference);
    const FastWeights given = fast_weights_of(layer, tape.constant(x));
    DoubleTable p(layer.key_width(), layer.key_width());
    for (int i = 0; i < p.rows; ++i) p.row(i)[i] = 1;
    ByLag squares;
    for (int lag = 0; lag < lags; ++lag) {
        double sum = 0;
        for (const double v : p.at) sum += v * v;
        squares.push_back(sum);
        put_before(p, given, x.rows() - 1 - lag);
    }
    return gains_from(std::move(squares), layer.key_width());
}

std::vector<double> mean_by_lag(const std::vector<std::vector<double>>& lists) {
    require(!lists.empty(), "mean_by_lag: of no lists");
    ByLag mean(lists[0].size());
    for (const ByLag& list : lists) {
        require(list.size() == mean.size(), "mean_by_lag: {} lags and {}", mean.size(),
                list.size());
        for (std::size_t lag = 0; lag < mean.size(); ++lag)
            mean[lag] += list[lag] / static_cast<double>(lists.size());
    }
    return mean;
}

// ---- half-life ----------------------------------------------------------------------------------

double half_life(std::span<const double> by_lag, int first) {
    require(first >= 0 && static_cast<std::size_t>(first) < by_lag.size(),
            "half_life: from lag {} of {}", first, by_lag.size());
    for (const double v : by_lag)
        require(std::isfinite(v) && v >= 0, "half_life: {} is no gain", v);
    const auto from = by_lag.subspan(static_cast<std::size_t>(first));
    require(from[0] > 0, "half_life: nothing is there at lag {}", first);
    const double half = from[0] / 2;
    for (std::size_t lag = 1; lag < from.size(); ++lag) {
        if (from[lag] > half) continue;
        const double fall = std::log(from[lag - 1] / from[lag]);  // infinite if all is gone
        return static_cast<double>(lag - 1) + std::log(from[lag - 1] / half) / fall;
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace book
