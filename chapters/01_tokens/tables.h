// What the tables and figures of chapter 01 show.
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "notebook/figure.h"
#include "notebook/table.h"
#include "pieces.h"

namespace chapter_01 {
using namespace book;

// The vocabulary that our rounds have made, by which their tokens are printed.
inline Bpe vocabulary_of(const std::vector<Round>& rounds) {
    std::string merges;
    for (const Round& round : rounds) {
        merges += fmt::format("{} {}\n", round.merge.left, round.merge.right);
    }
    return Bpe::from_text(merges);
}

// How many tokens the text had when round r began; `at_first` before there was any.
inline long tokens_before(const std::vector<Round>& rounds, std::size_t r, long at_first) {
    if (r == 0) return at_first;
    return rounds[r - 1].remaining;
}

// "dough + nuts"
inline std::string sum_of(const Merge& merge, const Bpe& names) {
    return names.piece(merge.left) + " + " + names.piece(merge.right);
}

// The words on paper, round by round.
inline Table paper_table(const std::vector<Word>& start, const std::vector<Round>& rounds) {
    const Bpe names = vocabulary_of(rounds);
    Table table{"round", "glued", "times", "dough", "nuts", "doughnuts", "tokens"};
    for (std::size_t r = 0; r <= rounds.size(); ++r) {
        std::vector<Word> words = start;
        learn(words, static_cast<int>(r));

        std::string glued;
        Cell times("");
        if (r > 0) {
            const Merge& merge = rounds[r - 1].merge;
            glued = sum_of(merge, names);
            times = Cell(merge.count);
        }
        const auto cell = [&](std::size_t w) { return joined(names.pieces(words[w].tokens)); };
        table.add(r, glued, times, cell(0), cell(1), cell(2), total(words));
    }
    return table;
}

// The first merges, some of the later ones, and the last.
inline Table merge_table(const std::vector<Round>& rounds, long before, std::size_t lines) {
    const Bpe names = vocabulary_of(rounds);
    Table table{
        {"merge", ","},         "left", "right", "token", {"saves", ","}, {"left over", ","},
        {"per sentence", ".2f"}};
    for (std::size_t number = 1; number <= rounds.size(); ++number) {
        const bool is_shown = number <= 8 || number % 50 == 0 || number == rounds.size();
        if (!is_shown) continue;

        const Merge& merge = rounds[number - 1].merge;
        const long left = rounds[number - 1].remaining;
        const long saved = tokens_before(rounds, number - 1, before) - left;
        table.add(number, names.piece(merge.left), names.piece(merge.right), names.piece(merge.id),
                  saved, left, static_cast<double>(left) / static_cast<double>(lines));
    }
    return table;
}

// How tokens were glued: each stands before the two that it was made of.
inline void add_branches(Tree& tree, const Bpe& bpe, const std::vector<Merge>& merges, int id,
                         int parent) {
    const int here = static_cast<int>(tree.nodes.size());
    if (id < kFirstMerge) {
        tree.nodes.push_back({parent, bpe.piece(id)});
        return;
    }
    const int index = id - kFirstMerge;
    const Merge& merge = merges[static_cast<std::size_t>(index)];
    const std::string note = fmt::format("merge {}", index + 1);
    const bool is_token = parent == 0;  // of the word, which is the root
    tree.nodes.push_back({parent, bpe.piece(id), note, is_token});
    add_branches(tree, bpe, merges, merge.left, here);
    add_branches(tree, bpe, merges, merge.right, here);
}

inline Tree tree_of(const Bpe& bpe, const std::vector<Merge>& merges, std::string_view piece) {
    Tree tree;
    tree.nodes.push_back({-1, with_visible_space(piece), "the word", true});
    for (int id : bpe.encode(piece)) add_branches(tree, bpe, merges, id, 0);
    return tree;
}

// ---- how large a vocabulary? --------------------------------------------------------------------
// How often each token occurs in the lines.
inline std::vector<int> use_of(const Bpe& bpe, const Lines& lines) {
    std::vector<int> use(static_cast<std::size_t>(bpe.vocabulary_size()));
    for (const std::string& line : lines) {
        for (int id : bpe.encode(line)) {
            ++use[static_cast<std::size_t>(id)];
        }
    }
    return use;
}

inline double mean_tokens(const std::vector<int>& use, const Lines& lines) {
    return std::accumulate(use.begin(), use.end(), 0.0) / static_cast<double>(lines.size());
}

inline constexpr int kRare = 10;  // occurrences; what has fewer is rare

// Of the tokens that were glued, the share that is rare.
inline double rare_share(const std::vector<int>& use) {
    int glued = 0;
    int rare = 0;
    for (std::size_t id = kFirstMerge; id < use.size(); ++id) {
        ++glued;
        if (use[id] < kRare) ++rare;
    }
    if (glued == 0) return 0;
    return static_cast<double>(rare) / glued;
}

inline std::vector<int> doubled(int first, int last) {  // 0, first, twice as much, ..., last
    std::vector<int> numbers{0};
    for (int n = first; n < last; n *= 2) numbers.push_back(n);
    numbers.push_back(last);
    return numbers;
}

// For each size of the vocabulary: tokens in a sentence, and the share of its merges that is rare.
struct Sizes {
    std::vector<double> vocabulary;
    std::vector<double> read;
    std::vector<double> unread;
    std::vector<double> rare;
};

// clang-format off
// [sizes]
inline Sizes sizes_of(const Bpe& whole, const Text& text) {
    Sizes sizes;
    const int all = whole.vocabulary_size() - kFirstMerge;
    for (int merges : doubled(25, all)) {  // 0, 25, 50, 100, ..., all
        const Bpe bpe = first_merges(whole, merges);
        const auto read = use_of(bpe, text.read);
        const auto unread = use_of(bpe, text.unread);

        sizes.vocabulary.push_back(bpe.vocabulary_size());
        sizes.read.push_back(mean_tokens(read, text.read));
        sizes.unread.push_back(mean_tokens(unread, text.unread));
        sizes.rare.push_back(rare_share(read));
    }
    return sizes;
}
// [/sizes]
// clang-format on

inline Table sizes_table(const Sizes& sizes) {
    Table table{
        {"merges", ","}, {"vocabulary", ","}, {"read", ".2f"}, {"unread", ".2f"}, {"rare", ".0%"}};
    for (std::size_t i = 0; i < sizes.read.size(); ++i) {
        const int vocabulary = static_cast<int>(sizes.vocabulary[i]);
        const int merges = vocabulary - kFirstMerge;
        table.add(merges, vocabulary, sizes.read[i], sizes.unread[i], sizes.rare[i]);
    }
    return table;
}

inline Figure sizes_figure(const Sizes& sizes, double words, int here) {
    Plot plot{{"entries of the vocabulary"}, {"tokens in a sentence", Scale::linear, 0}};
    plot.line("counted sentences", sizes.vocabulary, sizes.read);
    plot.line("new sentences", sizes.vocabulary, sizes.unread);
    plot.line("words", {sizes.vocabulary.front(), sizes.vocabulary.back()}, {words, words});
    plot.vertical(here, "used in this chapter");
    return {
        "vocabulary", "A larger vocabulary makes a text shorter, but by less and less",
        "Two curves, almost one, fall steeply, then more and more gently, towards a line at the "
        "number of words in a sentence.",
        plot};
}

}  // namespace chapter_01
