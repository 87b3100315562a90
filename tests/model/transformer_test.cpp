#include "model/transformer.h"

#include "catch.h"
#include "core/parallel.h"
#include "model/incremental_decoder.h"
#include "optim/training_step.h"
#include "tensor/ops.h"

using namespace book;

namespace {

TransformerConfig small(bool pre_norm = false) {
    TransformerConfig c;
    c.vocabulary = 13;
    c.width = 16;
    c.heads = 4;
    c.encoder_layers = c.decoder_layers = 2;
    c.feed_forward = 24;
    c.dropout = 0;
    c.max_length = 40;
    c.pre_norm = c.final_norm = c.attention_bias = pre_norm;
    return c;
}

std::vector<TokenPair> random_pairs(int n, Rng& rng) {
    std::vector<TokenPair> pairs;
    for (int i = 0; i < n; ++i) {
        TokenPair p;
        for (int k = rng.below(9); k >= 0; --k) p.source.push_back(2 + rng.below(11));
        for (int k = rng.below(9); k >= 0; --k) p.target.push_back(2 + rng.below(11));
        pairs.push_back(p);
    }
    return pairs;
}

Batch all_of(const std::vector<TokenPair>& pairs) {
    std::vector<int> chosen;
    for (int i = 0; i < static_cast<int>(pairs.size()); ++i) chosen.push_back(i);
    return make_batch(pairs, chosen);
}

Matrix logits_of(const Transformer& model, const Batch& batch) {
    Tape tape(Tape::Mode::inference);
    const Var memory = model.encode(tape, batch.source, batch.source_rows);
    const Var hidden =
        model.decode(tape, batch.input, batch.target_rows, memory, batch.source_rows);
    return Matrix(model.logits(tape, hidden).value());
}

}  // namespace

TEST_CASE("Transformer: a sentence in a batch is scored as it is alone", "[model]") {
    for (bool pre_norm : {false, true}) {
        Rng rng(1);
        const Transformer model(small(pre_norm), 3);
        const auto pairs = random_pairs(7, rng);
        const Batch batch = all_of(pairs);
        const Matrix together = logits_of(model, batch);
        for (int s = 0; s < batch.sentences(); ++s) {
            const int chosen[] = {s};
            const Matrix alone = logits_of(model, make_batch(pairs, chosen));
            CHECK(alone == Matrix(together.view().row_block(batch.target_rows.begin(s),
                                                            batch.target_rows.length(s))));
        }
    }
}

TEST_CASE("Transformer: what comes later in the target changes nothing before it", "[model]") {
    Rng rng(2);
    const Transformer model(small(), 3);
    auto pairs = random_pairs(1, rng);
    pairs[0].target = {5, 6, 7, 8, 9};
    const Matrix before = logits_of(model, all_of(pairs));
    pairs[0].target = {5, 6, 7, 3, 4};
    const Matrix after = logits_of(model, all_of(pairs));
    CHECK(Matrix(before.view().row_block(0, 4)) == Matrix(after.view().row_block(0, 4)));
    CHECK_FALSE(Matrix(before.view().row_block(4, 1)) == Matrix(after.view().row_block(4, 1)));
}

TEST_CASE("IncrementalDecoder: the scores of the decoder without a cache, bit for bit", "[model]") {
    for (bool pre_norm : {false, true}) {
        Rng rng(4);
        const Transformer model(small(pre_norm), 5);
        auto pairs = random_pairs(5, rng);
        for (TokenPair& p : pairs) {  // equal lengths, beyond the first capacity of the cache
            p.target.clear();
            for (int k = 0; k < 35; ++k) p.target.push_back(2 + rng.below(11));
        }
        const Batch batch = all_of(pairs);
        const Matrix expected = logits_of(model, batch);
        Tape tape(Tape::Mode::inference);
        const Var memory = model.encode(tape, batch.source, batch.source_rows);
        IncrementalDecoder decoder(model, memory.value(), batch.source_rows);
        for (int t = 0; t < batch.target_rows.length(0); ++t) {
            std::vector<int> tokens;
            for (int s = 0; s < 5; ++s)
                tokens.push_back(
                    batch.input[static_cast<std::size_t>(batch.target_rows.begin(s) + t)]);
            const ConstView scores = decoder.step(tokens);
            for (int s = 0; s < 5; ++s)
                REQUIRE(Matrix(scores.row_block(s, 1)) ==
                        Matrix(expected.view().row_block(batch.target_rows.begin(s) + t, 1)));
        }
    }
}

