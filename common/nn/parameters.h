// Everything that a model learns, in one buffer.
//
// Values lie one behind the other in the order in which they were added, and so do their gradients;
// an optimiser walks over both once. A name is a path with dots, as in the checkpoint:
// "encoder.0.self_attention.query.weight".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "autodiff/tape.h"

namespace book {

class Parameters;

// One learnt matrix: a handle into Parameters, valid as long as they live (they may grow).
class Parameter {
  public:
    Parameter() = default;
    Parameter(Parameters* all, int index) : all_(all), index_(index) {}

    bool exists() const {
        return all_ != nullptr;
    }  // false: this model has none here (a bias, ...)
    int index() const { return index_; }
    const std::string& name() const;
    Shape shape() const;
    View value() const;
    View grad() const;
    // On a tape: a value whose gradient is added to grad(). Not valid() if there is none.
    Var on(Tape& tape) const { return exists() ? tape.parameter(value(), grad()) : Var(); }

  private:
    Parameters* all_ = nullptr;
    int index_ = -1;
};

class Parameters {
  public:
    Parameters() = default;
    Parameters(const Parameters&) = delete;
    Parameters& operator=(const Parameters&) = delete;

    Parameter add(const std::string& name, Shape shape);  // zeros; a name twice is an Error
    Parameter add_uniform_xavier(const std::string& name, Shape shape,
                                 Rng& rng);  // Glorot, Bengio 2010
    Parameter add_normal(const std::string& name, Shape shape, double deviation, Rng& rng);
    Parameter add_filled(const std::string& name, Shape shape, real value);

    int count() const { return static_cast<int>(entries_.size()); }
    Parameter at(int index) { return {this, index}; }
    Parameter find(const std::string& name);  // Error if there is none
    const std::string& name(int index) const { return entry(index).name; }
    Shape shape(int index) const { return entry(index).shape; }

    std::span<real> values() { return values_; }  // all of them
    std::span<const real> values() const { return values_; }
    std::span<real> grads() { return grads_; }
    std::span<const real> grads() const { return grads_; }
    std::size_t size() const { return values_.size(); }
    void zero_grads();

    View value(int index);
    View grad(int index);

  private:
    struct Entry {
        std::string name;
        Shape shape;
        std::size_t offset;
    };
    const Entry& entry(int index) const { return entries_[index]; }

    std::vector<Entry> entries_;
    Buffer values_, grads_;
};

}  // namespace book
