// translations.csv: a line for each trial of a translator, with all its settings and all that came
// of it.
//
// Numbers read back to the same bits, and a trial gives the same bits everywhere, so any line can
// be made again and compared. Who adds a line holds a lock and reads the file anew before: several
// programs can work on one file, and none loses what another has done.
#pragma once

#include <string>
#include <vector>

#include "memory/translation_trials.h"

namespace book {

struct TranslationRecord {
    TranslationTrial trial;
    TranslationOutcome outcome;
    double seconds =
        0;  // that it took, on one thread, examination included; written with one decimal
};

// Checked line by line; no records if there is no file. InputError names file and line: a damaged
// number, a trial that cannot be, one that stands there twice.
std::vector<TranslationRecord> read_translations(const std::string& path);

// Replaces the file as a whole. Lines are sorted: the file is the same in whatever order they were
// made.
void write_translations(const std::string& path, std::vector<TranslationRecord> records);

// Adds some, under the lock, and returns all. What stands there already stays as it is; InputError
// if it has other numbers for the same trial.
std::vector<TranslationRecord> add_translations(const std::string& path,
                                                const std::vector<TranslationRecord>& more);

// Of that trial, or null.
const TranslationRecord* find_translation(const std::vector<TranslationRecord>& records,
                                          const TranslationTrial& trial);

}  // namespace book
