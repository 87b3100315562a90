// Recurrent cells: all that was read so far is kept in a state of fixed width.
//
// Letters in shapes: n sequences, T steps, N rows in all (T n if all are equally long), d numbers in
// a word, w in a state, g gates. With  a = x W_x + b_x  and  s = h W_h + b_h,
//
//     elman, g = 1   h' = tanh(a + s)                                              (Elman 1990)
//     lstm,  g = 4   i, f, o = sigmoid(a + s),  g = tanh(a + s)      (Hochreiter, Schmidhuber 1997;
//                    c' = f * c + i * g,  h' = o * tanh(c')       the gate f: Gers and others 2000)
//     gru,   g = 3   r, z = sigmoid(a + s),  n = tanh(a + r * s)             (Cho and others 2014)
//                    h' = (1 - z) * n + z * h
//
// These are PyTorch's cells, and its parameters transposed, because a row here is a word:
//
//     here            shape      PyTorch           shape      blocks of w columns (there w rows)
//     input.weight    (d x g w)  weight_ih_l0^T    (g w x d)  elman: one
//     state.weight    (w x g w)  weight_hh_l0^T    (g w x w)  lstm:  i f g o
//     input.bias      (1 x g w)  bias_ih_l0        (g w)      gru:   r z n
//     state.bias      (1 x g w)  bias_hh_l0        (g w)
//
// A batch is time-major: under the n words of step 0 stand the n words of step 1, and so on. Where
// sequences differ in length, the longest stand first, and a step has a row for each that goes on: a
// Segments says where each step begins (TimeMajor makes one). There is no padding.
//
// The product with the words is one for all steps, and so is each gradient of the weights; in between,
// a step is one product for all sequences of a thread: sequences do not meet, so a thread takes some
// of them from the first step to the last, and waits for nobody.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nn/feed_forward.h"
#include "tensor/segments.h"

namespace book {

enum class CellKind { elman, lstm, gru };
int gates_of(CellKind kind);  // g

struct Recurrent {
    CellKind kind = CellKind::elman;
    Linear input;  // W_x, b_x
    Linear state;  // W_h, b_h
    int width() const { return state.weight.shape().rows; }
};
// Every number uniform in +-1/sqrt(w), as in PyTorch. `forget_bias` is then added to the input bias of
// an LSTM's gate f: with 1 it forgets less from the start (Jozefowicz and others 2015).
Recurrent make_recurrent(Parameters& parameters, const std::string& name, CellKind kind, int in,
                         int width, Rng& rng, double forget_bias = 0);

// h is what a cell says; c is what an LSTM keeps to itself, not valid() for the others.
struct State {
    Var h, c;
};

// The states after every step of n equally long sequences, from zeros.     x: (T n x d) -> (T n x w)
Var recurrent(const Recurrent& layer, Var x, int sequences);

// The same with the cells c, and from a state of one's own: `first` (n x w), zeros if not valid().
//
// After backward(), the rows of step t in h.grad() and c.grad() hold the derivative by the state
// (h, c) after step t, with all that it did to later steps. So one pass gives the derivatives of a last
// state by all earlier ones: w sequences alike (2 w for an LSTM), each with another 1 in its gradient.
State recurrent_states(const Recurrent& layer, Var x, int sequences, State first = {});
// Step t has the rows steps.begin(t) .. steps.end(t) of x, and never more than step t - 1: the first
// rows go on, the others have ended.                                            (N x d) -> (N x w)
State recurrent_states(const Recurrent& layer, Var x, const Segments& steps, State first = {});

// One step, recorded from ordinary operations: the formulas above, and the oracle of what is fast.
//                                                        x: (n x d), before: (n x w) -> (n x w)
State recurrent_step(const Recurrent& layer, Var x, State before);

// The order in which a packed batch of sentences is read step by step.
struct TimeMajor {
    explicit TimeMajor(const Segments& sentences);  // without words a sentence has no state: Error

    Segments steps;
    std::vector<int> rows;  // time-major row i is row rows[i] of the packed batch
    std::vector<int> back;  // and packed row i is time-major row back[i]
    std::vector<int> last;  // the time-major row of the last word of each sentence
};

// y_i = x_rows[i]. A row that is picked twice receives both gradients.          (N x w) -> (m x w)
Var pick_rows(Var x, std::span<const int> rows);

}  // namespace book
