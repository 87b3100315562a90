#include "tokenizers/matcher.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <new>

#include "core/require.h"

namespace book {

struct RegularExpression::Compiled {
    std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code{nullptr, &pcre2_code_free};
};

RegularExpression::RegularExpression(const std::string& text)
    : compiled_(std::make_unique<Compiled>()) {
    int error = 0;
    PCRE2_SIZE at = 0;
    compiled_->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                        PCRE2_UTF | PCRE2_ANCHORED, &error, &at, nullptr));
    require(compiled_->code != nullptr, "a pattern: PCRE2 refuses it at {} (error {})", at, error);
    // Machine code is ten times as fast. Where a system forbids it, PCRE2 interprets.
    pcre2_jit_compile(compiled_->code.get(), PCRE2_JIT_COMPLETE);
}
RegularExpression::~RegularExpression() = default;

struct Matcher::Found {
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data{
        pcre2_match_data_create(1, nullptr), &pcre2_match_data_free};
};

Matcher::Matcher(std::string_view utf8) : text_(utf8), found_(std::make_unique<Found>()) {
    if (found_->data == nullptr) throw std::bad_alloc();
}
Matcher::~Matcher() = default;

std::string_view Matcher::match_at(std::size_t at, std::size_t end,
                                   const RegularExpression& pattern) {
    const auto* const subject = reinterpret_cast<PCRE2_SPTR>(text_.data());
    const int found = pcre2_match(pattern.compiled_->code.get(), subject, end, at,
                                  PCRE2_NO_UTF_CHECK, found_->data.get(), nullptr);
    const std::size_t stop = pcre2_get_ovector_pointer(found_->data.get())[1];
    require(found > 0 && stop > at, "a pattern: PCRE2 says {} at byte {}", found, at);
    return text_.substr(at, stop - at);
}

}  // namespace book
