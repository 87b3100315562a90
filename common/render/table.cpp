#include "render/table.h"

#include <algorithm>

#include "core/display_width.h"
#include "notebook/escape_markdown.h"

namespace book {
namespace {

constexpr int kGap = 2;         // spaces between columns in a terminal
constexpr int kNarrowText = 8;  // a column of words is not squeezed below this

}  // namespace

std::string to_markdown(const Table& table) {
    std::string result = "|", rule = "\n|";
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
        result += " " + escape_markdown(table.columns()[c].name) + " |";
        rule += table.numeric(c) ? "---:|" : "---|";
    }
    result += rule + "\n";
    for (std::size_t r = 0; r < table.rows().size(); ++r) {
        result += "|";
        for (std::size_t c = 0; c < table.columns().size(); ++c) {
            const std::string cell = escape_markdown(table.text(r, c));
            result += table.rows()[r][c].marked ? " **" + cell + "** |" : " " + cell + " |";
        }
        result += "\n";
    }
    return result;
}

std::string to_terminal(const Table& table, const Terminal& terminal) {
    const std::size_t columns = table.columns().size();
    // The narrowest column that breaks nothing but words.
    std::vector<int> width(columns), least(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        width[c] = display_width(table.columns()[c].name);
        int numbers = 0;
        for (std::size_t r = 0; r < table.rows().size(); ++r) {
            const int w = display_width(table.text(r, c));
            width[c] = std::max(width[c], w);
            if (table.rows()[r][c].is_number()) numbers = std::max(numbers, w);
        }
        least[c] = std::min(width[c], std::max(numbers, kNarrowText));
    }
    // Columns first..last that fit beside column 0, words squeezed as far as needed.
    std::string result;
    for (std::size_t begin = 1; begin == 1 || begin < columns;) {
        std::vector<std::size_t> shown{0};
        int used = least[0];
        for (;
             begin < columns && (shown.size() == 1 || used + kGap + least[begin] <= terminal.width);
             ++begin) {
            shown.push_back(begin);
            used += kGap + least[begin];
        }
        begin += columns == 1;
        std::vector<int> w(columns);
        int total = -kGap;
        for (std::size_t c : shown) {
            w[c] = width[c];
            total += kGap + w[c];
        }
        while (total > terminal.width) {
            const auto squeezable = [&](std::size_t c) { return w[c] > least[c] ? w[c] : 0; };
            const std::size_t widest = *std::max_element(
                shown.begin(), shown.end(),
                [&](std::size_t a, std::size_t b) { return squeezable(a) < squeezable(b); });
            if (squeezable(widest) == 0 && w[widest] < 4) break;
            --w[widest];
            --total;
        }
        const auto add_line = [&](const auto& cell, const auto& style) {
            std::vector<std::vector<std::string>> pieces;
            std::size_t height = 1;
            for (std::size_t c : shown) {
                pieces.push_back(wrap(cell(c), w[c]));
                height = std::max(height, pieces.back().size());
            }
            for (std::size_t h = 0; h < height; ++h) {
                std::string line;
                for (std::size_t i = 0; i < shown.size(); ++i) {
                    const std::size_t c = shown[i];
                    const std::string piece = h < pieces[i].size() ? pieces[i][h] : "";
                    line +=
                        std::string(i > 0 ? kGap : 0, ' ') +
                        style(c, pad(piece, w[c], table.numeric(c) ? Align::right : Align::left));
                }
                result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            }
        };
        if (!result.empty()) result += "\n";
        add_line(
            [&](std::size_t c) { return table.columns()[c].name; },
            [&](std::size_t, const std::string& s) { return styled(terminal, Style::strong, s); });
        std::string rule;
        for (std::size_t c : shown)
            for (int i = rule.empty() ? 0 : -kGap; i < w[c]; ++i) rule += i < 0 ? " " : "─";
        result += styled(terminal, Style::dim, rule) + "\n";
        for (std::size_t r = 0; r < table.rows().size(); ++r)
            add_line(
                [&](std::size_t c) {
                    // Without bold a mark is a sign, inside the words or before the number.
                    const bool sign = table.rows()[r][c].marked && !terminal.colour;
                    return sign ? "*" + table.text(r, c) : table.text(r, c);
                },
                [&](std::size_t c, const std::string& s) {
                    return table.rows()[r][c].marked ? styled(terminal, Style::strong, s) : s;
                });
    }
    return result;
}

}  // namespace book
