// What a page is made of: plain data, which knows no terminal and no disk. A chapter builds it
// (notebook/page.h), and writers set it for a medium (render/).
//
// Texts are Markdown in which values are named, @{score.love.I:.2f}, and never printed: what was
// measured lies in one list, `values`, and a writer puts it in (fill_in). Whoever changes a value
// there, the timing of an old page for example, has changed the page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "notebook/figure.h"
#include "notebook/options.h"
#include "notebook/table.h"
#include "notebook/value.h"

namespace book {

// A page without a number stands beside the chapters and is looked up: a primer, a glossary.
inline constexpr int kNoNumber = -1;
inline constexpr const char* kGlossary = "glossary";  // to which every page leads

struct ChapterInfo {
    int number;         // 5, or kNoNumber
    std::string name;   // softmax: it lies in chapters/05_softmax (or chapters/matrix)
    std::string title;  // the question that it answers
    std::string folder_name() const;  // 05_softmax, or matrix
    std::string folder() const;       // chapters/05_softmax
    std::string label() const;        // how ./book run calls it: 5, or matrix
};

// ---- blocks -------------------------------------------------------------------------------------

// Whether a section belongs to the short path through the book, or only to the whole.
enum class Path { whole, shortest };

struct Heading {
    int level;  // 1: the page, 2: a section
    std::string text;
    Path path = Path::whole;
};
struct Prose {
    std::string markdown;
};
struct Quote {
    std::string markdown;  // as it was said: no value is put in
    std::string who;
};
struct Formula {
    std::string latex;
    std::string text;    // the same in Unicode, for a terminal
    std::string source;  // paper and section, or empty
};
enum class CodeKind {
    cell,    // whole statements, which can be run where they stand
    setup,   // declarations that cells need
    excerpt  // of the library: shown, and not run here
};
struct Code {
    CodeKind kind;
    std::string path;    // under the source root
    std::string region;  // between // [region] and // [/region]
    std::string text;    // empty where the sources are not at hand
};
struct Output {
    std::string text;  // what shown code printed, as it came
};
struct CaptionedTable {
    Table table;  // its cells name timings; all other numbers are its own
    std::string caption;
};
struct Claims {
    std::vector<std::string> claims;  // by their words: what became of them, the document says
};
struct Guess {
    int number;
    std::string question;
    std::string answer;  // folded in a page; in a terminal it stands at the end
};
struct ExerciseNote {
    std::string number;  // "5.1"
    std::string task;
};
// The place where a word of the field is explained. It shows nothing: the glossary and the index lead
// to it.
struct Term {
    std::string word;                // "dot product", as the glossary lists it
    std::string meaning;             // a line of Markdown: no value is put in
    std::vector<std::string> forms;  // how else it is written: "dot products"
};
// What stands between them is folded in a page, and left out in a terminal unless it is asked for.
struct DeepDive {
    std::string title;
};
struct EndOfDeepDive {};
// ... and what every page ends with.
struct Recap {
    std::string markdown;  // what we know now
    std::string answer;    // the whole page in a line: for the book's contents, too
};
struct Question {
    std::string question, answer;  // the answer is folded, as a guess's is
};
struct Questions {
    std::vector<Question> list;
};
struct Ledger {};  // how many claims held, and what the article rounded
struct Sources {
    std::vector<std::string> list;  // Markdown
};
struct FoldedAnswers {};  // to guesses and questions, where they could not be folded
struct Next {
    std::string markdown;  // the question that stays open
};

using Block = std::variant<Heading, Prose, Quote, Formula, Code, Output, CaptionedTable, Figure,
                           Claims, Guess, ExerciseNote, Term, DeepDive, EndOfDeepDive, Recap,
                           Questions, Ledger, Sources, FoldedAnswers, Next>;

// ---- what was measured --------------------------------------------------------------------------

enum class Use {
    prose,  // some text names it, or a claim fails
    data,   // for other programs
    timing  // depends on the clock
};
struct NamedValue {
    std::string name;
    Value value;
    Use use;
};

enum class Verdict { held, failed, not_run };

// What a sentence that compares two things rests on: their means, the difference, and an interval for it.
struct Compared {
    double a = 0, b = 0;
    double difference = 0;     // a - b
    double low = 0, high = 0;  // of 95%
    int count = 0;             // of what was drawn: seeds, sentences
};
struct Claim {
    std::string claim;
    Verdict verdict = Verdict::held;
    std::vector<std::string> measured{};  // "value.a", "value.b:.2f"
    bool needs_full = false;              // made by check_full()
    std::optional<Compared> compared{};   // made by compare()
};

// What somebody says in round numbers, and the value that was computed.
struct Rounded {
    std::string what, says;
    std::string name, format;
};

// A term that a page uses before the book has explained it, and why it may.
struct Ahead {
    std::string term, reason;
};

struct Document {
    ChapterInfo chapter;
    std::uint64_t seed = 1;
    bool quick = false;
    std::vector<OptionDescription> options{};  // the knobs of the chapter
    std::vector<Block> blocks{};
    std::vector<NamedValue> values{};  // in the order in which they were named
    std::vector<Claim> claims{};       // in the order in which they were made
    std::vector<Rounded> rounded{};
    std::vector<Ahead> ahead{};

    const NamedValue* find(const std::string& name) const;  // null: there is none
    const Claim& claim(const std::string& words) const;     // Error if there is none
};

std::vector<Claim> failed_claims(const Document& document);

// What a page of this number calls itself, under its title.
std::string subtitle(const ChapterInfo& chapter);

// ---- putting values in --------------------------------------------------------------------------

enum class Escape { none, markdown };

// A named value, or an element of it, as text. Error for an unknown name, an element that is not
// there, or a format that does not fit.
std::string print_value(const Document& document, const std::string& name,
                        const std::vector<int>& indices, const std::string& format);

// The text with its values put in. Within `code` they are never escaped.
std::string fill_in(const Document& document, std::string_view text,
                    Escape escape = Escape::markdown);

// "`value.a` = 0.78, `value.b` = 0.73": Markdown; "" if a claim names no value. Of one that compares: "0.98
// against 0.85, a difference of 0.13 (0.08 to 0.18, 5 seeds)".
std::string what_was_measured(const Document& document, const Claim& claim);

// The names that a block needs, in the order in which they stand there.
std::vector<std::string> names_in(const Block& block);
// Error unless every text of the block can be filled in: with values that are there, and formats that fit.
void check_texts(const Document& document, const Block& block);

// A table and a figure name their timings, too; here they have their numbers back.
Table with_timings(const Document& document, const Table& table);
Figure with_timings(const Document& document, const Figure& figure);

}  // namespace book
