#include "render/changes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/display_width.h"
#include "core/words_in.h"
#include "render/figure.h"
#include "render/in_words.h"
#include "render/json.h"
#include "render/plain_words.h"
#include "render/prose.h"
#include "render/table.h"

namespace book {
namespace {

constexpr std::size_t kSentencesOfSection = 3;
constexpr std::size_t kWordsAround = 7;  // of a change, where a sentence is long

// ---- what a page says, shows and claims ---------------------------------------------------------

// The texts of a block as they are written, with the names of their values.
std::vector<std::string> texts_in(const Block& block) {
    std::vector<std::string> texts;
    const auto add = [&](const std::string& text) {
        if (!text.empty()) texts.push_back(text);
    };
    if (const auto* heading = std::get_if<Heading>(&block)) add(heading->text);
    if (const auto* prose = std::get_if<Prose>(&block)) add(prose->markdown);
    if (const auto* table = std::get_if<CaptionedTable>(&block)) add(table->caption);
    if (const auto* figure = std::get_if<Figure>(&block)) {
        add(figure->title);
        add(figure->alt);
    }
    if (const auto* exercise = std::get_if<ExerciseNote>(&block)) add(exercise->task);
    if (const auto* guess = std::get_if<Guess>(&block)) {
        add(guess->question);
        add(guess->answer);
    }
    if (const auto* recap = std::get_if<Recap>(&block)) {
        add(recap->answer);
        add(recap->markdown);
    }
    if (const auto* questions = std::get_if<Questions>(&block))
        for (const Question& q : questions->list) {
            add(q.question);
            add(q.answer);
        }
    return texts;
}

// What can be held against another page: its texts by how they are written, and whatever else it shows.
struct Shown {
    std::map<std::string, std::string> texts;
    std::set<std::string> tables, figures, outputs;
};

Shown shown_in(const Document& document) {
    Shown shown;
    for (const Block& block : document.blocks) {
        for (const std::string& text : texts_in(block))
            shown.texts[text] = plain_text(fill_in(document, text));
        if (const auto* table = std::get_if<CaptionedTable>(&block))
            shown.tables.insert(to_markdown(table->table));
        if (const auto* output = std::get_if<Output>(&block)) shown.outputs.insert(output->text);
        const auto* figure = std::get_if<Figure>(&block);
        if (figure != nullptr && !figure->timed) shown.figures.insert(to_svg(*figure));
    }
    return shown;
}

// ---- sentences ----------------------------------------------------------------------------------

using Words = std::vector<std::string>;

bool ends_sentence(const std::string& word, const std::string& next) {
    const std::size_t end = word.find_last_not_of(")\"*");
    if (end == std::string::npos || (word[end] != '.' && word[end] != '?' && word[end] != '!'))
        return false;
    return std::islower(static_cast<unsigned char>(next[0])) == 0 && word != "e.g." && end > 1;
}

std::vector<Words> sentences_of(const std::string& text) {
    std::vector<Words> sentences;
    const Words words = words_in(text);
    Words sentence;
    for (std::size_t i = 0; i < words.size(); ++i) {
        sentence.push_back(words[i]);
        if (i + 1 < words.size() && !ends_sentence(words[i], words[i + 1])) continue;
        sentences.push_back(sentence);
        sentence.clear();
    }
    return sentences;
}

// "0.26," and "0.10," are 0.26 and 0.10, and a comma behind them.
struct Change {
    std::string in_front, before, now, behind;
};
Change change_of(std::string before, std::string now) {
    Change change;
    while (!before.empty() && !now.empty() && before[0] == now[0] && before[0] == '(') {
        change.in_front += '(';
        before.erase(0, 1);
        now.erase(0, 1);
    }
    while (!before.empty() && !now.empty() && before.back() == now.back() &&
           std::string_view(".,;:)%×").find(now.back()) != std::string_view::npos) {
        change.behind.insert(0, 1, now.back());
        before.pop_back();
        now.pop_back();
    }
    return {change.in_front, before, now, change.behind};
}

std::string set(const Change& change, const Terminal& terminal) {
    const std::string before =
        change.before.empty() ? "" : styled(terminal, Style::dim, change.before) + " ";
    const std::string now = change.now.empty() ? "(gone)" : change.now;
    return change.in_front + before + "→ " + styled(terminal, Style::strong, now) + change.behind;
}

// The new sentence, each of its changes as "old → new", and dots for what lies far from all of them.
std::string set_sentence(const Words& before, const Words& now, const Terminal& terminal) {
    std::vector<std::string> set_words;
    std::vector<std::size_t> changed;
    if (before.size() == now.size()) {
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (before[i] != now[i]) changed.push_back(i);
            set_words.push_back(before[i] == now[i] ? now[i]
                                                    : set(change_of(before[i], now[i]), terminal));
        }
    } else {
        const auto [b, n] = std::mismatch(before.begin(), before.end(), now.begin(), now.end());
        const auto [rb, rn] = std::mismatch(before.rbegin(), std::make_reverse_iterator(b),
                                            now.rbegin(), std::make_reverse_iterator(n));
        set_words.assign(now.begin(), n);
        changed.push_back(set_words.size());
        set_words.push_back(set(change_of(fmt::format("{}", fmt::join(b, rb.base(), " ")),
                                          fmt::format("{}", fmt::join(n, rn.base(), " "))),
                                terminal));
        set_words.insert(set_words.end(), rn.base(), now.end());
    }
    std::string text;
    bool dots = false;
    for (std::size_t i = 0; i < set_words.size(); ++i) {
        const bool is_near = std::any_of(changed.begin(), changed.end(), [&](std::size_t c) {
            return i + kWordsAround >= c && i <= c + kWordsAround;
        });
        if (is_near || !dots) text += (text.empty() ? "" : " ") + (is_near ? set_words[i] : "…");
        dots = !is_near;
    }
    return text;
}

// ---- section by section -------------------------------------------------------------------------

std::string in_lines(const std::string& sign, const std::string& text, const Terminal& terminal) {
    return hung("  " + sign + " ", text, terminal.width);
}

class Comparison {
  public:
    Comparison(const Document& before, const Document& now, const Terminal& terminal)
        : before_(before), now_(now), terminal_(terminal), was_(shown_in(before)) {}

