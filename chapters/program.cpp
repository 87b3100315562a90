// One chapter as a program: BOOK_CHAPTER is its namespace.
#include "cli/run_chapter.h"

namespace BOOK_CHAPTER {
book::ChapterDefinition chapter();
}

int main(int argc, char** argv) { return book::run_chapter(argc, argv, BOOK_CHAPTER::chapter()); }
