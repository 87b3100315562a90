#include "nn/linear_attention.h"

#include <algorithm>
#include <cmath>

#include "autodiff/ops.h"
#include "core/parallel.h"
#include "nn/activations.h"
#include "nn/layer_norm.h"
#include "tensor/ops.h"

namespace book {
namespace {

constexpr double kUnitEpsilon = 1e-6;
constexpr double kNormEpsilon = 1e-5;
constexpr double kGateRoot = 16;  // the tau of gated linear attention

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

// sums += a * b, from one column to another.
void add_products(const real* a, const real* b, real* sums, std::ptrdiff_t from,
                  std::ptrdiff_t to) {
    for (std::ptrdiff_t c = from; c < to; ++c) sums[c] += a[c] * b[c];
}

struct Convolution {
    Var x, weight, y;
    SegmentsView rows;

    // Calls f(row, the row that lies j before it) for every pair within a sentence.
    template <class F>
    void for_neighbours(int s, F f) const {
        for (int row = rows.begin(s); row < rows.end(s); ++row)
            for (int j = 0; j < weight.rows() && row - j >= rows.begin(s); ++j) f(row, row - j, j);
    }
    // The same with the weights of that distance, for all sentences.
    template <class F>
    void for_all_neighbours(F f) const {
        parallel_blocks(rows.count(), 1, [&](std::ptrdiff_t from, std::ptrdiff_t to) {
            for (std::ptrdiff_t s = from; s < to; ++s)
                for_neighbours(static_cast<int>(s), [&](int row, int before, int j) {
                    f(row, before, weight.value().row(j).data());
                });
        });
    }
    void forward() const {
        const View out = y.output();
        fill(out, 0);
        for_all_neighbours([&](int row, int before, const real* w) {
            add_products(w, x.value().row(before).data(), out.row(row).data(), 0, out.cols());
        });
    }
    void operator()() const {
        if (x.needs_grad()) to_x();
        if (weight.needs_grad()) to_weight();
    }
    void to_x() const {
        const ConstView dy = y.grad();
        const View dx = x.grad();
        for_all_neighbours([&](int row, int before, const real* w) {
            add_products(w, dy.row(row).data(), dx.row(before).data(), 0, dy.cols());
        });
    }
    void to_weight() const {
        const ConstView dy = y.grad();
        const View dw = weight.grad();
        const auto add_columns = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
            for (int s = 0; s < rows.count(); ++s)
                for_neighbours(s, [&](int row, int before, int j) {
                    add_products(dy.row(row).data(), x.value().row(before).data(), dw.row(j).data(),
                                 from, to);
                });
        };
        parallel_blocks(dy.cols(), row_grain(dy.rows()), add_columns);
    }
};

}  // namespace

Var short_convolution(Var x, Var weight, const Segments& rows) {
    require(weight.rows() > 0 && weight.cols() == x.cols() && rows.total() == x.rows(),
            "short_convolution: {} by {}, sentences of {} rows", x.shape(), weight.shape(),
            rows.total());
    Tape& tape = x.tape();
    const Var y = tape.record("short_convolution", x.shape(), {x, weight});
    const Convolution pass{x, weight, y, SegmentsView(tape.keep(y, rows.view().begins()))};
    pass.forward();
    tape.on_backward(y, pass);
    return y;
}

Var unit_rows(Var x) {
    Tape& tape = x.tape();
    const Var y = tape.record("unit_rows", x.shape(), {x});
    const View inverse = tape.scratch(y, {x.rows(), 1});
    const View out = y.output();
    parallel_rows(x.rows(), x.cols(), [&](int r) {
        const auto row = x.value().row(r);
        inverse(r, 0) = 1 / std::sqrt(dot(row, row) + static_cast<real>(kUnitEpsilon));
        for (int c = 0; c < out.cols(); ++c) out(r, c) = row[c] * inverse(r, 0);
    });
    tape.on_backward(y, [x, y, inverse] {
        const GradSlot dx = grad_slot(x);
        const ConstView dy = y.grad();
        parallel_rows(dy.rows(), dy.cols(), [&](int r) {
            const auto unit = y.value().row(r);
            const real along = dot(dy.row(r), unit);
            real* to = dx.view.row(r).data();
            for (int c = 0; c < dy.cols(); ++c)
                add_to_slot(to[c], inverse(r, 0) * (dy(r, c) - along * unit[c]), dx.write);
        });
    });
    return y;
}

namespace {

struct KeptShare {
    Var x, rate, y;  // without a rate that is learnt, `fixed` is e^rate
    double fixed = 0;
    View logs;  // of y

