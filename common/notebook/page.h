// What a chapter says, in the order in which it says it. (How a chapter begins: notebook/chapter.h.)
//
//     page.section("Why divide by √d?")    a heading; with Path::shortest the section is marked as
//                                          one of the short path through the book
//     page.text(R"md( ... )md")            Markdown, indented with the source: **strong**,
//                                          *emphasis*, `code`, [text](address), - and 1. lists,
//                                          > quotes. No HTML: a < is a <.
//     page.value("score.love.I", 0.27f)    names a number, a text, a vector or a Matrix; headings,
//                                          prose, captions and answers print it:
//                                          @{score.love.I:.2f} (formats: notebook/value.h)
//     page.data("softmax.true", weights)   the same, but prose need not use it (--format json)
//     page.timing("train.seconds", 12.3)   depends on the clock: a time, a rate, a ratio of times
//     page.formula(latex, text, source)    for the page, for the terminal, and whence
//     page.cell("scores")                  lines of this chapter.cpp, // [scores] to // [/scores]:
//                                          whole statements, which a notebook can run there
//     page.setup("naive")                  the same of declarations, which cells need
//     page.excerpt("exp", "common/x.cpp")  of the library: shown, never run there
//     page.output(text)                    what that code printed, as it came
//     page.show(table, "caption")          notebook/table.h; matrix_table(m, rows, columns)
//     page.show(Figure{...})               notebook/figure.h: Plot, HeatMap, Bars, Tree, Diagram,
//                                          Arcs; machine(Part::tokens) of notebook/machine.h is the
//                                          picture with which a chapter opens
//     page.check("claim", condition, {"value.a", "value.b:.2f"})
//                                          an executable claim, and which values were measured. In
//                                          a loop it is one claim that must hold each time. It is
//                                          shown under the code, tables and figures that follow.
//     page.compare("claim", {...}, holds)  a claim that one thing is larger than another (or as large),
//                                          with the means, the difference and its interval, which
//                                          --format json lists as "comparisons"
//     page.check_full("claim", condition)  needs the full run: not judged in a --quick one
//     page.quote("...", "Mr Elokusa")      what others say, the only place for typed numbers
//     page.article_says("weights", "(0.15, 0.50, 0.35)", "softmax.true", ".4f")
//                                          a row of the ledger: what the article rounded
//     page.guess("question", "answer")     asked before it is computed: the answer is folded, and
//                                          may name values that come later
//     page.exercise("5.1", "The task.")    sends the reader to it
//     page.term("query", "what a word asks", {"queries"})
//                                          said before the text that explains it, and sets it in
//                                          **bold**: the glossary leads here, and no page that is
//                                          read earlier may use it
//     page.ahead("query", "why")           ... but this one may, for this reason
//     page.deep_dive("title", [&] { ... }) what is said inside is folded: nothing else needs it
//     page.source("Vaswani et al. 2017", "https://...")  is listed at the end
//     page.end({.recap = "What we know now.",
//               .questions = {{"Why ...?", "Because ..."}, ...},
//               .next = "The question for the next chapter?",
//               .answer = "The page in one line."})
//     page.quick(), page.seed()            what the reader asked for: Rng rng(page.seed())
//     page.stored_pages()                  page.json of all other pages of the book, for a page about
//                                          pages
//
// Error: a name that is unknown or given twice; a source or a region that is not there; a figure's
// name given twice; a claim made in two places; an exercise of another chapter. A value that no prose
// uses (and that is not data) is a claim that failed: "every value is used: NAME".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notebook/document.h"

