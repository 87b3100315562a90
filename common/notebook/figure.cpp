#include "notebook/figure.h"

#include <set>
#include <utility>

#include "core/display_width.h"
#include "core/require.h"

namespace book {
namespace {

// Whether the lists of a drawing fit together.
struct DrawingCheck {
    const std::string& name;

    void operator()(const Plot& plot) const {
        require_something(!plot.series.empty());
        for (const Plot::Series& s : plot.series) {
            require(!s.x.empty() && s.x.size() == s.y.size(), "figure '{}': {} x for {} y", name,
                    s.x.size(), s.y.size());
            require(s.labels.empty() || s.labels.size() == s.x.size(),
                    "figure '{}': {} labels for {} points", name, s.labels.size(), s.x.size());
        }
    }
    void operator()(const HeatMap& map) const {
        const auto fits = [](const std::vector<std::string>& names, int n) {
            return names.empty() || static_cast<int>(names.size()) == n;
        };
        require_something(map.values.size() > 0);
        require(fits(map.rows, map.values.rows()) && fits(map.columns, map.values.cols()),
                "figure '{}': {} and {} names for {}", name, map.rows.size(), map.columns.size(),
                map.values.shape());
    }
    void operator()(const Bars& bars) const {
        require_something(!bars.names.empty() && !bars.series.empty());
        for (const Bars::Series& s : bars.series)
            require(s.values.size() == bars.names.size(), "figure '{}': {} bars for {} names", name,
                    s.values.size(), bars.names.size());
    }
    void operator()(const Tree& tree) const {
        require_something(!tree.nodes.empty());
        for (int i = 0; i < static_cast<int>(tree.nodes.size()); ++i) {
            const int parent = tree.nodes[i].parent;
            require(parent >= -1 && parent < i, "figure '{}': node {} comes before its parent {}",
                    name, i, parent);
        }
    }
    void operator()(const Diagram& diagram) const {
        require_something(!diagram.boxes.empty() || !diagram.grids.empty());
        std::set<std::string> ids;
        for (const Diagram::Box& box : diagram.boxes) check_box(box, ids);
        for (const Diagram::Cells& grid : diagram.grids) check_grid(grid, ids);
        check_nothing_overlaps(diagram);
        for (const Diagram::Arrow& arrow : diagram.arrows) check_arrow(arrow, ids);
        for (const Diagram::Text& text : diagram.texts) require_on_paper(text.at);
        for (const Diagram::Frame& frame : diagram.frames) {
            require_on_paper(frame.at, frame.size);
            require(display_width(frame.title) + 5 <= frame.size.columns,
                    "figure '{}': '{}' is too wide for its frame", name, frame.title);
        }
    }
    void operator()(const Arcs& arcs) const {
        require_something(!arcs.words.empty());
        const std::vector<std::string>& to = arcs.looked_at.empty() ? arcs.words : arcs.looked_at;
        const Shape expected{static_cast<int>(arcs.words.size()), static_cast<int>(to.size())};
        require(arcs.weights.shape() == expected, "figure '{}': weights are {}, for words {}", name,
                arcs.weights.shape(), expected);
        require(arcs.only >= -1 && arcs.only < expected.rows, "figure '{}': there is no word {}",
                name, arcs.only);
    }
    void check_box(const Diagram::Box& box, std::set<std::string>& ids) const {
        require_new(ids, box.id);
        const int inside = box.size.rows - 2;
        require(box.size.columns >= 3 && static_cast<int>(box.lines.size()) <= inside,
                "figure '{}': {} lines do not fit into the box '{}'", name, box.lines.size(),
                box.id);
        for (const std::string& line : box.lines)
            require(display_width(line) <= box.size.columns - 2,
                    "figure '{}': '{}' is too wide for the box '{}'", name, line, box.id);
        require_on_paper(box.at, box.size);
    }
    void check_arrow(const Diagram::Arrow& arrow, const std::set<std::string>& ids) const {
        const bool has_ends = ids.count(arrow.from) == 1 && ids.count(arrow.to) == 1;
        const bool is_road = arrow.from.empty() && arrow.to.empty() && arrow.way.size() >= 2;
        require(has_ends || is_road, "figure '{}': an arrow from '{}' to '{}' has no way", name,
                arrow.from, arrow.to);
        require(arrow.from != arrow.to || !arrow.way.empty(),
                "figure '{}': an arrow from '{}' to itself needs corners", name, arrow.from);
        const bool has_sides =
            arrow.leaves != Diagram::Side::any || arrow.enters != Diagram::Side::any;
        require(!is_road || !has_sides, "figure '{}': a road has no boxes, and so no sides", name);
        for (std::size_t i = 0; i < arrow.way.size(); ++i) {
            const Diagram::Place& p = arrow.way[i];
            require_on_paper(p);
            if (i == 0) continue;
            const Diagram::Place& before = arrow.way[i - 1];
            require((p.column == before.column) != (p.row == before.row),
                    "figure '{}': ({}, {}) to ({}, {}) is neither level nor upright", name,
                    before.column, before.row, p.column, p.row);
        }
    }
    void check_nothing_overlaps(const Diagram& diagram) const {
        struct Item {
            std::string id;
            Diagram::Place at;
            Diagram::Size size;
        };
        std::vector<Item> items;
        for (const Diagram::Box& box : diagram.boxes) items.push_back({box.id, box.at, box.size});
        for (const Diagram::Cells& grid : diagram.grids)
            items.push_back({grid.id, grid.at, size_of(grid)});
        const auto before = [](int at, int size, int other) { return at + size <= other; };
        for (std::size_t i = 0; i < items.size(); ++i)
            for (std::size_t k = 0; k < i; ++k) {
                const auto& [id, a, size_a] = items[i];
                const auto& [other, b, size_b] = items[k];
                const bool apart = before(a.column, size_a.columns, b.column) ||
                                   before(b.column, size_b.columns, a.column) ||
                                   before(a.row, size_a.rows, b.row) ||
                                   before(b.row, size_b.rows, a.row);
                require(apart, "figure '{}': '{}' lies on '{}'", name, id, other);
            }
    }
    void check_grid(const Diagram::Cells& grid, std::set<std::string>& ids) const {
        require_new(ids, grid.id);
        require(!grid.rows.empty() && !grid.rows[0].empty(), "figure '{}': '{}' has no cells", name,
                grid.id);
        const std::size_t columns = grid.rows[0].size();
        const auto fits = [](const std::vector<std::string>& names, std::size_t n) {
            return names.empty() || names.size() == n;
        };
        require(fits(grid.row_names, grid.rows.size()) && fits(grid.column_names, columns),
                "figure '{}': '{}' has other names than rows and columns", name, grid.id);
        require_on_paper(grid.at, size_of(grid));
        for (const std::string& row : grid.row_names)
            require(display_width(row) < grid.at.column,
                    "figure '{}': there is no room for '{}' to the left of '{}'", name, row,
                    grid.id);
        for (const std::string& column : grid.column_names)
            require(display_width(column) <= grid.width && grid.at.row > 0,
                    "figure '{}': there is no room for '{}' above '{}'", name, column, grid.id);
        for (const auto& row : grid.rows) {
            require(row.size() == columns, "figure '{}': the rows of '{}' differ", name, grid.id);
            for (const std::string& text : row)
                require(display_width(text) <= grid.width,
                        "figure '{}': '{}' is too wide for a cell of '{}'", name, text, grid.id);
        }
        for (const Diagram::Place& cell : grid.marked)
            require(cell.column >= 0 && cell.column < static_cast<int>(columns) && cell.row >= 0 &&
                        cell.row < static_cast<int>(grid.rows.size()),
                    "figure '{}': '{}' has no cell ({}, {})", name, grid.id, cell.column, cell.row);
    }
    void require_new(std::set<std::string>& ids, const std::string& id) const {
        require(!id.empty() && ids.insert(id).second, "figure '{}': '{}' is there twice", name, id);
    }
    void require_on_paper(Diagram::Place at, Diagram::Size size = {1, 1}) const {
        const bool is_there = size.columns > 0 && size.rows > 0 && at.column >= 0 && at.row >= 0 &&
                              at.column + size.columns <= 120 && at.row + size.rows <= 200;
        require(is_there, "figure '{}': ({}, {}) with {} x {} is not on the paper", name, at.column,
                at.row, size.columns, size.rows);
    }
    void require_something(bool there) const {
        require(there, "figure '{}': nothing to draw", name);
    }
};

}  // namespace

// ---- what an author says ------------------------------------------------------------------------

Plot& Plot::line(std::string name, std::vector<double> xs, std::vector<double> ys) {
    series.push_back({Kind::line, std::move(name), std::move(xs), std::move(ys), {}});
    return *this;
}

Plot& Plot::points(std::string name, std::vector<double> xs, std::vector<double> ys,
                   std::vector<std::string> labels) {
    series.push_back(
        {Kind::points, std::move(name), std::move(xs), std::move(ys), std::move(labels)});
    return *this;
}

Plot& Plot::arrow(std::string name, double from_x, double from_y, double to_x, double to_y) {
    series.push_back({Kind::arrow, std::move(name), {from_x, to_x}, {from_y, to_y}, {}});
    return *this;
}

Plot& Plot::vertical(double at, std::string label) {
    rules.push_back({true, at, std::move(label)});
    return *this;
}

Plot& Plot::horizontal(double at, std::string label) {
    rules.push_back({false, at, std::move(label)});
    return *this;
}

namespace {

std::vector<std::string> lines_in(std::string_view text) {
    const std::vector<std::string_view> lines = text_lines(text);
    return {lines.begin(), lines.end()};
}

}  // namespace

Diagram& Diagram::box(std::string id, Place at, Size size, std::string_view text, Look look) {
    boxes.push_back({std::move(id), at, size, lines_in(text), look, false});
    return *this;
}

Diagram& Diagram::word(std::string id, Place at, Size size, std::string_view text, Look look) {
    boxes.push_back({std::move(id), at, size, lines_in(text), look, true});
    return *this;
}

Diagram& Diagram::cells(std::string id, Place at, ConstView numbers, CellsStyle style) {
    std::vector<std::vector<std::string>> printed;
    for (int r = 0; r < numbers.rows(); ++r) {
        printed.emplace_back();
        for (const real x : numbers.row(r))
            printed.back().push_back(format_value(Value(x), style.format));
    }
    return cells(std::move(id), at, std::move(printed), std::move(style));
}

Diagram& Diagram::cells(std::string id, Place at, std::vector<std::vector<std::string>> rows,
                        CellsStyle style) {
    grids.push_back({std::move(id), at, std::move(rows), style.width, std::move(style.rows),
                     std::move(style.columns), std::move(style.marked), style.look});
    return *this;
}

Diagram::Size size_of(const Diagram::Cells& grid) {
    const int columns = static_cast<int>(grid.rows[0].size());
    return {columns * (grid.width + 1) + 1, static_cast<int>(grid.rows.size()) + 2};
}

Diagram& Diagram::text(Place at, std::string what, Look look) {
    texts.push_back({at, std::move(what), look});
    return *this;
}

Diagram& Diagram::frame(Place at, Size size, std::string title, Look look) {
    frames.push_back({at, size, std::move(title), look});
    return *this;
}

Diagram& Diagram::arrow(std::string from, std::string to, std::string label, ArrowStyle style) {
    arrows.push_back({std::move(from), std::move(to), style.leaves, style.enters,
                      std::move(style.way), std::move(label), style.look, style.line,
                      style.has_head});
    return *this;
}

Diagram& Diagram::road(std::vector<Place> way, std::string label, const ArrowStyle& style) {
    arrows.push_back({"", "", style.leaves, style.enters, std::move(way), std::move(label),
                      style.look, style.line, style.has_head});
    return *this;
}

void check_figure(const Figure& figure) {
    const char* const allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    require(!figure.name.empty() && figure.name.find_first_not_of(allowed) == std::string::npos,
            "figure '{}': its name is that of a file: small letters, digits, _ and -", figure.name);
    require(!figure.title.empty(), "figure '{}' has no title", figure.name);
    require(!figure.alt.empty(), "figure '{}' says nothing to those who do not see it",
            figure.name);
    std::visit(DrawingCheck{figure.name}, figure.drawing);
}

// ---- numbers that depend on the clock -----------------------------------------------------------

namespace {

double number_in(const Value& value) {
    const double* real = std::get_if<double>(&value.data());
    const std::int64_t* whole = std::get_if<std::int64_t>(&value.data());
    require(real != nullptr || whole != nullptr, "a figure's timings are lists of numbers");
    return real != nullptr ? *real : static_cast<double>(*whole);
}

std::vector<double> numbers_in(const Value& value) {
    require(value.is_array(), "a figure's timings are lists of numbers");
    std::vector<double> numbers;
    for (const Value& item : value.array()) numbers.push_back(number_in(item));
    return numbers;
}

}  // namespace

Value take_numbers(Figure& figure) {
    Value::Array all;
    if (Bars* bars = std::get_if<Bars>(&figure.drawing)) {
        // Zeros stay: each name has its bar.
        for (Bars::Series& s : bars->series)
            all.emplace_back(std::exchange(s.values, std::vector<double>(s.values.size())));
        return Value(all);
    }
    Plot* plot = std::get_if<Plot>(&figure.drawing);
    require(plot != nullptr, "figure '{}': only a plot or bars can depend on the clock",
            figure.name);
    for (Plot::Series& s : plot->series) {
        all.emplace_back(std::exchange(s.x, {}));
        all.emplace_back(std::exchange(s.y, {}));
    }
    std::vector<double> rules;
    for (Plot::Rule& rule : plot->rules) rules.push_back(std::exchange(rule.at, 0));
    all.emplace_back(rules);
    return Value(all);
}

namespace {

void put_numbers(const std::string& name, Bars& bars, const Value& numbers) {
    require(numbers.is_array() && numbers.array().size() == bars.series.size(),
            "figure '{}' has no such timings", name);
    for (std::size_t i = 0; i < bars.series.size(); ++i) {
        std::vector<double> values = numbers_in(numbers.array()[i]);
        require(values.size() == bars.names.size(), "figure '{}': {} timings for {} bars", name,
                values.size(), bars.names.size());
        bars.series[i].values = std::move(values);
    }
}

}  // namespace

void put_numbers(Figure& figure, const Value& numbers) {
    if (Bars* bars = std::get_if<Bars>(&figure.drawing))
        return put_numbers(figure.name, *bars, numbers);
    Plot* plot = std::get_if<Plot>(&figure.drawing);
    require(plot != nullptr && numbers.is_array(), "figure '{}' has no such timings", figure.name);
    const Value::Array& all = numbers.array();
    const std::size_t lists = 2 * plot->series.size();
    require(all.size() == lists + 1, "figure '{}': {} lists of timings for {}", figure.name,
            all.size(), lists + 1);
    const std::vector<double> rules = numbers_in(all[lists]);
    require(rules.size() == plot->rules.size(), "figure '{}': {} rules for {}", figure.name,
            rules.size(), plot->rules.size());
    for (std::size_t i = 0; i < plot->series.size(); ++i) {
        plot->series[i].x = numbers_in(all[2 * i]);
        plot->series[i].y = numbers_in(all[2 * i + 1]);
    }
    for (std::size_t i = 0; i < rules.size(); ++i) plot->rules[i].at = rules[i];
}

}  // namespace book
