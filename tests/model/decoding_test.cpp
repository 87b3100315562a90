#include "model/decoding.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "catch.h"
#include "model/next_word.h"
#include "model/transformer.h"
#include "tensor/ops.h"

using namespace book;

namespace {

using Sentences = std::vector<std::vector<int>>;

// An untrained model with opinions: a larger embedding makes its choices sharper.
Transformer opinionated_model(std::uint64_t seed, int vocabulary = 17, int max_length = 16) {
    TransformerConfig config;
    config.vocabulary = vocabulary;
    config.width = 12;
    config.heads = 3;
    config.encoder_layers = 2;
    config.decoder_layers = 2;
    config.feed_forward = 10;
    config.max_length = max_length;
    config.pre_norm = seed % 2 == 1;
    config.final_norm = seed % 3 == 1;
    config.attention_bias = seed % 2 == 0;
    Transformer model(config, seed);
    const View table = model.parameters().find("embedding").value();
    scale(table, 2, table);
    // Untrained models repeat themselves; let <end> be like many other words, so that some stop.
    for (int c = 0; c < table.cols(); ++c) table(kEnd, c) = 0;
    for (int word = 2; word < vocabulary / 2 + 2; ++word)
        add_to(table.row_block(word, 1), table.row_block(kEnd, 1));
    return model;
}

Sentences random_sentences(int count, int vocabulary, std::uint64_t seed) {
    Rng rng(seed);
    Sentences sentences(static_cast<std::size_t>(count));
    for (auto& sentence : sentences) {
        const int length = rng.below(9);  // 0..8
        for (int i = 0; i < length; ++i) sentence.push_back(2 + rng.below(vocabulary - 2));
    }
    return sentences;
}

DecodeOptions with_beam(int beam, bool cache = true) {
    DecodeOptions options;
    options.beam = beam;
    options.cache = cache;
    return options;
}

bool same_tokens(const std::vector<Decoded>& a, const std::vector<Decoded>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].best.size() != b[i].best.size()) return false;
        for (std::size_t k = 0; k < a[i].best.size(); ++k)
            if (a[i].best[k].tokens != b[i].best[k].tokens) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("decoding: with the key-value cache and without, the same words", "[model]") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Transformer model = opinionated_model(seed);
        const Sentences sources = random_sentences(7, 17, seed);
        CHECK(same_tokens(decode(model, sources, with_beam(1)),
                          decode(model, sources, with_beam(1, false))));
        CHECK(same_tokens(decode(model, sources, with_beam(3)),
                          decode(model, sources, with_beam(3, false))));
    }
}

TEST_CASE("decoding: a beam of 1 is greedy", "[model]") {
    int ended = 0, words = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Transformer model = opinionated_model(seed);
        const Sentences sources = random_sentences(9, 17, seed);
        const std::vector<Opening> openings(sources.size(), {kBegin, 15});
        const auto next_word = make_next_word(model, sources, true);
        const auto beam = decode_beam(*next_word, openings, with_beam(1));
        const auto greedy = decode(model, sources);
        CHECK(same_tokens(greedy, beam));
        for (std::size_t i = 0; i < sources.size(); ++i) {
            CHECK_THAT(greedy[i].best[0].score, WithinAbs(beam[i].best[0].score, 1e-9));
            CHECK(greedy[i].best[0].finished == beam[i].best[0].finished);
            ended += greedy[i].best[0].finished;
            words += static_cast<int>(greedy[i].tokens().size());
        }
    }
    CHECK(ended > 10);  // or the test would say little
    CHECK(ended < 100);
    CHECK(words > 100);
}

TEST_CASE("decoding: a sentence among others is translated as it is alone", "[model]") {
    const Transformer model = opinionated_model(4);
    const Sentences sources = random_sentences(12, 17, 5);
    for (int beam : {1, 4}) {
        const auto together = decode(model, sources, with_beam(beam));
        for (std::size_t i = 0; i < sources.size(); ++i)
            CHECK(same_tokens({together[i]}, decode(model, {sources[i]}, with_beam(beam))));
    }
}

TEST_CASE("decode_beam: wide enough, it finds the best of all sentences", "[model]") {
    // Five tokens, at most three words: every sentence can be scored by itself.
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Transformer model = opinionated_model(seed, 5, 4);
        const std::vector<int> source{2, 4};
        Hypothesis best;
        best.score = -std::numeric_limits<double>::infinity();
        const std::function<void(std::vector<int>, double)> walk = [&](std::vector<int> said,
                                                                       double log_p) {
            const auto next = make_next_word(model, {source}, false);
            ConstView scores = next->step(std::vector<int>{kBegin});
            for (int word : said) scores = next->step(std::vector<int>{word});
            const Matrix log_probabilities = log_softmax_rows(scores);
            for (int word = 0; word < 5; ++word) {
                const double p = log_p + static_cast<double>(log_probabilities(0, word));
                const int tokens = static_cast<int>(said.size()) + 1;
                const double score = p / std::pow((5.0 + tokens) / 6.0, 0.6);
                if (word == kEnd && score > best.score) best = {said, p, score, true};
                if (word == kEnd || tokens == 3) continue;
                std::vector<int> longer = said;
                longer.push_back(word);
                walk(longer, p);
            }
        };
        walk({}, 0);
        const Decoded found = decode(model, {source}, with_beam(200))[0];
        CHECK(found.best[0].tokens == best.tokens);
        CHECK_THAT(found.best[0].log_probability, WithinAbs(best.log_probability, 1e-5));
        CHECK_THAT(found.best[0].score, WithinAbs(best.score, 1e-5));
        for (std::size_t i = 1; i < found.best.size(); ++i)
            CHECK(found.best[i - 1].score >= found.best[i].score);
    }
}

