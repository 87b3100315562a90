#include "text/words.h"

#include <string>

#include "text/utf8.h"

namespace book {
namespace {

enum class Kind { kSpace, kLetter, kDigit, kOther, kEndOfText };

// Beyond ASCII everything is a letter but white space and the punctuation that French, English and
// their neighbours use. A rare sign taken for a letter makes a merge less likely, nothing worse.
Kind kind_of(char32_t c) {
    if (is_space(c)) return Kind::kSpace;
    if (c >= '0' && c <= '9') return Kind::kDigit;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::kLetter;
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA ? Kind::kLetter : Kind::kOther;
    if (c == 0xD7 || c == 0xF7) return Kind::kOther;        // times, divided by
    if (c >= 0x2010 && c <= 0x2BFF) return Kind::kOther;    // punctuation, signs, arrows
    if (c >= 0x3001 && c <= 0x303F) return Kind::kOther;    // East Asian punctuation
    if (c >= 0xFF01 && c <= 0xFF0F) return Kind::kOther;    // and its wide ASCII
    if (c >= 0x1F000 && c <= 0x1FAFF) return Kind::kOther;  // emoji
    return Kind::kLetter;
}

bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019; }

// A place in the text, and what stands there.
struct Cursor {
    explicit Cursor(std::string_view t) : text(t) { read(); }

    void advance() {
        at = behind;
        read();
    }
    Cursor next() const {
        Cursor c = *this;
        c.advance();
        return c;
    }
    // Moves on over a run of one kind, which ends at most kLongestPiece bytes behind `begin`.
    void skip(Kind run, std::size_t begin) {
        while (kind == run && behind - begin <= kLongestPiece) advance();
    }
    void read() {
        behind = at;
        code_point = at < text.size() ? next_code_point(text, behind) : 0;
        kind = at < text.size() ? kind_of(code_point) : Kind::kEndOfText;
    }

    std::string_view text;
    std::size_t at = 0;      // where the code point begins
    std::size_t behind = 0;  // where the next one does
    char32_t code_point = 0;
    Kind kind = Kind::kEndOfText;
};

// Does an English ending stand here, up to the end of the word?
bool at_english_ending(Cursor c) {
    const std::size_t begin = c.at;
    while (c.kind == Kind::kLetter && c.at - begin < 3) c.advance();
    const std::string ending = to_lower(c.text.substr(begin, c.at - begin));
    for (const char* e : {"s", "t", "d", "m", "re", "ve", "ll"})
        if (ending == e) return true;
    return false;
}

// Moves the cursor behind the piece that begins at it. A word that ends there is in `after_word`.
void skip_piece(Cursor& c, bool& after_word) {
    const std::size_t begin = c.at;
    const bool contraction =
        after_word && is_apostrophe(c.code_point) && at_english_ending(c.next());
    after_word = false;
    if (contraction) {
        c.advance();
        return c.skip(Kind::kLetter, begin);
    }
    // White space, but for the one space that goes before what is seen.
    while (c.kind == Kind::kSpace && c.behind - begin <= kLongestPiece) {
        const Kind behind = c.next().kind;
        if (c.code_point == ' ' && behind != Kind::kSpace && behind != Kind::kEndOfText) break;
        c.advance();
    }
    if (c.at > begin) return;
    if (c.kind == Kind::kSpace) c.advance();
    const Kind run = c.kind;
    c.skip(run, begin);
    if (run != Kind::kLetter) return;
    after_word = true;
    if (!is_apostrophe(c.code_point) || c.behind - begin > kLongestPiece) return;
    const Cursor behind = c.next();
    if (behind.kind == Kind::kLetter && !at_english_ending(behind)) c.advance();
}

}  // namespace

std::vector<std::string_view> split_pieces(std::string_view text) {
    std::vector<std::string_view> pieces;
    bool after_word = false;
    for (Cursor c(text); c.at < text.size();) {
        const std::size_t begin = c.at;
        skip_piece(c, after_word);
        pieces.push_back(text.substr(begin, c.at - begin));
    }
    return pieces;
}

}  // namespace book
