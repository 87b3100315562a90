// What is left of a word in the last state: how far the state moves if the word is replaced, and how much of a
// nudge at an earlier state arrives. By lag: 0 is the last word, 1 the one before it.
//
// This is decay, and not memory. A state that has moved by a millionth can still say which word stood there, and
// one that has moved far may say nothing of use; what can be read from it is another question (memory/readout.h).
//
// Letters in shapes: T words, d numbers in a word, w the width of a cell, s numbers in a state, n sentences.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "nn/attention.h"
#include "nn/linear_attention.h"
#include "nn/recurrent.h"
#include "nn/recurrent_start.h"

namespace book {

// ---- cells, as they begin -----------------------------------------------------------------------

struct CellStart {
    CellKind kind = CellKind::elman;
    RecurrentStart start = RecurrentStart::uniform;
    double holding_bias = 0;  // of the gate that holds on; 0 leaves PyTorch's small random ones
    int longest = 0;          // chrono's: the longest wait
};
// Error: a chrono start or a bias for an Elman cell, or both at once.
Recurrent make_started(Parameters& parameters, const std::string& name, const CellStart& start,
                       int in, int width, Rng& rng);
// Those worth a line in a table: each cell uniform, orthogonal and identity; LSTM and GRU also chrono, and
// uniform with biases of 1 and 3.
std::vector<CellStart> starts_to_trace(int longest);

// Cells so plain that one knows what must come out: h' = bend(x W_x + h W_h), no bias.
enum class Bend { none, tanh, relu };
struct PlainCell {
    Bend bend = Bend::none;
    Matrix input;  // W_x (d x w)
    Matrix state;  // W_h (w x w)
};
// Turns and stretches, nothing else: W_h is `stretch` times an orthogonal matrix. Gains are stretch^lag.
PlainCell turning_cell(int in, int width, double stretch, Rng& rng);
// The RNN of Le, Jaitly, Hinton (2015): ReLU, and W_h = I; W_x normal with a deviation of 0.001. An identity
// start of make_started has tanh behind the same matrix, as that cell has.
PlainCell identity_relu_cell(int in, int width, Rng& rng);

// ---- influence ----------------------------------------------------------------------------------

// The state after the last word of n sentences of equal length, one under the other.  x: (n T x d) -> (n x s)
//
// Functions that the makers below return keep handles of the layer; its parameters must outlive them.
using LastStates = std::function<Matrix(ConstView x, int sentences)>;
LastStates last_states(const Recurrent& cell);         // h, s = w; of an LSTM (h, c), s = 2 w
LastStates last_states(const PlainCell& cell);         // h
LastStates last_states(const LinearAttention& layer);  // S, row by row, s = k v
// Attention's state is every word itself, and nothing of it moves but the word that is replaced. So this is what
// the last word finds when it asks all words: with sinusoids added to them (nn/embedding.h) if `positions`, to
// words of variance 1 as chapter 04 has them. s = d
LastStates last_answers(const MultiHeadAttention& attention, bool positions);

// How far the last state moves when the word at each lag below `lags` is replaced by `other` (1 x d), by the size
// of what was changed:  |state' - state| / |other - word|.                                x: (T x d), lags <= T
//
// Where a last word asks (attention), lag 0 changes the question as well.
std::vector<double> influence_by_lag(const LastStates& last, ConstView x, ConstView other,
                                     int lags);

// ---- gain ---------------------------------------------------------------------------------------

// What arrives in the last state of a small push in a random direction, lag words earlier, root mean square:
//
//     gain(lag) = |d state_T / d state_(T - lag)| / sqrt(s)     (Frobenius); gain(0) = 1
//
// Found by one pass backwards: s readers of the same words, whose last gradient asks each for another number of
// the state (64 at a time, to spare memory).                                             x: (T x d), lags <= T
std::vector<double> gains_by_lag(const Recurrent& cell, ConstView x, int lags);
std::vector<double> gains_by_lag(const PlainCell& cell, ConstView x, int lags);
// Of the matrix S, whose columns meet the same k x k matrix with every word (nn/fast_weights.h), and the words do
// not depend on S, so that no gradient is needed:
//
//     S_t = A_t S_(t-1) + ...,   A_t = (I - b_t k_t^T k_t) diag(decay_t)
//     gain(lag) = |A_T ... A_(T-lag+1)| / sqrt(k)
std::vector<double> gains_by_lag(const LinearAttention& layer, ConstView x, int lags);

// The mean of several such lists, of other words or other draws. Error if they differ in length or are none.
std::vector<double> mean_by_lag(const std::vector<std::vector<double>>& lists);

// ---- half-life ----------------------------------------------------------------------------------

// The first lag at which no more than half is left of what there was at lag `first`, counted from there. Between
// two lags the logarithm is taken to run straight, so it is no whole number; infinity if half is left of all lags
// that were measured. A gain of stretch^lag has ln 2 / -ln stretch. Error if a number is negative or none, or if
// there is nothing at `first`.
//
// Not the half-life of a line fitted to the logarithms: a state with gates forgets some of its numbers soon and
// others late, its curve is no line, and the slope of one that is laid through it depends on how many lags were
// measured, most of all on the smallest gains, which matter least. And a line can promise half-lives beyond
// anything that was looked at.
double half_life(std::span<const double> by_lag, int first = 0);

}  // namespace book
