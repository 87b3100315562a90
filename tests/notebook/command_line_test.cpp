#include "cli/command_line.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <new>

#include "app/run_in_process.h"
#include "catch.h"
#include "cli/run_chapter.h"
#include "core/settings.h"
#include "run_program.h"
#include "temporary_folder.h"

using namespace book;

namespace {

bool parse(Options& options, std::vector<const char*> words) {
    words.insert(words.begin(), "program");
    return parse_command_line(options, static_cast<int>(words.size()), words.data());
}

struct Knobs {
    int draws = 4000;
    double rate = 0.5;
    std::string model, format = "json";
    std::vector<std::string> references, files;
    bool quick = false;
    Options options{"./book tool", "Does things."};

    Knobs() {
        options.add("draws", draws, 10, 100000, "how many");
        options.add("rate", rate, 0, 1, "how fast");
        options.add("model", model, "FILE", "which");
        options.add("reference", references, "FILE", "what is right");
        options.add("quick", quick, "shorter");
        options.add_choice("format", format, {"json", "text"}, "how it is set");
    }
    Knobs(const Knobs&) = delete;
};

}  // namespace

TEST_CASE("Options: values arrive in both spellings, defaults stay", "[notebook]") {
    Knobs k;
    REQUIRE(parse(k.options, {"--draws", "20", "--rate=1e-1", "--model=a b", "--quick",
                              "--reference", "x", "--reference=y", "--format=text"}));
    CHECK(k.draws == 20);
    CHECK(k.rate == 0.1);
    CHECK(k.model == "a b");
    CHECK(k.references == std::vector<std::string>{"x", "y"});
    CHECK(k.quick);
    CHECK(k.format == "text");
    CHECK(k.options.given("draws"));

    REQUIRE(parse(k.options, {"--reference=z"}));  // parsed again, replaced: not one more
    CHECK(k.references == std::vector<std::string>{"z"});

    Knobs untouched;
    REQUIRE(parse(untouched.options, {}));
    CHECK(untouched.draws == 4000);
    CHECK_FALSE(untouched.options.given("draws"));
    CHECK_THROWS_AS(untouched.options.given("nothing"), Error);
}

TEST_CASE("Options: wrong use is refused in one line", "[notebook]") {
    const std::vector<std::vector<const char*>> refused{
        {"--draws=-1"},  // Boost would read an unsigned -1 as 4294967295
        {"--draws", "-1"},
        {"--draws=9"},           // below the range
        {"--draws=100001"},      // above
        {"--draws=4294967306"},  // 10, were it cut to 32 bits
        {"--draws=99999999999999999999"},
        {"--draws=12x"},
        {"--draws= 12"},
        {"--draws=1e3"},
        {"--draws="},
        {"--draws"},
        {"--rate=nan"},
        {"--rate=inf"},
        {"--rate=1.01"},
        {"--rate=fast"},
        {"--model="},
        {"--format=xml"},
        {"--quick=1"},
        {"--draw=20"},  // no guessing from a beginning
        {"--Draws=20"},
        {"--unknown"},
        {"-q"},
        {"word"},
        {"--draws=20", "--draws=30"},
    };
    for (const auto& words : refused) {
        CAPTURE(words);
        Knobs k;
        std::string message;
        try {
            parse(k.options, words);
        } catch (const InputError& e) {
            message = e.what();
        }
        CHECK_FALSE(message.empty());
        CHECK(message.find('\n') == std::string::npos);
    }
}

TEST_CASE("Options: positional words are counted, and -- lets them begin with a hyphen",
          "[notebook]") {
    Knobs k;
    k.options.positional("FILE", k.files, 1, 2, "what to read");
    REQUIRE(parse(k.options, {"a", "--draws=20", "b"}));
    CHECK(k.files == std::vector<std::string>{"a", "b"});
    REQUIRE(parse(k.options, {"--", "--draws"}));
    CHECK(k.files == std::vector<std::string>{"--draws"});
    CHECK_THROWS_AS(parse(k.options, {}), InputError);
    CHECK_THROWS_AS(parse(k.options, {"a", "b", "c"}), InputError);
}

