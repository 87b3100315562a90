// Figures in Unicode: braille dots for curves, shades and numbers for heat maps, eighths for bars.
// No line is wider than the terminal. Without colour, signs and shades still tell series apart.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "notebook/value.h"
#include "render/figure.h"
#include "render/figure_parts.h"

namespace book {
namespace {

using Entries = std::vector<std::pair<std::size_t, std::string>>;

std::string in_series_colour(const Terminal& t, std::size_t series, std::string_view text) {
    // Readable on black and on white: the deeper palette, unless it would vanish on black.
    return coloured(t, series_colour(series, series % kSeriesColours == 0), text);
}

std::string legend(const Terminal& t, const Entries& entries) {
    std::string result, line;
    int used = 0;
    for (const auto& [series, whole] : entries) {
        const std::string name = clip(whole, t.width - 4);
        const int width = display_width(name) + 4;
        if (used > 0 && used + width > t.width) {
            result += line + "\n";
            line.clear();
            used = 0;
        }
        line += in_series_colour(t, series, series_sign(series)) + " " + name + "  ";
        used += width;
    }
    return line.empty() ? result : result + line.substr(0, line.size() - 2) + "\n";
}

// ---- plots --------------------------------------------------------------------------------------

// A grid of characters, each either a sign or a block of 2 x 4 braille dots.
class Canvas {
  public:
    Canvas(int width, int height)
        : width_(width), height_(height), cells_(static_cast<std::size_t>(width * height)) {}

    int dots_wide() const { return 2 * width_; }
    int dots_high() const { return 4 * height_; }

