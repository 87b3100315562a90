// Matrix products. The book's one hot loop: training spends most of its time here.
//
// Every element of a product is one chain of fused multiply-adds over ascending k, whatever the
// instruction set, the tiling or the number of threads; so the bits are the same everywhere
// (on x86-64 with FMA). tensor/gemm_reference.h is that sentence as a triple loop.
#pragma once

#include "tensor/matrix.h"

namespace book {

enum class Write { overwrite, accumulate };  // c = a b, or c += a b

// Into c, which must have the right shape and must not overlap a or b.
void matmul(ConstView a, ConstView b, View c,
            Write write = Write::overwrite);  // a  b    (n x k)(k x m) -> (n x m)
void matmul_nt(ConstView a, ConstView b, View c,
               Write write = Write::overwrite);  // a  b^T  (n x k)(m x k) -> (n x m)
void matmul_tn(ConstView a, ConstView b, View c,
               Write write = Write::overwrite);  // a^T b   (k x n)(k x m) -> (n x m)

// y = x w + bias, the bias (1 x m) added to every row; with relu max(0, that). Added while the numbers
// are still in the cache, the bits are those of the two or three steps.  (n x k)(k x m) -> (n x m)
enum class Activation { none, relu };
void linear(ConstView x, ConstView w, ConstView bias, View y,
            Activation activation = Activation::none);

Matrix matmul(ConstView a, ConstView b);
Matrix matmul_nt(ConstView a, ConstView b);
Matrix matmul_tn(ConstView a, ConstView b);

}  // namespace book
