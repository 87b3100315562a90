// The figures of chapter 02.
#pragma once

#include <cmath>

#include "by_hand.h"
#include "notebook/page.h"

namespace chapter_02 {
using namespace book;

inline Numbers column_of(const Matrix& m, int c) {
    Numbers column;
    for (int r = 0; r < m.rows(); ++r) column.push_back(m(r, c));
    return column;
}

// The four places, and what cosine sees of them: their directions, on a quarter of a circle.
inline Figure article_map(const Matrix& places, const Words& words) {
    Plot plot{{"first number", Scale::linear, 0, 1}, {"second number", Scale::linear, 0, 1}};
    plot.equal_axes = true;
    plot.points("places", column_of(places, 0), column_of(places, 1), words);

    const Matrix unit = unit_rows(places);
    const Words names{words[0], words[1] + ", " + words[2], "", words[3]};
    plot.points("directions", column_of(unit, 0), column_of(unit, 1), names);

    Numbers x;
    Numbers y;
    for (int i = 0; i <= 60; ++i) {
        const double angle = std::acos(0.0) * i / 60;
        x.push_back(std::cos(angle));
        y.push_back(std::sin(angle));
    }
    plot.line("", x, y);
    return {"article", "Four places, and their directions",
            "Love and doughnuts lie top right, I and taxes near the origin. On a quarter circle of "
            "directions love, doughnuts and taxes fall nearly on one point.",
            plot};
}

inline const std::vector<Words> kOnTheMap{
    {"doughnuts", "apples", "bread", "eggs", "milk", "tea"},
    {"baker", "dentist", "sister", "king", "marie", "neighbour"},
    {"taxes", "rent", "bill", "pay", "pays"}};

// Words as points of the first two columns, each group with a colour of its own.
inline Figure learnt_map(const Matrix& flat) {  // a row for each word of kOnTheMap
    Plot plot{{"the way in which they differ most"}, {"and second most"}};
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
    return {"learnt", "Food, people and taxes, as the corpus places them",
            "A scatter of words in three clusters: food, people, and what is paid.", plot};
}

inline Figure widths_figure(const Numbers& widths, const Numbers& with_ppmi,
                            const Numbers& with_counts, double chance) {
    Plot plot{{"numbers for each word", Scale::log},
              {"share of the right group", Scale::linear, 0, 1}};
    plot.line("PPMI", widths, with_ppmi);
    plot.line("raw counts", widths, with_counts);
    plot.horizontal(chance, "by chance");
    return {"widths", "One number is not enough, a few are",
            "Two curves over the width rise from chance to nearly 1, PPMI far sooner.", plot};
}

}  // namespace chapter_02
