// The matrix product as a triple loop: what every faster kernel must equal, bit for bit.
//
// It is slow and it stays for ever: the tests hold the kernels to it, and the double build has no
// other.
#pragma once

#include "tensor/kernels/kernels.h"

namespace book {

// Any strides are allowed.
void gemm_reference(const Product& product);

}  // namespace book
