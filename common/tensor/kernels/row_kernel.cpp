// Exponentials of a row, the hot loop of softmax, and dropout. Sums go through lane_sum.
#include "tensor/kernels/exp_lanes.h"
#include "tensor/kernels/kernels.h"
#include "tensor/kernels/tuning.h"
#include "tensor/lane_sum.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

constexpr int kWidth = kTuning.row_width;
using Floats = Vector<kWidth>::Floats;

inline Floats exp_of(Floats x) { return exp_lanes<kWidth>(x); }
inline Floats all(float x) { return Floats{} + x; }

// y = exp(x - top); y may be x.
inline void exp_of_differences(const float* x, float top, float* y, long n) {
    if (n < kWidth) {
        for (long i = 0; i < n; ++i) y[i] = exp_of(all(x[i] - top))[0];
        return;
    }
    // The last vector overlaps the one before it; computed first, because y may be x.
    const Floats last = exp_of(load<kWidth>(x + n - kWidth) - top);
    for (long i = 0; i + kWidth < n; i += kWidth) store(y + i, exp_of(load<kWidth>(x + i) - top));
    store(y + n - kWidth, last);
}

// The largest x. A NaN is passed over: it will show in the exponentials.
inline float largest(const float* x, long n) {
    Floats tops = all(-__builtin_inff());
    long i = 0;
    for (; i + kWidth <= n; i += kWidth) {
        const Floats next = load<kWidth>(x + i);
        tops = next > tops ? next : tops;
    }
    float top = tops[0];
    for (int lane = 1; lane < kWidth; ++lane) top = tops[lane] > top ? tops[lane] : top;
    for (; i < n; ++i) top = x[i] > top ? x[i] : top;
    return top;
}

}  // namespace

void exp_row(const float* x, float* y, long n) { exp_of_differences(x, 0, y, n); }

ExpRow exp_row_from_top(const float* x, float* y, long n) {
    float top = largest(x, n);
    if (top == -__builtin_inff()) top = 0;
    exp_of_differences(x, top, y, n);
    return {top, lane_sum<float>(n, [y](long i) { return y[i]; })};
}

void drop_row(const Dropout& d, long first, const float* x, float* y, long n, bool accumulate) {
    drop(d, first, x, y, n, accumulate);
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
