#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/display_width.h"
#include "notebook/blocks.h"
#include "notebook/wrap_code.h"

namespace book {
namespace {

struct TerminalWriter {
    const Terminal& t;

    // `text` as lines, each behind `before` and no wider than the page.
    std::string lines(const std::string& before, const std::string& text, Style style) const {
        std::string result;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);)
            for (const std::string& piece : wrap_code(line, t.width - display_width(before)))
                result += before + styled(t, style, piece) + "\n";
        return result;
    }
    std::string small(const std::string& text) const {
        std::string result;
        for (const std::string& line : wrap(render_inline({}, text), t.width - 2))
            result += "  " + styled(t, Style::dim, line) + "\n";
        return result;
    }

    std::string operator()(const Heading& h) const {
        std::string result, rule;
        int widest = 0;
        for (const std::string& line : wrap(render_inline({}, h.text), t.width)) {
            result += styled(t, Style::heading, line) + "\n";
            widest = std::max(widest, display_width(line));
        }
        for (int i = 0; i < widest; ++i) rule += h.level == 1 ? "═" : "─";
        return result + styled(t, Style::heading, rule) + "\n";
    }
    std::string operator()(const Prose& p) const { return render_prose(t, p.markdown); }
    std::string operator()(const Quote& q) const {
        std::string result;
        const Terminal narrower{t.width - 2, t.colour};
        std::istringstream in(render_prose(narrower, q.markdown + "\n\n— " + q.who));
        for (std::string line; std::getline(in, line);) result += "│ " + line + "\n";
        return result;
    }
    std::string operator()(const Formula& f) const {
        return lines("    ", f.text, Style::strong) + (f.source.empty() ? "" : small(f.source));
    }
    std::string operator()(const Code& c) const {
        std::string result;
        std::istringstream in(c.text);
        for (std::string line; std::getline(in, line);)
            for (const std::string& piece : wrap_code(line, t.width - 2)) {
                const std::size_t comment = std::min(find_comment(piece), piece.size());
                result += styled(t, Style::dim, "│ ") + piece.substr(0, comment) +
                          styled(t, Style::dim, piece.substr(comment)) + "\n";
            }
        return result + small(c.path);
    }
    std::string operator()(const Output& o) const {
        std::string result;
        std::istringstream in(o.text);
        for (std::string line; std::getline(in, line);)
            for (const std::string& piece : wrap_code(line, t.width - 4))
                result += "    " + piece + "\n";
        return result;
    }
    std::string operator()(const CaptionedTable& c) const {
        return c.table.to_terminal(t) + (c.caption.empty() ? "" : small(c.caption));
    }
    std::string operator()(const Figure& f) const { return to_terminal(f, t); }
    std::string operator()(const Claims& claims) const {
        std::string result;
        for (const Claim& c : claims.list) {
            std::string text = c.claim;
            if (c.verdict == Verdict::failed) text = "This claim failed: " + text;
            if (!c.measured.empty()) text += " — " + c.measured;
            if (c.verdict == Verdict::not_run) text += " (needs the full run)";
            const Style style = c.verdict == Verdict::held     ? Style::good
                                : c.verdict == Verdict::failed ? Style::bad
                                                               : Style::dim;
            std::string before = styled(t, style, sign(c.verdict)) + " ";
            for (const std::string& line : wrap(render_inline(t, text), t.width - 2)) {
                result += before + line + "\n";
                before = "  ";
            }
        }
        return result;
    }
    std::string operator()(const Guess& g) const {
        return render_prose(t, fmt::format("**Guess {}.** {}\n\n*(The answer stands at the end.)*",
                                           g.number, g.question));
    }
};

}  // namespace

std::string to_terminal(const Block& block, const Terminal& terminal) {
    return std::visit(TerminalWriter{terminal}, block);
}

}  // namespace book
