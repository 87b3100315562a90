#include "render/figure_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/require.h"
#include "notebook/value.h"

namespace book {
namespace {

constexpr int kMostTicks = 100;  // many more than any axis asks for

// The largest of 1, 2, 5 times a power of ten that is not above x.
double round_step(double x) {
    const double power = std::pow(10, std::floor(std::log10(x)));
    const double digit = x / power;
    if (digit >= 5) return 5 * power;
    if (digit >= 2) return 2 * power;
    return power;
}

std::string power_of_ten(int exponent) {
    static constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (exponent == 0) return "1";
    if (exponent == 1) return "10";
    std::string result = exponent < 0 ? "10⁻" : "10";
    for (char c : std::to_string(std::abs(exponent))) result += kDigits[c - '0'];
    return result;
}

// ---- the ends of an axis ------------------------------------------------------------------------

struct Ends {
    double low, high;
};

// The smallest and the largest number that the axis can show.
Ends ends_of(const std::vector<double>& data, bool log) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Ends ends{kInfinity, -kInfinity};
    for (const double x : data) {
        if (!std::isfinite(x) || (log && x <= 0)) continue;
        ends.low = std::min(ends.low, x);
        ends.high = std::max(ends.high, x);
    }
    if (ends.low <= ends.high) return ends;
    return log ? Ends{1, 10} : Ends{0, 1};  // there is none
}

// What differs by rounding alone is a single number, too: steps between such ends would be lost when
// they are added to them.
bool is_single_number(Ends ends) {
    const double largest = std::max(std::abs(ends.low), std::abs(ends.high));
    const bool differ = ends.high - ends.low > 1e-9 * largest;
    return !differ;
}

Ends with_room_around(double x, bool log) {
    if (log) return {x / 2, x / 2 * 4};
    const double room = std::max(std::abs(x) / 2, 1e-6);
    const double low = x - room;
    return {low, low + 2 * room};
}

// ---- ticks --------------------------------------------------------------------------------------

// Where a logarithmic axis may end and have ticks: at powers of ten; where there are few of them, at 2
// and 5 times them too.
class LogSteps {
  public:
    LogSteps(Ends ends, int about_ticks) {
        const double decades = std::log10(ends.high / ends.low);
        every_ = std::max(1, static_cast<int>(std::lround(decades / about_ticks)));
        std::vector<int> digits{1};
        if (decades < 3) digits = {1, 2, 5};
        first_ = static_cast<int>(std::floor(std::log10(ends.low)));
        const int last = static_cast<int>(std::ceil(std::log10(ends.high)));
        has_powers_ = first_ < -3 || last > 5;
        for (int exponent = first_; exponent <= last; ++exponent)
            for (const int digit : digits)
                steps_.push_back({digit * std::pow(10, exponent), digit, exponent});
    }

    double at_or_below(double x) const {
        double found = x;
        for (const Step& step : steps_)
            if (step.at <= x * 1.001) found = step.at;
        return found;
    }

    double at_or_above(double x) const {
        for (const Step& step : steps_)
            if (step.at >= x * 0.999) return step.at;
        return x;
    }

    std::vector<Tick> ticks(Ends ends) const {
        std::vector<Tick> ticks;
        for (const Step& step : steps_) {
            const bool skipped = (step.exponent - first_) % every_ != 0;
            const bool outside = step.at < ends.low * 0.999 || step.at > ends.high * 1.001;
            if (!skipped && !outside) ticks.push_back({step.at, label(step)});
        }
        return ticks;
    }

  private:
    struct Step {
        double at;
        int digit, exponent;
    };

    // All labels of an axis are plain numbers, or all of them powers of ten.
    std::string label(const Step& step) const {
        if (!has_powers_) return fmt::format("{:g}", step.at);
        if (step.digit == 1) return power_of_ten(step.exponent);
        return fmt::format("{}·{}", step.digit, power_of_ten(step.exponent));
    }

    std::vector<Step> steps_;
    int first_;  // exponent
    int every_;  // so many decades have ticks once
    bool has_powers_;
};

// Where a linear axis may end and has ticks: at multiples of a round number.
class LinearSteps {
  public:
    LinearSteps(Ends ends, int about_ticks)
        : step_(round_step((ends.high - ends.low) / about_ticks * 1.3)) {}

    double at_or_below(double x) const { return std::floor(x / step_ + 1e-9) * step_; }
    double at_or_above(double x) const { return std::ceil(x / step_ - 1e-9) * step_; }

