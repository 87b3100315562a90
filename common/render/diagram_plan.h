// Where everything in a diagram lies, counted in characters: what its two drawings share.
#pragma once

#include <string>
#include <vector>

#include "notebook/figure.h"

namespace book {

// Rows and columns with both ends, frames included.
struct DiagramRect {
    int left, top, right, bottom;

    bool holds(Diagram::Place p) const {
        return left <= p.column && p.column <= right && top <= p.row && p.row <= bottom;
    }
};
DiagramRect rect_of(Diagram::Place at, Diagram::Size size);
DiagramRect rect_of(const Diagram::Cells& grid);

struct PlannedArrow {
    const Diagram::Arrow* arrow;
    std::vector<Diagram::Place> points;  // its corners; an end at a box lies on the box's frame
    bool begins_at_frame, ends_at_frame;
};

// A text beside something: its anchor is the end that is nearest to that.
struct PlannedText {
    enum class Anchor { start, middle, end };
    std::string text;
    Diagram::Place at;  // of its first character
    Anchor anchor;
    Look look;
    double down = 0;  // rows, in a drawing whose cells share the whole height of a grid's frame
};

struct DiagramPlan {
    std::vector<PlannedArrow> arrows;  // grey ones first and lit ones last: those lie on top
    std::vector<PlannedText> texts;    // texts, names of rows and columns, labels of arrows
    DiagramRect extent;                // of all there is
};
// Error, which names the arrow, if one cannot leave and enter as it was asked to, or has no room.
DiagramPlan plan_of(const Diagram& diagram);

// All cells of a way, from one corner to the next, each once.
std::vector<Diagram::Place> cells_along(const std::vector<Diagram::Place>& corners);

bool is_marked(const Diagram::Cells& grid, Diagram::Place cell);

// The texts of a grid's column are numbers: they stand below one another, not each in the middle.
bool is_column_of_numbers(const Diagram::Cells& grid, int column);
int widest_in_column(const Diagram::Cells& grid, int column);

}  // namespace book
