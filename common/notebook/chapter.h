// A chapter is a description and a function that builds a page. How to write one:
//
//     #include "notebook/chapter.h"
//
//     namespace chapter_05 {
//     using namespace book;
//
//     struct Knobs {
//         int draws = 4000;
//     };
//     void declare(Options& options, Knobs& knobs) {
//         options.add("draws", knobs.draws, 10, 100000, "how many queries are drawn");
//     }
//     void build(Page& page, Knobs& knobs) { ... }
//
//     ChapterDefinition chapter() {
//         return define_chapter<Knobs>({5, "softmax", "How do scores become attention?"}, declare,
//                                      build);
//     }
//     }  // namespace chapter_05
//
// What a page can say stands in notebook/page.h. chapters/program.cpp makes a program of each chapter,
// and the tool behind ./book has all of them.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "notebook/document.h"
#include "notebook/options.h"
#include "notebook/page.h"

namespace book {

struct ChapterDefinition {
    ChapterInfo info;
    // Declares the chapter's own options. What it returns builds the page, once they are set; it may be
    // called once.
    std::function<std::function<void(Page&)>(Options&)> prepare;
};

template <class Knobs>
ChapterDefinition define_chapter(ChapterInfo info, void (*declare)(Options&, Knobs&),
                                 void (*build)(Page&, Knobs&)) {
    return {std::move(info), [declare, build](Options& options) {
                const auto knobs = std::make_shared<Knobs>();
                declare(options, *knobs);
                return [build, knobs](Page& page) { build(page, *knobs); };
            }};
}

// A chapter without knobs.
inline ChapterDefinition define_chapter(ChapterInfo info, void (*build)(Page&)) {
    return {std::move(info), [build](Options&) { return build; }};
}

}  // namespace book
