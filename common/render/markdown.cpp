#include "render/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "notebook/escape_markdown.h"
#include "render/figure.h"
#include "render/in_words.h"
#include "render/table.h"

namespace book {
namespace {

// "../" as often as `folder` is deep.
std::string up(const std::string& folder) {
    std::string result;
    if (!folder.empty()) result = "../";
    for (char c : folder) result += c == '/' ? "../" : "";
    return result;
}

// Lines behind a mark such as "> "; an empty one has it without its space.
std::string prefixed(const std::string& prefix, const std::string& text) {
    const std::string alone = prefix.substr(0, prefix.size() - 1);
    std::string result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        result += (line.empty() ? alone : prefix + line) + "\n";
    return result;
}

struct MarkdownWriter {
    const Document& document;
    const std::string folder;  // where the page lies under the source root: links lead from there
    bool figures_as_files;

    std::string set(const std::string& text) const {
        return escape_angles(fill_in(document, text));
    }
    static std::string small(const std::string& text) {
        return text.empty() ? "" : "\n<sub>" + text + "</sub>\n";
    }
    // What stands in it is plain text: no Markdown is read there.
    static std::string begin_fold(const std::string& title) {
        return "<details><summary>" + escape_angles(title) + "</summary>\n";
    }
    static std::string folded(const std::string& title, const std::string& what) {
        return begin_fold(title) + "\n" + what + "\n</details>\n";
    }
    std::string link_to(const std::string& path) const {
        const bool own = path.rfind(folder + "/", 0) == 0;
        return own ? path.substr(folder.size() + 1) : up(folder) + path;
    }

