// Checks exercise 1.2, one merge.
#include "01_tokens/checks/tokens.h"

namespace book::teacher::exercise_1_2 {
namespace {

using exercise::Merge;

Case of(const char* about, const Tokens& tokens, int left, int right) {
    return {about, {{"tokens", row_of(tokens)}, {"merge", row_of({left, right, 10})}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    Tokens x = letters(4, rng);
    all.push_back(of("the pair in the middle", {x[2], x[0], x[1], x[3]}, x[0], x[1]));
    all.push_back(of("at both ends", {x[0], x[1], x[2], x[0], x[1]}, x[0], x[1]));
    x = letters(3, rng);
    all.push_back(of("the pair in reverse order", {x[1], x[0], x[2], x[0], x[1]}, x[0], x[1]));
    all.push_back(of("three times the same token", {x[2], x[0], x[0], x[0]}, x[0], x[0]));
    all.push_back(of("one pair after another", {x[0], x[1], x[0], x[1], x[0]}, x[0], x[1]));
    all.push_back(of("a single token", {x[0]}, x[0], x[1]));
    x = letters(2, rng);
    all.push_back(of("many tokens of two kinds", random_tokens(12, x, rng), x[0], x[1]));
    return all;
}

Tokens tokens(const Case& c) { return tokens_of(c.matrix(0)); }
Merge merge(const Case& c) {
    const Tokens m = tokens_of(c.matrix(1));
    return {m[0], m[1], m[2]};
}

Tokens reversed(const Tokens& x) { return {x.rbegin(), x.rend()}; }

Matrix keeps_the_right(const Case& c) {
    Tokens x = tokens(c);
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
        if (x[i] == merge(c).left && x[i + 1] == merge(c).right) x[i] = merge(c).id;
    return row_of(x);
}

Matrix from_the_right(const Case& c) {
    const Merge m = merge(c);
    return row_of(reversed(glued(reversed(tokens(c)), {m.right, m.left, m.id})));
}

Matrix either_order(const Case& c) {
    const Tokens x = tokens(c);
    const Merge m = merge(c);
    Tokens all;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool here = i + 1 < x.size() && ((x[i] == m.left && x[i + 1] == m.right) ||
                                               (x[i] == m.right && x[i + 1] == m.left));
        all.push_back(here ? m.id : x[i]);
        if (here) ++i;
    }
    return row_of(all);
}

const Register registered(
    {"1.2",
     "One merge",
     "exercises/01_tokens/2_glue.cpp",
     cases,
     [](const Case& c) { return row_of(exercise::glue(tokens(c), merge(c))); },
     [](const Case& c) { return row_of(glued(tokens(c), merge(c))); },
     {{"keeps_the_right",
       "This is what you get when the right token of a pair is kept after the new one. It has "
       "been used up, so step over it.",
       keeps_the_right},
      {"from_the_right",
       "This is what you get when the word is read from right to left. Of three equal tokens, "
       "the first two should be glued.",
       from_the_right},
      {"only_the_first",
       "This is what you get when only the first place is glued. A merge is made wherever the "
       "pair occurs.",
       [](const Case& c) { return row_of(glued(tokens(c), merge(c), 1)); }},
      {"either_order",
       "This is what you get when the reversed pair is glued as well. `left` has to be on the "
       "left.",
       either_order}}});

}  // namespace
}  // namespace book::teacher::exercise_1_2
