#include "model/trainer.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "catch.h"
#include "model/allocations.h"
#include "model/checkpoint.h"
#include "model/decoding.h"
#include "small_training.h"
#include "temporary_folder.h"

using namespace book;

TEST_CASE("Trainer: a small model learns to say sentences backwards", "[model][slow]") {
    TransformerConfig config = small_config();
    config.width = 32;
    config.feed_forward = 64;
    config.dropout = 0;
    Transformer model(config, 1);
    TrainerOptions options = small_options();
    options.epochs = 25;
    options.batch_tokens = 200;
    options.warmup = 100;
    const auto train = backwards(1500, 1), validation = backwards(60, 2);
    std::vector<double> losses;
    TrainerHooks hooks;
    hooks.examined = [&](const Examination& e) { losses.push_back(e.loss); };
    Trainer trainer(model, train, validation, options, hooks);
    CHECK(trainer.run() == TrainingEnd::done);
    REQUIRE(losses.size() == 25);
    CHECK(losses.back() < 0.3 * losses.front());
    int right = 0;
    for (const TokenPair& pair : validation)
        right += decode(model, {pair.source})[0].tokens() == pair.target;
    CHECK(right > 48);
}

TEST_CASE("Trainer: interrupted anywhere and resumed, it does the same to the last bit",
          "[model]") {
    const auto train = backwards(60, 1), validation = backwards(10, 2);
    const TemporaryFolder folder;
    for (int variant = 0; variant < 3; ++variant) {
        TrainerOptions options = small_options();
        options.regroup = variant != 1;
        options.average = variant == 0 ? 1 : 2;
        options.validate_every = variant == 2 ? 3 : 0;  // examinations within an epoch
        options.cooldown = 0.4 * variant;

        Transformer unbroken(small_config(), 1);
        Trainer whole(unbroken, train, validation, options);
        REQUIRE(whole.run() == TrainingEnd::done);
        const std::int64_t steps = whole.state().step;
        REQUIRE(steps > 12);

        for (std::int64_t stop_at = 0; stop_at < steps; stop_at += 3) {
            const std::string path = folder.path("state");
            Transformer first(small_config(), 1);
            TrainerHooks hooks;
            Trainer* running = nullptr;
            hooks.stop = [&] { return running->state().step == stop_at; };
            hooks.save = [&] { running->save(path, Metadata()); };
            Trainer interrupted(first, train, validation, options, hooks);
            running = &interrupted;
            REQUIRE(interrupted.run() == TrainingEnd::stopped);

            Transformer second(small_config(), 99);  // other numbers, to be replaced
            Trainer resumed(second, train, validation, options);
            resumed.load(SafeTensors(path));
            CHECK(resumed.state().step == stop_at);
            CHECK(resumed.run() == TrainingEnd::done);
            CHECK(resumed.state().step == steps);
            CHECK(resumed.state().best_measure == whole.state().best_measure);
            CHECK(same_bits(second, unbroken));
        }
    }
}

TEST_CASE("Trainer: a limit of steps or of time changes neither schedule nor order", "[model]") {
    const auto train = backwards(60, 1), validation = backwards(10, 2);
    const TemporaryFolder folder;
    TrainerOptions options = small_options();
    Transformer unbroken(small_config(), 1);
    Trainer whole(unbroken, train, validation, options);
    REQUIRE(whole.run() == TrainingEnd::done);

    options.steps = 5;  // within the first epoch
    Transformer model(small_config(), 1);
    TrainerHooks hooks;
    Trainer* running = nullptr;
    int kept = 0;
    hooks.save = [&] { running->save(folder.path("state"), Metadata()); };
    hooks.keep = [&] { ++kept; };
    Trainer limited(model, train, validation, options, hooks);
    running = &limited;
    REQUIRE(limited.run() == TrainingEnd::done);
    CHECK(limited.state().step == 5);
    CHECK(kept == 1);

    options.steps = 0;
    options.minutes = 1000;
    Transformer second(small_config(), 1);
    Trainer resumed(second, train, validation, options);
    resumed.load(SafeTensors(folder.path("state")));
    REQUIRE(resumed.run() == TrainingEnd::done);
    CHECK(same_bits(second, unbroken));
}

