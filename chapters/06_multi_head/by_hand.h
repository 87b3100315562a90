// What chapter 06 builds by hand: words as rows of six numbers and three heads of two columns each;
// two ways to join heads, the second wrong on purpose, and tests for them; multi-head attention.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "core/require.h"
#include "nn/attention.h"
#include "text/lines.h"
#include "text/utf8.h"

namespace chapter_06 {
using namespace book;

using Matrices = std::vector<Matrix>;

// clang-format off
// [words]
struct Word {
    std::string text;
    real noun;  // a pronoun counts as one
    real verb;
    real feeling;
    real flavour;
};

const std::vector<Word> kWords{
    {"I",         1, 0,  0,  0}, {"you",   1, 0,  0,  0},
    {"doughnuts", 1, 0,  0,  1}, {"taxes", 1, 0,  0, -1},
    {"dog",       1, 0,  0,  0}, {"man",   1, 0,  0,  0},
    {"love",      0, 1,  1,  0}, {"hate",  0, 1, -1,  0},
    {"bites",     0, 1,  0,  0}, {"the",   0, 0,  0,  0},
    {"and",       0, 0,  0,  0}, {"but",   0, 0,  0,  0}};

const real kTurn = std::numbers::pi_v<real> / 8;  // from word to word

inline Matrix rows_of(const std::vector<Word>& words) {  // (n x 6)
    Matrix x({static_cast<int>(words.size()), 6});
    for (int p = 0; p < x.rows(); ++p) {
        const Word& w = words[static_cast<std::size_t>(p)];
        const real angle = kTurn * static_cast<real>(p);
        const real row[] = {w.noun, w.verb, w.feeling, w.flavour,
                            std::sin(angle), std::cos(angle)};
        std::copy(std::begin(row), std::end(row), x.row(p).begin());
    }
    return x;
}
// [/words]

// [by_hand]
const real kSin = 100 * std::sin(kTurn);
const real kCos = 100 * std::cos(kTurn);

//                   | grammar | meaning | position
const Matrix w_query{{ 0, 60,    0,  0,      0,    0},   // noun
                     {60,  0,    0,  0,      0,    0},   // verb
                     { 0,  0,   20,  0,      0,    0},   // feeling
                     { 0,  0,    0, 20,      0,    0},   // flavour
                     { 0,  0,    0,  0,   kCos, kSin},   // sine
                     { 0,  0,    0,  0,  -kSin, kCos}};  // cosine
const Matrix w_key{  {1,     0,    0, 0,     0, 0},      // noun
                     {0,     1,    0, 0,     0, 0},      // verb
                     {0,     0,    0, 1,     0, 0},      // feeling
                     {0,     0,    1, 0,     0, 0},      // flavour
                     {0,     0,    0, 0,     1, 0},      // sine
                     {0.25f, 0,    0, 0,     0, 1}};     // cosine
// [/by_hand]

// [three]
inline Matrices three_heads(const Matrix& x, Matrices* weights = nullptr) {
    const Matrix q = matmul(x, w_query);          // (n x 6)
    const Matrix k = matmul(x, w_key);            // (n x 6)
    Matrices outputs;                             // three, (n x 2) each
    for (int head = 0; head < 3; ++head) {
        const auto own = [&](const Matrix& m) {   // its two columns
            return m.view().col_block(2 * head, 2);
        };
        Matrix shares;                            // (n x n)
        const Matrix output = scaled_dot_product_attention(
            own(q), own(k), own(x), Mask::none, &shares);

        outputs.push_back(output);
        if (weights != nullptr) weights->push_back(shares);
    }
    return outputs;
}
// [/three]

inline std::vector<ConstView> views(const Matrices& m) { return {m.begin(), m.end()}; }

// [joins]
inline Matrix joined(const Matrices& heads) {
    return concat_cols(views(heads));
}

inline Matrix joined_wrongly(const Matrices& heads) {
    const Matrix stacked = concat_rows(views(heads));  // head under head
    const int h = static_cast<int>(heads.size());
    Matrix y({heads[0].rows(), h * heads[0].cols()});  // (n x d)
    std::copy(stacked.flat().begin(), stacked.flat().end(), y.flat().begin());
    return y;
}
// [/joins]

inline Matrix sorted(Matrix x) {
    std::sort(x.flat().begin(), x.flat().end());
    return x;
}

// [tests]
template <class Join>
std::vector<bool> passes(const Matrix& x, Join join) {
    const Matrices heads = three_heads(x);
    const Matrix y = join(heads);
    const bool shape = y.shape() == x.shape();
    const bool numbers = sorted(y) == sorted(joined(heads));

    const Matrix word(x.view().row_block(0, 1));  // (1 x 6)
    const Matrices heads_of_word = three_heads(word);
    const bool single = join(heads_of_word) == joined(heads_of_word);

    const Matrix columns(y.view().col_block(2, 2));  // (n x 2)
    const bool in_place = columns == heads[1];

    const Matrix turned = join(three_heads(flip_rows(x)));
    const double off = max_abs_difference(turned, flip_rows(y));
    const bool turns = off < 1e-5;

    return {shape, numbers, single, in_place, turns};
}
// [/tests]

// [naive]
struct Counts {
    long products = 0;  // of two numbers
    long powers = 0;    // of e
};

inline Matrix product(ConstView a, ConstView b, Counts& done) {
    done.products += 1L * a.rows() * a.cols() * b.cols();
    return matmul(a, b);
}

// a holds W_Q, W_K, W_V and W_O (d x d each) and the number of heads.
inline Matrix multi_head(const Matrix& x, const MultiHeadAttention& a,
                         Counts& done) {
    const Matrix q = product(x, a.query.weight.value(), done);  // (n x d)
    const Matrix k = product(x, a.key.weight.value(), done);
    const Matrix v = product(x, a.value.weight.value(), done);

    const int width = x.cols() / a.heads;                       // d / h
    Matrix all(x.shape());                                      // (n x d)
    for (int h = 0; h < a.heads; ++h) {
        const auto own = [&](auto& m) {                         // (n x d/h)
            return m.view().col_block(h * width, width);
        };
        const Matrix turned = transpose(own(k));                // (d/h x n)
        const Matrix s = product(own(q), turned, done);         // (n x n)

        const real root = std::sqrt(real(width));
        const Matrix shares = softmax_rows(scale(s, 1 / root));
        done.powers += static_cast<long>(shares.size());

        copy(product(shares, own(v), done), own(all));
    }
    return product(all, a.output.weight.value(), done);
}
// [/naive]
// clang-format on

inline const Word* find_word(std::string_view text) {  // nullptr if we do not know it
    for (const Word& word : kWords) {
        if (word.text == text) return &word;
    }
    return nullptr;
}

inline std::string all_known_words() {  // each with a space before it
    std::string all;
    for (const Word& word : kWords) all += " " + word.text;
    return all;
}

inline std::vector<Word> words_of(const std::string& sentence) {
    const std::string line = checked_line(sentence, "--sentence", 1);
    const std::string all = all_known_words();
    std::vector<Word> words;
    for (const std::string_view text : split_words(line)) {
        const Word* known = find_word(text);
        require_input(known != nullptr, "--sentence: {} is none of{}", text, all);
        words.push_back(*known);
    }
    require_input(!words.empty() && words.size() <= 8,
                  "--sentence has {} words: give one to eight of{}", words.size(), all);
    return words;
}

}  // namespace chapter_06
