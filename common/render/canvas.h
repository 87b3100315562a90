// A pencil for figures in a terminal: the colours of series, a legend, and a grid of braille dots.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/figure_parts.h"
#include "render/terminal.h"

namespace book {

std::string in_series_colour(const Terminal& terminal, std::size_t series, std::string_view text);

// Signs and names, in as many lines as they need.
std::string text_legend(const Terminal& terminal, const std::vector<LegendEntry>& entries);

// A bar that is so many eighths of a character long.
std::string text_bar(int eighths);

// A grid of characters, each either a sign or a block of 2 x 4 braille dots.
class Canvas {
  public:
    Canvas(int width, int height) : width_(width), height_(height) {
        rows_.resize(height, std::vector<Cell>(width));
    }

    int dots_wide() const { return 2 * width_; }
    int dots_high() const { return 4 * height_; }

    // Where a place lies that is counted in dots, from the upper left. A number far outside stays
    // outside, and is no overflow.
    static int column_of(double x);
    static int row_of(double y);

    // Places are in dots; what lies outside is not drawn.
    void dot(double x, double y, std::size_t series);
    void line(double x1, double y1, double x2, double y2, std::size_t series);
    void sign(double x, double y, std::size_t series, const char* what);

    // Writes a text from (column, row) on. False, and nothing is written, where it would leave the
    // canvas, cover anything or touch another sign.
    bool text(int column, int row, std::string_view what);
    void faint(int column, int row, const char* what);  // only where nothing stands

    std::string row(int row, const Terminal& terminal) const;

  private:
    static constexpr std::size_t kNobody = 1000, kLabel = 1001;  // beside the numbers of series
    struct Cell {
        unsigned dots = 0;
        std::size_t series = kNobody;
        std::string text;
        bool covered = false;  // by the wide character to its left
    };

    bool is_free(int column, int row, int width) const;
    void write(int column, int row, std::string_view what);
    static std::string shown(const Cell& cell, const Terminal& terminal);

    int width_, height_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace book