namespace book {

// A page as it was woven last: the path of its page.json under the root, and what that holds.
struct StoredPage {
    std::string path, text;
};

// What a page gets from the world. Without it a page is built all the same.
struct PageSettings {
    std::uint64_t seed = 1;
    bool quick = false;
    bool changed = false;                      // a reader's own parts stand in for the library's
    std::vector<OptionDescription> options{};  // for the document
    // A source by its path under the root; nothing where there are none. Code is cut from it.
    std::function<std::optional<std::string>(const std::string& path)> read_source = nullptr;
    // All that were woven. A page that asks for them is woven after the others.
    std::function<std::vector<StoredPage>()> read_pages = nullptr;
    // Hears of each block when it is complete: a chapter that trains has something to read.
    std::function<void(const Document&, const Block&)> shown = nullptr;
};

// How a page ends.
struct Ending {
    std::string_view recap;             // what we know now, in a few plain sentences
    std::vector<Question> questions{};  // three, in words
    std::string_view next{};            // the question that stays open
    std::string_view answer{};          // the whole page in a line, for the book's contents
};

class Page {
  public:
    explicit Page(ChapterInfo info, PageSettings settings = {});
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    bool quick() const { return document_.quick; }
    // Neither a quick run, nor one with a reader's own parts (--mine).
    bool is_plain() const { return !quick() && !settings_.changed; }
    std::uint64_t seed() const { return document_.seed; }
    std::vector<StoredPage> stored_pages() const;

    void section(const std::string& title, Path path = Path::whole);
    void text(std::string_view markdown);
    void formula(std::string_view latex, std::string_view unicode, const std::string& source = "");
    void cell(const std::string& region, const std::string& path = "");   // "": this chapter's
    void setup(const std::string& region, const std::string& path = "");  // chapter.cpp
    void excerpt(const std::string& region, const std::string& path);
    void output(const std::string& text);
    void show(Table table, std::string_view caption = "");
    void show(Figure figure);
    void quote(std::string_view markdown, const std::string& who);
    void guess(std::string_view question, std::string_view answer);
    void exercise(const std::string& number, std::string_view task);
    void source(const std::string& text, const std::string& address = "");
    void term(const std::string& word, std::string_view meaning,
              std::vector<std::string> forms = {});
    void ahead(const std::string& term, const std::string& reason);
    void deep_dive(const std::string& title, const std::function<void()>& say);
    void end(const Ending& ending);

    void value(const std::string& name, Value value);
    void values(std::initializer_list<std::pair<const char*, Value>> named) {
        for (const auto& [name, v] : named) value(name, v);
    }
    void data(const std::string& name, Value value);
    void timing(const std::string& name, double value);

    void check(const std::string& claim, bool holds, const std::vector<std::string>& measured = {});
    void check_full(const std::string& claim, bool holds,
                    const std::vector<std::string>& measured = {});
    void compare(const std::string& claim, const Compared& compared, bool holds);
    void article_says(const std::string& what, const std::string& says, const std::string& name,
                      const std::string& format = "");

    // The page as it is, and with its ending: the ledger, the sources, what is asked next. Nothing can
    // be said after it.
    const Document& finish();

  private:
    void define(const std::string& name, Value value, Use use);
    void code(CodeKind kind, const std::string& region, const std::string& path);
    std::string template_of(std::string_view markdown);  // dedented; what it names is there
    void note_uses(std::string_view text);
    void name_timings(Table& table);
    void record(Claim next);
    void flush_claims();
    void add(Block block);
    bool has_just_begun() const;
    void show_what_is_complete();
    void check_guesses();
    void check_uses();

    PageSettings settings_;
    Document document_;
    std::map<std::string, bool> used_;  // by the name of a value
    std::size_t shown_ = 0;             // blocks that the listener has heard of
    std::vector<std::string> pending_;  // claims that are not yet shown
    std::vector<std::string> sources_;
    std::string recap_, next_question_, answer_;
    std::vector<Question> questions_;
    int guesses_ = 0;
    bool in_deep_dive_ = false;
    int timed_tables_ = 0;
    bool article_named_ = false;
    bool finished_ = false;
};

// 0, or 1 if a claim failed.
int exit_status(const Document& document);

}  // namespace book
