// A pencil for SVG files, mostly 720 wide.
//
// A drawing brings its own paper, white or near black as the reader's system asks for, so that it
// can be read on any ground. Colours are classes of a style sheet: s0..s6 and f0..f6 (stroke and
// fill of a series), ink, muted, grid, axis. Diagrams have more (use_looks). Numbers have at most one decimal.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "render/figure_parts.h"

namespace book {

constexpr double kSvgWidth = 720, kSvgLetter = 12, kSvgTop = 52;  // the top: under the title

std::string svg_number(double x);
// Room for a text: generous, because a page does not know the reader's font.
double svg_text_width(std::string_view text, double letter = kSvgLetter);
// The same as a function of one argument, for widest() (render/figure_parts.h).
inline double usual_text_width(std::string_view text) { return svg_text_width(text); }

constexpr double kSvgTitleLine = 19;  // the height of one

// A curve that begins and ends level: its ends bend so far.
std::string svg_level_curve(double x1, double y1, double x2, double y2, double bend);

class Svg {
  public:
    void text(double x, double y, std::string_view what, const std::string& classes,
              const char* anchor = "start", double turn = 0);
    void path(const std::string& d, const std::string& classes);
    void stroke(const std::string& d, const std::string& classes,
                double width);  // a path, so thick
    void line(double x1, double y1, double x2, double y2, const std::string& classes);
    void rect(double x, double y, double w, double h, const std::string& classes, double round = 0);
    // A cell of a heat map.
    void shade(double x, double y, double w, double h, double strength, bool is_cold);
    void sign(double x, double y, std::size_t series);  // round, triangle, square, diamond; hollow

    // Writes a label beside (x, y) where it covers neither points nor labels; else to the right.
    void label(double x, double y, std::string_view what, const std::string& classes = "ink");
    void keep_clear(double x, double y);  // a point that labels must not cover
    struct Point {
        double x = 0, y = 0;
    };
    // Writes it where the first of these places is free of points and labels; else at the first.
    void text_at_free_place(std::initializer_list<Point> starts, std::string_view what,
                            const std::string& classes);

    // Signs and names in rows, from y downwards; returns where the rest may begin.
    double legend(const std::vector<LegendEntry>& entries, double y);

    // Adds to the style sheet what diagrams are drawn with: box, group and way, each of them plain, lit
    // or grey; the same for a fill (fplain, flit, fgrey) and ink (ilit, igrey); arc; and label, a larger letter with a halo.
    void use_looks() { has_looks_ = true; }

    // The whole file, with title and text alternative. The title begins at `left`. Where it needs more
    // than one line, the drawing moves down.
    std::string finish(const Figure& figure, double width, double height, double left = 20) const;

  private:
    struct Box {
        double left, top, right, bottom;
    };
    bool is_free(const Box& box) const;

    std::string body_;
    bool has_looks_ = false, has_heat_ = false;
    std::vector<Box> taken_;
};

// A drawing as part of a page, which has one style sheet for all: without its own, and with names of its own for
// its title and its description.
std::string svg_within_page(const std::string& svg, const std::string& id);
// That style sheet: colours for drawings in an element of class `drawing`, light or dark as the root's
// data-theme says, or else as the reader's system does.
std::string svg_style_of_pages();

}  // namespace book
