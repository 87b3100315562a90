// Chapter 08: what other programs rely on, what a quick run leaves unjudged, what is refused.
#include <string>

#include "chapters/run_chapter.h"

using namespace book;
using nlohmann::json;

namespace {

const std::string kLearning = "08_learning";

}  // namespace

TEST_CASE("chapter 08: every gradient agrees with finite differences, as far as float can say",
          "[chapters]") {
    const json page = page_of(kLearning, "--quick");
    // Rounding of a float, 6e-8, over a nudge of 1/16, some ten additions deep: near 1e-5. A lost
    // factor costs 0.1 and more.
    CHECK(page["values"]["gradient.max_error"].get<double>() > 1e-7);
    CHECK(page["values"]["gradient.max_error"].get<double>() < 2e-4);
    CHECK(page["values"]["dw"] == 6);  // the chain rule on paper
    int not_run = 0;
    for (const json& check : page["checks"]) not_run += check["holds"].is_null();
    CHECK(not_run == 8);  // what three habits do, what the translator has learnt
}

TEST_CASE("chapter 08: a loss that is no longer a number is said, not drawn", "[chapters]") {
    // Adam's steps are as long as the rate: after some of them no softmax has a number left.
    const ProgramRun lost = run_program(
        program(kLearning) + "--quick --rate 1000 --steps 20 --format markdown 2>/dev/null");
    CHECK(lost.status == 1);
    CHECK_THAT(lost.out, ContainsText("✗"));
    CHECK_THAT(lost.out, !ContainsText("nan"));
}

TEST_CASE("chapter 08: wrong use is one line on standard error, and status 2", "[chapters]") {
    for (const std::string wrong :
         {"--letters 2", "--letters 11", "--steps 0", "--rate 0", "--rate nan", "--rate -1",
          "--smoothing 1", "--dropout 1", "--warmup 1", "--lessons 0", "--lessons 1e9"})
        check_refused(kLearning, "--quick " + wrong);
}
