#include "tokenizers/added_tokens.h"

#include <algorithm>
#include <utility>

#include "tokenizers/byte_alphabet.h"

namespace book {

void clear_foreign_names(std::vector<std::string>& tokens, const std::vector<AddedToken>& added) {
    for (const AddedToken& token : added) {
        const auto id = static_cast<std::size_t>(token.id);
        if (id < tokens.size() && bytes_of_signs(token.text).empty()) tokens[id].clear();
    }
}

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
    std::sort(tokens_.begin(), tokens_.end(),
              [](const AddedToken& a, const AddedToken& b) { return a.text < b.text; });
}

const AddedToken* AddedTokens::longest_at(std::string_view text) const {
    const AddedToken* longest = nullptr;
    auto first = tokens_.begin();
    auto last = tokens_.end();
    // [first, last) are those that begin as the text does, with `length` bytes. They are sorted, so one
    // that has no more bytes than these comes first.
    for (std::size_t length = 0; first != last; ++length) {
        if (first->text.size() == length) {
            longest = &*first;
            ++first;
        }
        if (length == text.size()) break;
        const auto byte = static_cast<unsigned char>(text[length]);
        const auto byte_of = [length](const AddedToken& token) {
            return static_cast<unsigned char>(token.text[length]);
        };
        first = std::partition_point(first, last, [&](const auto& t) { return byte_of(t) < byte; });
        last = std::partition_point(first, last, [&](const auto& t) { return byte_of(t) == byte; });
    }
    return longest;
}

void AddedTokens::cut(std::string_view text, const std::function<void(std::string_view)>& between,
                      const std::function<void(const AddedToken&)>& token) const {
    std::size_t begin = 0;  // of what lies between
    std::size_t at = 0;
    while (at < text.size()) {
        const AddedToken* const found = longest_at(text.substr(at));
        if (found == nullptr) {
            ++at;
            continue;
        }
        if (at > begin) between(text.substr(begin, at - begin));
        token(*found);
        begin = at += found->text.size();
    }
    if (at > begin) between(text.substr(begin));
}

}  // namespace book
