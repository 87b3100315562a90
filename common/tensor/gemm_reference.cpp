#include "tensor/gemm_reference.h"

#include <cmath>

namespace book {

void gemm_reference(const Product& x) {
    for (long i = 0; i < x.rows; ++i)
        for (long j = 0; j < x.cols; ++j) {
            real& c = x.c[i * x.c_row + j];
            real sum = x.accumulate ? c : real{0};
            for (long p = 0; p < x.depth; ++p)
                sum = std::fma(x.a[i * x.a_row + p * x.a_col], x.b[p * x.b_row + j * x.b_col], sum);
            c = sum;
        }
    finish(x, 0, x.rows, 0, x.cols);
}

}  // namespace book