TEST_CASE("Trainer: it ends well in time, and keeps a model even without any", "[model]") {
    const auto train = backwards(400, 1), validation = backwards(40, 2);
    TrainerOptions options = small_options();
    options.epochs = 1'000'000;
    for (double seconds : {0.0, 0.6}) {
        options.minutes = seconds == 0.0 ? 1e-9 : seconds / 60;
        Transformer model(small_config(), 1);
        int kept = 0;
        TrainerHooks hooks;
        hooks.keep = [&] { ++kept; };
        Trainer trainer(model, train, validation, options, hooks);
        const Stopwatch clock;
        CHECK(trainer.run() == TrainingEnd::time);
        CHECK(kept >= 1);
        if (seconds > 0) CHECK(trainer.state().step > 3);
        CHECK(clock.seconds() < seconds + 0.3);  // the machine may be busy
    }
}

TEST_CASE("Trainer: the time that an examination takes is kept back for the last one", "[model]") {
    const auto train = backwards(400, 1), validation = backwards(40, 2);
    TrainerOptions options = small_options();
    options.epochs = 1'000'000;
    options.validate_every = 5;
    options.minutes = 1.0 / 60;
    Transformer model(small_config(), 1);
    TrainerHooks hooks;
    hooks.score = [] {  // 0.3 s, as if it translated much
        for (const Stopwatch clock; clock.seconds() < 0.3;) {
        }
        return 0.0;
    };
    Trainer trainer(model, train, validation, options, hooks);
    const Stopwatch clock;
    CHECK(trainer.run() == TrainingEnd::time);
    CHECK(trainer.state().step > 5);
    CHECK(clock.seconds() < 1.1);
}

TEST_CASE("Trainer: every epoch has an order of its own", "[model]") {
    const auto train = backwards(60, 1);
    for (const bool regroup : {true, false}) {
        TrainerOptions options = small_options();
        options.regroup = regroup;
        options.learning_rate = 1e-12;  // the model stays: losses tell which batch it was
        TransformerConfig config = small_config();
        config.dropout = 0;
        std::vector<std::vector<double>> losses(4);
        TrainerHooks hooks;
        hooks.progress = [&](const Progress& p) {
            losses[static_cast<std::size_t>(std::ceil(p.epochs - 1e-9)) - 1].push_back(p.loss);
        };
        Transformer model(config, 1);
        Trainer(model, train, {}, options, hooks).run();
        CHECK(losses[0].size() > 3);
        CHECK(losses[0] != losses[1]);
        CHECK(losses[1] != losses[2]);
    }
}

TEST_CASE("Trainer: a second epoch over the same shapes allocates nothing", "[model]") {
    const auto train = backwards(200, 1);
    TrainerOptions options = small_options();
    options.regroup = false;
    options.epochs = 4;
    std::vector<std::int64_t> allocations;
    TrainerHooks hooks;
    Progress last;
    hooks.progress = [&](const Progress& p) { last = p; };
    Transformer model(small_config(), 1);
    int epoch = 0;
    hooks.examined = [&](const Examination&) {  // after every epoch
        if (epoch > 0) allocations.push_back(stop_counting_allocations());
        ++epoch;
        start_counting_allocations();
    };
    allocations.reserve(10);
    const std::vector<TokenPair> none;
    Trainer trainer(model, train, none, options, hooks);
    trainer.run();
    stop_counting_allocations();
    CHECK(last.epochs == 4);
    REQUIRE(allocations.size() == 3);
    CHECK(allocations[0] == 0);
    CHECK(allocations[1] == 0);
    CHECK(allocations[2] == 0);
}

