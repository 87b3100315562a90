// Regular expressions by the browser, which has them already (tokenizers/matcher.h).
#include "tokenizers/matcher.h"

#include "core/require.h"

// regular_expressions.js. How many bytes of text[at, end) match from `at` on, or 0.
extern "C" int book_match(const char* pattern, const char* text, std::size_t at, std::size_t end);

namespace book {

struct RegularExpression::Compiled {
    std::string text;
};
RegularExpression::RegularExpression(const std::string& text)
    : compiled_(std::make_unique<Compiled>(Compiled{text})) {}
RegularExpression::~RegularExpression() = default;

struct Matcher::Found {};
Matcher::Matcher(std::string_view utf8) : text_(utf8) {}
Matcher::~Matcher() = default;

std::string_view Matcher::match_at(std::size_t at, std::size_t end,
                                   const RegularExpression& pattern) {
    const int bytes = book_match(pattern.compiled_->text.c_str(), text_.data(), at, end);
    require(bytes > 0, "a pattern: the browser says {} at byte {}", bytes, at);
    return text_.substr(at, static_cast<std::size_t>(bytes));
}

}  // namespace book
