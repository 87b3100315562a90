#include "tensor/matmul.h"

#include <algorithm>
#include <memory>
#include <new>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

// Multiply-adds below which another thread costs more than it saves: a product of 64 x 64 matrices.
constexpr double kSerialWork = 1 << 18;
// Columns are dealt out in whole vectors of the widest instruction set.
constexpr long kColumnStep = 16;

// Room for a kernel to copy what lies badly. Each thread has its own and keeps it till it ends.
real* workspace() {
    struct Free {
        void operator()(real* p) const { ::operator delete (p, std::align_val_t{64}); }
    };
    thread_local const std::unique_ptr<real, Free> memory(
        static_cast<real*>(::operator new (kWorkspaceSize * sizeof(real), std::align_val_t{64})));
    return memory.get();
}

// The part of a product that computes these rows and columns of c.
Product part(Product x, long row, long rows, long col, long cols) {
    x.rows = rows;
    x.cols = cols;
    x.a += row * x.a_row;
    x.b += col * x.b_col;
    x.c += row * x.c_row + col;
    if (x.bias) x.bias += col;
    return x;
}

// Threads share no copies and wait for nobody: each takes a rectangle of c, cut along its longer side.
void multiply(const Product& x) {
    const Kernel& k = kernel();
    const double work = static_cast<double>(x.rows * x.cols) * static_cast<double>(x.depth);
    if (work < kSerialWork) return k.gemm(x, workspace());
    if (x.rows >= x.cols) {
        parallel_blocks(x.rows, 1, [&](long begin, long end) {
            k.gemm(part(x, begin, end - begin, 0, x.cols), workspace());
        });
    } else {
        parallel_blocks((x.cols + kColumnStep - 1) / kColumnStep, 1, [&](long begin, long end) {
            const long first = begin * kColumnStep;
            const long cols = std::min(end * kColumnStep, x.cols) - first;
            k.gemm(part(x, 0, x.rows, first, cols), workspace());
        });
    }
}

// One factor: a view as it is, or transposed, which swaps the strides and moves nothing.
struct Factor {
    ConstView view;
    bool transposed;

    int rows() const { return transposed ? view.cols() : view.rows(); }
    int cols() const { return transposed ? view.rows() : view.cols(); }
    long row_stride() const { return transposed ? 1 : view.stride(); }
    long col_stride() const { return transposed ? view.stride() : 1; }
    std::string text() const { return to_string(view.shape()) + (transposed ? "^T" : ""); }
};

void product(const char* name, Factor a, Factor b, View c, Write write, const real* bias = nullptr,
             bool relu = false) {
    if (a.cols() != b.rows()) throw Error(fmt::format("{}: {} times {}", name, a.text(), b.text()));
    if (c.rows() != a.rows() || c.cols() != b.cols())
        throw Error(fmt::format("{}: {} times {} into {}", name, a.text(), b.text(), c.shape()));
    if (c.empty()) return;
    require(c.data() != a.view.data() && c.data() != b.view.data(),
            "{}: the result would overwrite a factor", name);
    multiply({c.rows(), c.cols(), a.cols(),                   //
              a.view.data(), a.row_stride(), a.col_stride(),  //
              b.view.data(), b.row_stride(), b.col_stride(),  //
              c.data(), c.stride(), write == Write::accumulate, bias, relu});
}

}  // namespace

void matmul(ConstView a, ConstView b, View c, Write write) {
    product("matmul", {a, false}, {b, false}, c, write);
}

void matmul_nt(ConstView a, ConstView b, View c, Write write) {
    product("matmul_nt", {a, false}, {b, true}, c, write);
}

void matmul_tn(ConstView a, ConstView b, View c, Write write) {
    product("matmul_tn", {a, true}, {b, false}, c, write);
}

void linear(ConstView x, ConstView w, ConstView bias, View y, Activation activation) {
    require(bias.shape() == Shape{1, w.cols()}, "linear: a bias {} for {} columns", bias.shape(),
            w.cols());
    product("linear", {x, false}, {w, false}, y, Write::overwrite, bias.data(),
            activation == Activation::relu);
}

Matrix matmul(ConstView a, ConstView b) {
    return filled({a.rows(), b.cols()}, [&](View c) { matmul(a, b, c); });
}

Matrix matmul_nt(ConstView a, ConstView b) {
    return filled({a.rows(), b.rows()}, [&](View c) { matmul_nt(a, b, c); });
}

Matrix matmul_tn(ConstView a, ConstView b) {
    return filled({a.cols(), b.cols()}, [&](View c) { matmul_tn(a, b, c); });
}

}  // namespace book
