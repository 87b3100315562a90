// A text as a language model reads it: one long row of ids.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/bpe.h"

namespace book {

// The pieces of each paragraph, and kEnd behind each: the end of a line is a piece to be predicted, too.
std::vector<int> token_stream(const std::vector<std::string>& paragraphs, const Bpe& bpe);

// Characters (code points) of the same text, with one for the end of each line: what bits per character are
// counted by, so that texts cut in different pieces can be compared.
std::int64_t characters_in(const std::vector<std::string>& paragraphs);

}  // namespace book
