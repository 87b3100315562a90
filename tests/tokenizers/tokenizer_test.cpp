#include "tokenizers/tokenizer.h"

#include <algorithm>

#include "catch.h"
#include "core/random.h"
#include "core/require.h"
#include "tokenizers/small_tokenizers.h"

using namespace book;

namespace {

using Ids = std::vector<int>;

const MiniMerges kLoveMerges = {{" ", "l"}, {"o", "v"}, {" l", "ov"}, {" lov", "e"}};

// A byte's id in small_byte_level_json.
int id_of(char c) {
    const int b = static_cast<unsigned char>(c);
    return 2 + b - (b > 4 ? 1 : 0) - (b > 6 ? 1 : 0);
}

// What AddedTokens makes of a text: the names of tokens in brackets.
std::string cut(const std::vector<AddedToken>& tokens, const std::string& text) {
    std::string all;
    AddedTokens(tokens).cut(
        text, [&](std::string_view between) { all += between; },
        [&](const AddedToken& token) { all += "[" + token.text + "]"; });
    return all;
}

// The same, as simply as it can be said.
std::string plainly_cut(const std::vector<AddedToken>& tokens, std::string text) {
    std::string all;
    while (!text.empty()) {
        std::string longest;
        for (const AddedToken& token : tokens)
            if (text.starts_with(token.text) && token.text.size() > longest.size())
                longest = token.text;
        all += longest.empty() ? text.substr(0, 1) : "[" + longest + "]";
        text.erase(0, std::max<std::size_t>(1, longest.size()));
    }
    return all;
}

std::string error_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("AddedTokens: the leftmost, and of those the longest", "[tokenizers]") {
    const std::vector<AddedToken> tokens{{0, "<a>"}, {1, "<a>b"}, {2, "b<a>"}, {3, "é"}};
    CHECK(cut(tokens, "") == "");
    CHECK(cut(tokens, "x") == "x");
    CHECK(cut(tokens, "<a>") == "[<a>]");
    CHECK(cut(tokens, "x<a>bé") == "x[<a>b][é]");
    CHECK(cut(tokens, "b<a>b") == "[b<a>]b");
    CHECK(cut(tokens, "<a") == "<a");
    CHECK(cut({}, "abc") == "abc");
}

TEST_CASE("AddedTokens: agrees with a search that tries every token everywhere", "[tokenizers]") {
    Rng rng(3);
    const auto random_text = [&](int least, int most) {
        std::string text;
        const int n = least + rng.below(most - least + 1);
        for (int i = 0; i < n; ++i) text += "ab\xC3\xA9"[rng.below(4)];
        return text;
    };
    for (int round = 0; round < 300; ++round) {
        std::vector<AddedToken> tokens;
        for (int id = 0; id < 6; ++id) {
            const std::string text = random_text(1, 4);
            const bool is_new = std::none_of(tokens.begin(), tokens.end(),
                                             [&](const auto& t) { return t.text == text; });
            if (is_new) tokens.push_back({id, text});
        }
        const std::string text = random_text(0, 30);
        REQUIRE(cut(tokens, text) == plainly_cut(tokens, text));
    }
}

TEST_CASE("Tokenizer: special tokens are recognised, or are text", "[tokenizers]") {
    const Tokenizer tokenizer = ModelFolder(small_byte_level_json(kLoveMerges)).load();
    CHECK(tokenizer.vocabulary_size() == 256 + 4);
    CHECK(tokenizer.encode("I love") == Ids{id_of('I'), 259});
    CHECK(tokenizer.encode("<|im_start|>I love<|im_end|>\n") ==
          Ids{0, id_of('I'), 259, 1, id_of('\n')});
    CHECK(tokenizer.encode("<|im_end|><|im_end|>") == Ids{1, 1});
    CHECK(tokenizer.encode("<|im_end|").size() == 9);
    CHECK(tokenizer.encode("<|im_end|>", SpecialTokens::as_text).size() == 10);
    CHECK(tokenizer.encode("") == Ids{});
    CHECK(tokenizer.encode("10") == Ids{id_of('1'), id_of('0')});
    CHECK(tokenizer.encode("\x04\x06") == Ids{});
    CHECK_THROWS_WITH(tokenizer.encode("<|im_end|>a\xFF"),
                      ContainsText("invalid UTF-8 at byte 12"));
    CHECK_THROWS_AS(tokenizer.encode("\xE2<|im_end|>"), InputError);
    for (const char* text : {"<|im_start|>I love<|im_end|>\n", "é <|im_end", "I  love 12"}) {
        CHECK(tokenizer.decode(tokenizer.encode(text)) == text);
        CHECK(tokenizer.decode(tokenizer.encode(text, SpecialTokens::as_text)) == text);
    }
    CHECK(tokenizer.piece(259) == "␣love");
    CHECK(tokenizer.piece(1) == "<|im_end|>");
    CHECK(tokenizer.end_of_turn() == 1);
    CHECK(tokenizer.id_of_added("<|im_start|>") == 0);
    CHECK(!tokenizer.id_of_added("love"));
    CHECK(!tokenizer.end());
    CHECK_THROWS_AS(tokenizer.decode(Ids{260}), Error);
    CHECK_THROWS_AS(tokenizer.piece(-1), Error);
}

TEST_CASE("Tokenizer: WordPiece with [CLS] and [SEP] around it", "[tokenizers]") {
    const Tokenizer tokenizer = ModelFolder(small_wordpiece_json()).load();
    CHECK(tokenizer.encode("I love doughnuts!") == Ids{2, 10, 9, 11, 12, 13, 16, 3});
    CHECK(tokenizer.encode("") == Ids{2, 3});
    CHECK(tokenizer.encode("[MASK] i[SEP]") == Ids{2, 4, 10, 3, 3});
    CHECK(tokenizer.encode("[MASK]", SpecialTokens::as_text) == Ids{2, 1, 1, 1, 3});
    CHECK(tokenizer.encode("[mask]") ==
          Ids{2, 1, 1, 1, 3});  // names are looked for before all else
    Ids ids;
    tokenizer.append("love", SpecialTokens::recognised, ids);
    CHECK(ids == Ids{9});
    CHECK(tokenizer.decode(Ids{2, 10, 9, 11, 12, 13, 16, 3}) == "[CLS] i love doughnuts! [SEP]");
    CHECK(tokenizer.piece(12) == "##nut");
}

TEST_CASE("Tokenizer: added tokens that are no special ones stay what they are", "[tokenizers]") {
    nlohmann::json changed = small_byte_level_json({});
    changed["added_tokens"].push_back({{"id", 256}, {"content", "愛 愛"}, {"special", false}});
    changed["added_tokens"].push_back({{"id", 257}, {"content", "愛"}, {"special", true}});
    const Tokenizer tokenizer = ModelFolder(changed).load();
    CHECK(tokenizer.vocabulary_size() == 258);
    CHECK(tokenizer.encode("愛愛") == Ids{257, 257});
    CHECK(tokenizer.encode("a愛 愛", SpecialTokens::as_text) == Ids{id_of('a'), 256});
    // The one that is "normalized" is looked for between the others only.
    CHECK(tokenizer.encode("愛 愛") == Ids{257, id_of(' '), 257});
    CHECK(tokenizer.decode(Ids{256}) == "愛 愛");
}

TEST_CASE("Tokenizer: parts that do not fit are refused", "[tokenizers]") {
    const auto error = [](const std::function<void(TokenizerParts&)>& change) {
        ByteLevelVocabulary vocabulary;
        vocabulary.tokens = {"a", "b"};
        TokenizerParts parts{"small", ByteLevelBpe(vocabulary), {}, {}, {}, {}, {}, {}};
        change(parts);
        return error_of([&] { Tokenizer{parts}; });
    };
    CHECK(error([](auto& parts) { parts.added = {{3, "y"}, {2, "x"}, {0, "a"}}; }) == "no error");
    CHECK_THAT(error([](auto& parts) {
                   parts.added = {{3, "x"}};
               }),
               ContainsText("small: the added token \"x\" has the id 3, and there are only 2"));
    CHECK_THAT(error([](auto& parts) { parts.added = {{-1, "x"}}; }), ContainsText("the id -1"));
    CHECK_THAT(error([](auto& parts) {
                   parts.added = {{1, "x"}, {1, "y"}};
               }),
               ContainsText("the id 1 belongs to two"));
    CHECK_THAT(error([](auto& parts) {
                   parts.added = {{0, "x"}, {1, "x"}};
               }),
               ContainsText("\"x\" stands there twice"));
    CHECK_THAT(error([](auto& parts) { parts.added = {{0, ""}}; }), ContainsText("has 0 bytes"));
    CHECK_THAT(error([](auto& parts) {
                   parts.added = {{0, std::string(1001, 'x')}};
               }),
               ContainsText("has 1001 bytes"));
    CHECK_THAT(error([](auto& parts) { parts.before = {2}; }), ContainsText("2 is no token of"));
    CHECK_THAT(error([](auto& parts) { parts.behind = {-1}; }), ContainsText("-1 is no token of"));
    CHECK_THAT(error([](auto& parts) { parts.end = 9; }), ContainsText("9 is no token of"));
}

TEST_CASE("load_tokenizer: vocab.txt is WordPiece", "[tokenizers]") {
    const ModelFolder model;
    std::string lines;
    for (const std::string& word : kSmallWords) lines += word + "\n";
    model.folder.write("vocab.txt", lines);
    CHECK(model.load().encode("I LOVE élève [MASK]") == Ids{2, 10, 9, 19, 4, 3});
    model.folder.write("tokenizer_config.json", R"({"do_lower_case": false})");
    CHECK(model.load().encode("I love") == Ids{2, 1, 9, 3});
    model.folder.write("tokenizer_config.json", R"({"do_basic_tokenize": false})");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("'do_basic_tokenize' is false"));
    model.folder.write("tokenizer_config.json", "{}");
    model.folder.write("vocab.txt", "[UNK]\n\n[CLS]\n[SEP]\n");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("vocab.txt:2: an empty line"));
    model.folder.write("vocab.txt", "[UNK]\n[CLS]\n");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("has no [CLS] and [SEP]"));
    model.folder.write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[CLS]\n");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("\"[CLS]\" is token 1 and token 3"));
}

