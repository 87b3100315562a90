#include "app/tokenize.h"

#include "app/run_in_process.h"
#include "catch.h"
#include "tokenizers/small_tokenizers.h"

using namespace book;

namespace {

using Words = std::vector<std::string>;

// Ids are bytes, then " l" 256, "ov" 257, " lov" 258, " love" 259, "<|endoftext|>" 260.
struct Tool {
    MiniGpt2 mini{{{" ", "l"}, {"o", "v"}, {" l", "ov"}, {" lov", "e"}}};

    ToolRun run(const std::string& input, const Words& more = {}) const {
        Words words{"--merges", mini.merges_path, "--vocab", mini.vocabulary_path};
        words.insert(words.end(), more.begin(), more.end());
        return run_in_process(tokenize_main, words, input);
    }
    std::string encode(const std::string& input) const { return run(input).out; }
    std::string decode(const std::string& input) const { return run(input, {"--decode"}).out; }
};

}  // namespace

TEST_CASE("tokenize: a JSON string a line becomes an array of ids a line", "[app]") {
    const Tool tool;
    const ToolRun run = tool.run("\"I love\"\n\"\"\n\"é\"\n");
    CHECK(run.status == 0);
    CHECK(run.out == "[73,259]\n[]\n[195,169]\n");
    CHECK(run.err.empty());
    CHECK(tool.encode("").empty());
    CHECK(tool.encode("  \"A\"\t\r\n\"B\"") == "[65]\n[66]\n");  // no line end at the end
    CHECK(tool.encode(R"("\"\\\/\b\f\n\r\t\u0041\u00e9")"
                      "\n") == "[34,92,47,8,12,10,13,9,65,195,169]\n");
    CHECK(tool.encode("\"\\u0000\"") == "[0]\n");
    CHECK(tool.encode("\"\\ud83c\\udf69\"\n\"🍩\"") == "[240,159,141,169]\n[240,159,141,169]\n");
    CHECK(tool.encode("\"<|endoftext|>\"").size() > 13);
}

TEST_CASE("tokenize: half of a surrogate pair is U+FFFD, as for the reference", "[app]") {
    const Tool tool;
    const std::string lost = "239,191,189";
    CHECK(tool.encode(R"("\ud800")") == "[" + lost + "]\n");
    CHECK(tool.encode(R"("\uDFFFA")") == "[" + lost + ",65]\n");
    CHECK(tool.encode(R"("\udf69\ud83c")") == "[" + lost + "," + lost + "]\n");
    CHECK(tool.encode(R"("\ud83c\ud83c\udf69")") == "[" + lost + ",240,159,141,169]\n");
    CHECK(tool.encode(R"("\ud83c\u0041")") == "[" + lost + ",65]\n");
    CHECK(tool.encode(R"("\\ud800")") == "[92,117,100,56,48,48]\n");  // a backslash, and "ud800"
    CHECK(tool.encode(R"("\\\ud800")") == "[92," + lost + "]\n");
}

TEST_CASE("tokenize --decode: goes back, and broken bytes are U+FFFD", "[app]") {
    const Tool tool;
    CHECK(tool.decode("[73,259]\n[]\n [ 195 , 169 ] \r\n") == "\"I love\"\n\"\"\n\"é\"\n");
    CHECK(tool.decode("[260]") == "\"<|endoftext|>\"\n");
    CHECK(tool.decode("[34,92,10,0,127]") == "\"\\\"\\\\\\n\\u0000\x7F\"\n");
    CHECK(tool.decode("[239,187,191,65]") == "\"\uFEFFA\"\n");  // a byte order mark stays
    // As TextDecoder: one U+FFFD for as much as could have begun a letter.
    CHECK(tool.decode("[195]\n[240,159,141]\n[240,159,65]\n[237,160,128]\n[255,254]") ==
          "\"\uFFFD\"\n\"\uFFFD\"\n\"\uFFFDA\"\n\"\uFFFD\uFFFD\uFFFD\"\n\"\uFFFD\uFFFD\"\n");
    const std::string lines =
        "\"J'aime les beignets \U0001F369, \\t  !\"\n\"\\u0000\uFEFF\u0085\"\n";
    CHECK(tool.decode(tool.encode(lines)) == lines);
}

