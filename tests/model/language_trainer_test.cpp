// Training on plain text: the windows, the steps, the examination.
#include "model/language_trainer.h"

#include <cstring>
#include <set>

#include "core/settings.h"
#include "model/language_checkpoint.h"
#include "temporary_folder.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

LanguageModelConfig learner_config() {
    LanguageModelConfig c;
    c.vocabulary = 12;
    c.width = 16;
    c.layers = 1;
    c.heads = 2;
    c.key_value_heads = 2;
    c.feed_forward = 32;
    c.max_length = 24;
    c.dropout = 0.1;
    return c;
}

// A text in which most tokens follow from the one before.
std::vector<int> counting_text(int count) {
    Rng rng(9);
    std::vector<int> ids{0};
    while (static_cast<int>(ids.size()) < count)
        ids.push_back(rng.uniform() < 0.9 ? (ids.back() * 5 + 1) % 12 : rng.below(12));
    return ids;
}

}  // namespace

TEST_CASE("windows: each pass covers the text once, cut at another place, in another order",
          "[model][language_model]") {
    std::vector<int> ids(103);
    for (int i = 0; i < 103; ++i) ids[i] = i;
    Windows windows(ids, 10, 1);
    std::set<int> offsets;
    for (int pass = 0; pass < 5; ++pass) {
        std::set<int> begins;
        NextTokens first = windows.next(1);  // begins a pass
        const int in_a_pass = windows.in_a_pass();
        for (int i = 0; i < in_a_pass; ++i) {
            const NextTokens w = i == 0 ? first : windows.next(1);
            CHECK(w.rows == Segments::one(10));
            for (int j = 0; j < 10; ++j) {
                CHECK(w.input[j] == w.input[0] + j);
                CHECK(w.output[j] == w.input[j] + 1);
            }
            begins.insert(w.input[0]);
        }
        CHECK(static_cast<int>(begins.size()) >= 9);
        for (int begin : begins) CHECK((begin - *begins.begin()) % 10 == 0);
        offsets.insert(*begins.begin());
    }
    CHECK(offsets.size() > 1);
    CHECK(windows.next(7).rows == Segments({10, 10, 10, 10, 10, 10, 10}));
}

TEST_CASE("windows: a text of one window and a token is enough, a shorter one is refused",
          "[model][language_model]") {
    const std::vector<int> ids{1, 2, 3, 4, 5};
    Windows windows(ids, 4, 1);
    for (int i = 0; i < 3; ++i) CHECK(windows.next(1).output == std::vector<int>{2, 3, 4, 5});
    CHECK_THROWS_WITH(Windows(ids, 5, 1), ContainsText("a text of 5 tokens is too short"));
}

TEST_CASE("language trainer: it learns what follows what, and the same seed learns the same bits",
          "[model][language_model]") {
    const std::vector<int> ids = counting_text(3000), unseen = counting_text(3400);
    const std::span<const int> held_out(unseen.data() + 3000, 400);
    LanguageTrainerOptions options;
    options.steps = 150;
    options.warmup = 10;
    options.learning_rate = 0.01;
    const auto trained = [&](std::uint64_t seed) {
        LanguageModel model(learner_config(), seed);
        Windows windows(ids, 24, seed);
        std::vector<double> losses;
        LanguageTrainerHooks hooks;
        hooks.progress = [&](const Progress& p) {
            losses.push_back(p.loss);
            CHECK(p.step == static_cast<std::int64_t>(losses.size()));
        };
        const auto next = [&] { return windows.next(8); };
        CHECK(train_language_model(model, next, options, hooks) == TrainingEnd::done);
        CHECK(losses.size() == 150);
        CHECK_THAT(losses.front(), WithinAbs(std::log(12.0), 0.1));
        return model;
    };
    const LanguageModel model = trained(1);
    // Nine of ten follow, and the tenth may, too: 0.9 + 0.1/12 and eleven times 0.1/12.
    const double right = 0.9 + 0.1 / 12, wrong = 0.1 / 12;
    const double entropy = -right * std::log(right) - 11 * wrong * std::log(wrong);
    CHECK_THAT(nats_per_piece(model, held_out, 24, 24), WithinAbs(entropy, 0.2));

    const LanguageModel again = trained(1), other = trained(2);
    const auto bits = [](const LanguageModel& m) { return m.parameters().values(); };
    CHECK(std::memcmp(bits(model).data(), bits(again).data(), bits(model).size_bytes()) == 0);
    CHECK(std::memcmp(bits(model).data(), bits(other).data(), bits(model).size_bytes()) != 0);
}

TEST_CASE("language trainer: it ends when it is told to, or when the time is over",
          "[model][language_model]") {
    const std::vector<int> ids = counting_text(100);
    LanguageModel model(learner_config(), 1);
    Windows windows(ids, 8, 1);
    const auto next = [&] { return windows.next(2); };
    int steps = 0;
    LanguageTrainerHooks hooks;
    hooks.progress = [&](const Progress&) { ++steps; };
    hooks.stop = [&] { return steps == 3; };
    CHECK(train_language_model(model, next, {}, hooks) == TrainingEnd::stopped);
    CHECK(steps == 3);
    hooks.stop = nullptr;
    LanguageTrainerOptions options;
    options.steps = 1'000'000'000;
    options.seconds = 0.05;
    CHECK(train_language_model(model, next, options, hooks) == TrainingEnd::time);
}

