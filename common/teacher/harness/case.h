// What the function of an exercise is given when it is tried.
#pragma once

#include <string>
#include <vector>

#include "tensor/matrix.h"

namespace book::teacher {

// One call of the function, with what it is given. A number is a (1 x 1) matrix.
struct Input {
    std::string name;
    Matrix value;
};
struct Case {
    std::string about;  // "huge scores"
    std::vector<Input> inputs;

    ConstView matrix(int i) const { return inputs[static_cast<std::size_t>(i)].value; }
    real number(int i) const { return matrix(i)(0, 0); }
    int whole(int i) const { return static_cast<int>(number(i)); }  // the same of a whole number
};

// A number as a case holds it.
template <class T>
Matrix as_input(T x) {
    return Matrix{{static_cast<real>(x)}};
}

}  // namespace book::teacher
