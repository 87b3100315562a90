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
            room = std::max(room, svg_text_width(s.name) + 20);
    return std::min(room, 260.0);
}

class SvgPlot {
  public:
    explicit SvgPlot(const Plot& plot)
        : plot_(plot),
          left_(74),
          top_(svg_.legend(named_points(plot), kSvgTop) + 8),
          width_(kSvgWidth - left_ - room_for_names(plot)),
          height_(plot.equal_axes ? 380 : 290),
          range_(plot_ranges(plot, width_, height_, 7, 6)) {}

    std::string draw(const Figure& figure) {
        draw_x_ticks();
        draw_y_ticks();
        draw_axes();
        for (const Plot::Rule& rule : plot_.rules) draw_rule(rule);
        for (std::size_t i = 0; i < plot_.series.size(); ++i) draw_series(i);
        draw_names_of_lines();
        // Last, so that they can keep clear of all points.
        for (const Plot::Series& s : plot_.series) draw_labels(s);
        return svg_.finish(figure, kSvgWidth, bottom() + 56);
    }

  private:
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
        svg_.text(left_ + width_ / 2, bottom() + 40, plot_.x.label, "ink", "middle");
        svg_.text(22, top_ + height_ / 2, plot_.y.label, "ink", "middle", -90);
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
        if (x + 6 + svg_text_width(label) > right())
            svg_.text(x - 6, top_ + 14, label, "muted", "end");
        else
            svg_.text(x + 6, top_ + 14, label, "muted", "start");
    }

    void draw_horizontal_rule(double y, const std::string& label) {
        svg_.line(left_, y, right(), y, "rule");
        svg_.text(right() - 6, y - 5, label, "muted", "end");
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
            if (!at.is_shown()) continue;
            svg_.keep_clear(at.x, at.y);
            svg_.sign(at.x, at.y, i);
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
        keep_clear_of(from, to);
        const double angle = std::atan2(to.y - from.y, to.x - from.x);
        std::string tip = fmt::format("M{} {}", svg_number(to.x), svg_number(to.y));
        for (const double turn : {2.7, -2.7})  // nearly back
            tip += fmt::format("L{} {}", svg_number(to.x + 11 * std::cos(angle + turn)),
                               svg_number(to.y + 11 * std::sin(angle + turn)));
        svg_.path(tip + "z", fmt::format("f{}", i % kSeriesColours));
    }

    void keep_clear_of(const Place& from, const Place& to) {
        for (const Place& end : {from, to})
            if (end.is_shown()) svg_.keep_clear(end.x, end.y);
        for (int k = 0; k < 40; ++k)
            svg_.keep_clear(to.x + (from.x - to.x) * k / 40, to.y + (from.y - to.y) * k / 40);
    }

    // Each where its line ends, or as near as the others let it.
    void draw_names_of_lines() {
        std::vector<double> ends;
        std::vector<std::size_t> named;
        for (std::size_t i = 0; i < plot_.series.size(); ++i) {
            const Plot::Series& s = plot_.series[i];
            if (s.kind != Kind::line || s.name.empty()) continue;
            const double end = last_y(s);
            if (!std::isfinite(end)) continue;
            ends.push_back(end);
            named.push_back(i);
        }
        const std::vector<double> apart = spread(ends, 15, top_ + 4, bottom());
        for (std::size_t k = 0; k < named.size(); ++k)
            svg_.text(right() + 8, apart[k] + 4, clip(plot_.series[named[k]].name, 33),
                      fmt::format("f{} strong", named[k] % kSeriesColours));
    }

    // Of the last place that can be shown; nan if none can.
    double last_y(const Plot::Series& s) const {
        for (std::size_t k = s.x.size(); k-- > 0;)
            if (const Place at = place(s, k); at.is_shown()) return at.y;
        return kFromData;
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
    double left_, top_, width_, height_;  // of the area between the axes
    PlotRanges range_;
};

}  // namespace

std::string svg_of(const Figure& figure, const Plot& plot) { return SvgPlot(plot).draw(figure); }

}  // namespace book
