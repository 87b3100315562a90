// The module's main program (site/live/main.cpp) with the explorations alone: chapters have programs of their own.
#include <vector>

#include "notebook/chapter.h"

std::vector<book::ChapterDefinition> live_chapters() { return {}; }
