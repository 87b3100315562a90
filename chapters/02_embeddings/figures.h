// The figures of chapter 02.
#pragma once

#include "by_hand.h"
#include "notebook/page.h"

namespace chapter_02 {
using namespace book;

inline Numbers column_of(const Matrix& m, int c) {
    Numbers column;
    for (int r = 0; r < m.rows(); ++r) column.push_back(m(r, c));
    return column;
}

// The four places, and an arrow to each.
inline Figure article_map(const Matrix& places, const Words& words) {
    Plot plot{{"first number", Scale::linear, 0, 1.1}, {"second number", Scale::linear, 0, 1}};
    plot.equal_axes = true;
    plot.points("", column_of(places, 0), column_of(places, 1), words);
    for (int r = 0; r < places.rows(); ++r) {
        plot.arrow("", 0, 0, double{places(r, 0)}, double{places(r, 1)});
    }
    return {"article", "Four places: three arrows point nearly the same way",
            "A map with the two numbers as its axes. Love and doughnuts lie close together, top "
            "right; I and taxes close together near the origin. An arrow leads from the origin to "
            "each place: those to love, doughnuts and taxes point the same way, that to I a little "
            "further up.",
            plot};
}

// One word on its way: its id chooses a row of the table.
inline Figure lookup_diagram(const Matrix& table, const Words& words, int id) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < words.size(); ++i) {
        names.push_back(fmt::format("{}  {}", i, words[i]));
    }
    const auto chosen = static_cast<std::size_t>(id);
    const Matrix row(table.view().row_block(id, 1));

    Diagram d;
    d.word("word", {0, 0}, {12, 3}, words[chosen]);
    d.word("id", {0, 5}, {12, 3}, fmt::format("id {}", id), Look::lit);
    d.arrow("word", "id");
    // The row that is chosen lies as high as the middle of the id.
    d.cells("table", {32, 5 - id}, table,
            {.format = ".1f", .width = 6, .rows = names, .marked = {{0, id}, {1, id}}});
    d.road({{12, 6}, {23, 6}});
    d.cells("row", {32, 13}, row,
            {.format = ".1f", .width = 6, .rows = {words[chosen]}, .look = Look::lit});
    d.road({{47, 6}, {49, 6}, {49, 14}, {47, 14}}, "copy");  // from the right of the chosen row
    return {
        "lookup", "An id chooses a row of the table",
        "The word @{chosen.word} becomes its id, @{chosen.id}. An arrow leads from the id to that "
        "row of a table with four rows of two numbers. The row is highlighted, and a copy of it, "
        "@{chosen.row:.1f}, is drawn below.",
        d};
}

inline const std::vector<Words> kOnTheMap{{"doughnuts", "apples", "bread", "eggs", "milk", "tea"},
                                          {"baker", "dentist", "king", "marie", "neighbour"},
                                          {"taxes", "rent", "bill", "pays"}};

// Words as points of the first two columns, each group with a colour of its own.
inline Figure learnt_map(const Matrix& flat) {  // a row for each word of kOnTheMap
    Plot plot{{"direction in which they differ most"}, {"and second most"}};
    plot.equal_axes = true;
    const char* names[] = {"food and drink", "people", "what is paid"};
    int row = 0;
    for (std::size_t g = 0; g < kOnTheMap.size(); ++g) {
        Numbers x;
        Numbers y;
        for (std::size_t i = 0; i < kOnTheMap[g].size(); ++i) {
            x.push_back(flat(row, 0));
            y.push_back(flat(row, 1));
            ++row;
        }
        plot.points(names[g], x, y, kOnTheMap[g]);
    }
    return {
        "learnt", "Food, people and taxes, as the corpus places them",
        "Words as points in three groups that lie apart: food and drink, people, and what is paid.",
        plot};
}

// Bars, because every width that was measured is to be read, and they double from one to the next.
inline Figure widths_figure(const Numbers& widths, const Numbers& with_ppmi,
                            const Numbers& with_counts, double chance) {
    Words names;
    for (const double width : widths) {
        names.push_back(fmt::format("{:.0f} number{}", width, width == 1 ? "" : "s"));
    }
    const Bars bars{names,
                    {{"PPMI", with_ppmi}, {"raw counts", with_counts}},
                    fmt::format("share of the right group; by chance {:.2f}", chance),
                    ".2f"};
    return {"widths", "One number is not enough, a few are",
            "Two bars for each of several widths, from 1 to @{share.width:.0f} numbers for each "
            "word. Both grow from little more than chance to nearly 1, the one for PPMI far sooner "
            "than the one for raw counts.",
            bars};
}

}  // namespace chapter_02
