// Figures as SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "notebook/value.h"
#include "render/figure.h"
#include "render/svg.h"

namespace book {
namespace {

// ---- plots --------------------------------------------------------------------------------------

std::string draw(const Figure& f, const Plot& plot) {
    Svg svg;
    std::vector<std::pair<std::size_t, std::string>> named_points;
    double right_room = 24;
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Plot::Series& s = plot.series[i];
        if (s.name.empty()) continue;
        if (s.kind == Plot::Kind::points) named_points.emplace_back(i, s.name);
        if (s.kind == Plot::Kind::line)
            right_room = std::max(right_room, svg_text_width(s.name) + 20);
    }
    const double top = svg.legend(named_points, kSvgTop) + 8, left = 74;
    const double w = kSvgWidth - left - std::min(right_room, 260.0),
                 h = plot.equal_axes ? 380 : 290;
    const PlotRanges range = plot_ranges(plot, w, h, 7, 6);
    const auto px = [&](double x) { return left + range.x.position(x) * w; };
    const auto py = [&](double y) { return top + (1 - range.y.position(y)) * h; };

    double tick_end = 0;  // ticks are drawn until they would touch
    for (const Tick& t : range.x.ticks) {
        svg.line(px(t.at), top, px(t.at), top + h, "grid");
        const double half = svg_text_width(t.label) / 2;
        if (px(t.at) - half < tick_end) continue;
        tick_end = px(t.at) + half + 6;
        svg.text(px(t.at), top + h + 18, t.label, "muted", "middle");
    }
    for (const Tick& t : range.y.ticks) {
        svg.line(left, py(t.at), left + w, py(t.at), "grid");
        svg.text(left - 8, py(t.at) + 4, t.label, "muted", "end");
    }
    svg.line(left, top + h, left + w, top + h, "axis");
    svg.text(left + w / 2, top + h + 40, plot.x.label, "ink", "middle");
    svg.text(22, top + h / 2, plot.y.label, "ink", "middle", -90);

    for (const Plot::Rule& rule : plot.rules) {
        const double at = rule.vertical ? px(rule.at) : py(rule.at);
        if (!std::isfinite(at)) continue;
        if (rule.vertical)
            svg.line(at, top, at, top + h, "rule");
        else
            svg.line(left, at, left + w, at, "rule");
        if (rule.vertical) {
            const bool flip = at + 6 + svg_text_width(rule.label) > left + w;
            svg.text(flip ? at - 6 : at + 6, top + 14, rule.label, "muted", flip ? "end" : "start");
        } else {
            svg.text(left + w - 6, at - 5, rule.label, "muted", "end");
        }
    }
    // Points first, so that labels can keep clear of all of them.
    std::vector<double> ends;
    std::vector<std::size_t> labelled;
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Plot::Series& s = plot.series[i];
        const std::size_t colour = i % kSeriesColours;
        std::string d;
        bool drawing = false;
        double end = kFromData;
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            const double x = px(s.x[k]), y = py(s.y[k]);
            const bool shown = std::isfinite(x) && std::isfinite(y);
            if (shown) {
                d += fmt::format("{}{} {}", drawing ? "L" : "M", svg_number(x), svg_number(y));
                end = y;
            }
            drawing = shown;
            if (!shown || s.kind == Plot::Kind::line) continue;
            svg.keep_clear(x, y);
            if (s.kind == Plot::Kind::points) svg.sign(x, y, i);
        }
        if (s.kind == Plot::Kind::points || d.empty()) continue;
        svg.path(d, fmt::format("line s{} d{}", colour, s.kind == Plot::Kind::line ? i % 4 : 0));
        if (s.kind == Plot::Kind::line && !s.name.empty()) {
            ends.push_back(end);
            labelled.push_back(i);
        }
        if (s.kind == Plot::Kind::arrow) {
            const double x = px(s.x[1]), y = py(s.y[1]);
            for (int k = 0; k < 40; ++k)
                svg.keep_clear(x + (px(s.x[0]) - x) * k / 40, y + (py(s.y[0]) - y) * k / 40);
            const double angle = std::atan2(y - py(s.y[0]), x - px(s.x[0]));
            std::string tip = fmt::format("M{} {}", svg_number(x), svg_number(y));
            for (const double turn : {2.7, -2.7})
                tip += fmt::format("L{} {}", svg_number(x + 11 * std::cos(angle + turn)),
                                   svg_number(y + 11 * std::sin(angle + turn)));
            svg.path(tip + "z", fmt::format("f{}", colour));
        }
    }
    const std::vector<double> apart = spread(ends, 15, top + 4, top + h);
    for (std::size_t k = 0; k < labelled.size(); ++k) {
        const std::string shown = clip(plot.series[labelled[k]].name, 33);
        svg.text(left + w + 8, apart[k] + 4, shown,
                 fmt::format("f{} strong", labelled[k] % kSeriesColours));
    }
    for (const Plot::Series& s : plot.series) {
        for (std::size_t k = 0; k < s.labels.size(); ++k)
            if (std::isfinite(px(s.x[k])) && std::isfinite(py(s.y[k])))
                svg.label(px(s.x[k]), py(s.y[k]), s.labels[k]);
        if (s.kind == Plot::Kind::arrow && !s.name.empty())
            svg.label(px(s.x[1]), py(s.y[1]), s.name);
    }
    return svg.finish(f, kSvgWidth, top + h + 56);
}

