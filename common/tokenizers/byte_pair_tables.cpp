#include "tokenizers/byte_pair_tables.h"

#include "core/require.h"
#include "tokenizers/byte_alphabet.h"

namespace book {

PairMerges::PairMerges(std::size_t most) : entries_(2) {
    for (; entries_.size() < 2 * most; --shift_) entries_.resize(2 * entries_.size());
}

bool PairMerges::insert(int left, int right, PairMerge merge) {
    Entry& entry = entries_[place(left, right)];
    if (entry.left >= 0) return false;
    entry = {left, right, merge};
    return true;
}

void add_merge(BytePairTables& tables, const TokenIds& ids, std::string_view left_and_right,
               int rank) {
    const std::size_t space = left_and_right.find(' ');
    const std::string left = bytes_of_signs(left_and_right.substr(0, space));
    const std::string right =
        space == std::string_view::npos ? "" : bytes_of_signs(left_and_right.substr(space + 1));
    require_input(!left.empty() && !right.empty(),
                  "not two tokens in GPT-2's alphabet with a space between them");
    const auto id_of = [&](const std::string& token, const char* which) {
        const auto entry = ids.find(token);
        if (entry == ids.end())
            throw InputError(fmt::format("{} of \"{}\" is not in the vocabulary", which,
                                         shown_token(left_and_right)));
        return entry->second;
    };
    const int a = id_of(left, "the left side");
    const int b = id_of(right, "the right side");
    const int both = id_of(left + right, "the result");
    if (!tables.merges.insert(a, b, {rank, both}))
        throw InputError(fmt::format("\"{}\" were merged before", shown_token(left_and_right)));
}

std::array<int, 256> byte_ids_in(const TokenIds& ids) {
    std::array<int, 256> result{};
    for (int b = 0; b < 256; ++b) {
        const auto entry = ids.find(std::string(1, static_cast<char>(b)));
        result[b] = entry == ids.end() ? -1 : entry->second;
    }
    return result;
}

}  // namespace book
