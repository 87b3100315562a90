#include "render/terminal_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/display_width.h"
#include "core/require.h"
#include "render/figure.h"
#include "render/in_words.h"
#include "render/plain_words.h"
#include "render/prose.h"
#include "render/table.h"
#include "render/wrap_code.h"

namespace book {
namespace {

// The lines of a text, broken where they are wider than `width`.
std::vector<std::string> code_lines(const std::string& text, int width) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        for (std::string& piece : wrap_code(line, width)) lines.push_back(std::move(piece));
    return lines;
}

Style style_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::held:
            return Style::good;
        case Verdict::failed:
            return Style::bad;
        case Verdict::not_run:
            break;
    }
    return Style::dim;
}

struct TerminalWriter {
    const Document& document;
    const Terminal& t;
    bool deep;

    std::string prose(const std::string& text) const {
        return render_prose(t, fill_in(document, text));
    }
    std::string small(const std::string& text) const {
        std::string result;
        for (const std::string& line : wrap(render_inline({}, text), t.width - 2))
            result += "  " + styled(t, Style::dim, line) + "\n";
        return result;
    }

    std::string operator()(const Heading& h) const {
        std::string result;
        int widest = 0;
        for (const std::string& line :
             wrap(render_inline({}, fill_in(document, h.text)), t.width)) {
            result += styled(t, Style::heading, line) + "\n";
            widest = std::max(widest, display_width(line));
        }
        std::string rule;
        for (int i = 0; i < widest; ++i) rule += h.level == 1 ? "═" : "─";
        result += styled(t, Style::heading, rule) + "\n";
        return h.path == Path::shortest ? result + small(kShortPathSign) : result;
    }
    std::string operator()(const Prose& p) const { return prose(p.markdown); }
    std::string operator()(const Quote& q) const {
        std::string result;
        const Terminal narrower{t.width - 2, t.colour};
        std::istringstream in(render_prose(narrower, q.markdown + "\n\n— " + q.who));
        for (std::string line; std::getline(in, line);) result += "│ " + line + "\n";
        return result;
    }
    std::string operator()(const Formula& f) const {
        std::string result;
        for (const std::string& line : code_lines(f.text, t.width - 4))
            result += "    " + styled(t, Style::strong, line) + "\n";
        if (!f.source.empty()) result += small(f.source);
        return result;
    }
    std::string operator()(const Code& c) const {
        if (c.text.empty()) return render_prose(t, missing_source(c));
        std::string result;
        for (const std::string& line : code_lines(c.text, t.width - 2)) {
            const std::size_t comment = std::min(find_comment(line), line.size());
            result += styled(t, Style::dim, "│ ") + line.substr(0, comment) +
                      styled(t, Style::dim, line.substr(comment)) + "\n";
        }
        return result + small(c.path);
    }
    std::string operator()(const Output& o) const {
        std::string result;
        for (const std::string& line : code_lines(o.text, t.width - 4))
            result += "    " + printable(line) + "\n";
        return result;
    }
    std::string operator()(const CaptionedTable& c) const {
        std::string result = to_terminal(with_timings(document, c.table), t);
        if (!c.caption.empty()) result += small(fill_in(document, c.caption));
        return result;
    }
    std::string operator()(const Figure& f) const { return to_terminal(filled_in(document, f), t); }
    std::string operator()(const Claims& claims) const {
        std::string result;
        for (const std::string& words : claims.claims) result += claim(document.claim(words));
        return result;
    }
    std::string claim(const Claim& c) const {
        std::string text = c.claim;
        if (c.verdict == Verdict::failed) text = "This claim failed: " + text;
        const std::string measured = what_was_measured(document, c);
        if (!measured.empty()) text += " — " + measured;
        if (c.verdict == Verdict::not_run) text += " (needs the full run)";
        std::string result;
        std::string before = styled(t, style_of(c.verdict), sign(c.verdict)) + " ";
        for (const std::string& line : wrap(render_inline(t, text), t.width - 2)) {
            result += before + line + "\n";
            before = "  ";
        }
        return result;
    }
    std::string operator()(const Guess& g) const {
        return prose(
            fmt::format("**Guess {}.** {}\n\n*(The answer comes below.)*", g.number, g.question));
    }
    std::string answer(const Guess& g) const {
        return prose(fmt::format("**The answer to guess {}.** {}", g.number, g.answer));
    }
    std::string operator()(const ExerciseNote& e) const { return prose(in_words(e)); }
    std::string operator()(const Term&) const { return ""; }
    std::string operator()(const DeepDive& d) const {
        if (deep) return prose("**▾ Deep dive: " + d.title + "**");
        return prose("▸ *Deep dive: " + d.title + ". Left out here; --deep shows it.*");
    }
    std::string operator()(const EndOfDeepDive&) const {
        return deep ? prose("*▴ The deep dive ends here.*") : "";
    }
    std::string operator()(const Recap& recap) const {
        return (*this)(Heading{2, kRecapTitle}) + "\n" + prose(in_words(recap));
    }
    std::string operator()(const Questions& questions) const {
        std::string list;
        int number = 0;
        for (const Question& q : questions.list)
            list += fmt::format("{}. {}\n\n", ++number, q.question);
        return (*this)(Heading{2, kQuestionsTitle}) + "\n" +
               prose(list + "*(The answers are at the end.)*");
    }
    std::string operator()(const Ledger&) const {
        std::string result =
            prose("**Ledger:** " + ledger_line(document) + (deep ? "" : " *(--deep lists them.)*"));
        if (deep)
            for (const Block& block : ledger_blocks(document))
                result += "\n" + std::visit(*this, block);
        else
            for (const Claim& c : failed_claims(document)) result += claim(c);
        return result;
    }
    std::string operator()(const Sources& s) const {
        return (*this)(Heading{2, kSourcesTitle}) + "\n" + render_prose(t, in_words(s));
    }
    std::string operator()(const FoldedAnswers&) const {
        const std::string answers = answers_to_questions(document);
        if (answers.empty()) return "";
        return (*this)(Heading{2, kAnswersTitle}) + "\n" + prose(answers);
    }
    std::string operator()(const Next& n) const { return prose("**Next.** " + n.markdown); }
};

}  // namespace

