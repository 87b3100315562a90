#include "nn/layer_norm.h"

#include "core/parallel.h"
#include "tensor/lane_sum.h"
#include "tensor/ops.h"

namespace book {

LayerNorm make_layer_norm(Parameters& parameters, const std::string& name, int width) {
    LayerNorm norm;
    norm.gain = parameters.add_filled(name + ".gain", {1, width}, 1);
    norm.bias = parameters.add(name + ".bias", {1, width});
    return norm;
}

Var layer_norm(Var x, Var gain, Var bias) {
    require(gain.shape() == Shape{1, x.cols()} && bias.shape() == gain.shape(),
            "layer_norm: {} with gain {} and bias {}", x.shape(), gain.shape(), bias.shape());
    Tape& tape = x.tape();
    const Var y = tape.record("layer_norm", x.shape(), {x, gain, bias});
    const View statistics = tape.scratch(y, {x.rows(), 2});  // mean, 1 / deviation
    layer_norm_rows(x.value(), gain.value(), bias.value(), y.output(), statistics);

    tape.on_backward(y, [x, gain, bias, y, statistics] {
        const ConstView in = x.value(), dy = y.grad();
        const real* g = gain.value().row(0).data();
        const int d = in.cols();
        const real width = static_cast<real>(d);
        if (x.needs_grad()) {
            const GradSlot dx = grad_slot(x);
            parallel_blocks(in.rows(), row_grain(d), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (int r = static_cast<int>(begin); r < end; ++r) {
                    const real mean = statistics(r, 0), inverse = statistics(r, 1);
                    const real* px = in.row(r).data();
                    const real* pdy = dy.row(r).data();
                    const real mean_g =
                        lane_sum<real>(d, [=](long c) { return pdy[c] * g[c]; }) / width;
                    const real mean_gx =
                        lane_sum<real>(
                            d, [=](long c) { return pdy[c] * g[c] * ((px[c] - mean) * inverse); }) /
                        width;
                    real* to = dx.view.row(r).data();
                    for (int c = 0; c < d; ++c) {
                        const real xhat = (px[c] - mean) * inverse;
                        add_to_slot(to[c], inverse * (pdy[c] * g[c] - mean_g - xhat * mean_gx),
                                    dx.write);
                    }
                }
            });
        }
        if (bias.needs_grad()) add_column_sums(dy, bias.grad());
        if (gain.needs_grad()) {
            real* d_gain = gain.grad().row(0).data();
            parallel_blocks(d, row_grain(in.rows()), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (int r = 0; r < in.rows(); ++r) {
                    const real mean = statistics(r, 0), inverse = statistics(r, 1);
                    const real* px = in.row(r).data();
                    const real* pdy = dy.row(r).data();
                    for (std::ptrdiff_t c = begin; c < end; ++c)
                        d_gain[c] += pdy[c] * ((px[c] - mean) * inverse);
                }
            });
        }
    });
    return y;
}

}  // namespace book
