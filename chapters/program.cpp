// One chapter as a program: BOOK_CHAPTER is its namespace.
#include "cli/chapter_program.h"

namespace BOOK_CHAPTER {
book::ChapterDefinition chapter();
}

int main(int argc, char** argv) { return book::chapter_program(argc, argv, BOOK_CHAPTER::chapter); }
