// Tokens as the rows of matrices, which is what cases hold (teacher/harness/teach.h).
#pragma once

#include "01_tokens/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher {

using exercise::Tokens;

inline Matrix row_of(const Tokens& tokens) {
    Matrix row({1, static_cast<int>(tokens.size())});
    for (int i = 0; i < row.cols(); ++i)
        row(0, i) = static_cast<real>(tokens[static_cast<std::size_t>(i)]);
    return row;
}

inline Tokens tokens_of(ConstView row) {
    Tokens tokens;
    for (int i = 0; i < row.cols(); ++i) tokens.push_back(static_cast<int>(row(0, i)));
    return tokens;
}

// Some different small ids, in a random order.
inline Tokens letters(int n, Rng& rng) {
    Tokens all{1, 2, 3, 4, 5, 6, 7, 8, 9};
    rng.shuffle(all);
    all.resize(static_cast<std::size_t>(n));
    return all;
}

// Random tokens, of a few kinds.
inline Tokens random_tokens(int length, const Tokens& kinds, Rng& rng) {
    Tokens tokens;
    for (int i = 0; i < length; ++i)
        tokens.push_back(
            kinds[static_cast<std::size_t>(rng.below(static_cast<int>(kinds.size())))]);
    return tokens;
}

// The tokens with every pair glued, from left to right, or only the first `most` of them.
inline Tokens glued(const Tokens& tokens, const exercise::Merge& merge, int most = 1 << 30) {
    Tokens all;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool here = most > 0 && i + 1 < tokens.size() && tokens[i] == merge.left &&
                          tokens[i + 1] == merge.right;
        all.push_back(here ? merge.id : tokens[i]);
        if (here) {
            ++i;
            --most;
        }
    }
    return all;
}

}  // namespace book::teacher
