// What the chapters take, for .ci/run: BOOK_MEASURES names a file for it.
#pragma once

#include <string>

#include "host/process.h"

namespace book {

bool measures_are_asked_for();

// Adds a line "name seconds MiB status" to that file, if there is one.
void note_measures(const std::string& name, const ProcessEnd& end);

}  // namespace book
