#include "tokenizers/byte_alphabet.h"

#include <array>

#include "text/utf8.h"

namespace book {
namespace {

// For each sign of the alphabet its byte; -1 for what is no sign.
std::array<int, 512> bytes_by_sign() {
    std::array<int, 512> byte_of{};
    byte_of.fill(-1);
    int next = 256;
    for (int b = 0; b < 256; ++b) {
        const bool printable = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE);
        const int sign = printable ? b : next;
        byte_of[sign] = b;
        if (!printable) ++next;
    }
    return byte_of;
}

}  // namespace

std::string bytes_of_signs(std::string_view token) {
    static const std::array<int, 512> byte_of = bytes_by_sign();
    std::string result;
    for (std::size_t at = 0; at < token.size();) {
        const char32_t c = next_code_point(token, at);
        if (c >= byte_of.size() || byte_of[c] < 0) return "";
        result += static_cast<char>(byte_of[c]);
    }
    return result;
}

std::string shown_token(std::string_view token) {
    return clip(printable(token.substr(0, 200)), 40);
}

}  // namespace book
