#include "tokenizers/gpt2_pattern.h"

#include <fmt/format.h>

#include <string>

#include "text/utf8.h"
#include "tokenizers/matcher.h"

namespace book {
namespace {

// What the pattern's classes hold decides about ids, so it must not depend on which PCRE2 is
// installed: PCRE2's own \s has U+180E.
std::string space_class(PieceRule::Spaces spaces) {
    const char* const common =
        R"(\t-\r \xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
    return common +
           std::string(spaces == PieceRule::Spaces::javascript ? R"(\x{FEFF})" : R"(\x85)");
}

// Letters and digits that Unicode 15 to 17 have added: Debian 12's PCRE2 stops at Unicode 14. None
// has been taken away, so a newer PCRE2 only finds some of them named twice.
constexpr const char* kLetters =
    R"(\p{L})"
    R"(\x{88F}\x{C5C}\x{CDC}\x{1C89}\x{1C8A}\x{A7CB}-\x{A7DC}\x{A7F1}\x{105C0}-\x{105F3})"
    R"(\x{10940}-\x{10959}\x{10D4A}-\x{10D65}\x{10D6F}-\x{10D85}\x{10EC2}-\x{10EC7})"
    R"(\x{1123F}\x{11240}\x{11380}-\x{11389}\x{1138B}\x{1138E}\x{11390}-\x{113B5}\x{113B7})"
    R"(\x{113D1}\x{113D3}\x{11BC0}-\x{11BE0}\x{11DB0}-\x{11DDB}\x{11F02}\x{11F04}-\x{11F10})"
    R"(\x{11F12}-\x{11F33}\x{1342F}\x{13441}-\x{13446}\x{13460}-\x{143FA})"
    R"(\x{16100}-\x{1611D}\x{16D40}-\x{16D6C}\x{16EA0}-\x{16EB8}\x{16EBB}-\x{16ED3})"
    R"(\x{16FF2}\x{16FF3}\x{187F8}-\x{187FF}\x{18CFF}-\x{18D1E}\x{18D80}-\x{18DF2}\x{1B132})"
    R"(\x{1B155}\x{1DF25}-\x{1DF2A}\x{1E030}-\x{1E06D}\x{1E4D0}-\x{1E4EB})"
    R"(\x{1E5D0}-\x{1E5ED}\x{1E5F0}\x{1E6C0}-\x{1E6DE}\x{1E6E0}-\x{1E6E2}\x{1E6E4}\x{1E6E5})"
    R"(\x{1E6E7}-\x{1E6ED}\x{1E6F0}-\x{1E6F4}\x{1E6FE}\x{1E6FF}\x{2B739}-\x{2B73F})"
    R"(\x{2CEA2}-\x{2CEAD}\x{2EBF0}-\x{2EE5D}\x{31350}-\x{33479})";
constexpr const char* kDigits =
    R"(\p{N})"
    R"(\x{10D40}-\x{10D49}\x{116D0}-\x{116E3}\x{11BF0}-\x{11BF9}\x{11DE0}-\x{11DE9})"
    R"(\x{11F50}-\x{11F59}\x{16130}-\x{16139}\x{16D70}-\x{16D79}\x{16FF4}-\x{16FF6})"
    R"(\x{1CCF0}-\x{1CCF9}\x{1D2C0}-\x{1D2D3}\x{1E4F0}-\x{1E4F9}\x{1E5F1}-\x{1E5FA})";

// Its runs are possessive (++): they give nothing back that could match otherwise, and PCRE2 need
// not remember the way. So a piece of a megabyte costs no stack.
std::string pattern(PieceRule::Spaces spaces) {
    return fmt::format(
        "'s|'t|'re|'ve|'m|'ll|'d"
        "| ?[{letter}]++| ?[{digit}]++| ?[^{space}{letter}{digit}]++"
        "|[{space}]+(?![^{space}])|[{space}]++",
        fmt::arg("space", space_class(spaces)), fmt::arg("letter", kLetters),
        fmt::arg("digit", kDigits));
}

// A digit, or all up to the next one.
std::string digit_pattern() { return fmt::format("[{0}]|[^{0}]++", kDigits); }

// Compiled once for all threads: a match does not change it.
const RegularExpression& pattern_of_pieces(PieceRule::Spaces spaces) {
    if (spaces == PieceRule::Spaces::javascript) {
        static const RegularExpression javascript(pattern(PieceRule::Spaces::javascript));
        return javascript;
    }
    static const RegularExpression unicode(pattern(PieceRule::Spaces::unicode));
    return unicode;
}
const RegularExpression& pattern_of_digits() {
    static const RegularExpression digits(digit_pattern());
    return digits;
}

}  // namespace

void for_each_piece(std::string_view text, PieceRule rule,
                    const std::function<void(std::string_view)>& use) {
    require_utf8(text);
    const RegularExpression& pieces = pattern_of_pieces(rule.spaces);
    Matcher matcher(text);
    for (std::size_t at = 0, end = 0; at < text.size();) {
        if (at == end) {  // a new stretch; without the rule about digits there is but one
            end = rule.digits_alone
                      ? at + matcher.match_at(at, text.size(), pattern_of_digits()).size()
                      : text.size();
        }
        const std::string_view piece = matcher.match_at(at, end, pieces);
        use(piece);
        at += piece.size();
    }
}

void for_each_gpt2_piece(std::string_view text, const std::function<void(std::string_view)>& use) {
    for_each_piece(text, PieceRule{}, use);
}

std::vector<std::string_view> split_gpt2_pieces(std::string_view text) {
    std::vector<std::string_view> pieces;
    for_each_gpt2_piece(text, [&](std::string_view piece) { pieces.push_back(piece); });
    return pieces;
}

}  // namespace book
