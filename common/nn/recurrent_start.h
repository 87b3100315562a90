// How a recurrent cell begins, other than with small random numbers. How long a state holds what it was
// told is decided here, before anything has been learnt.
#pragma once

#include <string>

#include "nn/recurrent.h"

namespace book {

// A random orthogonal matrix, which turns rows and keeps their lengths: random rows, made right-angled one
// after the other (Gram and Schmidt), in double and twice.                                   -> (n x n)
Matrix orthogonal_matrix(int n, Rng& rng);

enum class RecurrentStart {
    uniform,  // as make_recurrent leaves it: +-1/sqrt(w), PyTorch's
    orthogonal,  // every gate's block of W_h turns the state and keeps its length (Saxe and others 2014)
    identity,  // the block of new content hands the state on as it is (Le, Jaitly, Hinton 2015)
    chrono     // the gates that hold on, as below, for waits up to `longest`
};
std::string start_name(RecurrentStart start);
RecurrentStart start_named(const std::string& name);  // InputError if there is none

// Changes W_h, and for an orthogonal or an identity start nothing else. `longest` is chrono's.
void start_recurrent(const Recurrent& layer, RecurrentStart start, int longest, Rng& rng);

// The columns of a matrix or a bias of the cell in which new content is made, and no gate.
View content_columns(const Recurrent& layer, const Parameter& all);

// What the gate that holds on (an LSTM's f, a GRU's z) has for a bias, both biases added up: in all columns
// this number. Nothing for an Elman cell, which has no such gate.
void set_holding_bias(const Recurrent& layer, double bias);

// Chrono initialisation (Tallec and Ollivier 2018, section 4): that bias is log u, u uniform in 1 .. longest - 1,
// another one in each column, so that half-lives spread over all waits up to `longest`. An LSTM's input gate
// has the opposite. Error if longest < 3; nothing for an Elman cell.
void set_chrono_biases(const Recurrent& layer, int longest, Rng& rng);

}  // namespace book
