#include "notebook/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "notebook/blocks.h"

namespace book {
namespace {

// "../" as often as `folder` is deep.
std::string up(const std::string& folder) {
    std::string result;
    if (!folder.empty()) result = "../";
    for (char c : folder) result += c == '/' ? "../" : "";
    return result;
}

std::string prefixed(const std::string& prefix, const std::string& text) {
    std::string result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        result += (line.empty() ? prefix.substr(0, prefix.size() - 1) : prefix + line) + "\n";
    return result;
}

struct MarkdownWriter {
    const std::string& folder;
    bool figures_as_files;

    std::string operator()(const Heading& h) const {
        return std::string(static_cast<std::size_t>(h.level), '#') + " " + escape_angles(h.text) +
               "\n";
    }
    std::string operator()(const Prose& p) const { return escape_angles(p.markdown) + "\n"; }
    std::string operator()(const Quote& q) const {
        return prefixed("> ", escape_angles(q.markdown) + "\n\n— " + escape_angles(q.who));
    }
    std::string operator()(const Formula& f) const {
        // Not between $$: GitHub reads these as prose first, so that \, becomes a comma.
        return "```math\n" + f.latex + "\n```\n" +
               (f.source.empty() ? "" : "\n<sub>" + escape_angles(f.source) + "</sub>\n");
    }
    std::string operator()(const Code& c) const {
        const bool own = c.path.rfind(folder + "/", 0) == 0;
        const std::string link = own ? c.path.substr(folder.size() + 1) : up(folder) + c.path;
        return fmt::format("```cpp\n{}\n```\n<sub>[{}]({})</sub>\n", c.text, c.path, link);
    }
    std::string operator()(const Output& o) const { return "```text\n" + o.text + "```\n"; }
    std::string operator()(const CaptionedTable& t) const {
        return t.table.to_markdown() +
               (t.caption.empty() ? "" : "\n<sub>" + escape_angles(t.caption) + "</sub>\n");
    }
    std::string operator()(const Figure& f) const {
        if (!figures_as_files) return "```text\n" + to_terminal(f, Terminal{}) + "```\n";
        return fmt::format("![{}](figures/{}.svg)\n", escape_markdown(f.alt), f.name);
    }
    std::string operator()(const Claims& claims) const {
        std::string result;
        for (const Claim& c : claims.list)
            result += fmt::format("- {} **{}{}**{}{}\n", sign(c.verdict),
                                  c.verdict == Verdict::failed ? "This claim failed: " : "",
                                  escape_angles(c.claim),
                                  c.measured.empty() ? "" : " — " + escape_angles(c.measured),
                                  c.verdict == Verdict::not_run ? " *(needs the full run)*" : "");
        return result;
    }
    std::string operator()(const Guess& g) const {
        return fmt::format(
            "**Guess {}.** {}\n\n<details><summary>The answer</summary>\n\n{}\n\n</details>\n",
            g.number, escape_angles(g.question), escape_angles(g.answer));
    }
};

}  // namespace

const char* sign(Verdict verdict) {
    return verdict == Verdict::held ? "✓" : verdict == Verdict::failed ? "✗" : "–";
}

std::string escape_markdown(std::string_view text) {
    std::string result;
    for (char c : text) {
        if (std::string_view("\\`*_<>[]|~#$").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

std::string escape_angles(std::string_view markdown) {
    std::string result;
    std::string_view fence;  // the backticks that opened the code we are in
    for (std::size_t i = 0; i < markdown.size();) {
        const char c = markdown[i];
        if (c == '`') {
            const std::size_t end = std::min(markdown.find_first_not_of('`', i), markdown.size());
            const std::string_view ticks = markdown.substr(i, end - i);
            fence = fence.empty() ? ticks : fence == ticks ? std::string_view() : fence;
            result += ticks;
            i = end;
            continue;
        }
        const bool escaped = !result.empty() && result.back() == '\\';
        const bool comment = markdown.substr(i, 4) == "<!--";
        if (c == '<' && fence.empty() && !escaped && !comment)
            result += "&lt;";
        else
            result += c;
        ++i;
    }
    return result;
}

std::string mark_timing(std::string_view name, std::string_view number) {
    return fmt::format("<!--time {}-->{}<!--/time-->", name, number);
}

std::string to_markdown(const Block& block, const std::string& page_folder, bool figures_as_files) {
    return std::visit(MarkdownWriter{page_folder, figures_as_files}, block);
}

}  // namespace book
