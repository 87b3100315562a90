// The figures of chapter 04, the angles and lengths that they draw, and its table of shapes.
#pragma once

#include <cmath>
#include <numbers>

#include "by_hand.h"
#include "notebook/page.h"

namespace chapter_04 {
using namespace book;

using Numbers = std::vector<double>;
inline Numbers row_of(const Matrix& m, int r) { return {m.row(r).begin(), m.row(r).end()}; }

inline double length_of(std::span<const real> a) { return std::hypot(a[0], a[1]); }
inline double angle_of(std::span<const real> a) {  // in degrees, from the first axis
    return std::atan2(a[1], a[0]) * 180 / std::numbers::pi;
}
inline double cosine_of(double degrees) { return std::cos(degrees * std::numbers::pi / 180); }

// Is the point (1 x 2) on the same side of all three edges of the triangle (3 x 2)?
inline bool inside(const Matrix& point, const Matrix& corners) {
    int edges_on_its_right = 0;
    for (int a = 0; a < 3; ++a) {
        const int b = (a + 1) % 3;
        const real edge_x = corners(b, 0) - corners(a, 0);
        const real edge_y = corners(b, 1) - corners(a, 1);
        const real x = point(0, 0) - corners(a, 0);
        const real y = point(0, 1) - corners(a, 1);
        if (edge_x * y > edge_y * x) ++edges_on_its_right;
    }
    return edges_on_its_right == 0 || edges_on_its_right == 3;
}

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
    Plot plot{{"angle between query and key (degrees)"}, {"score"}};
    for (double key_length : {2.0, 1.0, 0.5}) {
        Numbers degrees;
        Numbers scores;
        for (int d = 0; d <= 180; d += 2) {
            degrees.push_back(d);
            scores.push_back(query_length * key_length * cosine_of(d));
        }
        plot.line(fmt::format("key of length {}", key_length), degrees, scores);
    }
    plot.points("your key", {angle}, {query_length * length * cosine_of(angle)});
    plot.horizontal(0, "neither for nor against");
    return {
        "turned", "The angle gives a score its sign, the lengths its size",
        "Three falling curves, one for each length of key. All cross zero at a right angle. The "
        "longest key begins highest and ends lowest.",
        plot};
}

inline Figure triangle(const Matrix& values, const Matrix& mix,
                       const std::vector<std::string>& words) {
    Plot plot = unit_square();
    const auto column = [&values](int c) {
        return Numbers{values(0, c), values(1, c), values(2, c)};
    };
    const Numbers x = column(0);
    const Numbers y = column(1);
    plot.line("", {x[0], x[1], x[2], x[0]}, {y[0], y[1], y[2], y[0]});
    plot.points("values", x, y, words);
    plot.points("what love takes home", {mix(0, 0)}, {mix(0, 1)}, {"the mix"});
    return {"mix", "What love takes home lies among the values",
            "A triangle whose corners are the three values. The mix lies inside it.", plot};
}

inline Numbers millions(Numbers numbers) {
    for (double& number : numbers) number /= 1e6;
    return numbers;
}

inline Figure cost(int width, const Bill& bill) {
    Numbers words;
    Numbers looking;
    Numbers making;
    const double step = bill.words.back() / 64;
    for (double n = 0; n <= bill.words.back(); n += step) {
        words.push_back(n);
        looking.push_back(2 * n * n * width);
        making.push_back(3 * n * width * width);
    }
    Plot plot{{"words in the sentence"}, {"multiplications (millions)"}};
    plot.line("looking: 2 n² d", words, millions(looking));
    plot.line("making Q, K, V: 3 n d²", words, millions(making));
    plot.points("counted", bill.words, millions(bill.looking));
    plot.points("", bill.words, millions(bill.making));
    return {
        "cost", "Looking grows with the square of the length",
        "A parabola and a straight line over the number of words. The parabola begins below the "
        "line, crosses it, and runs away. Counted points lie on both.",
        plot};
}

// The same five within a sentence, and from it to a French one.
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

inline Figure score_map(const Matrix& s, const std::vector<std::string>& words) {
    return {"scores", "Who asks (rows), and whose key (columns)",
            "A heat map of three by three scores. Each row has its largest in another column.",
            HeatMap{s, words, words, "who asks", "whose key", ".2f"}};
}

}  // namespace chapter_04
