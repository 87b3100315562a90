// A chapter as a program: its options, its page on standard output or in a file.
#pragma once

#include "notebook/chapter.h"

namespace book {

// The chapter's own knobs, and --format, --out, --weave, --seed, --threads, --quick and --mine. Returns
// the exit status: 0; 1 if a claim failed; 2 for wrong use.
int run_chapter(int argc, const char* const* argv, const ChapterDefinition& chapter);

}  // namespace book
