// results.csv: a line for each trial that was made, with the command that made it.
//
// The numbers read back to the same bits, and a trial gives the same bits everywhere: so any line can be
// made again and compared.
#pragma once

#include <string>
#include <vector>

#include "recall/training.h"

namespace book {

struct Row {
    Trial trial;
    Outcome outcome;
    std::string command;  // what made it
};

// Checked line by line; no rows if there is no file. InputError names file and line: a damaged number, a
// trial that cannot be, one that stands there twice.
std::vector<Row> read_results(const std::string& path);

// Replaces the file as a whole. Rows are sorted, so that it is the same in whatever order they were made.
void write_results(const std::string& path, std::vector<Row> rows);

}  // namespace book
