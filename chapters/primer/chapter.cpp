#include "notebook/chapter.h"

namespace chapter_primer {
using namespace book;

namespace {
void build(Page& page) { page.text("Soon."); }
}  // namespace

ChapterDefinition chapter() {
    return define_chapter({kNoNumber, "primer", "The mathematics of this book, with small numbers"},
                          build);
}

}  // namespace chapter_primer
