#include "tokenizers/tokenizer_json.h"

#include <functional>

#include "catch.h"
#include "core/require.h"
#include "tokenizers/small_tokenizers.h"

using namespace book;
using nlohmann::json;

namespace {

using Ids = std::vector<int>;
using Change = std::function<void(json&)>;

const MiniMerges kAlphabetMerges = {{"a", "b"}, {"ab", "c"}, {" ", " "}};

std::string error_of_text(const std::string& text) {
    const TemporaryFolder folder;
    try {
        Tokenizer{read_tokenizer_json(folder.write("t.json", text))};
    } catch (const InputError& error) {
        const std::string what = error.what();
        CHECK(what.find(folder.path("t.json") + ": ") == 0);
        CHECK(what.find('\n') == std::string::npos);
        return what;
    }
    return "no error";
}

// What is said of small_byte_level_json and small_wordpiece_json after a change.
std::string byte_level_error(const Change& change) {
    json tokenizer = small_byte_level_json(kAlphabetMerges);
    change(tokenizer);
    return error_of_text(tokenizer.dump());
}
std::string wordpiece_error(const Change& change) {
    json tokenizer = small_wordpiece_json();
    change(tokenizer);
    return error_of_text(tokenizer.dump());
}

Tokenizer changed(json tokenizer, const Change& change) {
    change(tokenizer);
    return ModelFolder(tokenizer).load();
}

const json kByteLevel = {{"type", "ByteLevel"}, {"add_prefix_space", false}};
const json kSplit = {
    {"type", "Split"},
    {"pattern",
     {{"Regex",
       "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"}}},
    {"behavior", "Isolated"},
    {"invert", false}};
const json kBytesOnly = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}};
const json kDigits = {{"type", "Digits"}, {"individual_digits", true}};

json sequence(const std::vector<json>& steps) {
    return {{"type", "Sequence"}, {"pretokenizers", steps}};
}

}  // namespace

TEST_CASE("tokenizer.json: merges are texts or pairs", "[tokenizers]") {
    const json old = small_byte_level_json(kAlphabetMerges);
    const Tokenizer a = changed(old, [](json&) {});
    const Tokenizer b = changed(old, [](json& t) {
        json pairs = json::array();
        for (const json& merge : t["model"]["merges"]) {
            const auto line = merge.get<std::string>();
            const auto space = line.find(' ');
            pairs.push_back({line.substr(0, space), line.substr(space + 1)});
        }
        t["model"]["merges"] = pairs;
    });
    CHECK(a.encode("abcab  a").size() == 5);  // abc, ab, a space, a space, a
    CHECK(a.encode("abcab  a") == b.encode("abcab  a"));
}

TEST_CASE("tokenizer.json: the same cut, written in several ways", "[tokenizers]") {
    const json tokenizer = small_byte_level_json(kAlphabetMerges);
    const std::string text = "abc  12<|im_end|>'s ab\n\n";
    const auto ids = [&](const json& pre) {
        return changed(tokenizer, [&](json& t) { t["pre_tokenizer"] = pre; }).encode(text);
    };
    const Ids digits = ids(sequence({kDigits, kByteLevel}));
    CHECK(ids(sequence({kDigits, kSplit, kBytesOnly})) == digits);
    const Ids plain = ids(kByteLevel);
    CHECK(ids(sequence({kSplit, kBytesOnly})) == plain);
    CHECK(ids(sequence({kByteLevel})) == plain);
    CHECK(plain != digits);  // of two spaces before 12 one would belong to it
}

TEST_CASE("tokenizer.json: old files say less", "[tokenizers]") {
    const Tokenizer tokenizer = changed(small_byte_level_json(kAlphabetMerges), [](json& t) {
        for (const char* name :
             {"version", "truncation", "padding", "normalizer", "post_processor", "decoder"})
            t.erase(name);
        for (const char* name : {"type", "dropout", "unk_token", "fuse_unk", "byte_fallback"})
            t["model"].erase(name);
        t["model"]["continuing_subword_prefix"] = "";
        t["model"]["end_of_word_suffix"] = "";
    });
    CHECK(tokenizer.encode("<|im_end|>abc").size() == 2);
}