    double speed(int column) const {
        return rate.valid() ? std::exp(static_cast<double>(rate.value()(0, column))) : fixed;
    }
    void forward() const {
        const View out = y.output();
        parallel_rows(out.rows(), out.cols(), [&](int r) {
            for (int c = 0; c < out.cols(); ++c) {
                const double log_y = -speed(c) * softplus(static_cast<double>(x.value()(r, c)));
                logs(r, c) = static_cast<real>(log_y);
                out(r, c) = static_cast<real>(std::exp(log_y));
            }
        });
    }
    void operator()() const {
        if (x.needs_grad()) to_x();
        if (rate.valid() && rate.needs_grad()) to_rate();
    }
    void to_x() const {
        const ConstView dy = y.grad();
        const GradSlot dx = grad_slot(x);
        parallel_rows(dy.rows(), dy.cols(), [&](int r) {
            for (int c = 0; c < dy.cols(); ++c) {
                const double slope = speed(c) * sigmoid_of(static_cast<double>(x.value()(r, c)));
                const real share = -dy(r, c) * y.value()(r, c) * static_cast<real>(slope);
                add_to_slot(dx.view(r, c), share, dx.write);
            }
        });
    }
    void to_rate() const {
        const ConstView dy = y.grad();
        const View sums = rate.grad();
        for (int r = 0; r < dy.rows(); ++r)
            for (int c = 0; c < dy.cols(); ++c)
                sums(0, c) += dy(r, c) * y.value()(r, c) * logs(r, c);
    }
};

Var record_share(Var x, Var rate, double fixed) {
    Tape& tape = x.tape();
    const Var y = tape.record("kept_share", x.shape(), {x, rate.valid() ? rate : x});
    const KeptShare pass{x, rate, y, fixed, tape.scratch(y, x.shape())};
    pass.forward();
    tape.on_backward(y, pass);
    return y;
}

}  // namespace

Var kept_share(Var x, Var rate) {
    require(rate.shape() == Shape{1, x.cols()}, "kept_share: {} with rates {}", x.shape(),
            rate.shape());
    return record_share(x, rate, 0);
}
Var kept_share(Var x, double speed) { return record_share(x, {}, speed); }

namespace {

bool fades(WriteRule rule) { return rule != WriteRule::delta; }
bool replaces(WriteRule rule) { return rule != WriteRule::gated; }

// Mamba's start, of which gated delta networks say that they keep it: e^rate uniform in 1 .. 16, and
// softplus(bias) between 0.001 and 0.1, evenly in its logarithm (Dao and Gu 2024).
void make_forgetting(Parameters& p, const std::string& name, int width, Rng& rng,
                     LinearAttention& layer) {
    layer.forget = make_linear(p, name + ".forget", width, 1, true, rng);
    layer.forget_rate = p.add(name + ".forget_rate", {1, 1});
    layer.forget_rate.value()(0, 0) = static_cast<real>(std::log(1 + 15 * rng.uniform()));
    const double step = std::exp(std::log(0.001) + rng.uniform() * std::log(100.0));
    layer.forget.bias.value()(0, 0) = static_cast<real>(std::log(std::expm1(step)));
}

}  // namespace

LinearAttention make_linear_attention(Parameters& p, const std::string& name, WriteRule rule,
                                      int width, int key_width, int value_width, Rng& rng) {
    LinearAttention layer;
    layer.rule = rule;
    layer.query = make_linear(p, name + ".query", width, key_width, false, rng);
    layer.key = make_linear(p, name + ".key", width, key_width, false, rng);
    layer.value = make_linear(p, name + ".value", width, value_width, false, rng);
    if (rule == WriteRule::gated) {
        const int rank = std::min(kForgetRank, width);
        layer.forget = make_linear(p, name + ".forget", width, rank, false, rng);
        layer.forget_out = make_linear(p, name + ".forget_out", rank, key_width, true, rng);
    }
    if (rule == WriteRule::gated_delta) make_forgetting(p, name, width, rng, layer);
    if (replaces(rule)) layer.strength = make_linear(p, name + ".strength", width, 1, false, rng);
    layer.gain = p.add_filled(name + ".gain", {1, value_width}, 1);
    if (fades(rule))
        layer.gate =
            make_linear(p, name + ".gate", width, value_width, rule == WriteRule::gated, rng);
    layer.output = make_linear(p, name + ".output", value_width, width, false, rng);
    return layer;
}

FastWeights fast_weights_of(const LinearAttention& layer, Var x) {
    FastWeights given;
    given.queries = linear(layer.query, x);
    given.keys = linear(layer.key, x);
    given.values = linear(layer.value, x);
    if (replaces(layer.rule)) {
        given.queries = unit_rows(smooth(Smooth::silu, given.queries));
        given.keys = unit_rows(smooth(Smooth::silu, given.keys));
        given.strength = sigmoid(linear(layer.strength, x));
    }
    if (layer.rule == WriteRule::gated) {
        const Var asked = scale(linear(layer.forget_out, linear(layer.forget, x)), -1);
        given.decay = kept_share(asked, 1 / kGateRoot);
    } else if (layer.rule == WriteRule::gated_delta) {
        given.decay = kept_share(linear(layer.forget, x), layer.forget_rate.on(x.tape()));
    }
    return given;
}

Var linear_attention(const LinearAttention& layer, Var x, const Segments& rows) {
    Tape& tape = x.tape();
    Var y = fast_weights(fast_weights_of(layer, x), rows, 1);
    y = rms_norm(y, layer.gain.on(tape), kNormEpsilon);
    if (fades(layer.rule)) y = multiply(y, smooth(Smooth::silu, linear(layer.gate, x)));
    return linear(layer.output, y);
}

}  // namespace book
