#include "recall/recurrent_translator.h"

#include "catch.h"
#include "optim/training_step.h"

using namespace book;

namespace {

const std::vector<TokenPair> kPairs{
    {{2, 3}, {7, 6}}, {{3, 4, 2}, {6, 8, 7}}, {{5}, {9}}, {{4, 4, 5, 3}, {8, 8, 9, 6}}};
const std::vector<int> kAll{0, 1, 2, 3};

double loss_of(RecurrentTranslator& model, const std::vector<int>& chosen) {
    const Batch batch = make_batch(kPairs, chosen);
    Tape tape(Tape::Mode::inference);
    return static_cast<double>(model.loss(tape, batch, 0).value()(0, 0));
}

}  // namespace

TEST_CASE("recurrent translator: a batch costs what its sentences cost one by one", "[recall]") {
    for (const bool attention : {false, true}) {
        RecurrentTranslator model(10, 8, 12, attention, 5);
        double total = 0, tokens = 0;
        for (const int i : kAll) {
            const double n =
                static_cast<double>(kPairs[static_cast<std::size_t>(i)].target.size()) + 1;
            total += n * loss_of(model, {i});
            tokens += n;
        }
        // Sentences of other lengths and in another order: nothing may leak from one to another.
        CHECK_THAT(loss_of(model, kAll), WithinAbs(total / tokens, 1e-5));
        CHECK_THAT(loss_of(model, {3, 1, 0, 2}), WithinAbs(total / tokens, 1e-5));
    }
}

TEST_CASE("recurrent translator: learns four sentences by heart, and says them", "[recall]") {
    for (const bool attention : {false, true}) {
        RecurrentTranslator model(10, 8, 16, attention, 5);
        Adam adam(model.parameters().size());
        Tape tape;
        const Batch batch = make_batch(kPairs, kAll);
        const Learner learner{model.parameters(),
                              [&](Tape& on) { return model.loss(on, batch, 0); }};
        for (int step = 0; step < 200; ++step) training_step(learner, tape, adam, {0.01});
        CHECK(loss_of(model, kAll) < 0.1);
        const auto said = model.translate({kPairs[1].source, kPairs[3].source}, 9);
        CHECK(said[0] == kPairs[1].target);
        CHECK(said[1] == kPairs[3].target);
    }
}

TEST_CASE("recurrent translator: the batch may be gone when its gradient comes back", "[recall]") {
    for (const bool attention : {false, true}) {
        RecurrentTranslator model(10, 8, 12, attention, 5);
        const auto gradients = [&](auto record) {
            Tape tape;
            model.parameters().zero_grads();
            tape.backward(record(tape));
            const std::span<const real> all = model.parameters().grads();
            return std::vector<real>(all.begin(), all.end());
        };
        const Batch batch = make_batch(kPairs, kAll);
        CHECK(
            gradients([&](Tape& tape) { return model.loss(tape, batch, 0.1); }) ==
            gradients([&](Tape& tape) { return model.loss(tape, make_batch(kPairs, kAll), 0.1); }));
    }
}
