// What every exercise includes.
//
// An exercise is one function with a hole in it. You fill the hole, in the .cpp file and nowhere
// else, and `./book exercise N.k` says what it thinks. Matrices are read as x(row, column), and made
// as Matrix y({rows, columns}). chapters/matrix/README.md has what you need to begin; tensor/matrix.h
// and tensor/ops.h say what else there is.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tensor/matmul.h"
#include "tensor/matrix.h"
#include "tensor/ops.h"

namespace exercise {

using namespace book;

// Marks a hole. It takes what the function was given, so that nothing looks unused.
struct NotWrittenYet {};
template <class... Given>
[[noreturn]] void not_written_yet(const Given&...) {
    throw NotWrittenYet{};
}

}  // namespace exercise
