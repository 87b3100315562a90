// A diagram, as SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/diagram_plan.h"
#include "render/drawings.h"
#include "render/svg.h"

namespace book {
namespace {

// Of a character; a frame's line runs through the middle of its characters.
constexpr double kCharacterWidth = 8.4, kCharacterHeight = 19;
constexpr double kDiagramMargin = 14, kLeastDiagramWidth = 300;
constexpr double kHeadLength = 9, kHeadHalf = 4.5;
constexpr double kDrop = 5;  // from the middle of a letter to its base line

const char* look_class(Look look) {
    return look == Look::lit ? " lit" : look == Look::grey ? " grey" : "";
}
const char* fill_class(Look look) {
    return look == Look::lit ? "flit" : look == Look::grey ? "fgrey" : "fplain";
}
const char* ink_class(Look look) {
    return look == Look::lit ? "ilit" : look == Look::grey ? "igrey" : "ink";
}

class SvgDiagram {
  public:
    explicit SvgDiagram(const Figure& figure, const Diagram& diagram)
        : figure_(figure), diagram_(diagram), plan_(plan_of(diagram)) {
        svg_.use_looks();
        const DiagramRect& all = plan_.extent;
        const double drawn = (all.right - all.left + 1) * kCharacterWidth;
        width_ = std::max(kLeastDiagramWidth, std::ceil(drawn + 2 * kDiagramMargin));
        left_ = (width_ - drawn) / 2 - all.left * kCharacterWidth;
        const double top = 24 + kSvgTitleLine;
        top_ = top - all.top * kCharacterHeight;
        height_ = top + (all.bottom - all.top + 1) * kCharacterHeight + kDiagramMargin;
    }

    std::string draw() {
        for (const Diagram::Frame& frame : diagram_.frames) draw_frame(frame);
        for (const PlannedArrow& arrow : plan_.arrows) draw_arrow(arrow);
        for (const Diagram::Frame& frame : diagram_.frames) draw_title(frame);
        for (const Diagram::Box& box : diagram_.boxes) draw_box(box);
        for (const Diagram::Cells& grid : diagram_.grids) draw_grid(grid);
        for (const PlannedText& text : plan_.texts) draw_text(text);
        return svg_.finish(figure_, width_, height_, kDiagramMargin);
    }

  private:
    using Corner = Diagram::Place;
    struct Point {
        double x, y;
    };
    struct Rect {
        double left, top, right, bottom;
    };

    Point middle(Corner p) const {
        return {left_ + (p.column + 0.5) * kCharacterWidth,
                top_ + (p.row + 0.5) * kCharacterHeight};
    }
    Rect outline(const DiagramRect& r) const {
        const Point from = middle({r.left, r.top});
        const Point to = middle({r.right, r.bottom});
        return {from.x, from.y, to.x, to.y};
    }
    void draw_rect(const Rect& r, const std::string& classes, double round) {
        svg_.rect(r.left, r.top, r.right - r.left, r.bottom - r.top, classes, round);
    }

    void draw_frame(const Diagram::Frame& frame) {
        draw_rect(outline(rect_of(frame.at, frame.size)),
                  std::string("group") + look_class(frame.look), 4);
    }

    void draw_title(const Diagram::Frame& frame) {
        if (frame.title.empty()) return;
        const Point at = middle({frame.at.column + 2, frame.at.row});
        svg_.rect(at.x - 4, at.y - 8, display_width(frame.title) * kCharacterWidth + 4, 16,
                  "paper");
        svg_.text(at.x, at.y + kDrop, frame.title,
                  std::string("label strong ") + ink_class(frame.look));
    }

    void draw_box(const Diagram::Box& box) {
        const Rect r = outline(rect_of(box.at, box.size));
        const double round = box.rounded ? std::min(14.0, (r.bottom - r.top) / 2) : 2;
        draw_rect(r, std::string(box.rounded ? "box word" : "box") + look_class(box.look), round);
        const double middle_line = static_cast<double>(box.lines.size() - 1) / 2;
        double y = (r.top + r.bottom) / 2 - middle_line * kCharacterHeight + kDrop;
        for (const std::string& line : box.lines) {
            if (!line.empty())
                svg_.text((r.left + r.right) / 2, y, line,
                          std::string("letter ") + ink_class(box.look), "middle");
            y += kCharacterHeight;
        }
    }

