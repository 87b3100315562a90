#include "recall/sweep.h"

#include <algorithm>

#include "catch.h"
#include "temporary_folder.h"

using namespace book;

namespace {

Trial cell() {
    Trial t;
    t.task = {Task::recall, 16, 2, 16};
    t.width = 16;
    t.examples = 0;
    t.held_out = 50;
    t.steps = 20;
    t.batch = 8;
    return t;
}

Sweep of(std::vector<Memory> models, std::vector<double> rates, int seeds) {
    return {{cell()}, std::move(models), std::move(rates), seeds, true};
}

// A row as if it had been made.
Row row(double rate, double accuracy, std::uint64_t seed = 1, int steps = 20) {
    Row r{cell(), {}, "test"};
    r.trial.model = Memory::lstm;
    r.trial.rate = rate;
    r.trial.seed = seed;
    r.outcome.state = equal_state(Memory::lstm, r.trial.task, r.trial.width);
    r.outcome.parameters = 1;
    r.outcome.steps = steps;
    r.outcome.accuracy = accuracy;
    r.outcome.loss = 1 - accuracy;
    return r;
}

std::vector<double> rates_of(const std::vector<Trial>& trials) {
    std::vector<double> rates;
    for (const Trial& t : trials) rates.push_back(t.rate);
    return rates;
}

}  // namespace

TEST_CASE("sweep: first the rates, then seeds for the best, if it lies inside", "[recall]") {
    const Sweep sweep = of({Memory::lstm}, {0.001, 0.003, 0.01}, 3);
    CHECK(missing_trials(sweep, {}).size() == 3);
    std::vector<Row> rows{row(0.001, 0.6), row(0.01, 0.7)};
    CHECK(rates_of(missing_trials(sweep, rows)) == std::vector<double>{0.003});
    rows.push_back(row(0.003, 0.9));
    const std::vector<Trial> seeds = missing_trials(sweep, rows);
    REQUIRE(seeds.size() == 2);
    CHECK((seeds[0].rate == 0.003 && seeds[0].seed == 2 && seeds[1].seed == 3));
    rows.push_back(row(0.003, 0.8, 2));
    rows.push_back(row(0.003, 0.7, 3));
    CHECK(missing_trials(sweep, rows).empty());
    const Summary s = summarise(rows, cell(), Memory::lstm);
    CHECK(s.inside());
    CHECK_THAT(s.mean(&Outcome::accuracy), WithinAbs(0.8, 1e-12));
    CHECK_THAT(s.spread(&Outcome::accuracy), WithinAbs(0.2, 1e-12));
}

TEST_CASE("sweep: a best rate at the edge asks for its neighbour, a guess does not", "[recall]") {
    const Sweep sweep = of({Memory::lstm}, {0.003, 0.01}, 1);
    CHECK(rates_of(missing_trials(sweep, {row(0.003, 0.7), row(0.01, 0.9)})) ==
          std::vector<double>{0.03});
    CHECK(rates_of(missing_trials(sweep, {row(0.003, 0.9), row(0.01, 0.7)})) ==
          std::vector<double>{0.001});
    CHECK(rates_of(missing_trials(sweep, {row(0.003, 0.7), row(0.01, 0.8), row(0.03, 0.9)})) ==
          std::vector<double>{0.1});
    CHECK(missing_trials(sweep, {row(0.003, 0.52), row(0.01, 0.54)}).empty());  // 2 pairs: a half
    Sweep narrow = sweep;
    narrow.widen = false;
    CHECK(missing_trials(narrow, {row(0.003, 0.7), row(0.01, 0.9)}).empty());
}

TEST_CASE("sweep: of two that have learnt, the one with fewer steps is the better", "[recall]") {
    CHECK(better(row(0.01, 0.99, 1, 10), row(0.01, 1.0, 1, 20)));
    CHECK(better(row(0.01, 0.99, 1, 20), row(0.01, 0.98, 1, 10)));
    CHECK(better(row(0.01, 0.6), row(0.01, 0.5)));
    CHECK_FALSE(better(row(0.01, 1.0), row(0.01, 1.0)));
}

