// Which kernel computes: chosen once, when the program first needs one.
//
// The best that this processor can run: avx512 or avx2 on x86-64, neon on arm64, else generic.
// BOOK_KERNEL=name in the environment forces one; `reference` (the plain loops) is always there, and is
// all that the double build has. A forced kernel that is unknown, or that the processor cannot run, is
// an InputError.
//
// Before its first use a kernel multiplies a small product and is compared with std::fma, bit for bit.
// A kernel with fused multiply-add (avx2, avx512, neon) that differs has been built wrongly (without
// optimisation, say) and is refused: Error. The generic one may differ: kernel_is_exact().
#pragma once

#include <string_view>
#include <vector>

#include "tensor/kernels/kernels.h"

namespace book {

const Kernel& kernel();                        // the one in use
const char* kernel_name();                     // its name
bool kernel_is_exact();                        // its products equal gemm_reference, bit for bit
std::vector<const char*> available_kernels();  // built in, and the processor runs them; best first

// Changes the kernel for the whole program; not while another thread computes.
void select_kernel(std::string_view name);

}  // namespace book
