// Horizontal bars in a terminal, in eighths of a character.
#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/canvas.h"
#include "render/drawings.h"
#include "render/figure_parts.h"

namespace book {
namespace {

class TextBars {
  public:
    TextBars(const Bars& bars, const Terminal& terminal)
        : bars_(bars),
          terminal_(terminal),
          entries_(legend_entries(bars)),
          numbers_(printed_numbers(bars)),
          left_(std::min(widest(bars.names, display_width), terminal.width / 3)),
          width_(std::max(4, terminal.width - left_ - widest(numbers_, display_width) - 4)) {
        for (const Bars::Series& s : bars.series)
            for (const double v : s.values) {
                if (!std::isfinite(v)) continue;
                low_ = std::min(low_, v);
                high_ = std::max(high_, v);
            }
        high_ = std::max(high_, low_ + 1e-30);  // all are 0
    }

    std::string draw() const {
        std::string result = text_legend(terminal_, entries_);
        result += clip(bars_.label, terminal_.width) + "\n";
        for (std::size_t k = 0; k < bars_.names.size(); ++k)
            for (std::size_t i = 0; i < bars_.series.size(); ++i) result += line(k, i);
        return result;
    }

  private:
    // A name stands before the first bar of its own.
    std::string line(std::size_t k, std::size_t series) const {
        const double value = bars_.series[series].values[k];
        std::string result = series == 0 ? clip(bars_.names[k], left_) : "";
        result = pad(result, left_, Align::right) + " ";
        if (!entries_.empty()) result += in_series_colour(terminal_, series, series_sign(series));
        result += in_series_colour(terminal_, series, bar(value));
        return result + " " + numbers_[series * bars_.names.size() + k] + "\n";
    }

    std::string bar(double value) const {
        const double end = std::isfinite(value) ? value : 0;
        int from = eighths(std::min(0.0, end));
        int to = eighths(std::max(0.0, end));
        if (end < 0) {  // blocks grow to the right only
            from = from / 8 * 8;
            to = (to + 7) / 8 * 8;
        }
        const int free = from / 8;  // characters before it
        return pad("", free) + text_bar(to - 8 * free);
    }

    int eighths(double x) const {
        return static_cast<int>(std::lround((x - low_) / (high_ - low_) * 8 * width_));
    }

    const Bars& bars_;
    const Terminal& terminal_;
    std::vector<LegendEntry> entries_;
    std::vector<std::string> numbers_;  // as printed_numbers() has them
    int left_, width_;           // columns of the terminal for names, and for the longest bar
    double low_ = 0, high_ = 0;  // the ends of all bars
};

}  // namespace

std::string text_of(const Bars& bars, const Terminal& terminal) {
    return TextBars(bars, terminal).draw();
}

}  // namespace book
