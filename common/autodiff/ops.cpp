#include "autodiff/ops.h"

#include <cmath>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"

namespace book {
namespace {

void require_same(const char* name, Var a, Var b) {
    require(a.shape() == b.shape(), "{}: {} and {}", name, a.shape(), b.shape());
}

// dx_i += f(i-th of a, i-th of b), row by row: what element-wise gradients have in common.
template <class F>
void add_map(ConstView a, ConstView b, Var x, F f) {
    const GradSlot dx = grad_slot(x);
    parallel_rows(dx.view.rows(), dx.view.cols(), [&](int r) {
        const real* pa = a.row(r).data();
        const real* pb = b.row(r).data();
        real* p = dx.view.row(r).data();
        for (int c = 0; c < dx.view.cols(); ++c) add_to_slot(p[c], f(pa[c], pb[c]), dx.write);
    });
}

// y = f(x), element by element, with dx = g(y, dy).
template <class F, class G>
Var map(const char* name, Var x, F f, G g) {
    Tape& tape = x.tape();
    const Var y = tape.record(name, x.shape(), {x});
    const ConstView in = x.value();
    const View out = y.output();
    parallel_rows(in.rows(), in.cols(), [&](int r) {
        const real* from = in.row(r).data();
        real* to = out.row(r).data();
        for (int c = 0; c < in.cols(); ++c) to[c] = f(from[c]);
    });
    tape.on_backward(y, [x, y, g] { add_map(y.value(), y.grad(), x, g); });
    return y;
}

// Lets f write x's share of a gradient, or add it, if x wants one.
template <class F>
void share_out(Var x, F f) {
    if (!x.needs_grad()) return;
    const GradSlot dx = grad_slot(x);
    f(dx.view, dx.write);
}

// c = a b: hands a and b their shares of dc.
void add_product_grads(Var a, Var b, ConstView dc) {
    share_out(a, [&](View da, Write write) { matmul_nt(dc, b.value(), da, write); });
    share_out(b, [&](View db, Write write) { matmul_tn(a.value(), dc, db, write); });
}

// What comes back through relu: nothing where it cut off.             y, dy, passed: (n x m)
void pass_relu(ConstView y, ConstView dy, View passed) {
    parallel_rows(dy.rows(), dy.cols(), [&](int r) {
        const real* out = y.row(r).data();
        const real* from = dy.row(r).data();
        real* to = passed.row(r).data();
        for (int c = 0; c < dy.cols(); ++c) {
            const real share = from[c];  // read in any case, so that nothing branches
            to[c] = out[c] > 0 ? share : real{0};
        }
    });
}

}  // namespace

Var matmul(Var a, Var b) {
    require(a.cols() == b.rows(), "matmul: {} times {}", a.shape(), b.shape());
    Tape& tape = a.tape();
    const Var c = tape.record("matmul", {a.rows(), b.cols()}, {a, b});
    matmul(a.value(), b.value(), c.output());
    tape.on_backward(c, [a, b, c] { add_product_grads(a, b, c.grad()); });
    return c;
}

Var matmul_nt(Var a, Var b) {
    require(a.cols() == b.cols(), "matmul_nt: {} times the transpose of {}", a.shape(), b.shape());
    Tape& tape = a.tape();
    const Var c = tape.record("matmul_nt", {a.rows(), b.rows()}, {a, b});
    matmul_nt(a.value(), b.value(), c.output());
    tape.on_backward(c, [a, b, c] {
        share_out(a, [&](View da, Write write) { matmul(c.grad(), b.value(), da, write); });
        share_out(b, [&](View db, Write write) { matmul_tn(c.grad(), a.value(), db, write); });
    });
    return c;
}

Var linear(Var x, Var w, Var b, Activation activation) {
    const bool cut = activation == Activation::relu;
    if (!b.valid()) {
        const Var product = matmul(x, w);
        return cut ? relu(product) : product;
    }
    require(x.cols() == w.rows(), "linear: {} times {}", x.shape(), w.shape());
    Tape& tape = x.tape();
    const Var y = tape.record(cut ? "linear, relu" : "linear", {x.rows(), w.cols()}, {x, w, b});
    linear(x.value(), w.value(), b.value(), y.output(), activation);

    const View passed = cut && y.needs_grad() ? tape.scratch(y, y.shape()) : View();
    tape.on_backward(y, [x, w, b, y, passed] {
        ConstView dy = y.grad();
        if (!passed.empty()) {
            pass_relu(y.value(), dy, passed);
            dy = passed;
        }
        add_product_grads(x, w, dy);
        if (b.needs_grad()) add_column_sums(dy, b.grad());
    });
    return y;
}

Var add(Var a, Var b) {
    require_same("add", a, b);
    Tape& tape = a.tape();
    const Var y = tape.record("add", a.shape(), {a, b});
    add(a.value(), b.value(), y.output());
    tape.on_backward(y, [a, b, y] {
        if (a.needs_grad()) add_grad(a, y.grad());
        if (b.needs_grad()) add_grad(b, y.grad());
    });
    return y;
}

Var subtract(Var a, Var b) { return add(a, scale(b, -1)); }

Var multiply(Var a, Var b) {
    require_same("multiply", a, b);
    Tape& tape = a.tape();
    const Var y = tape.record("multiply", a.shape(), {a, b});
    multiply(a.value(), b.value(), y.output());
    tape.on_backward(y, [a, b, y] {
        const auto product = [](real u, real v) { return u * v; };
        if (a.needs_grad()) add_map(y.grad(), b.value(), a, product);
        if (b.needs_grad()) add_map(y.grad(), a.value(), b, product);
    });
    return y;
}

Var scale(Var x, real factor) {
    return map(
        "scale", x, [factor](real v) { return factor * v; },
        [factor](real, real dy) { return factor * dy; });
}

Var relu(Var x) {
    // y > 0 exactly where x > 0, so the gradient can ask y.
    return map(
        "relu", x, [](real v) { return v > 0 || std::isnan(v) ? v : real{0}; },
        [](real y, real dy) { return y > 0 ? dy : real{0}; });
}

Var tanh(Var x) {
    return map(
        "tanh", x, [](real v) { return static_cast<real>(std::tanh(static_cast<double>(v))); },
        [](real y, real dy) { return dy * (1 - y * y); });
}

Var sigmoid(Var x) {
    return map(
        "sigmoid", x,
        [](real v) { return static_cast<real>(1 / (1 + std::exp(-static_cast<double>(v)))); },
        [](real y, real dy) { return dy * y * (1 - y); });
}

Var transpose(Var x) {
    Tape& tape = x.tape();
    const Var y = tape.record("transpose", {x.cols(), x.rows()}, {x});
    copy(transpose(x.value()), y.output());
    tape.on_backward(y, [x, y] { add_grad(x, transpose(y.grad())); });
    return y;
}

Var sum(Var x) {
    Tape& tape = x.tape();
    const Var y = tape.record("sum", {1, 1}, {x});
    double total = 0;
    for (int r = 0; r < x.rows(); ++r) total += static_cast<double>(sum(x.value().row(r)));
    y.output()(0, 0) = static_cast<real>(total);
    tape.on_backward(y, [x, y] {
        const real dy = y.grad()(0, 0);
        const View dx = x.grad();
        parallel_rows(dx.rows(), dx.cols(), [&](int r) {
            for (real& v : dx.row(r)) v += dy;
        });
    });
    return y;
}

Var softmax_rows(Var x) {
    Tape& tape = x.tape();
    const Var y = tape.record("softmax", x.shape(), {x});
    softmax_rows(x.value(), y.output());
    tape.on_backward(y, [x, y] {
        const View dx = x.grad();
        parallel_rows(dx.rows(), dx.cols(), [&](int r) {
            const auto p = y.value().row(r);
            const auto dy = y.grad().row(r);
            const real mean = dot(p, dy);  // dy averaged with the weights p
            real* to = dx.row(r).data();
            for (std::size_t c = 0; c < p.size(); ++c) to[c] += p[c] * (dy[c] - mean);
        });
    });
    return y;
}

Var concat_cols(const std::vector<Var>& parts) {
    require(!parts.empty(), "concat_cols: nothing to join");
    for (const Var& part : parts)
        require(part.rows() == parts[0].rows(), "concat_cols: {} beside {}", part.shape(),
                parts[0].shape());
    // A chain of joins of two, so that a closure holds two handles however many parts there are.
    Var left = parts[0];
    Tape& tape = left.tape();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const Var a = left;
        const Var b = parts[i];
        const Var y = tape.record("concat", {a.rows(), a.cols() + b.cols()}, {a, b});
        copy(a.value(), y.output().col_block(0, a.cols()));
        copy(b.value(), y.output().col_block(a.cols(), b.cols()));
        tape.on_backward(y, [a, b, y] {
            if (a.needs_grad()) add_grad(a, y.grad().col_block(0, a.cols()));
            if (b.needs_grad()) add_grad(b, y.grad().col_block(a.cols(), b.cols()));
        });
        left = y;
    }
    return left;
}

