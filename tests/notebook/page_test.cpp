#include "notebook/page.h"

#include "catch.h"
#include "core/require.h"
#include "host/sources.h"
#include "json.h"
#include "render/figure.h"
#include "render/in_words.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/stored_page.h"
#include "render/terminal_writer.h"
#include "temporary_folder.h"

using namespace book;

namespace {

enum class Format { terminal, markdown, json };

std::string set(const Document& document, Format format) {
    switch (format) {
        case Format::markdown:
            return to_markdown(document, true);
        case Format::json:
            return to_json(document);
        case Format::terminal:
            break;
    }
    return to_terminal(document, Terminal{});
}

PageSettings settings_for_tests(bool quick = false) {
    PageSettings settings;
    settings.quick = quick;
    settings.read_source = [](const std::string& path) { return read_source(path); };
    return settings;
}

// A page, and what a writer makes of it.
struct Caught {
    std::string text;
    Format format;
    Page page;

    explicit Caught(Format how, bool quick = false)
        : format(how), page(ChapterInfo{5, "softmax", "How?"}, settings_for_tests(quick)) {}
    int finish() {
        const Document& document = page.finish();
        text = set(document, format);
        return exit_status(document);
    }
};

}  // namespace

TEST_CASE("Page: a claim made under a heading waits for the text", "[notebook]") {
    const auto order_of = [](const std::function<void(Page&)>& say) {
        Page page(ChapterInfo{5, "softmax", "How?"}, {});
        say(page);
        std::string order;
        for (const Block& block : page.finish().blocks)
            order += std::holds_alternative<Heading>(block)  ? 'h'
                     : std::holds_alternative<Prose>(block)  ? 'p'
                     : std::holds_alternative<Claims>(block) ? 'c'
                     : std::holds_alternative<Ledger>(block) ? '.'
                                                             : ' ';
        return order.substr(2, order.find('.') - 2);  // behind the title
    };
    CHECK(order_of([](Page& page) {
              page.section("One");
              page.term("word", "a word");
              page.check("a", true);
              page.text("Text.");
              page.text("More.");
          }) == "h pcp");
    CHECK(order_of([](Page& page) {
              page.section("One");
              page.text("Text.");
              page.check("a", true);
              page.section("Two");
              page.text("More.");
          }) == "hpchp");
}

TEST_CASE("Page: no line in the middle of a paragraph begins like a list", "[notebook]") {
    Page page(ChapterInfo{5, "softmax", "How?"}, {});
    for (const char* torn : {"The sum is 2\n+ 3.", "a\n- b", "a\n  * b", "it is step\n1. And then",
                             "where a\n> b", "a\n# b", "a\n---", "a\n===\n", "- a\n\nb\n+ c"}) {
        CAPTURE(torn);
        CHECK_THROWS_WITH(page.text(torn), ContainsText("begins like a list"));
        CHECK_THROWS_AS(page.guess("Why?", torn), Error);
        CHECK_THROWS_AS(page.quote(torn, "somebody"), Error);
    }
    for (const char* whole :
         {"a\n\n- b\n- c\n  d\n- e", "1. a\n2. b", "> a\n>\n> b", "a\n−1", "a\n-1",
          "slope of\n0. And", "```\na\n- b\n```\n", "a\n\n| a |\n|---|\n| - |\n"}) {
        CAPTURE(whole);
        CHECK_NOTHROW(page.text(whole));
    }
}

TEST_CASE("Page: prose prints its values, escaped for Markdown", "[notebook]") {
    Caught c(Format::markdown);
    c.page.value("score", 0.784f);
    c.page.value("token", "<end>");
    c.page.text("It is @{score:.2f}; the token is @{token}, in code `@{token}`; 3 < 4.");
    CHECK(c.finish() == 0);
    CHECK_THAT(c.text,
               ContainsText("It is 0.78; the token is \\<end\\>, in code `<end>`; 3 &lt; 4."));
    CHECK_THAT(c.text, ContainsText("do not edit") && ContainsText("# How?"));
}

