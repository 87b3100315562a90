// A figure: described once, drawn (render/figure.h) as SVG for a page and in Unicode for a terminal.
//
//     Plot plot{{"temperature", Scale::log}, {"weight"}};
//     plot.line("doughnuts", temperatures, weights).vertical(0.6086, "the article");
//     page.show(Figure{"temperature", "Temperature sharpens or flattens",
//                      "Three curves over temperature: ...", plot});
//
// Series take the colours of Okabe and Ito (2008), which colour-blind readers can tell apart, and
// differ in dash and sign too. A heat map has no colour at 0 and one hue above it; if any number is
// negative, another hue below. Not-finite points are left out. The same figure gives the same bytes.
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

enum class Look {
    plain,
    lit,  // what the page is about at this moment
    grey  // there, and not our subject now
};

// What a diagram's parts are described with. (In a namespace, because a class cannot have default
// arguments of its own nested types.)
namespace diagram {

struct Place {
    int column = 0, row = 0;
    bool operator==(const Place&) const = default;
};
struct Size {
    int columns = 0, rows = 0;
};
enum class Side { any, left, right, top, bottom };
enum class Line { solid, dashed, heavy };

struct CellsStyle {
    std::string format = ".2f";
    int width = 6;                               // of a cell, without its frame
    std::vector<std::string> rows{}, columns{};  // their names
    std::vector<Place> marked{};                 // cells (column, row) that are lit
    Look look = Look::plain;
};
struct ArrowStyle {
    Side leaves = Side::any, enters = Side::any;
    std::vector<Place> way{};  // corners in between
    Look look = Look::plain;
    Line line = Line::solid;
    bool has_head = true;
};
// Straight down, where the shortest way would leave at a side.
inline const ArrowStyle kDown{.leaves = Side::bottom, .enters = Side::top};

}  // namespace diagram

// Boxes, arrows and worked numbers. Places are counted in characters of a terminal, from the upper left,
// as (column, row); both ends of a frame belong to it, so that a box with one line of text is three
// rows high, and a grid two rows higher than its matrix. The names of a grid's columns stand in the
// row above it, those of its rows to the left: leave room. A phone shows some 48 columns well, and 60
// at most: let a diagram grow downwards. Boxes do not overlap; between two that an arrow joins there
// is at least one row, or two columns.
//
//     Diagram d;
//     d.box("love", {0, 0}, {12, 3}, "love")
//         .box("q", {20, 0}, {12, 3}, "query", Look::lit)
//         .arrow("love", "q", "times W_Q");      // from side to side, the way that is shortest
//     d.cells("scores", {0, 6}, numbers, {.format = ".2f", .columns = {"I", "love"}});
struct Diagram {
    using Place = diagram::Place;
    using Size = diagram::Size;
    using Side = diagram::Side;
    using Line = diagram::Line;
    using CellsStyle = diagram::CellsStyle;
    using ArrowStyle = diagram::ArrowStyle;

    struct Box {
        std::string id;
        Place at;
        Size size;                       // with its frame
        std::vector<std::string> lines;  // in the middle
        Look look = Look::plain;
        bool rounded = false;  // words and other data; what computes has corners
    };
    // A grid of small texts, numbers mostly: a matrix at work.
    struct Cells {
        std::string id;
        Place at;  // of the grid's frame; names stand outside of it
        std::vector<std::vector<std::string>> rows;
        int width = 6;  // of a cell, without its frame
        std::vector<std::string> row_names{}, column_names{};
        std::vector<Place> marked{};  // cells (column, row) that are lit
        Look look = Look::plain;
    };
    struct Text {
        Place at;  // where it begins
        std::string text;
        Look look = Look::plain;
    };
    struct Frame {  // around a part that has a name of its own
        Place at;
        Size size;
        std::string title;
        Look look = Look::plain;
    };
    struct Arrow {
        std::string from, to;  // ids of boxes and cells; or empty: see way
        Side leaves = Side::any, enters = Side::any;
        std::vector<Place> way{};  // corners in between, or the whole way if there are no ids
        std::string label{};       // beside its longest piece: a shape, "(3 x 2)"
        Look look = Look::plain;
        Line line = Line::solid;
        bool has_head = true;
    };

    std::vector<Box> boxes{};
    std::vector<Cells> grids{};
    std::vector<Text> texts{};
    std::vector<Frame> frames{};
    std::vector<Arrow> arrows{};

    // Lines of a box's text are separated by \n.
    Diagram& box(std::string id, Place at, Size size, std::string_view text,
                 Look look = Look::plain);
    Diagram& word(std::string id, Place at, Size size, std::string_view text,
                  Look look = Look::plain);  // a box that is rounded
    Diagram& cells(std::string id, Place at, ConstView numbers, CellsStyle style = {});
    Diagram& cells(std::string id, Place at, std::vector<std::vector<std::string>> rows,
                   CellsStyle style = {});
    Diagram& text(Place at, std::string what, Look look = Look::plain);
    Diagram& frame(Place at, Size size, std::string title, Look look = Look::plain);
    Diagram& arrow(std::string from, std::string to, std::string label = "", ArrowStyle style = {});
    // A line along these corners, with a head at its end.
    Diagram& road(std::vector<Place> way, std::string label = "", const ArrowStyle& style = {});
};

Diagram::Size size_of(const Diagram::Cells& grid);  // with its frame, without its names

// Words that look at words: two columns, and arcs whose thickness is the weight.
struct Arcs {
    std::vector<std::string> words;        // who looks
    std::vector<std::string> looked_at{};  // in another sentence; empty: at the words themselves
    Matrix weights;                        // (words x looked_at): rows sum to 1
    double least = 0.05;                   // arcs below it are not drawn
    int only = -1;                         // one word looks, the others are grey; -1: all do
};

struct Figure {
    std::string name;   // figures/<name>.svg; small letters, digits, _ and -
    std::string title;  // what is to be seen, in a line
    std::string alt;    // the same for somebody who does not see it, in a sentence or two
    std::variant<Plot, HeatMap, Bars, Tree, Diagram, Arcs> drawing;
    bool timed = false;       // its numbers depend on the clock: Page names them as a timing ...
    std::string timing = {};  // ... this one, and the figure itself holds them no more
};

// Error if a figure has no name, title or text alternative, or lists that do not fit together.
void check_figure(const Figure& figure);

// The numbers of a timed figure, a plot or bars, of its series and then of its rules, as one value, and
// back. (The ends of an axis are the author's, and stay.) Error if they are not those of this figure.
Value take_numbers(Figure& figure);
void put_numbers(Figure& figure, const Value& numbers);

}  // namespace book
