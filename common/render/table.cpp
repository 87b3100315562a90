#include "render/table.h"

#include <algorithm>

#include "core/display_width.h"
#include "notebook/escape_markdown.h"

namespace book {
namespace {

constexpr int kGap = 2;         // spaces between columns in a terminal
constexpr int kNarrowText = 8;  // a column of words is not squeezed below this

// ---- in a terminal ------------------------------------------------------------------------------

struct ColumnWidth {
    int whole = 0;  // nothing wraps
    int least = 0;  // no word and no number is broken
};

// It may be a piece of somebody's text. (A cell's text is printable by itself.)
std::string name_of(const Table& table, std::size_t column) {
    return printable(table.columns()[column].name);
}

ColumnWidth width_of(const Table& table, std::size_t column, int room) {
    const std::string name = name_of(table, column);
    const int half = (room - kGap) / 2;
    int whole = display_width(name);
    int least = std::max(kNarrowText, room_for_words(name, half));
    for (std::size_t r = 0; r < table.rows().size(); ++r) {
        const std::string text = table.text(r, column);
        const int w = display_width(text);
        const bool is_number = table.rows()[r][column].is_number();
        whole = std::max(whole, w);
        least = std::max(least, is_number ? w : room_for_words(text, half));
    }
    return {whole, std::min(whole, least)};
}

// Some columns of a table, beside one another.
class TablePart {
  public:
    struct ShownColumn {
        std::size_t index;
        ColumnWidth limits;
        int width;
    };

    TablePart(const Table& table, const Terminal& terminal, std::vector<ShownColumn> columns)
        : table_(table), terminal_(terminal), columns_(std::move(columns)) {
        squeeze();
    }

    std::string text() const {
        std::string result = header() + rule();
        for (std::size_t r = 0; r < table_.rows().size(); ++r) result += row(r);
        return result;
    }

  private:
    struct SetCell {
        std::string text;
        bool strong;
    };

    // The widest column first, as far as needed and as its words let it; and the gaps last.
    void squeeze() {
        int total = -kGap;
        for (const ShownColumn& column : columns_) total += kGap + column.width;
        const auto squeezable = [](const ShownColumn& column) {
            return column.width > column.limits.least ? column.width : 0;
        };
        for (; total > terminal_.width; --total) {
            ShownColumn& widest = *std::max_element(
                columns_.begin(), columns_.end(), [&](const ShownColumn& a, const ShownColumn& b) {
                    return squeezable(a) < squeezable(b);
                });
            if (squeezable(widest) == 0) {
                gap_ = 1;
                return;
            }
            --widest.width;
        }
    }

    std::string header() const {
        std::vector<SetCell> cells;
        for (const ShownColumn& column : columns_)
            cells.push_back({name_of(table_, column.index), true});
        return lines_of(cells);
    }

    std::string rule() const {
        std::string rule;
        for (const ShownColumn& column : columns_) {
            if (!rule.empty()) rule += pad("", gap_);
            for (int i = 0; i < column.width; ++i) rule += "─";
        }
        return styled(terminal_, Style::dim, rule) + "\n";
    }

    std::string row(std::size_t r) const {
        std::vector<SetCell> cells;
        for (const ShownColumn& column : columns_) {
            const bool marked = table_.rows()[r][column.index].marked;
            // Without bold a mark is a sign, inside the words or before the number.
            const std::string sign = marked && !terminal_.colour ? "*" : "";
            cells.push_back({sign + table_.text(r, column.index), marked});
        }
        return lines_of(cells);
    }

    // A cell for each column; what is wider than that goes on in the lines below.
    std::string lines_of(const std::vector<SetCell>& cells) const {
        std::vector<std::vector<std::string>> pieces;
        std::size_t height = 1;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            pieces.push_back(wrap(cells[i].text, columns_[i].width));
            height = std::max(height, pieces.back().size());
        }
        std::string result;
        for (std::size_t h = 0; h < height; ++h) {
            std::string line;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (i > 0) line += pad("", gap_);
                const std::string piece = h < pieces[i].size() ? pieces[i][h] : "";
                const std::string padded = aligned(columns_[i], piece);
                line += cells[i].strong ? styled(terminal_, Style::strong, padded) : padded;
            }
            result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        }
        return result;
    }

    std::string aligned(const ShownColumn& column, const std::string& piece) const {
        return pad(piece, column.width, table_.numeric(column.index) ? Align::right : Align::left);
    }

    const Table& table_;
    const Terminal& terminal_;
    std::vector<ShownColumn> columns_;
    int gap_ = kGap;
};

// Column 0, and as many from `first` on as fit beside it: at least one, if there is one.
std::vector<TablePart::ShownColumn> columns_from(std::size_t first,
                                                 const std::vector<ColumnWidth>& widths, int room) {
    std::vector<TablePart::ShownColumn> shown{{0, widths[0], widths[0].whole}};
    int used = widths[0].least;
    for (std::size_t c = first; c < widths.size(); ++c) {
        used += kGap + widths[c].least;
        if (used > room && shown.size() > 1) break;
        shown.push_back({c, widths[c], widths[c].whole});
    }
    return shown;
}

}  // namespace

std::string to_terminal(const Table& table, const Terminal& terminal) {
    std::vector<ColumnWidth> widths;
    for (std::size_t c = 0; c < table.columns().size(); ++c)
        widths.push_back(width_of(table, c, terminal.width));
    std::string result;
    std::size_t next = 1;
    do {
        const auto columns = columns_from(next, widths, terminal.width);
        next += columns.size() - 1;
        if (!result.empty()) result += "\n";
        result += TablePart(table, terminal, columns).text();
    } while (next < widths.size());
    return result;
}

// ---- in Markdown --------------------------------------------------------------------------------

std::string to_markdown(const Table& table) {
    std::string result = "|", rule = "|";
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
        result += " " + escape_markdown(table.columns()[c].name) + " |";
        rule += table.numeric(c) ? "---:|" : "---|";
    }
    result += "\n" + rule + "\n";
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

}  // namespace book
