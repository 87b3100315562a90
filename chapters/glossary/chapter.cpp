// Every word that the book explains, made from the other pages as they were woven last.
#include "notebook/chapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/display_width.h"
#include "notebook/escape_markdown.h"
#include "render/stored_page.h"
#include "render/terms.h"

namespace chapter_glossary {
using namespace book;

namespace {

// Chapter 00 shows everything once, before anything is explained.
constexpr int kOverview = 0;

struct Book {
    std::vector<Document> pages;     // in the order in which they are read
    std::vector<std::string> stale;  // what could not be read, and why
    TermIndex index;
};

// By number; after chapter 00 comes the primer, for whoever needs it, and then the page about Matrix. What
// else has no number is looked up at any time, and stands at the end.
std::pair<double, std::string> place_in_book(const ChapterInfo& page) {
    if (page.number != kNoNumber) return {page.number, ""};
    if (page.name == "primer") return {kOverview + 0.1, ""};
    if (page.name == "matrix") return {kOverview + 0.2, ""};
    return {1000, page.name};
}

Book read_book(const Page& page) {
    ReadPages read = read_pages(page.stored_pages());
    Book book{std::move(read.documents), std::move(read.unreadable), {}};
    std::stable_sort(book.pages.begin(), book.pages.end(), [](const auto& a, const auto& b) {
        return place_in_book(a.chapter) < place_in_book(b.chapter);
    });
    book.index = index_terms(book.pages);
    return book;
}

// ---- places -------------------------------------------------------------------------------------

const Section& section_at(const Book& book, TermPlace place) {
    return book.index.sections[place.page][place.section];
}

const ChapterInfo& page_at(const Book& book, TermPlace place) {
    return book.pages[place.page].chapter;
}

// ---- the words ----------------------------------------------------------------------------------

// As a sentence, however its author began and ended it.
std::string as_sentence(std::string text) {
    if (text.empty()) return text;
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    if (std::string_view(".?!").find(text.back()) == std::string_view::npos) text += '.';
    return text;
}

// **query**: What a word asks. (04, Three matrices)
std::string entry_text(const Book& book, const TermEntry& entry) {
    std::string places;
    for (const TermPlace& place : entry.explained)
        places += (places.empty() ? "" : "; ") +
                  link_with_page(page_at(book, place), section_at(book, place));
    return fmt::format("**{}**: {} *({})*", escape_markdown(entry.term.word),
                       as_sentence(entry.term.meaning), places);
}

// The letter under which one looks: the first of the word, whatever signs stand before it.
std::string letter_of(const std::string& word) {
    const std::string anchor = slug(word);
    std::size_t at = 0;
    if (anchor.empty()) return "Signs";
    next_code_point(anchor, at);
    std::string letter = anchor.substr(0, at);
    for (char& c : letter)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return letter;
}

void list_words(Page& page, const Book& book) {
    std::string letter, text;
    const auto flush = [&] {
        if (text.empty()) return;
        page.section(letter);
        page.text(std::exchange(text, ""));
    };
    for (const TermEntry& entry : book.index.entries) {
        const std::string next = letter_of(entry.term.word);
        if (next != letter) flush();
        letter = next;
        text += (text.empty() ? "" : "\n\n") + entry_text(book, entry);
    }
    flush();
}

// - **query**: [04, Three matrices](...); also in [05](...), [06](...). One link for each page, to the first section
// that uses the word: the words that are used everywhere would fill a screen each with all of them.
std::string index_text(const Book& book, const TermEntry& entry) {
    const TermPlace& first = entry.explained[0];
    std::string text = fmt::format("- **{}**: {}", escape_markdown(entry.term.word),
                                   link_with_page(page_at(book, first), section_at(book, first)));
    const TermPlace* last = nullptr;
    for (const TermPlace& place : entry.used) {
        if (last == nullptr || last->page != place.page)
            text += (last == nullptr ? "; also in " : ", ") +
                    link_to_page(page_at(book, place), section_at(book, place));
        last = &place;
    }
    return text;
}

void list_uses(Page& page, const Book& book) {
    std::string text;
    for (const TermEntry& entry : book.index.entries)
        if (!entry.used.empty()) text += (text.empty() ? "" : "\n") + index_text(book, entry);
    if (text.empty()) return;
    page.section("Where each word is used");
    page.text(R"md(
        First comes the section that explains the word, and then each page that uses it, by its number or its name. The
        link leads to the first section there that does.)md");
    page.text(text);
}

// ---- the order ----------------------------------------------------------------------------------

struct Exception {
    const Document* page;
    const Ahead* ahead;
    bool is_needed = false;
};

std::vector<Exception> declared_exceptions(const Book& book) {
    std::vector<Exception> exceptions;
    for (const Document& page : book.pages)
        for (const Ahead& ahead : page.ahead) exceptions.push_back({&page, &ahead});
    return exceptions;
}

// Those that nobody may make; whatever allows one of the others is marked as needed.
std::vector<EarlyUse> forbidden_uses(const Book& book, std::vector<Exception>& exceptions) {
    std::vector<EarlyUse> forbidden;
    for (const EarlyUse& use : book.index.early) {
        const Document& page = book.pages[use.place.page];
        if (page.chapter.number == kOverview) continue;
        const std::string& word = book.index.entries[use.entry].term.word;
        const auto allows = [&](const Exception& e) {
            return e.page == &page && same_word(e.ahead->term, word);
        };
        const auto exception = std::find_if(exceptions.begin(), exceptions.end(), allows);
        if (exception == exceptions.end())
            forbidden.push_back(use);
        else
            exception->is_needed = true;
    }
    return forbidden;
}

void show_early_uses(Page& page, const Book& book, const std::vector<EarlyUse>& uses) {
    if (uses.empty()) return;
    Table table{"page", "section", "term", "explained in", "words"};
    for (const EarlyUse& use : uses) {
        const TermEntry& entry = book.index.entries[use.entry];
        table.add(short_name(page_at(book, use.place)), section_at(book, use.place).title,
                  entry.term.word, short_name(page_at(book, entry.explained[0])), use.words);
    }
    page.show(table, "Used before they are explained");
}

// What an author has to know of an exception that is not needed; "" of any other.
std::string why_not_needed(const Book& book, const Exception& exception) {
    const auto is_it = [&](const TermEntry& e) {
        return same_word(e.term.word, exception.ahead->term);
    };
    const std::vector<TermEntry>& all = book.index.entries;
    if (exception.is_needed) return "";
    return std::any_of(all.begin(), all.end(), is_it) ? " (not needed)" : " (no page explains it)";
}

void show_exceptions(Page& page, const Book& book, const std::vector<Exception>& exceptions) {
    if (exceptions.empty()) return;
    Table table{"page", "word", "why it may come first"};
    for (const Exception& e : exceptions)
        table.add(short_name(e.page->chapter), e.ahead->term + why_not_needed(book, e),
                  e.ahead->reason);
    page.show(table, "Words that a page uses before they are explained, and why");
}

void check_order(Page& page, const Book& book) {
    std::vector<Exception> exceptions = declared_exceptions(book);
    const std::vector<EarlyUse> forbidden = forbidden_uses(book, exceptions);
    const auto unneeded = std::count_if(exceptions.begin(), exceptions.end(),
                                        [](const Exception& e) { return !e.is_needed; });
    page.value("early", std::ssize(forbidden));
    page.value("exceptions", std::ssize(exceptions));
    page.value("unneeded", unneeded);

    page.section("No word before its place");
    page.text(R"md(
        Read from the first chapter to the last, the book explains every word on this page before it uses it. That
        is a claim, and it was checked when this page was made: all the pages were searched for all the words and
        their other forms, in headings, paragraphs, questions, captions and the heads of tables. Code and formulas
        were left out, and so were the labels within a figure. The primer and the page about `Matrix` count as read
        after chapter 00. That chapter itself may name anything, because it shows the whole machine before any part
        of it is explained.)md");
    page.check("no page uses a term before the book explains it", forbidden.empty(), {"early"});
    show_early_uses(page, book, forbidden);
    page.check("every exception is needed", unneeded == 0, {"exceptions", "unneeded"});
    show_exceptions(page, book, exceptions);
    page.check("every page of the book can be read", book.stale.empty());
    if (book.stale.empty()) return;
    std::string list;
    for (const std::string& stale : book.stale)
        list += (list.empty() ? "- " : "\n- ") + escape_markdown(stale);
    page.text("These pages could not be read; `./book pages` weaves them again:\n\n" + list);
}

void build(Page& page) {
    const Book book = read_book(page);
    page.value("terms", std::ssize(book.index.entries));
    page.text(R"md(
        Here are the @{terms} technical terms that this book explains. Each links to the section that explains it,
        and a list at the end links to every page that uses it.)md");
    list_words(page, book);
    list_uses(page, book);
    check_order(page, book);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter({kNoNumber, kGlossary, "What does this word mean?"}, build);
}

}  // namespace chapter_glossary
