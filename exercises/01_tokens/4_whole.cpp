// 1.4  How much of a half-said text can be shown?
// solid; chapter 01, "é is not always é"
//
// A model is writing. What it has said so far are the first bytes of a text in UTF-8, and they may
// end in the middle of a character. How many bytes, from the start, are whole characters?
//
// In UTF-8 the first byte of a character says how many bytes it has:
//
//     0 to 127: one        194 to 223: two        224 to 239: three        240 to 244: four
//
// and each further byte of it is one of 128 to 191. A char may be negative; its number is
// static_cast<unsigned char>(c).
//
// Example:  {99, 195, 169}                 "cé"                     ->  3
//           {99, 195}                      "c" and half of an é     ->  1
//           {240, 159, 141}                most of a doughnut       ->  0
#include "01_tokens/exercises.h"

using namespace exercise;

int exercise::whole_characters(std::string_view bytes) {
    // Your code goes here, in the place of this line.
    not_written_yet(bytes);
}
