// Chapter 07 as a program: every shape of a pass, and the words of a model that has learnt nothing.
#include <string>
#include <vector>

#include "chapters/run_chapter.h"

using namespace book;
using nlohmann::json;

namespace {

const std::string kEncoderDecoder = "07_encoder_decoder";

json values_with(const std::string& knobs) { return page_of(kEncoderDecoder, knobs)["values"]; }

std::vector<int> shape_of(const json& values, const std::string& name) {
    for (const json& row : values["shapes"])
        if (row[0] == name) return {row[1], row[2]};
    return {};
}

}  // namespace

TEST_CASE("chapter 07: the shapes are those of the knobs", "[chapters]") {
    const json v = values_with("--width 32 --heads 2 --layers 3");
    const int s = v["s.rows"], t = v["t.rows"], vocabulary = v["vocabulary"];
    const auto is = [&](const char* name, int rows, int cols) {
        CAPTURE(name);
        CHECK(shape_of(v, name) == std::vector<int>{rows, cols});
    };
    is("encoder.input", s, 32);
    is("encoder.2.self_attention.weights.head.1", s, s);
    is("encoder.2.feed_forward.inner", s, 128);
    is("encoder.2.output", s, 32);
    is("decoder.0.self_attention.weights.head.0", t, t);
    is("decoder.2.cross_attention.query", t, 32);
    is("decoder.2.cross_attention.key", s, 32);
    is("decoder.2.cross_attention.weights.head.1", t, s);
    is("decoder.2.cross_attention.out.head.1", t, 16);
    is("logits", t, vocabulary);
    CHECK(s != t);
}

TEST_CASE("chapter 07: an untrained model says four words, and the same ones again", "[chapters]") {
    const json v = values_with("");
    const std::vector<std::string> said = v["steps.untrained"];
    CHECK(said.size() == 4);
    CHECK(said != std::vector<std::string>{"I", "␣love", "␣doughnuts", "<end>"});
    CHECK(values_with("")["steps.untrained"] == said);
    CHECK(v["entropy"].get<double>() < v["ln.v"].get<double>());
    CHECK(v["entropy"].get<double>() > 0.9 * v["ln.v"].get<double>());
}

TEST_CASE("chapter 07: a page about another sentence, and at another temperature", "[chapters]") {
    const json cold = values_with("--sentence 'Le chien mord le facteur' --temperature 0.01");
    CHECK(cold["babble.drawn"] == cold["babble.greedy"]);  // so cold that there is no choice
    CHECK(values_with("--temperature 100")["babble.drawn"] != cold["babble.drawn"]);
}

TEST_CASE("chapter 07: wrong use is one line, and status 2", "[chapters]") {
    for (const std::string wrong :
         {"--width 33", "--width 8", "--heads 5", "--layers 4", "--depth 5", "--length 3",
          "--temperature 0", "--sentence ''", "--target x",
          "--sentence \"$(printf 'zzz %.0s' $(seq 30))\"", "--target \"$(printf '\\377')\""})
        check_refused(kEncoderDecoder, wrong);
}
