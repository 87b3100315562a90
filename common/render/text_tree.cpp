// A tree in a terminal, with a line for each node.
#include <algorithm>

#include "core/display_width.h"
#include "render/drawings.h"
#include "render/figure_parts.h"

namespace book {
namespace {

class TextTree {
  public:
    TextTree(const Tree& tree, const Terminal& terminal)
        : tree_(from_one_root(tree)), terminal_(terminal), children_(children_of(tree_)) {}

    std::string draw() const {
        std::string result;
        for (const int root : children_.back()) result += branch(root, "", "");
        return result;
    }

  private:
    // A node behind `before`, and its children behind `below`.
    std::string branch(int node, const std::string& before, const std::string& below) const {
        std::string result = line(tree_.nodes[node], before);
        const std::vector<int>& children = children_[node];
        for (const int child : children) {
            const bool is_last = child == children.back();
            result +=
                branch(child, below + (is_last ? "└─ " : "├─ "), below + (is_last ? "   " : "│  "));
        }
        return result;
    }

    std::string line(const Tree::Node& node, const std::string& before) const {
        const int room = std::max(4, terminal_.width - display_width(before) - 2);
        const std::string text = clip(node.text, room);
        const std::string note = clip(node.note, std::max(0, room - display_width(text) - 2));
        std::string result = styled(terminal_, Style::dim, before);
        result += node.chosen ? styled(terminal_, Style::strong, text + " ◂") : text;
        if (!note.empty()) result += "  " + styled(terminal_, Style::dim, note);
        return result + "\n";
    }

    const Tree tree_;
    const Terminal& terminal_;
    std::vector<std::vector<int>> children_;
};

}  // namespace

std::string text_of(const Tree& tree, const Terminal& terminal) {
    return TextTree(tree, terminal).draw();
}

}  // namespace book
