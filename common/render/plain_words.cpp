#include "render/plain_words.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>

#include "core/display_width.h"
#include "notebook/escape_markdown.h"
#include "render/in_words.h"
#include "render/prose.h"

namespace book {
namespace {

struct PlainProse {
    const Document& document;
    std::vector<std::string>& texts;

    void add(const std::string& markdown) const {
        if (!markdown.empty())
            texts.push_back(plain_text_without_code(fill_in(document, markdown)));
    }
    void operator()(const Heading& h) const { add(h.text); }
    void operator()(const Prose& p) const {
        if (p.markdown != subtitle(document.chapter)) add(p.markdown);  // the book's name
    }
    void operator()(const CaptionedTable& t) const {
        for (const Column& column : t.table.columns())
            if (!column.name.empty()) texts.push_back(column.name);
        add(t.caption);
    }
    void operator()(const Figure& f) const {
        texts.push_back(fill_in(document, f.title, Escape::none));
    }
    void operator()(const Guess& g) const {
        add(g.question);
        add(g.answer);
    }
    void operator()(const ExerciseNote& e) const { add(e.task); }
    void operator()(const DeepDive& d) const { add(d.title); }
    void operator()(const Recap& recap) const {
        add(recap.answer);
        add(recap.markdown);
    }
    void operator()(const Questions& questions) const {
        for (const Question& q : questions.list) {
            add(q.question);
            add(q.answer);
        }
    }
    template <class Other>
    void operator()(const Other&) const {}
};

// What GitHub keeps of a heading: \p{Word} of Ruby. (Roman numerals among the letters, ² not.)
bool stays_in_slug(char32_t c) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_PC:
            return true;
        default:
            return c == '-';
    }
}

// The title of what every page ends with, or null.
const char* ending_of(const Block& block) {
    if (std::holds_alternative<Recap>(block)) return kRecapTitle;
    if (std::holds_alternative<Questions>(block)) return kQuestionsTitle;
    if (std::holds_alternative<Sources>(block)) return kSourcesTitle;
    return nullptr;
}

std::string link(const ChapterInfo& page, const Section& section, const std::string& words) {
    return fmt::format("[{}](../{}/README.md#{})", words, page.folder_name(), section.anchor);
}

}  // namespace

std::vector<std::string> plain_prose(const Document& document, const Block& block) {
    std::vector<std::string> texts;
    std::visit(PlainProse{document, texts}, block);
    return texts;
}

std::string slug(std::string_view heading) {
    std::string result;
    for (std::size_t at = 0; at < heading.size();) {
        const char32_t c = next_code_point(heading, at);
        if (c == ' ') {
            result += '-';
        } else if (stays_in_slug(c)) {
            const auto small = utf8proc_tolower(static_cast<utf8proc_int32_t>(c));
            append_utf8(result, static_cast<char32_t>(small));
        }
    }
    return result;
}

std::string Anchors::next(std::string_view heading) {
    const std::string base = slug(heading);
    std::string anchor = base;
    while (taken_.count(anchor) > 0) anchor = fmt::format("{}-{}", base, ++taken_[base]);
    taken_[anchor] = 0;
    return anchor;
}

std::string short_name(const ChapterInfo& page) {
    if (page.number != kNoNumber) return fmt::format("{:02}", page.number);
    std::string name = page.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string link_with_page(const ChapterInfo& page, const Section& section) {
    return link(page, section, short_name(page) + ", " + escape_markdown(section.title));
}
std::string link_to_page(const ChapterInfo& page, const Section& section) {
    return link(page, section, short_name(page));
}

bool begins_section(const Block& block) {
    return std::holds_alternative<Heading>(block) || ending_of(block) != nullptr;
}

std::vector<Section> sections_of(const Document& document) {
    std::vector<Section> sections;
    Anchors anchors;
    const std::vector<Block>& blocks = document.blocks;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const Heading* heading = std::get_if<Heading>(&blocks[i]);
        const char* ending = ending_of(blocks[i]);
        if (!begins_section(blocks[i]) && i > 0) continue;
        if (!sections.empty()) sections.back().last = i;
        Section section;
        section.title = ending != nullptr ? ending : "";
        if (heading != nullptr) {
            section.title = plain_text("# " + fill_in(document, heading->text));
            section.path = heading->path;
        }
        section.anchor = anchors.next(section.title);
        section.first = i;
        section.is_ending = ending != nullptr;
        sections.push_back(std::move(section));
    }
    if (!sections.empty()) sections.back().last = blocks.size();
    return sections;
}

}  // namespace book