TEST_CASE("Options: a file may be named from the home folder, wherever the ~ stands",
          "[notebook]") {
    const char* set = std::getenv("HOME");
    const std::string home = set == nullptr ? "" : set;
    setenv("HOME", "/home/reader", 1);
    Knobs k;
    REQUIRE(parse(k.options, {"--model=~/m", "--reference", "~/r"}));
    CHECK(k.model == "/home/reader/m");
    CHECK(k.references == std::vector<std::string>{"/home/reader/r"});
    CHECK_THROWS_AS(parse(k.options, {"--model=~nobody/m"}), InputError);
    setenv("HOME", home.c_str(), 1);
}

TEST_CASE("Options: a dash with no name behind it begins a word", "[notebook]") {
    Knobs k;
    k.options.positional("FILE", k.files, 1, 3, "what to read");
    REQUIRE(parse(k.options, {"- Oui", "-5", "--draws=20", "-"}));
    CHECK(k.files == std::vector<std::string>{"- Oui", "-5", "-"});
    CHECK(k.draws == 20);
    CHECK_THROWS_AS(parse(k.options, {"-x"}), InputError);
    CHECK_THAT(help_text(k.options), ContainsText("--   "));
}

TEST_CASE("Options: what is wrong with an option is said in the book's words", "[notebook]") {
    Knobs k;
    const auto complaint = [&](const char* word) -> std::string {
        try {
            parse(k.options, {word});
        } catch (const InputError& error) {
            return error.what();
        }
        return "none";
    };
    CHECK(complaint("--drws") == "there is no option '--drws': did you mean --draws? (see --help)");
    CHECK(complaint("--draws") == "'--draws' needs a value behind it (see --help)");
    CHECK(complaint("--draws=") == "'--draws=' needs a value behind the equals sign (see --help)");
    CHECK(complaint("--quick=1") == "'--quick' takes no value (see --help)");
    // Boost's own message would replace its marks by the name for ever.
    for (const char* mark : {"canonical_option", "option", "prefix", "value", "original_token"}) {
        const std::string name = fmt::format("--%{}%", mark);
        CHECK_THAT(complaint(name.c_str()), ContainsText("there is no option '" + name + "'"));
        CHECK_THAT(complaint((name + "=" + name).c_str()), ContainsText(name));
    }
}

TEST_CASE("Options: --help lists names, ranges and defaults, and sets nothing", "[notebook]") {
    Knobs k;
    CHECK_FALSE(parse(k.options, {"--draws=20", "--help"}));
    CHECK(k.draws == 4000);
    CHECK_THAT(help_text(k.options), ContainsText("./book tool") && ContainsText("--draws N") &&
                                         ContainsText("10..100000; 4000") &&
                                         ContainsText("--format json|text") &&
                                         ContainsText("--help"));
}

TEST_CASE("Options: a default out of range and a name declared twice are mistakes", "[notebook]") {
    Knobs k;
    int n = 5;
    CHECK_THROWS_AS(k.options.add("other", n, 6, 9, ""), Error);
    CHECK_THROWS_AS(k.options.add("draws", n, 0, 9, ""), Error);
}

TEST_CASE("run_tool: errors become status 2, anything else is the body's", "[notebook]") {
    Options options;
    const char* words[] = {"/path/to/tool"};
    CHECK(run_tool(1, words, options, [] { return 0; }) == 0);
    CHECK(run_tool(1, words, options, [] { return 1; }) == 1);
    CHECK(run_tool(1, words, options, []() -> int { throw InputError("a missing file"); }) == 2);
    CHECK(run_tool(1, words, options, []() -> int { throw Error("shapes"); }) == 2);
    CHECK(run_tool(1, words, options, []() -> int { throw std::bad_alloc(); }) == 2);
}

TEST_CASE("run_tool: a library's own words are put into the book's", "[notebook]") {
    const ToolRun file = run_in_process(
        [](int argc, char** argv) {
            Options options;
            return run_tool(argc, argv, options, []() -> int {
                std::filesystem::create_directories("/proc/none/of it");
                return 0;
            });
        },
        {});
    CHECK(file.complains_of("/proc/none/of it: No such file or directory; are you allowed"));
    CHECK(file.err.find("filesystem") == std::string::npos);
    const ToolRun other = run_in_process(
        [](int argc, char** argv) {
            Options options;
            return run_tool(argc, argv, options,
                            []() -> int { return static_cast<int>(std::stoi("x")); });
        },
        {});
    CHECK(other.complains_of("(this is a mistake in the book, not yours)"));
}

