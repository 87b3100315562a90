// Everything of the book that reads JSON, given what is none: refused in the book's own words, in one line.
#include <cstring>
#include <functional>

#include "app/token_lines.h"
#include "catch.h"
#include "core/require.h"
#include "formats/safetensors.h"
#include "notebook/options.h"
#include "render/stored_page.h"
#include "temporary_folder.h"
#include "tokenizers/mini_gpt2.h"
#include "tokenizers/tokenizer_json.h"

using namespace book;

namespace {

std::vector<std::string> broken_json() {
    std::vector<std::string> texts{"",           " ",
                                   "{",          "[",
                                   "\"",         "{\"a\"",
                                   "{\"a\":",    "{\"a\":1,}",
                                   "[1,]",       "nul",
                                   "NaN",        "-",
                                   "1e999",      "[1e999]",
                                   "-1e999",     "\xFF",
                                   "\"\xC3\"",   "\"\\ud800",
                                   "{\"a\":1}{", "\"\\x\"",
                                   "/* */ {}",   "'a'",
                                   "{a: 1}",     "{\"a\":1e999}",
                                   "\xEF\xBB",   "\xEF\xBB\xBF",
                                   "[\"\n\"]",   "99999999999999999999",
                                   "{\"a\":[}",  "]"};
    texts.emplace_back("{\"a\"\0:1}", 8);
    texts.push_back(std::string(100'000, '['));
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "{\"a\":";
    texts.push_back(deep);
    texts.push_back(deep + "1" + std::string(20'000, '}'));
    return texts;
}

using Reader = std::function<void(const std::string&)>;

struct Readers {
    MiniGpt2 mini{{{" ", "l"}}};
    ModelText model{Tokenizer(mini.load())};
    std::vector<std::pair<const char*, Reader>> all{
        {"tokenize",
         [this](const std::string& text) {
             std::string out;
             encode_line(model, SpecialTokens::recognised, text, "standard input:7", out);
         }},
        {"tokenize --decode",
         [this](const std::string& text) {
             std::string out;
             decode_line(model, text, "standard input:7", out);
         }},
        {"encoder.json",
         [this](const std::string& text) {
             Gpt2Tokenizer::load(mini.merges_path, mini.folder.write("v", text));
         }},
        {"tokenizer.json",
         [this](const std::string& text) { read_tokenizer_json(mini.folder.write("t", text)); }},
        {"safetensors",
         [this](const std::string& text) {
             const std::uint64_t length = text.size();
             std::string bytes(sizeof length, '\0');
             std::memcpy(bytes.data(), &length, sizeof length);
             SafeTensors(mini.folder.write("t", bytes + text));
         }},
        {"a stored page", [](const std::string& text) { document_from_json(text); }},
        {"its timings", [](const std::string& text) { timings_in(text); }},
        {"options", [](const std::string& text) {
             int n = 1;
             Options options;
             options.add("a", n, 0, 9, "a number");
             options.set_from_json(text);
         }}};
};

}  // namespace

TEST_CASE("JSON: whoever reads it refuses what is none, in the book's words", "[app]") {
    const Readers readers;
    for (const auto& [name, read] : readers.all)
        for (const std::string& text : broken_json()) {
            INFO(name << ": " << text.substr(0, 40));
            try {
                read(text);
                FAIL_CHECK("it was accepted");
            } catch (const InputError& error) {
                const std::string what = error.what();
                CHECK(what.find("json.exception") == std::string::npos);
                CHECK(what.find('\n') == std::string::npos);
            }
        }
}
