#include "memory/campaign.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <thread>

#include "catch.h"
#include "core/parallel.h"
#include "host/files.h"
#include "memory/parts.h"
#include "memory/trial_plan.h"
#include "temporary_folder.h"

using namespace book;

namespace {

MemoryCell tiny(Mixer mixer = Mixer::lstm) {
    MemoryCell cell;
    cell.group = "test";
    cell.task = capacity_task(2, 16);
    cell.model.mixer = mixer;
    cell.model.width = 8;
    cell.model.size = 8;
    cell.learning.steps = 2;
    cell.learning.batch = 4;
    cell.learning.examined = 10;
    cell.seeds = 2;
    return cell;
}

// A record as if it had been made.
MemoryRecord made(const MemoryCell& cell, double rate, double loss,
                  std::uint64_t seed = kRateSeed) {
    MemoryRecord record{cell.trial(rate, seed), {}, 1.5};
    record.outcome.parameters = 7;
    record.outcome.validation = {loss, 0.5};
    record.outcome.test = {loss + 0.1, 0.25 * static_cast<double>(seed % 4)};
    record.outcome.by_pairs = {0.75, 0.125};
    record.outcome.losses = {3, 1.0 / 3};
    return record;
}

std::vector<double> rates_of(const std::vector<MemoryTrial>& trials) {
    std::vector<double> rates;
    for (const MemoryTrial& trial : trials) rates.push_back(trial.learning.rate);
    return rates;
}

}  // namespace

TEST_CASE("rates: first those that are named, then beyond the best, then closer to it",
          "[memory]") {
    const MemoryCell cell = tiny();
    std::vector<MemoryRecord> records;
    CHECK(rates_of(missing_trials(cell, records)) == cell.rates);
    CHECK(missing_trials(cell, records)[0].seed == kRateSeed);
    records = {made(cell, 0.001, 3), made(cell, 0.003, 2), made(cell, 0.01, 1)};
    CHECK(rates_of(missing_trials(cell, records)) == std::vector<double>{0.03});
    records.push_back(made(cell, 0.03, 1.5));
    CHECK(rates_of(missing_trials(cell, records)) == std::vector<double>{0.0055, 0.017});
    records.push_back(made(cell, 0.0055, 0.9));
    CHECK(rates_of(missing_trials(cell, records)) == std::vector<double>{0.017});
    records.push_back(made(cell, 0.017, 1.1));
    const std::vector<MemoryTrial> last = missing_trials(cell, records);
    CHECK(rates_of(last) == std::vector<double>{0.0055, 0.0055});
    CHECK(last[0].seed == 1);
    CHECK(last[1].seed == 2);
    records.push_back(made(cell, 0.0055, 0.5, 2));
    records.push_back(made(cell, 0.0055, 0.5, 1));
    CHECK(missing_trials(cell, records).empty());
    const CellSummary summary = summarise(cell, records);
    CHECK(summary.is_inside());
    CHECK(summary.rate() == 0.0055);
    CHECK(summary.right() == std::vector<double>{0.25, 0.5});  // by seed
    CHECK(summary.right(2) == std::vector<double>{0.125, 0.125});
    CHECK_THROWS_AS(summary.right(4), Error);
}

TEST_CASE("rates: who only guesses is not excused, and a lost training is no best", "[memory]") {
    MemoryCell cell = tiny();
    cell.closer = false;
    const double lost = std::numeric_limits<double>::infinity();
    std::vector<MemoryRecord> records{made(cell, 0.001, 2.0), made(cell, 0.003, 2.1),
                                      made(cell, 0.01, lost)};
    for (const double rate : {0.0003, 0.0001, 3e-5, 1e-5}) {
        CHECK(rates_of(missing_trials(cell, records)) == std::vector<double>{rate});
        records.push_back(made(cell, rate, 2.0 - 0.001 / rate));
    }
    // There is nothing beyond, and it is reported as it is.
    CHECK(missing_trials(cell, records).size() == 2);
    CHECK_FALSE(summarise(cell, records).is_inside());
}