TEST_CASE("tokenize: a bad line ends the run; what stands before it is answered", "[app]") {
    const Tool tool;
    for (const std::string& line :
         {std::string(), std::string("I love"), std::string("\"I"), std::string("\"a\" \"b\""),
          std::string("[65]"), std::string("12"), std::string("null"), std::string("'a'"),
          std::string("\"\\x41\""), std::string("\"\\ud8\""), std::string("\"\t\""),
          std::string("\"a\"\0", 4), std::string("\"a\0b\"", 5), std::string("\"\xFF\""),
          std::string("\"\xED\xA0\x80\"")}) {
        CAPTURE(line);
        const ToolRun run = tool.run("\"A\"\n\"B\"\n" + line + "\n\"C\"\n");
        CHECK(run.status == 2);
        CHECK(run.out == "[65]\n[66]\n");
        CHECK_THAT(run.err, ContainsText("standard input:3: "));
        CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
        CHECK(tool.run(line + "\n").complains_of("standard input:1: "));
    }
    for (const char* line : {"", "65", "[65", "[65,]", "[65] [66]", "[\"A\"]", "[1.0]", "[-1]",
                             "[261]", "[[65]]", "[null]", "[99999999999999999999]", "{\"a\": 1}"}) {
        CAPTURE(line);
        const ToolRun run = tool.run("[65]\n[66]\n" + std::string(line) + "\n[67]\n", {"--decode"});
        CHECK(run.status == 2);
        CHECK(run.out == "\"A\"\n\"B\"\n");
        CHECK_THAT(run.err, ContainsText("standard input:3: "));
        CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    }
    CHECK(tool.run("[65,261]", {"--decode"})
              .complains_of("element 2 is not an id, a whole number in"));
}

TEST_CASE("tokenize: lines longer and more than what is read at once", "[app]") {
    const Tool tool;
    const std::string line = "\"" + std::string(200'000, 'x') + " love\"\n";
    std::string lines = line, short_lines;
    for (int i = 0; i < 20'000; ++i) short_lines += "\"I love\"\n";
    lines += short_lines + line;
    const std::string ids = tool.encode(lines);
    CHECK(std::count(ids.begin(), ids.end(), '\n') == 20'002);
    CHECK((tool.decode(ids) == lines));
}

TEST_CASE("tokenize: wrong use is one line", "[app]") {
    const Tool tool;
    CHECK(run_in_process(tokenize_main, {}).complains_of("--merges FILE is missing"));
    CHECK(run_in_process(tokenize_main, {"--merges", tool.mini.merges_path})
              .complains_of("--vocab FILE is missing"));
    CHECK(run_in_process(tokenize_main, {"--merges", "/none", "--vocab", tool.mini.vocabulary_path})
              .complains_of("/none: cannot be opened"));
    CHECK(tool.run("", {"text"}).complains_of("'text' is not expected"));
    CHECK(run_in_process(tokenize_main, {"--help"}).out.find("--decode") != std::string::npos);
}

TEST_CASE("tokenize --model: a model's own tokenizer, with its special tokens or without",
          "[app]") {
    // 0 <|im_start|>, 1 <|im_end|>, then the bytes but for 4 and 6: "I" is 73.
    const ModelFolder model(small_byte_level_json({{" ", "l"}}));
    const auto run = [&](const std::string& input, const Words& more = {}) {
        Words words{"--model", model.folder.path("")};
        words.insert(words.end(), more.begin(), more.end());
        return run_in_process(tokenize_main, words, input);
    };
    CHECK(run("\"<|im_end|>I l\"\n\"\"\n").out == "[1,73,256]\n[]\n");
    CHECK(run("\"<|im_end|>\"", {"--plain"}).out == "[60,124,105,109,95,101,110,100,124,62]\n");
    CHECK(run("[1,73,256]\n", {"--decode"}).out == "\"<|im_end|>I l\"\n");
    CHECK(run("[257]", {"--decode"}).complains_of("element 1 is not an id"));
    const ModelFolder words(small_wordpiece_json());
    CHECK(run_in_process(tokenize_main, {"--model", words.folder.path("")}, "\"I love\"\n").out ==
          "[2,10,9,3]\n");

    const Tool tool;
    CHECK(tool.run("", {"--plain"}).complains_of("--plain belongs to --model"));
    CHECK(run("", {"--merges", "x"}).complains_of("leave --merges and --vocab out"));
    CHECK(run_in_process(tokenize_main, {"--model", "/none"}).complains_of("/none: there is no such file"));
    CHECK(run_in_process(tokenize_main, {"--model", tool.mini.folder.path("")})
              .complains_of("has no tokenizer"));
}
