// A model of a processor's memory, for exercise 11.1. Nothing to edit here.
//
// A large matrix lies in the pantry, which is far away. The worktop is close by, and small: whatever is
// computed with has to lie on it. Each number that is carried over is counted.
#pragma once

#include <utility>

#include "core/require.h"
#include "tensor/matrix.h"

namespace exercise {

class Worktop {
  public:
    explicit Worktop(int room) : room_(room) {}
    int room() const { return room_; }  // numbers that find room at a time
    long carried() const {
        return carried_;
    }  // numbers carried over so far

  private:
    friend class Block;
    void take(int numbers) {
        book::require(in_use_ + numbers <= room_,
                      "there is no room on the worktop: it holds {} "
                      "numbers, {} more are to come, "
                      "and there is room for {}",
                      in_use_, numbers, room_);
        in_use_ += numbers;
    }
    void clear_away(int numbers) { in_use_ -= numbers; }

    int room_, in_use_ = 0;
    long carried_ = 0;
};

// A block of numbers on the worktop. It takes room as long as it lives, and cannot be copied.
class Block {
  public:
    // Zeros, to add something up in. Nothing is carried for them.
    Block(Worktop& worktop, int rows, int cols)
        : worktop_(&worktop), numbers_(checked({rows, cols}, worktop)) {}
    // A copy of a part of a matrix.
    Block(Worktop& worktop, book::ConstView part)
        : Block(worktop, part.rows(), part.cols()) {
        numbers_ = book::Matrix(part);
        worktop.carried_ += static_cast<long>(part.size());
    }
    ~Block() {
        if (worktop_ != nullptr)
            worktop_->clear_away(static_cast<int>(numbers_.size()));
    }
    Block(Block&& other) noexcept
        : worktop_(std::exchange(other.worktop_, nullptr)),
          numbers_(std::move(other.numbers_)) {}
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    Block& operator=(Block&&) = delete;

    int rows() const { return numbers_.rows(); }
    int cols() const { return numbers_.cols(); }
    book::real& operator()(int r, int c) { return numbers_(r, c); }
    book::real operator()(int r, int c) const { return numbers_(r, c); }
    operator book::ConstView() const { return numbers_; }
    operator book::View() { return numbers_; }

  private:
    static book::Matrix checked(book::Shape shape, Worktop& worktop) {
        worktop.take(static_cast<int>(shape.size()));
        return book::Matrix(shape);
    }

    Worktop* worktop_;
    book::Matrix numbers_;
};

class Pantry {
  public:
    explicit Pantry(book::ConstView numbers) : numbers_(numbers) {}
    int rows() const { return numbers_.rows(); }
    int cols() const { return numbers_.cols(); }

    // Carries a part of it to the worktop: so many rows and columns, from this row and column on.
    Block fetch(int row, int col, int rows, int cols,
                Worktop& worktop) const {
        const book::ConstView all = numbers_;
        return Block(worktop,
                     all.row_block(row, rows).col_block(col, cols));
    }

  private:
    book::Matrix numbers_;
};

}  // namespace exercise