TEST_CASE("IncrementalDecoder: select drops and doubles hypotheses with their memories",
          "[model]") {
    Rng rng(6);
    const Transformer model(small(), 7);
    const auto pairs = random_pairs(2, rng);
    const Batch batch = all_of(pairs);
    Tape tape(Tape::Mode::inference);
    const Matrix memory(model.encode(tape, batch.source, batch.source_rows).value());
    IncrementalDecoder one(model, memory, batch.source_rows);
    const int first[] = {0, 0}, parents[] = {1, 0, 1}, next[] = {4, 5, 6}, words[] = {7, 8};
    one.step(first);
    one.step(words);
    one.select(parents);
    CHECK(one.hypotheses() == 3);
    CHECK(one.sentence(0) == 1);
    const Matrix selected(one.step(next));

    IncrementalDecoder two(model, memory, batch.source_rows);
    two.step(first);
    two.step(words);
    const int pair[] = {5, 6};
    const Matrix direct(two.step(pair));
    CHECK(Matrix(selected.view().row_block(1, 1)) == Matrix(direct.view().row_block(0, 1)));
    CHECK(Matrix(selected.view().row_block(2, 1)) == Matrix(direct.view().row_block(1, 1)));
}

TEST_CASE("Transformer: twenty training steps give the same bits on one, two and three threads",
          "[model][slow]") {
    const int threads_before = thread_count();
    std::vector<real> first;
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        Rng rng(8);
        TransformerConfig config = small();
        config.width = 64;
        config.feed_forward = 128;
        config.dropout = 0.1;
        Transformer model(config, 9);
        const auto pairs = random_pairs(60, rng);
        const Batch batch = all_of(pairs);
        Adam adam(model.parameters().size());
        Tape tape;
        const Learner learner{model.parameters(),
                              [&](Tape& on) { return model.loss(on, batch, 0.1); }};
        for (std::uint64_t step = 1; step <= 20; ++step) {
            model.set_dropout_step(1, step);
            training_step(learner, tape, adam, {1e-3, 1});
        }
        const auto values = model.parameters().values();
        if (threads == 1) first.assign(values.begin(), values.end());
        CHECK(std::equal(values.begin(), values.end(), first.begin(), first.end()));
    }
    set_thread_count(threads_before);
}

TEST_CASE("Transformer: it learns to turn short sentences round", "[model][slow]") {
    Rng rng(10);
    Transformer model(small(), 11);
    Adam adam(model.parameters().size());
    Tape tape;
    Batch batch;
    const Learner learner{model.parameters(), [&](Tape& on) { return model.loss(on, batch, 0); }};
    double loss = 0;
    for (int step = 1; step <= 400; ++step) {
        std::vector<TokenPair> pairs = random_pairs(24, rng);
        for (TokenPair& p : pairs) {
            p.source.resize(std::min<std::size_t>(p.source.size(), 4));
            p.target.assign(p.source.rbegin(), p.source.rend());
        }
        batch = all_of(pairs);
        loss = training_step(learner, tape, adam, {5e-3}).loss;
    }
    CHECK(loss < 0.3);  // guessing costs ln 12 = 2.5
}

TEST_CASE("Transformer: a sentence beyond the limit is refused in one line", "[model]") {
    const Transformer model(small(), 1);
    const std::vector<int> ids(41, 2);
    Tape tape(Tape::Mode::inference);
    CHECK_THROWS_WITH(model.encode(tape, ids, Segments::one(41)),
                      ContainsText("41 tokens") && ContainsText("40"));
}

TEST_CASE("Transformer: a trace names what was computed, and does not change it", "[model]") {
    Rng rng(12);
    const Transformer model(small(), 13);
    const auto pairs = random_pairs(1, rng);
    const Batch batch = all_of(pairs);
    Tape tape(Tape::Mode::inference);
    Trace trace;
    const Var memory = model.encode(tape, batch.source, batch.source_rows, &trace);
    const Var plain = model.encode(tape, batch.source, batch.source_rows);
    CHECK(Matrix(memory.value()) == Matrix(plain.value()));
    const Matrix& weights = trace.at("encoder.1.self_attention.weights.head.3");
    for (int r = 0; r < weights.rows(); ++r) CHECK_THAT(sum(weights.row(r)), WithinAbs(1, 1e-6));
    CHECK_THROWS_AS(trace.at("encoder.7.nothing"), Error);
}

TEST_CASE("Transformer: the batch may be gone when its gradient comes back", "[model]") {
    Rng rng(14);
    Transformer model(small(), 15);
    const auto pairs = random_pairs(5, rng);
    const auto gradients = [&](auto record) {
        Tape tape;
        model.parameters().zero_grads();
        tape.backward(record(tape));
        const std::span<const real> all = model.parameters().grads();
        return std::vector<real>(all.begin(), all.end());
    };
    const Batch batch = all_of(pairs);
    CHECK(gradients([&](Tape& tape) { return model.loss(tape, batch, 0.1); }) ==
          gradients([&](Tape& tape) { return model.loss(tape, all_of(pairs), 0.1); }));
}

TEST_CASE("Transformer: what goes on reading a model takes no temporary one", "[model]") {
    STATIC_REQUIRE(std::is_constructible_v<IncrementalDecoder, Transformer&, ConstView, Segments>);
    STATIC_REQUIRE_FALSE(
        std::is_constructible_v<IncrementalDecoder, Transformer, ConstView, Segments>);
}
