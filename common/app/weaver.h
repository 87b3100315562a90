// `./book pages`: runs every chapter, and every page beside the chapters, and writes what came
// out: chapters/NN_name/README.md with its figures, and page.json, the same for programs.
// `./book pages --check`: runs them all the same, and compares with the pages that are there.
//
// What depends on the clock lies in page.json under "timings", and nowhere else: a page is written with
// the old ones, unless --fresh-timings asks for new, and then compared to the last byte. A chapter of
// which a claim fails is not woven. Where the last digits may differ (the kernel is generic, the
// processor has no fused multiply-add, or the C library is not glibc) numbers are compared with a
// tolerance, and it says so.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book {

// Where two texts first differ: "name: was .., is ..", "line 7: was .., is .."; "" if they agree.
// The values of a page.json are compared by name before the lines are. With `tolerant`, two numbers agree if
// they differ by one unit of their last printed digit or by a thousandth.
std::string first_difference(const std::string& old, const std::string& now, bool tolerant);

struct WeaveOptions {
    bool check = false;
    bool fresh_timings = false;
    bool tolerant = false;
    std::string only;  // a chapter, as find_page() (cli/contents.h) knows it; empty: all
};

// Prints a line for each page; returns 0, or 1 if a page differs or a chapter failed.
int weave(const std::filesystem::path& home, const std::filesystem::path& programs,
          const WeaveOptions& options);

int pages_main(int argc, char** argv);

}  // namespace book
