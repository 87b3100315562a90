#include "render/diagram_plan.h"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <limits>
#include <map>
#include <optional>

#include "core/display_width.h"
#include "core/require.h"
#include "render/figure_parts.h"
#include "render/json_words.h"

namespace book {
namespace {

using Place = Diagram::Place;
using Side = Diagram::Side;
using Anchor = PlannedText::Anchor;

bool is_upright(Side side) { return side == Side::top || side == Side::bottom; }

// One step outwards.
Place step_from(Side side) {
    switch (side) {
        case Side::left:
            return {-1, 0};
        case Side::right:
            return {1, 0};
        case Side::top:
            return {0, -1};
        default:
            return {0, 1};
    }
}

int sign_of(int x) { return (x > 0) - (x < 0); }

// One step from a towards b, which lies in the same row or column.
Place step_towards(Place a, Place b) {
    return {sign_of(b.column - a.column), sign_of(b.row - a.row)};
}

Place middle_of(const DiagramRect& r, Side side) {
    const int column = (r.left + r.right) / 2;
    const int row = (r.top + r.bottom) / 2;
    switch (side) {
        case Side::left:
            return {r.left, row};
        case Side::right:
            return {r.right, row};
        case Side::top:
            return {column, r.top};
        default:
            return {column, r.bottom};
    }
}

// ---- the way of an arrow ------------------------------------------------------------------------

using Way = std::vector<Place>;

// Without points that say nothing: those that are there twice, or in the middle of a straight piece.
Way simplified(const Way& way) {
    Way result;
    for (const Place& p : way) {
        if (!result.empty() && result.back() == p) continue;
        const std::size_t n = result.size();
        if (n >= 2) {
            const Place before = step_towards(result[n - 2], result[n - 1]);
            if (before == step_towards(result[n - 1], p)) result.pop_back();
        }
        result.push_back(p);
    }
    return result;
}

int length_of(const Way& way) { return static_cast<int>(cells_along(way).size()) - 1; }

// Whether p lies outside of `from`, on the ground before this side.
bool is_ahead(Place p, Place from, Side side) {
    const Place step = step_from(side);
    return (p.column - from.column) * step.column + (p.row - from.row) * step.row > 0;
}

// From one rectangle to another that faces it: straight where they overlap, else with two bends
// halfway.
std::optional<Way> way_between_facing(const DiagramRect& a, Side leaves, const DiagramRect& b,
                                      Side enters) {
    Place start = middle_of(a, leaves);
    Place end = middle_of(b, enters);
    if (!is_ahead(end, start, leaves)) return std::nullopt;
    if (is_upright(leaves)) {
        const int low = std::max(a.left, b.left) + 1;
        const int high = std::min(a.right, b.right) - 1;
        if (low <= high) start.column = end.column = (low + high) / 2;
        const int middle = (start.row + end.row) / 2;
        return Way{start, {start.column, middle}, {end.column, middle}, end};
    }
    const int low = std::max(a.top, b.top) + 1;
    const int high = std::min(a.bottom, b.bottom) - 1;
    if (low <= high) start.row = end.row = (low + high) / 2;
    const int middle = (start.column + end.column) / 2;
    return Way{start, {middle, start.row}, {middle, end.row}, end};
}

// Out on one side, along, and in on the same side.
std::optional<Way> way_around(Place start, Place end, Side side) {
    constexpr int kAway = 3;
    switch (side) {
        case Side::left:
        case Side::right: {
            const int column = side == Side::left ? std::min(start.column, end.column) - kAway
                                                  : std::max(start.column, end.column) + kAway;
            if (column < 0) return std::nullopt;
            return Way{start, {column, start.row}, {column, end.row}, end};
        }
        default: {
            const int row = side == Side::top ? std::min(start.row, end.row) - kAway + 1
                                              : std::max(start.row, end.row) + kAway - 1;
            if (row < 0) return std::nullopt;
            return Way{start, {start.column, row}, {end.column, row}, end};
        }
    }
}

// Nothing if these sides cannot be joined with two bends at most.
std::optional<Way> way_between(const DiagramRect& a, Side leaves, const DiagramRect& b,
                               Side enters) {
    const Place start = middle_of(a, leaves);
    const Place end = middle_of(b, enters);
    if (leaves == enters) return way_around(start, end, leaves);
    if (is_upright(leaves) == is_upright(enters)) return way_between_facing(a, leaves, b, enters);
    const Place corner =
        is_upright(leaves) ? Place{start.column, end.row} : Place{end.column, start.row};
    if (!is_ahead(corner, start, leaves) || !is_ahead(corner, end, enters)) return std::nullopt;
    return Way{start, corner, end};
}

// The side of a rectangle that looks to p.
Side side_towards(const DiagramRect& r, Place p) {
    if (r.left < p.column && p.column < r.right) return p.row < r.top ? Side::top : Side::bottom;
    return p.column <= r.left ? Side::left : Side::right;
}

// From a rectangle to a corner that its author chose.
Way way_to_corner(const DiagramRect& r, Side side, Place p) {
    if (side == Side::any) side = side_towards(r, p);
    Place start = middle_of(r, side);
    if (is_upright(side)) {
        start.column = std::clamp(p.column, r.left + 1, std::max(r.left + 1, r.right - 1));
        return {start, {start.column, p.row}};
    }
    start.row = std::clamp(p.row, r.top + 1, std::max(r.top + 1, r.bottom - 1));
    return {start, {p.column, start.row}};
}

class Router {
  public:
    explicit Router(const Diagram& diagram) {
        for (const Diagram::Box& box : diagram.boxes) {
            place_of_[box.id] = rect_of(box.at, box.size);
            frames_.push_back(place_of_[box.id]);
        }
        for (const Diagram::Cells& grid : diagram.grids) place_of_[grid.id] = with_names(grid);
    }

