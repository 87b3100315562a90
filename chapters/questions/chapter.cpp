// Questions that people ask, each with a short answer and the way to where the book shows it.
#include "notebook/chapter.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "questions.h"
#include "render/plain_words.h"
#include "render/stored_page.h"

namespace chapter_questions {
using namespace book;

namespace {

// The links to all sections of the other pages, by the page and the section that a place names.
using Links = std::map<std::pair<std::string, std::string>, std::string>;

// A page that cannot be read has no sections: its questions lead nowhere, and the claim says so.
Links links_to_sections(const Page& page) {
    Links links;
    const ReadPages pages = read_pages(page.stored_pages());
    for (const Document& other : pages.documents)
        for (const Section& section : sections_of(other))
            links[{other.chapter.folder_name(), section.title}] =
                link_with_page(other.chapter, section);
    return links;
}

void answer(Page& page, const Links& links, const Asked& asked, Table& lost) {
    std::string shown;
    for (const Place& place : asked.places) {
        const auto link = links.find({place.page, place.section});
        if (link == links.end())
            lost.add(asked.question, place.page, place.section);
        else
            shown += (shown.empty() ? "" : "; ") + link->second;
    }
    page.text(fmt::format("**{}** {} *({})*", asked.question, asked.answer, shown));
}

void build(Page& page) {
    page.text(R"md(
        You have a question, and don't want to read a whole book for the answer? Here are the questions that people
        ask most about attention and the Transformer, each with an answer in a few sentences. After each answer
        come links to the sections in which the book shows it, with numbers.)md");
    const Links links = links_to_sections(page);
    Table lost{"question", "page", "section that does not exist"};
    std::set<std::string> questions;
    for (const Group& group : all_questions()) {
        page.section(group.title);
        for (const Asked& asked : group.questions) {
            answer(page, links, asked, lost);
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
