// What the two ways of drawing a figure share: scales, ticks, colours, labels that keep apart.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "notebook/figure.h"

namespace book {

struct Tick {
    double at;  // in the axis's unit
    std::string label;
};

// An axis that knows its ends: those that were asked for, or the data's, widened to round numbers.
struct Range {
    double low = 0, high = 1;
    bool log = false;
    std::vector<Tick> ticks;

    Range(const Axis& axis, const std::vector<double>& data, int about_ticks);
    double position(double x) const;  // 0 at low, 1 at high; nan if it cannot be shown
};

// The two axes of a plot, drawn on an area of width x height (in any unit that is square).
struct PlotRanges {
    Range x, y;
};
PlotRanges plot_ranges(const Plot& plot, double width, double height, int x_ticks, int y_ticks);

// How strongly a heat map colours a number: not at all at 0, or at the lower end if all numbers lie far
// above 0. A scale with negative numbers is the same in both directions.
struct HeatScale {
    Range range;  // the numbers' own, or what was asked for
    double none = 0, strongest = 1;
    bool has_negative = false;

    double strength(double x) const;  // 0 to 1
};
HeatScale heat_scale(const HeatMap& map);

// With numbers for the rows or columns that have a label and no names.
HeatMap with_numbered_sides(HeatMap map);
// Whether names are such numbers: these have their turn at round strides.
bool is_numbered(const std::vector<std::string>& names);
// As many columns or rows share a number that there is room for: 1, 2, 5, 10, 20, ...
int round_stride(double least);

// What stands beside an axis: a logarithmic one says so.
std::string axis_label(const Axis& axis);

// Moves positions up, or back down from the end, until all are at least `gap` apart and in order;
// within low..high if they fit. Those that are apart stay.
std::vector<double> spread(std::vector<double> wanted, double gap, double low, double high);

// Children of every node, in order; the roots are the children of -1, at the end.
std::vector<std::vector<int>> children_of(const Tree& tree);

// A tree with several roots grows from a start of its own. A node is on the chosen path if all before it
// are, too.
Tree from_one_root(const Tree& tree);

// A series and its name, beside the sign and in the colour of the series.
struct LegendEntry {
    std::size_t series;
    std::string name;
};
std::vector<LegendEntry> legend_entries(const Bars& bars);

// The numbers of all bars, and of all cells, as they are printed.
std::vector<std::string> printed_numbers(const Bars& bars);    // series by series
std::vector<std::string> printed_numbers(const HeatMap& map);  // row by row; "" without a format

// The largest of width_of(text), in whatever unit that is; 0 of none.
template <class F>
auto widest(const std::vector<std::string>& texts, F width_of) {
    decltype(width_of(texts[0])) width = 0;
    for (const std::string& text : texts) width = std::max(width, width_of(text));
    return width;
}

constexpr int kSeriesColours = 7;
unsigned series_colour(std::size_t series, bool dark_ground);     // 0xRRGGBB
const char* series_sign(std::size_t series);                      // ● ▲ ■ ◆ ...
unsigned mixed_colour(unsigned from, unsigned to, double share);  // 0: from; 1: to
unsigned heat_colour(double strength, bool is_negative);          // a pale one to a deep one
bool needs_black_ink(unsigned rgb);

}  // namespace book
