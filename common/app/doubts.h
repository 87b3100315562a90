// What a reader is told of a translation that should not be believed (model/doubts.h): on standard error,
// one line for each kind of doubt.
#pragma once

#include <string>

#include "model/translator.h"

namespace book {

// Says which pieces of the line were never read in training, and whether the model only repeats itself. The
// translation then ends where it begins to do so.
Translation with_doubts_told(const Translator& translator, const std::string& line,
                             Translation translation);

}  // namespace book
