// Cuts a text into word pieces, the units within which byte-pair encoding may merge.
//
// Put one behind the other, the pieces are the text again, byte for byte. A piece is a run of
// letters, or of digits, or of other signs, with the space before it, if there is one; or what
// other white space there is:
//
//     I love doughnuts, 12 of them!     I| love| doughnuts|,| 12| of| them|!
//
// An apostrophe between letters goes with the word that it belongs to, so that both halves are the
// words they are elsewhere. French elides the word before it, English contracts the one behind:
//
//     j'aime l'impôt, aujourd'hui       j'|aime| l'|impôt|,| aujourd'|hui
//     I don't love the man's doughnuts  I| don|'t| love| the| man|'s| doughnuts
//
// If what comes behind it is one of s t d m re ve ll, the word is English. A piece has at most
// kLongestPiece bytes, so a page without a space costs no more than one with.
//
// The idea of such a split, and of the space in front, is GPT-2's (Radford et al. 2019, 2.2).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace book {

inline constexpr std::size_t kLongestPiece = 64;  // bytes

std::vector<std::string_view> split_pieces(std::string_view text);

}  // namespace book
