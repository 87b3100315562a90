// A chapter as a program, for those that need not know what a chapter is: this header includes nothing, and
// nineteen programs are compiled in the time of one.
#pragma once

namespace book {

struct ChapterDefinition;  // notebook/chapter.h

// run_chapter (cli/run_chapter.h) of what `chapter` returns: the exit status.
int chapter_program(int argc, const char* const* argv, ChapterDefinition (*chapter)());

}  // namespace book
