#include "nn/layer_norm.h"

#include "core/parallel.h"
#include "tensor/lane_sum.h"
#include "tensor/ops.h"

namespace book {
namespace {

// What all forms hand back: `in` is what was normalised, the sum of x and, if valid, `added`. Without a
// bias it was an RMS norm, whose mean is 0 whatever x is.
struct Backward {
    Var x, added, gain, bias, y;
    ConstView in, statistics;  // (n x d); (n x 2): mean, 1 / deviation

    void operator()() const {
        if (x.needs_grad() || (added.valid() && added.needs_grad())) to_inputs();
        if (gain.needs_grad() || (bias.valid() && bias.needs_grad())) to_gain_and_bias();
    }

    void to_inputs() const {
        const ConstView dy = y.grad();
        const real* g = gain.value().data();
        const int d = in.cols();
        const real width = static_cast<real>(d);
        const auto slot_of = [](Var v) {
            return v.valid() && v.needs_grad() ? grad_slot(v) : GradSlot{};
        };
        const GradSlot first = slot_of(x);
        const GradSlot second = slot_of(added);
        parallel_rows(in.rows(), d, [&](int r) {
            const real mean = statistics(r, 0);
            const real inverse = statistics(r, 1);
            const real* px = in.row(r).data();
            const real* pdy = dy.row(r).data();

            const auto g_of = [=](long c) { return pdy[c] * g[c]; };
            const auto gx_of = [=](long c) { return pdy[c] * g[c] * ((px[c] - mean) * inverse); };
            const real mean_g = bias.valid() ? lane_sum<real>(d, g_of) / width : real{0};
            const real mean_gx = lane_sum<real>(d, gx_of) / width;
            for (const GradSlot& slot : {first, second}) {
                if (slot.view.empty()) continue;
                real* to = slot.view.row(r).data();
                for (int c = 0; c < d; ++c) {
                    const real xhat = (px[c] - mean) * inverse;
                    add_to_slot(to[c], inverse * (pdy[c] * g[c] - mean_g - xhat * mean_gx),
                                slot.write);
                }
            }
        });
    }

    void to_gain_and_bias() const {
        const ConstView dy = y.grad();
        real* d_gain = gain.needs_grad() ? gain.grad().data() : nullptr;
        real* d_bias = bias.valid() && bias.needs_grad() ? bias.grad().data() : nullptr;
        const auto add_columns = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            for (int r = 0; r < in.rows(); ++r) {
                const real mean = statistics(r, 0);
                const real inverse = statistics(r, 1);
                const real* px = in.row(r).data();
                const real* pdy = dy.row(r).data();
                if (d_gain != nullptr)
                    for (std::ptrdiff_t c = begin; c < end; ++c)
                        d_gain[c] += pdy[c] * ((px[c] - mean) * inverse);
                if (d_bias != nullptr)
                    for (std::ptrdiff_t c = begin; c < end; ++c) d_bias[c] += pdy[c];
            }
        };
        parallel_blocks(in.cols(), row_grain(in.rows()), add_columns);
    }
};

void require_shapes(Var x, Var gain, Var bias) {
    require(gain.shape() == Shape{1, x.cols()} && bias.shape() == gain.shape(),
            "layer_norm: {} with gain {} and bias {}", x.shape(), gain.shape(), bias.shape());
}

}  // namespace

LayerNorm make_layer_norm(Parameters& parameters, const std::string& name, int width) {
    LayerNorm norm;
    norm.gain = parameters.add_filled(name + ".gain", {1, width}, 1);
    norm.bias = parameters.add(name + ".bias", {1, width});
    return norm;
}

Var layer_norm(Var x, Var gain, Var bias, double epsilon) {
    require_shapes(x, gain, bias);
    Tape& tape = x.tape();
    const Var y = tape.record("layer_norm", x.shape(), {x, gain, bias});
    const View statistics = tape.scratch(y, {x.rows(), 2});
    layer_norm_rows(x.value(), gain.value(), bias.value(), y.output(), statistics, epsilon);
    tape.on_backward(y, Backward{x, Var(), gain, bias, y, x.value(), statistics});
    return y;
}

Var rms_norm(Var x, Var gain, double epsilon) {
    Tape& tape = x.tape();
    const Var y = tape.record("rms_norm", x.shape(), {x, gain});
    const View statistics = tape.scratch(y, {x.rows(), 2});
    rms_norm_rows(x.value(), gain.value(), epsilon, y.output(), statistics);
    tape.on_backward(y, Backward{x, Var(), gain, Var(), y, x.value(), statistics});
    return y;
}

Var add_layer_norm(Var x, Var added, Var gain, Var bias) {
    require_shapes(x, gain, bias);
    require(added.shape() == x.shape(), "add_layer_norm: {} and {}", x.shape(), added.shape());
    Tape& tape = x.tape();
    const Var y = tape.record("add, layer_norm", x.shape(), {x, added, gain, bias});
    const View kept = tape.scratch(y, {x.rows(), x.cols() + 2});
    const View sum = kept.col_block(0, x.cols());
    const View statistics = kept.col_block(x.cols(), 2);
    add_layer_norm_rows(x.value(), added.value(), gain.value(), bias.value(), sum, y.output(),
                        statistics);
    tape.on_backward(y, Backward{x, added, gain, bias, y, sum, statistics});
    return y;
}

}  // namespace book
