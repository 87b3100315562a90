// A plain text as a language model is given it: three parts, cut into pieces that were learnt from the first.
#pragma once

#include <cstdint>
#include <vector>

#include "corpus/book_text.h"
#include "text/bpe.h"

namespace book {

struct TextLessons {
    Bpe bpe;  // learnt from the training part alone
    std::vector<int> training, validation, held_out;
    std::int64_t validation_characters = 0, held_out_characters = 0;  // text/token_stream.h
};

// With at most `merges` merges. InputError if a part has fewer than two pieces.
TextLessons text_lessons(const PlainText& text, int merges);

}  // namespace book