TEST_CASE("tokenizer.json: what is put around a text", "[tokenizers]") {
    const json bert = small_wordpiece_json();
    const auto love = [&](const json& processor) {
        return changed(bert, [&](json& t) { t["post_processor"] = processor; }).encode("love");
    };
    CHECK(love(bert["post_processor"]) == Ids{2, 9, 3});
    CHECK(love(nullptr) == Ids{9});
    CHECK(love({{"type", "BertProcessing"}, {"sep", {"[SEP]", 3}}, {"cls", {"[CLS]", 2}}}) ==
          Ids{2, 9, 3});
    CHECK(love({{"type", "ByteLevel"}}) == Ids{9});
    CHECK(love({{"type", "Sequence"},
                {"processors", {{{"type", "ByteLevel"}}, bert["post_processor"]}}}) ==
          Ids{2, 9, 3});
    const auto error = [&](const Change& change) {
        return wordpiece_error([&](json& t) { change(t["post_processor"]); });
    };
    CHECK_THAT(error([](json& p) { p["type"] = "Other"; }),
               ContainsText("post_processor: \"Other\" is not known"));
    CHECK_THAT(error([](json& p) { p["special_tokens"].erase("[SEP]"); }),
               ContainsText("'[SEP]' is missing"));
    CHECK_THAT(error([](json& p) { p["special_tokens"]["[SEP]"]["ids"] = {99}; }),
               ContainsText("99 is no token"));
    CHECK_THAT(error([](json& p) { p["special_tokens"]["[SEP]"]["ids"] = Ids(17, 3); }),
               ContainsText("more than 16"));
    CHECK_THAT(error([](json& p) { p["single"].erase(1); }),
               ContainsText("a template without a text"));
    CHECK_THAT(error([](json& p) { p["single"].push_back(p["single"][1]); }),
               ContainsText("one text was expected"));
    CHECK_THAT(error([](json& p) {
                   p = {{"type", "Sequence"}, {"processors", {p, p}}};
               }),
               ContainsText("a second one"));
    CHECK_THAT(error([](json& p) {
                   p = {{"type", "BertProcessing"},
                        {"cls", json::array({"[CLS]"})},
                        {"sep", {"[SEP]", 3}}};
               }),
               ContainsText("'cls' has no id"));
}

TEST_CASE("tokenizer.json: BERT's normalizer, step by step", "[tokenizers]") {
    const json bert = small_wordpiece_json();
    const auto ids = [&](const char* name, const json& value) {
        return changed(bert, [&](json& t) { t["normalizer"][name] = value; }).encode("LOVE élève");
    };
    CHECK(ids("strip_accents", nullptr) == Ids{2, 9, 19, 3});
    CHECK(ids("strip_accents", false) == Ids{2, 9, 1, 3});
    CHECK(ids("lowercase", false) == Ids{2, 1, 1, 3});  // and then accents are kept, too
    const Tokenizer none = changed(bert, [](json& t) { t["normalizer"] = nullptr; });
    CHECK(none.encode("love x愛") == Ids{2, 9, 1, 3});
    CHECK_THAT(wordpiece_error([](json& t) { t["normalizer"]["type"] = "NFC"; }),
               ContainsText("normalizer: \"NFC\" is not known here"));
    CHECK_THAT(wordpiece_error([](json& t) { t["pre_tokenizer"] = kByteLevel; }),
               ContainsText("pre_tokenizer: \"ByteLevel\" is not known here"));
    CHECK_THAT(wordpiece_error([](json& t) { t["added_tokens"][4]["normalized"] = true; }),
               ContainsText("\"[MASK]\" is 'normalized'"));
}

