// The figures of chapter 04, the angles and lengths that they draw, and its table of shapes.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "by_hand.h"
#include "notebook/page.h"

namespace chapter_04 {
using namespace book;

using Numbers = std::vector<double>;

inline double length_of(std::span<const real> a) { return std::hypot(double{a[0]}, double{a[1]}); }
inline double angle_of(std::span<const real> a) {  // in degrees, from the first axis
    return std::atan2(a[1], a[0]) * 180 / std::numbers::pi;
}
inline double cosine_of(double degrees) { return std::cos(degrees * std::numbers::pi / 180); }

inline Plot unit_square() {
    Plot plot{{"first number", Scale::linear, 0, 1}, {"second number", Scale::linear, 0, 1}};
    plot.equal_axes = true;
    return plot;
}

inline Figure arrows(std::span<const real> query, const Matrix& keys,
                     const std::vector<std::string>& words) {
    Plot plot = unit_square();
    plot.arrow("love's query", 0, 0, query[0], query[1]);
    for (int j = 0; j < keys.rows(); ++j) {
        const std::string& word = words[static_cast<std::size_t>(j)];
        plot.arrow("key of " + word, 0, 0, keys(j, 0), keys(j, 1));
    }
    return {"arrows", "A query, and the keys that it meets",
            "Four arrows from the origin. Love's query lies flat, close to the key of doughnuts; "
            "the key of I points up, far from it.",
            plot};
}

// What a key scores with a query when it is turned away from it; and the reader's own key.
inline Figure turned(double query_length, double angle, double length) {
    Plot plot{{"angle between query and key (degrees)"},
              {fmt::format("score, with a query of length {:.2f}", query_length)}};
    for (double key_length : {2.0, 1.0, 0.5}) {
        Numbers degrees;
        Numbers scores;
        for (int d = 0; d <= 180; d += 2) {
            degrees.push_back(d);
            scores.push_back(query_length * key_length * cosine_of(d));
        }
        plot.line(fmt::format("key of length {}", key_length), degrees, scores);
    }
    const double own = query_length * length * cosine_of(angle);
    plot.points(fmt::format("a key of length {} at {}°: {:.2f}", length, angle, own), {angle},
                {own});
    plot.horizontal(0, "score 0");
    return {"turned", "The angle gives a score its sign, the lengths its size",
            "Three falling curves, one for each length of key. All of them cross zero at a right "
            "angle. The curve of the longest key begins highest and ends lowest. A mark shows one "
            "key at one angle.",
            plot};
}

inline Numbers millions(Numbers numbers) {
    for (double& number : numbers) number /= 1e6;
    return numbers;
}

inline Figure cost(int width, const Bill& bill) {
    Numbers words;
    Numbers looking;
    Numbers making;
    Numbers chain;
    const double step = bill.words.back() / 64;
    for (double n = 0; n <= bill.words.back(); n += step) {
        words.push_back(n);
        looking.push_back(2 * n * n * width);
        making.push_back(3 * n * width * width);
        chain.push_back(2 * n * width * width);
    }
    Plot plot{{fmt::format("words in the sentence (n), d = {}", width)},
              {"multiplications (millions)"}};
    plot.line("looking: 2 n² d", words, millions(looking));
    plot.line("making Q, K, V: 3 n d²", words, millions(making));
    plot.line("the chain: 2 n d²", words, millions(chain));
    Numbers at;
    Numbers counts;
    for (const Numbers& job : {bill.looking, bill.making, bill.chain}) {
        at.insert(at.end(), bill.words.begin(), bill.words.end());
        counts.insert(counts.end(), job.begin(), job.end());
    }
    plot.points("counted", at, millions(counts));
    return {"cost", "Looking grows with the square of the number of words",
            "A parabola, for looking, and two straight lines, for making and the chain, over the "
            "number of words. The parabola begins below the lines, crosses both, and rises ever "
            "more steeply.",
            plot};
}

// The same matrices within a sentence, and from it to a French one.
inline Table shape_table(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& french_k,
                         const Matrix& french_v) {
    Table table{"matrix", "a row is for a word", "self", "cross"};
    const auto add = [&table](const char* what, const char* who, const Matrix& self,
                              const Matrix& cross) {
        table.add(what, who, to_string(self.shape()), to_string(cross.shape()));
    };
    add("Q, the queries", "that asks", q, q);
    add("K, the keys", "that is asked", k, french_k);
    add("V, the values", "that is asked", v, french_v);
    add("Q Kᵀ, and the weights", "that asks", matmul_nt(q, k), matmul_nt(q, french_k));
    add("the mix", "that asks", look(q, k, v), look(q, french_k, french_v));
    return table;
}

// ---- diagrams -----------------------------------------------------------------------------------

inline Figure three_rows_from_one(const Matrix& x, const Matrix& q, const Matrix& k,
                                  const Matrix& v) {
    Diagram d;
    const auto one = [](const Matrix& m) { return row(m, 1); };
    d.text({19, 0}, "row of love");
    d.cells("x", {18, 1}, one(x), {.format = ".1f", .width = 5});
    d.box("w_q", {0, 7}, {15, 3}, "× W_Q + b_Q");
    d.box("w_k", {17, 7}, {15, 3}, "× W_K + b_K");
    d.box("w_v", {34, 7}, {15, 3}, "× W_V + b_V");
    for (const char* w : {"w_q", "w_k", "w_v"}) d.arrow("x", w, "", diagram::kDown);
    d.cells("q", {1, 12}, one(q), {.format = ".1f", .width = 5, .look = Look::lit});
    d.cells("k", {18, 12}, one(k), {.format = ".1f", .width = 5, .look = Look::lit});
    d.cells("v", {35, 12}, one(v), {.format = ".1f", .width = 5, .look = Look::lit});
    d.arrow("w_q", "q").arrow("w_k", "k").arrow("w_v", "v");
    d.text({1, 15}, "query: it asks")
        .text({19, 15}, "key: it shows")
        .text({35, 15}, "value: it gives");
    return {"three_rows", "One row becomes three",
            fmt::format("The row of love, ({:.1f}, {:.1f}), goes down into three boxes, each with "
                        "a matrix and a bias. Out of them come its query ({:.1f}, {:.1f}), its key "
                        "({:.1f}, {:.1f}) and its value ({:.1f}, {:.1f}).",
                        x(1, 0), x(1, 1), q(1, 0), q(1, 1), k(1, 0), k(1, 1), v(1, 0), v(1, 1)),
            d};
}

inline Figure cell_by_cell(const Matrix& q, const Matrix& k, const Matrix& s,
                           const std::vector<std::string>& words) {
    Diagram d;
    d.text({24, 0}, "Kᵀ: a column for each key");
    d.cells("k", {24, 2}, transpose(k),
            {.format = ".1f", .width = 9, .columns = words, .marked = {{2, 0}, {2, 1}}});
    d.text({11, 6}, "Q");
    d.cells("q", {10, 7}, q,
            {.format = ".1f", .width = 5, .rows = words, .marked = {{0, 1}, {1, 1}}});
    d.cells("s", {24, 7}, s, {.width = 9, .marked = {{2, 1}}});
    d.text({24, 12}, "Q Kᵀ: a score for each pair");
    d.text({0, 14},
           fmt::format("love asks doughnuts: {} × {} + {} × {} = {:.2f}", shortest(q(1, 0)),
                       shortest(k(2, 0)), shortest(q(1, 1)), shortest(k(2, 1)), s(1, 2)),
           Look::lit);
    return {"cell_by_cell", "Row i of Q meets column j of Kᵀ",
            fmt::format("Three grids. On the left Q, a row for each word. Above, the transposed K, "
                        "a column for each word. Where the row of love meets the column of "
                        "doughnuts is their score, {:.2f}.",
                        s(1, 2)),
            d};
}

inline Figure from_scores_to_mix(const Matrix& scores, const Matrix& weights, const Matrix& v,
                                 const Matrix& mix, const std::vector<std::string>& words) {
    const auto named = [](const char* row) {
        return Diagram::CellsStyle{.width = 9, .rows = {row}};
    };
    auto first = named("scores");
    first.columns = words;
    auto shares = named("weights");
    shares.look = Look::lit;
    auto given = named("values");
    given.rows.emplace_back("");
    given.format = ".1f";
    auto taken = named("mix");
    taken.rows.emplace_back("");
    taken.look = Look::lit;

    Diagram d;
    d.cells("scores", {10, 1}, scores, first);
    d.cells("weights", {10, 7}, weights, shares);
    d.cells("values", {10, 13}, transpose(v), given);
    d.cells("mix", {20, 20}, transpose(mix), taken);
    d.arrow("scores", "weights", "made shares of 1 (chapter 05)");
    d.arrow("weights", "values", "each times the column below");
    d.arrow("values", "mix", "each row added up");
    return {
        "scores_to_mix", "Scores, weights, mix",
        fmt::format(
            "Four steps, one under the other. Love's scores {:.2f}, {:.2f}, {:.2f}; as shares of "
            "1 they become the weights {:.2f}, {:.2f}, {:.2f}; each of these multiplies the "
            "column of a value; each row added up gives the mix ({:.2f}, {:.2f}).",
            scores(0, 0), scores(0, 1), scores(0, 2), weights(0, 0), weights(0, 1), weights(0, 2),
            mix(0, 0), mix(0, 1)),
        d};
}

inline Figure love_looks(const Matrix& weights, const std::vector<std::string>& words) {
    Matrix all({3, 3});  // the other two words are not asked
    copy(weights, all.view().row_block(1, 1));
    return {
        "love_looks", "What love takes, and from whom",
        fmt::format("The three words are in two columns, who looks and at whom. From love on "
                    "the left three bands lead to the right: a thick one to doughnuts ({:.2f}), "
                    "one nearly as thick to love itself ({:.2f}) and a thinner one to I "
                    "({:.2f}).",
                    weights(0, 2), weights(0, 1), weights(0, 0)),
        Arcs{.words = words, .weights = all, .only = 1}};
}

// One word, two sentences: where it starts, and where attention takes it.
inline Figure two_jams(const Matrix& sticky, const Matrix& stuck, const Matrix& after_sticky,
                       const Matrix& after_stuck) {
    Plot plot{{"something to eat", Scale::linear, 0, 1}, {"traffic", Scale::linear, 0, 1}};
    plot.equal_axes = true;
    plot.points("", {sticky(0, 0), sticky(1, 0), stuck(1, 0), sticky(2, 0)},
                {sticky(0, 1), sticky(1, 1), stuck(1, 1), sticky(2, 1)},
                {"jam", "doughnut", "city", "late"});
    const auto moves = [&](const std::string& name, const Matrix& to) {
        plot.arrow(name, sticky(0, 0), sticky(0, 1), to(0, 0), to(0, 1));
    };
    moves("jam beside doughnut", after_sticky);
    moves("jam beside city", after_stuck);
    return {
        "two_jams", "The same word, moved by two different neighbours",
        fmt::format("A map with two axes, something to eat and traffic. Jam is between doughnut, "
                    "far to the right, and city, far up. Two arrows leave jam: with "
                    "doughnut in the sentence it moves to ({:.2f}, {:.2f}), close to doughnut; "
                    "with city it moves to ({:.2f}, {:.2f}), close to city.",
                    after_sticky(0, 0), after_sticky(0, 1), after_stuck(0, 0), after_stuck(0, 1)),
        plot};
}

}  // namespace chapter_04
