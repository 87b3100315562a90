// 1.4  How much of an unfinished text can be shown?
// solid; chapter 01, "é is not always é"
#include "01_tokens/exercises.h"

using namespace exercise;

// Only the first byte of a character has to be looked at, because the text so
// far is the beginning of valid UTF-8. A program that prints while a model
// writes holds the rest back until the next token arrives. One could also work
// backwards from the end: no character has more than four bytes, so at most
// three bytes ever have to wait.
int exercise::whole_characters(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const std::size_t length = first < 128   ? 1
                                   : first < 224 ? 2
                                   : first < 240 ? 3
                                                 : 4;
        if (at + length > bytes.size()) break;
        at += length;
    }
    return static_cast<int>(at);
}
