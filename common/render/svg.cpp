#include "render/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "core/display_width.h"
#include "core/require.h"
#include "render/terminal.h"

namespace book {
namespace {

std::string escape_xml(std::string_view text) {
    std::string result;
    for (char c : printable(text)) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else
            result += c;
    }
    return result;
}

// A paper, and what is drawn on it in colours other than those of series.
struct Ground {
    const char *paper, *edge, *ink, *muted, *grid, *axis;
};
constexpr Ground kLightGround{"#ffffff", "#d1d9e0", "#1f2328", "#59636e", "#eaeef2", "#59636e"};
constexpr Ground kDarkGround{"#0d1117", "#30363d", "#f0f6fc", "#9198a1", "#21262d", "#9198a1"};

std::string colours(bool dark) {
    const Ground& ground = dark ? kDarkGround : kLightGround;
    std::string css = fmt::format(
        ".paper{{fill:{}}}.edge{{stroke:{}}}.ink{{fill:{}}}.muted{{fill:{}}}.grid{{stroke:{}}}"
        ".axis,.rule{{stroke:{}}}.label,.halo{{stroke:{}}}",
        ground.paper, ground.edge, ground.ink, ground.muted, ground.grid, ground.axis,
        ground.paper);
    for (std::size_t i = 0; i < kSeriesColours; ++i)
        css += fmt::format(".s{0}{{stroke:#{1:06x}}}.f{0}{{fill:#{1:06x}}}", i,
                           series_colour(i, dark));
    return css;
}

// What a diagram is drawn with. Lit is the orange of Okabe and Ito, darker on white, so that thin lines
// can be seen.
struct LookColours {
    const char *surface, *lit, *lit_ground, *lit_ink, *grey, *grey_ink;
};
constexpr LookColours kLightLooks{"#f6f8fa", "#b86e00", "#ffedc4", "#7a4500", "#c8cfd6", "#6e7781"};
constexpr LookColours kDarkLooks{"#161b22", "#e69f00", "#4a3300", "#ffcf70", "#3d444d", "#848d97"};

std::string look_colours(bool dark) {
    const Ground& ground = dark ? kDarkGround : kLightGround;
    const LookColours& looks = dark ? kDarkLooks : kLightLooks;
    return fmt::format(
        ".box,.way,.group{{stroke:{0}}}.box{{fill:{1}}}.box.word{{fill:{2}}}.fplain{{fill:{0}}}"
        ".lit{{stroke:{3}}}.box.lit{{fill:{4}}}.flit{{fill:{3}}}.ilit{{fill:{5}}}"
        ".grey{{stroke:{6}}}.box.grey{{fill:{2}}}.fgrey{{fill:{6}}}.igrey{{fill:{7}}}",
        ground.axis, looks.surface, ground.paper, looks.lit, looks.lit_ground, looks.lit_ink,
        looks.grey, looks.grey_ink);
}

std::string look_shapes() {
    return ".box,.way,.group{stroke-width:1.3}.way,.group{fill:none;stroke-linejoin:round}"
           ".lit{stroke-width:2.4}.heavy{stroke-width:3}.arc{fill:none;stroke-opacity:.8}.arc.grey{"
           "stroke-opacity:.45}.dashed{stroke-dasharray:6 4}.group{stroke-width:1}"
           ".letter,.label{font-size:14px}.number{font-size:13px}"
           "\n";
}

// The colours of a heat map: they are not transparent, or neighbours would show where they touch.
constexpr int kHeatLevels = 20;

std::string heat_colours(bool dark) {
    const unsigned paper = dark ? 0x0D1117 : 0xFFFFFF;
    std::string css;
    for (int i = 1; i <= kHeatLevels; ++i) {
        const double share = static_cast<double>(i) / kHeatLevels;
        css += fmt::format(".h{0}{{fill:#{1:06x}}}.c{0}{{fill:#{2:06x}}}", i,
                           mixed_colour(paper, dark ? 0x56B4E9 : 0x005A8F, share),
                           mixed_colour(paper, dark ? 0xE8782A : 0xA8440A, share));
    }
    return css + "\n";
}

const char* const kShapes =
    "text{font-family:sans-serif;font-size:12px}.title{font-size:15px}"
    ".title,.strong{font-weight:600}.note{font-size:11px}.label,.halo{paint-order:stroke;"
    "stroke-width:4px;stroke-linejoin:round}.nothing{fill:#888}.outline{fill:none}"
    ".line{fill:none;stroke-width:2;stroke-linejoin:round}"
    ".d1{stroke-dasharray:7 3}.d2{stroke-dasharray:2 3}.d3{stroke-dasharray:9 3 2 3}"
    ".rule{stroke-dasharray:4 4}.sign{stroke-width:1.6}.cell{shape-rendering:crispEdges}\n";

std::string style_sheet(bool has_looks, bool has_heat) {
    std::string light = colours(false);
    std::string dark = colours(true);
    if (has_heat) {
        light += heat_colours(false);
        dark += heat_colours(true);
    }
    if (has_looks) {
        light += look_shapes() + look_colours(false);
        dark += look_colours(true);
    }
    return "<style>" + std::string(kShapes) + light + "\n@media(prefers-color-scheme:dark){" +
           dark + "}</style>\n";
}

// What it says, within an element that these select.
std::string nested(const std::string& selector, const std::string& css) {
    return selector + "{" + css + "}\n";
}

}  // namespace