    PlannedArrow plan(const Diagram::Arrow& arrow) const {
        if (arrow.from.empty()) return road(arrow);
        Way way = between(arrow);
        require_two_ends(way, arrow);
        const bool begins = !steps_back_from_names(way, 0, 1);
        const std::size_t last = way.size() - 1;
        const bool ends = !steps_back_from_names(way, last, last - 1);
        way = simplified(way);
        require_two_ends(way, arrow);
        return {&arrow, std::move(way), begins, ends};
    }

  private:
    DiagramRect with_names(const Diagram::Cells& grid) {
        DiagramRect r = rect_of(grid);
        frames_.push_back(r);
        const int widest_name = widest(grid.row_names, display_width);
        if (!grid.column_names.empty()) --r.top;
        if (widest_name > 0) r.left -= widest_name + 1;
        return r;
    }

    static void require_two_ends(const Way& way, const Diagram::Arrow& arrow) {
        require(way.size() >= 2, "diagram: there is no room for the arrow from '{}' to '{}'",
                arrow.from, arrow.to);
    }

    // An end that lies on a grid's names moves one step out of them.
    bool steps_back_from_names(Way& way, std::size_t end, std::size_t before) const {
        const bool at_frame = std::any_of(frames_.begin(), frames_.end(),
                                          [&](const DiagramRect& r) { return r.holds(way[end]); });
        if (at_frame) return false;
        const Place step = step_towards(way[end], way[before]);
        way[end] = {way[end].column + step.column, way[end].row + step.row};
        return true;
    }

    // What its author drew; an end just before a box reaches it.
    PlannedArrow road(const Diagram::Arrow& arrow) const {
        Way way = arrow.way;
        const bool begins = reach_frame(way, way.begin());
        const bool ends = reach_frame(way, way.end());
        return {&arrow, simplified(way), begins, ends};
    }

    bool reach_frame(Way& way, Way::iterator where) const {
        const bool at_begin = where == way.begin();
        const Place end = at_begin ? way.front() : way.back();
        if (is_inside_something(end)) return true;
        const Place step =
            at_begin ? step_towards(way[1], way[0]) : step_towards(way[way.size() - 2], way.back());
        const Place next{end.column + step.column, end.row + step.row};
        if (!is_inside_something(next)) return false;
        way.insert(where, next);
        return true;
    }

    bool is_inside_something(Place p) const {
        return std::any_of(place_of_.begin(), place_of_.end(),
                           [&](const auto& item) { return item.second.holds(p); });
    }

    Way between(const Diagram::Arrow& arrow) const {
        const DiagramRect& a = place_of_.at(arrow.from);
        const DiagramRect& b = place_of_.at(arrow.to);
        if (arrow.way.empty()) {
            const std::optional<Way> best = best_way(a, b, arrow.leaves, arrow.enters);
            require(best.has_value(),
                    "diagram: no way of two bends leads from '{}' ({} side) to '{}' ({} side)",
                    arrow.from, word_for(kSides, arrow.leaves), arrow.to,
                    word_for(kSides, arrow.enters));
            return *best;
        }
        Way way = way_to_corner(a, arrow.leaves, arrow.way.front());
        way.insert(way.end(), arrow.way.begin(), arrow.way.end());
        const Way back = way_to_corner(b, arrow.enters, arrow.way.back());
        way.insert(way.end(), back.rbegin(), back.rend());
        return simplified(way);
    }

