// Curves, points and arrows in a terminal.
#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/canvas.h"
#include "render/drawings.h"
#include "render/figure_parts.h"

namespace book {
namespace {

using Kind = Plot::Kind;

const char* arrow_tip(double dx, double dy) {  // dy: downwards
    static constexpr const char* kTips[] = {"→", "↘", "↓", "↙", "←", "↖", "↑", "↗"};
    const double eighth_turn = std::atan(1.0);
    const double turns = std::atan2(dy, dx) / eighth_turn;
    return kTips[(static_cast<int>(std::lround(turns)) + 8) % 8];
}

// Arrows have their names at their tips.
std::vector<LegendEntry> named_series(const Plot& plot) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Plot::Series& s = plot.series[i];
        if (s.kind != Kind::arrow && !s.name.empty()) entries.push_back({i, s.name});
    }
    return entries;
}

int height_of(const Plot& plot, const Terminal& terminal) {
    if (plot.equal_axes) return std::max(10, terminal.width / 4);
    return std::clamp(terminal.width / 5, 10, 16);
}

// The labels to the left decide how wide the rest may be; they change little with its size.
int room_for_y_labels(const Plot& plot, int width, int height) {
    const PlotRanges range = plot_ranges(plot, width * 2.0, height * 4.0, 6, height / 3);
    int room = 1;
    for (const Tick& tick : range.y.ticks) room = std::max(room, display_width(tick.label));
    return room;
}

class TextPlot {
  public:
    TextPlot(const Plot& plot, const Terminal& terminal)
        : plot_(plot),
          terminal_(terminal),
          height_(height_of(plot, terminal)),
          left_(room_for_y_labels(plot, terminal.width, height_)),
          width_(terminal.width - left_ - 2),
          canvas_(width_, height_),
          range_(plot_ranges(plot, canvas_.dots_wide(), canvas_.dots_high(),
                             std::max(2, width_ / 12), std::max(2, height_ / 3))) {}

    std::string draw() {
        for (std::size_t i = 0; i < plot_.series.size(); ++i) draw_curve(i);
        for (std::size_t i = 0; i < plot_.series.size(); ++i) draw_signs(i);
        for (const Plot::Series& s : plot_.series) draw_labels(s);
        for (const Plot::Rule& rule : plot_.rules) draw_rule(rule);
        return text_legend(terminal_, named_series(plot_)) +
               clip(axis_label(plot_.y), terminal_.width) + "\n" + rows() + x_axis();
    }

  private:
    struct Place {  // in dots
        double x, y;
        bool is_shown() const { return std::isfinite(x) && std::isfinite(y); }
    };

    double x_of(double number) const {
        return range_.x.position(number) * (canvas_.dots_wide() - 1);
    }
    double y_of(double number) const {
        return (1 - range_.y.position(number)) * (canvas_.dots_high() - 1);
    }
    Place place(const Plot::Series& s, std::size_t k) const { return {x_of(s.x[k]), y_of(s.y[k])}; }

    void draw_curve(std::size_t i) {
        const Plot::Series& s = plot_.series[i];
        if (s.kind == Kind::points) return;
        for (std::size_t k = 1; k < s.x.size(); ++k) {
            const Place from = place(s, k - 1);
            const Place to = place(s, k);
            if (from.is_shown() && to.is_shown()) canvas_.line(from.x, from.y, to.x, to.y, i);
        }
    }

    void draw_signs(std::size_t i) {
        const Plot::Series& s = plot_.series[i];
        switch (s.kind) {
            case Kind::line:
                if (!s.name.empty()) draw_signs_along(i);
                break;
            case Kind::points:
                for (std::size_t k = 0; k < s.x.size(); ++k) draw_sign(i, k);
                break;
            case Kind::arrow:
                draw_tip(i);
        }
    }

    // A curve bears its sign at four places, another four than its neighbour's.
    void draw_signs_along(std::size_t i) {
        const std::size_t points = plot_.series[i].x.size();
        const std::size_t step = std::max<std::size_t>(1, points / 4);
        const std::size_t first = step / 2 + i * step / 7;
        for (std::size_t k = first; k < points; k += step) draw_sign(i, k);
    }

    void draw_sign(std::size_t i, std::size_t k) {
        const Place at = place(plot_.series[i], k);
        if (at.is_shown()) canvas_.sign(at.x, at.y, i, series_sign(i));
    }

