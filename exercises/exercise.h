// What every exercise includes.
//
// An exercise is one function with a hole in it. You fill the hole, in the .cpp file and nowhere else,
// and `./book exercise N.k` tells you whether it is right. You read a matrix as x(row, column), and make
// one as Matrix y({rows, columns}). chapters/matrix/README.md has all you need to begin; tensor/matrix.h
// and tensor/ops.h show what else there is. show(x) prints a matrix, a row, a vector or a number, and
// show("weights", x) with a name above it: the verdict repeats what your code has printed.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/show.h"
#include "teacher/harness/not_written_yet.h"
#include "tensor/matmul.h"
#include "tensor/matrix.h"
#include "tensor/ops.h"

namespace exercise {

using namespace book;

}  // namespace exercise
