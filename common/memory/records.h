// A file of trials: a line for each, with all its settings and all that came out.
//
// Numbers read back to the same bits, and a trial gives the same bits everywhere, so any line can be made again
// and compared. Who writes such a file holds a lock on it, and reads it anew before adding a line: several
// programs can work on one file, and none loses what another has done.
#pragma once

#include <string>
#include <vector>

#include "memory/learning.h"

namespace book {

struct MemoryRecord {
    MemoryTrial trial;
    MemoryOutcome outcome;
    double seconds = 0;  // of processor time, on the thread that it had
};

// Checked line by line; no records if there is no file. InputError names file and line: a damaged number, a
// trial that cannot be, one that stands there twice.
std::vector<MemoryRecord> read_records(const std::string& path);

// Replaces the file as a whole. Lines are sorted: the file is the same in whatever order they were made.
void write_records(const std::string& path, std::vector<MemoryRecord> records);

// Adds some, under the lock. What stands there already stays as it is. Returns all.
std::vector<MemoryRecord> add_records(const std::string& path,
                                      const std::vector<MemoryRecord>& more);

const MemoryRecord* find_record(const std::vector<MemoryRecord>& records, const MemoryTrial& trial);

}  // namespace book
