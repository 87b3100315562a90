// A program in which long output is read, a screen at a time: less, mostly.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace book {

struct Pager {
    std::string command;  // "less", "less -i", "LESS= less | cat": a shell may have to read it
    std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours
};

// Is the program there that the command begins with? Only a shell knows of one in quotation marks:
// that is believed.
bool is_installed(const Pager& pager);

// From here on, what this program prints is read in the pager; so is what it says on standard error, if
// that is the same terminal, and would stand in the middle of a screen. (The width of the window and its
// colours are handed on, in COLUMNS and CLICOLOR_FORCE.)
//
// Whoever returns from this is a child of the process that called. The caller itself waits for the
// reader and for the work, and ends with the status of the work: Ctrl-C ends the work and leaves the
// pager, and who closes the pager early stops nothing, since a page that is not read to its end is judged
// all the same.
void print_through(const Pager& pager);

}  // namespace book
