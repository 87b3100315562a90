// Every chapter of the book, and every page beside them. chapters/CMakeLists.txt writes the list; only the
// tool is linked with it.
#pragma once

#include <vector>

#include "notebook/chapter.h"

namespace book {

std::vector<ChapterDefinition> all_chapters();

}  // namespace book
