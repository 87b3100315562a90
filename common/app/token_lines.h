// A line of ./book tokenize, in JSON, either way. InputError begins with its `place`, "standard input:7".
#pragma once

#include <string>

#include "language/model_text.h"

namespace book {

// "I love doughnuts" -> [40,1842,...] and a line end, behind what `out` has.
void encode_line(const ModelText& model, SpecialTokens special, const std::string& line,
                 const std::string& place, std::string& out);
// ... and back: U+FFFD for what is not UTF-8.
void decode_line(const ModelText& model, const std::string& line, const std::string& place,
                 std::string& out);

}  // namespace book
