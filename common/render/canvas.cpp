#include "render/canvas.h"

#include <algorithm>
#include <cmath>

#include "core/display_width.h"

namespace book {
namespace {

std::string braille(unsigned dots) {  // U+2800 and what follows, a bit for each dot
    return {'\xE2', static_cast<char>(0xA0 | dots >> 6), static_cast<char>(0x80 | (dots & 63))};
}

int whole_dot(double x) { return static_cast<int>(std::lround(std::clamp(x, -1e6, 1e6))); }

}  // namespace

std::string in_series_colour(const Terminal& terminal, std::size_t series, std::string_view text) {
    // Readable on black and on white: the deeper palette, unless it would vanish on black.
    return coloured(terminal, series_colour(series, series % kSeriesColours == 0), text);
}

std::string text_legend(const Terminal& terminal, const std::vector<LegendEntry>& entries) {
    std::string result;
    int used = 0;
    for (const LegendEntry& entry : entries) {
        const std::string name = clip(entry.name, terminal.width - 4);
        const int width = display_width(name) + 4;
        if (used > 0 && used + width > terminal.width) {
            result += "\n";
            used = 0;
        }
        result += in_series_colour(terminal, entry.series, series_sign(entry.series));
        result += " " + name + "  ";
        used += width;
    }
    if (result.empty()) return "";
    return result.substr(0, result.size() - 2) + "\n";
}

std::string text_bar(int eighths) {
    static constexpr const char* kRest[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    std::string bar;
    for (int i = 0; i < eighths / 8; ++i) bar += "█";
    return bar + kRest[eighths % 8];
}

int Canvas::column_of(double x) { return whole_dot(x) / 2; }

int Canvas::row_of(double y) { return whole_dot(y) / 4; }

void Canvas::dot(double x, double y, std::size_t series) {
    const int column = whole_dot(x);
    const int row = whole_dot(y);
    if (column < 0 || row < 0 || column >= dots_wide() || row >= dots_high()) return;
    static constexpr unsigned kBits[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    Cell& cell = rows_[row / 4][column / 2];
    // Dots of two curves in one letter would be neither: where they overlap, the later one lies above.
    if (cell.series != series) cell.dots = 0;
    cell.dots |= kBits[row % 4][column % 2];
    cell.series = series;
}

void Canvas::line(double x1, double y1, double x2, double y2, std::size_t series) {
    const double length = std::max(std::abs(x2 - x1), std::abs(y2 - y1));
    const int steps = static_cast<int>(std::ceil(std::clamp(length, 1.0, 4096.0)));
    for (int i = 0; i <= steps; ++i)
        dot(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps, series);
}

void Canvas::sign(double x, double y, std::size_t series, const char* what) {
    const int column = column_of(x);
    const int row = row_of(y);
    if (x < -0.5 || y < -0.5 || column >= width_ || row >= height_) return;
    rows_[row][column] = {0, series, what};
}

bool Canvas::text(int column, int row, std::string_view what) {
    if (!is_free(column, row, display_width(what))) return false;
    write(column, row, what);
    return true;
}

bool Canvas::is_free(int column, int row, int width) const {
    const int end = column + width;
    if (column < 0 || row < 0 || row >= height_ || end > width_) return false;
    const int left = std::max(0, column - 1);
    const int right = std::min(width_, end + 1);
    for (int c = left; c < right; ++c) {
        const Cell& cell = rows_[row][c];
        const bool beside = c < column || c >= end;
        if (!cell.text.empty() || (cell.dots != 0 && !beside)) return false;
    }
    return true;
}

void Canvas::write(int column, int row, std::string_view what) {
    for (std::size_t next = 0; next < what.size();) {
        const std::size_t begin = next;
        next_code_point(what, next);
        const std::string_view sign = what.substr(begin, next - begin);
        const int width = display_width(sign);
        if (width == 0) {  // an accent: it belongs to the sign before
            if (column > 0) rows_[row][column - 1].text += sign;
            continue;
        }
        rows_[row][column] = {0, kLabel, std::string(sign)};
        if (width == 2) rows_[row][column + 1].covered = true;
        column += width;
    }
}

void Canvas::faint(int column, int row, const char* what) {
    Cell& cell = rows_[row][column];
    if (!cell.text.empty() || cell.dots != 0) return;
    cell.text = what;
    cell.series = kNobody;
}

std::string Canvas::row(int row, const Terminal& terminal) const {
    std::string result;
    for (const Cell& cell : rows_[row])
        if (!cell.covered) result += shown(cell, terminal);
    return result;
}

std::string Canvas::shown(const Cell& cell, const Terminal& terminal) {
    if (cell.text.empty() && cell.dots == 0) return " ";
    std::string sign = cell.text.empty() ? braille(cell.dots) : cell.text;
    if (sign == " " || cell.series == kLabel) return sign;
    if (cell.series == kNobody) return styled(terminal, Style::dim, sign);
    return in_series_colour(terminal, cell.series, sign);
}

}  // namespace book
