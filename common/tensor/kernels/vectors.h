// Vectors of floats, for the kernels: as wide as the instruction set has them that a file is compiled
// for, or narrower.
#pragma once

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

#if defined(__AVX512F__)
constexpr int kWidest = 16;  // floats in a vector
constexpr int kVectors = 4;  // vectors in a row of a product's tile: 6 x 4 sums in 32 registers
#elif defined(__AVX__)
constexpr int kWidest = 8;
constexpr int kVectors = 2;  // 6 x 2 sums in 16 registers
#elif defined(__aarch64__)
constexpr int kWidest = 4;
constexpr int kVectors = 4;  // 6 x 4 sums in 32 registers
#else
constexpr int kWidest = 4;
constexpr int kVectors = 2;
#endif

template <int width>
struct Vector {
    typedef float Floats __attribute__((vector_size(width * sizeof(float))));
    typedef int Ints __attribute__((vector_size(width * sizeof(int))));
    typedef float Memory __attribute__((vector_size(width * sizeof(float)), aligned(4), may_alias));
};
// `width` floats that begin anywhere in memory; one is just a float.
template <int width>
inline auto load(const float* from) {
    if constexpr (width == 1)
        return *from;
    else
        return typename Vector<width>::Floats(
            *reinterpret_cast<const typename Vector<width>::Memory*>(from));
}
template <class T>
inline void store(float* to, T x) {
    typedef T Memory __attribute__((aligned(4), may_alias));
    *reinterpret_cast<Memory*>(to) = x;
}

}  // namespace
}  // namespace book::kernels::BOOK_KERNEL_NAME
