// Where each sentence of a packed batch begins.
//
// A batch is not a third dimension: its sentences are stacked row under row in one matrix, and
// Segments says which rows are whose. So there is no padding, no padding mask, and nothing is
// computed for words that are not there.
#pragma once

#include <span>
#include <vector>

#include "core/require.h"

namespace book {

// To be read, and borrowed like a View: an operation on a tape has the tape keep the numbers.
class SegmentsView {
  public:
    SegmentsView() = default;  // of nothing at all: not valid()
    explicit SegmentsView(std::span<const int> begins) : begins_(begins) {}

    bool valid() const { return !begins_.empty(); }
    int count() const { return static_cast<int>(begins_.size()) - 1; }
    int total() const { return begins_.back(); }  // rows of the packed matrix
    int begin(int s) const { return begins_[s]; }
    int end(int s) const { return begins_[s + 1]; }
    int length(int s) const { return end(s) - begin(s); }
    int longest() const {
        int n = 0;
        for (int s = 0; s < count(); ++s)
            if (length(s) > n) n = length(s);
        return n;
    }
    std::span<const int> begins() const { return begins_; }  // of all, and where the last one ends

  private:
    std::span<const int> begins_;
};

class Segments {
  public:
    Segments() = default;
    explicit Segments(const std::vector<int>& lengths) {
        for (int n : lengths) add(n);
    }
    static Segments one(int length) { return Segments({length}); }

    void clear() { begins_.resize(1); }
    void add(int length) {
        require(length >= 0, "Segments: a length of {}", length);
        begins_.push_back(begins_.back() + length);
    }

    SegmentsView view() const { return SegmentsView(begins_); }
    int count() const { return view().count(); }
    int total() const { return view().total(); }
    int begin(int s) const { return view().begin(s); }
    int end(int s) const { return view().end(s); }
    int length(int s) const { return view().length(s); }
    int longest() const { return view().longest(); }
    bool operator==(const Segments&) const = default;

  private:
    std::vector<int> begins_{0};
};

}  // namespace book
