// What runs chapters: `./book run`. (Exercises are in teacher/.)
//
// Takes the words behind its command and returns an exit status: 0 all is well; 1 a claim failed; 2
// the command line or the input is wrong.
#pragma once

#include <string>
#include <vector>

#include "notebook/chapter.h"

namespace book {

// [N] [options]. Chapter N (5, 05, softmax or 05_softmax) with its own knobs, or a page beside the
// chapters (matrix). Without N every chapter in order, and then the worst status of all; with --format
// json each prints one object on one line. Pages without a number are not among them: the chapters
// are read from the first to the last, the others are looked up.
//
// A single chapter is its small program, since ./book builds no more for it. All of them are functions of
// this process: `chapters` are those that it was linked with.
int run_chapters(const std::vector<std::string>& args,
                 const std::vector<ChapterDefinition>& chapters);

}  // namespace book
