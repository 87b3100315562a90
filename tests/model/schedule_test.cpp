// How a training paces itself, and which of its models it keeps.
#include <algorithm>
#include <cmath>
#include <utility>

#include "catch.h"
#include "small_training.h"

using namespace book;

TEST_CASE("Trainer: the learning rate rises to its peak and falls with the root", "[model]") {
    Transformer model(small_config(), 1);
    const auto train = backwards(5, 1);
    TrainerOptions options = small_options();
    options.warmup = 100;
    options.learning_rate = 0.002;
    const Trainer given(model, train, {}, options);
    CHECK_THAT(given.learning_rate(100), WithinRel(0.002, 1e-12));
    CHECK_THAT(given.learning_rate(50), WithinRel(0.001, 1e-12));
    CHECK_THAT(given.learning_rate(400), WithinRel(0.001, 1e-12));
    options.learning_rate = 0;
    const Trainer paper(model, train, {}, options);
    CHECK_THAT(paper.learning_rate(100), WithinRel(1 / std::sqrt(16.0 * 100.0), 1e-12));
}

TEST_CASE("Trainer: in the last epochs the rate cools down to nothing in a line", "[model]") {
    const auto train = backwards(60, 1);
    TrainerOptions options = small_options();
    options.epochs = 4;
    options.cooldown = 0.5;
    std::vector<std::pair<double, double>> rates;  // epochs done, rate against the paper's
    TrainerHooks hooks;
    Transformer model(small_config(), 1);
    Trainer* running = nullptr;
    hooks.progress = [&](const Progress& p) {
        rates.emplace_back(p.epochs, p.learning_rate / running->learning_rate(p.step));
    };
    Trainer trainer(model, train, {}, options, hooks);
    running = &trainer;
    trainer.run();
    for (const auto& [epochs, share] : rates)
        CHECK_THAT(share, WithinAbs(std::min(1.0, (4 - epochs) / 2), 1e-9));
    CHECK(rates.back().second == 0);
}

TEST_CASE("Trainer: with a score, the best model is the latest of the highest score", "[model]") {
    const auto train = backwards(60, 1), validation = backwards(10, 2);
    TrainerOptions options = small_options();
    options.epochs = 4;
    const std::vector<double> scores{1, 7, 7, 3};
    std::size_t next = 0;
    std::vector<bool> best;
    TrainerHooks hooks;
    hooks.score = [&] { return scores[next++]; };
    hooks.examined = [&](const Examination& e) { best.push_back(e.best); };
    Transformer model(small_config(), 1);
    Trainer trainer(model, train, validation, options, hooks);
    trainer.run();
    CHECK(best == std::vector<bool>{true, true, true, false});
}
