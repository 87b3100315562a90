// A tree that grows to the right, as SVG.

#include <algorithm>

#include "render/drawings.h"
#include "render/figure_parts.h"
#include "render/svg.h"

namespace book {
namespace {

constexpr double kLetterOfText = 13, kLetterOfNote = 11;

// Which row and which column every node has: leaves lie below one another, and a parent in the middle
// of its children.
class TreePlan {
  public:
    explicit TreePlan(const Tree& tree)
        : tree_(tree),
          children_(children_of(tree)),
          row_(tree.nodes.size()),
          depth_(tree.nodes.size()) {
        for (const int root : children_.back()) place(root, 0);
    }

    double row(int node) const { return row_[node]; }
    int depth(int node) const { return depth_[node]; }
    double leaves() const { return next_leaf_; }
    const std::vector<double>& column_widths() const { return column_widths_; }

  private:
    void place(int node, int depth) {
        depth_[node] = depth;
        make_room_for(tree_.nodes[node], depth);
        const std::vector<int>& children = children_[node];
        for (const int child : children) place(child, depth + 1);
        if (children.empty())
            row_[node] = next_leaf_++;
        else
            row_[node] = (row_[children.front()] + row_[children.back()]) / 2;
    }

    void make_room_for(const Tree::Node& node, int depth) {
        if (static_cast<int>(column_widths_.size()) <= depth) column_widths_.resize(depth + 1);
        column_widths_[depth] =
            std::max({column_widths_[depth], svg_text_width(node.text, kLetterOfText),
                      svg_text_width(node.note, kLetterOfNote)});
    }

    const Tree& tree_;
    std::vector<std::vector<int>> children_;
    std::vector<double> row_;
    std::vector<int> depth_;
    std::vector<double> column_widths_;  // of every depth
    double next_leaf_ = 0;
};

class SvgTree {
  public:
    explicit SvgTree(const Tree& tree) : tree_(from_one_root(tree)), plan_(tree_) {
        svg_.use_looks();
        for (const double w : plan_.column_widths()) column_.push_back(column_.back() + w + 58);
        width_ = std::max(kSvgWidth, column_.back() - 30);
        // What is left over is shared out between the columns.
        const double gaps = static_cast<double>(column_.size()) - 2;
        const double spare = (width_ - (column_.back() - 38)) / std::max<double>(1, gaps);
        if (gaps > 0) extra_ = std::min(spare, 60.0);
    }

    std::string draw(const Figure& figure) {
        for (const bool chosen : {false, true})  // the chosen ones on top
            for (int i = 0; i < static_cast<int>(tree_.nodes.size()); ++i) {
                if (tree_.nodes[i].chosen != chosen) continue;
                draw_edge_to(i);
                draw_node(i);
            }
        return svg_.finish(figure, width_, kTop + plan_.leaves() * kRowHeight);
    }

  private:
    static constexpr double kTop = kSvgTop + 22, kRowHeight = 40;

    double x_of(int node) const {
        const int depth = plan_.depth(node);
        return column_[depth] + extra_ * depth;
    }
    double y_of(int node) const { return kTop + plan_.row(node) * kRowHeight; }

    bool is_on_path(int node) const {
        return tree_.nodes[node].chosen && tree_.nodes[tree_.nodes[node].parent].chosen;
    }

    // From its parent, in a curve that begins and ends level.
    void draw_edge_to(int node) {
        const int parent = tree_.nodes[node].parent;
        if (parent < 0) return;
        const double from =
            x_of(parent) + svg_text_width(tree_.nodes[parent].text, kLetterOfText) + 8;
        const double to = x_of(node) - 6;
        const double bend = std::max(12.0, (to - from) / 2);
        svg_.path(svg_level_curve(from, y_of(parent), to, y_of(node), bend),
                  is_on_path(node) ? "way lit" : "way grey");
    }

    void draw_node(int node) {
        const Tree::Node& n = tree_.nodes[node];
        const double x = x_of(node);
        const double y = y_of(node);
        if (n.chosen)
            svg_.rect(x - 6, y - 12, svg_text_width(n.text, kLetterOfText) + 12, 24, "box lit", 8);
        svg_.text(x, y + 4, n.text, n.chosen ? "ilit strong" : "ink");
        if (!n.note.empty())
            svg_.text(x, y + (n.chosen ? 23 : 17), n.note, n.chosen ? "ilit note" : "muted note");
    }

    const Tree tree_;
    TreePlan plan_;
    Svg svg_;
    std::vector<double> column_{20};  // where each begins, and where one more would
    double width_;
    double extra_ = 0;  // between two columns
};

}  // namespace

std::string svg_of(const Figure& figure, const Tree& tree) { return SvgTree(tree).draw(figure); }

}  // namespace book
