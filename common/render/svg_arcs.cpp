// Words that look at words, as SVG: who looks in a column to the left, at whom to the right, so that a
// long sentence grows downwards and fits a phone. Thin lines lie on thick ones.
#include <fmt/format.h>

#include <algorithm>

#include "render/arcs_parts.h"
#include "render/drawings.h"
#include "render/figure_parts.h"
#include "render/svg.h"
#include "tensor/ops.h"

namespace book {
namespace {

class SvgArcs {
  public:
    SvgArcs(const Figure& figure, const Arcs& arcs)
        : figure_(figure), arcs_(arcs), looked_at_(words_looked_at(arcs)) {
        svg_.use_looks();
        left_ = kArcsMargin + room_for(arcs.words, "who looks") + 8;
        right_ = left_ + kArcsGap;
        const double weights = arcs.only >= 0 ? 44 : 0;
        width_ = right_ + 8 + room_for(looked_at_, "at whom") + weights + kArcsMargin;
        top_ = 36 + kSvgTitleLine;
    }

    std::string draw() {
        svg_.text(left_ - 8, top_ - 8, "who looks", "note muted", "end");
        svg_.text(right_ + 8, top_ - 8, "at whom", "note muted");
        for (const Arc& arc : arcs_from_thick_to_thin(arcs_)) draw_arc(arc);
        draw_words();
        if (arcs_.only < 0)
            draw_strongest();
        else
            draw_weights();
        const auto rows = static_cast<double>(std::max(arcs_.words.size(), looked_at_.size()));
        return svg_.finish(figure_, width_, top_ + rows * kArcsRow + kArcsMargin, kArcsMargin);
    }

  private:
    static constexpr double kArcsMargin = 14, kArcsGap = 170, kArcsRow = 28, kThickest = 14;

    static double room_for(const std::vector<std::string>& words, const char* heading) {
        const auto room = [](std::string_view text) { return svg_text_width(text, 14); };
        return std::max(widest(words, room), svg_text_width(heading, 11));
    }

    double y_of(int row) const { return top_ + (row + 0.5) * kArcsRow; }
    bool is_grey(int looking) const { return arcs_.only >= 0 && looking != arcs_.only; }

    void draw_arc(const Arc& arc) {
        const std::string classes = arcs_.only < 0
                                        ? fmt::format("arc s{}", arc.from % kSeriesColours)
                                    : is_grey(arc.from) ? "arc grey"
                                                        : "arc lit";
        svg_.stroke(svg_level_curve(left_, y_of(arc.from), right_, y_of(arc.to), kArcsGap * 0.45),
                    classes, std::max(0.6, kThickest * arc.weight));
    }

    void draw_words() {
        for (int i = 0; i < static_cast<int>(arcs_.words.size()); ++i) {
            const char* const ink = arcs_.only < 0 ? "ink" : is_grey(i) ? "igrey" : "ilit strong";
            svg_.text(left_ - 8, y_of(i) + 5, arcs_.words[i], std::string("letter ") + ink, "end");
        }
        for (int i = 0; i < static_cast<int>(looked_at_.size()); ++i) {
            const bool is_seen = arcs_.only < 0 || is_drawn(arcs_, arcs_.only, i);
            svg_.text(right_ + 8, y_of(i) + 5, looked_at_[i],
                      is_seen ? "letter ink" : "letter igrey");
        }
    }

    // Where its line begins, each word's largest weight.
    void draw_strongest() {
        for (int i = 0; i < static_cast<int>(arcs_.words.size()); ++i) {
            const int to = argmax(arcs_.weights.row(i));
            if (is_drawn(arcs_, i, to))
                svg_.text(left_ + 12, y_of(i) + 4, fmt::format("{:.2f}", arcs_.weights(i, to)),
                          "halo note ink");
        }
    }

    // Of the one word that looks: all its weights, beside the words that they belong to.
    void draw_weights() {
        for (int i = 0; i < static_cast<int>(looked_at_.size()); ++i)
            if (is_drawn(arcs_, arcs_.only, i))
                svg_.text(width_ - kArcsMargin, y_of(i) + 5,
                          fmt::format("{:.2f}", arcs_.weights(arcs_.only, i)), "number ilit",
                          "end");
    }

    const Figure& figure_;
    const Arcs& arcs_;
    const std::vector<std::string>& looked_at_;
    Svg svg_;
    double left_, right_, top_, width_;  // where lines begin and end; of the paper
};

}  // namespace

std::string svg_of(const Figure& figure, const Arcs& arcs) { return SvgArcs(figure, arcs).draw(); }

}  // namespace book
