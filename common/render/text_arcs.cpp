// Words that look at words, in a terminal: behind each word those that it looks at most.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/display_width.h"
#include "render/arcs_parts.h"
#include "render/canvas.h"
#include "render/drawings.h"

namespace book {
namespace {

class TextArcs {
  public:
    TextArcs(const Arcs& arcs, const Terminal& terminal)
        : arcs_(arcs),
          terminal_(terminal),
          left_(std::min(widest(arcs.words, display_width), terminal.width / 3)),
          name_width_(std::min(widest(words_looked_at(arcs), display_width), terminal.width / 3)) {}

    std::string draw() const {
        std::string result =
            styled(terminal_, Style::dim, clip("who looks → at whom", terminal_.width)) + "\n";
        if (arcs_.only >= 0) return result + one_word(arcs_.only);
        for (int i = 0; i < static_cast<int>(arcs_.words.size()); ++i) result += line(i);
        return result;
    }

  private:
    static constexpr int kLongestBar = 10, kLongestOfMany = 6, kMost = 3;

    static std::string without_spaces_behind(const std::string& line) {
        return line.substr(0, line.find_last_not_of(' ') + 1);
    }

    std::string looking(int word) const {
        return pad(clip(arcs_.words[word], left_), left_, Align::right);
    }

    // One line: as many of the words as it has room for.
    std::string line(int word) const {
        std::string result = looking(word);
        const std::vector<int> order = strongest_first(arcs_, word);
        for (int k = 0; k < std::min<int>(kMost, static_cast<int>(order.size())); ++k) {
            if (!is_drawn(arcs_, word, order[k])) break;
            const std::string entry = "  " + pad(name(order[k]), name_width_) + " " +
                                      weight(word, order[k], kLongestOfMany);
            if (visible_width(result) + visible_width(entry) > terminal_.width) break;
            result += entry;
        }
        return without_spaces_behind(result) + "\n";
    }

    // A line for each word that it looks at, in the order of the sentence.
    std::string one_word(int word) const {
        std::string before = styled(terminal_, Style::strong, looking(word));
        std::string result;
        for (int to = 0; to < arcs_.weights.cols(); ++to) {
            if (!is_drawn(arcs_, word, to)) continue;
            std::string found = before;
            found += "  " + pad(name(to), name_width_) + " " + weight(word, to, kLongestBar);
            result += without_spaces_behind(found) + "\n";
            before = pad("", left_);
        }
        return result;
    }

    std::string name(int to) const { return clip(words_looked_at(arcs_)[to], name_width_); }

    // The number, and a bar that is as long.
    std::string weight(int from, int to, int longest_bar) const {
        const real x = arcs_.weights(from, to);
        const int room = terminal_.width - left_ - name_width_ - 8;
        const double longest = std::clamp(room, 1, longest_bar);
        const int eighths =
            static_cast<int>(std::lround(std::clamp<double>(x, 0, 1) * longest * 8));
        const std::string bar = text_bar(eighths);
        const std::string spare(longest_bar - std::min(longest_bar, display_width(bar)), ' ');
        return fmt::format("{:.2f} {}{}", x, in_series_colour(terminal_, 0, bar), spare);
    }

    const Arcs& arcs_;
    const Terminal& terminal_;
    int left_, name_width_;
};

}  // namespace

std::string text_of(const Arcs& arcs, const Terminal& terminal) {
    return TextArcs(arcs, terminal).draw();
}

}  // namespace book
