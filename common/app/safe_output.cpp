#include "app/safe_output.h"

#include <fmt/format.h>

#include "core/display_width.h"

namespace book {
namespace {

// Calls f(code point, its bytes, whether it is shown as it is) for each.
template <class F>
void for_each_sign(std::string_view text, F f) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const std::string bytes(text.substr(begin, at - begin));
        f(c, bytes, c == U'\n' || printable(bytes) == bytes);
    }
}

}  // namespace

std::string text_for_terminal(std::string_view text) {
    std::string shown;
    for_each_sign(text, [&](char32_t c, const std::string& bytes, bool is_harmless) {
        shown += is_harmless || c == U'\t' ? bytes : printable(bytes);
    });
    return shown;
}

std::string json_for_terminal(std::string_view json) {
    std::string shown;
    for_each_sign(json, [&](char32_t c, const std::string& bytes, bool is_harmless) {
        shown += is_harmless ? bytes : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    });
    return shown;
}

}  // namespace book
