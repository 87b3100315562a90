#include "text/token_stream.h"

#include <string_view>

#include "core/display_width.h"
#include "text/batch.h"

namespace book {

std::vector<int> token_stream(const std::vector<std::string>& paragraphs, const Bpe& bpe) {
    std::vector<int> ids;
    for (const std::string& paragraph : paragraphs) {
        const std::vector<int> pieces = bpe.encode(paragraph);
        ids.insert(ids.end(), pieces.begin(), pieces.end());
        ids.push_back(kEnd);
    }
    return ids;
}

std::int64_t characters_in(const std::vector<std::string>& paragraphs) {
    std::int64_t characters = 0;
    for (const std::string_view paragraph : paragraphs) {
        for (std::size_t at = 0; at < paragraph.size(); ++characters)
            next_code_point(paragraph, at);
        ++characters;  // the end of the line
    }
    return characters;
}

}  // namespace book
