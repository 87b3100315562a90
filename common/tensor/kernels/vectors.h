// Vectors of floats, for the kernels: as wide as a file's instruction set has them (tuning.h), or
// narrower.
#pragma once

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

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