TEST_CASE("run_tool: a setting that cannot be is named as the option that sets it", "[notebook]") {
    const ToolRun run = run_in_process(
        [](int argc, char** argv) {
            int length = 5;
            Options options;
            options.add("max-length", length, 1, 9, "");
            return run_tool(argc, argv, options, [&]() -> int {
                require_setting(length > 5, "@max_length {} and @width {}: no", length, 7);
                return 0;
            });
        },
        {});
    CHECK(run.complains_of("--max-length 5 and width 7: no"));
}

TEST_CASE("run_tool: what an error quotes cannot command the terminal", "[notebook]") {
    const ToolRun run = run_in_process(
        [](int argc, char** argv) {
            Options options;
            return run_tool(argc, argv, options, []() -> int {
                throw InputError("the name \"\x1b[31mred\x07\" is not\nknown, nor \xFF");
            });
        },
        {});
    CHECK(run.refused());
    CHECK(run.err == "book tool: the name \"␛[31mred␇\" is not known, nor \xEF\xBF\xBD\n");
}

TEST_CASE("run_chapter: status, and a page that is written whole or not at all", "[notebook]") {
    const TemporaryFolder folder;
    const auto run = [&](const std::vector<std::string>& args,
                         const std::function<void(Page&)>& body) {
        std::vector<const char*> words{"chapter"};
        for (const std::string& a : args) words.push_back(a.c_str());
        const ChapterDefinition chapter{{5, "softmax", "Why?"}, [&](Options&) { return body; }};
        return run_chapter(static_cast<int>(words.size()), words.data(), chapter);
    };
    const std::string out = folder.path("page.json");
    CHECK(run({"--format=json", "--out", out}, [](Page& p) { p.check("true", true); }) == 0);
    CHECK_THAT(read_whole_file(out), ContainsText(R"("holds":true)"));
    CHECK(run({"--format=json", "--out", out}, [](Page& p) { p.check("false", false); }) == 1);
    CHECK_THAT(read_whole_file(out), ContainsText(R"("holds":false)"));
    CHECK(run({"--format=json", "--out", out}, [](Page&) { throw InputError("bad"); }) == 2);
    CHECK_THAT(read_whole_file(out), ContainsText(R"("holds":false)"));  // the last whole page
    CHECK(folder.files() == 2);                                          // and the one before
    bool ran = false;
    CHECK(run({"--out", folder.path("no/such/folder")}, [&](Page&) { ran = true; }) == 2);
    CHECK(run({"--threads=-1"}, [&](Page&) { ran = true; }) == 2);
    CHECK_FALSE(ran);
    CHECK(run({"--format=json", "--out", out, "--seed=7", "--quick"}, [&](Page& p) {
              CHECK(p.seed() == 7);
              CHECK(p.quick());
          }) == 0);
}

TEST_CASE("run_chapter --weave: a page, its figures and page.json, with the timings that are there",
          "[notebook]") {
    const TemporaryFolder folder;
    double seconds = 1.5;
    const ChapterDefinition chapter{{5, "softmax", "Why?"}, [&](Options&) {
                                        return [&](Page& page) {
                                            page.timing("train", seconds);
                                            page.text("It took @{train:.1f} s.");
                                            Plot plot{{"x"}, {"y"}};
                                            plot.line("a", {0, 1}, {0, seconds});
                                            page.show(Figure{"line", "A line", "It rises.", plot});
                                        };
                                    }};
    const std::string woven = folder.path("woven");
    const char* words[] = {"chapter", "--weave", woven.c_str()};
    REQUIRE(run_chapter(3, words, chapter) == 0);
    const std::string page = read_whole_file(woven + "/README.md");
    CHECK_THAT(page, ContainsText("It took 1.5 s.") && ContainsText("(figures/line.svg)"));
    CHECK_THAT(read_whole_file(woven + "/figures/line.svg"), ContainsText("</svg>"));
    seconds = 2.5;
    REQUIRE(run_chapter(3, words, chapter) == 0);
    CHECK(read_whole_file(woven + "/README.md") == page);

    folder.write("woven/page.json", "no page");  // refused before the work
    bool ran = false;
    const ChapterDefinition never{{5, "softmax", "Why?"},
                                  [&](Options&) { return [&](Page&) { ran = true; }; }};
    CHECK(run_chapter(3, words, never) == 2);
    CHECK_FALSE(ran);
    CHECK(read_whole_file(woven + "/README.md") == page);
}