TEST_CASE("language trainer: a loss that is no number ends it, in one line that says where",
          "[model][language_model]") {
    const std::vector<int> ids = counting_text(100);
    LanguageModel model(learner_config(), 1);
    model.parameters().find("layer.0.feed_forward.inner.weight").value()(0, 0) = kNan;
    Windows windows(ids, 8, 1);
    CHECK_THROWS_WITH(train_language_model(
                          model, [&] { return windows.next(2); }, LanguageTrainerOptions{}),
                      ContainsText("step 1: the loss is no longer a number") &&
                          ContainsText("layer.0.feed_forward.inner"));
}

TEST_CASE("surprises: every token but the first, once, with as much before it as was asked for",
          "[model][language_model]") {
    const LanguageModel model(learner_config(), 1);
    const std::vector<int> ids = counting_text(61);
    const auto from_scratch = [&](int begin, int token) {  // of `token`, read from `begin` on
        Tape tape(Tape::Mode::inference);
        const std::span<const int> read(ids.data() + begin, token - begin);
        const Var hidden = model.hidden(tape, read, Segments::one(token - begin));
        const ConstView logits = model.logits(tape, hidden).value();
        const auto last = logits.row(logits.rows() - 1);
        return log_sum_exp(last) - static_cast<double>(last[ids[token]]);
    };
    const std::vector<double> all = surprises(model, ids, 20, 20);
    CHECK(all.size() == 60);
    CHECK(all[0] == from_scratch(0, 1));
    CHECK(all[19] == from_scratch(0, 20));
    CHECK(all[20] == from_scratch(20, 21));
    CHECK(all[59] == from_scratch(40, 60));
    const std::vector<double> overlapping = surprises(model, ids, 20, 5);
    CHECK(overlapping.size() == 60);
    CHECK(overlapping[19] == from_scratch(0, 20));
    CHECK(overlapping[20] == from_scratch(5, 21));
    CHECK(overlapping[59] == from_scratch(40, 60));
    CHECK(surprises(model, std::span(ids).first(1), 20, 5).empty());
    CHECK(nats_per_piece(model, std::span(ids).first(1), 20, 5) == 0);
    CHECK_THROWS_AS(surprises(model, ids, 25, 25), SettingError);
}

TEST_CASE("language checkpoint: what was saved is loaded, to the last bit",
          "[model][language_model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("language_model.safetensors");
    for (const bool llama : {false, true}) {
        LanguageModelConfig config = llama ? llama_config() : gpt2_config();
        const LanguageModelConfig sizes = learner_config();
        config.vocabulary = sizes.vocabulary;
        config.width = sizes.width;
        config.heads = sizes.heads;
        config.key_value_heads = llama ? 1 : 2;
        config.feed_forward = sizes.feed_forward;
        config.max_length = sizes.max_length;
        config.theta = 12345.678;
        const LanguageModel model(config, 5);
        Checkpoint about;
        about.merges = "103 106\n";
        about.lowercase = true;
        about.training.set("steps", 17);
        save_language_model(path, model, about);
        Checkpoint there;
        const LanguageModel loaded = load_language_model(path, there);
        CHECK(loaded.config() == config);
        CHECK(there.merges == about.merges);
        CHECK(there.training.integer("steps") == 17);
        const auto a = loaded.parameters().values(), b = model.parameters().values();
        CHECK(a.size() == b.size());
        CHECK(std::memcmp(a.data(), b.data(), b.size_bytes()) == 0);
    }
}

TEST_CASE("language checkpoint: what it does not understand it refuses in one line with the path",
          "[model][language_model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("language_model.safetensors");
    const LanguageModel model(learner_config(), 5);
    const auto message_with = [&](const std::string& key, const std::string& value) {
        Metadata metadata;
        metadata.set("format", "attention-book language model 1");
        put_config(model.config(), metadata);
        put_about({}, metadata);
        metadata.set(key, value);
        write_safetensors(path, metadata, named_matrices(model.parameters()));
        Checkpoint about;
        try {
            load_language_model(path, about);
        } catch (const InputError& error) {
            const std::string message = error.what();
            CHECK(message.find(path) == 0);
            CHECK(message.find('\n') == std::string::npos);
            return message.substr(path.size());
        }
        return std::string("loaded");
    };
    CHECK(message_with("training.x", "1") == "loaded");
    CHECK_THAT(message_with("format", "attention-book 1"), ContainsText("is of version"));
    CHECK_THAT(message_with("config.norm", "batch"), ContainsText("should be one of layer, rms"));
    CHECK_THAT(message_with("config.heads", "3"), ContainsText("not divisible"));
    CHECK_THAT(message_with("config.vocabulary", "13"), ContainsText("damaged"));
    CHECK_THAT(message_with("config.layers", "900"), ContainsText("damaged"));
    CHECK_THAT(message_with("config.tied", "perhaps"), ContainsText("true or false"));
    CHECK_THAT(message_with("config.tied", "false"), ContainsText("damaged"));
    CHECK_THAT(message_with("config.theta", "nan"), ContainsText("theta"));
}
