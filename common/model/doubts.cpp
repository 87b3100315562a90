#include "model/doubts.h"

#include <algorithm>

namespace book {
namespace {

constexpr std::size_t kLongestRun = 8, kLeastTimes = 5;

// How often in a row the `tokens` behind `begin` come.
std::size_t times_in_a_row(const std::vector<int>& said, std::size_t begin, std::size_t tokens) {
    std::size_t end = begin + tokens;
    while (end < said.size() && said[end] == said[end - tokens]) ++end;
    return (end - begin) / tokens;
}

// The run that comes most often; of equals the first.
Loop most_repeated(const std::vector<int>& said) {
    Loop most;
    for (std::size_t tokens = 1; tokens <= std::min(kLongestRun, said.size()); ++tokens)
        for (std::size_t begin = 0; begin + tokens <= said.size(); ++begin) {
            const std::size_t times = times_in_a_row(said, begin, tokens);
            if (times > most.times) most = {begin, tokens, times};
        }
    return most;
}

}  // namespace

std::vector<int> never_read(const std::vector<TokenPair>& training, int vocabulary) {
    std::vector<bool> is_read(static_cast<std::size_t>(vocabulary));
    is_read[kBegin] = is_read[kEnd] = true;  // no part of a sentence
    for (const TokenPair& pair : training)
        for (const int token : pair.source) is_read[static_cast<std::size_t>(token)] = true;
    std::vector<int> tokens;
    for (int token = 0; token < vocabulary; ++token)
        if (!is_read[static_cast<std::size_t>(token)]) tokens.push_back(token);
    return tokens;
}

std::vector<int> unknown_in(const std::vector<int>& sentence, const std::vector<int>& never_read) {
    std::vector<int> unknown;
    for (const int token : sentence)
        if (std::binary_search(never_read.begin(), never_read.end(), token) &&
            std::find(unknown.begin(), unknown.end(), token) == unknown.end())
            unknown.push_back(token);
    return unknown;
}

Loop find_loop(const std::vector<int>& said, const std::vector<int>& source) {
    const Loop loop = most_repeated(said);
    const bool is_one = loop.times >= kLeastTimes && loop.times > 2 * most_repeated(source).times;
    return is_one ? loop : Loop{};
}

}  // namespace book