std::string svg_number(double x) {
    const double rounded = std::round(x * 10) / 10 + 0.0;
    return fmt::format("{:.{}f}", rounded, rounded == std::floor(rounded) ? 0 : 1);
}

double svg_text_width(std::string_view text, double letter) {
    return 0.6 * letter * display_width(text);
}

std::string svg_level_curve(double x1, double y1, double x2, double y2, double bend) {
    return fmt::format("M{} {}C{} {} {} {} {} {}", svg_number(x1), svg_number(y1),
                       svg_number(x1 + bend), svg_number(y1), svg_number(x2 - bend), svg_number(y2),
                       svg_number(x2), svg_number(y2));
}

void Svg::text(double x, double y, std::string_view what, const std::string& classes,
               const char* anchor, double turn) {
    std::string more;
    if (anchor != std::string_view("start")) more += fmt::format(" text-anchor=\"{}\"", anchor);
    if (turn != 0)
        more += fmt::format(" transform=\"rotate({} {} {})\"", svg_number(turn), svg_number(x),
                            svg_number(y));
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\"{}>{}</text>\n", svg_number(x),
                         svg_number(y), classes, more, escape_xml(what));
}

void Svg::path(const std::string& d, const std::string& classes) {
    body_ += fmt::format("<path d=\"{}\" class=\"{}\"/>\n", d, classes);
}

void Svg::stroke(const std::string& d, const std::string& classes, double width) {
    body_ += fmt::format("<path d=\"{}\" class=\"{}\" style=\"stroke-width:{}\"/>\n", d, classes,
                         svg_number(width));
}

void Svg::line(double x1, double y1, double x2, double y2, const std::string& classes) {
    const std::string from = fmt::format("{} {}", svg_number(x1), svg_number(y1));
    const std::string to = fmt::format("{} {}", svg_number(x2), svg_number(y2));
    path("M" + from + "L" + to, classes);
}

void Svg::rect(double x, double y, double w, double h, const std::string& classes, double round) {
    std::string corners;
    if (round > 0) corners = fmt::format(" rx=\"{}\"", svg_number(round));
    body_ +=
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"{}/>\n",
                    svg_number(x), svg_number(y), svg_number(w), svg_number(h), classes, corners);
}

void Svg::shade(double x, double y, double w, double h, double strength, bool is_cold) {
    const int level = static_cast<int>(std::ceil(strength * kHeatLevels));
    if (level <= 0) return;
    has_heat_ = true;
    rect(x, y, w, h, fmt::format("cell {}{}", is_cold ? "c" : "h", std::min(level, kHeatLevels)));
}

void Svg::sign(double x, double y, std::size_t series) {
    static constexpr const char* kShapes[] = {"m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
                                              "m0 -5l5 9h-10z", "m-4.5 -4.5h9v9h-9z",
                                              "m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z"};
    const std::size_t i = series % kSeriesColours;
    path(fmt::format("M{} {}{}", svg_number(x), svg_number(y), kShapes[i % 4]),
         fmt::format("{}{} sign", i < 4 ? "f" : "paper s", i));
}

void Svg::keep_clear(double x, double y) { taken_.push_back({x - 5, y - 5, x + 5, y + 5}); }

bool Svg::is_free(const Box& box) const {
    if (box.left < 4 || box.right > kSvgWidth - 4) return false;
    return std::none_of(taken_.begin(), taken_.end(), [&](const Box& other) {
        return other.left < box.right && box.left < other.right &&  //
               other.top < box.bottom && box.top < other.bottom;
    });
}