TEST_CASE("Page: a name that is unknown, doubled or not a name is an error", "[notebook]") {
    Caught c(Format::markdown);
    CHECK_THROWS_WITH(c.page.text("@{nobody}"), ContainsText("'nobody'"));
    c.page.value("a", 1);
    CHECK_THROWS_WITH(c.page.value("a", 2), ContainsText("twice"));
    CHECK_THROWS_AS(c.page.value("b:c", 2), Error);
    CHECK_THROWS_AS(c.page.value("", 2), Error);
}

TEST_CASE("Page: a value that is never used fails a claim, and the page is there", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal, Format::json}) {
        Caught c(format);
        c.page.value("a", 1);
        c.page.value("late", 2);
        c.page.data("d", 3);  // data alone need not be used
        c.page.timing("t", 4);
        c.page.guess("How much?", "It is @{late}.");  // used, though only at the end
        c.page.text("What a long run has computed.");
        CHECK(c.finish() == 1);
        CHECK_THAT(c.text, ContainsText("every value is used: a"));
        CHECK(c.text.find("every value is used: late") == std::string::npos);
        if (format == Format::json)
            CHECK(parse_json(c.text)["checks"][0]["holds"] == false);
        else
            CHECK_THAT(c.text, ContainsText("What a long run has computed.") &&
                                   ContainsText("1 claim, 0 held"));
    }
}

TEST_CASE("Page: an element that is not there is an error", "[notebook]") {
    Caught c(Format::markdown);
    c.page.value("row", std::vector<double>{0.15, 0.5});
    c.page.text("@{row[1]:.2f} of @{row:.1f}");
    CHECK_THROWS_WITH(c.page.text("@{row[2]}"), ContainsText("no element [2]"));
    CHECK_THROWS_AS(c.page.text("@{row[0][0]}"), Error);
    CHECK_THROWS_WITH(c.page.text("@{row:d}"), ContainsText("row"));
    c.finish();
    CHECK_THAT(c.text, ContainsText("0.50 of (0.1, 0.5)"));
}

TEST_CASE("Page: JSON holds values in order, claims and timings", "[notebook]") {
    Caught c(Format::json);
    c.page.value("score.love", 0.78f);
    c.page.data("rows", Matrix{{0.15f, 0.5f}});
    c.page.timing("seconds", 1.5);
    c.page.text("@{score.love}");
    c.page.check("it holds", true);
    c.page.check("it \"fails\"", false);
    CHECK(c.finish() == 1);
    CHECK_THAT(c.text,
               ContainsText("{\"chapter\":5,\"title\":\"How?\",\"values\":{\"score.love\":0.78,"
                            "\"rows\":[[0.15,0.5]]},\"checks\":[{\"claim\":\"it holds\",\"holds\":"
                            "true},{\"claim\":\"it \\\"fails\\\"\",\"holds\":false}],\"timings\":"
                            "{\"seconds\":1.5},\"document\":{\"version\":1,"));
    CHECK(std::count(c.text.begin(), c.text.end(), '\n') == 1);
    CHECK_NOTHROW(parse_json(c.text));
}

TEST_CASE("Page: a claim in a loop is one claim, and fails if it failed once", "[notebook]") {
    for (const int broken : {-1, 0, 2}) {
        Caught c(Format::json);
        for (int i = 0; i < 3; ++i) c.page.check("always", i != broken);
        CHECK(c.finish() == (broken < 0 ? 0 : 1));
        const auto json = parse_json(c.text);
        REQUIRE(json["checks"].size() == 1);
        CHECK(json["checks"][0]["holds"] == (broken < 0));
    }
}

