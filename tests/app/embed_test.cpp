#include "app/embed.h"

#include <sstream>

#include "app/foreign_text.h"
#include "app/run_in_process.h"
#include "catch.h"
#include "core/parallel.h"
#include "json.h"

using namespace book;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

const std::string kTinyBert = std::string(BOOK_SOURCE_DIR) + "/tests/fixtures/tiny_bert";

ToolRun embed(const Words& more, const std::string& input = "") {
    Words words{"--model", kTinyBert};
    words.insert(words.end(), more.begin(), more.end());
    const ToolRun run = run_in_process(embed_main, words, input);
    set_thread_count(hardware_threads());
    return run;
}

std::vector<json> objects_in(const std::string& out) {
    std::vector<json> objects;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) objects.push_back(parse_json(line));
    return objects;
}

}  // namespace

TEST_CASE("embed --json: ids and numbers of each line, as they are written elsewhere", "[app]") {
    const json truth = parse_json(read_whole_file(kTinyBert + "/truth.json"));
    std::string input;
    for (const json& fact : truth) input += fact["text"].get<std::string>() + "\n";
    const ToolRun run = embed({"--json"}, input);
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    const std::vector<json> rows = objects_in(run.out);
    REQUIRE(rows.size() == truth.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i]["ids"] == truth[i]["ids"]);
        REQUIRE(rows[i]["embedding"].size() == truth[i]["embedding"].size());
        for (std::size_t k = 0; k < rows[i]["embedding"].size(); ++k)
            CHECK_THAT(rows[i]["embedding"][k].get<double>(),
                       WithinAbs(truth[i]["embedding"][k].get<double>(), 2e-6));
    }
    // Alone, and as a word of the command line, it is the same text to the last digit.
    const std::string first = run.out.substr(0, run.out.find('\n') + 1);
    CHECK(embed({"--json", truth[0]["text"].get<std::string>()}).out == first);
    CHECK(embed({"--json"}).out.empty());
}

TEST_CASE("embed --json: many lines are embedded a few thousand tokens at a time", "[app]") {
    std::string input;
    for (int i = 0; i < 1500; ++i) input += "the dog bites\n";
    const std::vector<json> rows = objects_in(embed({"--json"}, input).out);
    REQUIRE(rows.size() == 1500);
    CHECK(rows.back() == rows.front());
}

TEST_CASE("embed: a table of cosines, and of the nearest if there are many", "[app]") {
    const std::string input = "the dog bites the man\n\nthe man bites the dog\n  \nI love nuts\n";
    const ToolRun run = embed({}, input);
    CHECK(run.status == 0);
    CHECK_THAT(run.out, ContainsText("1 the dog bites the man"));
    CHECK_THAT(run.out, ContainsText("3 I love nuts"));  // an empty line is none
    CHECK_THAT(run.out, ContainsText("1.000"));
    CHECK(embed({"the dog bites the man", "the man bites the dog", "I love nuts"}).out == run.out);
    std::string more;
    for (const char* word : {"dog", "man", "nut", "a", "is", "all", "you", "need", "love", "dough"})
        more += std::string(word) + "\n";
    CHECK(embed({}, more + "cafe\n").out.find("nearest to it") != std::string::npos);
    CHECK_FALSE(commands_a_terminal(embed({kEvil, "dog"}).out));
}

TEST_CASE("embed: what is wrong is said in a line, and what stands before it is answered",
          "[app]") {
    for (const std::string bad : {"\xff", "the the the the the the the the the the the"}) {
        const ToolRun run = embed({"--json"}, "dog\n" + bad + "\nman\n");
        CHECK(run.status == 2);
        CHECK(objects_in(run.out).size() == 1);
        CHECK_THAT(run.err, ContainsText("standard input:2: "));
    }
    CHECK(embed({}, "dog\n" + std::string(30, 'a') + " the the the the the the the the the the\n")
              .complains_of("at most 12"));
    CHECK(embed({"--json", "\xff"}).complains_of("text 1: invalid UTF-8"));
    CHECK(embed({"dog"}).complains_of("only one sentence"));
    CHECK(embed({}).complains_of("no sentence"));
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "dog\n";
    CHECK(embed({}, many).complains_of("standard input:1001: more than 1000"));
    CHECK(run_in_process(embed_main, {}).complains_of("--model FOLDER is missing"));
    CHECK(run_in_process(embed_main, {"--model", "/nowhere"}).complains_of("/nowhere"));
}
