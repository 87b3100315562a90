// What runs chapters and checks exercises: `./book run`, `./book exercise`, and `./book` alone.
//
// Each takes the words behind its command and returns an exit status: 0 all is well; 1 a claim or an
// exercise failed; 2 the command line or the input is wrong.
#pragma once

#include <string>
#include <vector>

namespace book {

// [N] [options]. Chapter N (5, 05, softmax or 05_softmax) with its own knobs; without N every chapter
// in order, and then the worst status of all. With --format json each prints one object on one line.
int run_chapters(const std::vector<std::string>& args);

// N.k: runs the test of that exercise, which the script has just built, within ten seconds, and keeps
// the success as progress. Without a number: lists all exercises.
int check_exercise(const std::vector<std::string>& args);

// The contents of the book, and how far the reader is.
int print_contents();

}  // namespace book