TEST_CASE("Trainer: the best model is the one that is left, and patience has an end", "[model]") {
    // Sentences to be examined on that have nothing to do with what is learnt: it gets worse soon.
    auto validation = backwards(20, 2);
    for (TokenPair& pair : validation) pair.target.assign(pair.target.size(), 2);
    const auto train = backwards(100, 1);
    TrainerOptions options = small_options();
    options.epochs = 50;
    options.patience = 3;
    std::vector<Examination> examinations;
    std::vector<real> kept;
    Transformer model(small_config(), 1);
    TrainerHooks hooks;
    hooks.examined = [&](const Examination& e) { examinations.push_back(e); };
    hooks.keep = [&] {
        const auto values = model.parameters().values();
        kept.assign(values.begin(), values.end());
    };
    Trainer trainer(model, train, validation, options, hooks);
    CHECK(trainer.run() == TrainingEnd::patience);
    REQUIRE(examinations.size() >= 4);
    double best = std::numeric_limits<double>::infinity();
    for (const Examination& e : examinations) {
        CHECK(e.best == (e.loss < best));
        best = std::min(best, e.loss);
    }
    for (std::size_t i = examinations.size() - 3; i < examinations.size(); ++i)
        CHECK_FALSE(examinations[i].best);
    CHECK(trainer.validation_loss() == best);
    CHECK(std::equal(kept.begin(), kept.end(), model.parameters().values().begin()));
}

TEST_CASE("Trainer: what is kept is the mean of the last models", "[model]") {
    const auto train = backwards(60, 1);
    TrainerOptions options = small_options();
    options.epochs = 4;
    std::vector<std::vector<real>> ends;  // of the epochs, without a mean
    {
        Transformer model(small_config(), 1);
        TrainerHooks hooks;
        hooks.keep = [&] {
            const auto values = model.parameters().values();
            ends.emplace_back(values.begin(), values.end());
        };
        Trainer(model, train, {}, options, hooks).run();
    }
    REQUIRE(ends.size() == 4);
    options.average = 3;
    Transformer model(small_config(), 1);
    Trainer(model, train, {}, options).run();
    const auto values = model.parameters().values();
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double mean = (static_cast<double>(ends[1][i]) + static_cast<double>(ends[2][i]) +
                             static_cast<double>(ends[3][i])) /
                            3;
        worst = std::max(worst, std::abs(mean - static_cast<double>(values[i])));
    }
    CHECK(worst < 1e-6);  // one rounding to float
}

TEST_CASE("Trainer: a loss that is no number stops it, with the step and the layer", "[model]") {
    const auto train = backwards(60, 1);
    Transformer model(small_config(), 1);
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& p) {
        if (p.step == 4)
            model.parameters().find("decoder.0.feed_forward.inner.weight").value()(2, 3) =
                std::numeric_limits<real>::quiet_NaN();
    };
    int kept = 0;
    hooks.keep = [&] { ++kept; };
    Trainer trainer(model, train, {}, small_options(), hooks);
    try {
        trainer.run();
        FAIL("it went on");
    } catch (const InputError& error) {
        const std::string message = error.what();
        INFO(message);
        CHECK(message.find("step 5: the loss") == 0);
        CHECK(message.find("decoder.0.feed_forward.inner") != std::string::npos);
        CHECK(message.find('\n') == std::string::npos);
    }
    CHECK(trainer.state().step == 4);
    CHECK(kept == 0);
}

TEST_CASE("Trainer: what the last examination found is the best of a training that goes on, too",
          "[model]") {
    const auto train = backwards(60, 1), validation = backwards(10, 2);
    const TemporaryFolder folder;
    for (const int average : {1, 2, 9}) {
        TrainerOptions options = small_options();
        options.average = average;
        options.validate_every = 3;
        options.steps = 11;  // the last examination is none of those planned
        Trainer* running = nullptr;
        TrainerHooks hooks;
        hooks.save = [&] { running->save(folder.path("state"), Metadata()); };
        hooks.score = [&] { return static_cast<double>(running->state().step); };
        Transformer first(small_config(), 1), second(small_config(), 2);
        Trainer limited(first, train, validation, options, hooks);
        running = &limited;
        REQUIRE(limited.run() == TrainingEnd::done);
        CHECK(limited.state().best_step == 11);
        CHECK(limited.state().planned_measure == -9);
        CHECK(limited.state().snapshots == (average > 1 ? 3 : 0));

        Trainer again(second, train, validation, options, hooks);
        running = &again;
        again.load(SafeTensors(folder.path("state")));
        REQUIRE(again.run() == TrainingEnd::done);
        CHECK(again.state().best_step == 11);
        CHECK(same_bits(first, second));

        // It goes on as if that examination had not been.
        options.steps = 12;
        Transformer third(small_config(), 3), unbroken(small_config(), 1);
        Trainer longer(third, train, validation, options, hooks);
        running = &longer;
        longer.load(SafeTensors(folder.path("state")));
        REQUIRE(longer.run() == TrainingEnd::done);
        Trainer whole(unbroken, train, validation, options, hooks);
        running = &whole;
        REQUIRE(whole.run() == TrainingEnd::done);
        CHECK(same_bits(third, unbroken));
        CHECK(longer.state().waited == whole.state().waited);
        CHECK(longer.state().snapshots == whole.state().snapshots);
    }
}