TEST_CASE("Options: an object of JSON sets what a command line sets", "[notebook]") {
    Knobs k;
    k.options.set_from_json(
        R"({"draws": 20, "rate": 0.25, "model": "a b", "quick": true, "reference": ["x", "y"],
            "format": "text"})");
    CHECK(k.draws == 20);
    CHECK(k.rate == 0.25);
    CHECK(k.model == "a b");
    CHECK(k.quick);
    CHECK(k.references == std::vector<std::string>{"x", "y"});
    CHECK(k.format == "text");
    CHECK(k.options.given("draws"));
    for (const char* wrong :
         {"", "[]", "3", "{\"draws\": 9}", "{\"draws\": 20.5}", "{\"draws\": true}",
          "{\"draws\": null}", "{\"draws\": \"many\"}", "{\"rate\": 2}", "{\"rate\": [1]}",
          "{\"quick\": 1}", "{\"reference\": \"x\"}", "{\"format\": \"xml\"}", "{\"nobody\": 1}",
          "{\"model\": \"\"}", "{\"draws\": 20"}) {
        CAPTURE(wrong);
        Knobs untouched;
        CHECK_THROWS_AS(untouched.options.set_from_json(wrong), InputError);
    }
}

TEST_CASE("Options: what a form has to know of each", "[notebook]") {
    const Knobs k;
    const std::vector<OptionDescription> all = k.options.descriptions();
    REQUIRE(all.size() == 6);
    CHECK(all[0].name == "draws");
    CHECK(all[0].kind == OptionDescription::Kind::whole_number);
    CHECK(all[0].fallback == "4000");
    CHECK(all[0].low == 10);
    CHECK(all[0].high == 100000);
    CHECK(all[5].choices == std::vector<std::string>{"json", "text"});
}

TEST_CASE("every program takes --color and --no-pager, and explains them", "[notebook]") {
    Knobs k;
    CHECK_THAT(help_text(k.options), ContainsText("--color auto|always|never") &&
                                         ContainsText("CLICOLOR_FORCE=1") &&
                                         ContainsText("--no-pager") && ContainsText("BOOK_PAGER"));
    CHECK(parse(k.options, {"--no-pager", "--draws=20"}));
    CHECK(k.draws == 20);
    CHECK_THROWS_AS(parse(k.options, {"--color=sometimes"}), InputError);
    CHECK_THROWS_AS(parse(k.options, {"--color"}), InputError);
}

TEST_CASE("--color decides over the variables of the environment", "[notebook]") {
    const auto colours = [](const std::string& variables, const std::string& option) {
        const ProgramRun run = run_program(
            "env -u NO_COLOR -u CLICOLOR_FORCE " + variables +
            " BOOK_HOME='" BOOK_SOURCE_DIR "' '" BOOK_TOOL "' find doughnuts " + option);
        return run.out.find("\x1b[") != std::string::npos;
    };
    CHECK_FALSE(colours("", ""));
    CHECK(colours("", "--color always"));
    CHECK(colours("NO_COLOR=1", "--color=always"));
    CHECK(colours("CLICOLOR_FORCE=1", "--color auto"));
    CHECK_FALSE(colours("CLICOLOR_FORCE=1", "--color never"));
}

TEST_CASE("Options: what a page offers lies within what the program takes", "[notebook]") {
    int draws = 40;
    std::string sentence = "I love doughnuts", mode = "a";
    Options options("x", "X.");
    options.add("draws", draws, 10, 100, "how many");
    options.add("sentence", sentence, "TEXT", "what is read");
    options.add_choice("mode", mode, {"a", "b"}, "how");
    options.on_page("draws", 20, 80);
    options.on_page("sentence");
    options.on_page("mode");
    const std::vector<OptionDescription> all = options.descriptions();
    CHECK(all[0].on_page);
    CHECK(all[0].page_low == 20);
    CHECK(all[0].page_high == 80);
    CHECK(all[1].on_page);
    CHECK_THROWS_AS(options.on_page("draws", 5, 80), Error);
    CHECK_THROWS_AS(options.on_page("draws", 80, 20), Error);
    CHECK_THROWS_AS(options.on_page("draws"), Error);
    CHECK_THROWS_AS(options.on_page("sentence", 1, 2), Error);
    CHECK_THROWS_AS(options.on_page("nobody"), Error);
    options.set_from_json(R"({"draws": 90})");  // the program takes it all the same
    CHECK(draws == 90);
}