    std::string sections() {
        std::string text;
        for (const Section& section : sections_of(now_)) {
            const std::string lines = lines_of(section);
            if (!lines.empty())
                text += styled(terminal_, Style::heading, section.title) + "\n" + lines + "\n";
        }
        return text;
    }
    std::size_t sentences() const { return sentences_; }

  private:
    std::string lines_of(const Section& section) {
        std::vector<std::string> sentences;
        std::string others;
        for (std::size_t i = section.first; i < section.last; ++i) {
            const Block& block = now_.blocks[i];
            for (const std::string& text : texts_in(block)) add_sentences(text, sentences);
            others += what_is_shown(block);
        }
        sentences_ += sentences.size();
        std::string lines;
        for (std::size_t i = 0; i < std::min(sentences.size(), kSentencesOfSection); ++i)
            lines += in_lines("•", sentences[i], terminal_);
        if (sentences.size() > kSentencesOfSection) {
            const std::size_t more = sentences.size() - kSentencesOfSection;
            lines += in_lines(
                " ", fmt::format("and {} more sentence{}", more, more == 1 ? "" : "s"), terminal_);
        }
        return lines + others;
    }

    void add_sentences(const std::string& text, std::vector<std::string>& changed) const {
        const std::vector<Words> now = sentences_of(plain_text(fill_in(now_, text)));
        const auto was = was_.texts.find(text);
        if (was == was_.texts.end()) {
            if (!now.empty()) changed.push_back(fmt::format("{}", fmt::join(now.front(), " ")));
            return;
        }
        const std::vector<Words> before = sentences_of(was->second);
        for (std::size_t i = 0; i < now.size(); ++i) {
            const Words old = i < before.size() ? before[i] : Words{};
            if (old != now[i]) changed.push_back(set_sentence(old, now[i], terminal_));
        }
    }

