#include "text/bleu.h"

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "catch.h"
#include "core/require.h"
#include "json.h"

using namespace book;
using nlohmann::json;

namespace {

// Both programs do the same operations in the same order; what may differ is the last bit of libm.
constexpr double kTolerance = 1e-9;

using Lines = std::vector<std::string>;

json read_json(const std::string& path) {
    std::ifstream file(path);
    INFO(path);
    REQUIRE(file.good());
    return parse_json({std::istreambuf_iterator<char>(file), {}});
}

void check_score(const BleuScore& ours, const json& theirs) {
    CHECK_THAT(ours.score, WithinAbs(theirs.at("score").get<double>(), kTolerance));
    const auto precisions = theirs.at("precisions").get<std::vector<double>>();
    for (std::size_t n = 0; n < 4; ++n)
        CHECK_THAT(ours.precisions[n], WithinAbs(precisions.at(n), kTolerance));
    CHECK_THAT(ours.brevity_penalty,
               WithinAbs(theirs.at("brevity_penalty").get<double>(), kTolerance));
    CHECK(json(ours.counts) == theirs.at("counts"));
    CHECK(json(ours.totals) == theirs.at("totals"));
    CHECK(ours.hypothesis_length == theirs.at("hypothesis_length"));
    CHECK(ours.reference_length == theirs.at("reference_length"));
    const auto signature = theirs.at("signature").get<std::string>();  // but for the version
    CHECK(ours.signature == signature.substr(0, signature.rfind(':')) + ":book-1");
}

}  // namespace

TEST_CASE("bleu: agrees with sacreBLEU on sentences of our own", "[text]") {
    const json fixture = read_json(BOOK_SOURCE_DIR "/tests/text/bleu_fixture.json");
    REQUIRE(fixture.at("cases").size() >= 60);
    for (const json& c : fixture.at("cases")) {
        CAPTURE(c.at("name").get<std::string>());
        const auto hypotheses = c.at("hypotheses").get<Lines>();
        const auto references = c.at("references").get<std::vector<Lines>>();
        Lines tokens;
        for (const std::string& line : hypotheses) tokens.push_back(tokenize_13a(line));
        CHECK(tokens == c.at("tokens").get<Lines>());
        check_score(bleu(hypotheses, references), c.at("mixed"));
        check_score(bleu(hypotheses, references, true), c.at("lowercase"));
    }
}

// BOOK_BLEU_TRUTH may name a file of corpora with sacreBLEU's scores: {"cases": [{"hyps", "refs",
// "bleu", "bleu_lc", "precisions", "bp", "sys_len", "ref_len", "counts", "totals"}]}.
TEST_CASE("bleu: agrees with sacreBLEU on the corpora of BOOK_BLEU_TRUTH, if it is set", "[text]") {
    const char* const path = std::getenv("BOOK_BLEU_TRUTH");
    if (path == nullptr) return;
    const json truth = read_json(path);
    for (const json& c : truth.at("cases")) {
        CAPTURE(c.at("name").get<std::string>());
        const auto hypotheses = c.at("hyps").get<Lines>();
        const auto references = c.at("refs").get<std::vector<Lines>>();
        const BleuScore ours = bleu(hypotheses, references);
        CHECK_THAT(ours.score, WithinAbs(c.at("bleu").get<double>(), kTolerance));
        CHECK_THAT(ours.brevity_penalty, WithinAbs(c.at("bp").get<double>(), kTolerance));
        CHECK(json(ours.counts) == c.at("counts"));
        CHECK(json(ours.totals) == c.at("totals"));
        CHECK(ours.hypothesis_length == c.at("sys_len"));
        CHECK(ours.reference_length == c.at("ref_len"));
        CHECK_THAT(bleu(hypotheses, references, true).score,
                   WithinAbs(c.at("bleu_lc").get<double>(), kTolerance));
    }
}

TEST_CASE("bleu: a small corpus, worked by hand", "[text]") {
    // the cat sat / the cat slept well: 2 of 3 words, 1 of 2 pairs, 0 of 1 triple, no 4-gram: 0.
    const BleuScore three = bleu({"the cat sat"}, {{"the cat slept well"}});
    CHECK(three.counts == std::array<std::int64_t, 4>{2, 1, 0, 0});
    CHECK(three.totals == std::array<std::int64_t, 4>{3, 2, 1, 0});
    CHECK_THAT(three.precisions[2], WithinAbs(50, kTolerance));  // 100 / (2 * 1)
    CHECK(three.score == 0);
    // a b c d / a b x d e: 3/4, 1/3, smoothed (1/2)/2 and (1/4)/1; four words for five.
    const BleuScore four = bleu({"a b c d"}, {{"a b x d e"}});
    const double mean = std::pow(75.0 * (100.0 / 3) * 25.0 * 25.0, 0.25);
    CHECK_THAT(four.brevity_penalty, WithinAbs(std::exp(1 - 5.0 / 4), kTolerance));
    CHECK_THAT(four.score, WithinAbs(std::exp(-0.25) * mean, kTolerance));
    CHECK(four.signature == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:book-1");
    CHECK(bleu({"a"}, {{"a"}, {"b"}}, true).signature ==
          "nrefs:2|case:lc|eff:no|tok:13a|smooth:exp|version:book-1");
}

TEST_CASE("bleu: a reference scores 100 against itself, and never more", "[text]") {
    const Lines text = {"The dog bites the man.", "J'aime les beignets, et toi ?"};
    CHECK_THAT(bleu(text, {text}).score, WithinAbs(100, kTolerance));
    CHECK_THAT(bleu(text, {{"x", "y"}, text}).score, WithinAbs(100, kTolerance));
}

TEST_CASE("bleu: files that do not answer line by line are refused", "[text]") {
    CHECK_THROWS_AS(bleu({}, {{}}), InputError);
    CHECK_THROWS_AS(bleu({"a"}, {}), InputError);
    CHECK_THROWS_AS(bleu({"a"}, {{"a", "b"}}), InputError);
    CHECK_THROWS_AS(bleu({"a"}, {{"a"}, {}}), InputError);
}

TEST_CASE("bleu: bytes that are no UTF-8 are words like others", "[text]") {
    const Lines text = {"\xFF \xC3 \xE2\x80 z", "a\xED\xA0\x80 b c d"};
    CHECK_THAT(bleu(text, {text}, true).score, WithinAbs(100, kTolerance));
}

TEST_CASE("tokenize_13a: points and commas are looked at twice", "[text]") {
    CHECK(tokenize_13a("x.,1") == "x . ,1");
    CHECK(tokenize_13a("1,000.5, 3.") == "1,000.5 , 3 .");
    CHECK(tokenize_13a("\"I don't,\" 10-year-old said") == "\" I don't , \" 10 - year-old said");
    CHECK(tokenize_13a(" \u00A0 ").empty());
}
