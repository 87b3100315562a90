#include "tensor/matmul.h"

#include "core/parallel.h"
#include "tensor/gemm_reference.h"

namespace book {
namespace {

// A matrix as a product sees it: transposing swaps the strides and moves nothing.
struct Operand {
    const real* data;
    Shape shape;
    std::ptrdiff_t row, col;  // numbers from one row, one column, to the next
};

Operand plain(ConstView x) { return {x.data(), x.shape(), x.stride(), 1}; }
Operand transposed(ConstView x) { return {x.data(), {x.cols(), x.rows()}, 1, x.stride()}; }

void product(const char* name, const char* form, ConstView a_view, ConstView b_view, Operand a,
             Operand b, View c, Write write) {
    require(a.shape.cols == b.shape.rows, "{}: {} times {}{}", name, a_view.shape(), b_view.shape(),
            form);
    require(c.shape() == Shape{a.shape.rows, b.shape.cols}, "{}: {} times {}{} does not go into {}",
            name, a_view.shape(), b_view.shape(), form, c.shape());
    if (c.empty()) return;
    require(c.data() != a.data && c.data() != b.data, "{}: the result would overwrite an input",
            name);
    const std::ptrdiff_t rows = c.rows(), n = c.cols(), k = a.shape.cols;
    const std::ptrdiff_t grain = 1 + (1 << 16) / (1 + n * k);
    parallel_blocks(rows, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        gemm_reference(end - begin, n, k, a.data + begin * a.row, a.row, a.col, b.data, b.row,
                       b.col, c.data() + begin * c.stride(), c.stride(),
                       write == Write::accumulate);
    });
}

}  // namespace

void matmul(ConstView a, ConstView b, View c, Write write) {
    product("matmul", "", a, b, plain(a), plain(b), c, write);
}

void matmul_nt(ConstView a, ConstView b, View c, Write write) {
    product("matmul_nt", " transposed", a, b, plain(a), transposed(b), c, write);
}

void matmul_tn(ConstView a, ConstView b, View c, Write write) {
    product("matmul_tn (the first transposed)", "", a, b, transposed(a), plain(b), c, write);
}

Matrix matmul(ConstView a, ConstView b) {
    Matrix c({a.rows(), b.cols()});
    matmul(a, b, c);
    return c;
}

Matrix matmul_nt(ConstView a, ConstView b) {
    Matrix c({a.rows(), b.rows()});
    matmul_nt(a, b, c);
    return c;
}

Matrix matmul_tn(ConstView a, ConstView b) {
    Matrix c({a.cols(), b.cols()});
    matmul_tn(a, b, c);
    return c;
}

}  // namespace book