Var col_block(Var x, int begin, int count) {
    Tape& tape = x.tape();
    const ConstView part = x.value().col_block(begin, count);
    const Var y = tape.record("columns", part.shape(), {x});
    copy(part, y.output());
    tape.on_backward(y,
                     [x, y, begin, count] { add_to(y.grad(), x.grad().col_block(begin, count)); });
    return y;
}

Var dropout(Var x, double p, DropoutSeed seed) {
    Tape& tape = x.tape();
    require(p >= 0 && p < 1, "dropout: a probability of {}", p);
    if (tape.mode() == Tape::Mode::inference || p == 0) return x;
    const auto operation = static_cast<std::uint64_t>(tape.next_random_operation());
    Dropout dropout;
    dropout.key = mix(seed.seed, seed.step, operation, 0);
    dropout.limit = static_cast<std::uint64_t>(p * 0x1p64);
    dropout.factor = static_cast<real>(1 / (1 - p));

    const Var y = tape.record("dropout", x.shape(), {x});
    const auto apply = [dropout](ConstView from, View to, Write write) {
        const Kernel& k = kernel();
        parallel_rows(from.rows(), from.cols(), [&](int r) {
            k.drop_row(dropout, long{r} * from.cols(), from.row(r).data(), to.row(r).data(),
                       from.cols(), write == Write::accumulate);
        });
    };
    apply(x.value(), y.output(), Write::overwrite);
    tape.on_backward(y, [x, y, apply] {
        const GradSlot dx = grad_slot(x);
        apply(y.grad(), dx.view, dx.write);  // the same hashes: the same numbers are kept
    });
    return y;
}

}  // namespace book