TEST_CASE("Page: a claim that is made in two places is an error", "[notebook]") {
    Caught c(Format::markdown);
    Table table{"n"};
    table.add(7);
    c.page.check("it holds", true);
    c.page.show(table);  // does not part them: claims wait until prose goes on
    c.page.check("it holds", true);
    CHECK_THROWS_WITH(c.page.check_full("it holds", true),
                      ContainsText("'it holds' is made in two places"));
    c.page.text("Prose.");
    CHECK_THROWS_WITH(c.page.check("it holds", true),
                      ContainsText("'it holds' is made in two places"));
    CHECK_THROWS_AS(c.page.check_full("it holds", true), Error);
    c.page.check_full("another", true);
    CHECK_THROWS_AS(c.page.check("another", true), Error);
    CHECK(c.finish() == 0);
    CHECK_THAT(c.text, ContainsText("2 claims, 2 held"));
}

TEST_CASE("Page: an exercise is one of this chapter's, and is there", "[notebook]") {
    Caught c(Format::markdown);
    c.page.exercise("5.1", "Write softmax.");
    for (const char* wrong : {"6.1", "05.1", "51", "5", "5.", "5.x", "5.1_softmax", "5.1.1"})
        CHECK_THROWS_WITH(c.page.exercise(wrong, "A task."), ContainsText(wrong));
    c.finish();
    CHECK_THAT(c.text, ContainsText("**Exercise 5.1.** Write softmax. `./book exercise 5.1`"));
}

TEST_CASE("Page: a claim that needs the full run is not judged in a quick one", "[notebook]") {
    Caught quick(Format::json, true), full(Format::json, false);
    for (Caught* c : {&quick, &full}) c->page.check_full("learns", false);
    CHECK(quick.finish() == 0);
    CHECK(full.finish() == 1);
    CHECK(parse_json(quick.text)["checks"][0]["holds"].is_null());
    CHECK(parse_json(full.text)["checks"][0]["holds"] == false);

    Caught page(Format::terminal, true);
    page.page.check_full("learns", true);
    page.finish();
    CHECK_THAT(page.text,
               ContainsText("needs the full run") && ContainsText("1 claim, 0 held, 1 not run"));
}

TEST_CASE("Page: claims stand under the code and tables that follow, with what was measured",
          "[notebook]") {
    Caught c(Format::markdown);
    c.page.data("variance", 1.0144);
    Table table{"n"};
    table.add(7);
    c.page.check("it is 1", true, {"variance:.2f"});
    c.page.show(table, "Caption.");
    c.page.text("Further.");
    c.page.check("it is not 2", false);
    CHECK(c.finish() == 1);
    const std::size_t claim = c.text.find("<sub>✓ it is 1 — `variance` = 1.01</sub>");
    CHECK(claim != std::string::npos);
    CHECK(claim > c.text.find("| 7 |"));
    CHECK(claim < c.text.find("Further."));
    CHECK_THAT(c.text, ContainsText("**This claim failed: it is not 2**") &&
                           ContainsText("Ledger: 2 claims, 1 held, 1 failed."));
}

TEST_CASE("Page: a guess is answered with values that came later", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        c.page.guess("How much?", "It is @{later:.1f}.");
        c.page.text("Between.");
        c.page.value("later", 0.25);
        c.finish();
        const std::size_t answer = c.text.find("It is 0.2.");
        REQUIRE(answer != std::string::npos);
        const bool folded = format == Format::markdown;
        CHECK((answer < c.text.find("Between.")) == folded);
        CHECK((c.text.find("<details>") != std::string::npos) == folded);
    }
    Caught c(Format::markdown);  // a long run is not lost for a name that was never given
    c.page.guess("How much?", "It is @{never}.");
    CHECK(c.finish() == 1);
    CHECK_THAT(c.text, ContainsText("the answer to guess 1 can be filled in") &&
                           ContainsText("there is no value 'never'"));
}

