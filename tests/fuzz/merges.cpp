// A vocabulary as text, and encoding with it: every text comes back.
#include "fuzz.h"
#include "text/bpe.h"
#include "text/utf8.h"
#include "text/words.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string_view merges = next_part(input);
    Bpe bpe;
    if (accepts([&] { bpe = Bpe::from_text(merges); }))
        hold(Bpe::from_text(bpe.to_text()) == bpe, "what is loaded is saved to the same");
    hold(bpe.decode(bpe.encode(input)) == input, "a text comes back");
    std::string pieces;
    for (std::string_view piece : split_pieces(input)) {
        hold(!piece.empty() && piece.size() <= kLongestPiece, "a piece has 1 to 64 bytes");
        pieces += piece;
    }
    hold(pieces == input, "the pieces are the text");
    const std::string shown = printable_piece(input);
    hold(first_invalid_utf8(shown) == shown.npos, "what is shown is UTF-8");
    to_lower(input);
}

}  // namespace book::fuzz