    void draw_tip(std::size_t i) {
        const Place from = place(plot_.series[i], 0);
        const Place to = place(plot_.series[i], 1);
        if (to.is_shown()) canvas_.sign(to.x, to.y, i, arrow_tip(to.x - from.x, to.y - from.y));
    }

    void draw_labels(const Plot::Series& s) {
        for (std::size_t k = 0; k < s.labels.size(); ++k) draw_label(place(s, k), s.labels[k]);
        if (s.kind == Kind::arrow && !s.name.empty()) draw_label(place(s, 1), s.name);
    }

    // Beside its point, where there is room.
    void draw_label(const Place& at, const std::string& what) {
        if (!at.is_shown()) return;
        const int column = Canvas::column_of(at.x);
        const int row = Canvas::row_of(at.y);
        const int w = display_width(what);
        const int places[][2] = {{column + 2, row},         {column - w / 2, row - 1},
                                 {column - w / 2, row + 1}, {column - w - 1, row},
                                 {column + 1, row - 1},     {column + 1, row + 1}};
        for (const auto& [c, r] : places)
            if (canvas_.text(c, r, what)) return;
    }

    void draw_rule(const Plot::Rule& rule) {
        const double at = rule.vertical ? x_of(rule.at) / 2 : y_of(rule.at) / 4;
        const int end = rule.vertical ? width_ : height_;
        if (!std::isfinite(at) || at < 0 || at >= end) return;
        if (rule.vertical)
            draw_vertical_rule(static_cast<int>(at), rule.label);
        else
            draw_horizontal_rule(static_cast<int>(at), rule.label);
    }

    // Its label stands as high as there is room, to the right of it or to the left.
    void draw_vertical_rule(int column, const std::string& label) {
        const int w = display_width(label);
        for (int r = 0; r < height_; ++r)
            if (canvas_.text(column + 1, r, label) || canvas_.text(column - w, r, label)) break;
        for (int r = 0; r < height_; ++r) canvas_.faint(column, r, "┊");
    }

    // Its label stands above it, as far to the right as there is room.
    void draw_horizontal_rule(int row, const std::string& label) {
        const int label_row = row > 0 ? row - 1 : 1;
        for (int c = width_ - display_width(label); c >= 0; --c)
            if (canvas_.text(c, label_row, label)) break;
        for (int c = 0; c < width_; ++c) canvas_.faint(c, row, "┈");
    }

    // The canvas, behind the y axis.
    std::string rows() const {
        std::vector<std::string> labels(height_);
        for (const Tick& tick : range_.y.ticks) {
            const int row = static_cast<int>(y_of(tick.at)) / 4;
            labels[std::clamp(row, 0, height_ - 1)] = tick.label;
        }
        std::string result;
        for (int r = 0; r < height_; ++r) {
            const char* const axis = labels[r].empty() ? " │" : " ┤";
            result += pad(labels[r], left_, Align::right) + axis + canvas_.row(r, terminal_) + "\n";
        }
        return result;
    }

    std::string x_axis() const {
        std::vector<const char*> axis(width_, "─");
        std::string labels = pad("", left_ + 2);
        int free_from = 0;  // a label that would touch the one before is left out, and its mark
        for (const Tick& tick : range_.x.ticks) {
            const int w = display_width(tick.label);
            const int middle = static_cast<int>(x_of(tick.at) / 2);
            const int begin = std::clamp(middle - w / 2, 0, width_ - w);
            if (begin < free_from || middle < 0 || middle >= width_) continue;
            labels = pad(labels, left_ + 2 + begin) + tick.label;
            free_from = begin + w + 1;
            axis[middle] = "┬";
        }
        std::string result = pad("", left_ + 1) + "└";
        for (const char* const sign : axis) result += sign;
        const std::string label = pad(clip(axis_label(plot_.x), width_), width_, Align::centre);
        return result + "\n" + labels + "\n" + pad("", left_ + 2) + label + "\n";
    }

    const Plot& plot_;
    const Terminal& terminal_;
    int height_, left_, width_;  // of the canvas, and of the labels beside it
    Canvas canvas_;
    PlotRanges range_;
};

}  // namespace

std::string text_of(const Plot& plot, const Terminal& terminal) {
    return TextPlot(plot, terminal).draw();
}

}  // namespace book
