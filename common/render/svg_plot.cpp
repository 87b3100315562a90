// Curves, points and arrows as SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/drawings.h"
#include "render/figure_parts.h"
#include "render/svg.h"

namespace book {
namespace {

using Kind = Plot::Kind;

constexpr double kWidthOfStrong = 1.12;  // against plain letters

// Points stand in a legend; lines have their names at their ends, and arrows at their tips.
std::vector<LegendEntry> named_points(const Plot& plot) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Plot::Series& s = plot.series[i];
        if (s.kind == Kind::points && !s.name.empty()) entries.push_back({i, s.name});
    }
    return entries;
}

// To the right of the axes, for the names of lines.
double room_for_names(const Plot& plot) {
    double room = 24;
    for (const Plot::Series& s : plot.series)
        if (s.kind == Kind::line && !s.name.empty())
            room = std::max(room, svg_text_width(s.name) * kWidthOfStrong + 20);
    return std::min(room, 260.0);
}

// To the left: for the labels of ticks, and the axis's own beside them.
double room_for_y_ticks(const Plot& plot, double width, double height) {
    double room = 0;
    for (const Tick& tick : plot_ranges(plot, width, height, 7, 6).y.ticks)
        room = std::max(room, svg_text_width(tick.label));
    return std::max(74.0, room + 46);
}

class SvgPlot {
  public:
    explicit SvgPlot(const Plot& plot)
        : plot_(plot),
          height_(plot.equal_axes ? 380 : 290),
          left_(room_for_y_ticks(plot, kSvgWidth - 74 - room_for_names(plot), height_)),
          top_(svg_.legend(named_points(plot), kSvgTop) + 8),
          width_(kSvgWidth - left_ - room_for_names(plot)),
          range_(plot_ranges(plot, width_, height_, 7, 6)) {}

    std::string draw(const Figure& figure) {
        draw_x_ticks();
        draw_y_ticks();
        draw_axes();
        for (const Plot::Series& series : plot_.series) keep_clear_of(series);
        for (const Plot::Rule& rule : plot_.rules) draw_rule(rule);
        for (std::size_t i = 0; i < plot_.series.size(); ++i) draw_series(i);
        draw_names_of_lines();
        for (const Plot::Series& s : plot_.series) draw_labels(s);
        return svg_.finish(figure, kSvgWidth, bottom() + 56);
    }

  private:
    struct LabelOfRule {
        double from, to, y;
    };
    struct Place {
        double x, y;
        bool is_shown() const { return std::isfinite(x) && std::isfinite(y); }
    };

    double right() const { return left_ + width_; }
    double bottom() const { return top_ + height_; }
    double x_of(double number) const { return left_ + range_.x.position(number) * width_; }
    double y_of(double number) const { return top_ + (1 - range_.y.position(number)) * height_; }
    Place place(const Plot::Series& s, std::size_t k) const { return {x_of(s.x[k]), y_of(s.y[k])}; }

    void draw_x_ticks() {
        double labelled_until = 0;  // a label that would touch the one before is left out
        for (const Tick& tick : range_.x.ticks) {
            const double x = x_of(tick.at);
            svg_.line(x, top_, x, bottom(), "grid");
            const double half = svg_text_width(tick.label) / 2;
            if (x - half < labelled_until) continue;
            svg_.text(x, bottom() + 18, tick.label, "muted", "middle");
            labelled_until = x + half + 6;
        }
    }

    void draw_y_ticks() {
        for (const Tick& tick : range_.y.ticks) {
            const double y = y_of(tick.at);
            svg_.line(left_, y, right(), y, "grid");
            svg_.text(left_ - 8, y + 4, tick.label, "muted", "end");
        }
    }

    void draw_axes() {
        svg_.line(left_, bottom(), right(), bottom(), "axis");
        svg_.text(left_ + width_ / 2, bottom() + 40, axis_label(plot_.x), "ink", "middle");
        svg_.text(22, top_ + height_ / 2, axis_label(plot_.y), "ink", "middle", -90);
    }

    void draw_rule(const Plot::Rule& rule) {
        const double at = rule.vertical ? x_of(rule.at) : y_of(rule.at);
        if (!std::isfinite(at)) return;
        if (rule.vertical)
            draw_vertical_rule(at, rule.label);
        else
            draw_horizontal_rule(at, rule.label);
    }

    void draw_vertical_rule(double x, const std::string& label) {
        svg_.line(x, top_, x, bottom(), "rule");
        const double width = svg_text_width(label);
        const bool is_left = x + 12 + width > right();
        const double from = is_left ? x - 6 - width : x + 6;
        double y = top_ + 14;  // below the labels of other rules
        for (const LabelOfRule& other : rule_labels_)
            if (from < other.to + 10 && other.from < from + width + 10)
                y = std::max(y, other.y + 15);
        rule_labels_.push_back({from, from + width, y});
        svg_.text(is_left ? x - 6 : x + 6, y, label, "muted", is_left ? "end" : "start");
    }