TEST_CASE("load_tokenizer: vocab.json and merges.txt are GPT-2's", "[tokenizers]") {
    const ModelFolder model;
    const MiniGpt2 mini(kLoveMerges);
    model.folder.write("vocab.json", mini.vocabulary().dump());
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("has no tokenizer"));
    model.folder.write("merges.txt", mini.merges_text());
    const Tokenizer tokenizer = model.load();
    const int end = mini.id_of("<|endoftext|>");
    CHECK(tokenizer.encode("I love<|endoftext|>") == Ids{'I', mini.id_of(" love"), end});
    CHECK(tokenizer.encode("<|endoftext|>", SpecialTokens::as_text).size() == 13);
    CHECK(tokenizer.encode("10") == Ids{'1', '0'});
    CHECK(tokenizer.begin() == end);
    CHECK(tokenizer.end() == end);
    model.folder.write("tokenizer_config.json", R"({"add_bos_token": true})");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("'add_bos_token' is true"));
    model.folder.write("tokenizer_config.json", "{}");
    model.folder.write("added_tokens.json", "{}");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("added tokens are read from"));
}

TEST_CASE("load_tokenizer: first and last token, and the chat template, from other files",
          "[tokenizers]") {
    const ModelFolder model(small_byte_level_json({}));
    CHECK(!model.load().begin());
    model.folder.write("config.json", R"({"bos_token_id": 5, "eos_token_id": [6, 7]})");
    CHECK(model.load().begin() == 5);
    CHECK(model.load().end() == 6);
    model.folder.write("tokenizer_config.json",
                       R"({"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"},
                           "chat_template": "x"})");
    CHECK(model.load().begin() == 0);
    CHECK(model.load().end() == 1);
    CHECK(model.load().chat_template() == "x");
    model.folder.write("tokenizer_config.json",
                       R"({"chat_template": [{"name": "default", "template": "y"}]})");
    CHECK(model.load().chat_template() == "y");
    model.folder.write("chat_template.jinja", "z");
    CHECK(model.load().chat_template() == "z");
    model.folder.write("config.json", R"({"eos_token_id": 256})");
    CHECK_THAT(error_of([&] { model.load(); }), ContainsText("256 is no token of"));
    model.folder.write("config.json", R"({"eos_token_id": "1"})");
    CHECK_THAT(error_of([&] { model.load(); }),
               ContainsText("config.json: eos_token_id: this should be"));
    CHECK_THAT(error_of([&] { load_tokenizer(model.folder.path("none")); }),
               ContainsText("none: is no folder"));
    CHECK_THAT(error_of([&] { load_tokenizer(model.folder.path("config.json")); }),
               ContainsText("is no folder"));
}

