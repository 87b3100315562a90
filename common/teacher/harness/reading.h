// The reader of differences: says in words how an answer differs from what was expected, when nobody
// has foreseen the mistake.
//
// It knows nothing of any exercise. It looks for what wrong numbers tend to look like, twice as large,
// turned over, carried on from row to row, and says only what is true of the numbers before it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "teacher/harness/case.h"
#include "teacher/harness/observation.h"

namespace book::teacher {

// All that is seen in one case, in no order.
std::vector<Observation> read_differences(const Case& c, ConstView expected, ConstView got);
// Only what can come on top of a known mistake, whose result is `expected`. `reference` is what the
// numbers are compared with in the sentences: "that gives".
std::vector<Observation> read_simple_differences(const Case& c, ConstView expected, ConstView got,
                                                 const std::string& reference);

// The wrong numbers of an answer that are its own: no zeros, whole numbers, halves or nan, which many
// mistakes have in common. Rounded, so that two that are nearly the same count once.
std::set<double> telling_numbers(ConstView expected, ConstView got);

}  // namespace book::teacher
