// 1.4  How much of an unfinished text can be shown?
// solid; chapter 01, "é is not always é"
//
// A model is writing, and a reader is watching. What it has written so far are the first bytes of a
// text in UTF-8, and they may end in the middle of a character. How many bytes, counted from the
// start, form whole characters and can be shown?
//
// In UTF-8 the first byte of a character says how many bytes it has:
//
//     0 to 127: one        194 to 223: two        224 to 239: three        240 to 244: four
//
// Each further byte of the character is a number from 128 to 191. Since a char may be negative,
// read its number as static_cast<unsigned char>(c).
//
// Example:  {99, 195, 169}                 "cé"                     ->  3
//           {99, 195}                      "c" and half of an é     ->  1
//           {240, 159, 141}                most of a doughnut       ->  0
#include "01_tokens/exercises.h"

using namespace exercise;

int exercise::whole_characters(std::string_view bytes) {
    // Replace this line and the next with your code.
    not_written_yet(bytes);
}
