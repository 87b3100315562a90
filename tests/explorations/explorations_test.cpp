#include "explorations/explorations.h"

#include <cmath>
#include <numeric>
#include <set>

#include "catch.h"
#include "core/require.h"
#include "environment_variable.h"
#include "host/files.h"
#include "host/places.h"
#include "json.h"
#include "model/language_checkpoint.h"
#include "model/translator.h"
#include "render/html.h"
#include "render/json.h"
#include "render/plain_words.h"
#include "render/stored_page.h"
#include "temporary_folder.h"

using namespace book;

namespace {

const Exploration& exploration(const std::string& name) {
    for (const Exploration& one : all_explorations())
        if (one.page.info.name == name) return one;
    throw Error("there is no " + name);
}

Document answer(const Exploration& one, const std::string& options) {
    Options declared;
    const auto build = one.page.prepare(declared);
    declared.set_from_json(options);
    Page page(one.page.info);
    build(page);
    return page.finish();
}

std::string refused(const Exploration& one, const std::string& options) {
    try {
        answer(one, options);
    } catch (const InputError& e) {
        return e.what();
    }
    return "";
}

double number(const Document& document, const std::string& name) {
    const NamedValue* value = document.find(name);
    REQUIRE(value != nullptr);
    return std::visit(
        [](const auto& x) -> double {
            if constexpr (std::is_arithmetic_v<std::decay_t<decltype(x)>>) return double(x);
            throw Error("no number");
        },
        value->value.data());
}

std::string text(const Document& document, const std::string& name) {
    const NamedValue* value = document.find(name);
    REQUIRE(value != nullptr);
    return std::get<std::string>(value->value.data());
}

// Models of the same kind as the book's, with sizes that a moment makes.
class SmallModels {
  public:
    SmallModels() : models_("BOOK_MODELS", folder_.path("")) {
        const Bpe bpe = Bpe::train({"Le petit chien mord l'homme, le petit chien mord l'homme",
                                    "J'aime les beignets, J'aime les beignets"},
                                   60);
        TransformerConfig sizes;
        sizes.vocabulary = bpe.vocabulary_size();
        sizes.width = 16;
        sizes.heads = 4;
        sizes.feed_forward = 32;
        sizes.encoder_layers = sizes.decoder_layers = 2;
        sizes.max_length = 64;
        Translator(bpe, Transformer(sizes, 1), false).save(folder_.path("translator.safetensors"));
        LanguageModelConfig language;
        language.vocabulary = bpe.vocabulary_size();
        language.width = 16;
        language.heads = language.key_value_heads = 2;
        language.feed_forward = 32;
        language.layers = 2;
        language.max_length = 64;
        Checkpoint about;
        about.merges = bpe.to_text();
        save_language_model(folder_.path("language_model.safetensors"), LanguageModel(language, 1),
                            about);
    }

  private:
    TemporaryFolder folder_;
    EnvironmentVariable models_;
};

}  // namespace

TEST_CASE("explorations: each has a name of its own, and stands where its page has a section",
          "[explorations]") {
    std::set<std::string> names;
    for (const Exploration& one : all_explorations()) {
        INFO(one.page.info.name);
        CHECK(names.insert(one.page.info.name).second);
        CHECK(one.page.info.folder_name() == one.page.info.name);
        CHECK(one.page.info.name.rfind("explore_", 0) == 0);
        REQUIRE(one.pages.size() == one.after.size());
        for (std::size_t i = 0; i < one.pages.size(); ++i) {
            const auto file = home_folder() / "chapters" / one.pages[i] / "page.json";
            const Document page = document_from_json(text_of(file));
            const std::vector<Section> sections = sections_of(page);
            CHECK(std::any_of(sections.begin(), sections.end(),
                              [&](const Section& s) { return s.anchor == one.after[i]; }));
        }
    }
    CHECK(names.size() >= 7);
}

TEST_CASE(
    "explorations: every option is offered, and both its ends are answered without a claim that "
    "fails",
    "[explorations]") {
    const SmallModels models;
    for (const Exploration& one : all_explorations()) {
        if (one.hands == "training") continue;  // asked below
        Options options;
        one.page.prepare(options);
        for (const OptionDescription& option : options.descriptions()) {
            CHECK(option.on_page);
            std::vector<std::string> values = option.choices;
            for (std::string& value : values) value = '"' + value + '"';
            if (option.page_low < option.page_high)
                values = {fmt::format("{}", option.page_low), fmt::format("{}", option.page_high)};
            values.push_back(option.kind == OptionDescription::Kind::text ? "\"Le chat ` *a* @{x}\""
                                                                          : values.front());
            for (const std::string& value : values) {
                const std::string given = fmt::format("{{\"{}\": {}}}", option.name, value);
                INFO(one.page.info.name << " " << given);
                const Document document = answer(one, given);
                CHECK(exit_status(document) == 0);
                CHECK(to_html(document, {}).size() > 100);
                CHECK(to_json(document) == to_json(answer(one, given)));
            }
        }
    }
}