std::string TerminalPage::apart(const std::string& text) {
    if (text.empty()) return "";
    return (std::exchange(first_, false) ? "" : "\n") + text;
}

// A value may be named later than the section ends: then its answer waits.
std::string TerminalPage::answers_due(const Document& document) {
    std::string answers;
    for (const Block& block : document.blocks) {
        const Guess* guess = std::get_if<Guess>(&block);
        const auto waits = guess == nullptr
                               ? unanswered_.end()
                               : std::find(unanswered_.begin(), unanswered_.end(), guess->number);
        if (waits == unanswered_.end()) continue;
        try {
            answers += apart(TerminalWriter{document, terminal_, deep_}.answer(*guess));
            unanswered_.erase(waits);
        } catch (const Error&) {
        }
    }
    return answers;
}

std::string TerminalPage::set(const Document& document, const Block& block) {
    if (std::holds_alternative<EndOfDeepDive>(block)) in_deep_dive_ = false;
    if (in_deep_dive_ && !deep_) return "";
    if (std::holds_alternative<DeepDive>(block)) in_deep_dive_ = true;
    std::string text;
    if (begins_section(block) || std::holds_alternative<Ledger>(block))
        text = answers_due(document);
    if (const Guess* guess = std::get_if<Guess>(&block)) unanswered_.push_back(guess->number);
    return text + apart(std::visit(TerminalWriter{document, terminal_, deep_}, block));
}

std::string TerminalPage::end(const Document& document) { return answers_due(document); }

std::string to_terminal(const Document& document, const Terminal& terminal, bool deep) {
    TerminalPage page(terminal, deep);
    std::string text;
    for (const Block& block : document.blocks) text += page.set(document, block);
    return text + page.end(document);
}

}  // namespace book