    // Through no box, then with few bends, then short; of equal ones the first. Nothing if the sides that
    // were asked for cannot be joined.
    std::optional<Way> best_way(const DiagramRect& a, const DiagramRect& b, Side leaves,
                                Side enters) const {
        static constexpr Side kAllSides[] = {Side::bottom, Side::right, Side::left, Side::top};
        std::optional<Way> best;
        int least = std::numeric_limits<int>::max();
        for (const Side out : kAllSides)
            for (const Side in : kAllSides) {
                if (leaves != Side::any && leaves != out) continue;
                if (enters != Side::any && enters != in) continue;
                const std::optional<Way> found = way_between(a, out, b, in);
                if (!found) continue;
                const Way way = simplified(*found);
                const int cost = cost_of(way);
                if (cost >= least) continue;
                least = cost;
                best = way;
            }
        return best;
    }

    int cost_of(const Way& way) const {
        int hidden = -2;  // its two ends lie on frames
        for (const Place p : cells_along(way)) hidden += is_inside_something(p);
        return 1000 * hidden + 10 * static_cast<int>(way.size()) + length_of(way);
    }

    std::map<std::string, DiagramRect> place_of_;  // with the names of rows and columns
    std::vector<DiagramRect> frames_;              // without
};

// ---- texts --------------------------------------------------------------------------------------

// Which cells are taken, on the largest paper there is and a little more.
class TakenCells {
  public:
    void take(Place p) {
        if (is_on_paper(p)) taken_[p.row][p.column] = true;
    }
    void take_text(Place at, std::string_view text) {
        const int width = display_width(text);
        for (int i = 0; i < width; ++i) take({at.column + i, at.row});
    }
    void take_frame(const DiagramRect& r) {
        for (const Place p : cells_along({{r.left, r.top},
                                          {r.right, r.top},
                                          {r.right, r.bottom},
                                          {r.left, r.bottom},
                                          {r.left, r.top}}))
            take(p);
    }
    void take_all(const DiagramRect& r) {
        for (int row = r.top; row <= r.bottom; ++row)
            for (int column = r.left; column <= r.right; ++column) take({column, row});
    }
    // `around`: cells to the left and to the right that must be free, too.
    bool is_free(Place at, int width, int around) const {
        for (int c = at.column; c < at.column + width; ++c)
            if (!is_on_paper({c, at.row})) return false;
        const int end = at.column + width + around;
        for (int c = at.column - around; c < end; ++c)
            if (is_on_paper({c, at.row}) && taken_[at.row][c]) return false;
        return true;
    }

  private:
    static constexpr int kColumns = 240, kRows = 320;
    static bool is_on_paper(Place p) {
        return p.column >= 0 && p.row >= 0 && p.column < kColumns && p.row < kRows;
    }
    std::vector<std::bitset<kColumns>> taken_ = std::vector<std::bitset<kColumns>>(kRows);
};

struct TextPlace {
    Place at;
    Anchor anchor;
};

// Places beside a piece of an arrow, from its middle outwards.
std::vector<TextPlace> places_beside(Place from, Place to, int width) {
    std::vector<TextPlace> places;
    const int low =
        from.row == to.row ? std::min(from.column, to.column) : std::min(from.row, to.row);
    const int high =
        from.row == to.row ? std::max(from.column, to.column) : std::max(from.row, to.row);
    const int middle = (low + high) / 2;
    for (int away = 0; away <= (high - low) / 2; ++away)
        for (const int at : {middle + away, middle - away}) {
            if (from.row == to.row) {
                const int column = at - (width - 1) / 2;
                places.push_back({{column, from.row - 1}, Anchor::middle});
                places.push_back({{column, from.row + 1}, Anchor::middle});
            } else {
                places.push_back({{from.column + 2, at}, Anchor::start});
                places.push_back({{from.column - 1 - width, at}, Anchor::end});
            }
        }
    return places;
}

class TextPlanner {
  public:
    explicit TextPlanner(DiagramPlan& plan) : plan_(plan) {}

    // First what has its place, then the labels that look for one.
    void place_texts(const Diagram& diagram) {
        for (const Diagram::Box& box : diagram.boxes) take_item(rect_of(box.at, box.size));
        for (const Diagram::Frame& frame : diagram.frames) {
            taken_.take_frame(rect_of(frame.at, frame.size));
            grow(rect_of(frame.at, frame.size));
        }
        for (const Diagram::Cells& grid : diagram.grids) {
            take_item(rect_of(grid));
            add_names(grid);
        }
        for (const Diagram::Text& text : diagram.texts)
            add({text.text, text.at, Anchor::start, text.look});
        for (const PlannedArrow& arrow : plan_.arrows)
            for (const Place p : cells_along(arrow.points)) {
                taken_.take(p);
                grow({p.column, p.row, p.column, p.row});
            }
        for (const PlannedArrow& arrow : plan_.arrows)
            if (!arrow.arrow->label.empty()) add_label(arrow);
    }

