// The pictures of chapter 12. They grow downwards.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "notebook/figure.h"
#include "notebook/page.h"
#include "school.h"

namespace chapter_12 {
using namespace book;

using Side = Diagram::Side;

// A window of a text: what is read at each place, and what has to be said there.
inline Figure window_figure(const std::vector<std::string>& reads,
                            const std::vector<std::string>& says) {
    Diagram d;
    d.text({4, 0}, "it reads");
    d.text({31, 0}, "it must say");
    std::string alt = "Two columns: what is read, and what must be said.";
    for (std::size_t i = 0; i < reads.size(); ++i) {
        const int y = 2 + 4 * static_cast<int>(i);
        const std::string left = fmt::format("reads {}", i);
        const std::string right = fmt::format("says {}", i);
        d.word(left, {0, y}, {18, 3}, reads[i]);
        d.word(right, {28, y}, {18, 3}, says[i], Look::lit);
        d.arrow(left, right, "", {.leaves = Side::right, .enters = Side::left});
        alt += fmt::format(" At {} it must say {}.", reads[i], says[i]);
    }
    return {"window", "A text is its own teacher: the same pieces, one place apart", alt, d};
}

// How the held-out loss ends, beside that of the trigram: from the third examination on.
inline Figure held_out_figure(const Course& course, double trigram) {
    const auto later = [](const std::vector<double>& all) {
        return std::vector<double>(all.begin() + std::min<std::ptrdiff_t>(2, std::ssize(all) - 1),
                                   all.end());
    };
    const std::vector<double> losses = later(course.held_out);
    return {"end", "The held-out text: the end of the training, enlarged",
            fmt::format("Points for the held-out text, from {:.2f} at first to {:.2f} at the end, "
                        "and a level line at {:.2f} for the trigram.",
                        losses.front(), losses.back(), trigram),
            Plot{{"step"}, {"loss (nats per piece)"}}
                .points("held out", later(course.examined), losses)
                .horizontal(trigram, "trigrams")};
}

// One block, with its norms before the sublayers or behind the sums.
inline Figure norms_figure() {
    Diagram d;
    const auto column = [&](const std::string& name, int x, bool first) {
        d.text({x + 3, 0}, first ? "pre-norm" : "post-norm");
        const auto id = [&](const char* part) { return name + part; };
        d.word(id("in"), {x, 2}, {19, 3}, "rows");
        d.box(id("a"), {x, 7}, {19, 3}, first ? "norm" : "attention",
              first ? Look::lit : Look::plain);
        d.box(id("b"), {x, 12}, {19, 3}, first ? "attention" : "+");
        d.box(id("c"), {x, 17}, {19, 3}, first ? "+" : "norm", first ? Look::plain : Look::lit);
        d.word(id("out"), {x, 22}, {19, 3}, "rows");
        d.arrow(id("in"), id("a"));
        d.arrow(id("a"), id("b"));
        d.arrow(id("b"), id("c"));
        d.arrow(id("c"), id("out"));
        const int sum = first ? 18 : 13;
        d.arrow(
            id("in"), first ? id("c") : id("b"), "",
            {.leaves = Side::right, .enters = Side::right, .way = {{x + 22, 3}, {x + 22, sum}}});
    };
    column("pre", 0, true);
    column("post", 28, false);
    return {"norms", "Where the norm stands: on the branch, or on the road itself",
            "Two columns. In the left one, pre-norm, a line leads from the rows straight to the "
            "sum, around a norm and the attention. In the right one, post-norm, the norm comes "
            "after the sum, so that every row has to go through it.",
            d};
}

// A feed-forward layer with two matrices, and one with three and a gate.
inline Figure gate_figure(int width, int plain, int gated) {
    Diagram d;
    d.text({2, 0}, "GELU").text({27, 0}, "SwiGLU");
    d.word("x1", {0, 2}, {16, 3}, fmt::format("row, {}", width))
        .box("in1", {0, 8}, {16, 3}, fmt::format("W1: {}", plain))
        .box("gelu", {0, 14}, {16, 3}, "GELU", Look::lit)
        .box("out1", {0, 26}, {16, 3}, "W2")
        .word("y1", {0, 32}, {16, 3}, fmt::format("row, {}", width))
        .arrow("x1", "in1")
        .arrow("in1", "gelu")
        .arrow("gelu", "out1")
        .arrow("out1", "y1");
    d.word("x2", {25, 2}, {31, 3}, fmt::format("row, {}", width))
        .box("gate", {25, 8}, {14, 3}, fmt::format("W1: {}", gated))
        .box("up", {42, 8}, {14, 3}, fmt::format("W3: {}", gated))
        .box("silu", {25, 14}, {14, 3}, "SiLU", Look::lit)
        .box("times", {25, 20}, {31, 3}, "times, one by one", Look::lit)
        .box("out2", {25, 26}, {31, 3}, "W2")
        .word("y2", {25, 32}, {31, 3}, fmt::format("row, {}", width));
    d.road({{32, 4}, {32, 8}})
        .road({{49, 4}, {49, 8}})
        .arrow("gate", "silu")
        .road({{32, 16}, {32, 20}})
        .road({{49, 10}, {49, 20}})
        .arrow("times", "out2")
        .arrow("out2", "y2");
    return {"gate", "Two matrices and a bend, or three and a gate",
            fmt::format("On the left a feed-forward layer of two matrices with GELU between them, "
                        "{} numbers wide inside. On the right one with three: the results of the "
                        "first, through SiLU, are multiplied one by one with the results of a "
                        "second, {} numbers wide, and a third leads back.",
                        plain, gated),
            d};
}

// Four heads that ask, and how many keep keys and values.
inline Figure groups_figure() {
    Diagram d;
    const auto row = [&](int y, const std::string& title, int kept) {
        d.text({0, y}, title);
        for (int h = 0; h < 4; ++h)
            d.box(fmt::format("{}q{}", y, h), {12 * h, y + 2}, {10, 3},
                  fmt::format("query {}", h + 1));
        const int each = 4 / kept;
        for (int k = 0; k < kept; ++k) {
            const std::string id = fmt::format("{}k{}", y, k);
            const int from = 12 * each * k;
            d.box(id, {from, y + 7}, {12 * each - 2, 3},
                  each == 1 ? fmt::format("k, v {}", k + 1) : fmt::format("key, value {}", k + 1),
                  Look::lit);
        }
        for (int h = 0; h < 4; ++h) d.road({{12 * h + 4, y + 4}, {12 * h + 4, y + 7}});
    };
    row(0, "every head its own", 4);
    row(12, "grouped: two for four", 2);
    row(24, "one for all", 1);
    return {"groups", "Who shares keys and values",
            "Three rows of four boxes, the queries of four heads. In the first each leads to keys "
            "and values of its own; in the second two of them share one box of keys and values; in "
            "the third all four share one.",
            d};
}

// Who looks at whom in an induction circuit.
inline Figure induction_figure(const std::string& a, const std::string& b) {
    Diagram d;
    d.word("a1", {0, 6}, {10, 3}, a)
        .word("b1", {14, 6}, {10, 3}, b)
        .text({28, 7}, "...")
        .word("a2", {34, 6}, {10, 3}, a)
        .box("note", {10, 12}, {20, 4}, fmt::format("note at {}:\n\"{} was before\"", b, a),
             Look::lit)
        .word("next", {34, 20}, {10, 3}, b, Look::lit);
    d.arrow("b1", "a1", "", {.leaves = Side::left, .enters = Side::right});
    d.text({2, 4}, "1. look one back");
    d.road({{19, 8}, {19, 12}});
    d.arrow("a2", "note", "", {.leaves = Side::bottom, .enters = Side::right, .way = {{39, 14}}});
    d.text({32, 16}, "2. who comes");
    d.text({32, 17}, fmt::format("   after {}?", a));
    d.road({{20, 15}, {20, 21}, {34, 21}}, "", {.look = Look::lit});
    d.text({2, 18}, "3. say what");
    d.text({2, 19}, "   stands there");
    return {
        "circuit", "Two heads, one behind the other",
        fmt::format("Tokens in a row: {0}, {1}, and later {0} again. In the first layer a head "
                    "at {1} looks one back and leaves a note there, that {0} was before. In the "
                    "second layer a head at the later {0} asks who comes after {0}, finds the "
                    "note, and takes {1} from there: it is what the model says next.",
                    a, b),
        d};
}

// Words that look in both directions, one of them hidden.
inline Figure masked_figure() {
    Diagram d;
    const char* const words[] = {"I", "love", "[mask]", "and", "tea"};
    for (int i = 0; i < 5; ++i) {
        const bool hidden = i == 2;
        d.word(fmt::format("w{}", i), {0, 4 * i}, {12, 3}, words[i],
               hidden ? Look::lit : Look::plain);
        d.road({{11, 4 * i + 1}, {17, 4 * i + 1}});
    }
    d.box("encoder", {17, 0}, {16, 19}, "encoder:\neverybody\nlooks at\neverybody");
    d.word("said", {38, 8}, {14, 3}, "doughnuts?", Look::lit);
    d.arrow("encoder", "said", "", {.leaves = Side::right, .enters = Side::left});
    return {"masked", "The other half: an encoder that fills a gap",
            "Five words go into an encoder, in which everybody looks at everybody. The third word "
            "is hidden behind a mask, and at its place the encoder has to say what stood there: "
            "doughnuts?",
            d};
}

}  // namespace chapter_12
