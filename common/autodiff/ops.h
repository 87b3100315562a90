// Operations on a tape, each with its gradient.
//
// A comment gives the formula and the gradient; dy stands for d(loss)/dy. Every one of them is
// checked against finite differences (tests/autodiff).
#pragma once

#include <vector>

#include "autodiff/tape.h"

namespace book {

// c = a b       da = dc b^T,  db = a^T dc                        (n x k)(k x m) -> (n x m)
Var matmul(Var a, Var b);
// c = a b^T     da = dc b,    db = dc^T a                        (n x k)(m x k) -> (n x m)
Var matmul_nt(Var a, Var b);
// y = x w + b, the bias added to every row; without one if b is not valid()
//               dx = dy w^T,  dw = x^T dy,  db = column sums of dy
// With relu: y = max(x w + b, 0), and dy counts where y > 0 only. The bits are those of the steps.
Var linear(Var x, Var w, Var b = {}, Activation activation = Activation::none);

Var add(Var a, Var b);          // y = a + b         da = dy,        db = dy
Var subtract(Var a, Var b);     // y = a - b         da = dy,        db = -dy
Var multiply(Var a, Var b);     // y = a * b         da = dy * b,    db = dy * a
Var scale(Var x, real factor);  // y = factor x      dx = factor dy
Var relu(Var x);                // y = max(x, 0)     dx = dy where x > 0
Var tanh(Var x);                // y = tanh x        dx = dy (1 - y^2)
Var sigmoid(Var x);             // y = 1/(1+e^-x)    dx = dy y (1 - y)
Var transpose(Var x);           // y = x^T           dx = dy^T
Var sum(Var x);                 // y = sum of all    dx = dy everywhere      -> (1 x 1)

// y = softmax(x), row by row.   dx_ij = y_ij (dy_ij - sum_k y_ik dy_ik)
// The gradient needs y but never x.
Var softmax_rows(Var x);

// Side by side, and a block of columns: each hands its part of the gradient back.
Var concat_cols(const std::vector<Var>& parts);
Var col_block(Var x, int begin, int count);

// Which numbers a dropout keeps is a hash of (seed, step, operation, element).
struct DropoutSeed {
    std::uint64_t seed = 0;
    std::uint64_t step = 0;
};
// y = x / (1 - p) with probability 1 - p, else 0 (Srivastava et al. 2014, scaled in training so that
// nothing need be scaled afterwards). On a tape in inference mode, or with p = 0: y is x itself.
Var dropout(Var x, double p, DropoutSeed seed);

}  // namespace book
