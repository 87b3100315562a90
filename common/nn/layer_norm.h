// Layer normalisation (Ba, Kiros, Hinton 2016): every row gets mean 0 and variance 1, then a learnt
// gain and bias for each column.
#pragma once

#include "nn/parameters.h"
#include "tensor/ops.h"

namespace book {

struct LayerNorm {
    Parameter gain;  // (1 x d), starts at 1
    Parameter bias;  // (1 x d), starts at 0
};

// Adds name.gain and name.bias.
LayerNorm make_layer_norm(Parameters& parameters, const std::string& name, int width);

// y = gain xhat + bias,  xhat = (x - mean) / sqrt(variance + 1e-5), row by row.      x, y: (n x d)
//
//     dx = (g - mean(g) - xhat mean(g xhat)) / sqrt(variance + 1e-5)   with  g = dy * gain
//     dgain = column sums of dy * xhat,  dbias = column sums of dy
Var layer_norm(Var x, Var gain, Var bias, double epsilon = kLayerNormEpsilon);
inline Var layer_norm(const LayerNorm& norm, Var x, double epsilon = kLayerNormEpsilon) {
    Tape& tape = x.tape();
    const Var gain = norm.gain.on(tape);
    const Var bias = norm.bias.on(tape);
    return layer_norm(x, gain, bias, epsilon);
}

// y = gain xhat,  xhat = x / sqrt(mean of x^2 + epsilon), row by row                 x, y: (n x d)
// (Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", eq. 4).
//
//     dx = (g - xhat mean(g xhat)) / sqrt(mean of x^2 + epsilon)   with  g = dy * gain
//     dgain = column sums of dy * xhat
//
// A layer norm that leaves the mean alone: about as good, and cheaper.
Var rms_norm(Var x, Var gain, double epsilon);

// layer_norm(x + added), a residual connection and its norm in one pass: the same bits.
Var add_layer_norm(Var x, Var added, Var gain, Var bias);
inline Var add_layer_norm(const LayerNorm& norm, Var x, Var added) {
    Tape& tape = x.tape();
    const Var gain = norm.gain.on(tape);
    const Var bias = norm.bias.on(tape);
    return add_layer_norm(x, added, gain, bias);
}

}  // namespace book