void Svg::label(double x, double y, std::string_view what, const std::string& classes) {
    const double w = svg_text_width(what), h = kSvgLetter;
    const double away = 9;
    const double left = x - away - w, centre = x - w / 2, right = x + away;
    const double above = y - away - h, middle = y - h / 2, below = y + away;
    const auto box = [&](double at_x, double at_y) { return Box{at_x, at_y, at_x + w, at_y + h}; };
    const Box places[] = {box(right, middle), box(centre, above), box(centre, below),
                          box(left, middle),  box(right, above),  box(right, below),
                          box(left, above),   box(left, below)};
    const auto free = std::find_if(std::begin(places), std::end(places),
                                   [&](const Box& b) { return is_free(b); });
    const Box& chosen = free != std::end(places) ? *free : places[0];
    taken_.push_back(chosen);
    text(chosen.left + w / 2, chosen.top + h - 2, what, classes, "middle");
}

void Svg::text_at_free_place(std::initializer_list<Point> starts, std::string_view what,
                             const std::string& classes) {
    const double w = svg_text_width(what);
    const auto box = [&](const Point& p) { return Box{p.x, p.y - kSvgLetter, p.x + w, p.y + 2}; };
    const Point* chosen =
        std::find_if(starts.begin(), starts.end(), [&](const Point& p) { return is_free(box(p)); });
    if (chosen == starts.end()) chosen = starts.begin();
    taken_.push_back(box(*chosen));
    text(chosen->x, chosen->y, what, classes);
}

double Svg::legend(const std::vector<LegendEntry>& entries, double y) {
    if (entries.empty()) return y;
    const double left = 26;
    double x = left;
    for (const auto& [series, name] : entries) {
        const double width = 30 + svg_text_width(name);
        if (x > left && x + width > kSvgWidth) {
            x = left;
            y += 18;
        }
        sign(x, y, series);
        text(x + 10, y + 4, name, "ink");
        x += width;
    }
    return y + 20;
}

namespace {

std::vector<std::string> title_lines(const Figure& figure, double width, double left) {
    constexpr double kLetterOfTitle = 15;
    return wrap(figure.title, static_cast<int>((width - 2 * left) / (0.6 * kLetterOfTitle)));
}

}  // namespace

std::string Svg::finish(const Figure& f, double width, double height, double left) const {
    const std::vector<std::string> titles = title_lines(f, width, left);
    const double more = (static_cast<double>(titles.size()) - 1) * kSvgTitleLine;
    height += more;
    Svg paper;
    paper.rect(0.5, 0.5, width - 1, height - 1, "paper edge", 6);
    double y = 30;
    for (const std::string& line : titles) {
        paper.text(left, y, line, "ink title");
        y += kSvgTitleLine;
    }
    const std::string drawing =
        more == 0
            ? body_
            : fmt::format("<g transform=\"translate(0 {})\">\n{}</g>\n", svg_number(more), body_);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{2}</title>\n"
        "<desc id=\"d\">{3}</desc>\n{4}{5}{6}</svg>\n",
        svg_number(width), svg_number(height), escape_xml(f.title), escape_xml(f.alt),
        style_sheet(has_looks_, has_heat_), paper.body_, drawing);
}

std::string svg_within_page(const std::string& svg, const std::string& id) {
    const std::string style_begins = "<style>", style_ends = "</style>\n";
    const std::size_t begin = svg.find(style_begins);
    const std::size_t end = svg.find(style_ends, begin);
    require(end != std::string::npos, "svg_within_page: a drawing without its style sheet");
    std::string result = svg.substr(0, begin) + svg.substr(end + style_ends.size());
    const std::pair<const char*, std::string> names[] = {
        {"aria-labelledby=\"t d\"", fmt::format("aria-labelledby=\"t-{0} d-{0}\"", id)},
        {"<title id=\"t\">", fmt::format("<title id=\"t-{}\">", id)},
        {"<desc id=\"d\">", fmt::format("<desc id=\"d-{}\">", id)}};
    for (const auto& [old, now] : names) {
        const std::size_t at = result.find(old);
        require(at != std::string::npos, "svg_within_page: a drawing without {}", old);
        result.replace(at, std::string_view(old).size(), now);
    }
    return result;
}

std::string svg_style_of_pages() {
    const std::string light = colours(false) + heat_colours(false) + look_colours(false);
    const std::string dark = colours(true) + heat_colours(true) + look_colours(true);
    return nested(".drawing", std::string("& ") + kShapes + look_shapes() + light) +
           nested("@media(prefers-color-scheme:dark)",
                  nested(":root:not([data-theme=light]) .drawing", dark)) +
           nested(":root[data-theme=dark] .drawing", dark);
}

}  // namespace book
