#include "tensor/gemm_reference.h"

#include <cmath>

namespace book {

void gemm_reference(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k,       //
                    const real* a, std::ptrdiff_t a_row, std::ptrdiff_t a_col,  //
                    const real* b, std::ptrdiff_t b_row, std::ptrdiff_t b_col,  //
                    real* c, std::ptrdiff_t c_row, bool accumulate) {
    for (std::ptrdiff_t i = 0; i < m; ++i)
        for (std::ptrdiff_t j = 0; j < n; ++j) {
            real sum = accumulate ? c[i * c_row + j] : real{0};
            for (std::ptrdiff_t p = 0; p < k; ++p)
                sum = std::fma(a[i * a_row + p * a_col], b[p * b_row + j * b_col], sum);
            c[i * c_row + j] = sum;
        }
}

}  // namespace book
