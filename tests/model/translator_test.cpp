#include "model/translator.h"

#include "catch.h"
#include "temporary_folder.h"
#include "text/utf8.h"

using namespace book;

namespace {

const std::vector<std::string> kLines{"J'aime les beignets", "le chien mord l'homme",
                                      "les beignets mordent le chien"};

Translator small_translator(bool lowercase, int max_length = 32) {
    Bpe bpe = Bpe::train(kLines, 20);
    TransformerConfig config;
    config.vocabulary = bpe.vocabulary_size();
    config.width = 16;
    config.heads = 2;
    config.feed_forward = 16;
    config.max_length = max_length;
    return {std::move(bpe), Transformer(config, 3), lowercase};
}

}  // namespace

TEST_CASE("Translator: a line among others is translated as it is alone", "[model]") {
    const Translator translator = small_translator(false);
    std::vector<std::string> lines;
    for (int i = 0; i < 100; ++i)  // several chunks
        lines.push_back(i % 7 == 0 ? ""
                                   : kLines[static_cast<std::size_t>(i % 3)].substr(
                                         0, static_cast<std::size_t>(i) / 5));
    for (int beam : {1, 4}) {
        DecodeOptions options;
        options.beam = beam;
        options.extra_length = 5;
        const auto together = translator.translate(lines, options);
        REQUIRE(together.size() == lines.size());
        for (std::size_t i = 0; i < lines.size(); i += 9) {
            CHECK(together[i].text == translator.translate(lines[i], options).text);
            if (prepare_text(lines[i], false).empty()) CHECK(together[i].text.empty());
        }
    }
}

TEST_CASE("Translator: whatever the model says is one line of valid UTF-8", "[model]") {
    const Translator translator = small_translator(false);
    std::string all_bytes = "a";
    for (int b = 0; b < 256; ++b) all_bytes += static_cast<char>(b);
    const std::string said = translator.decode(translator.bpe().encode(all_bytes + "b"));
    CHECK(first_invalid_utf8(said) == std::string::npos);
    for (char c : said) CHECK(static_cast<unsigned char>(c) >= 0x20);
    CHECK(translator.decode(translator.bpe().encode("  J'aime ça  ")) == "J'aime ça");
}

TEST_CASE("Translator: a line longer than the limit is named, and nothing else refused",
          "[model]") {
    const Translator translator = small_translator(false, 8);
    CHECK_NOTHROW(translator.check_lengths({"", "xxxxxxx"}));  // 7 bytes and <end>
    try {
        translator.translate(std::vector<std::string>{"a", "xxxxxxxx"});
        FAIL("accepted");
    } catch (const InputError& error) {
        CHECK(std::string(error.what()).find("line 2 has 9 tokens, the model reads at most 8") ==
              0);
    }
}

TEST_CASE("Translator: saved and loaded, it says the same", "[model]") {
    const TemporaryFolder folder;
    const Translator translator = small_translator(true);
    Checkpoint about;
    about.merges = translator.bpe().to_text();
    about.lowercase = true;
    save_checkpoint(folder.path("m"), translator.model(), about);
    const Translator loaded = Translator::load(folder.path("m"));
    CHECK(loaded.lowercase());
    CHECK(loaded.encode("J'AIME") == translator.encode("j'aime"));
    CHECK(loaded.translate(kLines[0]).text == translator.translate(kLines[0]).text);
    about.merges = "nonsense";
    save_checkpoint(folder.path("m"), translator.model(), about);
    CHECK_THROWS_AS(Translator::load(folder.path("m")), InputError);
    about.merges = Bpe().to_text();  // merges that do not fit the model
    save_checkpoint(folder.path("m"), translator.model(), about);
    CHECK_THROWS_AS(Translator::load(folder.path("m")), InputError);
}

TEST_CASE("Translator: attention has a row for each piece that was said", "[model]") {
    const Translator translator = small_translator(false);
    const auto source = translator.encode(kLines[0]);
    const auto target = translator.translate(kLines[0]).decoded.tokens();
    const AttentionMap map = translator.attention(source, target);
    REQUIRE(map.weights.shape() ==
            Shape{static_cast<int>(map.target.size()), static_cast<int>(map.source.size())});
    CHECK(map.source.size() == source.size() + 1);
    for (int r = 0; r < map.weights.rows(); ++r)
        CHECK_THAT(static_cast<double>(sum(map.weights.row(r))), WithinAbs(1, 1e-5));
    // The trace is of the same words: what it scores highest is what was said.
    const Trace trace = translator.explain(source, target);
    const Matrix& logits = trace.at("logits");
    for (std::size_t i = 0; i < target.size(); ++i)
        CHECK(argmax(logits.row(static_cast<int>(i))) == target[i]);
}
