// ./book exercise, hint, solution, reset, progress. (./book watch is in watch.h.)
#pragma once

#include <string>
#include <vector>

#include "teacher/check.h"
#include "teacher/course.h"

namespace book::teacher {

int exercise_main(int argc, char** argv);
int hint_main(int argc, char** argv);
int solution_main(int argc, char** argv);
int reset_main(int argc, char** argv);
int progress_main(int argc, char** argv);

// The hints of one exercise, in order; InputError if there are none.
std::vector<std::string> hints_of(const Exercise& exercise);
// The next hint that was not yet told, set for the terminal, and remembered as told; or a sentence
// that says that there is no more.
std::string next_hint(const Exercise& exercise);

// The book's answer beside the reader's own, set for the terminal. That it was seen is remembered if the
// exercise is not solved yet.
std::string shown_solution(const Exercise& exercise);

// Puts the exercise back as it was at the beginning, and says where the reader's version is kept.
std::string put_back(const Exercise& exercise);

// What is printed behind a verdict that was kept: that something broke, what comes next, and, once,
// the celebration.
std::string after_verdict(const Course& course, const Exercise& exercise, const CheckResult& result,
                          bool broke);

}  // namespace book::teacher