TEST_CASE("of rates that have learnt all there is, the one that learnt soonest is the best",
          "[memory]") {
    MemoryRecord soon = made(tiny(), 0.01, 0.009);
    MemoryRecord late = made(tiny(), 0.001, 0.001);
    soon.outcome.losses = {1, 0.1};
    late.outcome.losses = {3, 0.1};
    CHECK(is_better(soon, late));
    CHECK_FALSE(is_better(late, soon));
    soon.outcome.validation.loss = 0.011;  // not all of it
    CHECK(is_better(late, soon));
}

TEST_CASE("the seed that rates are chosen by enters no result", "[memory]") {
    MemoryCell cell = tiny();
    cell.closer = false;
    const std::vector<MemoryRecord> records{made(cell, 0.001, 2), made(cell, 0.003, 1),
                                            made(cell, 0.01, 2), made(cell, 0.003, 1, 1),
                                            made(cell, 0.001, 0, 1)};
    const CellSummary summary = summarise(cell, records);
    REQUIRE(summary.seeds.size() == 1);
    CHECK(summary.seeds[0].trial.seed == 1);
    CHECK(summary.rate() == 0.003);
}

TEST_CASE("rates go up and down by about three, and half-way in between", "[memory]") {
    CHECK(next_rate(0.003, true) == 0.01);
    CHECK(next_rate(0.01, true) == 0.03);
    CHECK(next_rate(0.003, false) == 0.001);
    CHECK(next_rate(0.001, false) == 0.0003);
    CHECK(rate_between(0.003, 0.01) == 0.0055);
    CHECK(rate_between(0.01, 0.03) == 0.017);
}

TEST_CASE("records read back to the same bits, in an order of their own", "[memory]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("trials.csv");
    CHECK(read_records(path).empty());
    const double lost = std::numeric_limits<double>::infinity();
    const std::vector<MemoryRecord> records{made(tiny(Mixer::delta), 0.1 + 0.2, 1.0 / 3),
                                            made(tiny(), 0.01, lost), made(tiny(), 0.003, 2, 5),
                                            made(tiny(), 0.003, 2, 1)};
    write_records(path, records);
    const std::string text = text_of(path);
    std::vector<MemoryRecord> back = read_records(path);
    REQUIRE(back.size() == 4);
    for (const MemoryRecord& record : records) {
        const MemoryRecord* found = find_record(back, record.trial);
        REQUIRE(found != nullptr);
        CHECK(found->outcome.validation.loss == record.outcome.validation.loss);
        CHECK(found->outcome.losses == record.outcome.losses);
        CHECK(found->outcome.by_pairs == record.outcome.by_pairs);
    }
    std::reverse(back.begin(), back.end());
    write_records(path, back);
    CHECK(text_of(path) == text);
}

TEST_CASE("adding records loses none, whoever adds at the same time", "[memory]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("trials.csv");
    const auto add_some = [&](Mixer mixer) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed)
            add_records(path, {made(tiny(mixer), 0.01, 1, seed)});
    };
    std::thread other(add_some, Mixer::gru);
    add_some(Mixer::rnn);
    other.join();
    CHECK(read_records(path).size() == 20);
    MemoryRecord again = made(tiny(Mixer::rnn), 0.01, 5, 3);
    const std::vector<MemoryRecord> all = add_records(path, {again});
    CHECK(find_record(all, again.trial)->outcome.validation.loss == 1);  // what stands there stays
}

TEST_CASE("a damaged record is named by file and line", "[memory]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("trials.csv");
    write_records(path, {made(tiny(), 0.01, 1, 1), made(tiny(), 0.01, 1, 2)});
    const std::string text = text_of(path);
    const auto refusal = [&](const std::string& from, const std::string& to) {
        std::string damaged = text;
        damaged.replace(damaged.find(from), from.size(), to);
        write_whole(path, damaged);
        try {
            read_records(path);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string("none");
    };
    const auto is_told = [&](const std::string& from, const std::string& to,
                             const std::string& part) {
        const std::string told = refusal(from, to);
        CAPTURE(told);
        return told.find("trials.csv:") != std::string::npos &&
               told.find(part) != std::string::npos;
    };
    CHECK(refusal("lstm", "lstm") == "none");
    CHECK(is_told("lstm", "lost", "there is none"));
    CHECK(is_told(",yes,", ",perhaps,", "\"perhaps\" is no yes or no"));
    CHECK(is_told("0.75 0.125", "0.75", "no trial ends with such numbers"));
    CHECK(is_told("0.75 0.125", "0.75 1.125", "no trial ends with such numbers"));
    CHECK(is_told("0.75 0.125", "0.75 x", "is no list of shares"));
    CHECK(is_told("capacity,2", "capacity,3", "must be a power of two"));
    CHECK(is_told(",1.5\n", ",1.5,\n", "has more than it should"));
    CHECK(is_told("task,", "tusk,", "not the columns"));
    write_whole(path, text.substr(0, text.size() - 1));
    CHECK_THROWS_AS(read_records(path), InputError);
    write_whole(path, text + text.substr(text.rfind('\n', text.size() - 2) + 1));
    CHECK_THROWS_AS(read_records(path), InputError);
    for (std::size_t i = 0; i < text.size();
         i += 3) {  // anything may stand there; nothing may crash
        std::string damaged = text;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x15);
        write_whole(path, damaged);
        try {
            read_records(path);
        } catch (const InputError&) {
        }
    }
}