TEST_CASE("tokenizer.json: a byte without a token may be the unknown one", "[tokenizers]") {
    const json tokenizer = small_byte_level_json({});
    const Tokenizer unknown =
        changed(tokenizer, [](json& t) { t["model"]["unk_token"] = "<|im_end|>"; });
    CHECK(unknown.encode("\x04") == Ids{1});
    CHECK_THAT(byte_level_error([](json& t) { t["model"]["unk_token"] = "none"; }),
               ContainsText("unk_token: \"none\" is not in the vocabulary"));
    CHECK_THAT(byte_level_error([](json& t) {
                   t["model"]["unk_token"] = "a";
                   t["model"]["fuse_unk"] = true;
               }),
               ContainsText("'fuse_unk' is true"));
}

TEST_CASE("tokenizer.json: what would change ids and is not known is refused", "[tokenizers]") {
    const auto error = byte_level_error;
    CHECK(error([](json&) {}) == "no error");
    CHECK_THAT(error([](json& t) { t["model"]["type"] = "Unigram"; }),
               ContainsText("model: the type \"Unigram\""));
    CHECK_THAT(error([](json& t) { t["model"]["dropout"] = 0.1; }),
               ContainsText("'dropout' is not known"));
    for (const char* name : {"byte_fallback", "ignore_merges"})
        CHECK_THAT(error([&](json& t) { t["model"][name] = true; }),
                   ContainsText(std::string("'") + name + "' is true"));
    for (const char* name : {"continuing_subword_prefix", "end_of_word_suffix"})
        CHECK_THAT(error([&](json& t) { t["model"][name] = "##"; }),
                   ContainsText(std::string("'") + name + "' is not empty"));
    CHECK_THAT(error([](json& t) {
                   t["normalizer"] = {{"type", "NFC"}};
               }),
               ContainsText("normalizer: none is known"));
    for (const char* name : {"single_word", "lstrip", "rstrip"})
        CHECK_THAT(error([&](json& t) { t["added_tokens"][1][name] = true; }),
                   ContainsText(std::string("added_tokens[1]: '") + name + "' is true"));

    const auto cut = [&](const json& pre) {
        return byte_level_error([&](json& t) { t["pre_tokenizer"] = pre; });
    };
    json other = kByteLevel;
    other["add_prefix_space"] = true;
    CHECK_THAT(cut(other), ContainsText("'add_prefix_space' is true"));
    other.erase("add_prefix_space");  // whose default is true
    CHECK_THAT(cut(other), ContainsText("'add_prefix_space' is true"));
    CHECK_THAT(cut(kBytesOnly), ContainsText("'use_regex' is false"));
    CHECK_THAT(cut(sequence({kSplit, kByteLevel})), ContainsText("'use_regex' is true"));
    CHECK_THAT(cut(kDigits), ContainsText("pre_tokenizer: without ByteLevel"));
    CHECK_THAT(cut(sequence({kByteLevel, kDigits})), ContainsText("nothing can follow ByteLevel"));
    CHECK_THAT(cut(sequence({kSplit, kDigits, kBytesOnly})),
               ContainsText("Digits behind the pattern"));
    CHECK_THAT(cut(sequence({kSplit, kSplit, kBytesOnly})),
               ContainsText("a Split that is not known"));
    CHECK_THAT(cut({{"type", "Metaspace"}}),
               ContainsText("pre_tokenizer: \"Metaspace\" is not known"));
    CHECK_THAT(cut(nullptr), ContainsText("'pre_tokenizer' is missing"));
    CHECK_THAT(cut({{"type", "Digits"}, {"individual_digits", false}}),
               ContainsText("'individual_digits' is false"));
    other = kSplit;
    other["pattern"]["Regex"] = "\\s+";
    CHECK_THAT(cut(sequence({other, kBytesOnly})), ContainsText("a pattern that is not GPT-2's"));
    other = kSplit;
    other["behavior"] = "Removed";
    CHECK_THAT(cut(sequence({other, kBytesOnly})), ContainsText("a Split that is not known"));
}

