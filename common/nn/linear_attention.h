// Layers whose memory is a matrix of fixed size, written anew with each word (nn/fast_weights.h): gated
// linear attention and the delta rule, plain and gated. And the parts that their papers put around it.
//
// Letters in shapes: n rows, d numbers in a word, k in a key, v in a value. There is one head.
#pragma once

#include <string>

#include "nn/fast_weights.h"
#include "nn/feed_forward.h"
#include "nn/parameters.h"
#include "tensor/segments.h"

namespace book {

// ---- parts --------------------------------------------------------------------------------------

// What a word sees of its neighbours: a short convolution, column by column (as in Yang and others 2024).
//
//     y_t = sum_(j<s) w_j * x_(t-j), words before the sentence being zeros     x, y: (n x d), w: (s x d)
//     dx_t = sum_j w_j * dy_(t+j)      dw_j = sum_t dy_t * x_(t-j)
Var short_convolution(Var x, Var weight, const Segments& rows);

// y = x / sqrt(sum of x^2 + 1e-6), row by row.                                          x, y: (n x m)
//     dx = (dy - y (y . dy)) / sqrt(sum of x^2 + 1e-6)
Var unit_rows(Var x);

// How much a state keeps, between 0 and 1: y = exp(-e^rate softplus(x)), softplus(x) = log(1 + e^x).
//     dx = -dy y e^rate sigmoid(x)      drate = column sums of dy y log y     x, y: (n x m), rate: (1 x m)
// With a speed e^rate of 1/16 it is sigmoid(-x)^(1/16), the gate of gated linear attention.
Var kept_share(Var x, Var rate);
Var kept_share(Var x, double speed);  // the same for all columns, and not learnt

// ---- layers -------------------------------------------------------------------------------------

enum class WriteRule {
    gated,       // every row of the state has a share that it keeps; values are added
    delta,       // nothing fades; what the key's place held is replaced
    gated_delta  // both, with one share for the whole state
};

// q = x W_q and so on, S as in nn/fast_weights.h, y = q S, all row by row:
//
//     gated        decay = sigmoid(x W_1 W_2 + b)^(1/16)              (Yang, Wang, Shen, Panda, Kim 2024,
//                  out = (rms_norm(y) * silu(x W_r + b_r)) W_o         "Gated Linear Attention", section 4)
//     delta        q, k = unit_rows(silu(.)), strength = sigmoid(x W_b)    (Yang, Wang, Zhang, Shen, Kim 2024,
//                  out = rms_norm(y) W_o                 "Parallelizing Linear Transformers with the Delta Rule")
//     gated_delta  as delta, and decay = exp(-e^rate softplus(x W_a + b_a))   (Yang, Kautz, Hatamizadeh 2024,
//                  out = (rms_norm(y) * silu(x W_r)) W_o                      "Gated Delta Networks", section 3)
struct LinearAttention {
    WriteRule rule = WriteRule::gated;
    Linear query, key;          // (d x k)
    Linear value;               // (d x v)
    Linear forget, forget_out;  // gated: (d x r), (r x k); gated_delta: (d x 1)
    Parameter forget_rate;      // gated_delta: (1 x 1)
    Linear strength;            // delta, gated_delta: (d x 1)
    Parameter gain;             // (1 x v)
    Linear gate;                // gated, gated_delta: (d x v)
    Linear output;              // (v x d)

    int key_width() const { return key.weight.shape().cols; }
    int value_width() const { return value.weight.shape().cols; }
    int state() const { return key_width() * value_width(); }  // numbers that it carries along
};
inline constexpr int kForgetRank = 16;  // r, or d if that is smaller

LinearAttention make_linear_attention(Parameters& parameters, const std::string& name,
                                      WriteRule rule, int width, int key_width, int value_width,
                                      Rng& rng);

// What its recurrence is given by these words: queries, keys, values, shares kept, strengths.  x: (n x d)
FastWeights fast_weights_of(const LinearAttention& layer, Var x);
// What it says to every word of a packed batch, each sentence from an empty state.    x: (n x d) -> (n x d)
Var linear_attention(const LinearAttention& layer, Var x, const Segments& rows);

}  // namespace book
