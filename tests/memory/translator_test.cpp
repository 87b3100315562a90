#include <algorithm>

#include "catch.h"
#include "core/settings.h"
#include "memory/recurrent_translator.h"
#include "optim/training_step.h"

using namespace book;

namespace {

const std::vector<TokenPair> kFourPairs{
    {{2, 3}, {7, 6}}, {{3, 4, 2}, {6, 8, 7}}, {{5}, {9}}, {{4, 4, 5, 3}, {8, 8, 9, 6}}};
const std::vector<int> kAllFour{0, 1, 2, 3};

std::vector<LstmTranslatorSettings> small_translators() {
    std::vector<LstmTranslatorSettings> all;
    for (const int layers : {1, 2})
        for (const bool reversed : {false, true})
            for (const bool attention : {false, true}) {
                LstmTranslatorSettings s;
                s.vocabulary = 10;
                s.width = 8;
                s.state = 12;
                s.layers = layers;
                s.reversed = reversed;
                s.attention = attention;
                all.push_back(s);
            }
    return all;
}

double loss_of_pairs(const LstmTranslator& model, const std::vector<TokenPair>& pairs,
                     const std::vector<int>& chosen) {
    const Batch batch = make_batch(pairs, chosen);
    Tape tape(Tape::Mode::inference);
    return static_cast<double>(model.loss(tape, batch, 0).value()(0, 0));
}

}  // namespace

TEST_CASE("lstm translator: a batch costs what its sentences cost one by one", "[memory]") {
    for (const LstmTranslatorSettings& settings : small_translators()) {
        CAPTURE(settings.layers, settings.reversed, settings.attention);
        const LstmTranslator model(settings, 5);
        double total = 0, tokens = 0;
        for (const int i : kAllFour) {
            const double n =
                static_cast<double>(kFourPairs[static_cast<std::size_t>(i)].target.size()) + 1;
            total += n * loss_of_pairs(model, kFourPairs, {i});
            tokens += n;
        }
        // Nothing may leak from one sentence to another. Losses near 2.3 are sums of floats: 1e-5.
        CHECK_THAT(loss_of_pairs(model, kFourPairs, kAllFour), WithinAbs(total / tokens, 1e-5));
        CHECK_THAT(loss_of_pairs(model, kFourPairs, {3, 1, 0, 2}), WithinAbs(total / tokens, 1e-5));
    }
}

TEST_CASE("lstm translator: reversed, it is the other one given the source backwards", "[memory]") {
    std::vector<TokenPair> backwards = kFourPairs;
    for (TokenPair& pair : backwards) std::reverse(pair.source.begin(), pair.source.end());
    for (LstmTranslatorSettings settings : small_translators()) {
        settings.reversed = true;
        const LstmTranslator reversed(settings, 5);
        settings.reversed = false;
        const LstmTranslator plain(settings, 5);
        CHECK(loss_of_pairs(reversed, kFourPairs, kAllFour) ==
              loss_of_pairs(plain, backwards, kAllFour));
        CHECK(loss_of_pairs(reversed, kFourPairs, kAllFour) !=
              loss_of_pairs(plain, kFourPairs, kAllFour));
        for (const std::size_t i : {0, 1, 3})
            CHECK(reversed.translate({kFourPairs[i].source}) ==
                  plain.translate({backwards[i].source}));
    }
}

TEST_CASE("lstm translator: learns four sentences by heart, and says them", "[memory][slow]") {
    for (LstmTranslatorSettings settings : small_translators()) {
        CAPTURE(settings.layers, settings.reversed, settings.attention);
        settings.state = 16;
        LstmTranslator model(settings, 5);
        Adam adam(model.parameters().size());
        Tape tape;
        const Batch batch = make_batch(kFourPairs, kAllFour);
        const Learner learner{model.parameters(),
                              [&](Tape& on) { return model.loss(on, batch, 0); }};
        for (int step = 0; step < 200; ++step) training_step(learner, tape, adam, {0.01});
        CHECK(loss_of_pairs(model, kFourPairs, kAllFour) < 0.1);
        const auto said = model.translate({kFourPairs[1].source, kFourPairs[3].source});
        CHECK(said[0] == kFourPairs[1].target);
        CHECK(said[1] == kFourPairs[3].target);
    }
}

TEST_CASE("lstm translator: a sentence that does not end is cut off", "[memory]") {
    const LstmTranslator model(small_translators()[0], 5);  // has learnt nothing: seldom says <end>
    for (const int extra : {0, 1, 7})
        CHECK(model.translate({{2, 3}}, extra)[0].size() <= static_cast<std::size_t>(2 + extra));
    CHECK(model.translate({}).empty());
}

TEST_CASE("lstm translator: the batch may be gone when its gradient comes back", "[memory]") {
    for (const LstmTranslatorSettings& settings : small_translators()) {
        LstmTranslator model(settings, 5);
        const auto gradients = [&](auto record) {
            Tape tape;
            model.parameters().zero_grads();
            tape.backward(record(tape));
            const std::span<const real> all = model.parameters().grads();
            return std::vector<real>(all.begin(), all.end());
        };
        const Batch batch = make_batch(kFourPairs, kAllFour);
        CHECK(gradients([&](Tape& tape) { return model.loss(tape, batch, 0.1); }) ==
              gradients([&](Tape& tape) {
                  return model.loss(tape, make_batch(kFourPairs, kAllFour), 0.1);
              }));
    }
}

TEST_CASE("lstm translator: has as many numbers as are counted", "[memory]") {
    for (const LstmTranslatorSettings& settings : small_translators()) {
        LstmTranslator model(settings, 5);
        CHECK(model.parameters().size() == count_parameters(settings));
    }
}

TEST_CASE("lstm translator: sizes that cannot be are refused", "[memory]") {
    const auto refused = [](auto change) {
        LstmTranslatorSettings settings = small_translators()[0];
        change(settings);
        CHECK_THROWS_AS(LstmTranslator(settings, 1), SettingError);
    };
    refused([](LstmTranslatorSettings& s) { s.vocabulary = 2; });
    refused([](LstmTranslatorSettings& s) { s.width = 0; });
    refused([](LstmTranslatorSettings& s) { s.state = -1; });
    refused([](LstmTranslatorSettings& s) { s.layers = 3; });
}
