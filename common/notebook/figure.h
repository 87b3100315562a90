// A figure: described once, drawn (render/figure.h) as SVG for a page and in Unicode for a terminal.
//
//     Plot plot{{"temperature", Scale::log}, {"weight"}};
//     plot.line("doughnuts", temperatures, weights).vertical(0.6086, "the article");
//     page.show(Figure{"temperature", "Temperature sharpens or flattens",
//                      "Three curves over temperature: ...", plot});
//
// Series take the colours of Okabe and Ito (2008), which colour-blind readers can tell apart, and
// differ in dash and sign too; heat maps take viridis, whose lightness rises steadily. Not-finite
// points are left out. The same figure gives the same bytes.
#pragma once

#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "notebook/value.h"
#include "tensor/matrix.h"

namespace book {

constexpr double kFromData = std::numeric_limits<double>::quiet_NaN();

enum class Scale { linear, log };

struct Axis {
    std::string label;  // with its unit: "time (ms)"
    Scale scale = Scale::linear;
    double low = kFromData, high = kFromData;
};

// Curves, points and arrows over two axes.
struct Plot {
    enum class Kind { line, points, arrow };
    struct Series {
        Kind kind = Kind::line;
        std::string name;  // may be empty: no label
        std::vector<double> x, y;
        std::vector<std::string> labels;  // points: one for each, or none
    };
    struct Rule {  // a reference line across the figure
        bool vertical = false;
        double at = 0;
        std::string label;
    };

    Axis x, y;
    bool equal_axes = false;  // one unit is as long in x as in y: for vectors and maps
    std::vector<Series> series;
    std::vector<Rule> rules;

    Plot(Axis x_axis, Axis y_axis) : x(std::move(x_axis)), y(std::move(y_axis)) {}
    Plot& line(std::string name, std::vector<double> xs, std::vector<double> ys);
    Plot& points(std::string name, std::vector<double> xs, std::vector<double> ys,
                 std::vector<std::string> labels = {});
    Plot& arrow(std::string name, double from_x, double from_y, double to_x, double to_y);
    Plot& vertical(double at, std::string label);
    Plot& horizontal(double at, std::string label);
};

// A matrix as coloured cells.
struct HeatMap {
    Matrix values;
    std::vector<std::string> rows{}, columns{};  // a name for each, or none at all
    std::string row_label{}, column_label{};     // what the rows and the columns are
    std::string format = ".2f";                  // of the numbers in the cells; "" prints none
    double low = kFromData, high = kFromData;
};

// Horizontal bars: for each name one of every series.
struct Bars {
    struct Series {
        std::string name;
        std::vector<double> values;
    };
    std::vector<std::string> names;
    std::vector<Series> series;
    std::string label;           // what is measured, with its unit
    std::string format = ".3g";  // of the number at the end of a bar
};

// A tree that grows to the right: a beam search.
struct Tree {
    struct Node {
        int parent = -1;      // an earlier node, or -1: a root
        std::string text;     // what it says: a word
        std::string note{};   // beside it: its probability
        bool chosen = false;  // drawn strong
    };
    std::vector<Node> nodes;
};

struct Figure {
    std::string name;   // figures/<name>.svg; small letters, digits, _ and -
    std::string title;  // what is to be seen, in a line
    std::string alt;    // the same for somebody who does not see it, in a sentence or two
    std::variant<Plot, HeatMap, Bars, Tree> drawing;
    bool timed = false;       // its numbers depend on the clock: Page names them as a timing ...
    std::string timing = {};  // ... this one, and the figure itself holds them no more
};

// Error if a figure has no name, title or text alternative, or lists that do not fit together.
void check_figure(const Figure& figure);

// The numbers of a timed figure, of its series and then of its rules, as one value, and back. (The ends
// of an axis are the author's, and stay.) Error if they are not those of this figure.
Value take_numbers(Figure& figure);
void put_numbers(Figure& figure, const Value& numbers);

}  // namespace book