// ---- heat maps ----------------------------------------------------------------------------------

std::string draw(const Figure& f, const HeatMap& map) {
    Svg svg;
    const int rows = map.values.rows(), cols = map.values.cols();
    const auto widest = [](const std::vector<std::string>& names) {
        double w = 0;
        for (const std::string& name : names) w = std::max(w, svg_text_width(name));
        return std::min(w, 180.0);
    };
    const double left = 20 + widest(map.rows) + (map.row_label.empty() ? 0 : 24) + 10, right = 84;
    const double cw = std::min((kSvgWidth - left - right) / cols, 76.0);
    const double ch = std::clamp(440.0 / rows, 4.0, 32.0);
    const bool turned = widest(map.columns) > cw - 4;
    const double names_height = map.columns.empty() ? 0
                                : turned            ? widest(map.columns) * 0.71 + 16
                                                    : 20;
    const double top = kSvgTop + (map.column_label.empty() ? 0 : 20) + names_height;
    const Range range = heat_range(map);

    double number_width = 0;
    std::vector<std::string> numbers;
    for (real x : map.values.flat()) {
        numbers.push_back(map.format.empty() ? "" : format_value(x, map.format));
        number_width = std::max(number_width, svg_text_width(numbers.back(), 11));
    }
    const bool print = number_width > 0 && number_width <= cw && ch >= 14;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < cols; ++c) {
            const double x = left + c * cw, y = top + r * ch;
            const real value = map.values(r, c);
            const unsigned rgb = std::isfinite(value) ? viridis(range.position(value)) : 0x808080;
            const double gap = cw > 16 && ch > 16 ? 1 : 0;
            svg.rect(x, y, cw - gap, ch - gap, fmt::format("#{:06x}", rgb));
            if (print)
                svg.text(x + (cw - gap) / 2, y + ch / 2 + 4,
                         numbers[static_cast<std::size_t>(r * cols + c)],
                         needs_black_ink(rgb) ? "note black" : "note white", "middle");
        }
    // Where cells are lower than letters, every second, third, ... has its name.
    const int row_step = static_cast<int>(std::ceil(13 / ch));
    const int col_step = static_cast<int>(std::ceil(14 / cw));
    for (int r = 0; r < rows && !map.rows.empty(); r += row_step)
        svg.text(left - 8, top + r * ch + ch / 2 + 4,
                 clip(map.rows[static_cast<std::size_t>(r)], 25), "ink", "end");
    for (int c = 0; c < cols && !map.columns.empty(); c += col_step)
        svg.text(left + (c + 0.5) * cw + (turned ? 2 : 0), top - 8,
                 clip(map.columns[static_cast<std::size_t>(c)], 25), "ink",
                 turned ? "start" : "middle", turned ? -45 : 0);
    if (!map.column_label.empty())
        svg.text(left + cols * cw / 2, kSvgTop + 6, map.column_label, "muted", "middle");
    if (!map.row_label.empty())
        svg.text(24, top + rows * ch / 2, map.row_label, "muted", "middle", -90);
    // The scale: 24 strips from high to low.
    const double height = std::max(rows * ch, 72.0), x = left + cols * cw + 20;
    for (int i = 0; i < 24; ++i)
        svg.rect(x, top + i * height / 24, 12, height / 24 + 0.5,
                 fmt::format("#{:06x}", viridis(1 - (i + 0.5) / 24)));
    for (const Tick& t : range.ticks)
        svg.text(x + 18, top + (1 - range.position(t.at)) * height + 4, t.label, "muted");
    return svg.finish(f, kSvgWidth, top + height + 24);
}

// ---- bars ---------------------------------------------------------------------------------------

