// Reads tests/fixtures/*.safetensors: what PyTorch computed, in float64. The script that wrote them
// lies there too.
//
// A fixture keeps doubles whatever `real` is: the float build is compared with the exact reference
// and not with a rounded one. With BOOK_TEST_ERRORS set, every comparison prints its error.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nn/parameters.h"
#include "tensor/matrix.h"

namespace book {

struct Reference {
    Shape shape;
    std::vector<double> values;  // row by row
};

class Fixture {
  public:
    // Reads a file of tests/fixtures. Error, naming the file, if it is not a safetensors file of F64, F32
    // and I64 tensors of one dimension, which are a row here, or two.
    explicit Fixture(const std::string& file);

    bool has(const std::string& name) const { return tensors_.count(name) > 0; }
    const Reference& at(const std::string& name) const;  // Error if there is none
    Matrix matrix(const std::string& name) const;        // rounded to real
    double number(const std::string& name) const;        // of a (1 x 1)
    std::vector<int> ints(const std::string& name) const;
    std::vector<std::string> names_under(const std::string& prefix) const;  // without the prefix

  private:
    std::string file_;
    std::map<std::string, Reference> tensors_;
};

// The measure of all parity tests:  ||ours - theirs|| / ||theirs||  in the Frobenius norm, and NaN
// (which no tolerance accepts) if ours has one. Error if the shapes differ.
//
// `largest` is the norm of the largest tensor of the same kind, 0 if there is no such thing. A
// gradient that is zero in exact arithmetic (a key bias: it adds the same number to every score of
// a softmax) is rounding noise on both sides, less than 1e-12 of the largest on theirs; there the
// difference is divided by `largest`.
double relative_error(ConstView ours, const Reference& theirs, double largest = 0);
double norm(const Reference& x);

// The double build must agree with PyTorch to 1e-9. The float build rounds at every operation,
// about 6e-8 each time, and must agree to 1e-5.
constexpr double kParity = sizeof(real) == sizeof(double) ? 1e-9 : 1e-5;

// relative_error against the tensor of this name.
double error_of(const Fixture& fixture, const std::string& name, ConstView ours,
                double largest = 0);

// Gives every parameter the value stored under prefix + its name.
void set_parameters(Parameters& parameters, const Fixture& fixture, const std::string& prefix);

struct Worst {
    double error = 0;
    std::string name;
};
// The largest error of all parameters' gradients (values) against those under `prefix`. A gradient
// that is not stored must be 0, all others must be ours: an Error if PyTorch has one more.
Worst worst_gradient(Parameters& parameters, const Fixture& fixture, const std::string& prefix);
Worst worst_value(Parameters& parameters, const Fixture& fixture, const std::string& prefix);

}  // namespace book
