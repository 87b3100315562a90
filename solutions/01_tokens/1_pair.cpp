// 1.1  The most frequent pair
// first steps; chapter 01, "Glue the pair that occurs most often"
#include "01_tokens/exercises.h"

using namespace exercise;

// Count first, and then look for the largest count. The map is sorted by left
// id and then by right id, and a pair takes the lead only if it is more
// frequent than the one before. So among equals the pair with the smaller ids
// stays in front. Any other rule would do just as well, as long as there is
// one: if two machines broke ties differently, they would learn vocabularies
// that do not understand each other. Real training does not count everything
// again in each round, as this function would. Only the pairs around a merge
// change, and text/bpe.cpp keeps their counts up to date.
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