// The best score that a beam finds if it always goes on to the limit: plain, slow, and never too early.
double patient_beam(const Transformer& model, const std::vector<int>& source, int k, int limit) {
    struct Beginning {
        std::vector<int> said;
        double log_p;
    };
    std::vector<Beginning> live{{{}, 0}};
    double best = -std::numeric_limits<double>::infinity();
    for (int length = 0; length < limit; ++length) {
        std::vector<Beginning> all;
        for (const Beginning& b : live) {
            const auto next = make_next_word(model, {source}, false);
            ConstView scores = next->step(std::vector<int>{kBegin});
            for (int word : b.said) scores = next->step(std::vector<int>{word});
            const Matrix log_probabilities = log_softmax_rows(scores);
            for (int word = 0; word < scores.cols(); ++word) {
                all.push_back({b.said, b.log_p + log_probabilities(0, word)});
                all.back().said.push_back(word);
            }
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.log_p > b.log_p; });
        live.clear();
        for (std::size_t rank = 0; rank < all.size() && static_cast<int>(live.size()) < k; ++rank) {
            if (all[rank].said.back() != kEnd) live.push_back(all[rank]);
            if (all[rank].said.back() == kEnd && static_cast<int>(rank) < k)
                best = std::max(best, all[rank].log_p / length_penalty(length + 1, 0.6));
        }
    }
    return best;
}

TEST_CASE("decode_beam: it never stops before the sentence that would have won", "[model]") {
    int scraps = 0;  // sentences for which as many as the beam holds ended before the best
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const Transformer model = opinionated_model(seed);
        for (const std::vector<int>& source : random_sentences(6, 17, seed)) {
            const Decoded found = decode(model, {source}, with_beam(3))[0];
            if (found.best[0].finished)
                CHECK_THAT(found.best[0].score,
                           WithinAbs(patient_beam(model, source, 3, 15), 1e-5));
            std::size_t earlier = 0;
            for (const Hypothesis& h : found.best)
                earlier += h.tokens.size() < found.tokens().size();
            scraps += earlier >= 3;
        }
    }
    CHECK(scraps > 0);  // or the test would say little
}

TEST_CASE("length_penalty: the paper's formula", "[model]") {
    CHECK(length_penalty(1, 0.6) == 1);
    CHECK_THAT(length_penalty(7, 0.6), WithinAbs(std::pow(2, 0.6), 1e-12));
    CHECK(length_penalty(99, 0) == 1);
}

TEST_CASE("decoding: no output is longer than its limit", "[model]") {
    Transformer model = opinionated_model(2);
    // A model that never ends: the row of <end> points away from everything.
    const View table = model.parameters().find("embedding").value();
    for (real& x : table.row(kEnd)) x = 0;
    DecodeOptions options;
    options.extra_length = 3;
    for (int beam : {1, 3}) {
        options.beam = beam;
        const auto results =
            decode(model, {{5, 6}, {}, {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}}, options);
        CHECK(results[0].tokens().size() <= 5);
        CHECK(results[1].tokens().size() <= 3);
        CHECK(results[2].tokens().size() <= 15);  // max_length - 1
    }
    CHECK(decode(model, {}, options).empty());
}

TEST_CASE("decoding: what is recorded explains the answer", "[model]") {
    const Transformer model = opinionated_model(3);
    const Sentences sources = random_sentences(5, 17, 8);
    DecodeOptions options;
    options.record = 4;
    for (int beam : {1, 3}) {
        options.beam = beam;
        for (const Decoded& d : decode(model, sources, options)) {
            const Hypothesis& best = d.best[0];
            REQUIRE(d.steps.size() == best.tokens.size() + (best.finished ? 1 : 0));
            for (std::size_t i = 0; i < d.steps.size(); ++i) {
                REQUIRE(d.steps[i].size() == 4);
                double sum = 0;
                for (std::size_t k = 0; k < 4; ++k) {
                    sum += d.steps[i][k].probability;
                    if (k > 0) CHECK(d.steps[i][k - 1].probability >= d.steps[i][k].probability);
                }
                CHECK(sum <= 1 + 1e-6);
                const int said = i < best.tokens.size() ? best.tokens[i] : kEnd;
                if (beam == 1) CHECK(d.steps[i][0].token == said);
            }
            if (beam == 1) {
                double log_probability = 0;
                for (const auto& step : d.steps) log_probability += std::log(step[0].probability);
                CHECK_THAT(best.log_probability, WithinAbs(log_probability, 1e-4));
                continue;
            }
            // The tree holds the answer's path: walk it from a leaf back to the beginning.
            bool found = false;
            for (const BeamNode& leaf : d.tree) {
                if (!leaf.kept || leaf.log_probability != best.log_probability) continue;
                std::vector<int> path;
                for (const BeamNode* n = &leaf;; n = &d.tree[static_cast<std::size_t>(n->parent)]) {
                    if (n->token != kEnd) path.insert(path.begin(), n->token);
                    if (n->parent < 0) break;
                    CHECK(d.tree[static_cast<std::size_t>(n->parent)].step == n->step - 1);
                }
                found = found || path == best.tokens;
            }
            CHECK(found);
        }
    }
}