    std::vector<Tick> ticks(Ends ends) const {
        const double largest = std::max(std::abs(ends.low), std::abs(ends.high));
        const double first = std::ceil(ends.low / step_ - 1e-9);
        std::vector<Tick> ticks;
        for (int i = 0; i < kMostTicks; ++i) {
            if ((first + i) * step_ > ends.high + step_ * 1e-9) break;
            const double at = first + i == 0 ? 0 : (first + i) * step_;  // never -0
            ticks.push_back({at, label(at, largest)});
        }
        return ticks;
    }

  private:
    // With as many digits as neighbours need to differ.
    std::string label(double at, double largest) const {
        const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step_) + 1e-9)));
        if (decimals <= 4 && largest < 1e6) return fmt::format("{:.{}f}", at, decimals);
        if (at == 0) return "0";
        // All share the power of ten of the largest.
        const int power = static_cast<int>(std::floor(std::log10(largest) + 1e-9));
        const int digits = power - static_cast<int>(std::floor(std::log10(step_) + 1e-9));
        return fmt::format("{:.{}f}·{}", at / std::pow(10, power), std::max(0, digits),
                           power_of_ten(power));
    }

    double step_;
};

// Ends that were not asked for move outwards to a step.
template <class Steps>
void end_on(const Steps& steps, const Axis& axis, Range& range) {
    if (!std::isfinite(axis.low)) range.low = steps.at_or_below(range.low);
    if (!std::isfinite(axis.high)) range.high = steps.at_or_above(range.high);
    range.ticks = steps.ticks({range.low, range.high});
}

}  // namespace

// ---- scales -------------------------------------------------------------------------------------

Range::Range(const Axis& axis, const std::vector<double>& data, int about_ticks)
    : log(axis.scale == Scale::log) {
    Ends ends = ends_of(data, log);
    if (std::isfinite(axis.low)) ends.low = axis.low;
    if (std::isfinite(axis.high)) ends.high = axis.high;
    require(!log || ends.low > 0, "figure: a logarithmic axis begins at {}", ends.low);
    if (is_single_number(ends)) ends = with_room_around(ends.low, log);
    low = ends.low;
    high = ends.high;
    if (log)
        end_on(LogSteps(ends, about_ticks), axis, *this);
    else
        end_on(LinearSteps(ends, about_ticks), axis, *this);
}

double Range::position(double x) const {
    if (!std::isfinite(x) || (log && x <= 0)) return kFromData;
    return log ? std::log(x / low) / std::log(high / low) : (x - low) / (high - low);
}

PlotRanges plot_ranges(const Plot& plot, double width, double height, int x_ticks, int y_ticks) {
    std::vector<double> xs, ys;
    for (const Plot::Series& s : plot.series) {
        xs.insert(xs.end(), s.x.begin(), s.x.end());
        ys.insert(ys.end(), s.y.begin(), s.y.end());
    }
    for (const Plot::Rule& rule : plot.rules) {
        std::vector<double>& across = rule.vertical ? xs : ys;
        across.push_back(rule.at);
    }
    PlotRanges own{Range(plot.x, xs, x_ticks), Range(plot.y, ys, y_ticks)};
    if (!plot.equal_axes) return own;
    // The axis that is too short for its length is widened on both sides.
    const double unit =
        std::max((own.x.high - own.x.low) / width, (own.y.high - own.y.low) / height);
    const auto widened = [&](const Range& range, double length, int ticks) {
        const double extra = (unit * length - (range.high - range.low)) / 2;
        return Range(Axis{"", Scale::linear, range.low - extra, range.high + extra}, {}, ticks);
    };
    return {widened(own.x, width, x_ticks), widened(own.y, height, y_ticks)};
}

HeatScale heat_scale(const HeatMap& map) {
    const auto numbers = map.values.flat();
    std::vector<double> data(numbers.begin(), numbers.end());
    const Ends ends = ends_of(data, false);
    if (ends.low > 0 && ends.low < ends.high / 2) data.push_back(0);
    const Range range(Axis{"", Scale::linear, map.low, map.high}, data, 5);
    HeatScale scale{range, range.low, range.high, ends.low < 0};
    if (scale.has_negative) {
        scale.none = 0;
        scale.strongest = std::max(std::abs(range.low), std::abs(range.high));
    }
    return scale;
}

double HeatScale::strength(double x) const {
    if (!std::isfinite(x)) return 0;
    const double away = has_negative ? std::abs(x) : x - none;
    return std::clamp(away / (strongest - none), 0.0, 1.0);
}

HeatMap with_numbered_sides(HeatMap map) {
    const auto number = [](std::vector<std::string>& names, const std::string& label, int n) {
        if (!names.empty() || label.empty()) return;
        for (int i = 0; i < n; ++i) names.push_back(std::to_string(i));
    };
    number(map.rows, map.row_label, map.values.rows());
    number(map.columns, map.column_label, map.values.cols());
    return map;
}

