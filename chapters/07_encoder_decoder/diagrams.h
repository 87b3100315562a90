// The pictures of chapter 07: the two halves, the shift by one, a block with its residual road, and the
// two places of a norm. They grow downwards, and their numbers are the model's.
#pragma once

#include <string>

#include "notebook/figure.h"
#include "stage.h"

namespace chapter_07 {
using namespace book;

using Side = Diagram::Side;
using Line = Diagram::Line;

inline std::string by(int rows, int columns) { return fmt::format("{} x {}", rows, columns); }

// Encoder and decoder side by side. Only one arrow leads from one into the other.
inline Figure halves_figure(const Stage& s) {
    const TransformerConfig& config = s.model.config();
    const int source = static_cast<int>(s.source.size());
    const std::string times = fmt::format("{} blocks", config.encoder_layers);
    const std::string title = fmt::format("× {}", config.encoder_layers);
    const std::string rows = by(source, config.width);
    Diagram d;
    d.word("source", {0, 0}, {23, 3}, "the source sentence")
        .box("read", {0, 5}, {23, 4}, "embeddings\n+ positions")
        .frame({0, 11}, {23, 12}, title)
        .box("look", {2, 13}, {19, 3}, "self-attention")
        .box("think", {2, 18}, {19, 3}, "feed-forward")
        .word("rows", {0, 26}, {23, 4}, "the encoder's rows\n" + rows, Look::lit)
        .arrow("source", "read")
        .arrow("read", "look")
        .arrow("look", "think")
        .arrow("think", "rows");
    d.word("said", {34, 0}, {22, 3}, "said so far")
        .box("reread", {34, 5}, {22, 4}, "embeddings\n+ positions")
        .frame({34, 11}, {22, 18}, title)
        .box("masked", {36, 13}, {18, 4}, "self-attention,\nmasked")
        .box("across", {36, 19}, {18, 3}, "cross-attention", Look::lit)
        .box("rethink", {36, 24}, {18, 3}, "feed-forward")
        .box("compare", {34, 32}, {22, 4}, "a probability\nfor every piece")
        .word("next", {34, 38}, {22, 3}, "the next piece")
        .arrow("said", "reread")
        .arrow("reread", "masked")
        .arrow("masked", "across")
        .arrow("across", "rethink")
        .arrow("rethink", "compare")
        .arrow("compare", "next");
    d.arrow("rows", "across", "",
            {.leaves = Side::right,
             .enters = Side::left,
             .way = {{28, 27}, {28, 20}},
             .look = Look::lit,
             .line = Line::heavy});
    d.arrow("next", "said", "",
            {.leaves = Side::right,
             .enters = Side::right,
             .way = {{59, 39}, {59, 1}},
             .line = Line::dashed});
    return {"halves", "One half reads, the other writes",
            fmt::format(
                "Two columns of boxes. On the left the encoder: the source sentence, embeddings "
                "and positions, {0} with self-attention and feed-forward, and at the bottom the "
                "encoder's rows, {1}. On the right the decoder: what has been said so far, "
                "embeddings and positions, {0} with masked self-attention, cross-attention and "
                "feed-forward, a probability for every piece, and the next piece. (Residual "
                "connections and norms are left out.) One heavy arrow "
                "leads from the encoder's rows to the cross-attention. A dashed arrow leads from "
                "the next piece back to what has been said.",
                times, rows),
            d};
}

// What a decoder reads, and what it must say: each word of the right is the next one of the left.
inline Figure shift_figure(const Names& words) {
    Names reads = words;
    reads.insert(reads.begin(), "<begin>");
    Names says = words;
    says.push_back("<end>");
    Diagram d;
    d.text({4, 0}, "it reads");
    d.text({31, 0}, "it must say");
    for (std::size_t i = 0; i < reads.size(); ++i) {
        const int y = 2 + 6 * static_cast<int>(i);
        const std::string left = fmt::format("reads {}", i);
        const std::string right = fmt::format("says {}", i);
        d.word(left, {0, y}, {16, 3}, reads[i]);
        d.word(right, {28, y}, {17, 3}, says[i], Look::lit);
        d.arrow(left, right, "", {.leaves = Side::right, .enters = Side::left});
        if (i == 0) continue;
        const std::string said = fmt::format("says {}", i - 1);
        d.arrow(said, left, "",
                {.leaves = Side::bottom,
                 .enters = Side::top,
                 .way = {{36, y - 2}, {8, y - 2}},
                 .look = Look::grey,
                 .line = Line::dashed});
    }
    std::string alt =
        "Two columns. The left one is what the decoder reads, the right one what it must say.";
    for (std::size_t i = 0; i < reads.size(); ++i) {
        alt += fmt::format(" It reads {} and must say {}.", reads[i], says[i]);
    }
    return {"shift", "The same sentence twice, one place apart",
            alt +
                " A dashed line leads from each piece that it must say to the place where it "
                "reads the same piece next.",
            d};
}

// A block of the encoder, with its residual roads, its norms and the places of dropout.
inline Figure block_figure(const Stage& s) {
    const std::string shape = by(static_cast<int>(s.source.size()), s.model.config().width);
    Diagram d;
    d.word("x", {4, 0}, {24, 3}, "rows, " + shape)
        .box("look", {4, 4}, {24, 3}, "attention")
        .box("drop1", {4, 8}, {24, 3}, "(dropout)", Look::grey)
        .box("add1", {12, 12}, {8, 3}, "+", Look::lit)
        .box("norm1", {4, 16}, {24, 3}, "layer norm", Look::lit)
        .box("think", {4, 21}, {24, 3}, "feed-forward")
        .box("drop2", {4, 25}, {24, 3}, "(dropout)", Look::grey)
        .box("add2", {12, 29}, {8, 3}, "+", Look::lit)
        .box("norm2", {4, 33}, {24, 3}, "layer norm", Look::lit)
        .word("y", {4, 37}, {24, 3}, "rows, " + shape)
        .arrow("x", "look")
        .arrow("look", "drop1")
        .arrow("drop1", "add1")
        .arrow("add1", "norm1")
        .arrow("norm1", "think")
        .arrow("think", "drop2")
        .arrow("drop2", "add2")
        .arrow("add2", "norm2")
        .arrow("norm2", "y");
    const auto road = [&](const std::string& from, int from_row, const std::string& to,
                          int to_row) {
        d.arrow(from, to, "",
                {.leaves = Side::right,
                 .enters = Side::right,
                 .way = {{34, from_row}, {34, to_row}},
                 .look = Look::lit,
                 .line = Line::heavy});
    };
    road("x", 1, "add1", 13);
    road("norm1", 17, "add2", 30);
    d.text({36, 8}, "unchanged").text({36, 25}, "unchanged");
    return {"block", "A block: look and think, and each time add and normalise",
            fmt::format(
                "A column of boxes from top to bottom: rows of shape {0}, attention, dropout in "
                "grey, a plus, layer norm, feed-forward, dropout in grey, a plus, layer norm, rows "
                "of shape {0}. A heavy line leads from the rows past attention to the first "
                "plus, another from the first layer norm past the feed-forward to the second plus.",
                shape),
            d};
}

// The same sublayer with its norm after the sum, and before the sublayer.
inline Figure norms_figure() {
    Diagram d;
    const auto column = [&](int left, const std::string& name, const Names& middle) {
        const auto id = [&](const std::string& part) { return name + " " + part; };
        d.text({left + 3, 0}, name);
        d.word(id("in"), {left, 2}, {16, 3}, "rows");
        std::string above = id("in");
        int y = 7;
        int plus = 0;
        for (const std::string& part : middle) {
            const Look look = part == "layer norm" ? Look::lit : Look::plain;
            d.box(id(part), {left, y}, {16, 3}, part, look);
            d.arrow(above, id(part));
            if (part == "+") plus = y + 1;
            above = id(part);
            y += 5;
        }
        d.word(id("out"), {left, y}, {16, 3}, "rows");
        d.arrow(above, id("out"));
        d.arrow(id("in"), id("+"), "",
                {.leaves = Side::right,
                 .enters = Side::right,
                 .way = {{left + 19, 3}, {left + 19, plus}},
                 .line = Line::heavy});
    };
    column(0, "post-norm", {"sublayer", "+", "layer norm"});
    column(26, "pre-norm", {"layer norm", "sublayer", "+"});
    return {"norms", "Two places for the norm",
            "Two columns. Post-norm, from top to bottom: rows, sublayer, plus, layer norm, rows; a "
            "heavy line leads from the rows past the sublayer to the plus, and everything then "
            "passes through the norm. Pre-norm: rows, layer norm, sublayer, plus, rows; the heavy "
            "line leads past the norm and the sublayer to the plus, and there is no norm on it.",
            d};
}

}  // namespace chapter_07