    // Cells share the whole height of the frame, so that they are higher than a line of text.
    void draw_grid(const Diagram::Cells& grid) {
        const Rect r = outline(rect_of(grid));
        draw_rect(r, std::string("box word") + look_class(grid.look), 2);
        const int rows = static_cast<int>(grid.rows.size());
        const int columns = static_cast<int>(grid.rows[0].size());
        const double width = (r.right - r.left) / columns;
        const double height = (r.bottom - r.top) / rows;
        for (const Corner& cell : grid.marked)
            svg_.rect(r.left + cell.column * width, r.top + cell.row * height, width, height,
                      "box lit", 1);
        const std::string line =
            std::string("way") + (grid.look == Look::plain ? " grey" : look_class(grid.look));
        for (int c = 1; c < columns; ++c)
            svg_.line(r.left + c * width, r.top, r.left + c * width, r.bottom, line);
        for (int row = 1; row < rows; ++row)
            svg_.line(r.left, r.top + row * height, r.right, r.top + row * height, line);
        for (int row = 0; row < rows; ++row)
            for (int c = 0; c < columns; ++c)
                draw_cell(grid, {c, row}, r.left + (c + 0.5) * width,
                          r.top + (row + 0.5) * height + kDrop);
    }

    void draw_cell(const Diagram::Cells& grid, Corner cell, double x, double y) {
        const std::string& text = grid.rows[cell.row][cell.column];
        if (text.empty()) return;
        const std::string classes =
            std::string("number ") + (is_marked(grid, cell) ? "ilit strong" : ink_class(grid.look));
        if (!is_column_of_numbers(grid, cell.column))
            svg_.text(x, y, text, classes, "middle");
        else
            svg_.text(x + widest_in_column(grid, cell.column) * kDigitWidth / 2, y, text, classes,
                      "end");
    }

    void draw_text(const PlannedText& text) {
        const double columns = display_width(text.text);
        Point begin = middle(text.at);
        begin.y += text.down * kCharacterHeight;
        const double from = begin.x - kCharacterWidth / 2;
        const std::string classes = std::string("label ") + ink_class(text.look);
        switch (text.anchor) {
            case PlannedText::Anchor::start:
                svg_.text(from, begin.y + kDrop, text.text, classes);
                break;
            case PlannedText::Anchor::middle:
                svg_.text(from + columns * kCharacterWidth / 2, begin.y + kDrop, text.text, classes,
                          "middle");
                break;
            case PlannedText::Anchor::end:
                svg_.text(from + columns * kCharacterWidth, begin.y + kDrop, text.text, classes,
                          "end");
        }
    }

    // Corners are rounded; a line ends inside its head.
    void draw_arrow(const PlannedArrow& arrow) {
        const Diagram::Arrow& a = *arrow.arrow;
        std::vector<Point> points;
        for (const Corner& p : arrow.points) points.push_back(middle(p));
        const Point tip = points.back();
        const Point before = points[points.size() - 2];
        const double length = std::hypot(tip.x - before.x, tip.y - before.y);
        const Point along{(tip.x - before.x) / length, (tip.y - before.y) / length};
        if (a.has_head)
            points.back() = {tip.x - along.x * kHeadLength / 2, tip.y - along.y * kHeadLength / 2};
        std::string classes = "way";
        if (a.line == Diagram::Line::dashed) classes += " dashed";
        if (a.line == Diagram::Line::heavy) classes += " heavy";
        svg_.path(rounded(points), classes + look_class(a.look));
        if (a.has_head) draw_head(tip, along, a.look);
    }

    void draw_head(Point tip, Point along, Look look) {
        const Point back{tip.x - along.x * kHeadLength, tip.y - along.y * kHeadLength};
        svg_.path(fmt::format("M{} {}L{} {}L{} {}z", svg_number(tip.x), svg_number(tip.y),
                              svg_number(back.x - along.y * kHeadHalf),
                              svg_number(back.y + along.x * kHeadHalf),
                              svg_number(back.x + along.y * kHeadHalf),
                              svg_number(back.y - along.x * kHeadHalf)),
                  fill_class(look));
    }

    static std::string rounded(const std::vector<Point>& points) {
        constexpr double kRound = 7;
        std::string path = fmt::format("M{} {}", svg_number(points[0].x), svg_number(points[0].y));
        for (std::size_t i = 1; i < points.size(); ++i) {
            const Point& corner = points[i];
            if (i + 1 == points.size()) {
                path += fmt::format("L{} {}", svg_number(corner.x), svg_number(corner.y));
                break;
            }
            const Point in = towards(corner, points[i - 1], kRound);
            const Point out = towards(corner, points[i + 1], kRound);
            path += fmt::format("L{} {}Q{} {} {} {}", svg_number(in.x), svg_number(in.y),
                                svg_number(corner.x), svg_number(corner.y), svg_number(out.x),
                                svg_number(out.y));
        }
        return path;
    }

    // From a corner so far along a piece, but not beyond its middle.
    static Point towards(Point from, Point to, double far) {
        const double length = std::hypot(to.x - from.x, to.y - from.y);
        const double share = std::min(far / length, 0.5);
        return {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
    }

    static constexpr double kDigitWidth = 7.6;

    const Figure& figure_;
    const Diagram& diagram_;
    DiagramPlan plan_;
    Svg svg_;
    double left_, top_, width_, height_;  // of the place (0, 0); of the paper
};

}  // namespace

std::string svg_of(const Figure& figure, const Diagram& diagram) {
    return SvgDiagram(figure, diagram).draw();
}

}  // namespace book
