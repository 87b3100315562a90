#include "corpus/text_lessons.h"

#include "catch.h"
#include "core/require.h"
#include "text/token_stream.h"

using namespace book;

TEST_CASE("text lessons: pieces are learnt from the training part alone", "[corpus]") {
    const PlainText text{{"the cat and the dog", "the cat"}, {"the cow"}, {"zzzz zzzz", "é"}};
    const TextLessons lessons = text_lessons(text, 3);
    CHECK(lessons.bpe == Bpe::train(text.training, 3));
    CHECK(lessons.training == token_stream(text.training, lessons.bpe));
    CHECK(lessons.validation == token_stream(text.validation, lessons.bpe));
    CHECK(lessons.held_out == token_stream(text.held_out, lessons.bpe));
    CHECK(lessons.validation_characters == 8);  // with the end of the line
    CHECK(lessons.held_out_characters == 12);
}

TEST_CASE("text lessons: a part with nothing to predict is refused", "[corpus]") {
    CHECK_THROWS_AS(text_lessons({{"the cat"}, {}, {"the dog"}}, 1), InputError);
}
