// Checks exercise 1.1, the most frequent pair.
#include <set>

#include "01_tokens/checks/tokens.h"

namespace book::teacher::exercise_1_1 {
namespace {

using Key = std::pair<int, int>;
using Counts = std::map<Key, int>;

Case of(const char* about, const std::vector<Tokens>& words) {
    Case c{about, {}};
    for (const Tokens& word : words)
        c.inputs.push_back({fmt::format("word {}", c.inputs.size()), row_of(word)});
    return c;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    Tokens x = letters(4, rng);
    all.push_back(of("a pair that is clearly first", {{x[0], x[1]}, {x[2], x[0], x[1]}, {x[3]}}));
    x = letters(4, rng);
    std::sort(x.begin(), x.end());
    all.push_back(of("two pairs equally often",
                     {{x[2], x[3], x[0]}, {x[0], x[1]}, {x[0], x[1]}, {x[2], x[3]}}));
    x = letters(4, rng);
    std::sort(x.begin(), x.end());
    all.push_back(of("three pairs equally often, two of them with the same left token",
                     {{x[1], x[3]}, {x[2], x[0]}, {x[1], x[0]}}));
    x = letters(5, rng);
    all.push_back(
        of("ends and beginnings of words",
           {{x[3], x[0]}, {x[1], x[3]}, {x[3], x[0]}, {x[1], x[2]}, {x[2], x[0]}, {x[1], x[4]}}));
    x = letters(3, rng);
    all.push_back(of("the same two in either order", {{x[0], x[1]},
                                                      {x[1], x[0]},
                                                      {x[0], x[1]},
                                                      {x[1], x[0]},
                                                      {x[0], x[2]},
                                                      {x[0], x[2]},
                                                      {x[0], x[2]}}));
    x = letters(4, rng);
    all.push_back(of("a pair three times in one word",
                     {{x[0], x[1], x[0], x[1], x[0], x[1]}, {x[2], x[3]}, {x[2], x[3]}}));
    x = letters(2, rng);
    all.push_back(of("a token beside itself", {{x[0], x[0], x[0], x[0]}, {x[0], x[1]}}));
    x = letters(3, rng);
    std::vector<Tokens> words;
    for (int i = 0; i < 4; ++i) words.push_back(random_tokens(8, x, rng));
    all.push_back(of("four long words", words));
    return all;
}

std::vector<Tokens> words_of(const Case& c) {
    std::vector<Tokens> words;
    for (const Input& input : c.inputs) words.push_back(tokens_of(input.value));
    return words;
}

Counts counts_of(const std::vector<Tokens>& words, std::size_t step = 1) {
    Counts counts;
    for (const Tokens& word : words)
        for (std::size_t i = 0; i + 1 < word.size(); i += step) ++counts[{word[i], word[i + 1]}];
    return counts;
}

Counts without_the_last_pairs(const std::vector<Tokens>& words) {
    std::vector<Tokens> shorter = words;
    for (Tokens& word : shorter) word.pop_back();
    return counts_of(shorter);
}

Matrix best(const Counts& counts, bool first_of_equals = true) {
    Tokens row{0, 0, 0};
    for (const auto& [pair, count] : counts)
        if (count > row[2] || (count == row[2] && !first_of_equals))
            row = {pair.first, pair.second, count};
    return row_of(row);
}

// Of several, the one with the smallest left id that comes first in the text.
Matrix any_right_id(const Case& c) {
    const Counts counts = counts_of(words_of(c));
    Tokens row{0, 0, 0};
    for (const Tokens& word : words_of(c))
        for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            const int count = counts.at({word[i], word[i + 1]});
            if (count > row[2] || (count == row[2] && word[i] < row[0]))
                row = {word[i], word[i + 1], count};
        }
    return row_of(row);
}

Matrix first_in_the_text(const Case& c) {
    const Counts counts = counts_of(words_of(c));
    Tokens row{0, 0, 0};
    for (const Tokens& word : words_of(c))
        for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            const int count = counts.at({word[i], word[i + 1]});
            if (count > row[2]) row = {word[i], word[i + 1], count};
        }
    return row_of(row);
}

Matrix across_words(const Case& c) {
    Tokens text;
    for (const Tokens& word : words_of(c)) text.insert(text.end(), word.begin(), word.end());
    return best(counts_of({text}));
}

Matrix either_order(const Case& c) {
    Counts counts;
    for (const auto& [pair, count] : counts_of(words_of(c)))
        counts[std::minmax(pair.first, pair.second)] += count;
    return best(counts);
}

Matrix words_that_have_it(const Case& c) {
    Counts counts;
    for (const Tokens& word : words_of(c))
        for (const auto& entry : counts_of({word})) ++counts[entry.first];
    return best(counts);
}

const Register registered(
    {"1.1",
     "The most frequent pair",
     "exercises/01_tokens/1_pair.cpp",
     cases,
     [](const Case& c) {
         const exercise::Pair pair = exercise::most_frequent_pair(words_of(c));
         return row_of({pair.left, pair.right, pair.count});
     },
     [](const Case& c) { return best(counts_of(words_of(c))); },
     {{"across_words",
       "This is what you get when the last token of one word and the first token of the next are "
       "counted as neighbours. Nothing is ever glued across words.",
       across_words},
      {"last_of_equals",
       "This is what you get when the last of several equally frequent pairs wins. It should be "
       "the one with the smaller ids.",
       [](const Case& c) { return best(counts_of(words_of(c)), false); }},
      {"first_in_the_text",
       "This is what you get when the pair that comes first in the text wins, if several are "
       "equally frequent. It should be the one with the smaller ids.",
       first_in_the_text},
      {"any_right_id",
       "This is what you get when equally frequent pairs are compared by their left ids alone. If "
       "these are the same, too, the smaller right id wins.",
       any_right_id},
      {"either_order",
       "This is what you get when a pair and the same pair turned round are counted as one. But "
       "\"on\" is not \"no\".",
       either_order},
      {"words_that_have_it",
       "This is what you get when you count the words that contain the pair. A word may contain "
       "it more than once.",
       words_that_have_it},
      {"forgets_the_last_pair",
       "This is what you get when the last pair of every word is not counted. A word of n tokens "
       "has n - 1 pairs: does the loop end one place too early?",
       [](const Case& c) { return best(without_the_last_pairs(words_of(c))); }},
      {"every_other_pair",
       "This is what you get when counting moves on by two places at a time. Every token but the "
       "last has a right neighbour.",
       [](const Case& c) { return best(counts_of(words_of(c), 2)); }}}});

}  // namespace
}  // namespace book::teacher::exercise_1_1
