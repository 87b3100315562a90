// Questions that people ask, each with a short answer and the way to where the book shows it.
#include "notebook/chapter.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/require.h"
#include "notebook/escape_markdown.h"
#include "questions.h"
#include "render/plain_words.h"
#include "render/stored_page.h"

namespace chapter_questions {
using namespace book;

namespace {

// The headings of the other pages: "05_softmax" has "Why divide by √d?" at "why-divide-by-d".
using Headings = std::map<std::string, std::map<std::string, std::string>>;

std::string folder_name(const ChapterInfo& page) {
    return page.folder().substr(std::string("chapters/").size());
}

Headings headings_of(const Page& page) {
    Headings all;
    for (const StoredPage& stored : page.stored_pages()) {
        try {
            const Document document = document_from_json(stored.text);
            for (const Section& section : sections_of(document))
                all[folder_name(document.chapter)][section.title] = section.anchor;
        } catch (const InputError&) {
            // A page that cannot be read has no sections: its questions lead nowhere, and the claim says so.
        }
    }
    return all;
}

// "[04, One score, by hand](../04_.../README.md#one-score-by-hand)", or nothing if it is not there.
std::string link_to(const Headings& headings, const Place& place) {
    const auto page = headings.find(place.page);
    if (page == headings.end()) return "";
    const auto section = page->second.find(place.section);
    if (section == page->second.end()) return "";
    const std::string name = place.page.substr(0, place.page.find('_'));
    return fmt::format("[{}, {}](../{}/README.md#{})", name, escape_markdown(place.section),
                       place.page, section->second);
}

void answer(Page& page, const Headings& headings, const Asked& asked, Table& lost) {
    std::string links;
    for (const Place& place : asked.places) {
        const std::string link = link_to(headings, place);
        if (link.empty())
            lost.add(asked.question, place.page, place.section);
        else
            links += (links.empty() ? "" : "; ") + link;
    }
    page.text(fmt::format("**{}** {} *({})*", asked.question, asked.answer, links));
}

void build(Page& page) {
    page.text(R"md(
        You have a question, and don't want to read a whole book for the answer? Here are the questions that people
        ask most about attention and the Transformer, each with an answer in a few sentences. After each answer
        comes a link to the section in which the book shows it, with numbers.)md");
    const Headings headings = headings_of(page);
    Table lost{"question", "page", "section that does not exist"};
    std::set<std::string> questions;
    for (const Group& group : all_questions()) {
        page.section(group.title);
        for (const Asked& asked : group.questions) {
            answer(page, headings, asked, lost);
            questions.insert(asked.question);
        }
    }
    page.data("questions", questions.size());
    if (!lost.rows().empty()) page.show(lost, "Answers that lead nowhere");
    page.check("every answer leads to a section that exists", lost.rows().empty());
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter({kNoNumber, "questions", "What do people ask about attention?"}, build);
}

}  // namespace chapter_questions
