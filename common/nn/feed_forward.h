// The feed-forward sublayer: every word thinks for itself.
//
// y = max(0, x W1 + b1) W2 + b2, the same for every row (Vaswani et al. 2017, section 3.3, eq. 2).
#pragma once

#include "autodiff/ops.h"
#include "nn/parameters.h"

namespace book {

// A product with a learnt matrix, and a learnt bias where it exists: y = x W + b.
struct Linear {
    Parameter weight;  // (in x out)
    Parameter bias;    // (1 x out)
};
Linear make_linear(Parameters& parameters, const std::string& name, int in, int out, bool with_bias,
                   Rng& rng);
inline Var linear(const Linear& layer, Var x, Activation activation = Activation::none) {
    Tape& tape = x.tape();
    const Var weight = layer.weight.on(tape);
    const Var bias = layer.bias.on(tape);
    return linear(x, weight, bias, activation);
}

struct FeedForward {
    Linear inner;  // (d x d_ff)
    Linear outer;  // (d_ff x d)
};
FeedForward make_feed_forward(Parameters& parameters, const std::string& name, int width, int inner,
                              Rng& rng);
inline Var feed_forward(const FeedForward& f, Var x) {
    return linear(f.outer,
                  linear(f.inner, x, Activation::relu));  // (n x d) -> (n x d_ff) -> (n x d)
}

}  // namespace book
