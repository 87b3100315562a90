#include "tensor/matrix.h"

#include <algorithm>

namespace book {
namespace {

Shape checked(Shape shape) {
    require(shape.rows >= 0 && shape.cols >= 0, "Matrix: {} is not a shape", shape);
    return shape;
}

}  // namespace

Matrix::Matrix(Shape shape, real fill) : shape_(checked(shape)), data_(shape.size(), fill) {}

Matrix::Matrix(std::initializer_list<std::initializer_list<real>> rows)
    : shape_{static_cast<int>(rows.size()),
             rows.size() == 0 ? 0 : static_cast<int>(rows.begin()->size())} {
    data_.reserve(shape_.size());
    for (const auto& row : rows) {
        require(static_cast<int>(row.size()) == shape_.cols,
                "Matrix: a row of {} numbers among rows of {}", row.size(), shape_.cols);
        data_.insert(data_.end(), row.begin(), row.end());
    }
}

Matrix::Matrix(ConstView view) : shape_(view.shape()) {
    data_.reserve(shape_.size());
    for (int r = 0; r < view.rows(); ++r) {
        const auto row = view.row(r);
        data_.insert(data_.end(), row.begin(), row.end());
    }
}

void Matrix::resize(Shape shape) {
    shape_ = checked(shape);
    if (data_.size() < shape.size())
        data_.resize(shape.size());  // it would fill what it adds with 0
}

bool Matrix::operator==(const Matrix& other) const {
    const std::span<const real> mine = flat();
    const std::span<const real> others = other.flat();
    return shape_ == other.shape_ &&
           std::equal(mine.begin(), mine.end(), others.begin(), others.end());
}

void say_outside(int r, int c, Shape of) {
    std::fputs(fmt::format("outside: ({}, {}) of {}\n", r, c, to_string(of)).c_str(), stderr);
}
void say_outside(int r, Shape of) {
    std::fputs(fmt::format("outside: row {} of {}\n", r, to_string(of)).c_str(), stderr);
}

std::string to_string(ConstView m) {
    const auto number = [&](int r, int c) { return fmt::format("{:.4g}", m(r, c)); };
    std::size_t widest = 0;
    for (int r = 0; r < m.rows(); ++r)
        for (int c = 0; c < m.cols(); ++c) widest = std::max(widest, number(r, c).size());
    std::string text = to_string(m.shape()) + "\n";
    for (int r = 0; r < m.rows(); ++r) {
        for (int c = 0; c < m.cols(); ++c) text += fmt::format("  {:>{}}", number(r, c), widest);
        text += "\n";
    }
    return text;
}

Matrix randn(Shape shape, Rng& rng, double deviation) {
    Matrix m(shape);
    for (real& x : m.flat()) x = static_cast<real>(deviation * rng.normal());
    return m;
}

Matrix rand_uniform(Shape shape, Rng& rng, double low, double high) {
    Matrix m(shape);
    for (real& x : m.flat()) x = static_cast<real>(low + (high - low) * rng.uniform());
    return m;
}

}  // namespace book
