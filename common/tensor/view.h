// A view: a rectangle of somebody else's numbers.
//
// Element (r, c) is data[r * stride + c]. A sentence in a packed batch is a block of rows, a head is
// a block of columns; neither is copied to be looked at. A view does not own what it shows, so it
// must not outlive it.
#pragma once

#include <fmt/core.h>

#include <cassert>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>

#include "core/real.h"
#include "core/require.h"

namespace book {

struct Shape {
    int rows = 0;
    int cols = 0;

    std::size_t size() const { return static_cast<std::size_t>(rows) * cols; }
    bool operator==(const Shape&) const = default;
};
inline std::string to_string(Shape s) { return fmt::format("({} x {})", s.rows, s.cols); }

// What an assert cannot say: which index was outside, and outside of what. Only where asserts are on, as
// in the exercises; teacher/crash_words.cpp puts it into words.
void say_outside(int r, int c, Shape of);  // matrix.cpp
void say_outside(int r, Shape of);
inline void look_at_index([[maybe_unused]] int r, [[maybe_unused]] int c,
                          [[maybe_unused]] Shape of) {
#ifndef NDEBUG
    if (r < 0 || r >= of.rows || c < 0 || c >= of.cols) say_outside(r, c, of);
#endif
}
inline void look_at_row([[maybe_unused]] int r, [[maybe_unused]] Shape of) {
#ifndef NDEBUG
    if (r < 0 || r >= of.rows) say_outside(r, of);
#endif
}

template <class T>
class BasicView {
  public:
    BasicView() = default;
    BasicView(T* data, Shape shape, std::ptrdiff_t stride)
        : data_(data), shape_(shape), stride_(stride) {}
    // A View can be read wherever a ConstView is asked for.
    template <class U>
    requires(std::is_same_v<T, const U>) BasicView(const BasicView<U>& other)
        : data_(other.data()), shape_(other.shape()), stride_(other.stride()) {}

    T* data() const { return data_; }
    Shape shape() const { return shape_; }
    int rows() const { return shape_.rows; }
    int cols() const { return shape_.cols; }
    std::size_t size() const { return shape_.size(); }
    bool empty() const { return size() == 0; }
    std::ptrdiff_t stride() const { return stride_; }  // numbers from one row to the next
    bool contiguous() const { return stride_ == shape_.cols || shape_.rows <= 1; }

    T& operator()(int r, int c) const {
        look_at_index(r, c, shape_);
        assert(r >= 0 && r < rows() && c >= 0 && c < cols());
        return data_[r * stride_ + c];
    }
    std::span<T> row(int r) const {
        look_at_row(r, shape_);
        assert(r >= 0 && r < rows());
        return std::span<T>(data_ + r * stride_, cols());
    }

    // Rows begin..begin+count, all columns; columns begin..begin+count, all rows.
    BasicView row_block(int begin, int count) const {
        require(begin >= 0 && count >= 0 && count <= rows() - begin,
                "row_block: {} rows from row {} on, of {}", count, begin, rows());
        return {data_ + begin * stride_, {count, cols()}, stride_};
    }
    BasicView col_block(int begin, int count) const {
        require(begin >= 0 && count >= 0 && count <= cols() - begin,
                "col_block: {} columns from column {} on, of {}", count, begin, cols());
        T* const first = data_ == nullptr ? nullptr : data_ + begin;  // no rows have no memory
        return {first, {rows(), count}, stride_};
    }

  private:
    T* data_ = nullptr;
    Shape shape_;
    std::ptrdiff_t stride_ = 0;
};

using View = BasicView<real>;
using ConstView = BasicView<const real>;

}  // namespace book

// fmt prints a Shape as "(3 x 4)".
template <>
struct fmt::formatter<book::Shape> {
    constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
    template <class Context>
    auto format(const book::Shape& shape, Context& context) const {
        auto out = context.out();
        for (char c : to_string(shape)) *out++ = c;
        return out;
    }
};