    std::string what_is_shown(const Block& block) const {
        if (const auto* table = std::get_if<CaptionedTable>(&block)) {
            if (was_.tables.count(to_markdown(table->table)) > 0) return "";
            std::vector<std::string> columns;
            for (const Column& column : table->table.columns())
                if (!column.name.empty()) columns.push_back(column.name);
            return in_lines("▦", fmt::format("the table of {}", fmt::join(columns, ", ")),
                            terminal_);
        }
        if (const auto* figure = std::get_if<Figure>(&block)) {
            if (figure->timed || was_.figures.count(to_svg(*figure)) > 0) return "";
            return in_lines("▦", "the figure: " + filled_in(now_, *figure).title, terminal_);
        }
        if (const auto* output = std::get_if<Output>(&block))
            return was_.outputs.count(output->text) > 0
                       ? ""
                       : in_lines("▦", "what the code prints", terminal_);
        if (const auto* claims = std::get_if<Claims>(&block)) return judged(*claims);
        return "";
    }

    std::string judged(const Claims& claims) const {
        std::string text;
        for (const std::string& words : claims.claims) {
            const Claim& claim = now_.claim(words);
            const auto was = std::find_if(before_.claims.begin(), before_.claims.end(),
                                          [&](const Claim& c) { return c.claim == words; });
            const Verdict verdict = was == before_.claims.end() ? Verdict::held : was->verdict;
            if (claim.verdict == verdict) continue;
            const bool failed = claim.verdict == Verdict::failed;
            text +=
                in_lines(styled(terminal_, failed ? Style::bad : Style::good, sign(claim.verdict)),
                         (failed ? "does not hold any more: " : "holds now: ") + words, terminal_);
        }
        return text;
    }

    const Document& before_;
    const Document& now_;
    const Terminal& terminal_;
    Shown was_;
    std::size_t sentences_ = 0;
};

// The same measured with other words: only what depends on the clock is taken from the new page.
Document with_timings_of(const Document& now, Document before) {
    std::vector<NamedValue> timings;
    std::copy_if(now.values.begin(), now.values.end(), std::back_inserter(timings),
                 [](const NamedValue& v) { return v.use == Use::timing; });
    keep_timings(before, timings);
    return before;
}

std::string count_of_values(const Document& before, const Document& now) {
    std::size_t all = 0, others = 0;
    for (const NamedValue& value : now.values) {
        if (value.use == Use::timing) continue;
        const NamedValue* was = before.find(value.name);
        ++all;
        others += was == nullptr || json_value(was->value) != json_value(value.value) ? 1 : 0;
    }
    return fmt::format("{} of its {} numbers", others, all);
}

}  // namespace

std::string what_changed(const Document& before, const Document& now,
                         const std::vector<TurnedKnob>& knobs, const Terminal& terminal) {
    const Document was = with_timings_of(now, before);
    Comparison comparison(was, now, terminal);
    const std::string sections = comparison.sections();
    std::vector<std::string> turned;
    turned.reserve(knobs.size());
    for (const TurnedKnob& knob : knobs)
        turned.push_back(fmt::format("--{} is {}{}", knob.name, printable(knob.now),
                                     knob.before.empty() ? "" : ", not " + knob.before));
    const std::string head = fmt::format("What changes, now that {}:", fmt::join(turned, " and "));
    std::string text;
    for (const std::string& line : wrap(head, terminal.width))
        text += styled(terminal, Style::strong, line) + "\n";
    const std::string sum = fmt::format(
        "{} and {} sentence{} differ from the page as it was woven. Now the page itself:",
        count_of_values(was, now), comparison.sentences(), comparison.sentences() == 1 ? "" : "s");
    text += "\n" + (sections.empty() ? "  Nothing that this page says.\n\n" : sections);
    for (const std::string& line : wrap("Altogether " + sum, terminal.width)) text += line + "\n";
    return text;
}

}  // namespace book
