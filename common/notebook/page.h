// A page: a program that reads from top to bottom like a notebook. How to write a chapter:
//
//     #include "notebook/command_line.h"
//     #include "notebook/page.h"
//     using namespace book;
//
//     int main(int argc, char** argv) {
//         int draws = 4000;
//         Options options;
//         options.add("draws", draws, 10, 100000, "how many queries are drawn");
//         const ChapterInfo info{5, "softmax", "How do scores become attention?"};
//         return run_chapter(argc, argv, info, options, [&](Page& page) { ... });
//     }
//
//     page.section("Why divide by √d?")    a heading
//     page.text(R"md( ... )md")            Markdown, indented with the source: **strong**,
//                                          *emphasis*, `code`, [text](address), - and 1. lists,
//                                          > quotes. No HTML: a < is a <.
//     page.value("score.love.I", 0.27f)    names a number, a text, a vector or a Matrix; headings,
//                                          prose, captions and answers print it:
//                                          @{score.love.I:.2f} (formats: notebook/value.h)
//     page.data("softmax.true", weights)   the same, but prose need not use it (--format json)
//     page.timing("train.seconds", 12.3)   depends on the clock: a time, a rate, a ratio of times
//     page.formula(latex, text, source)    for the page, for the terminal, and whence
//     page.code("variance")                lines of this main.cpp, // [variance] to // [/variance]
//     page.code("exp", "common/nn/x.cpp")  the same of another source
//     page.output(text)                    what that code printed, as it came
//     page.show(table, "caption")          notebook/table.h; matrix_table(m, rows, columns)
//     page.show(Figure{...})               notebook/figure.h: Plot, HeatMap, Bars, Tree
//     page.check("claim", condition, {"value.a", "value.b:.2f"})
//                                          an executable claim, and which values were measured. In
//                                          a loop it is one claim that must hold each time. It is
//                                          shown under the code, tables and figures that follow.
//     page.check_full("claim", condition)  needs the full run: not judged in a --quick one
//     page.quote("...", "Mr Elokusa")      what others say, the only place for typed numbers
//     page.article_says("weights", "(0.15, 0.50, 0.35)", "softmax.true", ".4f")
//                                          a row of the ledger: what the article rounded
//     page.guess("question", "answer")     asked before it is computed: the answer is folded, and
//                                          may name values that come later
//     page.exercise("5.1", "The task.")    sends the reader to it
//     page.source("Vaswani et al. 2017", "https://...")  is listed at the end
//     page.end("The answer in a line.", "The question for the next chapter?")
//     page.quick(), page.seed()            what the reader asked for: Rng rng(page.seed())
//     show_progress("step 100, loss 2.1")  on standard error, only if that is a terminal
//
// Error: a name that is unknown or given twice; a source or a region that is not there; a figure's
// name given twice; a claim made in two places; an exercise of another chapter, or of none. A value
// that no prose uses (and that is not data) is a claim that failed: "every value is used: NAME".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "notebook/blocks.h"
#include "notebook/json.h"
#include "notebook/value.h"

namespace book {

// A page without a number stands beside the chapters and is looked up: a primer, a glossary.
inline constexpr int kNoNumber = -1;

struct ChapterInfo {
    int number;                  // 5, or kNoNumber
    std::string name;            // softmax: it lies in chapters/05_softmax (or chapters/matrix)
    std::string title;           // the question that it answers
    std::string folder() const;  // chapters/05_softmax
    std::string label() const;   // how ./book run calls it: 5, or matrix
};

enum class Format { terminal, markdown, json };

struct PageSettings {
    Format format = Format::terminal;
    std::string out;  // a file, written whole or not at all, figures/ beside it; "": print(...)
    std::uint64_t seed = 1;
    bool quick = false;
    Terminal terminal;
    std::function<void(std::string_view)> print;  // standard output, unless a test listens
    bool own_parts = false;                       // a reader's answers run in the library's place
};

class Page {
  public:
    Page(ChapterInfo info, PageSettings settings);
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    bool quick() const { return settings_.quick; }
    bool is_plain() const;  // neither a quick run, nor one with a reader's own parts (--mine)
    std::uint64_t seed() const { return settings_.seed; }

    void section(const std::string& title);
    void text(std::string_view markdown);
    void formula(std::string_view latex, std::string_view unicode, const std::string& source = "");
    void code(const std::string& region, const std::string& path = "");  // "": this chapter's
    void output(const std::string& text);
    void show(const Table& table, std::string_view caption = "");
    void show(Figure figure);
    void quote(std::string_view markdown, const std::string& who);
    void guess(std::string_view question, std::string_view answer);
    void exercise(const std::string& number, std::string_view task);
    void source(const std::string& text, const std::string& address = "");
    void end(std::string_view answer, std::string_view next_question);

    void value(const std::string& name, Value value);
    void values(std::initializer_list<std::pair<const char*, Value>> named) {
        for (const auto& [name, v] : named) value(name, v);
    }
    void data(const std::string& name, Value value);
    void timing(const std::string& name, double value);

    void check(const std::string& claim, bool holds, const std::vector<std::string>& measured = {});
    void check_full(const std::string& claim, bool holds,
                    const std::vector<std::string>& measured = {});
    void article_says(const std::string& what, const std::string& says, const std::string& name,
                      const std::string& format = "");

    // The ledger, the sources, and everything that is not yet printed or written. Returns the exit
    // status: 0, or 1 if a claim failed, or a value was never used. run_chapter() calls it.
    int finish();

  private:
    enum class Use { prose, data, timing };
    struct Named {
        Value value;
        Use use;
        bool used;
    };

    void define(const std::string& name, Value value, Use use);
    std::string print_named(const std::string& name, const std::vector<int>& indices,
                            const std::string& format, bool escape);
    std::string fill_in(std::string_view markdown, bool escape = true);  // dedented, values put in
    void record(Claim next, const std::vector<std::string>& measured);
    void flush_claims();
    void add(Block block);
    void add_ledger();
    std::string markdown();
    void write(const std::string& text) const;

    ChapterInfo info_;
    PageSettings settings_;
    std::vector<Block> blocks_;
    bool opened_ = false;             // the title is there
    std::size_t shown_ = 0;           // blocks that the terminal has
    std::vector<std::string> order_;  // the names, as they came
    std::map<std::string, Named> values_;
    std::vector<Claim> pending_;  // not yet shown
    std::vector<Claim> ledger_;
    Table rounded_{"what", "the article says", "computed"};
    std::vector<std::string> sources_;
    std::string answer_, next_question_;
    int guesses_ = 0;
    bool article_named_ = false;
};

}  // namespace book
