// A diagram in a terminal, with box characters.
#include <fmt/format.h>

#include "core/display_width.h"
#include "render/diagram_plan.h"
#include "render/drawings.h"

namespace book {
namespace {

using Place = Diagram::Place;

constexpr unsigned kLitInk = 0xC26A00, kLitGround = 0xE69F00;  // on black as on white

enum class Stroke { light, heavy, dashed, heavy_dashed, dotted };

// How a part is drawn: what is grey is dotted and what is lit is heavy, so that it can be told without
// colours.
Stroke stroke_of(Look look, Diagram::Line line) {
    const bool heavy = look == Look::lit || line == Diagram::Line::heavy;
    if (line == Diagram::Line::dashed) return heavy ? Stroke::heavy_dashed : Stroke::dashed;
    if (heavy && look != Look::grey) return Stroke::heavy;
    return look == Look::grey ? Stroke::dotted : Stroke::light;
}

// Which neighbours a piece of line leads to.
enum Towards : unsigned { kUp = 1, kRight = 2, kDown = 4, kLeft = 8 };
constexpr unsigned kUpright = kUp | kDown, kLevel = kLeft | kRight;

const char* line_sign(unsigned towards, Stroke stroke, bool is_round) {
    static constexpr const char* kLight[] = {" ", "│", "─", "└", "│", "│", "┌", "├",
                                             "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
    static constexpr const char* kHeavy[] = {" ", "┃", "━", "┗", "┃", "┃", "┏", "┣",
                                             "━", "┛", "━", "┻", "┓", "┫", "┳", "╋"};
    static constexpr const char* kRound[] = {"╰", "╭", "╯", "╮"};
    static constexpr const char* kUprights[] = {"│", "┃", "╎", "╏", "┊"};
    static constexpr const char* kLevels[] = {"─", "━", "╌", "╍", "┈"};
    const int i = static_cast<int>(stroke);
    const bool heavy = stroke == Stroke::heavy || stroke == Stroke::heavy_dashed;
    if (towards != 0 && (towards & ~kUpright) == 0) return kUprights[i];
    if (towards != 0 && (towards & ~kLevel) == 0) return kLevels[i];
    if (is_round && !heavy) {
        const unsigned corners[] = {kUp | kRight, kRight | kDown, kUp | kLeft, kDown | kLeft};
        for (int k = 0; k < 4; ++k)
            if (towards == corners[k]) return kRound[k];
    }
    return heavy ? kHeavy[towards] : kLight[towards];
}

// A sheet of characters, written from the ground upwards: what comes later covers what is there.
class DiagramSheet {
  public:
    explicit DiagramSheet(const DiagramRect& extent) : extent_(extent) {
        const int width = extent.right - extent.left + 1;
        rows_.resize(extent.bottom - extent.top + 1, std::vector<Sign>(width));
    }

    void write(Place at, std::string_view text, Look look, bool is_marked = false) {
        for (std::size_t next = 0; next < text.size();) {
            const std::size_t begin = next;
            next_code_point(text, next);
            const std::string_view character = text.substr(begin, next - begin);
            const int width = display_width(character);
            if (width == 0) {  // an accent: it belongs to the character before
                if (Sign* before = sign_at({at.column - 1, at.row})) before->text += character;
                continue;
            }
            put(at, Sign{std::string(character), look, is_marked});
            if (width == 2) put({at.column + 1, at.row}, Sign{"", look, is_marked});
            at.column += width;
        }
    }

    // A piece of a line. Where it crosses another it passes above; where one of them ends, they join.
    void line(Place at, unsigned towards, Stroke stroke, Look look) {
        Sign* sign = sign_at(at);
        if (sign == nullptr) return;
        const bool crosses = (towards == kUpright && sign->towards == kLevel) ||
                             (towards == kLevel && sign->towards == kUpright);
        if (sign->towards != 0 && !crosses) towards |= sign->towards;
        *sign = Sign{line_sign(towards, stroke, true), look, false, towards};
    }

    // Not where another line leaves: that one would begin nowhere.
    void head(Place at, const char* what, Look look) {
        Sign* sign = sign_at(at);
        if (sign == nullptr) return;
        if ((sign->towards & kLevel) != 0 && (sign->towards & kUpright) != 0) return;
        *sign = Sign{what, look, false, sign->towards};
    }

    std::string draw(const Terminal& terminal) const {
        std::string result;
        for (const std::vector<Sign>& row : rows_) result += drawn(row, terminal) + "\n";
        return result;
    }

  private:
    struct Sign {
        std::string text = " ";
        Look look = Look::plain;
        bool is_marked = false;
        unsigned towards = 0;  // of a piece of an arrow
    };

    Sign* sign_at(Place p) {
        if (!extent_.holds(p)) return nullptr;
        return &rows_[p.row - extent_.top][p.column - extent_.left];
    }

    void put(Place p, Sign sign) {
        if (Sign* there = sign_at(p)) *there = std::move(sign);
    }

    // Neighbours that look alike share their escape codes.
    static std::string drawn(const std::vector<Sign>& row, const Terminal& terminal) {
        std::size_t end = row.size();
        while (end > 0 && row[end - 1].text == " ") --end;
        std::string result;
        for (std::size_t begin = 0; begin < end;) {
            std::string run;
            std::size_t i = begin;
            for (; i < end && row[i].look == row[begin].look &&
                   row[i].is_marked == row[begin].is_marked;
                 ++i)
                run += row[i].text;
            result += shown(run, row[begin], terminal);
            begin = i;
        }
        return result;
    }

    static std::string shown(const std::string& run, const Sign& like, const Terminal& terminal) {
        if (!terminal.colour) return run;
        if (like.is_marked) return on_ground(kLitGround, run);
        if (like.look == Look::grey) return styled(terminal, Style::dim, run);
        if (like.look == Look::plain) return run;
        return styled(terminal, Style::strong, coloured(terminal, kLitInk, run));
    }

    DiagramRect extent_;
    std::vector<std::vector<Sign>> rows_;
};

unsigned direction_of(Place from, Place to) {
    if (from.row == to.row) return to.column > from.column ? kRight : kLeft;
    return to.row > from.row ? kDown : kUp;
}

class TextDiagram {
  public:
    explicit TextDiagram(const Diagram& diagram)
        : diagram_(diagram), plan_(plan_of(diagram)), sheet_(plan_.extent) {}

    int width() const { return plan_.extent.right - plan_.extent.left + 1; }

    std::string draw(const Terminal& terminal) {
        for (const Diagram::Frame& frame : diagram_.frames) draw_frame(frame);
        for (const PlannedArrow& arrow : plan_.arrows) draw_arrow(arrow);
        for (const Diagram::Frame& frame : diagram_.frames) draw_title(frame);
        for (const Diagram::Box& box : diagram_.boxes) draw_box(box);
        for (const Diagram::Cells& grid : diagram_.grids) draw_grid(grid);
        for (const PlannedText& text : plan_.texts) sheet_.write(text.at, text.text, text.look);
        return sheet_.draw(terminal);
    }

  private:
    void draw_outline(const DiagramRect& r, Stroke stroke, Look look, bool is_round) {
        const auto put = [&](int column, int row, unsigned towards) {
            sheet_.write({column, row}, line_sign(towards, stroke, is_round), look);
        };
        for (int c = r.left + 1; c < r.right; ++c)
            for (const int row : {r.top, r.bottom}) put(c, row, kLevel);
        for (int row = r.top + 1; row < r.bottom; ++row)
            for (const int column : {r.left, r.right}) put(column, row, kUpright);
        put(r.left, r.top, kRight | kDown);
        put(r.right, r.top, kLeft | kDown);
        put(r.left, r.bottom, kRight | kUp);
        put(r.right, r.bottom, kLeft | kUp);
    }

    void draw_frame(const Diagram::Frame& frame) {
        const Stroke stroke = stroke_of(frame.look, Diagram::Line::solid);
        draw_outline(rect_of(frame.at, frame.size), stroke, frame.look, false);
    }

    void draw_title(const Diagram::Frame& frame) {
        if (frame.title.empty()) return;
        const std::string title = " " + frame.title + " ";
        sheet_.write({frame.at.column + 2, frame.at.row}, title, frame.look);
    }

    void draw_box(const Diagram::Box& box) {
        const DiagramRect r = rect_of(box.at, box.size);
        const int inside = box.size.columns - 2;
        for (int row = r.top + 1; row < r.bottom; ++row)
            sheet_.write({r.left + 1, row}, pad("", inside), box.look);
        draw_outline(r, stroke_of(box.look, Diagram::Line::solid), box.look, box.rounded);
        const int lines = static_cast<int>(box.lines.size());
        const int first = r.top + 1 + (box.size.rows - 2 - lines) / 2;
        for (int i = 0; i < lines; ++i)
            sheet_.write({r.left + 1, first + i}, pad(box.lines[i], inside, Align::centre),
                         box.look);
    }

    void draw_grid(const Diagram::Cells& grid) {
        const DiagramRect r = rect_of(grid);
        const Stroke stroke = stroke_of(grid.look, Diagram::Line::solid);
        draw_outline(r, stroke, grid.look, false);
        for (int column = r.left + grid.width + 1; column < r.right; column += grid.width + 1)
            for (int row = r.top; row <= r.bottom; ++row) {
                const unsigned towards = row == r.top      ? kLevel | kDown
                                         : row == r.bottom ? kLevel | kUp
                                                           : kUpright;
                sheet_.write({column, row}, line_sign(towards, stroke, false), grid.look);
            }
        const int rows = static_cast<int>(grid.rows.size());
        const int columns = static_cast<int>(grid.rows[0].size());
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < columns; ++column) draw_cell(grid, {column, row});
    }

    // A marked cell is in brackets, or has thick sides where there is no room for them.
    void draw_cell(const Diagram::Cells& grid, Place cell) {
        const bool marked = is_marked(grid, cell);
        std::string text = grid.rows[cell.row][cell.column];
        const int widest = widest_in_column(grid, cell.column);
        if (is_column_of_numbers(grid, cell.column)) text = pad(text, widest, Align::right);
        const Place at{grid.at.column + 1 + cell.column * (grid.width + 1),
                       grid.at.row + 1 + cell.row};
        if (marked && widest + 2 <= grid.width)
            text = "[" + pad(text, widest, Align::centre) + "]";
        else if (marked)
            for (const auto& [column, side] :
                 {std::pair{at.column - 1, "▐"}, std::pair{at.column + grid.width, "▌"}})
                sheet_.write({column, at.row}, side, Look::lit);
        sheet_.write(at, pad(text, grid.width, Align::centre), grid.look, marked);
    }

    void draw_arrow(const PlannedArrow& arrow) {
        const Diagram::Arrow& a = *arrow.arrow;
        const std::vector<Place> cells = cells_along(arrow.points);
        const Stroke stroke = stroke_of(a.look, a.line);
        const std::size_t begin = arrow.begins_at_frame ? 1 : 0;
        const std::size_t end = cells.size() - (arrow.ends_at_frame ? 1 : 0);
        for (std::size_t i = begin; i < end; ++i) {
            unsigned towards = 0;
            if (i > 0) towards |= direction_of(cells[i], cells[i - 1]);
            if (i + 1 < cells.size()) towards |= direction_of(cells[i], cells[i + 1]);
            sheet_.line(cells[i], towards, stroke, a.look);
        }
        if (!a.has_head || end <= begin) return;
        const Place tip = cells[end - 1];
        const unsigned to =
            end < cells.size() ? direction_of(tip, cells[end]) : direction_of(cells[end - 2], tip);
        const char* const head = to == kUp ? "▲" : to == kRight ? "▶" : to == kDown ? "▼" : "◀";
        sheet_.head(tip, head, a.look);
    }

    const Diagram& diagram_;
    DiagramPlan plan_;
    DiagramSheet sheet_;
};

// What a terminal shows that is too narrow for the picture.
std::string in_words(const Figure& figure, int needed, const Terminal& terminal) {
    std::string result;
    for (const std::string& line :
         wrap(fmt::format("(this picture needs {} columns)", needed), terminal.width))
        result += styled(terminal, Style::dim, line) + "\n";
    for (const std::string& line : wrap(figure.alt, terminal.width)) result += line + "\n";
    return result;
}

}  // namespace

std::string text_of(const Figure& figure, const Diagram& diagram, const Terminal& terminal) {
    TextDiagram drawing(diagram);
    const int width = drawing.width();
    return width <= terminal.width ? drawing.draw(terminal) : in_words(figure, width, terminal);
}

}  // namespace book
