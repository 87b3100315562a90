// Sigmoid and tanh of a row: the gates of recurrent cells. The same bits for every instruction set and
// compiler, as exp_lanes.h says.
#include "tensor/kernels/exp_lanes.h"
#include "tensor/kernels/kernels.h"
#include "tensor/kernels/tuning.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

constexpr int kWidth = kTuning.width;  // a row of gates has hundreds of numbers
using Floats = Vector<kWidth>::Floats;

// 1 / (1 + e^-x)
inline Floats sigmoid_of(Floats x) { return 1.0f / (1.0f + exp_lanes<kWidth>(-x)); }

// sign(x) (1 - 2 / (e^2|x| + 1)); that loses digits near 0, and there is a polynomial instead (Moshier's
// Cephes library, 1984): a small state must not fade in rounding.
inline Floats tanh_of(Floats x) {
    const Floats positive = x < 0.0f ? -x : x;
    const Floats large = 1.0f - 2.0f / (exp_lanes<kWidth>(positive + positive) + 1.0f);
    const Floats z = x * x;
    Floats p = Floats{} - 5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const Floats small = (p * z) * x + x;
    const Floats sign = x < 0.0f ? -large : large;
    return positive < 0.625f ? small : sign;
}

// y_i = f(x_i); y may be x.
template <class F>
inline void map_row(const float* x, float* y, long n, F f) {
    long i = 0;
    for (; i + kWidth <= n; i += kWidth) store(y + i, f(load<kWidth>(x + i)));
    if (i == n) return;
    Floats rest{};
    for (long j = i; j < n; ++j) rest[j - i] = x[j];
    rest = f(rest);
    for (long j = i; j < n; ++j) y[j] = rest[j - i];
}

}  // namespace

void sigmoid_row(const float* x, float* y, long n) { map_row(x, y, n, sigmoid_of); }
void tanh_row(const float* x, float* y, long n) { map_row(x, y, n, tanh_of); }

}  // namespace book::kernels::BOOK_KERNEL_NAME
