// Operations that a program may replace by functions of its own.
//
// An operation looks here once a call. Nearly always there is nothing, and its own lines run: that costs
// it one look at a pointer. A program that replaces some does so before it computes, for all threads
// (teacher/own_parts puts a reader's answers in).
//
// What a replacement calls is replaced, too, itself included; LibrarysOwn ends that.
#pragma once

#include "tensor/view.h"

namespace book {

// While one lives, its thread runs the library's own lines: of everything, or of one operation.
class LibrarysOwn {
  public:
    LibrarysOwn() : before_(of_) { of_ = &kEverything; }
    explicit LibrarysOwn(const void* operation) : before_(of_) {
        if (before_ != &kEverything) of_ = operation;
    }
    ~LibrarysOwn() { of_ = before_; }
    LibrarysOwn(const LibrarysOwn&) = delete;
    LibrarysOwn& operator=(const LibrarysOwn&) = delete;

    static bool holds_for(const void* operation) { return of_ == operation || of_ == &kEverything; }

  private:
    static constexpr char kEverything = 0;  // its address stands for all of them
    static inline thread_local const void* of_ = nullptr;
    const void* before_;
};

template <class Function>
class Replaceable {
  public:
    void replace_by(Function* function) { function_ = function; }  // null: the library's own again

    // What to call in the place of the operation's own lines, or null.
    Function* replacement() const {
        if (function_ == nullptr || LibrarysOwn::holds_for(this)) return nullptr;
        return function_;
    }

  private:
    Function* function_ = nullptr;
};

// Those that look at a whole row (tensor/ops.h), with the arguments of each.
struct ReplaceableRows {
    Replaceable<void(ConstView x, View y)> softmax_rows;
    Replaceable<void(ConstView x, ConstView gain, ConstView bias, View y, View statistics)>
        layer_norm_rows;
    Replaceable<void(ConstView x, ConstView gain, double epsilon, View y, View statistics)>
        rms_norm_rows;
};
inline constinit ReplaceableRows replaceable_rows;

}  // namespace book