TEST_CASE("Page: code is cut from the source, with a link to it", "[notebook]") {
    Caught c(Format::markdown);
    // [sample]
    const int sum = 1 + 2;
    // [/sample]
    c.page.cell("sample", "tests/notebook/page_test.cpp");
    CHECK(sum == 3);
    CHECK_THROWS_AS(c.page.cell("no-such-region", "tests/notebook/page_test.cpp"), Error);
    CHECK_THROWS_WITH(c.page.cell("any", "chapters/99_nothing/chapter.cpp"),
                      ContainsText("chapters/99_nothing/chapter.cpp"));
    c.finish();
    CHECK_THAT(c.text, ContainsText("```cpp\nconst int sum = 1 + 2;\n```") &&
                           ContainsText("(../../tests/notebook/page_test.cpp)"));
}

TEST_CASE("Page: what code printed stands as it came", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        c.page.check("it is claimed", true);
        c.page.output("a  *b*\n   <c>");
        c.page.text("Further.");
        c.finish();
        CHECK_THAT(c.text,
                   ContainsText(format == Format::markdown ? "```text\na  *b*\n   <c>\n```\n"
                                                           : "    a  *b*\n       <c>\n"));
        // A claim stands under it, as it does under code.
        CHECK(c.text.find("it is claimed") > c.text.find("<c>"));
    }
}

TEST_CASE("Page: a page without a number has its name instead", "[notebook]") {
    const ChapterInfo info{kNoNumber, "matrix", "Matrix?"};
    CHECK(info.folder() == "chapters/matrix");
    CHECK(info.label() == "matrix");
    CHECK(ChapterInfo{5, "softmax", "How?"}.label() == "5");
    for (const Format format : {Format::markdown, Format::json}) {
        Page page(info);
        CHECK_THROWS_AS(page.exercise("5.1", "Whose?"), Error);
        const std::string text = set(page.finish(), format);
        CHECK(text.find("\":-1") == std::string::npos);
        CHECK_THAT(text, ContainsText(format == Format::json
                                          ? "{\"page\":\"matrix\",\"title\":\"Matrix?\","
                                          : "*Attention, Worked Out*, beside the chapters"));
        CHECK(text.find("chapter\"") == std::string::npos);
    }
}

TEST_CASE("Page: formulas, quotes and the article's roundings in both media", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        c.page.formula(R"(\frac{a}{b})", "a / b", "Somebody 2017");
        c.page.quote("\"love\" = 1.0", "Mr Elokusa");
        c.page.data("true", 0.73f);
        c.page.article_says("love with itself", "1.0", "true", ".2f");
        c.page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
        c.page.end({.recap = "Attention is an average.", .next = "And then?"});
        c.finish();
        const bool markdown = format == Format::markdown;
        CHECK((c.text.find("```math\n\\frac{a}{b}\n```\n") != std::string::npos) == markdown);
        CHECK((c.text.find("    a / b") != std::string::npos) != markdown);
        CHECK_THAT(c.text,
                   ContainsText("Ledger:") && ContainsText("1 number of the article beside ours."));
        CHECK((c.text.find("0.73") != std::string::npos) == markdown);  // folded, or left out
        CHECK_THAT(c.text, ContainsText("Mr Elokusa") && ContainsText("Attention is an average.") &&
                               ContainsText("And then?") && ContainsText("1706.03762"));
    }
}