TEST_CASE("tokenizer.json: a damaged vocabulary is refused", "[tokenizers]") {
    const auto error = byte_level_error;
    const auto with = [&](const json& id) {
        return byte_level_error([&](json& t) { t["model"]["vocab"]["new"] = id; });
    };
    CHECK(with(259) == "no error");
    CHECK_THAT(with(260), ContainsText("the id 259 has no token"));
    CHECK_THAT(with(300), ContainsText("model.vocab.new: this should be a whole number in 0..261"));
    CHECK_THAT(with(4'000'000'000u), ContainsText("this should be a whole number"));
    CHECK_THAT(with(-1), ContainsText("this should be a whole number"));
    CHECK_THAT(with(1.5), ContainsText("this should be a whole number"));
    CHECK_THAT(with("1"), ContainsText("this should be a whole number"));
    CHECK_THAT(with(5), ContainsText("the id 5 belongs to"));
    CHECK_THAT(error([](json& t) { t["model"]["vocab"]["愛"] = 259; }),
               ContainsText("is not written in GPT-2's alphabet"));
    CHECK_THAT(error([](json& t) { t["model"]["vocab"][""] = 259; }),
               ContainsText("a token without a text"));
    CHECK_THAT(error([](json& t) { t["model"]["vocab"] = json::array(); }),
               ContainsText("model.vocab: this should be an object"));
    CHECK_THAT(error([](json& t) { t["model"]["vocab"] = json::object(); }),
               ContainsText("merge 1: the left side of"));
    CHECK_THAT(error([](json& t) { t["model"].erase("vocab"); }),
               ContainsText("'vocab' is missing"));
    CHECK_THAT(error([](json& t) { t["model"]["merges"][2] = "x y"; }),
               ContainsText("merge 3: the result of \"x y\""));
    CHECK_THAT(error([](json& t) { t["model"]["merges"].push_back("a b"); }),
               ContainsText("merge 4: \"a b\" were merged before"));
    for (const json& pair : {json{"a"}, json{"a", "b", "c"}, json::array()})
        CHECK_THAT(error([&](json& t) { t["model"]["merges"][0] = pair; }),
                   ContainsText("model.merges[0]: this should be two tokens"));
    CHECK_THAT(error([](json& t) { t["model"]["merges"][0] = 7; }),
               ContainsText("model.merges[0]: this should be a list"));
    CHECK_THAT(error([](json& t) { t["added_tokens"][1]["id"] = 7; }),
               ContainsText("\"<|im_end|>\" has the id 7, and 1 in the vocabulary"));
    CHECK_THAT(error([](json& t) { t["added_tokens"][1]["content"] = "x<"; }),
               ContainsText("\"x<\" has the id 1 of \"<|im_end|>\""));
    CHECK_THAT(error([](json& t) { t["added_tokens"][1]["content"] = ""; }),
               ContainsText("added_tokens"));
    CHECK_THAT(error([](json& t) { t["added_tokens"].push_back(t["added_tokens"][0]); }),
               ContainsText("stands there twice"));
}

TEST_CASE("tokenizer.json: depth, names given twice, and what is no JSON", "[tokenizers]") {
    CHECK_THAT(error_of_text(std::string(1'000'000, '[')), ContainsText("lists in lists"));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
    CHECK_THAT(error_of_text(deep), ContainsText("lists in lists"));
    CHECK_THAT(error_of_text(R"({"model": {"a": 1, "a": 1}})"),
               ContainsText("a name stands twice in one object"));
    CHECK_THAT(error_of_text(""), ContainsText("is no JSON"));
    CHECK_THAT(error_of_text("{\"a\": 1e999}"), ContainsText("is no JSON"));
    CHECK_THAT(error_of_text("[]"), ContainsText("this should be an object"));
    CHECK_THAT(error_of_text("{}"), ContainsText("'model' is missing"));
}

TEST_CASE("tokenizer.json: damaged in every byte, it is refused or still a tokenizer",
          "[tokenizers]") {
    const std::string good = small_wordpiece_json().dump();
    const TemporaryFolder folder;
    const std::string bytes = "\"9\xFF[";
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = bytes[at % bytes.size()];
        try {
            const Tokenizer tokenizer{read_tokenizer_json(folder.write("t.json", bad))};
            tokenizer.encode("I love doughnuts [MASK]");
        } catch (const InputError&) {
            continue;
        }
    }
}
