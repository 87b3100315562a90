#include "corpus/text_lessons.h"

#include "core/require.h"
#include "text/token_stream.h"

namespace book {

TextLessons text_lessons(const PlainText& text, int merges) {
    TextLessons lessons;
    lessons.bpe = Bpe::train(text.training, merges);
    lessons.training = token_stream(text.training, lessons.bpe);
    lessons.validation = token_stream(text.validation, lessons.bpe);
    lessons.held_out = token_stream(text.held_out, lessons.bpe);
    for (const auto* part : {&lessons.training, &lessons.validation, &lessons.held_out})
        require_input(part->size() >= 2, "a part of the text has {} pieces: too few to predict",
                      part->size());
    lessons.validation_characters = characters_in(text.validation);
    lessons.held_out_characters = characters_in(text.held_out);
    return lessons;
}

}  // namespace book