TEST_CASE("Page: a deep dive is folded, and in a terminal left out until it is asked for",
          "[notebook]") {
    Caught c(Format::markdown);
    c.page.text("Before.");
    c.page.deep_dive("Why 1/√d & not 1/d?", [&] {
        c.page.text("Inside.");
        c.page.check("it is deep", true);
    });
    c.page.text("After.");
    REQUIRE(c.finish() == 0);
    CHECK_THAT(c.text,
               ContainsText("Before.\n\n<details><summary>Deep dive: Why 1/√d & not 1/d?"
                            "</summary>\n\nInside.\n\n<sub>✓ it is deep</sub>\n\n</details>\n"
                            "\nAfter."));
    const Document& document = c.page.finish();
    const std::string folded = to_terminal(document, Terminal{});
    CHECK_THAT(folded, ContainsText("Why 1/√d & not 1/d?") && ContainsText("--deep") &&
                           ContainsText("After."));
    CHECK(folded.find("Inside.") == std::string::npos);
    CHECK(folded.find("it is deep") == std::string::npos);
    CHECK(folded.find("\n\n\n") == std::string::npos);
    const std::string deep = to_terminal(document, Terminal{}, true);
    CHECK_THAT(deep,
               ContainsText("Inside.") && ContainsText("it is deep") && ContainsText("After."));
}

TEST_CASE("Page: no section begins within a deep dive, and no other deep dive", "[notebook]") {
    Caught c(Format::markdown);
    CHECK_THROWS_WITH(c.page.deep_dive("A", [&] { c.page.section("S"); }), ContainsText("'S'"));
    Caught other(Format::markdown);
    CHECK_THROWS_WITH(other.page.deep_dive("A", [&] { other.page.deep_dive("B", [] {}); }),
                      ContainsText("'B'"));
}

TEST_CASE("Page: the ending has a recap, questions with folded answers, and what comes next",
          "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        c.page.value("score", 0.78f);
        c.page.end({.recap = "The score is @{score:.2f}.",
                    .questions = {{"Why?", "Because of @{score:.1f}."}, {"Whence?", "So."}},
                    .next = "And then?",
                    .answer = "A score."});
        REQUIRE(c.finish() == 0);
        CHECK_THAT(c.text, ContainsText("What we know now") && ContainsText("A score.") &&
                               ContainsText("The score is 0.78.") && ContainsText("Why?") &&
                               ContainsText("Because of 0.8.") && ContainsText("And then?"));
        CHECK(c.text.find("Why?") < c.text.find("Whence?"));
        const bool after_its_question = c.text.find("Because of") < c.text.find("Whence?");
        CHECK(after_its_question == (format == Format::markdown));
    }
}

TEST_CASE("Page: a term shows nothing, and is given once", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        c.page.term("query", "what a word asks", {"queries"});
        c.page.text("Here.");
        CHECK_THROWS_WITH(c.page.term("query", "again"), ContainsText("'query'"));
        CHECK_THROWS_AS(c.page.ahead("key", ""), Error);
        c.page.ahead("key", "they come in pairs");
        c.finish();
        CHECK(c.text.find("query") == std::string::npos);
        CHECK(c.text.find("they come in pairs") == std::string::npos);
        CHECK_THAT(to_json(c.page.finish()), ContainsText("what a word asks") &&
                                                 ContainsText("queries") &&
                                                 ContainsText("they come in pairs"));
    }
}

TEST_CASE("Page: sections of the short path say so", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        c.page.section("One", Path::shortest);
        c.page.section("Two");
        c.finish();
        const std::size_t mark = c.text.find("on the short path");
        REQUIRE(mark != std::string::npos);
        CHECK(mark > c.text.find("One"));
        CHECK(mark < c.text.find("Two"));
        CHECK(c.text.find("on the short path", mark + 1) == std::string::npos);
    }
}

TEST_CASE("Page: the article's first quotation names it and its author", "[notebook]") {
    for (const Format format : {Format::markdown, Format::terminal}) {
        Caught c(format);
        for (const char* who : {"somebody else", "the article", "the article"})
            c.page.quote("Words.", who);
        c.finish();
        const std::size_t named = c.text.find("Elokusa");
        REQUIRE(named != std::string::npos);
        CHECK(named > c.text.find("somebody else"));
        CHECK(c.text.find("Elokusa", named + 1) == std::string::npos);
        CHECK_THAT(c.text, ContainsText("What the Hell is Attention"));
    }
}