TEST_CASE("Trainer: resumed with another measure, the best so far is measured by that", "[model]") {
    const auto train = backwards(60, 1), validation = backwards(10, 2);
    const TemporaryFolder folder;
    TrainerOptions options = small_options();
    options.epochs = 2;
    Trainer* running = nullptr;
    TrainerHooks by_loss, by_score;
    by_loss.save = by_score.save = [&] { running->save(folder.path("state"), Metadata()); };
    by_score.score = [&] { return 50.0 + static_cast<double>(running->state().step); };
    for (const bool first_by_loss : {false, true}) {
        options.epochs = 2;
        Transformer model(small_config(), 1), later(small_config(), 1);
        Trainer first(model, train, validation, options, first_by_loss ? by_loss : by_score);
        running = &first;
        REQUIRE(first.run() == TrainingEnd::done);
        options.epochs = 6;
        Trainer second(later, train, validation, options, first_by_loss ? by_score : by_loss);
        running = &second;
        second.load(SafeTensors(folder.path("state")));
        REQUIRE(second.run() == TrainingEnd::done);
        CHECK(second.state().best_step > first.state().step);
        if (!first_by_loss) CHECK(second.state().best_measure == second.state().best_loss);
        if (first_by_loss) CHECK(second.state().best_measure < -50);
    }
}

TEST_CASE("Trainer: a state of another training is refused, by name", "[model]") {
    const auto train = backwards(60, 1);
    const TemporaryFolder folder;
    Transformer model(small_config(), 1);
    Trainer(model, train, {}, small_options()).save(folder.path("state"), Metadata());
    const auto refusal = [&](const TransformerConfig& config, const TrainerOptions& options,
                             const std::vector<TokenPair>& pairs) -> std::string {
        Transformer other(config, 1);
        Trainer trainer(other, pairs, {}, options);
        try {
            trainer.load(SafeTensors(folder.path("state")));
        } catch (const InputError& error) {
            return error.what();
        }
        return "accepted";
    };
    TrainerOptions longer = small_options();
    longer.epochs = 9;
    longer.minutes = 3;
    longer.patience = 2;
    CHECK(refusal(small_config(), longer, train) == "accepted");
    TrainerOptions other_seed = small_options();
    other_seed.seed = 2;
    CHECK(refusal(small_config(), other_seed, train).find("option.seed = 1, not 2") !=
          std::string::npos);
    TransformerConfig wider = small_config();
    wider.width = 32;
    CHECK(refusal(wider, small_options(), train).find("config.width = 16, not 32") !=
          std::string::npos);
    CHECK(refusal(small_config(), small_options(), backwards(60, 7)).find("not the sentences") !=
          std::string::npos);
    save_checkpoint(folder.path("state"), model, Checkpoint());
    CHECK(refusal(small_config(), small_options(), train).find("not the state") !=
          std::string::npos);
}