TEST_CASE("load_tokenizer: a class that cuts words in another way is refused", "[tokenizers]") {
    const ModelFolder bert;
    std::string lines;
    for (const std::string& word : kSmallWords) lines += word + "\n";
    bert.folder.write("vocab.txt", lines);
    const ModelFolder gpt2;
    const MiniGpt2 mini(kLoveMerges);
    gpt2.folder.write("vocab.json", mini.vocabulary().dump());
    gpt2.folder.write("merges.txt", mini.merges_text());
    const auto says = [](const ModelFolder& model, const std::string& settings) {
        model.folder.write("tokenizer_config.json", settings);
        const std::string message = error_of([&] { model.load(); });
        if (message != "no error")
            CHECK(message.find(model.folder.path("tokenizer_config.json") + ": ") == 0);
        return message;
    };
    for (const char* known : {"BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer"})
        CHECK(says(bert, fmt::format(R"({{"tokenizer_class": "{}"}})", known)) == "no error");
    for (const char* known : {"GPT2Tokenizer", "GPT2TokenizerFast"})
        CHECK(says(gpt2, fmt::format(R"({{"tokenizer_class": "{}"}})", known)) == "no error");
    for (const char* other : {"BertJapaneseTokenizer", "MPNetTokenizer", "Qwen2Tokenizer",
                              "CLIPTokenizer", "LlamaTokenizer"}) {
        const std::string settings = fmt::format(R"({{"tokenizer_class": "{}"}})", other);
        CHECK_THAT(says(bert, settings), ContainsText("tokenizer_class: is"));
        CHECK_THAT(says(gpt2, settings), ContainsText("tokenizer_class: is"));
    }
    for (const auto& [name, value] : {std::pair{"word_tokenizer_type", "\"mecab\""},
                                      {"subword_tokenizer_type", "\"character\""},
                                      {"never_split", "[\"love\"]"},
                                      {"do_subword_tokenize", "false"},
                                      {"split_special_tokens", "true"}}) {
        const std::string settings = fmt::format(R"({{"{}": {}}})", name, value);
        CHECK_THAT(says(bert, settings), ContainsText(name));
        CHECK_THAT(says(gpt2, settings), ContainsText(name));
    }
    CHECK(says(bert, R"({"never_split": null, "do_subword_tokenize": true})") == "no error");
    CHECK_THAT(says(gpt2, R"({"add_eos_token": true})"), ContainsText("add_eos_token"));

    // Tokens that are added, and those that are there.
    CHECK(says(bert, R"({"added_tokens_decoder": {"4": {"content": "[MASK]"}}})") == "no error");
    CHECK_THAT(says(bert, R"({"added_tokens_decoder": {"30": {"content": "[NEW]"}}})"),
               ContainsText("added_tokens_decoder.30: \"[NEW]\" is no special token"));
    CHECK_THAT(says(bert, R"({"added_tokens_decoder": {"9": {"content": "love"}}})"),
               ContainsText("is no special token"));
    CHECK_THAT(
        says(bert, R"({"added_tokens_decoder": {"4": {"content": "[MASK]", "lstrip": true}}})"),
        ContainsText("'lstrip' is true"));
    CHECK_THAT(says(gpt2, R"({"added_tokens_decoder": {"9999": {"content": "<|im_end|>"}}})"),
               ContainsText("is no special token"));
    CHECK(says(bert, R"({"cls_token": "[CLS]", "mask_token": {"content": "[MASK]"}})") ==
          "no error");
    for (const char* name : {"cls_token", "sep_token", "unk_token", "pad_token", "mask_token"})
        CHECK_THAT(says(bert, fmt::format(R"({{"{}": "love"}})", name)),
                   ContainsText(fmt::format("{}: is \"love\"", name)));
    bert.folder.write("tokenizer_config.json", "{}");
    bert.folder.write("special_tokens_map.json", R"({"cls_token": {"content": "<s>"}})");
    CHECK_THAT(error_of([&] { bert.load(); }),
               ContainsText("special_tokens_map.json: cls_token: is \"<s>\""));
    bert.folder.write("special_tokens_map.json", R"({"cls_token": "[CLS]"})");
    bert.folder.write("added_tokens.json", "{}");
    CHECK_THAT(error_of([&] { bert.load(); }), ContainsText("added tokens are read from"));
    std::filesystem::remove(bert.folder.path("added_tokens.json"));
    bert.folder.write("config.json", R"({"tokenizer_class": "BertJapaneseTokenizer"})");
    CHECK_THAT(error_of([&] { bert.load(); }), ContainsText("config.json: tokenizer_class: is"));
}

