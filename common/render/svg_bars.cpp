// Horizontal bars as SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/drawings.h"
#include "render/figure_parts.h"
#include "render/svg.h"

namespace book {
namespace {

constexpr double kWidestName = 240;

// Of all bars, and of 0, where they begin.
Range range_of(const Bars& bars) {
    std::vector<double> values{0};
    for (const Bars::Series& s : bars.series)
        values.insert(values.end(), s.values.begin(), s.values.end());
    return Range(Axis{""}, values, 6);
}

class SvgBars {
  public:
    explicit SvgBars(const Bars& bars)
        : bars_(bars),
          range_(range_of(bars)),
          numbers_(printed_numbers(bars)),
          left_(std::min(widest(bars.names, usual_text_width), kWidestName) + 32),
          width_(kSvgWidth - left_ - widest(numbers_, usual_text_width) - 34),
          thickness_(bars.series.size() > 1 ? 14 : 20),
          group_(thickness_ * static_cast<double>(bars.series.size()) + 10),
          top_(svg_.legend(legend_entries(bars), kSvgTop) + 6),
          bottom_(top_ + group_ * static_cast<double>(bars.names.size())) {}

    std::string draw(const Figure& figure) {
        draw_ticks();
        double y = top_;
        for (std::size_t k = 0; k < bars_.names.size(); ++k) {
            draw_group(k, y);
            y += group_;
        }
        svg_.text(left_ + width_ / 2, bottom_ + 36, bars_.label, "ink", "middle");
        return svg_.finish(figure, kSvgWidth, bottom_ + 50);
    }

  private:
    double x_of(double number) const { return left_ + range_.position(number) * width_; }

    void draw_ticks() {
        for (const Tick& tick : range_.ticks) {
            const double x = x_of(tick.at);
            svg_.line(x, top_, x, bottom_, tick.at == 0 ? "axis" : "grid");
            svg_.text(x, bottom_ + 16, tick.label, "muted", "middle");
        }
    }

    // A name, and its bar of every series.
    void draw_group(std::size_t k, double y) {
        svg_.text(left_ - 10, y + group_ / 2 + 4, clip(bars_.names[k], 33), "ink", "end");
        for (std::size_t i = 0; i < bars_.series.size(); ++i)
            draw_bar(i, k, y + 5 + thickness_ * static_cast<double>(i));
    }

    void draw_bar(std::size_t series, std::size_t k, double y) {
        const double value = bars_.series[series].values[k];
        const double zero = x_of(0);
        const double end = std::isfinite(value) ? x_of(value) : zero;
        svg_.rect(std::min(zero, end), y, std::abs(end - zero), thickness_ - 2,
                  fmt::format("f{}", series % kSeriesColours), 1.5);
        svg_.text(std::max(zero, end) + 6, y + thickness_ / 2 + 3,
                  numbers_[series * bars_.names.size() + k], "ink");
    }

    const Bars& bars_;
    Svg svg_;
    Range range_;
    std::vector<std::string> numbers_;  // as printed_numbers() has them
    double left_, width_;
    double thickness_;  // of a bar
    double group_;      // of a name's bars, with the room between them and the next
    double top_, bottom_;
};

}  // namespace

std::string svg_of(const Figure& figure, const Bars& bars) { return SvgBars(bars).draw(figure); }

}  // namespace book