    void draw_horizontal_rule(double y, const std::string& label) {
        svg_.line(left_, y, right(), y, "rule");
        const double from = left_ + 8, to = right() - 6 - svg_text_width(label);
        svg_.text_at_free_place({{to, y - 5}, {from, y - 5}, {to, y + 15}, {from, y + 15}}, label,
                                "muted halo");
    }

    void draw_series(std::size_t i) {
        switch (plot_.series[i].kind) {
            case Kind::line:
                draw_path(i, i % 4);
                break;
            case Kind::points:
                draw_points(i);
                break;
            case Kind::arrow:
                draw_arrow(i);
        }
    }

    void draw_points(std::size_t i) {
        const Plot::Series& s = plot_.series[i];
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            const Place at = place(s, k);
            if (at.is_shown()) svg_.sign(at.x, at.y, i);
        }
    }

    // False if there is nothing to be seen of it.
    bool draw_path(std::size_t i, std::size_t dash) {
        const std::string path = path_of(plot_.series[i]);
        if (path.empty()) return false;
        svg_.path(path, fmt::format("line s{} d{}", i % kSeriesColours, dash));
        return true;
    }

    // Through all places in their order; interrupted where one cannot be shown.
    std::string path_of(const Plot::Series& s) const {
        std::string path;
        bool drawing = false;
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            const Place at = place(s, k);
            const char* const step = drawing ? "L" : "M";
            drawing = at.is_shown();
            if (drawing) path += fmt::format("{}{} {}", step, svg_number(at.x), svg_number(at.y));
        }
        return path;
    }

    void draw_arrow(std::size_t i) {
        if (!draw_path(i, 0)) return;
        const Place from = place(plot_.series[i], 0);
        const Place to = place(plot_.series[i], 1);
        const double angle = std::atan2(to.y - from.y, to.x - from.x);
        std::string tip = fmt::format("M{} {}", svg_number(to.x), svg_number(to.y));
        for (const double turn : {2.7, -2.7})  // nearly back
            tip += fmt::format("L{} {}", svg_number(to.x + 11 * std::cos(angle + turn)),
                               svg_number(to.y + 11 * std::sin(angle + turn)));
        svg_.path(tip + "z", fmt::format("f{}", i % kSeriesColours));
    }

    // No label covers it, whenever it is drawn.
    void keep_clear_of(const Plot::Series& s) {
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            const Place at = place(s, k);
            if (!at.is_shown()) continue;
            svg_.keep_clear(at.x, at.y);
            if (k > 0 && s.kind != Kind::points) keep_clear_between(place(s, k - 1), at);
        }
    }

    void keep_clear_between(const Place& from, const Place& to) {
        if (!from.is_shown() || !to.is_shown()) return;
        const int steps =
            1 + static_cast<int>(std::min(100.0, std::hypot(to.x - from.x, to.y - from.y) / 6));
        for (int i = 0; i < steps; ++i)
            svg_.keep_clear(from.x + (to.x - from.x) * i / steps,
                            from.y + (to.y - from.y) * i / steps);
    }

    // Each where its line ends, or as near as the others let it.
    void draw_names_of_lines() {
        std::vector<double> ends;
        std::vector<std::size_t> named;
        for (std::size_t i = 0; i < plot_.series.size(); ++i) {
            const Plot::Series& s = plot_.series[i];
            if (s.kind != Kind::line || s.name.empty()) continue;
            const Place end = last_place(s);
            if (!end.is_shown()) continue;
            if (end.x < right() - 24) {
                name_at_end(i, end);
                continue;
            }
            ends.push_back(end.y);
            named.push_back(i);
        }
        const std::vector<double> apart = spread(ends, 15, top_ + 4, bottom() - 7);
        for (std::size_t k = 0; k < named.size(); ++k)
            svg_.text(last_place(plot_.series[named[k]]).x + 8, apart[k] + 4,
                      clip(plot_.series[named[k]].name, 33),
                      fmt::format("f{} strong", named[k] % kSeriesColours));
    }

    Place last_place(const Plot::Series& s) const {
        for (std::size_t k = s.x.size(); k-- > 0;)
            if (const Place at = place(s, k); at.is_shown()) return at;
        return {kFromData, kFromData};
    }

    // Of a line that ends within the axes.
    void name_at_end(std::size_t i, const Place& end) {
        svg_.label(end.x, end.y, plot_.series[i].name,
                   fmt::format("f{} strong halo", i % kSeriesColours));
    }

    void draw_labels(const Plot::Series& s) {
        for (std::size_t k = 0; k < s.labels.size(); ++k)
            if (const Place at = place(s, k); at.is_shown()) svg_.label(at.x, at.y, s.labels[k]);
        if (s.kind != Kind::arrow || s.name.empty()) return;
        const Place tip = place(s, 1);
        svg_.label(tip.x, tip.y, s.name);
    }

    const Plot& plot_;
    Svg svg_;
    double height_, left_, top_, width_;  // of the area between the axes
    PlotRanges range_;
    std::vector<LabelOfRule> rule_labels_;  // of vertical ones
};

}  // namespace

std::string svg_of(const Figure& figure, const Plot& plot) { return SvgPlot(plot).draw(figure); }

}  // namespace book