TEST_CASE("sweep: interrupted and resumed, it comes to the same rows", "[recall]") {
    const TemporaryFolder folder;
    const Sweep sweep = of({Memory::rnn, Memory::attention}, {0.003, 0.01}, 2);
    std::vector<Row> whole;
    run_sweep(sweep, whole, folder.path("whole.csv"), "a test");
    CHECK(whole.size() >= 4);
    std::vector<Row> part(whole.begin(), whole.begin() + 2);  // the power failed here
    write_results(folder.path("part.csv"), part);
    part = read_results(folder.path("part.csv"));
    run_sweep(sweep, part, folder.path("part.csv"), "a test");
    const std::vector<Row> a = read_results(folder.path("whole.csv")),
                           b = read_results(folder.path("part.csv"));
    REQUIRE(a.size() == whole.size());
    REQUIRE(b.size() == a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].trial == b[i].trial);
        CHECK(a[i].outcome.loss == b[i].outcome.loss);  // the same bits, through the file, too
        CHECK(a[i].outcome.accuracy == b[i].outcome.accuracy);
        CHECK(a[i].command == "a test");
    }
    const std::string before = read_whole_file(folder.path("part.csv"));
    run_sweep(sweep, part, folder.path("part.csv"), "a test");  // nothing is missing
    CHECK(read_whole_file(folder.path("part.csv")) == before);
}

TEST_CASE("results: the rows of chapter 09, read and written, are the same file", "[recall]") {
    const std::string recorded = BOOK_SOURCE_DIR "/chapters/09_rnn_comparison/results.csv";
    const TemporaryFolder folder;
    const std::vector<Row> rows = read_results(recorded);
    CHECK(rows.size() > 100);
    write_results(folder.path("again.csv"), rows);
    CHECK(read_whole_file(folder.path("again.csv")) == read_whole_file(recorded));
}

TEST_CASE("sweep: what cannot be swept is refused, and so is a file that cannot be written",
          "[recall]") {
    std::vector<Row> rows;
    CHECK_THROWS_WITH(run_sweep(of({Memory::rnn}, {}, 1), rows, "", ""), ContainsText("rates"));
    CHECK_THROWS_WITH(run_sweep(of({}, {0.1}, 1), rows, "", ""), ContainsText("model"));
    CHECK_THROWS_WITH(run_sweep(of({Memory::rnn}, {0.1}, 0), rows, "", ""), ContainsText("seeds"));
    CHECK_THROWS_AS(run_sweep(of({Memory::rnn}, {0.1}, 1), rows, "/no/such/folder/x.csv", ""),
                    InputError);
}

TEST_CASE("results: a damaged file is refused, with the file and the line", "[recall]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("results.csv");
    CHECK(read_results(path).empty());  // there is none
    write_results(path, {row(0.003, 0.7), row(0.01, 1.0 / 3)});
    const std::string good = read_whole_file(path);
    CHECK(read_results(path).size() == 2);
    const auto refused = [&](const std::string& from, const std::string& to, const char* says) {
        std::string bad = good;
        const std::size_t at = bad.rfind(from);
        REQUIRE(at != std::string::npos);
        bad.replace(at, from.size(), to);
        CAPTURE(bad);
        const std::string file = folder.write("bad.csv", bad);
        CHECK_THROWS_WITH(read_results(file), ContainsText(file + ":3: ") && ContainsText(says));
    };
    refused("lstm", "elman", "model elman");
    refused("recall", "recite", "task recite");
    refused("0.01,1,", "0.01x,1,", "is no rate");
    refused("0.01,1,", "-0.01,1,", "rates");
    refused("0.01,1,", "0.003,1,", "the same trial stands above");
    refused("0.3333", "1.3333", "no trial ends so");
    refused("0.3333", "nan", "no ");
    refused(",test", "", "command");
    refused(",test", ",test,more", "more than it should");
    refused("test\n", "test", "cut off");
    refused("16,2,16", "16,5,16", "pairs");
    refused("16,2,16", "16,,16", "is no number of pairs");
    CHECK_THROWS_WITH(read_results(folder.write("bad.csv", "a,b\n")), ContainsText(":1: "));
    // Every beginning of the file is refused or a shorter file, never a crash.
    for (std::size_t n = 0; n < good.size(); ++n) {
        const std::string file = folder.write("cut.csv", good.substr(0, n));
        std::size_t rows = 0;
        try {
            rows = read_results(file).size();
        } catch (const InputError&) {
        }
        CHECK(rows < 2);
    }
}
