// The diagrams of chapter 01: a sentence on its way to numbers, and words whose letters are glued.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/display_width.h"
#include "notebook/figure.h"
#include "pieces.h"
#include "tables.h"

namespace chapter_01 {
using namespace book;

// ---- text, tokens, ids, rows --------------------------------------------------------------------
inline Figure three_steps(const std::string& sentence, const Bpe& bpe) {
    constexpr int kMost = 4;   // tokens that are shown
    constexpr int kWide = 10;  // columns of a token, and one between two
    const Tokens ids = bpe.encode(sentence);
    const int all = static_cast<int>(ids.size());
    const int shown = std::min(all, kMost);
    const int total = kMost * (kWide + 1) - 1;

    Diagram d;
    d.word("sentence", {0, 0}, {total, 3}, clip(printable(sentence), total - 4), Look::lit);
    for (int i = 0; i < shown; ++i) {
        const int left = i * (kWide + 1);
        const int middle = left + kWide / 2 - 1;
        const bool is_rest = i == kMost - 1 && all > kMost;
        const int id = ids[static_cast<std::size_t>(i)];
        const std::string token = is_rest ? "…" : clip(bpe.piece(id), kWide - 2);
        const std::string number = is_rest ? "…" : fmt::format("{}", id);
        const std::string name = fmt::format("{}", i);

        d.word("token" + name, {left, 5}, {kWide, 3}, token, Look::lit);
        d.word("id" + name, {left, 10}, {kWide, 3}, number, Look::lit);
        d.word("row" + name, {left, 15}, {kWide, 3}, "· · · ·", Look::grey);
        d.road({{middle, 3}, {middle, 4}});
        d.arrow("token" + name, "id" + name);
        d.arrow("id" + name, "row" + name, "", {.look = Look::grey});
    }
    d.text({total + 2, 1}, "text", Look::lit);
    d.text({total + 2, 6}, "tokens", Look::lit);
    d.text({total + 2, 11}, "ids", Look::lit);
    d.text({total + 2, 16}, "rows: later", Look::grey);
    return {
        "steps", "From text to tokens to ids",
        "Four layers from top to bottom: the sentence @{sentence}; its tokens @{own}; under each "
        "token its id, @{ids}; and under each id, in grey, a row of numbers that is still empty.",
        d};
}

// ---- letters that are glued ---------------------------------------------------------------------
// A word after one merge: `made` is what was glued last.
struct Course {
    Tokens tokens;
    int made;
    std::string note;
};

// The word, course upon course. A token is as wide as its letters were.
inline Diagram wall(const std::vector<Course>& courses, const Bpe& names) {
    constexpr int kLetter = 4;  // columns, with the one that is free after it
    Diagram d;
    int row = 0;
    for (const Course& course : courses) {
        int left = 0;
        for (int id : course.tokens) {
            const int columns = kLetter * static_cast<int>(names.bytes(id).size());
            const Look look = id == course.made ? Look::lit : Look::plain;
            d.word(fmt::format("{}-{}", row, left), {left, row}, {columns - 1, 3}, names.piece(id),
                   look);
            left += columns;
        }
        d.text({left + 1, row + 1}, course.note);
        row += 3;
    }
    return d;
}

// One word of several while the merges are learnt.
inline Figure learning_wall(const std::vector<Word>& start, std::size_t word,
                            const std::vector<Round>& rounds) {
    const Bpe names = vocabulary_of(rounds);
    std::vector<Course> courses{{start[word].tokens, 0, "letters"}};
    for (const Round& round : rounds) {
        const Merge& merge = round.merge;
        const Tokens tokens = glue(courses.back().tokens, {merge.left, merge.right}, merge.id);
        courses.push_back(
            {tokens, merge.id, fmt::format("{}, {} times", sum_of(merge, names), merge.count)});
    }
    return {
        "rounds", "Merge by merge, letters become two halves",
        "A wall of letters, row under row. At the top the letters of doughnuts; in each row "
        "below, two neighbours have become one; the note beside it says which two, and how often "
        "they occurred together in all five words. At the bottom only @{halves} are left.",
        wall(courses, names)};
}

// A word that was not among them, cut with those merges. Merges that find nothing are left out.
inline Figure cutting_wall(const std::string& word, const std::vector<Round>& rounds) {
    const Bpe names = vocabulary_of(rounds);
    std::vector<Course> courses{{byte_tokens(word), 0, "letters"}};
    for (std::size_t r = 0; r < rounds.size(); ++r) {
        const Merge& merge = rounds[r].merge;
        const Tokens tokens = glue(courses.back().tokens, {merge.left, merge.right}, merge.id);
        if (tokens == courses.back().tokens) continue;
        courses.push_back(
            {tokens, merge.id, fmt::format("merge {}: {}", r + 1, sum_of(merge, names))});
    }
    return {"new_word", "A new word is cut by the old merges, in their order",
            "A wall of letters, row under row. At the top the letters of donuts; below, one after "
            "the other, merges @{new.fit} glue what fits, until @{new.word} are left.",
            wall(courses, names)};
}

// How often two letters stand side by side, the most frequent first.
inline Table pair_table(const std::vector<Word>& words) {
    using Counted = std::pair<Pair, long>;
    const auto counts = count_pairs(words);
    std::vector<Counted> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Counted& a, const Counted& b) { return a.second > b.second; });

    const Bpe names;
    std::vector<Column> columns{"pair"};
    std::vector<Cell> times{"times"};
    for (const auto& [pair, count] : sorted) {
        columns.emplace_back(names.piece(pair.first) + " " + names.piece(pair.second));
        times.emplace_back(count);
    }
    Table table(columns);
    table.add_row(times);
    return table;
}

}  // namespace chapter_01
