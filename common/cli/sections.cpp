#include "cli/sections.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/nearest_name.h"
#include "core/display_width.h"
#include "core/folded.h"
#include "core/require.h"
#include "core/words_in.h"
#include "render/in_words.h"
#include "render/plain_words.h"

namespace book {
namespace {

constexpr std::size_t kMostNear = 3;

bool has_all(const std::string& title, const std::vector<std::string>& words) {
    const std::string folded = fold(title).text;
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return find_folded(folded, word) != std::string::npos;
    });
}

bool is_section_number(const std::string& text) {
    return !text.empty() && text.size() < 6 &&
           text.find_first_not_of("0123456789") == std::string::npos;
}

// Those that have some of the words; if there is none, those that have words which are spelt like them.
std::vector<std::string> near(const std::vector<Section>& sections,
                              const std::vector<std::string>& asked) {
    std::vector<std::string> with_words, with_others;
    for (std::size_t i = 1; i < sections.size(); ++i) {
        const std::string title = fold(sections[i].title).text;
        const std::string shown = fmt::format("{} \"{}\"", i, sections[i].title);
        const auto has = [&](const std::string& word) { return has_all(title, {word}); };
        const auto has_like = [&](const std::string& word) {
            return word.size() > 3 && !nearest_name(word, words_in(title)).empty();
        };
        if (std::any_of(asked.begin(), asked.end(), has))
            with_words.push_back(shown);
        else if (std::any_of(asked.begin(), asked.end(), has_like))
            with_others.push_back(shown);
    }
    std::vector<std::string> found = with_words.empty() ? with_others : with_words;
    if (found.size() > kMostNear) found.resize(kMostNear);
    return found;
}

}  // namespace

std::string list_sections(const Document& document, const Terminal& terminal) {
    const std::vector<Section> sections = sections_of(document);
    const ChapterInfo& info = document.chapter;
    std::string text;
    const std::string number = info.number == kNoNumber ? "" : fmt::format("{:02}  ", info.number);
    for (const std::string& line : wrap(number + sections.front().title, terminal.width))
        text += styled(terminal, Style::heading, line) + "\n";
    text += "\n";
    bool has_short_path = false;
    for (std::size_t i = 1; i < sections.size(); ++i) {
        const bool is_short = sections[i].path == Path::shortest;
        has_short_path |= is_short;
        text += hung(fmt::format("{:>4}  {} ", i, is_short ? "◆" : " "), sections[i].title,
                     terminal.width);
    }
    const std::string how =
        fmt::format("{}./book run {} --section 1 prints one of them; so do words of its title.",
                    has_short_path ? std::string(kShortPathSign) + ". " : "", info.label());
    return fmt::format("{}\n{}\n", text, fmt::join(wrap(how, terminal.width), "\n"));
}

std::vector<std::size_t> sections_called(const std::vector<Section>& sections,
                                         const std::string& words) {
    const std::vector<std::string> asked = words_in(fold(words).text);
    if (is_section_number(words)) {
        const auto number = static_cast<std::size_t>(std::stoi(words));
        if (number < sections.size()) return {number};
    }
    std::vector<std::size_t> found;
    for (std::size_t i = 1; i < sections.size() && !asked.empty(); ++i) {
        if (words_in(fold(sections[i].title).text) == asked) return {i};
        if (has_all(sections[i].title, asked)) found.push_back(i);
    }
    return found;
}

void require_section(const Document& document, const std::string& words) {
    const std::vector<Section> sections = sections_of(document);
    if (!sections_called(sections, words).empty()) return;
    const std::vector<std::string> others = near(sections, words_in(fold(words).text));
    const std::string number_or_near =
        is_section_number(words)
            ? fmt::format("they are numbered from 1 to {}", sections.size() - 1)
        : others.empty() ? ""
                         : fmt::format("near it: {}", fmt::join(others, ", "));
    throw InputError(fmt::format("this page has no section \"{}\"; {}--contents lists them",
                                 printable(words),
                                 number_or_near.empty() ? "" : number_or_near + "; "));
}

}  // namespace book
