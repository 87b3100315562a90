// What chapter 06 builds by hand: words as rows of six numbers and three heads of two columns each;
// two ways to join heads, the second wrong on purpose, and tests for them; multi-head attention.
#pragma once

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "core/random.h"
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

inline std::string all_known_words() {
    std::vector<std::string> all;
    for (const Word& word : kWords) all.push_back(word.text);
    return fmt::format("{}", fmt::join(all, " "));
}

inline std::vector<Word> words_of(const std::string& sentence) {
    const std::string line = typed_line(sentence, "--sentence");
    const std::string all = all_known_words();
    std::vector<Word> words;
    for (const std::string_view text : split_words(line)) {
        const Word* known = find_word(text);
        require_input(known != nullptr, "--sentence: {} is none of {}", text, all);
        words.push_back(*known);
    }
    require_input(!words.empty() && words.size() <= 8,
                  "--sentence has {} words: give one to eight of {}", words.size(), all);
    return words;
}

// ---- how many words can be read back from what one head says, and from what several say ----------

constexpr int kTrials = 100;
constexpr int kKnown = 100;              // words whose values are known
constexpr int kColumns = 64;             // numbers in a value
constexpr int kStrays = 20;              // words that nobody asked for: over them goes
constexpr real kAstray = 0.2f;           // so much of the attention,
constexpr real kAskedFor = 1 - kAstray;  // and over those that are asked for goes the rest

// clang-format off
// [read]
// Of which word is this mix most nearly that share of its value?
inline int best_fit(const Matrix& mix, const Matrix& values, real share) {
    int best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int w = 0; w < values.rows(); ++w) {
        double off = 0;  // the squares, added up
        for (int c = 0; c < values.cols(); ++c) {
            const double apart = mix(0, c) - share * values(w, c);
            off += apart * apart;
        }
        if (off < least) {
            least = off;
            best = w;
        }
    }
    return best;
}
// [/read]

// What goes astray goes to the words after those that are asked for.
inline void let_stray(Matrix& shares, int asked) {
    for (int i = 0; i < kStrays; ++i) shares(0, asked + i) = kAstray / kStrays;
}

// Of one head that asks for so many words, each with half the share of the one before.
inline real first_share(int asked) {
    return kAskedFor / (2 - std::exp2(1.0f - real(asked)));
}
inline real smallest_share(int asked) {
    return first_share(asked) * std::exp2(1.0f - real(asked));
}

// [one_for_all]
// Words 0, 1, ... are asked for. Each gets half the share of the one before.
inline int read_from_one_head(const Matrix& values, int asked) {
    Matrix shares({1, values.rows()});
    real share = first_share(asked);
    for (int i = 0; i < asked; ++i) {
        shares(0, i) = share;
        share /= 2;
    }
    let_stray(shares, asked);

    int right = 0;
    Matrix mix = matmul(shares, values);  // (1 x n)(n x d)
    for (int i = 0; i < asked; ++i) {
        const int found = best_fit(mix, values, shares(0, i));
        right += found == i;
        for (int c = 0; c < mix.cols(); ++c) {
            mix(0, c) -= shares(0, i) * values(found, c);
        }
    }
    return right;
}
// [/one_for_all]

// [one_for_each]
// A head for each word, with columns of its own.
inline int read_from_own_heads(const Matrix& values, int asked) {
    const int width = values.cols() / asked;
    int right = 0;
    for (int head = 0; head < asked; ++head) {
        Matrix shares({1, values.rows()});
        shares(0, head) = kAskedFor;
        let_stray(shares, asked);

        const Matrix own(values.view().col_block(head * width, width));
        const Matrix mix = matmul(shares, own);  // (1 x n)(n x d)
        right += best_fit(mix, own, kAskedFor) == head;
    }
    return right;
}
// [/one_for_each]
// clang-format on

struct ReadBack {
    double one_head = 0;  // of the words that were asked for, the share that is named correctly
    double own_heads = 0;
};

inline ReadBack read_back(int asked, Rng& rng) {
    ReadBack named;
    const double all = static_cast<double>(asked) * kTrials;
    for (int trial = 0; trial < kTrials; ++trial) {
        const Matrix values = randn({kKnown, kColumns}, rng);
        named.one_head += read_from_one_head(values, asked) / all;
        named.own_heads += read_from_own_heads(values, asked) / all;
    }
    return named;
}

}  // namespace chapter_06
