#include "tensor/ops.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/lane_sum.h"

namespace book {
namespace {

void require_same_shape(const char* name, ConstView x, ConstView y) {
    require(x.shape() == y.shape(), "{}: {} and {}", name, x.shape(), y.shape());
}

// y = f(x, more ...), element by element.
template <class F, class... Views>
void map(const char* name, View y, F f, ConstView x, const Views&... more) {
    (require_same_shape(name, x, more), ...);
    require_same_shape(name, x, y);
    parallel_rows(y.rows(), y.cols(), [&](int r) {
        const auto row_of = [&, to = y.row(r).data()](const auto*... from) {
            for (int c = 0; c < y.cols(); ++c) to[c] = f(from[c]...);
        };
        row_of(x.row(r).data(), more.row(r).data()...);
    });
}

}  // namespace

// ---- element by element ------------------------------------------------------------------------

void copy(ConstView from, View to) { map("copy", to, std::identity(), from); }
void fill(View x, real value) {
    parallel_rows(x.rows(), x.cols(), [&](int r) {
        const std::span<real> row = x.row(r);
        std::fill(row.begin(), row.end(), value);
    });
}
void add(ConstView a, ConstView b, View y) { map("add", y, std::plus(), a, b); }
void add_to(ConstView x, View y) { map("add_to", y, std::plus(), y, x); }
void subtract(ConstView a, ConstView b, View y) { map("subtract", y, std::minus(), a, b); }
void multiply(ConstView a, ConstView b, View y) { map("multiply", y, std::multiplies(), a, b); }
void scale(ConstView x, real factor, View y) {
    const auto scaled = [factor](real p) { return factor * p; };
    map("scale", y, scaled, x);
}
void exp(ConstView x, View y) {
    require_same_shape("exp", x, y);
    const Kernel& k = kernel();
    parallel_rows(y.rows(), y.cols(),
                  [&](int r) { k.exp_row(x.row(r).data(), y.row(r).data(), y.cols()); });
}
void relu(ConstView x, View y) {
    const auto rectified = [](real p) { return p < 0 ? real{0} : p; };  // a NaN stays one
    map("relu", y, rectified, x);
}
void add_bias(ConstView x, ConstView bias, View y) {
    require(bias.shape() == Shape{1, x.cols()}, "add_bias: a bias of {} for {}", bias.shape(),
            x.shape());
    require_same_shape("add_bias", x, y);
    const real* b = bias.data();
    parallel_rows(y.rows(), y.cols(), [&](int r) {
        const real* from = x.row(r).data();
        real* to = y.row(r).data();
        for (int c = 0; c < y.cols(); ++c) to[c] = from[c] + b[c];
    });
}

Matrix add(ConstView a, ConstView b) {
    return filled(a.shape(), [&](View y) { add(a, b, y); });
}
Matrix subtract(ConstView a, ConstView b) {
    return filled(a.shape(), [&](View y) { subtract(a, b, y); });
}
Matrix multiply(ConstView a, ConstView b) {
    return filled(a.shape(), [&](View y) { multiply(a, b, y); });
}
Matrix scale(ConstView x, real factor) {
    return filled(x.shape(), [&](View y) { scale(x, factor, y); });
}
Matrix relu(ConstView x) {
    return filled(x.shape(), [&](View y) { relu(x, y); });
}
Matrix add_bias(ConstView x, ConstView bias) {
    return filled(x.shape(), [&](View y) { add_bias(x, bias, y); });
}

Matrix transpose(ConstView x) {
    Matrix y({x.cols(), x.rows()});
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; c < x.cols(); ++c) y(c, r) = x(r, c);
    return y;
}

Matrix flip_rows(ConstView x) {
    Matrix y(x.shape());
    for (int r = 0; r < x.rows(); ++r)
        copy(x.row_block(x.rows() - 1 - r, 1), y.view().row_block(r, 1));
    return y;
}

// ---- side by side, row under row ---------------------------------------------------------------

