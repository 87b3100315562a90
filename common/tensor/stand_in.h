// A reader's own functions in the place of the library's: ./book run 10 --mine 5.1,6.2.
//
// Each operation that an exercise asks for looks here once a call; usually nothing is there, and the
// library's own lines run, which stand in namespace `library`. A program that was linked with answers
// (tests/exercises/mine) offers them, and --mine puts them in. From then on both are called on
// whatever the chapter computes: the reader's result is used, the library's is compared with it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tensor/ops.h"

namespace book {

// True while one of the two is called: what they call in their turn is the library's.
bool inside_stand_in();

template <class Function>
struct StandIn {
    const char* exercise;        // "5.1"
    Function* answer = nullptr;  // null: the library's
    explicit operator bool() const { return answer != nullptr && !inside_stand_in(); }
};

struct StandIns {
    StandIn<real(int position, int column, int width)> sinusoid{"3.1"};
    StandIn<Matrix(ConstView scores)> softmax{"5.1"};
    StandIn<Matrix(ConstView scores)> causal_weights{"5.3"};
    StandIn<Matrix(ConstView q, ConstView k, ConstView v)> attention{"5.4"};
    StandIn<Matrix(ConstView x, int heads, int head)> columns_of_head{"6.1"};
    StandIn<Matrix(ConstView stacked, int heads)> join_heads{"6.2"};
    StandIn<Matrix(ConstView x, ConstView gain, ConstView bias)> layer_norm{"7.2"};
    StandIn<Matrix(ConstView y, ConstView dy)> gradient_of_softmax{"8.3"};
};
extern StandIns stand_ins;

// What came of one that is in use.
struct StandInRecord {
    std::string exercise, title;  // "5.1", "softmax"
    bool gradient = false;        // a gradient; of the others the gradient is the library's
    long calls = 0;
    double difference = 0;  // the largest to the library's number; NaN if one was not a number
    double largest = 0;     // of the library's numbers, by size
    double seconds = 0, library_seconds = 0;  // of all threads together
    std::string trouble = {};                 // how it failed, the first time
};

// The exercises that have a place in the machine: "3.1", "5.1", ...
std::vector<std::string> stand_in_exercises();

// A program says what it was linked with; put_in() sets the pointer in stand_ins.
void offer_stand_in(const std::string& exercise, void (*put_in)());
// Puts it in. False: the program was not linked with it.
bool use_stand_in(const std::string& exercise);
// Those that were put in, by number; empty in a usual run.
std::vector<StandInRecord> stand_in_records();
// The library everywhere again (for tests).
void forget_stand_ins();

// y = own(), beside what the library makes of it. Where own() fails, the library's is taken and the
// trouble noted: a thread must not throw.
void compare_and_use(const char* exercise, View y, const std::function<Matrix()>& own,
                     const std::function<Matrix()>& library);

// What the operations are without a stand-in; those of the usual name choose.
namespace library {

void softmax_rows(ConstView x, View y);
void layer_norm_rows(ConstView x, ConstView gain, ConstView bias, View y, View statistics);
void add_layer_norm_rows(ConstView x, ConstView added, ConstView gain, ConstView bias, View sum,
                         View y, View statistics);

}  // namespace library
}  // namespace book
