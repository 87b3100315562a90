// What the tests of tensor/ share: comparing bits, views with something around them, and putting the
// global state (kernel, threads) back.
#pragma once

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "catch.h"
#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"

inline constexpr book::real kInf = std::numeric_limits<book::real>::infinity();
inline constexpr book::real kNan = std::numeric_limits<book::real>::quiet_NaN();

// Whatever a test does to the kernel and the threads is undone at its end, also when it fails.
class GlobalState {
  public:
    ~GlobalState() {
        book::select_kernel(kernel_);
        book::set_thread_count(threads_);
    }

  private:
    std::string kernel_ = book::kernel_name();
    int threads_ = book::thread_count();
};

// The same bits, except that any NaN equals any other.
inline bool same_bits(book::real a, book::real b) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return std::memcmp(&a, &b, sizeof a) == 0;
}
inline bool same_bits(book::ConstView a, book::ConstView b) {
    if (a.shape() != b.shape()) return false;
    for (int r = 0; r < a.rows(); ++r)
        for (int c = 0; c < a.cols(); ++c)
            if (!same_bits(a(r, c), b(r, c))) return false;
    return true;
}

// A view into a larger matrix: rows do not touch, and what lies around them must stay as it is.
class Framed {
  public:
    explicit Framed(book::ConstView x, book::real frame = -77)
        : whole({x.rows() + 2, x.cols() + 5}, frame), shape_(x.shape()), frame_(frame) {
        book::copy(x, view());
    }
    book::View view() { return whole.view().row_block(1, shape_.rows).col_block(3, shape_.cols); }
    bool frame_is_untouched() {
        book::Matrix inside(view());
        book::fill(view(), frame_);
        const bool untouched = same_bits(whole, book::Matrix(whole.shape(), frame_));
        book::copy(inside, view());
        return untouched;
    }

    book::Matrix whole;

  private:
    book::Shape shape_;
    book::real frame_;
};