TEST_CASE("Trainer: a state that cannot be is refused, whatever it says", "[model]") {
    const auto train = backwards(60, 1), validation = backwards(10, 2);
    const TemporaryFolder folder;
    Transformer model(small_config(), 1);
    TrainerOptions options = small_options();
    options.average = 2;
    Trainer trainer(model, train, validation, options);
    REQUIRE(trainer.run() == TrainingEnd::done);
    trainer.save(folder.path("state"), Metadata());
    const SafeTensors good(folder.path("state"));
    const std::size_t n = model.parameters().size();
    std::vector<std::vector<real>> numbers;
    std::vector<NamedMatrix> matrices;
    for (const std::string& name : good.names()) {
        const Shape shape{1, static_cast<int>(n)};
        good.read(name, shape, numbers.emplace_back(n));
        matrices.push_back({name, shape, numbers.back()});
    }
    const auto refuses = [&](const std::string& key, const std::string& value,
                             const std::vector<NamedMatrix>& with) {
        Metadata changed = good.metadata();
        if (!key.empty()) changed.set(key, value);
        write_safetensors(folder.path("bad"), changed, with);
        Transformer other(small_config(), 1);
        Trainer again(other, train, validation, options);
        try {
            again.load(SafeTensors(folder.path("bad")));
        } catch (const InputError& error) {
            return std::string(error.what()).find("bad: ") != std::string::npos;
        }
        return false;
    };
    CHECK_FALSE(refuses("", "", matrices));
    for (const char* count : {"step", "epoch", "position", "best_step", "waited", "snapshots"})
        for (const char* value : {"2147483647", "2147483648", "9223372036854775807",
                                  "18446744073709551615", "-1", "1e3", ""}) {
            INFO(count << " " << value);
            // So many steps would be much, but who knows?
            const bool could_be = count == std::string("step") && value[0] == '2';
            CHECK(refuses(std::string("state.") + count, value, matrices) != could_be);
        }
    for (const char* number :
         {"best_measure", "best_loss", "planned_measure", "mean_loss", "seconds"})
        CHECK(refuses(std::string("state.") + number, "nan", matrices));
    CHECK(refuses("state.seconds", "-1", matrices));
    CHECK(refuses("state.planned_epochs", "", matrices));
    CHECK(
        refuses("state.position", "15", matrices));  // there are fewer batches, but more sentences
    CHECK(refuses("state.mean_loss", "inf", matrices));
    std::erase_if(matrices, [](const NamedMatrix& m) { return m.name == "best"; });
    CHECK(refuses("", "", matrices));
}

TEST_CASE("Trainer: the words of its state, by which older files are read", "[model]") {
    const auto train = backwards(60, 1);
    const TemporaryFolder folder;
    Transformer model(small_config(), 1);
    Trainer(model, train, {}, small_options()).save(folder.path("state"), Metadata());
    std::string words;
    const SafeTensors file(folder.path("state"));
    for (const auto& [key, value] : file.metadata().values())
        if (key.rfind("config.", 0) != 0) words += key + ' ';
    CHECK(words ==
          "format option.average option.batch-tokens option.beta1 option.beta2 option.clip "
          "option.cooldown option.epsilon option.label-smoothing option.learning-rate "
          "option.regroup option.seed option.validate-every option.warmup sentences "
          "state.best_loss state.best_measure state.best_step state.epoch state.mean_loss "
          "state.planned_epochs state.planned_measure state.position state.rng state.seconds "
          "state.snapshots "
          "state.step state.waited ");
}

TEST_CASE("Trainer: what cannot be trained is refused at once", "[model]") {
    Transformer model(small_config(), 1);
    const auto refusal = [&](const std::vector<TokenPair>& pairs, int batch_tokens) -> std::string {
        TrainerOptions options = small_options();
        options.batch_tokens = batch_tokens;
        try {
            Trainer(model, pairs, {}, options);
        } catch (const InputError& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(refusal({}, 100).find("no pair") != std::string::npos);
    auto pairs = backwards(5, 1);
    pairs[3].target.assign(12, 5);  // 13 with <end>; the limit is 12
    CHECK(refusal(pairs, 100).find("training pair 4 has a sentence of 13 tokens") == 0);
    pairs[3].target.assign(11, 5);
    CHECK(refusal(pairs, 100) == "accepted");
}