std::string draw(const Figure& f, const Bars& bars) {
    Svg svg;
    std::vector<std::pair<std::size_t, std::string>> entries;
    std::vector<double> values{0};
    double left = 0, number_width = 0;
    for (std::size_t i = 0; i < bars.series.size(); ++i) {
        if (!bars.series[i].name.empty()) entries.emplace_back(i, bars.series[i].name);
        for (double v : bars.series[i].values) {
            values.push_back(v);
            number_width = std::max(number_width, svg_text_width(format_value(v, bars.format)));
        }
    }
    for (const std::string& name : bars.names) left = std::max(left, svg_text_width(name));
    left = std::min(left, 240.0) + 32;
    const double w = kSvgWidth - left - number_width - 34, thick = bars.series.size() > 1 ? 14 : 20;
    const Range range(Axis{""}, values, 6);
    const auto px = [&](double x) { return left + range.position(x) * w; };
    double y = svg.legend(entries, kSvgTop) + 6;
    const double group = thick * static_cast<double>(bars.series.size()) + 10, top = y;
    const double bottom = top + group * static_cast<double>(bars.names.size());
    for (const Tick& t : range.ticks) {
        svg.line(px(t.at), top, px(t.at), bottom, t.at == 0 ? "axis" : "grid");
        svg.text(px(t.at), bottom + 16, t.label, "muted", "middle");
    }
    for (std::size_t k = 0; k < bars.names.size(); ++k, y += group) {
        svg.text(left - 10, y + group / 2 + 4, clip(bars.names[k], 33), "ink", "end");
        for (std::size_t i = 0; i < bars.series.size(); ++i) {
            const double v = bars.series[i].values[k];
            const double at = y + 5 + thick * static_cast<double>(i);
            const double end = std::isfinite(v) ? px(v) : px(0);
            svg.rect(std::min(px(0), end), at, std::abs(end - px(0)), thick - 2,
                     fmt::format("f{}", i % kSeriesColours), 1.5);
            svg.text(std::max(px(0), end) + 6, at + thick / 2 + 3, format_value(v, bars.format),
                     "ink");
        }
    }
    svg.text(left + w / 2, bottom + 36, bars.label, "ink", "middle");
    return svg.finish(f, kSvgWidth, bottom + 50);
}

// ---- trees --------------------------------------------------------------------------------------

struct TreePlan {
    const Tree& tree;
    std::vector<std::vector<int>> children;
    std::vector<double> y;  // of every node
    std::vector<int> depth;
    std::vector<double> column_width;  // of every depth
    double next_leaf = 0;

    void place(int node, int d) {
        const auto i = static_cast<std::size_t>(node);
        const Tree::Node& n = tree.nodes[i];
        depth[i] = d;
        column_width.resize(std::max(column_width.size(), static_cast<std::size_t>(d) + 1));
        double& width = column_width[static_cast<std::size_t>(d)];
        width = std::max({width, svg_text_width(n.text, 13), svg_text_width(n.note, 11)});
        for (int child : children[i]) place(child, d + 1);
        if (children[i].empty())
            y[i] = next_leaf++;
        else
            y[i] = (y[static_cast<std::size_t>(children[i].front())] +
                    y[static_cast<std::size_t>(children[i].back())]) /
                   2;
    }
};

std::string draw(const Figure& f, const Tree& tree) {
    Svg svg;
    const std::size_t n = tree.nodes.size();
    TreePlan plan{tree, children_of(tree), std::vector<double>(n), std::vector<int>(n), {}, 0};
    for (int root : plan.children[n]) plan.place(root, 0);
    std::vector<double> column{20};
    for (double w : plan.column_width) column.push_back(column.back() + w + 58);
    const double width = std::max(kSvgWidth, column.back() - 30);
    const double spare = (width - (column.back() - 38)) /
                         std::max<double>(1, static_cast<double>(column.size()) - 2);
    const auto at_x = [&](std::size_t i) {
        const auto d = static_cast<std::size_t>(plan.depth[i]);
        return column[d] + (column.size() > 2 ? std::min(spare, 60.0) * static_cast<double>(d) : 0);
    };
    const auto at_y = [&](std::size_t i) { return kSvgTop + 22 + plan.y[i] * 40; };
    for (const bool chosen : {false, true})  // the chosen ones on top
        for (std::size_t i = 0; i < n; ++i) {
            const Tree::Node& node = tree.nodes[i];
            if (node.chosen != chosen) continue;
            const double x = at_x(i), y = at_y(i);
            if (node.parent >= 0) {
                const auto p = static_cast<std::size_t>(node.parent);
                const double from = at_x(p) + svg_text_width(tree.nodes[p].text, 13) + 8,
                             to = x - 6;
                const double bend = std::max(12.0, (to - from) / 2);
                svg.path(
                    fmt::format("M{} {}C{} {} {} {} {} {}", svg_number(from), svg_number(at_y(p)),
                                svg_number(from + bend), svg_number(at_y(p)), svg_number(to - bend),
                                svg_number(y), svg_number(to), svg_number(y)),
                    chosen ? "line s0" : "thin axis");
            }
            svg.text(x, y + 4, node.text, chosen ? "f0 strong" : "ink");
            if (!node.note.empty()) svg.text(x, y + 17, node.note, "muted note");
        }
    return svg.finish(f, width, kSvgTop + 22 + plan.next_leaf * 40);
}

}  // namespace

std::string to_svg(const Figure& figure) {
    check_figure(figure);
    return std::visit([&](const auto& drawing) { return draw(figure, drawing); }, figure.drawing);
}

}  // namespace book
