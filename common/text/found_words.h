// Which words of the references were said, by how often each occurs in the text that a model learnt
// from. BLEU says how much is missing, and this says what: mostly words that were hardly ever met.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace book {

inline constexpr std::int64_t kNoUpperEnd = std::numeric_limits<std::int64_t>::max();

// The words that occur `least` to `most` times in the text.
struct FoundWords {
    std::int64_t least = 0, most = 0;
    std::int64_t words = 0;  // in the references
    std::int64_t found = 0;  // said in the same line, wherever in it

    double share() const;  // found of words; 0 if there are none
};

// How often the words of a class occur: "0", "1 to 9", "1000 or more".
std::string occurrences(const FoundWords& words);

// Classes of 0, 1 to 9, 10 to 99 occurrences and so on; the last one has no upper end (most is
// kNoUpperEnd). Words are those that BLEU counts (tokenize_13a). One that occurs twice in a
// reference must be said twice. InputError if the numbers of lines differ.
std::vector<FoundWords> found_words(const std::vector<std::string>& hypotheses,
                                    const std::vector<std::string>& references,
                                    const std::vector<std::string>& learnt_from,
                                    bool lowercase = false);

}  // namespace book
