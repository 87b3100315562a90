// What bends a layer: the activations of later Transformers, on the tape.
#pragma once

#include "autodiff/tape.h"
#include "tensor/smooth.h"

namespace book {

// y = x g(x)      dx = dy (g + x g')      with the gates of tensor/smooth.h         x, y: (n x m)
Var smooth(Smooth kind, Var x);

// SwiGLU (Shazeer 2020, eq. 6): y = silu(gate) * up, element by element.            all (n x m)
Var swiglu(Var gate, Var up);

}  // namespace book
