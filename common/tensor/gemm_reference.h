// The matrix product as a triple loop: what every faster kernel must equal, bit for bit.
//
// It is slow and it stays for ever: the tests hold the kernels to it, the double build and machines
// without a kernel of their own multiply with it.
#pragma once

#include <cstddef>

#include "core/real.h"

namespace book {

// c = a b, or c += a b. a: (m x k), b: (k x n), c: (m x n).
// Element (i, p) of a is a[i * a_row + p * a_col], and so for b; a transposed matrix is one whose
// strides are swapped. Rows of c are c_row apart. c must not overlap a or b.
void gemm_reference(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k,       //
                    const real* a, std::ptrdiff_t a_row, std::ptrdiff_t a_col,  //
                    const real* b, std::ptrdiff_t b_row, std::ptrdiff_t b_col,  //
                    real* c, std::ptrdiff_t c_row, bool accumulate);

}  // namespace book
