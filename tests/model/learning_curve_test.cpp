#include "model/learning_curve.h"

#include "catch.h"
#include "core/require.h"
#include "temporary_folder.h"

using namespace book;

namespace {

Examination examined(std::int64_t step) {
    Examination e;
    e.step = step;
    e.epochs = double(step) / 100;
    e.mean_loss = 3;
    e.loss = 2.5;
    e.score = 12.25;
    return e;
}

constexpr const char* kHead = "epochs,step,seconds,training_loss,validation_loss,bleu\n";

}  // namespace

TEST_CASE("learning curve: what was written is read, and goes on after a step", "[model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("curve.csv");
    LearningCurve first(path, 0);
    first.add(examined(100), 1.5);
    first.add(examined(200), 3);
    const std::vector<CurvePoint> two = read_learning_curve(path);
    REQUIRE(two.size() == 2);
    CHECK(two[0] == CurvePoint{1, 100, 1.5, 3, 2.5, 12.25});

    LearningCurve again(path, 100);  // that of step 200 was after the state that was saved
    again.add(examined(300), 4);
    const std::vector<CurvePoint> then = read_learning_curve(path);
    REQUIRE(then.size() == 2);
    CHECK(then[0] == two[0]);
    CHECK(then[1].step == 300);
}

TEST_CASE("learning curve: what is no such file is refused with its line", "[model]") {
    const TemporaryFolder folder;
    const std::string head = kHead;
    const auto read = [&](const std::string& text) {
        return [path = folder.write("c.csv", text)] { read_learning_curve(path); };
    };
    CHECK_NOTHROW(read(head + "1,2,3,4,5,6\n")());
    CHECK_THROWS_WITH(read("a,b\n")(), ContainsText("c.csv:1: the line must be epochs,"));
    CHECK_THROWS_WITH(read(head + "1,2,3,4,5\n")(), ContainsText("c.csv:2: ends before its"));
    CHECK_THROWS_WITH(read(head + "1,2,3,4,5,6,7\n")(), ContainsText("more than it should"));
    CHECK_THROWS_WITH(read(head + "1,x,3,4,5,6\n")(), ContainsText("\"x\" is no step"));
    CHECK_THROWS_AS(read_learning_curve(folder.path("none")), InputError);
}
