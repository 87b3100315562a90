#include "notebook/figure.h"

#include <fmt/format.h>

namespace book {

// The drawing follows; until then a figure is its title and its text alternative.
void check_figure(const Figure&) {}
std::string to_svg(const Figure& f) {
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{}</title></svg>\n",
                       f.title);
}
std::string to_terminal(const Figure& f, const Terminal&) { return f.title + "\n" + f.alt + "\n"; }

Plot& Plot::line(std::string name, std::vector<double> xs, std::vector<double> ys) {
    series.push_back({Kind::line, std::move(name), std::move(xs), std::move(ys), {}});
    return *this;
}
Plot& Plot::points(std::string name, std::vector<double> xs, std::vector<double> ys,
                   std::vector<std::string> labels) {
    series.push_back(
        {Kind::points, std::move(name), std::move(xs), std::move(ys), std::move(labels)});
    return *this;
}
Plot& Plot::arrow(std::string name, double from_x, double from_y, double to_x, double to_y) {
    series.push_back({Kind::arrow, std::move(name), {from_x, to_x}, {from_y, to_y}, {}});
    return *this;
}
Plot& Plot::vertical(double at, std::string label) {
    rules.push_back({true, at, std::move(label)});
    return *this;
}
Plot& Plot::horizontal(double at, std::string label) {
    rules.push_back({false, at, std::move(label)});
    return *this;
}

}  // namespace book
