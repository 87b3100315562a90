// Chapter 09: what other programs rely on, a recorded row made again, what is refused.
#include <random>
#include <string>
#include <vector>

#include "chapters/run_chapter.h"
#include "recall/results.h"
#include "temporary_folder.h"

using namespace book;
using nlohmann::json;

namespace {

const std::string kMemory = "09_rnn_comparison";
const std::string kRecorded =
    std::string(BOOK_SOURCE_DIR) + "/chapters/" + kMemory + "/results.csv";

}  // namespace

TEST_CASE("chapter 09: half-lives, influence, accuracy and loss under the names agreed on",
          "[chapters]") {
    const json v = page_of(kMemory, "--quick")["values"];
    // Measured when the book was planned: 1.0, 1.4 and 1.5 words, at random starts of another kind.
    CHECK_THAT(v["memory.halflife.rnn"].get<double>(), WithinAbs(1.0, 0.3));
    CHECK_THAT(v["memory.halflife.gru"].get<double>(), WithinAbs(1.4, 0.4));
    CHECK_THAT(v["memory.halflife.lstm"].get<double>(), WithinAbs(1.5, 0.4));
    CHECK(v["memory.halflife.attention"] == "inf");
    for (const std::string model : {"rnn", "lstm", "gru", "attention"}) {
        CAPTURE(model);
        const std::vector<double> influence = v["memory.influence." + model];
        CHECK(influence.size() == (model == "attention" ? 63 : 64));
        CHECK((influence[20] < 0.01 * influence[0]) == (model != "attention"));
        const std::vector<double> right = v["recall.accuracy." + model];
        const std::vector<double> loss = v["copy.loss." + model];
        REQUIRE(right.size() == 4);
        CHECK(right[0] >= 0.99);
        CHECK((right[2] >= 0.99) >= (model == "attention"));
        CHECK(loss.size() >= 2);
    }
}

TEST_CASE("chapter 09: a recorded row, chosen afresh each time, is made again to the last bit",
          "[chapters]") {
    const std::vector<Row> rows = read_results(kRecorded);
    std::vector<std::size_t> cheap;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Trial& t = rows[i].trial;
        const double words = 1.0 * rows[i].outcome.steps * t.batch * sequence_length(t.task);
        // A few seconds on one thread.
        if (words * static_cast<double>(rows[i].outcome.parameters) < 1.3e10) cheap.push_back(i);
    }
    REQUIRE(cheap.size() > 10);
    std::random_device dice;
    const std::size_t chosen = cheap[dice() % cheap.size()];
    CAPTURE(chosen + 1);
    const std::string row = " --row " + std::to_string(chosen + 1);
    const json page = page_of(kMemory, row + " --threads 1");
    CHECK(page["checks"].size() >=
          1);  // "every number of it is the same": held, or the status is 1
    CHECK_THAT(page["values"]["row.loss"].get<double>(),
               WithinRel(rows[chosen].outcome.loss, 1e-6));  // JSON has the digits of a float

    // A row that was touched is found out.
    const TemporaryFolder folder;
    std::vector<Row> touched = rows;
    touched[chosen].outcome.loss +=
        1e-12 * (1 + touched[chosen].outcome.loss);  // 0 is touched, too
    write_results(folder.path("touched.csv"), touched);
    CHECK(run_program(program(kMemory) + row + " --csv " + folder.path("touched.csv") +
                      " >/dev/null 2>&1")
              .status == 1);
}

TEST_CASE("chapter 09: wrong use is one line on standard error, and status 2", "[chapters]") {
    const TemporaryFolder folder;
    const std::string damaged = folder.write("damaged.csv", "nothing of the kind\n");
    for (const std::string& wrong :
         {std::string("--model elman"), std::string("--task repeat"), std::string("--length 0"),
          std::string("--length 33"), std::string("--pairs 9"), std::string("--vocabulary 7"),
          std::string("--vocabulary 8"), std::string("--rates ''"), std::string("--rates 0.1,"),
          std::string("--rates 0"), std::string("--rates 1e-3x"), std::string("--rates nan"),
          std::string("--seeds 0"), std::string("--row 99999"), "--csv " + damaged,
          "--csv " + folder.path("none.csv"), "--csv " + folder.path(""),
          std::string("--task copy --pairs 2")})
        check_refused(kMemory, "--quick " + wrong);
    // What a C++ compiler takes for a number and the book does not.
    for (const char* wrong : {"--rates 0x1", "--rates ' 0.01'"})
        check_refused(kMemory, std::string("--quick ") + wrong);
}