TEST_CASE("Page: blocks name values and timings, and never contain them", "[notebook]") {
    Caught c(Format::json);
    c.page.timing("train", 12.34);
    c.page.value("score", 0.78f);
    c.page.section("A score of @{score}");
    c.page.text("It took @{train:.1f} s.");
    Table table{"what", {"ms", ".1f"}};
    table.add("a step", timed(4321.5));
    c.page.show(table, "In @{train:.0f} s.");
    Plot plot{{"x"}, {"y"}};
    plot.line("a", {0, 1}, {7654.5, 8765.5}).horizontal(9876.5, "the limit");
    Figure figure{"times", "Times", "They rise.", plot};
    figure.timed = true;
    c.page.show(figure);
    c.page.check("it is quick", true, {"train", "score:.1f"});
    CHECK(c.finish() == 0);
    const auto json = parse_json(c.text);
    const std::string blocks = json["document"]["blocks"].dump();
    for (const char* number : {"12.3", "0.78", "4321.5", "7654.5", "8765.5", "9876.5"})
        CHECK(blocks.find(number) == std::string::npos);
    for (const char* name : {"@{train:.1f}", "@{score}", "table.1.1.2", "figure.times"})
        CHECK_THAT(blocks, ContainsText(name));
    CHECK(json["timings"]["table.1.1.2"] == 4321.5);
    CHECK(json["timings"]["figure.times"][1][1] == 8765.5);
    CHECK(json["timings"]["figure.times"][2][0] == 9876.5);
    CHECK(json["values"].size() == 1);
    CHECK(json["document"]["places"]["train"].size() == 2);
    const std::string markdown = to_markdown(c.page.finish(), true);
    CHECK_THAT(markdown, ContainsText("## A score of 0.78") && ContainsText("It took 12.3 s.") &&
                             ContainsText("| a step | 4321.5 |") && ContainsText("In 12 s.") &&
                             ContainsText("`train` = 12.34, `score` = 0.8"));
}

TEST_CASE("keep_timings: bars keep their old numbers, and an old page with other bars gives none",
          "[notebook]") {
    const auto page_of = [](double rate) {
        Page page(ChapterInfo{5, "softmax", "How?"});
        Figure figure{"rates", "Rates", "The second is twice the first.",
                      Bars{{"slow", "fast"}, {{"", {rate, 2 * rate}}}, "GFLOP/s"}};
        figure.timed = true;
        page.show(figure);
        return page.finish();
    };
    const auto drawn = [](const Document& document) {
        return to_svg(filled_in(document, std::get<Figure>(document.blocks.back())));
    };
    const Document old = page_of(1.25);
    CHECK_THAT(drawn(old), ContainsText(">2.5<"));
    CHECK(to_json_lines(page_of(3.5)).find("\"values\":[3.5") == std::string::npos);
    Document now = page_of(3.5);
    keep_timings(now, timings_in(to_json_lines(old)));
    CHECK(drawn(now) == drawn(old));
    for (const char* outgrown : {"[[1, 2, 3]]", "[[1, 2], [3, 4]]", "[1, 2]", "[]"}) {
        Document changed = page_of(3.5);
        keep_timings(changed,
                     timings_in(std::string(R"({"timings": {"figure.rates": )") + outgrown + "}}"));
        CHECK(drawn(changed) == drawn(page_of(3.5)));
    }
}

