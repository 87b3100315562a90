// A matrix as shades and numbers, or as coloured cells, in a terminal.
#include <fmt/format.h>

#include <algorithm>

#include "core/display_width.h"
#include "render/drawings.h"
#include "render/figure_parts.h"

namespace book {
namespace {

// Dots and dashes for negative numbers, where no sign says so.
const char* shade(double strength, bool is_negative) {
    static constexpr const char* kShades[] = {" ", "░", "▒", "▓", "█"};
    static constexpr const char* kBelow[] = {" ", "·", "-", "=", "≡"};
    const int step = strength < 0.8 ? static_cast<int>(strength * 5) : 4;
    return (is_negative ? kBelow : kShades)[step];
}

// Numbers if four columns of them fit, else cells alone, as wide as they can be. A matrix that is wider
// than the terminal comes in several parts, one below the other, or with columns left out.
class TextHeatMap {
  public:
    TextHeatMap(const HeatMap& map, const Terminal& terminal)
        : map_(with_numbered_sides(map)),
          terminal_(terminal),
          rows_(map.values.rows()),
          cols_(map.values.cols()),
          scale_(heat_scale(map)),
          numbers_(printed_numbers(map)),
          left_(std::min(widest(map_.rows, display_width), terminal.width / 3)),
          room_(terminal.width - left_ - 1),
          number_width_(widest(numbers_, display_width)) {
        const bool four_fit = (number_width_ + 3) * std::min(cols_, 4) <= room_;
        prints_numbers_ = number_width_ > 0 && four_fit && cols_ <= 24;
        cell_width_ = prints_numbers_ ? room_for_number() : std::clamp(room_ / cols_, 1, 2);
        at_once_ = std::max(1, room_ / cell_width_);
        if (!prints_numbers_) step_ = (cols_ + at_once_ - 1) / at_once_;
    }

    std::string draw() const {
        std::string result = what_it_shows();
        const int columns_of_part = at_once_ * step_;
        for (int begin = 0; begin < cols_; begin += columns_of_part) {
            if (begin > 0) result += "\n";
            result += part(begin, std::min(cols_, begin + columns_of_part));
        }
        if (step_ > 1)
            result += clip(fmt::format("(1 column in {} is shown)", step_), terminal_.width) + "\n";
        return result;
    }

  private:
    // Also for the column's name, unless that makes many parts of the matrix.
    int room_for_number() const {
        const int least = number_width_ + 3;
        const int wanted = std::max(least, std::min(widest(map_.columns, display_width) + 2, 11));
        return wanted * cols_ > 2 * room_ ? least : wanted;
    }

    std::string what_it_shows() const {
        if (map_.row_label.empty() && map_.column_label.empty()) return "";
        const std::string both =
            fmt::format("rows: {}; columns: {}", map_.row_label, map_.column_label);
        return clip(both, terminal_.width) + "\n";
    }

    std::string part(int begin, int end) const {
        std::string result;
        if (!map_.columns.empty())
            result += prints_numbers_ ? column_names(begin, end) : column_numbers(begin, end);
        for (int r = 0; r < rows_; ++r) {
            const std::string name = map_.rows.empty() ? "" : clip(map_.rows[r], left_);
            result += pad(name, left_, Align::right) + " ";
            for (int c = begin; c < end; c += step_) result += cell(r, c);
            result += "\n";
        }
        return result;
    }

    std::string column_names(int begin, int end) const {
        std::string result = pad("", left_ + 1);
        for (int c = begin; c < end; ++c) {
            const std::string& name = map_.columns[c];
            const int w = cell_width_ - 2;
            if (terminal_.colour)
                result += pad(clip(name, w + 1), cell_width_, Align::centre);
            else
                result += pad(clip(name, w), w, Align::right) + "  ";
        }
        return result + "\n";
    }

    // Above cells without numbers: the number of a column now and then, where it begins.
    std::string column_numbers(int begin, int end) const {
        if (!is_numbered(map_.columns)) return "";
        const double cells = (widest(map_.columns, display_width) + 1.0) / cell_width_;
        const int stride = round_stride(cells * step_);
        std::string result = pad("", left_ + 1);
        for (int c = begin; c < end; c += step_) {
            const int at = left_ + 1 + (c - begin) / step_ * cell_width_;
            const bool fits = at + display_width(map_.columns[c]) <= terminal_.width;
            if (c % stride == 0 && fits) result = pad(result, at) + map_.columns[c];
        }
        return result + "\n";
    }

    std::string cell(int r, int c) const {
        const real x = map_.values(r, c);
        const double strength = scale_.strength(x);
        const std::string number =
            prints_numbers_ ? numbers_[static_cast<std::size_t>(r) * cols_ + c] : "";
        if (terminal_.colour && strength > 0)
            return on_ground(heat_colour(strength, x < 0), pad(number, cell_width_, Align::centre));
        if (terminal_.colour) return pad(number, cell_width_, Align::centre);
        const int shades = prints_numbers_ ? cell_width_ - 2 - number_width_ : cell_width_;
        std::string result;
        for (int i = 0; i < shades; ++i) result += shade(strength, x < 0 && !prints_numbers_);
        if (prints_numbers_) result += pad(number, number_width_, Align::right) + "  ";
        return result;
    }

    const HeatMap map_;
    const Terminal& terminal_;
    int rows_, cols_;
    HeatScale scale_;
    std::vector<std::string> numbers_;  // as printed_numbers() has them
    int left_, room_;                   // columns of the terminal for names of rows, and for cells
    int number_width_;
    bool prints_numbers_;
    int cell_width_, at_once_;  // so many cells stand in a line
    int step_ = 1;              // of as many columns, one is shown
};

}  // namespace

std::string text_of(const HeatMap& map, const Terminal& terminal) {
    return TextHeatMap(map, terminal).draw();
}

}  // namespace book