    void dot(double x, double y, std::size_t series) {  // in dots, from the upper left
        const int column = static_cast<int>(std::lround(x)), row = static_cast<int>(std::lround(y));
        if (column < 0 || row < 0 || column >= dots_wide() || row >= dots_high()) return;
        static constexpr unsigned kBits[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
        Cell& cell = at(column / 2, row / 4);
        cell.dots |= kBits[row % 4][column % 2];
        cell.series = series;
    }
    void line(double x1, double y1, double x2, double y2, std::size_t series) {
        const double length = std::max(std::abs(x2 - x1), std::abs(y2 - y1));
        const int steps = static_cast<int>(std::ceil(std::clamp(length, 1.0, 4096.0)));
        for (int i = 0; i <= steps; ++i)
            dot(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps, series);
    }
    void sign(double x, double y, std::size_t series, const char* what) {
        const int column = static_cast<int>(std::lround(x)) / 2,
                  row = static_cast<int>(std::lround(y)) / 4;
        if (x < -0.5 || y < -0.5 || column >= width_ || row >= height_) return;
        at(column, row) = {0, series, what};
    }
    // Writes a text from (column, row) if nothing stands there, or, `faint`, only into empty cells.
    bool text(int column, int row, std::string_view what) {
        const int width = display_width(what);
        if (column < 0 || row < 0 || row >= height_ || column + width > width_) return false;
        for (int c = std::max(0, column - 1); c < std::min(width_, column + width + 1); ++c)
            if (!at(c, row).text.empty() || (c >= column && c < column + width && at(c, row).dots))
                return false;
        write(column, row, what);
        return true;
    }
    void faint(int column, int row, const char* what) {
        Cell& cell = at(column, row);
        if (!cell.text.empty() || cell.dots != 0) return;
        cell.text = what;
        cell.series = kNobody;
    }
    std::string row(int r, const Terminal& t) const {
        std::string result;
        for (int c = 0; c < width_; ++c) {
            const Cell& cell = cells_[static_cast<std::size_t>(r * width_ + c)];
            if (cell.covered) continue;
            const char braille[] = {'\xE2', static_cast<char>(0xA0 | cell.dots >> 6),
                                    static_cast<char>(0x80 | (cell.dots & 63)), '\0'};
            const std::string shown = !cell.text.empty() ? cell.text : cell.dots ? braille : " ";
            result += shown == " "             ? shown
                      : cell.series == kNobody ? styled(t, Style::dim, shown)
                      : cell.series == kLabel  ? shown
                                               : in_series_colour(t, cell.series, shown);
        }
        return result;
    }

  private:
    static constexpr std::size_t kNobody = 1000, kLabel = 1001;
    struct Cell {
        unsigned dots = 0;
        std::size_t series = kNobody;
        std::string text;
        bool covered = false;  // by the wide character to its left
    };
    Cell& at(int c, int r) { return cells_[static_cast<std::size_t>(r * width_ + c)]; }
    void write(int column, int row, std::string_view what) {
        for (std::size_t i = 0; i < what.size();) {
            const std::size_t begin = i;
            next_code_point(what, i);
            const std::string_view sign = what.substr(begin, i - begin);
            const int width = display_width(sign);
            if (width == 0) {
                if (column > 0) at(column - 1, row).text += sign;
                continue;
            }
            at(column, row) = {0, kLabel, std::string(sign)};
            if (width == 2) at(column + 1, row).covered = true;
            column += width;
        }
    }
    int width_, height_;
    std::vector<Cell> cells_;
};

const char* arrow_tip(double dx, double dy) {  // dy: downwards
    static constexpr const char* kTips[] = {"→", "↘", "↓", "↙", "←", "↖", "↑", "↗"};
    const double eighth = std::atan2(dy, dx) / (std::atan(1.0));
    return kTips[(static_cast<int>(std::lround(eighth)) + 8) % 8];
}

std::string draw(const Plot& plot, const Terminal& t) {
    Entries entries;
    for (std::size_t i = 0; i < plot.series.size(); ++i)
        if (plot.series[i].kind != Plot::Kind::arrow && !plot.series[i].name.empty())
            entries.emplace_back(i, plot.series[i].name);
    // Tick labels decide how wide the rest may be; they change little with the size.
    const int height =
        plot.equal_axes ? std::max(10, t.width / 4) : std::clamp(t.width / 5, 10, 16);
    int left = 1;
    for (const Tick& tick : plot_ranges(plot, t.width * 2.0, height * 4.0, 6, height / 3).y.ticks)
        left = std::max(left, display_width(tick.label));
    const int width = t.width - left - 2;
    Canvas canvas(width, height);
    const PlotRanges range = plot_ranges(plot, canvas.dots_wide(), canvas.dots_high(),
                                         std::max(2, width / 12), std::max(2, height / 3));
    const auto px = [&](double x) { return range.x.position(x) * (canvas.dots_wide() - 1); };
    const auto py = [&](double y) { return (1 - range.y.position(y)) * (canvas.dots_high() - 1); };
    const auto shown = [&](double x, double y) {
        return std::isfinite(px(x)) && std::isfinite(py(y));
    };

    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Plot::Series& s = plot.series[i];
        if (s.kind == Plot::Kind::points) continue;
        for (std::size_t k = 1; k < s.x.size(); ++k)
            if (shown(s.x[k - 1], s.y[k - 1]) && shown(s.x[k], s.y[k]))
                canvas.line(px(s.x[k - 1]), py(s.y[k - 1]), px(s.x[k]), py(s.y[k]), i);
    }
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Plot::Series& s = plot.series[i];
        // A curve bears its sign at four places, another four than its neighbour's.
        const std::size_t step =
            s.kind == Plot::Kind::line ? std::max<std::size_t>(1, s.x.size() / 4) : 1;
        const std::size_t first = s.kind == Plot::Kind::line ? step / 2 + i * step / 7 : 0;
        for (std::size_t k = first; k < s.x.size(); k += step) {
            if (!shown(s.x[k], s.y[k]) || (s.kind == Plot::Kind::line && s.name.empty())) continue;
            if (s.kind != Plot::Kind::arrow)
                canvas.sign(px(s.x[k]), py(s.y[k]), i, series_sign(i));
            else if (k == 1)
                canvas.sign(px(s.x[1]), py(s.y[1]), i,
                            arrow_tip(px(s.x[1]) - px(s.x[0]), py(s.y[1]) - py(s.y[0])));
        }
    }
    const auto label = [&](double x, double y, const std::string& what) {
        if (!shown(x, y)) return;
        const int column = static_cast<int>(std::lround(px(x))) / 2;
        const int row = static_cast<int>(std::lround(py(y))) / 4, w = display_width(what);
        const int places[][2] = {{column + 2, row},         {column - w / 2, row - 1},
                                 {column - w / 2, row + 1}, {column - w - 1, row},
                                 {column + 1, row - 1},     {column + 1, row + 1}};
        for (const auto& [c, r] : places)
            if (canvas.text(c, r, what)) return;
    };
    for (const Plot::Series& s : plot.series) {
        for (std::size_t k = 0; k < s.labels.size(); ++k) label(s.x[k], s.y[k], s.labels[k]);
        if (s.kind == Plot::Kind::arrow && !s.name.empty()) label(s.x[1], s.y[1], s.name);
    }
    for (const Plot::Rule& rule : plot.rules) {
        const double at = rule.vertical ? px(rule.at) / 2 : py(rule.at) / 4;
        if (!std::isfinite(at) || at < 0 || at >= (rule.vertical ? width : height)) continue;
        const int i = static_cast<int>(at), w = display_width(rule.label);
        if (rule.vertical) {
            for (int r = 0; r < height && !canvas.text(i + 1, r, rule.label) &&
                            !canvas.text(i - w, r, rule.label);
                 ++r) {
            }
            for (int r = 0; r < height; ++r) canvas.faint(i, r, "┊");
        } else {
            for (int c = width - w; c >= 0 && !canvas.text(c, i > 0 ? i - 1 : 1, rule.label); --c) {
            }
            for (int c = 0; c < width; ++c) canvas.faint(c, i, "┈");
        }
    }