  private:
    void grow(const DiagramRect& r) {
        DiagramRect& all = plan_.extent;
        all = {std::min(all.left, r.left), std::min(all.top, r.top), std::max(all.right, r.right),
               std::max(all.bottom, r.bottom)};
    }

    void take_item(const DiagramRect& r) {
        taken_.take_all(r);
        grow(r);
    }

    void add(PlannedText text) {
        taken_.take_text(text.at, text.text);
        grow({text.at.column, text.at.row, text.at.column + display_width(text.text) - 1,
              text.at.row});
        plan_.texts.push_back(std::move(text));
    }

    void add_names(const Diagram::Cells& grid) {
        const int rows = static_cast<int>(grid.row_names.size());
        for (int r = 0; r < rows; ++r) {
            const std::string& name = grid.row_names[r];
            const Place at{grid.at.column - 1 - display_width(name), grid.at.row + 1 + r};
            const double middle = (r + 0.5) * (rows + 1) / rows;
            if (!name.empty()) add({name, at, Anchor::end, grid.look, middle - (r + 1)});
        }
        const int columns = static_cast<int>(grid.column_names.size());
        for (int c = 0; c < columns; ++c) {
            const std::string& name = grid.column_names[c];
            const int begin = grid.at.column + 1 + c * (grid.width + 1);
            const int spare = std::max(0, grid.width - display_width(name));
            if (!name.empty())
                add({name, {begin + spare / 2, grid.at.row - 1}, Anchor::middle, grid.look});
        }
    }

    // Beside its longest piece; where there is no room, beside another; else on the piece itself.
    void add_label(const PlannedArrow& arrow) {
        const std::string& label = arrow.arrow->label;
        const TextPlace place = place_for(arrow.points, display_width(label));
        add({label, place.at, place.anchor, arrow.arrow->look});
    }

    TextPlace place_for(const Way& way, int width) const {
        std::vector<std::size_t> pieces;  // each by its end
        for (std::size_t i = 1; i < way.size(); ++i) pieces.push_back(i);
        const auto length = [&](std::size_t i) { return length_of({way[i - 1], way[i]}); };
        std::stable_sort(pieces.begin(), pieces.end(),
                         [&](std::size_t a, std::size_t b) { return length(a) > length(b); });
        for (const int around : {1, 0})
            for (const std::size_t i : pieces)
                for (const TextPlace& place : places_beside(way[i - 1], way[i], width))
                    if (taken_.is_free(place.at, width, around)) return place;
        const Place from = way[pieces[0] - 1];
        const Place to = way[pieces[0]];
        const int column = (from.column + to.column) / 2 - (width - 1) / 2;
        return {{std::max(0, column), (from.row + to.row) / 2}, Anchor::middle};
    }

    DiagramPlan& plan_;
    TakenCells taken_;
};

}  // namespace

DiagramRect rect_of(Place at, Diagram::Size size) {
    return {at.column, at.row, at.column + size.columns - 1, at.row + size.rows - 1};
}

DiagramRect rect_of(const Diagram::Cells& grid) { return rect_of(grid.at, size_of(grid)); }

DiagramPlan plan_of(const Diagram& diagram) {
    constexpr int kFar = std::numeric_limits<int>::max();
    DiagramPlan plan{{}, {}, {kFar, kFar, 0, 0}};
    const Router router(diagram);
    for (const Look look : {Look::grey, Look::plain, Look::lit})
        for (const Diagram::Arrow& arrow : diagram.arrows)
            if (arrow.look == look) plan.arrows.push_back(router.plan(arrow));
    TextPlanner(plan).place_texts(diagram);
    return plan;
}

std::vector<Place> cells_along(const std::vector<Place>& corners) {
    std::vector<Place> cells{corners[0]};
    for (const Place& corner : corners)
        while (cells.back() != corner) {
            const Place step = step_towards(cells.back(), corner);
            cells.push_back({cells.back().column + step.column, cells.back().row + step.row});
        }
    return cells;
}

bool is_marked(const Diagram::Cells& grid, Place cell) {
    return std::find(grid.marked.begin(), grid.marked.end(), cell) != grid.marked.end();
}

bool is_column_of_numbers(const Diagram::Cells& grid, int column) {
    return std::all_of(grid.rows.begin(), grid.rows.end(), [&](const auto& row) {
        const std::string& text = row[column];
        const auto is_digit = [](char c) {
            return std::isdigit(static_cast<unsigned char>(c)) != 0;
        };
        return text.empty() || is_digit(text.back());
    });
}

int widest_in_column(const Diagram::Cells& grid, int column) {
    int width = 0;
    for (const auto& row : grid.rows) width = std::max(width, display_width(row[column]));
    return width;
}

}  // namespace book