TEST_CASE("decoding: of equal scores the smaller token wins", "[model]") {
    Transformer model = opinionated_model(2);
    const View table = model.parameters().find("embedding").value();
    for (int t = 0; t < table.rows(); ++t)  // all words alike: all scores are equal
        for (real& x : table.row(t)) x = real(0.5);
    const Decoded greedy = decode(model, {{3, 4}}, with_beam(1))[0];
    CHECK(greedy.tokens()[0] == 0);
    DecodeOptions options = with_beam(3);
    options.record = 3;
    const Decoded beam = decode(model, {{3, 4}}, options)[0];
    for (int i = 0; i < 6; ++i) CHECK(beam.tree[static_cast<std::size_t>(i)].token == i);
}

TEST_CASE("decoding: a damaged model and a sentence too long are the reader's input", "[model]") {
    Transformer model = opinionated_model(2);
    const std::vector<int> long_sentence(16, 5);  // 17 with <end>; the limit is 16
    try {
        decode(model, {{3}, long_sentence});
        FAIL("accepted");
    } catch (const InputError& error) {
        CHECK(std::string(error.what()) ==
              "sentence 2 has 17 tokens, the model reads at most 16; shorten or split it");
    }
    CHECK_NOTHROW(decode(model, {std::vector<int>(15, 5)}));
    model.parameters().values()[5] = std::numeric_limits<real>::quiet_NaN();
    CHECK_THROWS_AS(decode(model, {{3}}, with_beam(1)), InputError);
    CHECK_THROWS_AS(decode(model, {{3}}, with_beam(3)), InputError);
}

namespace {

// A model of another kind: what comes next depends on the last word alone.
class PairsOfWords : public NextWord {
  public:
    PairsOfWords(Matrix probabilities, int hypotheses)
        : probabilities_(std::move(probabilities)), hypotheses_(hypotheses) {}

    int hypotheses() const override { return hypotheses_; }
    ConstView step(std::span<const int> tokens) override {
        scores_.resize({hypotheses_, probabilities_.cols()});
        REQUIRE(std::ssize(tokens) == hypotheses_);
        for (int i = 0; i < hypotheses_; ++i)
            for (int word = 0; word < scores_.cols(); ++word)
                scores_(i, word) =
                    std::log(probabilities_(tokens[static_cast<std::size_t>(i)], word));
        return scores_;
    }
    void select(std::span<const int> parents) override {
        hypotheses_ = static_cast<int>(parents.size());
    }

  private:
    Matrix probabilities_, scores_;
    int hypotheses_;
};

}  // namespace

TEST_CASE("decoding: of any model that knows a next word, with its own first and last ones",
          "[model]") {
    // Word 1 is the likelier one after 0, but what follows it is anybody's guess; 3 ends a sentence.
    const Matrix table{{0, real(0.55), real(0.45), 0},
                       {real(0.25), real(0.25), real(0.25), real(0.25)},
                       {real(0.04), real(0.03), real(0.03), real(0.9)},
                       {0, 0, 0, 1}};
    const std::vector<Opening> openings{{0, 5}, {2, 1}, {1, 2}};
    DecodeOptions options = with_beam(2);
    options.length_penalty = 0;
    PairsOfWords model(table, 3);
    const std::vector<Decoded> beam = decode(model, openings, options, 3);
    REQUIRE(beam.size() == 3);
    CHECK(beam[0].tokens() == std::vector<int>{2});
    CHECK_THAT(beam[0].best[0].log_probability, WithinAbs(std::log(0.45 * 0.9), 1e-6));
    CHECK(beam[1].tokens().empty());
    CHECK(beam[1].best[0].finished);

    PairsOfWords again(table, 3);
    const std::vector<Decoded> greedy = decode(again, openings, with_beam(1), 3);
    CHECK(greedy[0].tokens() == std::vector<int>{1, 0, 1, 0, 1});  // of equals the smaller one
    CHECK_FALSE(greedy[0].best[0].finished);
    CHECK(greedy[1].tokens().empty());
    CHECK(greedy[2].tokens() == std::vector<int>{0, 1});

    PairsOfWords too_few(table, 2);
    CHECK_THROWS_AS(decode(too_few, openings, options, 3), Error);
    PairsOfWords none(table, 0);
    CHECK(decode(none, {}, options, 3).empty());
}
