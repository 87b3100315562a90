#include "recall/training.h"

#include <algorithm>
#include <cmath>

#include "catch.h"
#include "core/parallel.h"

using namespace book;

namespace {

Trial small_trial(Memory model) {
    Trial t;
    t.model = model;
    t.task = {Task::recall, 16, 2, 16};
    t.width = 16;
    t.examples = 0;
    t.held_out = 100;
    t.steps = 40;
    t.batch = 16;
    t.rate = 0.01;
    return t;
}

}  // namespace

TEST_CASE("memory models: equally many numbers, within 5%, and as many as are counted",
          "[recall]") {
    for (const TaskSettings task :
         {TaskSettings{Task::recall, 32, 2, 16}, TaskSettings{Task::recall, 64, 4, 256},
          TaskSettings{Task::copy, 10, 0, 0}, TaskSettings{Task::adding, 50, 0, 0}})
        for (const int width : {32, 64}) {
            std::vector<double> sizes;
            for (const Memory m : kMemories) {
                MemoryModel model(m, task, width, 1);
                sizes.push_back(static_cast<double>(model.parameters().size()));
                CHECK(model.parameters().size() ==
                      count_memory_parameters(m, task, width, model.state()));
            }
            const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
            CHECK(*most / *least < 1.05);
        }
    CHECK_THROWS_WITH(equal_state(Memory::gru, {Task::copy, 10, 0, 0}, 2), ContainsText("width"));
}

TEST_CASE("memory batch: word by word for a recurrent layer, example by example for attention",
          "[recall]") {
    Rng rng(8);
    const Examples all = draw_examples({Task::recall, 16, 2, 16}, 5, rng);
    MemoryBatch by_time, by_example;
    const std::vector<int> chosen{3, 0, 4};
    make_memory_batch(all, chosen, true, by_time);
    make_memory_batch(all, chosen, false, by_example);
    REQUIRE(by_time.tokens.size() == 48);
    for (int i = 0; i < 3; ++i)
        for (int t = 0; t < 16; ++t) {
            const auto at = [](int x) { return static_cast<std::size_t>(x); };
            const int token = all.tokens[at(chosen[at(i)] * 16 + t)];
            CHECK(by_time.tokens[at(t * 3 + i)] == token);
            CHECK(by_example.tokens[at(i * 16 + t)] == token);
        }
    CHECK(by_time.asked.size() == 6);
    CHECK(by_example.rows.count() == 3);
    std::vector<int> a = by_time.targets, b = by_example.targets;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    CHECK(a == b);
}

TEST_CASE("memory models: what comes later changes nothing that was said before", "[recall]") {
    Rng rng(9);
    for (const Memory m : kMemories) {
        CAPTURE(memory_name(m));
        Examples one = draw_examples({Task::copy, 5, 0, 0}, 1, rng);
        const MemoryModel model(m, {Task::copy, 5, 0, 0}, 16, 3);
        MemoryBatch batch;
        Tape tape(Tape::Mode::inference);
        make_memory_batch(one, std::vector<int>{0}, model.by_time(), batch);
        const Matrix before(model.answer(tape, batch).value());
        one.tokens[12] = 7;
        make_memory_batch(one, std::vector<int>{0}, model.by_time(), batch);
        tape.clear();
        const Matrix after(model.answer(tape, batch).value());
        CHECK(Matrix(before.view().row_block(0, 12)) == Matrix(after.view().row_block(0, 12)));
        CHECK(max_abs_difference(before.view().row_block(12, 13), after.view().row_block(12, 13)) >
              1e-4);
    }
}

TEST_CASE("trial: the same numbers on one thread, on two, and side by side", "[recall]") {
    const int threads = thread_count();
    for (const Memory m : kMemories) {
        CAPTURE(memory_name(m));
        set_thread_count(1);
        const Outcome one = run_trial(small_trial(m));
        set_thread_count(2);
        const Outcome two = run_trial(small_trial(m));
        Outcome beside[2];
        parallel_for_each(2, [&](std::ptrdiff_t i) { beside[i] = run_trial(small_trial(m)); });
        for (const Outcome& other : {two, beside[0], beside[1]}) {
            CHECK(one.loss == other.loss);
            CHECK(one.accuracy == other.accuracy);
        }
        Trial again = small_trial(m);
        again.seed = 2;
        CHECK(run_trial(again).loss != one.loss);
    }
    set_thread_count(threads);
}

TEST_CASE("trial: attention learns to recall, and ends when 99% are right", "[recall]") {
    Trial t = small_trial(Memory::attention);
    t.task = {Task::recall, 8, 2, 8};
    t.steps = 2000;
    t.batch = 32;
    const Outcome outcome = run_trial(t);
    CHECK(outcome.accuracy >= kLearnt);
    CHECK(outcome.steps < t.steps);
    CHECK(outcome.steps % (t.steps / kExams) == 0);
}

TEST_CASE("trial: a few numbers are added, and their loss is a mean square", "[recall]") {
    Trial t = small_trial(Memory::gru);
    t.task = {Task::adding, 4, 0, 0};
    t.steps = 300;
    t.batch = 32;
    const Outcome outcome = run_trial(t);
    CHECK(outcome.accuracy == 0);
    CHECK(outcome.loss < 0.3 * guessing_loss(t.task));
    CHECK(outcome.loss > 0);
}

TEST_CASE("trial: the rate rises in a line and falls to nothing", "[recall]") {
    Trial t;
    t.steps = 100;
    t.rate = 0.5;
    CHECK_THAT(trial_rate(t, 1), WithinAbs(0.1, 1e-12));
    CHECK(trial_rate(t, 5) == 0.5);
    CHECK_THAT(trial_rate(t, 52), WithinAbs(0.25, 0.01));
    CHECK_THAT(trial_rate(t, 100), WithinAbs(0, 1e-12));
}

TEST_CASE("trial: settings that cannot be are refused", "[recall]") {
    const auto refused = [](auto change) {
        Trial t = small_trial(Memory::lstm);
        change(t);
        CHECK_THROWS_AS(check_trial(t), InputError);
    };
    refused([](Trial& t) { t.rate = 0; });
    refused([](Trial& t) { t.rate = 2; });
    refused([](Trial& t) { t.rate = std::nan(""); });
    refused([](Trial& t) { t.steps = 0; });
    refused([](Trial& t) { t.examples = 8; });  // of which 16 are asked for
    refused([](Trial& t) { t.width = 3; });
    refused([](Trial& t) { t.task.pairs = 5; });
    CHECK_THROWS_WITH(memory_named("elman"), ContainsText("take rnn"));
}
