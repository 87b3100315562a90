// The plumbing of chapter 03: words to read backwards, and vectors for them; the signals that come to
// mind first, and what signals are measured by; tables and figures.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "nn/attention.h"
#include "notebook/figure.h"
#include "notebook/table.h"
#include "tensor/ops.h"
#include "text/lines.h"
#include "text/utf8.h"

namespace chapter_03 {
using namespace book;

using Numbers = std::vector<double>;
using Words = std::vector<std::string>;

// The words, checked: two or more, and another sentence when they are read backwards.
inline Words words_of(const std::string& sentence) {
    Words words;
    const std::string line = typed_line(sentence, "--sentence");
    for (std::string_view word : split_words(line)) words.emplace_back(word);

    require_input(words.size() >= 2 && words.size() <= 24,
                  "--sentence: it has {} words; give 2 to 24, with spaces between them",
                  words.size());
    const Words backwards(words.rbegin(), words.rend());
    require_input(words != backwards,
                  "--sentence: it is the same read backwards; give one whose order can be seen");
    return words;
}

inline std::uint64_t hash_of(const std::string& word, std::uint64_t seed) {
    std::uint64_t hash = seed;
    for (char letter : word) {
        hash = mix(hash ^ static_cast<unsigned char>(letter));
    }
    return hash;
}

// A row of random numbers for each word, drawn from its letters: a word has always the same.
inline Matrix vectors_of(const Words& words, int width, std::uint64_t seed) {
    Matrix x({static_cast<int>(words.size()), width});  // (n x d)
    for (int i = 0; i < x.rows(); ++i) {
        Rng rng(hash_of(words[static_cast<std::size_t>(i)], seed));
        copy(randn({1, width}, rng, 0.5), x.view().row_block(i, 1));
    }
    return x;
}

// [attention]
inline Matrix attention(const Matrix& x) {  // (n x d) -> (n x d)
    return scaled_dot_product_attention(x, x, x);
}
// [/attention]

// The article's I, love and doughnuts, and what it prints after it has added their positions.
inline const Matrix kArticleWords{{0.1f, 0.2f}, {0.9f, 0.8f}, {0.8f, 0.7f}};
inline const Matrix kArticleSums{{0.2f, 0.3f}, {0.9f, 0.9f}, {0.7f, 0.8f}};

// ---- three signals that come to mind first ------------------------------------------------------
inline Matrix count_signal(int length) {  // 0, 1, 2, ...
    Matrix p({length, 1});
    for (int pos = 0; pos < length; ++pos) p(pos, 0) = static_cast<real>(pos);
    return p;
}

inline Matrix share_signal(int length) {  // 0, 1/n, 2/n, ...
    return scale(count_signal(length), 1 / static_cast<real>(length));
}

inline Matrix binary_signal(int length) {  // eight digits, the last one first
    Matrix p({length, 8});
    for (int pos = 0; pos < length; ++pos) {
        for (int c = 0; c < 8; ++c) {
            const int digit = (pos >> c) & 1;
            p(pos, c) = static_cast<real>(digit);
        }
    }
    return p;
}

// ---- what signals are like ----------------------------------------------------------------------
struct Traits {
    double largest = 0;     // of all the numbers
    double nearest = 1e9;   // distance of the two positions that are most alike
    double shortest = 1e9;  // steps from one position to the next
    double longest = 0;
};

inline double distance(const Matrix& rows, int a, int b) {
    return norm(subtract(rows.view().row_block(a, 1), rows.view().row_block(b, 1)));
}

inline Traits traits_of(const Matrix& p) {  // (n x d)  a row for each position
    Traits traits;
    for (real number : p.flat()) {
        traits.largest = std::max(traits.largest, std::abs(double{number}));
    }
    for (int a = 0; a < p.rows(); ++a) {
        for (int b = a + 1; b < p.rows(); ++b) {
            traits.nearest = std::min(traits.nearest, distance(p, a, b));
        }
    }
    for (int pos = 0; pos + 1 < p.rows(); ++pos) {
        const double step = distance(p, pos, pos + 1);
        traits.shortest = std::min(traits.shortest, step);
        traits.longest = std::max(traits.longest, step);
    }
    return traits;
}

// The longest step of the binary digits, the last time that it is taken: from 31 to 32, if there are
// 40 positions, all six digits flip.
struct BinaryStep {
    int from = 0;
    int flips = 1;
};

inline BinaryStep longest_binary_step(int length) {
    BinaryStep step;
    for (int power = 2; power < length; power *= 2) {
        step.from = power - 1;
        ++step.flips;
    }
    return step;
}

// The three tries, the share at half the length, and `signals`: one row of the table each.
struct Tries {
    Table table{{"signal",
                 {"largest", ".3g"},
                 {"nearest two", ".3f"},
                 {"step from", ".3f"},
                 {"to", ".3f"}}};
    Traits count;
    Traits share;
    Traits brief_share;
    Traits binary;
    Traits paper;
};

inline Tries tries_and(const Matrix& signals) {
    Tries tries;
    const int n = signals.rows();
    const auto measure = [&](const char* name, const Matrix& p) {
        const Traits traits = traits_of(p);
        tries.table.add(name, traits.largest, traits.nearest, traits.shortest, traits.longest);
        return traits;
    };
    tries.count = measure("count", count_signal(n));
    tries.share = measure("share", share_signal(n));
    tries.brief_share = measure("share, half the words", share_signal(n / 2));
    tries.binary = measure("binary digits", binary_signal(n));
    tries.paper = measure("the paper's", signals);
    return tries;
}

// ---- what a sum still says ----------------------------------------------------------------------
struct ReadBack {
    double overlap = 0;  // the cosine between a word and a signal, without its sign
    double words_right = 0;
    double positions_right = 0;
};

// [read_back]
inline ReadBack read_back(const Matrix& words, const Matrix& signals) {
    ReadBack right;
    for (int pos = 0; pos < signals.rows(); ++pos) {
        const ConstView signal = signals.view().row_block(pos, 1);
        const Matrix sums = add_bias(words, signal);  // it, to each word
        const Matrix like_words = matmul_nt(sums, words);
        const Matrix like_signals = matmul_nt(sums, signals);
        for (int w = 0; w < words.rows(); ++w) {
            right.words_right += argmax(like_words.row(w)) == w;
            right.positions_right += argmax(like_signals.row(w)) == pos;
            // [not-shown]
            const double d = dot(words.row(w), signals.row(pos));
            right.overlap += std::abs(d) / norm(words.view().row_block(w, 1)) / norm(signal);
            // [/not-shown]
        }
    }
    const double all = words.rows() * signals.rows();
    right.words_right /= all;
    right.positions_right /= all;
    // [not-shown]
    right.overlap /= all;
    // [/not-shown]
    return right;
}
// [/read_back]

// How many columns of `far` hold a number that is further than this beyond all those of `seen`.
constexpr real kBeyond = 0.01f;

inline int columns_beyond(const Matrix& seen, const Matrix& far) {
    int beyond = 0;
    for (int c = 0; c < seen.cols(); ++c) {
        real low = seen(0, c);
        real high = seen(0, c);
        for (int r = 0; r < seen.rows(); ++r) {
            low = std::min(low, seen(r, c));
            high = std::max(high, seen(r, c));
        }
        bool is_beyond = false;
        for (int r = 0; r < far.rows(); ++r) {
            if (far(r, c) < low - kBeyond || far(r, c) > high + kBeyond) is_beyond = true;
        }
        beyond += is_beyond;
    }
    return beyond;
}

inline double spread(const Numbers& v) {  // from the smallest to the largest
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    return *high - *low;
}

// How much the dot products of equal distance differ: one step down the diagonal, and compared.
inline double unevenness(const Matrix& dots) {
    const int n = dots.rows() - 1;
    return max_abs_difference(dots.view().row_block(1, n).col_block(1, n),
                              dots.view().row_block(0, n).col_block(0, n));
}

// ---- tables and figures -------------------------------------------------------------------------
// The first two numbers of each word; rows matched by word.
inline Table both_orders(const Words& words, const Matrix& forwards, const Matrix& reversed) {
    Table table{"word", {"forwards", ".4f"}, {"", ".4f"}, {"backwards", ".4f"}, {"", ".4f"}};
    for (int i = 0; i < forwards.rows(); ++i) {
        const std::string& word = words[static_cast<std::size_t>(i)];
        table.add(word, forwards(i, 0), forwards(i, 1), reversed(i, 0), reversed(i, 1));
    }
    return table;
}

// What each number has moved since the first.
inline Numbers from_the_first(Numbers numbers) {
    const double first = numbers.front();
    for (double& number : numbers) number -= first;
    return numbers;
}

inline Figure places_figure(const Numbers& added, const Numbers& turned) {
    Numbers places;
    for (std::size_t i = 0; i < added.size(); ++i) places.push_back(static_cast<double>(i));
    Plot plot{{"words before the sentence"}, {"dot product, minus the first one"}};
    plot.line("signals added", places, from_the_first(added));
    plot.line("words turned", places, from_the_first(turned));
    return {"places", "First and last word, compared further and further down a text",
            "How far the dot product has moved, over the number of words before the sentence. With "
            "added signals the curve wobbles, with turned words it stays at 0.",
            plot};
}

// The first wheel: its hand at position 1, and where it points at the next ones.
inline Figure wheel_figure(const Matrix& signals) {
    constexpr int kPlaces = 7;  // nearly once round
    const double sine = signals(1, 0);
    const double cosine = signals(1, 1);
    Numbers rim_x;
    Numbers rim_y;
    for (int i = 0; i <= 72; ++i) {
        const double angle = i * std::acos(-1.0) / 36;
        rim_x.push_back(std::cos(angle));
        rim_y.push_back(std::sin(angle));
    }
    Numbers x;
    Numbers y;
    Words names;
    for (int pos = 0; pos < kPlaces; ++pos) {
        x.push_back(signals(pos, 1));
        y.push_back(signals(pos, 0));
        names.push_back(fmt::format("{}", pos));
    }

    Plot plot{{"how far to the right: cosine", Scale::linear, -1.1, 1.1},
              {"how high: sine", Scale::linear, -1.1, 1.1}};
    plot.equal_axes = true;
    plot.line("", rim_x, rim_y);
    plot.arrow("", 0, 0, cosine, sine);
    plot.line("sine", {cosine, cosine}, {sine, 0});
    plot.line("cosine", {cosine, 0}, {0, 0});
    plot.points("", x, y, names);
    return {"wheel", "The fastest wheel: its hand at position 1",
            fmt::format("A circle with a hand in it. At position 0 the hand points to the right; "
                        "from one position to the next it turns further, anticlockwise, and at "
                        "position 6 it is nearly back. At position 1 it points {:.2f} up, which is "
                        "the sine, and {:.2f} to the right, which is the cosine.",
                        sine, cosine),
            plot};
}

// The sines of some wheels, over the positions, and between them as a wheel glides.
inline Figure waves(const Matrix& signals) {
    const int drawn = 240;  // points of a curve
    Numbers positions;
    for (int i = 0; i <= drawn; ++i) positions.push_back(double(signals.rows() - 1) * i / drawn);
    Plot plot{{"position"}, {"number in the signal", Scale::linear, -1, 1}};
    for (int wheel : {0, 2, 4, 8}) {
        const int column = 2 * wheel;
        if (column >= signals.cols()) continue;
        Numbers numbers;
        const double speed = 1 / std::pow(10000.0, double(column) / signals.cols());
        for (double position : positions) numbers.push_back(std::sin(position * speed));
        plot.line(fmt::format("column {}", column), positions, numbers);
    }
    return {"sinusoids", "Fast waves tell neighbours apart, slow ones distant places",
            "Waves over the positions, all between -1 and 1. The wave of column 0 goes up and down "
            "many times; the waves of the later columns are slower and slower, and the last one "
            "has only begun to rise.",
            plot};
}

// The article's three words, and what it adds to each of them.
inline Figure added_below(const Matrix& words, const Matrix& sums) {
    const Matrix signals = subtract(sums, words);
    const std::vector<std::string> names{"I", "love", "doughnuts"};
    const std::vector<std::string> places{"position 1", "position 2", "position 3"};
    Diagram d;
    for (int i = 0; i < 3; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const int left = 16 * i;
        const auto one = [i](const Matrix& m) { return m.view().row_block(i, 1); };
        d.text({left, 0}, names[at]);
        d.cells("word" + names[at], {left, 1}, one(words), {.format = ".1f", .width = 5});
        d.text({left, 5}, "+ " + places[at]);
        d.cells("signal" + names[at], {left, 6}, one(signals),
                {.format = ".1f", .width = 5, .look = Look::lit});
        d.text({left, 10}, "=");
        d.cells("sum" + names[at], {left, 11}, one(sums), {.format = ".1f", .width = 5});
    }
    return {
        "added", "Each word, plus the signal of its position",
        fmt::format("Three columns, for I, love and doughnuts. In each, the word's row is at the "
                    "top, the signal of its position in the middle, and their sum below: for "
                    "love, ({:.1f}, {:.1f}) plus ({:.1f}, {:.1f}) is ({:.1f}, {:.1f}).",
                    words(1, 0), words(1, 1), signals(1, 0), signals(1, 1), sums(1, 0), sums(1, 1)),
        d};
}

// How far the turn of "three words on" goes.
inline constexpr int kWordsOn = 3;

// Row `here` of two tables of dot products, as shares of the largest.
inline Figure closeness_figure(const Matrix& dots, const Matrix& turned, int here) {
    Numbers distances;
    Numbers plain;
    Numbers after;
    const double largest = dots(here, here);
    for (int other = 0; other < dots.cols(); ++other) {
        distances.push_back(other - here);
        plain.push_back(dots(here, other) / largest);
        after.push_back(turned(here, other) / largest);
    }
    Plot plot{{"distance (words)"}, {"dot product, divided by the largest"}};
    plot.line("not turned", distances, plain);
    plot.line(fmt::format("turned by {}", kWordsOn), distances, after);
    plot.vertical(0, "its own position");
    return {
        "closeness", "A signal is most like itself; turned, it is most like the one three words on",
        fmt::format("Two curves over distance. The first has its peak, 1, at 0 and falls away on "
                    "both sides in ripples; the second is the same curve, moved to the right "
                    "by {}.",
                    kWordsOn),
        plot};
}

}  // namespace chapter_03
