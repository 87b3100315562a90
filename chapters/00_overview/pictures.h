// The diagrams of chapter 00: boxes, arrows, and the first numbers of recorded rows.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/display_width.h"
#include "notebook/figure.h"
#include "recording.h"

namespace chapter_00 {
using namespace book;

using Texts = std::vector<std::string>;

// The first numbers of a row, and a sign that there are more.
inline Texts beginning(ConstView rows, int row, int count) {
    Texts cells;
    for (int c = 0; c < count; ++c) cells.push_back(fmt::format("{:.2f}", rows(row, c)));
    cells.emplace_back("…");
    return cells;
}

inline Diagram pieces_diagram(const std::string& sentence, const Recording::Rows& ids) {
    Diagram d;
    int column = 0;
    int end = 0;  // of the pieces that the sentence holds
    const std::size_t last = ids.of.size() - 1;
    for (std::size_t i = 0; i < ids.of.size(); ++i) {
        const std::string& piece = ids.of[i];
        const std::string id = fmt::format("{:.0f}", ids.numbers(static_cast<int>(i), 0));
        const int width = std::max(6, display_width(piece) + 4);
        d.word("piece " + piece, {column, 5}, {width, 3}, piece);
        d.word("id " + piece, {column, 10}, {width, 3}, id, Look::lit);
        d.arrow("piece " + piece, "id " + piece);
        if (i < last) end = column + width;
        column += width + 1;
    }
    d.word("sentence", {0, 0}, {end, 3}, sentence);
    for (std::size_t i = 0; i < last; ++i) d.arrow("sentence", "piece " + ids.of[i]);
    d.text({end + 1, 3}, "added");
    return d;
}

inline Diagram place_diagram(ConstView table, ConstView places, ConstView input, int row) {
    Diagram d;
    d.cells("what", {14, 0}, {beginning(table, row, 4)}, {.rows = {"row of aime"}});
    d.text({29, 3}, "+");
    d.cells("where", {14, 4}, {beginning(places, row, 4)}, {.rows = {"second place"}});
    d.text({29, 7}, "=");
    d.cells("both", {14, 8}, {beginning(input, row, 4)},
            {.rows = {"their sum"}, .look = Look::lit});
    return d;
}

inline Diagram three_rows_diagram(ConstView input, ConstView q, ConstView k, ConstView v, int row) {
    Diagram d;
    d.text({5, 0}, fmt::format("row of aime ({} numbers)", input.cols()));
    d.cells("row", {4, 1}, {beginning(input, row, 4)}, {});
    d.text({20, 5}, fmt::format("three rows of {} numbers each", q.cols()), Look::lit);
    int top = 8;
    for (const auto& [name, says, made] : {std::tuple{"Q", "query: what am I looking for?", q},
                                           {"K", "key: what do I have?", k},
                                           {"V", "value: what do I give?", v}}) {
        const std::string id = name;
        d.box("W" + id, {8, top}, {7, 3}, "W_" + id);
        d.text({20, top - 1}, says);
        d.cells(id, {20, top}, {beginning(made, row, 3)}, {.look = Look::lit});
        d.arrow("row", "W" + id, "",
                {.leaves = diagram::Side::left,
                 .enters = diagram::Side::left,
                 .way = {{2, 2}, {2, top + 1}}});
        d.arrow("W" + id, id);
        top += 5;
    }
    return d;
}

inline Diagram mix_diagram(const Texts& names, ConstView shares, ConstView values, ConstView mixed,
                           int row) {
    Diagram d;
    std::vector<Texts> all;
    std::vector<Texts> given;
    for (int j = 0; j < values.rows(); ++j) {
        all.push_back({fmt::format("{:.3f}", shares(row, j))});
        given.push_back(beginning(values, j, 3));
    }
    d.cells("shares", {11, 1}, std::move(all), {.rows = names, .columns = {"share"}});
    d.text({20, 4}, "×");
    d.cells("values", {22, 1}, std::move(given), {.columns = {"", "values", "", ""}});
    d.cells("mix", {22, 11}, {beginning(mixed, row, 3)},
            {.rows = {"the mix for aime"}, .look = Look::lit});
    d.arrow("values", "mix", "times share, added up");
    return d;
}

// The rows go in and come out in the same shape. A road leaves the way down above each part, and meets
// it again below.
inline Diagram block_diagram(Shape shape) {
    const std::string rows = fmt::format("rows {}", to_string(shape));
    Diagram d;
    d.word("in", {8, 0}, {24, 3}, rows);
    d.frame({2, 4}, {38, 24}, "a block");
    d.box("attention", {8, 8}, {24, 4}, "attention\namong the rows", Look::lit);
    d.box("norm 1", {8, 13}, {24, 3}, "add and norm");
    d.box("forward", {8, 19}, {24, 4}, "feed-forward\neach row alone", Look::lit);
    d.box("norm 2", {8, 24}, {24, 3}, "add and norm");
    d.word("out", {8, 29}, {24, 3}, rows);
    d.arrow("in", "attention").arrow("attention", "norm 1").arrow("norm 1", "forward");
    d.arrow("forward", "norm 2").arrow("norm 2", "out");
    d.road({{19, 6}, {36, 6}, {36, 14}, {32, 14}});    // around attention
    d.road({{19, 17}, {36, 17}, {36, 25}, {32, 25}});  // around the feed-forward layer
    return d;
}

inline Diagram family_diagram() {
    Diagram d;
    const auto column = [&](int left, const std::string& name, const Texts& boxes) {
        d.text({left + (14 - display_width(name)) / 2, 0}, name, Look::lit);
        int top = 1;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const std::string id = fmt::format("{} {}", name, i);
            if (i == 0 || i + 1 == boxes.size()) {
                d.word(id, {left, top}, {14, 4}, boxes[i]);
            } else {
                d.box(id, {left, top}, {14, 3}, boxes[i]);
            }
            if (i > 0) d.arrow(fmt::format("{} {}", name, i - 1), id);
            top += i == 0 ? 6 : 5;
        }
        const auto decoder = std::find(boxes.begin(), boxes.end(), "decoder");
        if (decoder == boxes.end()) return;  // what is written goes in again
        d.arrow(fmt::format("{} {}", name, boxes.size() - 1),
                fmt::format("{} {}", name, decoder - boxes.begin()), "",
                {.leaves = diagram::Side::right,
                 .enters = diagram::Side::right,
                 .way = {{left + 15, top - 4}, {left + 15, top - 9}}});
    };
    column(0, "BERT", {"text with\ngaps", "encoder", "what was\nin the gaps"});
    column(17, "ours", {"a French\nsentence", "encoder", "decoder", "its English,\nword by word"});
    column(34, "GPT", {"a text\nso far", "decoder", "its next\npiece"});
    return d;
}

}  // namespace chapter_00