TEST_CASE("keep_timings: whoever gives a page its old timings has its old page", "[notebook]") {
    const auto page_of = [](double seconds) {
        Page page(ChapterInfo{5, "softmax", "How?"});
        page.timing("train", seconds);
        page.data("score", 0.5);
        page.text("It took @{train:.1f} s.");
        Table table{"what", {"ms", ".1f"}};
        table.add("a step", timed(1000 * seconds));
        page.show(table);
        Plot plot{{"x"}, {"y"}};
        plot.line("a", {0, 1}, {seconds, 2 * seconds}).horizontal(3 * seconds, "the limit");
        Figure figure{"times", "Times", "They rise.", plot};
        figure.timed = true;
        page.show(figure);
        return page.finish();
    };
    const auto drawn = [](const Document& document) {
        for (const Block& block : document.blocks)
            if (const Figure* f = std::get_if<Figure>(&block))
                return to_svg(filled_in(document, *f));
        return std::string();
    };
    const Document old = page_of(1.25);
    Document now = page_of(3.5);
    CHECK(to_json_lines(now) != to_json_lines(old));
    CHECK(drawn(now) != drawn(old));
    keep_timings(now, timings_in(to_json_lines(old)));
    CHECK(to_json_lines(now) == to_json_lines(old));
    CHECK(to_markdown(now, true) == to_markdown(old, true));
    CHECK(drawn(now) == drawn(old));
    // Only timings are kept, and all of them or none: a page is of one run.
    const auto with = [](const std::string& figure, const std::string& more = "") {
        return timings_in(R"({"timings": {"train": 9, "table.1.1.2": 8, "figure.times": )" +
                          figure + more + R"(}, "values": {"score": 7}})");
    };
    Document other = page_of(3.5);
    keep_timings(other, with("[[0, 1], [1, 2], [3]]"));
    CHECK_THAT(to_markdown(other, true), ContainsText("It took 9.0 s.") && ContainsText("8.0"));
    CHECK(json_value(other.find("score")->value) == "0.5");
    // An old figure with fewer points, or without the line that was added, has no numbers for this one;
    // and an old page with a timing more or less was about something else.
    std::vector<std::vector<NamedValue>> outgrown{
        with("[[0, 1], [1, 2], [3]]", R"(, "new": 1)"),
        timings_in(R"({"timings": {"train": 9, "figure.times": [[0, 1], [1, 2], [3]]}})")};
    for (const char* figure : {"[[0, 1], [1, 2]]", "[[0], [1], [3]]", "[[0, 1], [1, 2], [3, 4]]",
                               "[[0, 1], [1, [2]], [3]]", "[]", "2"})
        outgrown.push_back(with(figure));
    for (const auto& timings : outgrown) {
        Document changed = page_of(3.5);
        keep_timings(changed, timings);
        CHECK(to_json_lines(changed) == to_json_lines(page_of(3.5)));
        CHECK(drawn(changed) == drawn(page_of(3.5)));
    }
    for (const char* wrong : {"", "[]", "{}", "{\"timings\": 3}", "no page"})
        CHECK_THROWS_AS(timings_in(wrong), InputError);
}

TEST_CASE("to_json_lines: each value, claim and block on a line of its own", "[notebook]") {
    Caught c(Format::json);
    c.page.data("a", 1);
    c.page.data("not.finite",
                std::vector<double>{std::numeric_limits<double>::infinity(), std::nan("")});
    c.page.check("it holds", true);
    c.finish();
    const std::string lines = to_json_lines(c.page.finish());
    CHECK(parse_json(lines) == parse_json(c.text));
    CHECK_THAT(lines, ContainsText("\n\"a\": 1,\n\"not.finite\": [\"inf\",\"nan\"]\n") &&
                          ContainsText("\n{\"type\":\"ledger\"}"));
}

TEST_CASE("Page: a figure's name is given once, and its page links it", "[notebook]") {
    Caught c(Format::markdown);
    Plot plot{{"x"}, {"y"}};
    plot.line("a", {0, 1}, {0, 1});
    c.page.show(Figure{"line", "A line", "It rises.", plot});
    CHECK_THROWS_AS(c.page.show(Figure{"line", "Another", "It falls.", plot}), Error);
    CHECK(c.finish() == 0);
    CHECK_THAT(c.text, ContainsText("![It rises.](figures/line.svg)"));
}

