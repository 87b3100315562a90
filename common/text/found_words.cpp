#include "text/found_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/require.h"
#include "text/bleu.h"
#include "text/utf8.h"

namespace book {
namespace {

using WordCounts = std::unordered_map<std::string, std::int64_t>;

void count_words(const std::string& line, bool lowercase, WordCounts& counts) {
    const std::string tokens = tokenize_13a(lowercase ? to_lower(line) : line);
    for (std::string_view word : split_words(tokens)) ++counts[std::string(word)];
}

std::vector<FoundWords> empty_classes() {
    std::vector<FoundWords> classes{{0, 0}};
    for (std::int64_t least = 1; least <= 1000; least *= 10)
        classes.push_back({least, 10 * least - 1});
    classes.back().most = kNoUpperEnd;
    return classes;
}

std::int64_t count_of(const WordCounts& counts, const std::string& word) {
    const auto found = counts.find(word);
    return found == counts.end() ? 0 : found->second;
}

}  // namespace

double FoundWords::share() const {
    return words == 0 ? 0 : static_cast<double>(found) / static_cast<double>(words);
}

std::string occurrences(const FoundWords& words) {
    if (words.most == kNoUpperEnd) return fmt::format("{} or more", words.least);
    if (words.least == words.most) return fmt::format("{}", words.least);
    return fmt::format("{} to {}", words.least, words.most);
}

std::vector<FoundWords> found_words(const std::vector<std::string>& hypotheses,
                                    const std::vector<std::string>& references,
                                    const std::vector<std::string>& learnt_from, bool lowercase) {
    require_input(hypotheses.size() == references.size(), "{} translations, but {} references",
                  hypotheses.size(), references.size());
    WordCounts learnt;
    for (const std::string& line : learnt_from) count_words(line, lowercase, learnt);

    std::vector<FoundWords> classes = empty_classes();
    for (std::size_t i = 0; i < references.size(); ++i) {
        WordCounts said, wanted;
        count_words(hypotheses[i], lowercase, said);
        count_words(references[i], lowercase, wanted);
        for (const auto& [word, times] : wanted) {
            std::size_t k = 0;
            while (count_of(learnt, word) > classes[k].most) ++k;
            classes[k].words += times;
            classes[k].found += std::min(times, count_of(said, word));
        }
    }
    return classes;
}

}  // namespace book
