// What the library asks of an instruction set: a matrix product, also with packed weights; a row's
// exponentials, dropout, gates.
//
// The .cpp files beside this one are compiled once for each instruction set, into a namespace of its
// own (BOOK_KERNEL_NAME: generic, avx2, avx512, neon). They include no standard header: the linker keeps one
// copy of an inline function, and it might keep the one compiled for a processor that the reader does
// not have. tensor/kernel_dispatch.h chooses among them when the program runs.
#pragma once

#include "core/mix.h"
#include "core/real.h"
#include "tensor/weight_type.h"

namespace book {

// c = a b, or c += a b; then c += bias, row by row, if there is one; then c = max(c, 0), if asked.
//                                                            a: (rows x depth), b: (depth x cols)
// Element (i, p) of a is a[i * a_row + p * a_col], and so for b; to transpose a matrix is to swap its
// strides. One of b_row and b_col is 1. Rows of c are c_row apart. c does not overlap a or b.
struct Product {
    long rows, cols, depth;
    const real* a;
    long a_row, a_col;
    const real* b;
    long b_row, b_col;
    real* c;
    long c_row;
    bool accumulate;
    const real* bias = nullptr;  // cols numbers
    bool relu = false;
};

// What is left to do for these rows and columns when the product is done. `static`, as lane_sum is.
static inline void finish(const Product& x, long row, long rows, long col, long cols) {
    for (long i = row; i < row + rows; ++i) {
        real* c = x.c + i * x.c_row + col;
        for (long j = 0; x.bias && j < cols; ++j) c[j] += x.bias[col + j];
        for (long j = 0; x.relu && j < cols; ++j) c[j] = c[j] < 0 ? real{0} : c[j];  // NaN stays
    }
}

// Rows of packed weights (weight_type.h), row_bytes apart.                  w: (rows x depth)
struct PackedRows {
    WeightType type;
    long rows, depth;  // depth is whole blocks
    const unsigned char* data;
    long row_bytes;
};

// A row of exponentials y_i = exp(x_i - top), and their sum.
// `top` is the largest x_i, or 0 if that is -inf: -inf - -inf is not a number, while
// exp(-inf - 0) is the 0 that a masked score deserves.
struct ExpRow {
    real top, total;
};

// Dropout of a matrix (Srivastava et al. 2014): number i is kept if the hash of key and i + 1 lies in
// the upper share of all hashes, at `limit` or above, and then multiplied by `factor`.
struct Dropout {
    unsigned long long key, limit;
    real factor;
};

// y_i = what dropout leaves of x_i, or that is added; x_0 is number `first` of the matrix. Several at
// a time: `d` is a copy, which y cannot change, and every x_i is read, also if it is dropped.
static inline void drop(const Dropout d, long first, const real* x, real* y, long n,
                        bool accumulate) {
    for (long i = 0; i < n; ++i) {
        const bool kept = mix(d.key ^ static_cast<unsigned long long>(first + i + 1)) >= d.limit;
        const real scaled = d.factor * x[i];
        const real left = kept ? scaled : real{0};
        y[i] = accumulate ? y[i] + left : left;
    }
}

struct Kernel {
    const char* name;
    void (*gemm)(const Product& product, real* workspace);  // kWorkspaceSize reals, on a cache line
    // y_j = sum over k of x_k w_jk, with w expanded in registers: a chain as those of gemm.
    void (*packed_times_row)(const PackedRows& w, const real* x, real* y);
    // panel[k * kPanelCols + j] = w_jk, for kPanelCols rows of w at most; what is past the last one is
    // unspecified.
    void (*unpack_panel)(const PackedRows& w, real* panel);
    void (*exp_row)(const real* x, real* y, long n);  // y_i = exp(x_i); y may be x
    ExpRow (*exp_row_from_top)(const real* x, real* y, long n);
    void (*drop_row)(const Dropout& d, long first, const real* x, real* y, long n, bool accumulate);
    void (*sigmoid_row)(const real* x, real* y, long n);  // y_i = 1 / (1 + exp(-x_i)); y may be x
    void (*tanh_row)(const real* x, real* y, long n);     // y_i = tanh(x_i); y may be x
    // Multiply-adds for nothing but their time: in registers only, and with factors from the first
    // cache. Read kPeakMemory reals, add something to *result; return the number of operations.
    double (*peak_registers)(long steps, const real* memory, real* result);
    double (*peak_cache)(long steps, const real* memory, real* result);
};

// Room for copies of a and b, with the largest numbers of tuning.h.
inline constexpr long kWorkspaceSize = (64L + 960) * (512 + 8);
inline constexpr long kPanelCols = 64;
inline constexpr long kPeakDepth = 64;
inline constexpr long kPeakMemory = (6 + 64) * kPeakDepth;

#define BOOK_DECLARE_KERNEL(name)                                                                 \
    namespace kernels::name {                                                                     \
    void gemm(const Product& product, real* workspace);                                           \
    void packed_times_row(const PackedRows& w, const real* x, real* y);                           \
    void unpack_panel(const PackedRows& w, real* panel);                                          \
    void exp_row(const real* x, real* y, long n);                                                 \
    ExpRow exp_row_from_top(const real* x, real* y, long n);                                      \
    void drop_row(const Dropout& d, long first, const real* x, real* y, long n, bool accumulate); \
    void sigmoid_row(const real* x, real* y, long n);                                             \
    void tanh_row(const real* x, real* y, long n);                                                \
    double peak_registers(long steps, const real* memory, real* result);                          \
    double peak_cache(long steps, const real* memory, real* result);                              \
    }
BOOK_DECLARE_KERNEL(generic)
BOOK_DECLARE_KERNEL(avx2)
BOOK_DECLARE_KERNEL(avx512)
BOOK_DECLARE_KERNEL(neon)
BOOK_DECLARE_KERNEL(wasm)
// The same formulas with the C library's exp, for any `real`: the oracle of the row kernels.
BOOK_DECLARE_KERNEL(reference)
#undef BOOK_DECLARE_KERNEL

}  // namespace book