TEST_CASE("Page: where there are no sources a page is built all the same", "[notebook]") {
    Page page(ChapterInfo{5, "softmax", "How?"});
    page.cell("anything");
    const Document& document = page.finish();
    CHECK_THAT(to_markdown(document, true), ContainsText("is not here: its code is not shown"));
    CHECK_THAT(to_terminal(document, Terminal{}), ContainsText("its code is not shown"));
}

TEST_CASE("Page: a listener hears of each block once, and of the title with the first",
          "[notebook]") {
    std::vector<std::size_t> heard;
    PageSettings settings;
    settings.shown = [&](const Document& document, const Block&) {
        heard.push_back(document.blocks.size());
    };
    Page page(ChapterInfo{5, "softmax", "How?"}, settings);
    CHECK(heard.empty());
    page.text("Prose.");
    CHECK(heard.size() == 3);
    page.check("it holds", true);
    CHECK(heard.size() == 3);  // claims wait
    page.text("More.");
    CHECK(heard.size() == 5);
    const std::size_t all = page.finish().blocks.size();
    CHECK(heard.size() == all);
}

TEST_CASE("Page: one that lies in the book ends with a line that leads to contents and glossary",
          "[notebook]") {
    const auto end_of = [](const ChapterInfo& info, bool figures_as_files) {
        Page page(info);
        page.text("The last words.");
        const std::string text = to_markdown(page.finish(), figures_as_files);
        return text.substr(text.find("The last words."));
    };
    CHECK(end_of({5, "softmax", "How?"}, true) ==
          "The last words.\n\n[Contents](../../README.md) · [Glossary](../glossary/README.md)\n");
    CHECK(end_of({kNoNumber, "glossary", "What?"}, true) ==
          "The last words.\n\n[Contents](../../README.md)\n");
    CHECK(end_of({5, "softmax", "How?"}, false) == "The last words.\n");
}

TEST_CASE("Page: a page about pages gets them from whoever sets it up", "[notebook]") {
    const ChapterInfo info{kNoNumber, "glossary", "What?"};
    CHECK(Page(info).stored_pages().empty());
    PageSettings settings;
    settings.read_pages = [] {
        return std::vector<StoredPage>{{"chapters/glossary/page.json", "{}"},
                                       {"chapters/x/page.json", "{}"}};
    };
    const std::vector<StoredPage> others = Page(info, settings).stored_pages();
    REQUIRE(others.size() == 1);  // without its own
    CHECK(others[0].path == "chapters/x/page.json");
}

TEST_CASE("escape_angles: code and comments are left alone", "[notebook]") {
    CHECK(escape_angles("a < b `c < d` <e> \\<f") == "a &lt; b `c < d` &lt;e> \\<f");
    CHECK(escape_angles("``a ` < b`` <") == "``a ` < b`` &lt;");
    CHECK(escape_angles("```\n<x>\n```\n<y>") == "```\n<x>\n```\n&lt;y>");
    CHECK(escape_angles("<!--time t-->1<!--/time-->") == "<!--time t-->1<!--/time-->");
}

TEST_CASE("page: a comparison says what it rests on, and is made once", "[notebook]") {
    Page page(ChapterInfo{9, "memory", "How?"}, {});
    page.compare("a is larger than b", {0.9, 0.7, 0.2, 0.125, 0.275, 5}, true);
    page.compare("c is as large as d", {0.5, 0.5, 0, -0.1, 0.1, 3}, false);
    CHECK_THROWS_AS(page.compare("a is larger than b", {}, true), Error);
    const Document& document = page.finish();
    const Claim& claim = document.claim("a is larger than b");
    CHECK(claim.verdict == Verdict::held);
    CHECK(what_was_measured(document, claim) ==
          "0.900 against 0.700, a difference of 0.200 (95%: 0.125 to 0.275; 5)");
    CHECK(document.claim("c is as large as d").verdict == Verdict::failed);
}