bool is_numbered(const std::vector<std::string>& names) {
    return !names.empty() && names[0] == "0";
}

int round_stride(double least) {
    int stride = 1;
    for (int power = 1; power < 100000; power *= 10)
        for (const int digit : {1, 2, 5}) {
            stride = digit * power;
            if (stride >= least) return stride;
        }
    return stride;
}

std::string axis_label(const Axis& axis) {
    if (axis.scale != Scale::log || axis.label.find("log") != std::string::npos) return axis.label;
    return axis.label + (axis.label.empty() ? "log scale" : " (log scale)");
}

std::vector<double> spread(std::vector<double> wanted, double gap, double low, double high) {
    std::vector<std::size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    double least = low;
    for (std::size_t i : order) {
        wanted[i] = std::max(wanted[i], least);
        least = wanted[i] + gap;
    }
    double most = high;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        wanted[*i] = std::min(wanted[*i], most);
        most = wanted[*i] - gap;
    }
    return wanted;
}

std::vector<std::vector<int>> children_of(const Tree& tree) {
    const int n = static_cast<int>(tree.nodes.size());
    std::vector<std::vector<int>> children(n + 1);
    for (int i = 0; i < n; ++i) {
        const int parent = tree.nodes[i].parent;
        children[parent < 0 ? n : parent].push_back(i);
    }
    return children;
}

Tree from_one_root(const Tree& tree) {
    const auto is_root = [](const Tree::Node& node) { return node.parent < 0; };
    Tree result = tree;
    if (std::count_if(tree.nodes.begin(), tree.nodes.end(), is_root) > 1) {
        for (Tree::Node& node : result.nodes) ++node.parent;
        const auto is_chosen = [](const Tree::Node& node) { return node.chosen; };
        const bool any = std::any_of(tree.nodes.begin(), tree.nodes.end(), is_chosen);
        result.nodes.insert(result.nodes.begin(), {-1, "start", "", any});
    }
    return result;
}

std::vector<LegendEntry> legend_entries(const Bars& bars) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < bars.series.size(); ++i)
        if (!bars.series[i].name.empty()) entries.push_back({i, bars.series[i].name});
    return entries;
}

std::vector<std::string> printed_numbers(const Bars& bars) {
    std::vector<std::string> numbers;
    for (const Bars::Series& s : bars.series)
        for (const double x : s.values) numbers.push_back(format_value(x, bars.format));
    return numbers;
}

std::vector<std::string> printed_numbers(const HeatMap& map) {
    std::vector<std::string> numbers;
    numbers.reserve(map.values.flat().size());
    for (const real x : map.values.flat())
        numbers.push_back(map.format.empty() ? "" : format_value(x, map.format));
    return numbers;
}

// ---- colours ------------------------------------------------------------------------------------

unsigned series_colour(std::size_t series, bool dark_ground) {
    // Okabe and Ito 2008, without yellow (it vanishes on white), blues swapped on a dark ground.
    static constexpr std::array<unsigned, kSeriesColours> kLight{
        0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x6E7781};
    static constexpr std::array<unsigned, kSeriesColours> kDark{
        0x56B4E9, 0xE8782A, 0x2FBF94, 0xCC79A7, 0xE69F00, 0x3F93D2, 0x9198A1};
    return (dark_ground ? kDark : kLight)[series % kSeriesColours];
}

const char* series_sign(std::size_t series) {
    static constexpr std::array<const char*, kSeriesColours> kSigns{"●", "▲", "■", "◆",
                                                                    "○", "△", "□"};
    return kSigns[series % kSeriesColours];
}

unsigned mixed_colour(unsigned from, unsigned to, double share) {
    unsigned rgb = 0;
    for (const unsigned shift : {16u, 8u, 0u}) {
        const double a = from >> shift & 255;
        const double b = to >> shift & 255;
        rgb |= static_cast<unsigned>(std::lround(a + (b - a) * share)) << shift;
    }
    return rgb;
}

unsigned heat_colour(double strength, bool is_negative) {
    return is_negative ? mixed_colour(0xF6D9C8, 0xA8440A, strength)
                       : mixed_colour(0xCFE3F1, 0x005A8F, strength);
}

bool needs_black_ink(unsigned rgb) {
    const unsigned red = rgb >> 16;
    const unsigned green = rgb >> 8 & 255;
    const unsigned blue = rgb & 255;
    const double luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
    return luminance > 130;
}

}  // namespace book