TEST_CASE("load_tokenizer: tokenizer_config.json must not contradict tokenizer.json",
          "[tokenizers]") {
    const auto says = [](const nlohmann::json& tokenizer, const std::string& settings) {
        const ModelFolder model(tokenizer);
        model.folder.write("tokenizer_config.json", settings);
        return error_of([&] { model.load(); });
    };
    const nlohmann::json words = small_wordpiece_json();
    const nlohmann::json bytes = small_byte_level_json({});
    CHECK(says(words, R"({"do_lower_case": true, "strip_accents": null, "never_split": null,
                          "tokenize_chinese_chars": true, "tokenizer_class": "X"})") == "no error");
    CHECK_THAT(says(words, R"({"do_lower_case": false})"),
               ContainsText("do_lower_case: is false, and tokenizer.json says true"));
    CHECK_THAT(says(words, R"({"strip_accents": false})"), ContainsText("strip_accents: is"));
    CHECK_THAT(says(words, R"({"tokenize_chinese_chars": false})"), ContainsText("chinese"));
    CHECK(says(bytes, R"({"add_prefix_space": false, "tokenizer_class": "GPT2Tokenizer",
                          "added_tokens_decoder": {"0": {"content": "<|im_start|>"}}})") ==
          "no error");
    for (const char* name : {"add_prefix_space", "do_lower_case", "add_bos_token", "add_eos_token"})
        CHECK_THAT(says(bytes, fmt::format(R"({{"{}": true}})", name)),
                   ContainsText(fmt::format("{}: is true, and tokenizer.json says false", name)));
    CHECK_THAT(says(bytes, R"({"added_tokens_decoder": {"256": {"content": "<new>"}}})"),
               ContainsText("\"<new>\" is no special token"));
    nlohmann::json second = words;
    second["post_processor"]["single"][0]["SpecialToken"]["type_id"] = 0;
    CHECK(says(second, "{}") == "no error");
    second["post_processor"]["single"][0]["SpecialToken"]["type_id"] = 2;
    CHECK_THAT(says(second, "{}"), ContainsText("type_id: is not 0"));
    second = words;
    second["post_processor"]["single"][1]["Sequence"]["type_id"] = 1;
    CHECK_THAT(says(second, "{}"), ContainsText("type_id: is not 0"));
}
