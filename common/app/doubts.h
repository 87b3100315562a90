// What a reader is told of a translation that should not be believed (model/doubts.h): on standard error,
// one line for each kind of doubt.
#pragma once

#include <string>

#include "model/translator.h"

namespace book {

// Says which pieces of the line were never read in training, and whether the model only repeated itself, so
// that its translation was cut.
void tell_doubts(const Translator& translator, const std::string& line,
                 const Translation& translation);

}  // namespace book