namespace {

// One after the other along the side that grows; the other side is the same for all.
Matrix concat(const char* name, const char* how, const std::vector<ConstView>& parts,
              int Shape::*same, int Shape::*grows) {
    if (parts.empty()) return {};
    Shape shape = parts[0].shape();
    shape.*grows = 0;
    for (const ConstView& part : parts) {
        require(part.shape().*same == shape.*same, "{}: {} {} {}", name, parts[0].shape(), how,
                part.shape());
        shape.*grows += part.shape().*grows;
    }
    Matrix y(shape);
    int begin = 0;
    for (const ConstView& part : parts) {
        if (grows == &Shape::cols) copy(part, y.view().col_block(begin, part.cols()));
        if (grows == &Shape::rows) copy(part, y.view().row_block(begin, part.rows()));
        begin += part.shape().*grows;
    }
    return y;
}

}  // namespace

Matrix concat_cols(const std::vector<ConstView>& parts) {
    return concat("concat_cols", "beside", parts, &Shape::rows, &Shape::cols);
}
Matrix concat_rows(const std::vector<ConstView>& parts) {
    return concat("concat_rows", "above", parts, &Shape::cols, &Shape::rows);
}

// ---- sums --------------------------------------------------------------------------------------

real dot(std::span<const real> a, std::span<const real> b) {
    require(a.size() == b.size(), "dot: {} numbers and {}", a.size(), b.size());
    const real* p = a.data();
    const real* q = b.data();
    return lane_sum<real>(std::ssize(a), [=](long i) { return p[i] * q[i]; });
}

real sum(std::span<const real> x) {
    const real* p = x.data();
    return lane_sum<real>(std::ssize(x), [=](long i) { return p[i]; });
}

void add_column_sums(ConstView x, View sums) {
    require(sums.shape() == Shape{1, x.cols()}, "add_column_sums: {} into {}", x.shape(),
            sums.shape());
    real* total = sums.data();
    parallel_blocks(x.cols(), row_grain(x.rows()), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (int r = 0; r < x.rows(); ++r) {
            const real* row = x.row(r).data();
            for (std::ptrdiff_t c = begin; c < end; ++c) total[c] += row[c];
        }
    });
}

Matrix column_sums(ConstView x) {
    return filled({1, x.cols()}, [&](View sums) { add_column_sums(x, sums); });
}

Matrix row_dots(ConstView a, ConstView b) {
    require(a.shape() == b.shape(), "row_dots: {} and {}", a.shape(), b.shape());
    Matrix dots({a.rows(), 1});
    for (int r = 0; r < a.rows(); ++r) dots(r, 0) = dot(a.row(r), b.row(r));
    return dots;
}

double mean(ConstView x) {
    double total = 0;
    for (int r = 0; r < x.rows(); ++r)
        for (real v : x.row(r)) total += static_cast<double>(v);
    return total / static_cast<double>(x.size());
}

double variance(ConstView x) {
    const double middle = mean(x);
    double total = 0;
    for (int r = 0; r < x.rows(); ++r)
        for (real v : x.row(r)) {
            const double off = static_cast<double>(v) - middle;
            total += off * off;
        }
    return total / static_cast<double>(x.size());
}

double norm(ConstView x) {
    double squares = 0;
    for (int r = 0; r < x.rows(); ++r) {
        const real* row = x.row(r).data();
        squares += lane_sum<double>(x.cols(), [=](long i) {
            const auto value = static_cast<double>(row[i]);
            return value * value;
        });
    }
    return std::sqrt(squares);
}

double max_abs_difference(ConstView a, ConstView b) {
    require_same_shape("max_abs_difference", a, b);
    double largest = 0;
    for (int r = 0; r < a.rows(); ++r)
        for (int c = 0; c < a.cols(); ++c) {
            if (a(r, c) == b(r, c)) continue;  // two equal infinities do not differ
            const double difference =
                std::abs(static_cast<double>(a(r, c)) - static_cast<double>(b(r, c)));
            if (std::isnan(difference)) return difference;
            largest = std::max(largest, difference);
        }
    return largest;
}

int argmax(std::span<const real> x) {
    require(!x.empty(), "argmax: of no numbers");
    std::size_t best = 0;
    real top = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) {
        const bool is_larger = x[i] > top;
        if (!is_larger && !std::isnan(top)) continue;  // most of them
        if (std::isnan(x[i])) continue;                // a number is larger than what is none
        best = i;
        top = x[i];
    }
    return static_cast<int>(best);
}

}  // namespace book
