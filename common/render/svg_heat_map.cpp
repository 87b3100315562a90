// A matrix as coloured cells, as SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/drawings.h"
#include "render/figure_parts.h"
#include "render/svg.h"

namespace book {
namespace {

constexpr double kLetterOfNumbers = 11;

double room_for(const std::vector<std::string>& names) {
    return std::min(widest(names, usual_text_width), 180.0);
}

class SvgHeatMap {
  public:
    explicit SvgHeatMap(const HeatMap& map)
        : map_(with_numbered_sides(map)),
          rows_(map.values.rows()),
          cols_(map.values.cols()),
          scale_(heat_scale(map)),
          numbers_(printed_numbers(map)),
          left_(20 + room_for(map_.rows) + (map.row_label.empty() ? 0 : 24) + 10),
          cell_width_(std::min((kSvgWidth - left_ - kRoomForScale) / cols_, 76.0)),
          cell_height_(std::clamp(440.0 / rows_, 4.0, 32.0)),
          turned_(!is_numbered(map_.columns) && room_for(map_.columns) > cell_width_ - 4),
          top_(kSvgTop + (map.column_label.empty() ? 0 : 20) + room_for_column_names()),
          prints_numbers_(numbers_fit()) {}

    std::string draw(const Figure& figure) {
        for (int r = 0; r < rows_; ++r)
            for (int c = 0; c < cols_; ++c) draw_cell(r, c);
        draw_outline(left_, cols_ * cell_width_, rows_ * cell_height_);
        draw_row_names();
        draw_column_names();
        draw_axis_labels();
        draw_scale();
        return svg_.finish(figure, kSvgWidth, top_ + scale_height() + 24);
    }

  private:
    static constexpr double kRoomForScale = 84;

    double room_for_column_names() const {
        if (map_.columns.empty()) return 0;
        return turned_ ? room_for(map_.columns) * 0.71 + 16 : 20;  // 0.71: of 45 degrees
    }

    bool numbers_fit() const {
        const double width = widest(numbers_, [](const std::string& number) {
            return svg_text_width(number, kLetterOfNumbers);
        });
        return width > 0 && width <= cell_width_ && cell_height_ >= 14;
    }

    void draw_cell(int r, int c) {
        const double x = left_ + c * cell_width_;
        const double y = top_ + r * cell_height_;
        const double gap = cell_width_ > 16 && cell_height_ > 16 ? 1 : -0.5;  // no seams
        const real value = map_.values(r, c);
        if (std::isfinite(value))
            svg_.shade(x, y, cell_width_ - gap, cell_height_ - gap, scale_.strength(value),
                       value < 0);
        else
            svg_.rect(x, y, cell_width_ - gap, cell_height_ - gap, "cell nothing");
        if (!prints_numbers_) return;
        const char* ink = scale_.strength(value) > 0.7 ? "note paper" : "note ink";
        if (value == 0 || !std::isfinite(value)) ink = "note muted";
        svg_.text(x + (cell_width_ - gap) / 2, y + cell_height_ / 2 + 4,
                  numbers_[static_cast<std::size_t>(r) * cols_ + c], ink, "middle");
    }

    // Around cells that may have no colour.
    void draw_outline(double x, double width, double height) {
        svg_.path(fmt::format("M{} {}h{}v{}h{}z", svg_number(x - 0.5), svg_number(top_ - 0.5),
                              svg_number(width), svg_number(height), svg_number(-width)),
                  "outline grid");
    }

    // Where cells are lower than letters, every second, third, ... row has its name.
    void draw_row_names() {
        if (map_.rows.empty()) return;
        const double least = 13 / cell_height_;
        const int step =
            is_numbered(map_.rows) ? round_stride(least) : static_cast<int>(std::ceil(least));
        for (int r = 0; r < rows_; r += step) {
            const double middle = top_ + r * cell_height_ + cell_height_ / 2;
            svg_.text(left_ - 8, middle + 4, clip(map_.rows[r], 25), "ink", "end");
        }
    }

    void draw_column_names() {
        if (map_.columns.empty()) return;
        const bool numbered = is_numbered(map_.columns);
        const double least = (numbered ? room_for(map_.columns) + 6 : 14) / cell_width_;
        const int step = numbered  ? round_stride(least)
                         : turned_ ? static_cast<int>(std::ceil(least))
                                   : 1;
        for (int c = 0; c < cols_; c += step) {
            const double middle = left_ + (c + 0.5) * cell_width_;
            const std::string name = clip(map_.columns[c], 25);
            if (turned_)
                svg_.text(middle + 2, top_ - 8, name, "ink", "start", -45);
            else
                svg_.text(middle, top_ - 8, name, "ink", "middle");
        }
    }

    void draw_axis_labels() {
        if (!map_.column_label.empty())
            svg_.text(left_ + cols_ * cell_width_ / 2, kSvgTop + 6, map_.column_label, "muted",
                      "middle");
        if (!map_.row_label.empty())
            svg_.text(24, top_ + rows_ * cell_height_ / 2, map_.row_label, "muted", "middle", -90);
    }

    double scale_height() const { return std::max(rows_ * cell_height_, 72.0); }

    // Strips of colour from high to low, and what they stand for.
    void draw_scale() {
        constexpr int kStrips = 24;
        const double x = left_ + cols_ * cell_width_ + 20;
        const double height = scale_height();
        const Range& range = scale_.range;
        for (int i = 0; i < kStrips; ++i) {
            const double value = range.high - (range.high - range.low) * (i + 0.5) / kStrips;
            svg_.shade(x, top_ + i * height / kStrips, 12, height / kStrips + 0.5,
                       scale_.strength(value), value < 0);
        }
        draw_outline(x, 12, height);
        double labelled_from =
            top_ + height + 100;  // a label that would touch the one below is left out
        for (const Tick& tick : range.ticks) {
            const double y = top_ + (1 - range.position(tick.at)) * height;
            if (y > labelled_from - 13) continue;
            svg_.text(x + 18, y + 4, tick.label, "muted");
            labelled_from = y;
        }
    }

    const HeatMap map_;
    Svg svg_;
    int rows_, cols_;
    HeatScale scale_;
    std::vector<std::string> numbers_;  // as printed_numbers() has them
    double left_, cell_width_, cell_height_;
    bool turned_;  // the names of columns, where they are wider than these
    double top_;
    bool prints_numbers_;
};

}  // namespace

std::string svg_of(const Figure& figure, const HeatMap& map) {
    return SvgHeatMap(map).draw(figure);
}

}  // namespace book
