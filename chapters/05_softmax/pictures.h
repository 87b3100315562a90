// The diagrams of chapter 05, with the numbers of its code in them.
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "notebook/figure.h"
#include "tensor/ops.h"

namespace chapter_05 {
using namespace book;

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

inline Texts printed(const Numbers& numbers, const char* format = ".2f") {
    Texts texts;
    for (const double x : numbers) texts.push_back(format_value(Value(x), format));
    return texts;
}

// From three scores to one row: what happens to one word.
struct OneWord {
    Texts words;
    Numbers scores, powers, shares;
    Matrix values;  // (3 x 2)
    Numbers mix;
};

inline Diagram path_of(const OneWord& w) {
    const int left = 9;
    const int width = 9;  // as wide as "doughnuts"
    const auto named = [&](const char* name, Texts columns = {}) {
        return Diagram::CellsStyle{.width = width, .rows = {name}, .columns = std::move(columns)};
    };
    const double sum = std::accumulate(w.powers.begin(), w.powers.end(), 0.0);
    const Texts mix = printed(w.mix);

    Diagram d;
    d.cells("scores", {left, 1}, {printed(w.scores)}, named("score", w.words));
    d.cells("powers", {left, 6}, {printed(w.powers)}, named("e^score"));
    d.text({left + 33, 7}, "sum " + format_value(Value(sum), ".2f"));
    auto lit = named("share");
    lit.look = Look::lit;
    d.cells("shares", {left, 11}, {printed(w.shares)}, lit);
    d.text({left + 33, 12}, "sum 1");
    d.cells("values", {left, 16}, transpose(w.values),  // a column for each word
            {.format = ".1f", .width = width, .rows = {"value", ""}});
    d.cells("mix", {left + 10, 22}, {{mix[0]}, {mix[1]}}, {.width = width, .rows = {"mix", ""}});
    // All in one line, down the middle of the grids; their names do not count.
    const auto down = [&](int row) {
        auto style = diagram::kDown;
        style.way = {{left + 15, row}};
        return style;
    };
    d.arrow("scores", "powers", "e to the power of each", down(4));
    d.arrow("powers", "shares", "divide by the sum", down(9));
    d.arrow("shares", "values", "that share of each column", down(14));
    d.arrow("values", "mix", "add up", down(20));
    return d;
}

// Who may look at whom: scores with a mask over them, and what softmax makes of each row.
inline Diagram masked(const Texts& words, const Matrix& scores, const Matrix& weights) {
    std::vector<Texts> before;
    std::vector<Diagram::Place> hidden;
    for (int i = 0; i < scores.rows(); ++i) {
        before.emplace_back();
        for (int j = 0; j < scores.cols(); ++j) {
            before.back().push_back(j > i ? "−∞" : format_value(Value(scores(i, j)), ".2f"));
            if (j > i) hidden.push_back({j, i});
        }
    }
    Diagram d;
    d.cells("scores", {10, 2}, before,
            {.width = 9, .rows = words, .columns = words, .marked = hidden});
    d.cells("weights", {10, 10}, weights, {.format = ".2f", .width = 9, .rows = words});
    d.text({10, 0}, "scores / √2, masked").text({10, 15}, "weights");
    d.arrow("scores", "weights", "softmax of each row");
    return d;
}

// The mask of a few queries that meet more keys. seen: 0, or minus infinity where a key is hidden.
inline Diagram late_queries(const Matrix& seen, const Texts& queries, const Texts& keys) {
    std::vector<Texts> rows;
    std::vector<Diagram::Place> hidden;
    for (int i = 0; i < seen.rows(); ++i) {
        rows.emplace_back();
        for (int j = 0; j < seen.cols(); ++j) {
            rows.back().push_back(seen(i, j) == 0 ? "sees" : "−∞");
            if (seen(i, j) != 0) hidden.push_back({j, i});
        }
    }
    Diagram d;
    d.cells("mask", {18, 1}, rows,
            {.width = 6, .rows = queries, .columns = keys, .marked = hidden});
    return d;
}

}  // namespace chapter_05
