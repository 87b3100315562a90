// 1.1  The most frequent pair
// first steps; chapter 01, "Glue what stands together most"
#include "01_tokens/exercises.h"

using namespace exercise;

// Count, then look for the largest. The map is sorted by left, then right, and
// a pair takes the lead only if it is more frequent; so of equals the one with
// the smaller ids keeps it. Any other rule would do as well, as long as it is a
// rule: two machines that break ties differently learn vocabularies that do not
// understand each other. Real training does not count everything anew in each
// round, as this would; only pairs around a merge change, and text/bpe.cpp
// keeps them up to date.
Pair exercise::most_frequent_pair(const std::vector<Tokens>& words) {
    std::map<std::pair<int, int>, int> counts;
    for (const Tokens& word : words)
        for (std::size_t i = 0; i + 1 < word.size(); ++i)
            ++counts[{word[i], word[i + 1]}];
    Pair best;
    for (const auto& [pair, count] : counts)
        if (count > best.count) best = {pair.first, pair.second, count};
    return best;
}
