// Activations that bend where relu has a corner: each is its input times a gate between 0 and 1.
//
//     y = x g(x)
//
//     gelu_tanh  g = 1/2 (1 + tanh u) = sigmoid(2 u),  u = sqrt(2/pi) (x + 0.044715 x^3)   GPT-2's
//     gelu_erf   g = 1/2 (1 + erf(x / sqrt 2)): the share of a normal distribution below x   BERT's
//                (both: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", section 2)
//     silu       g = sigmoid(x)       (the same paper; in gated layers: Shazeer 2020)        Llama's
//
// In the float build the bits are the same everywhere: exponentials are the kernels', and the error
// function is a polynomial times one of them.
#pragma once

#include "tensor/view.h"

namespace book {

enum class Smooth { gelu_tanh, gelu_erf, silu };

// Of one row of n numbers: the gates, and the slopes dy/dx = g + x g'. Neither may overwrite x; the
// slopes may overwrite the gates.
void smooth_gates(Smooth kind, const real* x, real* gates, long n);
void smooth_slopes(Smooth kind, const real* x, const real* gates, real* slopes, long n);

// y = x g(x), element by element.                                                   x, y: (n x m)
void smooth(Smooth kind, ConstView x, View y);

}  // namespace book