TEST_CASE("a campaign makes what is missing, on one thread or several, and goes on",
          "[memory][slow]") {
    const TemporaryFolder folder;
    const int threads = thread_count();
    std::vector<std::string> texts;
    for (const int n : {1, 3}) {
        set_thread_count(n);
        const std::string path = folder.path(fmt::format("{}.csv", n));
        const std::vector<MemoryCell> cells{tiny(Mixer::lstm), tiny(Mixer::attention)};
        int told = 0;
        record_cells(cells, path,
                     [&](int done, int, const MemoryRecord&) { CHECK(done == ++told); });
        std::vector<MemoryRecord> all = read_records(path);
        CHECK(static_cast<int>(all.size()) == told);
        for (const MemoryCell& cell : cells) CHECK(missing_trials(cell, all).empty());
        for (MemoryRecord& record : all) record.seconds = 0;
        write_records(path, all);
        texts.push_back(text_of(path));

        all.erase(std::remove_if(all.begin(), all.end(),
                                 [](const MemoryRecord& record) { return record.trial.seed == 2; }),
                  all.end());
        write_records(path, all);
        record_cells(cells, path);
        std::vector<MemoryRecord> again = read_records(path);
        for (MemoryRecord& record : again) record.seconds = 0;
        write_records(path, again);
        CHECK(text_of(path) == texts.back());
    }
    set_thread_count(threads);
    CHECK(texts[0] == texts[1]);
}

TEST_CASE("the parts of a campaign are all of it, each cell once", "[memory]") {
    std::vector<MemoryCell> cells(7, tiny());
    for (int i = 0; i < 7; ++i) cells[i].learning.steps = 10 + i;
    std::vector<int> seen;
    for (const char* part : {"1/3", "2/3", "3/3"})
        for (const MemoryCell& cell : part_of(cells, part)) seen.push_back(cell.learning.steps);
    std::sort(seen.begin(), seen.end());
    CHECK(seen == std::vector<int>{10, 11, 12, 13, 14, 15, 16});
    for (const char* wrong : {"", "1", "0/3", "4/3", "1/0", "a/3", "1/3x", "/"})
        CHECK_THROWS_AS(part_of(cells, wrong), InputError);
}

TEST_CASE("what is planned for the page can be done, and nothing of it twice", "[memory]") {
    const std::vector<MemoryCell> cells = recorded_memories();
    CHECK(cells.size() > 60);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (const double rate : cells[i].rates)
            CHECK_NOTHROW(check_trial(cells[i].trial(rate, 1)));
        CHECK(cells[i].seeds >= 3);
        for (std::size_t j = 0; j < i; ++j)
            CHECK_FALSE(cells[i].trial(0.01, 1) == cells[j].trial(0.01, 1));
    }
}

TEST_CASE("the trials that stand beside the page can be read, and belong to its plan", "[memory]") {
    const std::vector<MemoryRecord> records =
        read_records(std::string(BOOK_SOURCE_DIR) + "/chapters/09_rnn_comparison/trials.csv");
    CHECK(records.size() > 100);
    const std::vector<MemoryCell> cells = recorded_memories();
    for (const MemoryRecord& record : records) {
        const double rate = record.trial.learning.rate;
        CHECK(std::any_of(cells.begin(), cells.end(), [&](const MemoryCell& cell) {
            return cell.trial(rate, record.trial.seed) == record.trial;
        }));
    }
}
