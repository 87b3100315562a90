#include "nn/activations.h"

#include "autodiff/ops.h"
#include "core/parallel.h"

namespace book {

Var smooth(Smooth kind, Var x) {
    Tape& tape = x.tape();
    const Var y = tape.record("smooth", x.shape(), {x});
    if (!y.needs_grad()) {
        smooth(kind, x.value(), y.output());
        return y;
    }
    const View gates = tape.scratch(y, x.shape());
    const ConstView in = x.value();
    const View out = y.output();
    parallel_rows(in.rows(), in.cols(), [&](int r) {
        const real* from = in.row(r).data();
        real* gate = gates.row(r).data();
        real* to = out.row(r).data();
        smooth_gates(kind, from, gate, in.cols());
        for (int c = 0; c < in.cols(); ++c) to[c] = from[c] * gate[c];
    });
    tape.on_backward(y, [kind, x, y, gates] {
        const GradSlot dx = grad_slot(x);
        const ConstView dy = y.grad();
        parallel_rows(dy.rows(), dy.cols(), [&](int r) {
            real* slope = gates.row(r).data();
            smooth_slopes(kind, x.value().row(r).data(), slope, slope, dy.cols());
            const real* from = dy.row(r).data();
            real* to = dx.view.row(r).data();
            for (int c = 0; c < dy.cols(); ++c) add_to_slot(to[c], from[c] * slope[c], dx.write);
        });
    });
    return y;
}

Var swiglu(Var gate, Var up) {
    const Var open = smooth(Smooth::silu, gate);
    return multiply(open, up);
}

}  // namespace book
