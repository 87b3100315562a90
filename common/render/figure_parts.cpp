#include "render/figure_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/require.h"

namespace book {
namespace {

constexpr int kMostTicks = 100;  // many more than any axis asks for

// The largest of 1, 2, 5 times a power of ten that is not above x.
double round_step(double x) {
    const double power = std::pow(10, std::floor(std::log10(x)));
    const double digit = x / power;
    return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

std::string power_of_ten(int exponent) {
    static constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (std::abs(exponent) < 4) return fmt::format("{:g}", std::pow(10, exponent));
    std::string result = exponent < 0 ? "10⁻" : "10";
    for (char c : std::to_string(std::abs(exponent))) result += kDigits[c - '0'];
    return result;
}

}  // namespace

// ---- scales -------------------------------------------------------------------------------------

Range::Range(const Axis& axis, const std::vector<double>& data, int about_ticks)
    : log(axis.scale == Scale::log) {
    const bool low_asked = std::isfinite(axis.low), high_asked = std::isfinite(axis.high);
    bool any = false;
    for (double x : data) {
        if (!std::isfinite(x) || (log && x <= 0)) continue;
        low = any ? std::min(low, x) : x;
        high = any ? std::max(high, x) : x;
        any = true;
    }
    if (!any) {
        low = log ? 1 : 0;
        high = log ? 10 : 1;
    }
    if (low_asked) low = axis.low;
    if (high_asked) high = axis.high;
    require(!log || low > 0, "figure: a logarithmic axis begins at {}", low);
    // A single number; what differs by rounding alone is one, too: steps between such ends would be
    // lost when they are added to them.
    if (!(high - low > 1e-9 * std::max(std::abs(low), std::abs(high)))) {
        const double room = log ? 2 : std::max(std::abs(low) / 2, 1e-6);
        if (log) {
            low /= room;
            high = low * room * room;
        } else {
            low -= room;
            high = low + 2 * room;
        }
    }
    if (log) {
        // Powers of ten; where there are few of them, 2 and 5 times them too.
        const double decades = std::log10(high / low);
        const int every = std::max(1, static_cast<int>(std::lround(decades / about_ticks)));
        const std::vector<int> digits =
            decades < 3 ? std::vector<int>{1, 2, 5} : std::vector<int>{1};
        double at_or_below = 0, at_or_above = 0;
        const int first = static_cast<int>(std::floor(std::log10(low)));
        const int last = static_cast<int>(std::ceil(std::log10(high)));
        for (int k = first; k <= last; ++k)
            for (const int digit : digits) {
                const double at = digit * std::pow(10, k);
                if (at <= low * 1.001) at_or_below = at;
                if (at >= high * 0.999 && at_or_above == 0) at_or_above = at;
                if ((k - first) % every == 0)
                    ticks.push_back({at, digit == 1 ? power_of_ten(k) : fmt::format("{:g}", at)});
            }
        if (!low_asked && at_or_below > 0) low = at_or_below;
        if (!high_asked && at_or_above > 0) high = at_or_above;
        ticks.erase(std::remove_if(
                        ticks.begin(), ticks.end(),
                        [&](const Tick& t) { return t.at < low * 0.999 || t.at > high * 1.001; }),
                    ticks.end());
        return;
    }
    const double step = round_step((high - low) / about_ticks * 1.3);
    if (!low_asked) low = std::floor(low / step + 1e-9) * step;
    if (!high_asked) high = std::ceil(high / step - 1e-9) * step;
    const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    const double largest = std::max(std::abs(low), std::abs(high));
    const bool plain = decimals <= 4 && largest < 1e6;
    // As many digits as neighbours need to differ.
    const int digits = std::max(3, 1 + static_cast<int>(std::ceil(std::log10(largest / step))));
    const double first = std::ceil(low / step - 1e-9);
    for (int i = 0; i < kMostTicks && (first + i) * step <= high + step * 1e-9; ++i) {
        const double at = first + i == 0 ? 0 : (first + i) * step;
        ticks.push_back({at, plain ? fmt::format("{:.{}f}", at, decimals)
                                   : fmt::format("{:.{}g}", at, digits)});
    }
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
    for (const Plot::Rule& rule : plot.rules) (rule.vertical ? xs : ys).push_back(rule.at);
    PlotRanges r{Range(plot.x, xs, x_ticks), Range(plot.y, ys, y_ticks)};
    if (!plot.equal_axes) return r;
    // The axis that is too short for its length is widened on both sides.
    const double unit = std::max((r.x.high - r.x.low) / width, (r.y.high - r.y.low) / height);
    const auto widened = [&](const Range& range, double length, int ticks) {
        const double extra = (unit * length - (range.high - range.low)) / 2;
        return Range(Axis{"", Scale::linear, range.low - extra, range.high + extra}, {}, ticks);
    };
    return {widened(r.x, width, x_ticks), widened(r.y, height, y_ticks)};
}

Range heat_range(const HeatMap& map) {
    const auto numbers = map.values.flat();
    Range range(Axis{"", Scale::linear, map.low, map.high}, {numbers.begin(), numbers.end()}, 5);
    return range;
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
    const std::size_t n = tree.nodes.size();
    std::vector<std::vector<int>> children(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        const int parent = tree.nodes[i].parent;
        children[parent < 0 ? n : static_cast<std::size_t>(parent)].push_back(static_cast<int>(i));
    }
    return children;
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

unsigned viridis(double t) {
    static constexpr std::array<unsigned, 9> kStops{
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725};
    const double x = std::clamp(std::isfinite(t) ? t : 0.0, 0.0, 1.0) * (kStops.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(x), kStops.size() - 2);
    unsigned rgb = 0;
    for (const unsigned shift : {16u, 8u, 0u}) {
        const double a = kStops[i] >> shift & 255, b = kStops[i + 1] >> shift & 255;
        rgb |= static_cast<unsigned>(std::lround(a + (b - a) * (x - static_cast<double>(i))))
               << shift;
    }
    return rgb;
}

bool needs_black_ink(unsigned rgb) {
    const double luminance = 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
    return luminance > 130;
}

}  // namespace book
