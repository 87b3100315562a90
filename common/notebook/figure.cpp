#include "notebook/figure.h"

#include <utility>

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
    Plot* plot = std::get_if<Plot>(&figure.drawing);
    require(plot != nullptr, "figure '{}': only a plot can depend on the clock", figure.name);
    Value::Array all;
    for (Plot::Series& s : plot->series) {
        all.emplace_back(std::exchange(s.x, {}));
        all.emplace_back(std::exchange(s.y, {}));
    }
    std::vector<double> rules;
    for (Plot::Rule& rule : plot->rules) rules.push_back(std::exchange(rule.at, 0));
    all.emplace_back(rules);
    return Value(all);
}

void put_numbers(Figure& figure, const Value& numbers) {
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
