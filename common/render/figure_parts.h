// What the two ways of drawing a figure share: scales, ticks, colours, labels that keep apart.
#pragma once

#include <algorithm>
#include <span>
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

// The smallest and largest number of a heat map, or those that were asked for.
Range heat_range(const HeatMap& map);

// Moves positions up, or back down from the end, until all are at least `gap` apart and in order;
// within low..high if they fit. Those that are apart stay.
std::vector<double> spread(std::vector<double> wanted, double gap, double low, double high);

// Children of every node, in order; the roots are the children of -1, at the end.
std::vector<std::vector<int>> children_of(const Tree& tree);

// A series and its name, beside the sign and in the colour of the series.
struct LegendEntry {
    std::size_t series;
    std::string name;
};
std::vector<LegendEntry> legend_entries(const Bars& bars);

// The numbers of all bars, and of all cells, as they are printed.
std::vector<std::string> printed_numbers(const Bars& bars);
std::vector<std::string> printed_numbers(const HeatMap& map);  // row by row; "" without a format

// The largest of width_of(text), in whatever unit that is; 0 of none.
template <class F>
auto widest(const std::vector<std::string>& texts, F width_of) {
    decltype(width_of(texts[0])) width = 0;
    for (const std::string& text : texts) width = std::max(width, width_of(text));
    return width;
}

constexpr int kSeriesColours = 7;
unsigned series_colour(std::size_t series, bool dark_ground);  // 0xRRGGBB
const char* series_sign(std::size_t series);                   // ● ▲ ■ ◆ ...
unsigned viridis(double t);                                    // dark blue at 0, yellow at 1
bool needs_black_ink(unsigned rgb);

}  // namespace book
