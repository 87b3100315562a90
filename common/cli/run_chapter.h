// A chapter as a program: its options, its page on standard output or in a file.
#pragma once

#include <string>

#include "notebook/chapter.h"

namespace book {

// What a program does around its chapter if it was linked with a reader's answers: --mine names some
// of them. Null, as usual: it was not, and refuses the option.
struct ChapterExtension {
    void (*before)(Page& page, const std::string& mine) = nullptr;
    void (*after)(Page& page) = nullptr;
};
inline constinit ChapterExtension chapter_extension;  // set before main()

// InputError, which says how exercise `number` gets into the program, unless it is in it.
void require_built_in(bool is_in, const std::string& number);

// The chapter's own knobs, and --format, --out, --weave, --seed, --threads, --quick and --mine. Returns
// the exit status: 0; 1 if a claim failed; 2 for wrong use.
int run_chapter(int argc, const char* const* argv, const ChapterDefinition& chapter);

}  // namespace book
