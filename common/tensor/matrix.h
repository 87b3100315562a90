// A dense matrix of reals, stored row by row: element (r, c) is number r * cols + c.
//
// A Matrix is a value, like an int: copying copies, moving is free, nothing is shared. To borrow
// part of one (a head, a sentence in a packed batch), take a View. Members touch storage; all
// algebra is free functions (tensor/ops.h, tensor/matmul.h).
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/random.h"
#include "tensor/view.h"

namespace book {

// Memory that starts on a cache line, so that a vector of 16 floats never straddles two.
template <class T>
struct CacheLineAllocator {
    using value_type = T;
    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U>&) {}
    T* allocate(std::size_t n) {
        return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64}));
    }
    void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{64}); }
    bool operator==(const CacheLineAllocator&) const { return true; }
};
using Buffer = std::vector<real, CacheLineAllocator<real>>;

class Matrix {
  public:
    Matrix() = default;
    explicit Matrix(Shape shape, real fill = 0);
    Matrix(std::initializer_list<std::initializer_list<real>> rows);  // Matrix{{1, 2}, {3, 4}}
    explicit Matrix(ConstView view);                                  // a copy of what it shows
    Matrix(const Matrix&) = default;
    Matrix& operator=(const Matrix&) = default;
    Matrix(Matrix&& other) noexcept  // what was moved from is a matrix of no rows
        : shape_(std::exchange(other.shape_, {})), data_(std::move(other.data_)) {}
    Matrix& operator=(Matrix&& other) noexcept {
        shape_ = std::exchange(other.shape_, {});
        data_ = std::move(other.data_);
        return *this;
    }

    Shape shape() const { return shape_; }
    int rows() const { return shape_.rows; }
    int cols() const { return shape_.cols; }
    std::size_t size() const { return shape_.size(); }

    real& operator()(int r, int c) { return data_[index(r, c)]; }
    real operator()(int r, int c) const { return data_[index(r, c)]; }
    std::span<real> row(int r) { return view().row(r); }
    std::span<const real> row(int r) const { return view().row(r); }
    std::span<real> flat() { return {data_.data(), size()}; }
    std::span<const real> flat() const { return {data_.data(), size()}; }
    real* data() { return data_.data(); }
    const real* data() const { return data_.data(); }

    View view() { return {data_.data(), shape_, shape_.cols}; }
    ConstView view() const { return {data_.data(), shape_, shape_.cols}; }
    operator View() { return view(); }
    operator ConstView() const { return view(); }

    // Changes the shape; the contents are then unspecified. Memory is kept for the next time, so a
    // buffer that has once been large enough never allocates again.
    void resize(Shape shape);

    bool operator==(const Matrix& other) const;  // same shape, same numbers

  private:
    std::size_t index(int r, int c) const {
        look_at_index(r, c, shape_);
        // [index]
        assert(r >= 0 && r < rows() && c >= 0 && c < cols());
        // [/index]
        return static_cast<std::size_t>(r) * shape_.cols + c;  // more than an int can count
    }

    Shape shape_;
    Buffer data_;  // at least that many numbers
};

// A matrix of this shape that f(view) fills.
template <class F>
Matrix filled(Shape shape, F f) {
    Matrix y(shape);
    f(y.view());
    return y;
}

// "(2 x 3)" and under it the numbers, row by row: to look at, fmt::print("{}", to_string(m)).
std::string to_string(ConstView m);

// Independent normal numbers with mean 0 and the given standard deviation, drawn row by row.
Matrix randn(Shape shape, Rng& rng, double deviation = 1);
// Independent numbers, uniform in [low, high), drawn row by row.
Matrix rand_uniform(Shape shape, Rng& rng, double low, double high);

}  // namespace book
