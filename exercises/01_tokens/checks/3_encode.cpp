// Checks exercise 1.3, a word cut with given merges.
#include "01_tokens/checks/tokens.h"

namespace book::teacher::exercise_1_3 {
namespace {

using exercise::Merge;
using Merges = std::vector<Merge>;

Case of(const char* about, const Tokens& tokens, const Merges& merges) {
    Matrix rows({static_cast<int>(merges.size()), 3});
    for (int r = 0; r < rows.rows(); ++r) {
        const Merge& m = merges[static_cast<std::size_t>(r)];
        copy(row_of({m.left, m.right, m.id}), rows.view().row_block(r, 1));
    }
    return {about, {{"tokens", row_of(tokens)}, {"merges", rows}}};
}

// Merges of a few letters and of what earlier ones have made, none twice.
Merges random_merges(int n, const Tokens& kinds, Rng& rng) {
    Tokens known = kinds;
    Merges merges;
    while (static_cast<int>(merges.size()) < n) {
        const Tokens pair = random_tokens(2, known, rng);
        const bool twice = std::any_of(merges.begin(), merges.end(), [&](const Merge& m) {
            return m.left == pair[0] && m.right == pair[1];
        });
        if (twice) continue;
        merges.push_back({pair[0], pair[1], 10 + static_cast<int>(merges.size())});
        known.push_back(merges.back().id);
    }
    return merges;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    Tokens x = letters(4, rng);
    all.push_back(of("two merges that want the same token", {x[0], x[1], x[2]},
                     {{x[1], x[2], 10}, {x[0], x[1], 11}}));
    all.push_back(
        of("a merge of a merge", {x[3], x[0], x[1], x[2]}, {{x[0], x[1], 10}, {10, x[2], 11}}));
    x = letters(4, rng);
    all.push_back(of("a long token that is out of reach", {x[0], x[1], x[2]},
                     {{x[0], x[1], 10}, {x[1], x[2], 11}, {x[0], 11, 12}}));
    all.push_back(of("the newest merge comes last", {x[0], x[1], x[2], x[3]},
                     {{x[0], x[1], 10}, {x[2], x[3], 11}, {x[1], x[2], 12}}));
    all.push_back(of("a pair in three places", {x[0], x[1], x[2], x[0], x[1], x[0], x[1]},
                     {{x[0], x[1], 10}}));
    all.push_back(of("nothing to glue", {x[1], x[0]}, {{x[0], x[1], 10}}));
    x = letters(2, rng);
    const Tokens tokens = random_tokens(12, x, rng);
    const Merges merges = random_merges(5, x, rng);
    all.push_back(of("a long word and five merges", tokens, merges));
    return all;
}

Tokens tokens(const Case& c) { return tokens_of(c.matrix(0)); }
Merges merges(const Case& c) {
    Merges all;
    for (int r = 0; r < c.matrix(1).rows(); ++r) {
        const Tokens m = tokens_of(c.matrix(1).row_block(r, 1));
        all.push_back({m[0], m[1], m[2]});
    }
    return all;
}

Matrix in_order(const Case& c, int most = 1 << 30) {
    Tokens word = tokens(c);
    for (const Merge& m : merges(c)) word = glued(word, m, most);
    return row_of(word);
}

// A merge of what an earlier one has made never finds it.
Matrix only_letters(const Case& c) {
    const Tokens letters = tokens(c);
    const auto is_letter = [&](int id) {
        return std::find(letters.begin(), letters.end(), id) != letters.end();
    };
    Tokens word = letters;
    for (const Merge& m : merges(c))
        if (is_letter(m.left) && is_letter(m.right)) word = glued(word, m);
    return row_of(word);
}

Matrix backwards(const Case& c) {
    Tokens word = tokens(c);
    const Merges all = merges(c);
    for (auto m = all.rbegin(); m != all.rend(); ++m) word = glued(word, *m);
    return row_of(word);
}

Matrix all_but_the_last(const Case& c) {
    Tokens word = tokens(c);
    Merges all = merges(c);
    all.pop_back();
    for (const Merge& m : all) word = glued(word, m);
    return row_of(word);
}

// Again and again the merge learnt last, of those that fit.
Matrix newest_first(const Case& c) {
    Tokens word = tokens(c);
    const Merges all = merges(c);
    for (std::size_t i = all.size(); i > 0;) {
        const Tokens next = glued(word, all[i - 1]);
        i = next == word ? i - 1 : all.size();
        word = next;
    }
    return row_of(word);
}

// Again and again the first place where any merge fits.
Matrix left_to_right(const Case& c) {
    Tokens word = tokens(c);
    const Merges all = merges(c);
    for (std::size_t i = 0; i + 1 < word.size();) {
        const auto fits = std::find_if(all.begin(), all.end(), [&](const Merge& m) {
            return m.left == word[i] && m.right == word[i + 1];
        });
        if (fits == all.end()) {
            ++i;
            continue;
        }
        word[i] = fits->id;
        word.erase(word.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        i = 0;
    }
    return row_of(word);
}

// What a token is made of.
Tokens spelt(const Merges& all, int id) {
    for (const Merge& m : all) {
        if (m.id != id) continue;
        Tokens left = spelt(all, m.left);
        const Tokens right = spelt(all, m.right);
        left.insert(left.end(), right.begin(), right.end());
        return left;
    }
    return {id};
}

Matrix longest_first(const Case& c) {
    const Tokens word = tokens(c);
    const Merges all = merges(c);
    Tokens result;
    for (std::size_t at = 0; at < word.size();) {
        int best = word[at];
        std::size_t length = 1;
        for (const Merge& m : all) {
            const Tokens s = spelt(all, m.id);
            const bool longer = s.size() > length && at + s.size() <= word.size();
            const auto here = word.begin() + static_cast<std::ptrdiff_t>(at);
            if (!longer || !std::equal(s.begin(), s.end(), here)) continue;
            best = m.id;
            length = s.size();
        }
        result.push_back(best);
        at += length;
    }
    return row_of(result);
}

const Register registered(
    {"1.3",
     "Cut a word with given merges",
     "exercises/01_tokens/3_encode.cpp",
     cases,
     [](const Case& c) { return row_of(exercise::encode(tokens(c), merges(c))); },
     [](const Case& c) { return in_order(c); },
     {{"longest_first",
       "This is what you get when the longest token that fits is taken first. The merges have to "
       "be made in the order in which they were learnt.",
       longest_first},
      {"left_to_right",
       "This is what you get when the leftmost pair that any merge fits is glued first. An "
       "earlier merge has to be made first, even if its place is further to the right.",
       left_to_right},
      {"newest_first",
       "This is what you get when the merge that was learnt last is made first. Begin with the "
       "one that was learnt first.",
       newest_first},
      {"backwards",
       "This is what you get when the merges are made in the opposite order, the last one first. "
       "Make them in the order in which they were learnt.",
       backwards},
      {"only_letters",
       "This is what you get when merges see only the bytes of the word. A merge may also use what "
       "an earlier one has made.",
       only_letters},
      {"forgets_the_last_merge",
       "This is what you get when the last merge of the list is not made: does the loop end one "
       "place too early?",
       all_but_the_last},
      {"only_the_first_place",
       "This is what you get when each merge is made in one place only. It should be made "
       "wherever its pair occurs.",
       [](const Case& c) { return in_order(c, 1); }}}});

}  // namespace
}  // namespace book::teacher::exercise_1_3
