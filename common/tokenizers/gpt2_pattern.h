// The first step of GPT-2's tokenizer: a regular expression cuts the text into pieces.
//
// No merge reaches over the end of a piece (Radford et al. 2019, section 2.2: otherwise a frequent
// word takes a token for itself with each sign that may follow it). The pattern is that of the
// published code:
//
//     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// An English ending; letters, digits (\p{N}) or other signs, each with the space before them, if
// there is one; white space, which leaves its last sign to the word behind it. Put one behind the
// other, the pieces are the text again. words.h is this book's own cut, made in the same spirit.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

namespace book {

// What differs from one tokenizer with this pattern to the next.
struct PieceRule {
    // White space: JavaScript's, as in the published code's copy gpt-3-encoder, or Unicode's, as in
    // Hugging Face's tokenizers and llama.cpp. Unicode's has U+0085 besides and lacks U+FEFF.
    enum class Spaces { javascript, unicode };
    Spaces spaces = Spaces::javascript;

    // SmolLM2: every digit is cut out first, for a piece of its own, and the pattern sees only what
    // lies between two of them.
    bool digits_alone = false;

    bool operator==(const PieceRule&) const = default;
};

// InputError names the first byte that is not UTF-8.
void for_each_piece(std::string_view text, PieceRule rule,
                    const std::function<void(std::string_view)>& use);
void for_each_gpt2_piece(std::string_view text, const std::function<void(std::string_view)>& use);
std::vector<std::string_view> split_gpt2_pieces(std::string_view text);

}  // namespace book
