// A matrix of weights as it stands in a file: rows of blocks (tensor/weight_type.h), never expanded as a
// whole. A model of 4 bits takes a sixth of the memory of one of floats, and a sixth of the time to read.
//
// Rows are outputs and columns inputs, as in all files of weights: y = x w^T.
#pragma once

#include <span>
#include <vector>

#include "tensor/matrix.h"
#include "tensor/weight_type.h"

namespace book {

class PackedMatrix {
  public:
    PackedMatrix() = default;
    // Takes over the bytes: shape.rows rows of whole blocks, one behind the other. Error if the columns
    // are no whole blocks, or the bytes do not fit the shape.
    using Bytes = std::vector<unsigned char, CacheLineAllocator<unsigned char>>;
    PackedMatrix(WeightType type, Shape shape, Bytes bytes);

    WeightType type() const { return type_; }
    Shape shape() const { return shape_; }  // (out x in)
    int rows() const { return shape_.rows; }
    int cols() const { return shape_.cols; }
    std::size_t row_bytes() const;
    std::span<const unsigned char> bytes() const { return bytes_; }

  private:
    WeightType type_ = WeightType::f32;
    Shape shape_;
    Bytes bytes_;
};

// How many bytes a row of so many numbers takes; Error if they are no whole blocks.
std::size_t packed_row_bytes(WeightType type, int cols);

// To numbers and back. Error if one of them is not finite, or so large that its block's scale is none.
Matrix expanded(const PackedMatrix& w);
void expand_row(const PackedMatrix& w, int row,
                std::span<real> to);  // w.cols() numbers: an embedding
PackedMatrix compressed(ConstView numbers, WeightType type);

// y = x w^T, the same bits as matmul_nt(x, expanded(w), y): one chain of fused multiply-adds over ascending
// k for each number, whatever the kernel and the number of threads. A single row of x (a model that writes)
// expands w in registers; more rows share what is expanded, a few rows of w at a time.
//                                                                      (n x in)(out x in) -> (n x out)
void matmul_nt(ConstView x, const PackedMatrix& w, View y);
Matrix matmul_nt(ConstView x, const PackedMatrix& w);

}  // namespace book
