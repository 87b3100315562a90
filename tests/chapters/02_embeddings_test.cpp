// Chapter 02: the article's map, measured (FACTS.md, section 1), and real vectors.
#include <string>

#include "chapters/run_chapter.h"
#include "temporary_folder.h"

using namespace book;
using nlohmann::json;

namespace {

const std::string kEmbeddings = "02_embeddings";

}  // namespace

TEST_CASE("chapter 02: the article's map by ruler and by cosine", "[chapters]") {
    const json v = page_of(kEmbeddings, "--quick")["values"];
    const auto number = [&](const char* name) { return v.at(name).get<double>(); };
    CHECK_THAT(number("distance.euclid.love.doughnuts"), WithinAbs(0.1414, 5e-5));
    CHECK_THAT(number("distance.euclid.love.taxes"), WithinAbs(1.0630, 5e-5));
    CHECK_THAT(number("distance.euclid.doughnuts.taxes"), WithinAbs(0.9220, 5e-5));
    CHECK_THAT(number("distance.euclid.I.taxes"), WithinAbs(0.1000, 5e-5));
    CHECK_THAT(number("similarity.cosine.love.doughnuts"), WithinAbs(1.0000, 5e-5));
    CHECK_THAT(number("similarity.cosine.doughnuts.taxes"), WithinAbs(0.9978, 5e-5));
    for (const char* pair : {"I.love", "I.doughnuts"}) {
        CHECK(number((std::string("distance.euclid.") + pair).c_str()) > 0.8);
        CHECK(number((std::string("similarity.cosine.") + pair).c_str()) < 0.93);
    }
}

TEST_CASE("chapter 02: the page is the same for every number of threads", "[chapters]") {
    const json one = page_of(kEmbeddings, "--quick --threads 1"),
               four = page_of(kEmbeddings, "--quick --threads 4");
    CHECK(one["values"] == four["values"]);
    CHECK(one["checks"] == four["checks"]);
}

TEST_CASE("chapter 02: every knob keeps its claims at both ends", "[chapters]") {
    for (const char* knob : {"--window 2", "--window 12", "--width 4", "--width 64", "--seed 9"}) {
        CAPTURE(knob);
        for (const json& check : page_of(kEmbeddings, knob)["checks"])
            CHECK(check["holds"] == true);
    }
}

TEST_CASE("chapter 02: real vectors are asked, and a damaged file is one line", "[chapters]") {
    const TemporaryFolder folder;
    const std::string good = folder.write("good.txt",
                                          "love 1 0 0\ndoughnuts 0 1 0\ntaxes 1 1 0\n"
                                          "king 0 0 1\nman 0 0.5 1\n");
    const json v = page_of(kEmbeddings, "--vectors " + good)["values"];
    CHECK_THAT(v["real.euclid.love.taxes"].get<double>(), WithinAbs(1, 1e-6));
    CHECK_THAT(v["real.cosine.doughnuts.taxes"].get<double>(), WithinAbs(0.7071, 1e-4));
    CHECK(v["real.asked"] == 2);  // no hate, no I

    for (const char* text : {"", "love 1 2\ntaxes 1\n", "love 1 x\n", "love nan 1\n"}) {
        const std::string bad = folder.write("bad.txt", text);
        const std::string said = check_refused(kEmbeddings, "--vectors " + bad);
        CHECK(lines_of(said) == 2);  // the banner and the line
        CHECK_THAT(said, ContainsText("bad.txt"));
    }
    for (const char* wrong : {"--word nosuchword", "--word \"$(printf '\\377')\"", "--width 3"})
        check_refused(kEmbeddings, wrong);
}
