#include "tensor/smooth.h"

#include <cmath>
#include <iterator>
#include <type_traits>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/matrix.h"

namespace book {
namespace {

constexpr real kRootOfTwoOverPi = static_cast<real>(0.79788456080286535588);
constexpr real kCubic = static_cast<real>(0.044715);
constexpr real kRootOfHalf = static_cast<real>(0.70710678118654752440);
constexpr real kDensityAtZero = static_cast<real>(0.39894228040143267794);  // 1 / sqrt(2 pi)

// Room for a row of exponentials: one a thread, kept.
real* spare_row(long n) {
    static thread_local Buffer row;
    if (std::ssize(row) < n) row.resize(static_cast<std::size_t>(n));
    return row.data();
}

// e^(-x^2 / 2), which the normal distribution and its density have in common.
void bells(const real* x, real* bell, long n) {
    for (long i = 0; i < n; ++i) bell[i] = real{-0.5} * x[i] * x[i];
    kernel().exp_row(bell, bell, n);
}

// The share of a normal distribution below -|x|: half of erfc(|x| / sqrt 2).
//
//     erfc(z) = e^(-z^2) (a1 t + ... + a9 t^9),  t = 1 / (1 + 0.4 z)
//
// The form is Hastings' (1955; Abramowitz and Stegun 1964, formula 7.1.26). Nine coefficients, fitted
// anew, leave a relative error of 1.3e-7 for every z, which is what a float can say.
real tail(real x, real bell) {
    const real z = std::abs(x) * kRootOfHalf;
    if constexpr (std::is_same_v<real, double>) {
        return std::erfc(z) / 2;
    } else {
        constexpr real kCoefficients[] = {0.0502621205f,  -0.182901453f, 0.16908542f,
                                          -0.0056075386f, 0.141431444f,  0.168541972f,
                                          0.2078427f,     0.225669598f,  0.225675862f};
        const real t = 1 / (1 + real{0.4f} * z);
        real sum = 0;
        for (real a : kCoefficients) sum = (sum + a) * t;  // the highest power first
        return real{0.5f} * sum * bell;
    }
}

}  // namespace

void smooth_gates(Smooth kind, const real* x, real* gates, long n) {
    const Kernel& k = kernel();
    if (kind == Smooth::silu) return k.sigmoid_row(x, gates, n);
    if (kind == Smooth::gelu_tanh) {
        for (long i = 0; i < n; ++i)
            gates[i] = 2 * kRootOfTwoOverPi * (x[i] + kCubic * (x[i] * x[i] * x[i]));
        return k.sigmoid_row(gates, gates, n);
    }
    bells(x, gates, n);
    for (long i = 0; i < n; ++i) {
        const real below = tail(x[i], gates[i]);
        gates[i] = x[i] < 0 ? below : 1 - below;
    }
}

void smooth_slopes(Smooth kind, const real* x, const real* gates, real* slopes, long n) {
    if (kind == Smooth::gelu_erf) {
        real* const bell = spare_row(n);
        bells(x, bell, n);
        for (long i = 0; i < n; ++i) slopes[i] = gates[i] + x[i] * (kDensityAtZero * bell[i]);
        return;
    }
    // Both are sigmoids, whose slope is g (1 - g), of a u with a slope of its own.
    for (long i = 0; i < n; ++i) {
        const real of_u = kind == Smooth::silu
                              ? real{1}
                              : 2 * kRootOfTwoOverPi * (1 + 3 * kCubic * (x[i] * x[i]));
        slopes[i] = gates[i] + x[i] * (gates[i] * (1 - gates[i])) * of_u;
    }
}

void smooth(Smooth kind, ConstView x, View y) {
    require(x.shape() == y.shape() && (x.empty() || x.data() != y.data()), "smooth: {} into {}",
            x.shape(), y.shape());
    parallel_rows(x.rows(), x.cols(), [&](int r) {
        const real* from = x.row(r).data();
        real* to = y.row(r).data();
        smooth_gates(kind, from, to, x.cols());
        for (int c = 0; c < x.cols(); ++c) to[c] = from[c] * to[c];
    });
}

}  // namespace book