TEST_CASE("explorations: wrong input is one line that names the option", "[explorations]") {
    const SmallModels models;
    const std::string many(3000, 'a');
    const std::vector<std::array<std::string, 3>> wrong{
        {"explore_tokens", R"({"text": ""})", "--text"},
        {"explore_tokens", R"({"text": " \n "})", "--text"},
        {"explore_tokens", R"({"text": ")" + many + R"("})", "--text"},
        {"explore_tokens", R"({"merges": -1})", "--merges"},
        {"explore_softmax", R"({"temperature": 0})", "--temperature"},
        {"explore_softmax", R"({"mask": "everything"})", "--mask"},
        {"explore_arrows", R"({"query-x": 7})", "--query-x"},
        {"explore_heads", R"({"sentence": ""})", "--sentence"},
        {"explore_heads", R"({"layer": 3})", "--layer"},
        {"explore_translation", R"({"sentence": ")" + many + R"("})", "--sentence"},
        {"explore_translation", R"({"beam": 0})", "--beam"},
        {"explore_writing", R"({"beginning": ")" + many + R"("})", "--beginning"},
        {"explore_writing", R"({"top-p": 2})", "--top-p"},
        {"explore_school", R"({"steps": 1})", "--steps"},
    };
    for (const auto& [name, options, about] : wrong) {
        const std::string said = refused(exploration(name), options);
        INFO(name << " " << options.substr(0, 60) << ": " << said);
        CHECK(said.find(about) != std::string::npos);
        CHECK(said.find('\n') == std::string::npos);
    }
}

TEST_CASE("explorations: without its model one says so", "[explorations]") {
    const TemporaryFolder empty;
    const EnvironmentVariable models("BOOK_MODELS", empty.path(""));
    CHECK(refused(exploration("explore_heads"), "{}").find("not on this site") !=
          std::string::npos);
    CHECK(refused(exploration("explore_writing"), "{}").find("not on this site") !=
          std::string::npos);
}

TEST_CASE("explore_tokens: the pieces are the text again, fewer with each merge",
          "[explorations]") {
    std::size_t before = 1000;
    for (int merges = 0; merges <= 20; merges += 5) {
        const Document document =
            answer(exploration("explore_tokens"),
                   fmt::format(R"({{"text": "aa bb aa bb aab", "merges": {}}})", merges));
        const auto pieces = static_cast<std::size_t>(number(document, "pieces"));
        std::string all;
        for (std::size_t i = 0; i < pieces; ++i) all += text(document, fmt::format("piece.{}", i));
        CHECK(all == "aa␣bb␣aa␣bb␣aab");
        CHECK(pieces <= before);
        before = pieces;
    }
    CHECK(before < 10);
}

TEST_CASE("explore_arrows: at right angles the score is 0, and lengths multiply it",
          "[explorations]") {
    const auto value = [](const std::string& options, const std::string& name) {
        return number(answer(exploration("explore_arrows"), options), name);
    };
    const std::string right_angle = R"({"query-x": 1, "query-y": 0.5, "key-x": -0.5, "key-y": 1})";
    CHECK(value(right_angle, "angle") == Approx(90));
    CHECK(value(right_angle, "first") + value(right_angle, "second") == Approx(0));
    CHECK(value(R"({"query-x": 1, "query-y": 0, "key-x": 1, "key-y": 0})", "cosine") == Approx(1));
    // An arrow without a length has no angle, and the page says something else.
    const Document nowhere =
        answer(exploration("explore_arrows"), R"({"query-x": 0, "query-y": 0})");
    CHECK(nowhere.find("angle") == nullptr);
    CHECK(exit_status(nowhere) == 0);
}

TEST_CASE("explore_softmax: rows are shares, and what is hidden gets none", "[explorations]") {
    for (const std::string mask : {"nothing", "what comes later", "the last word"}) {
        const Document document = answer(exploration("explore_softmax"),
                                         R"({"temperature": 0.5, "mask": ")" + mask + "\"}");
        const auto& rows = document.find("weights")->value.array();
        REQUIRE(rows.size() == 3);
        for (std::size_t r = 0; r < 3; ++r) {
            double sum = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                const double w = std::get<double>(rows[r].array()[c].data());
                sum += w;
                const bool hidden =
                    (mask == "what comes later" && c > r) || (mask == "the last word" && c == 2);
                CHECK((w == 0) == hidden);
            }
            CHECK(sum == Approx(1));
        }
    }
}

TEST_CASE("explore_writing: a draw is the same each time, and temperature 0 draws nothing",
          "[explorations]") {
    const SmallModels models;
    const auto written = [](const std::string& options) {
        return to_html(answer(exploration("explore_writing"), options), {});
    };
    CHECK(written(R"({"draw": 2})") == written(R"({"draw": 2})"));
    CHECK(written(R"({"draw": 2})") != written(R"({"draw": 3})"));
    CHECK(written(R"({"draw": 2, "temperature": 0})") ==
          written(R"({"draw": 3, "temperature": 0})"));
}

TEST_CASE("explore_school: it is the book's training, and is heard on the way",
          "[explorations][slow]") {
    std::vector<std::string> heard;
    on_progress([&](const std::string& json) { heard.push_back(json); });
    const Document document = answer(exploration("explore_school"), R"({"steps": 20})");
    on_progress({});
    REQUIRE(heard.size() == 3);  // after 1, 10 and 20 steps
    CHECK(parse_json(heard[2])["progress"]["step"] == 20);
    CHECK(parse_json(heard[0])["progress"]["loss"] > parse_json(heard[2])["progress"]["loss"]);
    CHECK(number(document, "steps") == 20);
    CHECK(exit_status(document) == 0);
}
