// How this program prints: what every program's --color and --no-pager ask for.
#pragma once

#include <string>

#include "notebook/options.h"

namespace book {

struct OutputOptions {
    std::string color = "auto";
    bool no_pager = false;
};
void declare(Options& options, OutputOptions& output);
void apply(const OutputOptions& output);

// What is printed from now on may be longer than a screen: on a terminal it goes through a pager, as
// git's output does. That is what BOOK_PAGER names, or PAGER, or else less, if it is there; an empty name
// and cat are none. A text that fits on the screen is just printed, as long as LESS is not the reader's
// own.
//
// This process may be another one afterwards (host/pager.h), without the threads that it had: call this
// before anything is computed, or when nothing will be computed any more.
void page_output();

// One text in that pager, until the reader comes back from it; `prompt` stands at its bottom. False: there
// is no pager, or none is wanted.
bool show_in_pager(const std::string& text, const std::string& prompt);

}  // namespace book
