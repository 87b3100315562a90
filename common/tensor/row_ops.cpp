// Softmax, masks and layer normalisation: the operations that look at a whole row.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/lane_sum.h"
#include "tensor/ops.h"
#include "tensor/replaceable.h"

namespace book {
constexpr real kInfinity = std::numeric_limits<real>::infinity();

// [softmax_rows]
void softmax_rows(ConstView x, View y) {
    // [not-shown]
    if (const auto other = replaceable_rows.softmax_rows.replacement()) return other(x, y);
    // [/not-shown]
    const bool fits = x.shape() == y.shape();
    require(fits, "softmax_rows: {} into {}", x.shape(), y.shape());
    const Kernel& k = kernel();
    parallel_rows(y.rows(), y.cols(), [&](int r) {
        const real* scores = x.row(r).data();
        real* weights = y.row(r).data();
        const ExpRow row = k.exp_row_from_top(scores, weights, y.cols());
        // A total of 0: everything is masked.
        const real factor = row.total == 0 ? real{0} : 1 / row.total;
        for (int c = 0; c < y.cols(); ++c) weights[c] *= factor;
    });
}
// [/softmax_rows]

Matrix softmax_rows(ConstView x) {
    return filled(x.shape(), [&](View y) { softmax_rows(x, y); });
}

Matrix log_softmax_rows(ConstView x) {
    Matrix y(x.shape());
    const Kernel& k = kernel();
    parallel_rows(x.rows(), x.cols(), [&](int r) {
        const real* scores = x.row(r).data();
        real* to = y.row(r).data();
        const ExpRow row = k.exp_row_from_top(scores, to, y.cols());
        const auto log_total = static_cast<real>(std::log(static_cast<double>(row.total)));
        for (int c = 0; c < y.cols(); ++c)
            to[c] = row.total == 0 ? -kInfinity : scores[c] - row.top - log_total;
    });
    return y;
}

double log_sum_exp(std::span<const real> x) {
    static thread_local Buffer exponentials;  // one a thread, kept
    exponentials.resize(x.size());
    const real* e = exponentials.data();
    const ExpRow row = kernel().exp_row_from_top(x.data(), exponentials.data(), std::ssize(x));
    const double total =
        lane_sum<double>(std::ssize(x), [=](long i) { return static_cast<double>(e[i]); });
    return static_cast<double>(row.top) + std::log(total);
}

void apply_mask(Mask mask, View scores) {
    if (mask == Mask::none) return;
    const int offset = scores.cols() - scores.rows();  // query i sees keys 0 .. i + offset
    for (int i = 0; i < scores.rows(); ++i)
        for (int key = std::max(0, i + offset + 1); key < scores.cols(); ++key)
            scores(i, key) = -kInfinity;
}

namespace {

// Normalises x, or x + added, which is then written to `sum`.
void normalise_rows(const char* name, ConstView x, const ConstView* added, ConstView gain,
                    ConstView bias, double epsilon, View sum, View y, View statistics) {
    const Shape one_row{1, x.cols()};
    require(gain.shape() == one_row && bias.shape() == one_row,
            "{}: a gain of {} and a bias of {} for {}", name, gain.shape(), bias.shape(),
            x.shape());
    require(x.shape() == y.shape(), "{}: {} into {}", name, x.shape(), y.shape());
    require(statistics.shape() == Shape{x.rows(), 2}, "{}: statistics of {} for {}", name,
            statistics.shape(), x.shape());

    const int n = x.cols();
    const real share = n > 0 ? real{1} / static_cast<real>(n) : real{0};
    const real* g = gain.data();
    const real* b = bias.data();

    parallel_rows(y.rows(), y.cols(), [&](int r) {
        const real* from = x.row(r).data();
        if (added != nullptr) {
            const real* left = from;
            const real* right = added->row(r).data();
            real* both = sum.row(r).data();
            for (int c = 0; c < n; ++c) both[c] = left[c] + right[c];
            from = both;
        }

        const real mean = lane_sum<real>(n, [=](long i) { return from[i]; }) * share;
        const auto square = [=](long i) { return (from[i] - mean) * (from[i] - mean); };
        const real variance = lane_sum<real>(n, square) * share;
        const real scale = 1 / std::sqrt(variance + static_cast<real>(epsilon));
        real* to = y.row(r).data();
        for (int c = 0; c < n; ++c) to[c] = (from[c] - mean) * scale * g[c] + b[c];
        statistics(r, 0) = mean;
        statistics(r, 1) = scale;
    });
}

}  // namespace

void layer_norm_rows(ConstView x, ConstView gain, ConstView bias, View y, View statistics,
                     double epsilon) {
    const auto other = replaceable_rows.layer_norm_rows.replacement();
    const bool papers = epsilon == kLayerNormEpsilon;  // a replacement knows no other
    if (other != nullptr && papers) return other(x, gain, bias, y, statistics);
    normalise_rows("layer_norm_rows", x, nullptr, gain, bias, epsilon, View(), y, statistics);
}

void add_layer_norm_rows(ConstView x, ConstView added, ConstView gain, ConstView bias, View sum,
                         View y, View statistics) {
    require(added.shape() == x.shape() && sum.shape() == x.shape(),
            "add_layer_norm_rows: {} and {} into {}", x.shape(), added.shape(), sum.shape());
    if (replaceable_rows.layer_norm_rows.replacement() != nullptr) {
        add(x, added, sum);
        return layer_norm_rows(sum, gain, bias, y, statistics);
    }
    normalise_rows("add_layer_norm_rows", x, &added, gain, bias, kLayerNormEpsilon, sum, y,
                   statistics);
}

Matrix layer_norm_rows(ConstView x, ConstView gain, ConstView bias) {
    Matrix y(x.shape());
    Matrix statistics({x.rows(), 2});
    layer_norm_rows(x, gain, bias, y, statistics);
    return y;
}

void rms_norm_rows(ConstView x, ConstView gain, double epsilon, View y, View statistics) {
    const int n = x.cols();
    require(gain.shape() == Shape{1, n} && x.shape() == y.shape() &&
                statistics.shape() == Shape{x.rows(), 2},
            "rms_norm_rows: {} with a gain of {} into {}, statistics {}", x.shape(), gain.shape(),
            y.shape(), statistics.shape());
    if (const auto other = replaceable_rows.rms_norm_rows.replacement())
        return other(x, gain, epsilon, y, statistics);
    const real share = n > 0 ? real{1} / static_cast<real>(n) : real{0};
    const real* g = gain.data();
    parallel_rows(x.rows(), n, [&](int r) {
        const real* from = x.row(r).data();
        const real squares = lane_sum<real>(n, [=](long i) { return from[i] * from[i]; });
        const real scale = 1 / std::sqrt(squares * share + static_cast<real>(epsilon));
        real* to = y.row(r).data();
        for (int c = 0; c < n; ++c) to[c] = from[c] * scale * g[c];
        statistics(r, 0) = 0;
        statistics(r, 1) = scale;
    });
}

}  // namespace book
