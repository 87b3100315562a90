#include "nn/parameters.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace book {

const std::string& Parameter::name() const { return all_->name(index_); }
Shape Parameter::shape() const { return all_->shape(index_); }
View Parameter::value() const { return all_->value(index_); }
View Parameter::grad() const { return all_->grad(index_); }

Parameter Parameters::add(const std::string& name, Shape shape) {
    require(shape.rows > 0 && shape.cols > 0, "Parameters: {} of shape {}", name, shape);
    for (const Entry& e : entries_) require(e.name != name, "Parameters: {} twice", name);
    entries_.push_back({name, shape, values_.size()});
    values_.resize(values_.size() + shape.size(), 0);
    grads_.resize(values_.size(), 0);
    return {this, count() - 1};
}

Parameter Parameters::add_uniform_xavier(const std::string& name, Shape shape, Rng& rng) {
    const Parameter p = add(name, shape);
    const double bound = std::sqrt(6.0 / (shape.rows + shape.cols));
    const View value = p.value();
    for (int r = 0; r < shape.rows; ++r)
        for (real& x : value.row(r)) x = static_cast<real>(bound * (2 * rng.uniform() - 1));
    return p;
}

Parameter Parameters::add_normal(const std::string& name, Shape shape, double deviation, Rng& rng) {
    const Parameter p = add(name, shape);
    const View value = p.value();
    for (int r = 0; r < shape.rows; ++r)
        for (real& x : value.row(r)) x = static_cast<real>(deviation * rng.normal());
    return p;
}

Parameter Parameters::add_filled(const std::string& name, Shape shape, real filling) {
    const Parameter p = add(name, shape);
    std::fill(values_.end() - shape.size(), values_.end(), filling);
    return p;
}

Parameter Parameters::find(const std::string& name) {
    for (int i = 0; i < count(); ++i)
        if (entry(i).name == name) return at(i);
    throw Error(fmt::format("Parameters: there is no {}", name));
}

void Parameters::zero_grads() {
    real* g = grads_.data();
    parallel_blocks(
        std::ssize(grads_), kNumbersForThread,
        [g](std::ptrdiff_t begin, std::ptrdiff_t end) { std::fill(g + begin, g + end, real{0}); });
}

View Parameters::value(int index) {
    const Entry& e = entry(index);
    return {values_.data() + e.offset, e.shape, e.shape.cols};
}

View Parameters::grad(int index) {
    const Entry& e = entry(index);
    return {grads_.data() + e.offset, e.shape, e.shape.cols};
}

}  // namespace book