    std::string operator()(const Heading& h) const {
        const std::string mark = h.path == Path::shortest ? small(kShortPathSign) : "";
        return std::string(static_cast<std::size_t>(h.level), '#') + " " + set(h.text) + "\n" +
               mark;
    }
    std::string operator()(const Prose& p) const { return set(p.markdown) + "\n"; }
    std::string operator()(const Quote& q) const {
        return prefixed("> ", escape_angles(q.markdown) + "\n\n— " + escape_angles(q.who));
    }
    std::string operator()(const Formula& f) const {
        // Not between $$: GitHub reads these as prose first, so that \, becomes a comma.
        return "```math\n" + f.latex + "\n```\n" + small(escape_angles(f.source));
    }
    std::string operator()(const Code& c) const {
        if (c.text.empty()) return missing_source(c) + "\n";
        return fmt::format("```cpp\n{}\n```\n<sub>[{}]({})</sub>\n", c.text, c.path,
                           link_to(c.path));
    }
    std::string operator()(const Output& o) const { return "```text\n" + o.text + "```\n"; }
    std::string operator()(const CaptionedTable& t) const {
        return to_markdown(with_timings(document, t.table)) + small(set(t.caption));
    }
    std::string operator()(const Figure& f) const {
        if (!figures_as_files)
            return "```text\n" + to_terminal(filled_in(document, f), Terminal{}) + "```\n";
        const std::string alt = escape_markdown(fill_in(document, f.alt, Escape::none));
        return fmt::format("![{}](figures/{}.svg)\n", alt, f.name);
    }
    std::string operator()(const Claims& claims) const {
        std::string held, others;
        for (const std::string& words : claims.claims) {
            const Claim& c = document.claim(words);
            if (c.verdict == Verdict::held)
                held += (held.empty() ? "" : "<br>\n") + claim(c);
            else
                others += "- " + claim(c) + "\n";
        }
        // In small letters: they are for those who want to know whether it is true.
        if (held.empty()) return others;
        return "<sub>" + held + "</sub>\n" + (others.empty() ? "" : "\n" + others);
    }
    std::string claim(const Claim& c) const {
        std::string text = fmt::format("{} {}", sign(c.verdict), escape_angles(c.claim));
        if (c.verdict == Verdict::failed)
            text = fmt::format("{} **This claim failed: {}**", sign(c.verdict),
                               escape_angles(c.claim));
        const std::string measured = what_was_measured(document, c);
        if (!measured.empty()) text += " — " + escape_angles(measured);
        if (c.verdict == Verdict::not_run) text += " *(needs the full run)*";
        return text;
    }
    std::string operator()(const Guess& g) const {
        return fmt::format("**Guess {}.** {}\n\n{}", g.number, set(g.question),
                           folded("The answer", set(g.answer) + "\n"));
    }
    std::string operator()(const ExerciseNote& e) const { return set(in_words(e)) + "\n"; }
    // The glossary leads to the section, which has an address of its own.
    std::string operator()(const Term&) const { return ""; }
    std::string operator()(const DeepDive& d) const {
        return begin_fold("Deep dive: " + fill_in(document, d.title, Escape::none));
    }
    std::string operator()(const EndOfDeepDive&) const { return "</details>\n"; }
    std::string operator()(const Recap& recap) const {
        return (*this)(Heading{2, kRecapTitle}) + "\n" + set(in_words(recap)) + "\n";
    }
    std::string operator()(const Questions& questions) const {
        std::string result = (*this)(Heading{2, kQuestionsTitle});
        int number = 0;
        for (const Question& q : questions.list)
            result += fmt::format("\n**{}.** {}\n\n{}", ++number, set(q.question),
                                  folded("The answer", set(q.answer) + "\n"));
        return result;
    }
    std::string operator()(const Ledger&) const {
        std::string list;
        for (const Block& block : ledger_blocks(document))
            list += (list.empty() ? "" : "\n") + std::visit(*this, block);
        std::string failed;
        for (const Claim& c : failed_claims(document)) failed += "- " + claim(c) + "\n";
        return folded("Ledger: " + ledger_line(document), list) +
               (failed.empty() ? "" : "\n" + failed);
    }
    std::string operator()(const Sources& s) const {
        return (*this)(Heading{2, kSourcesTitle}) + "\n" + escape_angles(in_words(s)) + "\n";
    }
    // Folded where they were asked.
    std::string operator()(const FoldedAnswers&) const { return ""; }
    std::string operator()(const Next& n) const { return set("**Next.** " + n.markdown) + "\n"; }
};

// Where one goes from the end of a page that lies in the book.
std::string footer(const ChapterInfo& chapter) {
    const std::string contents = "[Contents](" + up(chapter.folder()) + "README.md)";
    const std::string glossary = chapter.name == kGlossary && chapter.number == kNoNumber
                                     ? ""
                                     : fmt::format(" · [Glossary](../{}/README.md)", kGlossary);
    return contents + glossary + "\n";
}

}  // namespace

std::string escape_angles(std::string_view markdown) {
    std::string result;
    std::string_view fence;  // the backticks that opened the code we are in
    for (std::size_t i = 0; i < markdown.size();) {
        if (markdown[i] == '`') {
            const std::size_t end = std::min(markdown.find_first_not_of('`', i), markdown.size());
            const std::string_view ticks = markdown.substr(i, end - i);
            if (fence.empty())
                fence = ticks;
            else if (fence == ticks)
                fence = {};
            result += ticks;
            i = end;
            continue;
        }
        const bool escaped = !result.empty() && result.back() == '\\';
        const bool comment = markdown.substr(i, 4) == "<!--";
        if (markdown[i] == '<' && fence.empty() && !escaped && !comment)
            result += "&lt;";
        else
            result += markdown[i];
        ++i;
    }
    return result;
}

std::string to_markdown(const Document& document, bool figures_as_files) {
    const MarkdownWriter writer{document, document.chapter.folder(), figures_as_files};
    std::string text = "<!-- woven from chapter.cpp by ./book pages; do not edit -->\n";
    for (const Block& block : document.blocks) {
        const std::string piece = std::visit(writer, block);
        if (!piece.empty()) text += "\n" + piece;
    }
    if (figures_as_files) text += "\n" + footer(document.chapter);
    return text;
}

}  // namespace book
