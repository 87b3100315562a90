// The cook's shelf and cellar, for exercise 11.1: a model of a processor's cache and memory. Nothing to
// edit here.
//
// A large matrix lies in the cellar. The shelf is close by, and small: whatever is computed with has to be
// on it. Each number that is carried up is counted.
#pragma once

#include <utility>

#include "core/require.h"
#include "tensor/matrix.h"

namespace exercise {

// There is one, the one that you are given. Nobody else can make one, or a copy of it.
class Shelf {
  public:
    Shelf(const Shelf&) = delete;
    Shelf& operator=(const Shelf&) = delete;
    int room() const { return room_; }  // numbers that find room at a time
    long carried() const { return carried_; }  // numbers carried up so far

  private:
    friend class Block;
    friend class Builder;  // the check's
    explicit Shelf(int room) : room_(room) {}
    void take(int numbers) {
        book::require(in_use_ + numbers <= room_,
                      "there is no room on the shelf: it holds {} "
                      "numbers, {} more are to come, "
                      "and there is room for {}",
                      in_use_, numbers, room_);
        in_use_ += numbers;
    }
    void clear_away(int numbers) { in_use_ -= numbers; }

    int room_, in_use_ = 0;
    long carried_ = 0;
};

// A block of numbers on the shelf. It takes room as long as it lives, and cannot be copied.
class Block {
  public:
    // Zeros, to add something up in. Nothing is carried for them.
    Block(Shelf& shelf, int rows, int cols)
        : shelf_(&shelf), numbers_(checked({rows, cols}, shelf)) {}
    // A copy of a part of a matrix.
    Block(Shelf& shelf, book::ConstView part)
        : Block(shelf, part.rows(), part.cols()) {
        numbers_ = book::Matrix(part);
        shelf.carried_ += static_cast<long>(part.size());
    }
    ~Block() {
        if (shelf_ != nullptr)
            shelf_->clear_away(static_cast<int>(numbers_.size()));
    }
    Block(Block&& other) noexcept
        : shelf_(std::exchange(other.shelf_, nullptr)),
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
    static book::Matrix checked(book::Shape shape, Shelf& shelf) {
        shelf.take(static_cast<int>(shape.size()));
        return book::Matrix(shape);
    }

    Shelf* shelf_;
    book::Matrix numbers_;
};

class Cellar {
  public:
    explicit Cellar(book::ConstView numbers) : numbers_(numbers) {}
    int rows() const { return numbers_.rows(); }
    int cols() const { return numbers_.cols(); }

    // Carries a part of it up to the shelf: so many rows and columns, from this row and column on.
    Block fetch(int row, int col, int rows, int cols, Shelf& shelf) const {
        const book::ConstView all = numbers_;
        return Block(shelf, all.row_block(row, rows).col_block(col, cols));
    }

  private:
    book::Matrix numbers_;
};

}  // namespace exercise