    std::string result = legend(t, entries) + clip(plot.y.label, t.width) + "\n";
    std::vector<std::string> names(static_cast<std::size_t>(height));
    for (const Tick& tick : range.y.ticks)
        names[static_cast<std::size_t>(
            std::clamp(static_cast<int>(py(tick.at)) / 4, 0, height - 1))] = tick.label;
    for (int r = 0; r < height; ++r) {
        const std::string& name = names[static_cast<std::size_t>(r)];
        result +=
            pad(name, left, Align::right) + (name.empty() ? " │" : " ┤") + canvas.row(r, t) + "\n";
    }
    std::string axis, below(static_cast<std::size_t>(left + 2), ' ');
    int free_from = 0;
    std::vector<int> marks;
    for (const Tick& tick : range.x.ticks) {
        const int w = display_width(tick.label), middle = static_cast<int>(px(tick.at) / 2);
        const int begin = std::clamp(middle - w / 2, 0, width - w);
        if (begin < free_from || middle < 0 || middle >= width) continue;
        below = pad(below, left + 2 + begin) + tick.label;
        free_from = begin + w + 1;
        marks.push_back(middle);
    }
    for (int c = 0; c < width; ++c) axis += std::count(marks.begin(), marks.end(), c) ? "┬" : "─";
    return result + std::string(static_cast<std::size_t>(left + 1), ' ') + "└" + axis + "\n" +
           below + "\n" + pad("", left + 2) + pad(clip(plot.x.label, width), width, Align::centre) +
           "\n";
}

// ---- heat maps ----------------------------------------------------------------------------------

std::string draw(const HeatMap& map, const Terminal& t) {
    const int rows = map.values.rows(), cols = map.values.cols();
    const Range range = heat_range(map);
    const auto name = [](const std::vector<std::string>& names, int i) {
        return names.empty() ? std::string() : names[static_cast<std::size_t>(i)];
    };
    int left = 0, number = 0, widest = 0;
    for (int r = 0; r < rows; ++r) left = std::max(left, display_width(name(map.rows, r)));
    for (int c = 0; c < cols; ++c) widest = std::max(widest, display_width(name(map.columns, c)));
    left = std::min(left, t.width / 3);
    for (real x : map.values.flat())
        if (!map.format.empty())
            number = std::max(number, display_width(format_value(x, map.format)));
    // Numbers if four columns of them fit, else coloured cells alone, as wide as they can be.
    const int room = t.width - left - 1;
    const bool print = number > 0 && (number + 3) * std::min(cols, 4) <= room && cols <= 24;
    int cell = std::clamp(room / cols, 1, 2);
    if (print) {
        cell = std::max(number + 3, std::min(widest + 2, 11));
        if (cell * cols > 2 * room) cell = number + 3;  // shorter names rather than many parts
    }
    const int at_once = std::max(1, room / cell);
    const int skip =
        print ? 1 : (cols + at_once - 1) / at_once;  // columns left out between two shown

    std::string result;
    if (!map.row_label.empty() || !map.column_label.empty())
        result +=
            clip(fmt::format("rows: {}; columns: {}", map.row_label, map.column_label), t.width) +
            "\n";
    for (int begin = 0; begin < cols; begin += at_once * skip) {
        const int end = std::min(cols, begin + at_once * skip);
        if (begin > 0) result += "\n";
        if (print && !map.columns.empty()) {
            result += std::string(static_cast<std::size_t>(left + 1), ' ');
            for (int c = begin; c < end; ++c)
                result +=
                    t.colour
                        ? pad(clip(name(map.columns, c), cell - 1), cell, Align::centre)
                        : pad(clip(name(map.columns, c), cell - 2), cell - 2, Align::right) + "  ";
            result += "\n";
        }
        for (int r = 0; r < rows; ++r) {
            result += pad(clip(name(map.rows, r), left), left, Align::right) + " ";
            for (int c = begin; c < end; c += skip) {
                const real x = map.values(r, c);
                const double at = std::isfinite(x) ? std::clamp(range.position(x), 0.0, 1.0) : 0;
                const std::string text = print ? format_value(x, map.format) : "";
                if (t.colour) {
                    result += on_ground(viridis(at), pad(text, cell, Align::centre));
                    continue;
                }
                static constexpr const char* kShades[] = {" ", "░", "▒", "▓", "█"};
                const char* shade = kShades[std::min(4, static_cast<int>(at * 5))];
                for (int i = 0; i < (print ? cell - 2 - number : cell); ++i) result += shade;
                result += print ? pad(text, number, Align::right) + "  " : "";
            }
            result += "\n";
        }
    }
    if (skip > 1) result += clip(fmt::format("(1 column in {} is shown)", skip), t.width) + "\n";
    return result;
}

// ---- bars ---------------------------------------------------------------------------------------

std::string draw(const Bars& bars, const Terminal& t) {
    Entries entries;
    std::vector<double> values{0};
    int left = 0, number = 0;
    for (const std::string& name : bars.names) left = std::max(left, display_width(name));
    for (std::size_t i = 0; i < bars.series.size(); ++i) {
        if (!bars.series[i].name.empty()) entries.emplace_back(i, bars.series[i].name);
        for (double v : bars.series[i].values) {
            values.push_back(std::isfinite(v) ? v : 0);
            number = std::max(number, display_width(format_value(v, bars.format)));
        }
    }
    left = std::min(left, t.width / 3);
    const int width = std::max(4, t.width - left - number - 4);
    const double low = *std::min_element(values.begin(), values.end());
    const double high = std::max(*std::max_element(values.begin(), values.end()), low + 1e-30);
    const auto eighths = [&](double v) {
        return static_cast<int>(std::lround((v - low) / (high - low) * 8 * width));
    };
    std::string result = legend(t, entries) + clip(bars.label, t.width) + "\n";
    for (std::size_t k = 0; k < bars.names.size(); ++k)
        for (std::size_t i = 0; i < bars.series.size(); ++i) {
            const double v = bars.series[i].values[k], end = std::isfinite(v) ? v : 0;
            int from = eighths(std::min(0.0, end)), to = eighths(std::max(0.0, end));
            if (end < 0) {  // blocks grow to the right only
                from = from / 8 * 8;
                to = (to + 7) / 8 * 8;
            }
            std::string bar(static_cast<std::size_t>(from / 8), ' ');
            static constexpr const char* kBlocks[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
            for (int e = from / 8 * 8; e + 8 <= to; e += 8) bar += "█";
            bar += kBlocks[to % 8];
            result += pad(i == 0 ? clip(bars.names[k], left) : "", left, Align::right) + " " +
                      (entries.empty() ? "" : in_series_colour(t, i, series_sign(i))) +
                      in_series_colour(t, i, bar) + " " + format_value(v, bars.format) + "\n";
        }
    return result;
}

// ---- trees --------------------------------------------------------------------------------------

void draw_node(const Tree& tree, const std::vector<std::vector<int>>& children, int node,
               const std::string& before, const std::string& below, const Terminal& t,
               std::string& result) {
    const Tree::Node& n = tree.nodes[static_cast<std::size_t>(node)];
    const int room = std::max(4, t.width - display_width(before) - 2);
    const std::string text = clip(n.text, room);
    const std::string note = clip(n.note, std::max(0, room - display_width(text) - 2));
    result += styled(t, Style::dim, before) +
              (n.chosen ? styled(t, Style::strong, text + " ◂") : text) +
              (note.empty() ? "" : "  " + styled(t, Style::dim, note)) + "\n";
    const auto& list = children[static_cast<std::size_t>(node)];
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool last = i + 1 == list.size();
        draw_node(tree, children, list[i], below + (last ? "└─ " : "├─ "),
                  below + (last ? "   " : "│  "), t, result);
    }
}

std::string draw(const Tree& tree, const Terminal& t) {
    const auto children = children_of(tree);
    std::string result;
    for (int root : children.back()) draw_node(tree, children, root, "", "", t, result);
    return result;
}

}  // namespace

std::string to_terminal(const Figure& figure, const Terminal& terminal) {
    check_figure(figure);
    std::string result;
    for (const std::string& line : wrap(figure.title, terminal.width))
        result += styled(terminal, Style::strong, line) + "\n";
    return result +
           std::visit([&](const auto& drawing) { return draw(drawing, terminal); }, figure.drawing);
}

}  // namespace book
