#include "optim/training_step.h"

#include <cmath>
#include <limits>
#include <vector>

#include "autodiff/ops.h"
#include "catch.h"
#include "model/allocations.h"
#include "tensor/ops.h"

using namespace book;

namespace {

// y = x w is to come near to what it is told: the mean square of what is missing.
struct Line {
    Parameters all;
    Parameter w;
    Matrix x, told;

    explicit Line(std::uint64_t seed = 1) {
        Rng rng(seed);
        w = all.add_normal("w", {3, 2}, 1, rng);
        x = randn({5, 3}, rng);
        told = randn({5, 2}, rng);
    }
    Var loss(Tape& tape) const {
        const Var missing = subtract(matmul(tape.constant(x), w.on(tape)), tape.constant(told));
        return scale(sum(multiply(missing, missing)), real(0.1));
    }
    Learner learner() {
        return {all, [this](Tape& tape) { return loss(tape); }};
    }
    std::vector<real> numbers() const { return {all.values().begin(), all.values().end()}; }
};

}  // namespace

TEST_CASE("training_step: the lines that chapter 08 writes out, to the last bit", "[optim]") {
    Line by_hand, stepped;
    const Learner learner = stepped.learner();
    Adam adam(by_hand.all.size()), other(stepped.all.size());
    Tape tape, other_tape;
    for (int step = 1; step <= 20; ++step) {
        const double rate = 0.01 * step;
        tape.clear();
        by_hand.all.zero_grads();
        const Var loss = by_hand.loss(tape);
        tape.backward(loss);
        const double norm = clip_gradients(by_hand.all, 0.3);
        adam.step(by_hand.all, rate);

        const StepResult result = training_step(learner, other_tape, other, {rate, 0.3});
        CHECK(result.loss == static_cast<double>(loss.value()(0, 0)));
        CHECK(result.gradient_norm == norm);
        CHECK(stepped.numbers() == by_hand.numbers());
    }
}

TEST_CASE("training_step: a decay shrinks the numbers before they move", "[optim]") {
    Line plain, shrinking;
    Adam adam(plain.all.size()), other(shrinking.all.size());
    Tape tape;
    const std::vector<real> before = plain.numbers();
    training_step(plain.learner(), tape, adam, {0.01});
    StepOptions options;
    options.rate = 0.01;
    options.decay = 0.5;
    training_step(shrinking.learner(), tape, other, options);
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto apart = static_cast<double>(plain.numbers()[i] - shrinking.numbers()[i]);
        CHECK_THAT(apart, WithinAbs(0.01 * 0.5 * static_cast<double>(before[i]), 1e-6));
    }
}

TEST_CASE("training_step: two that add up their gradients do the same step", "[optim]") {
    Line here(1), there(1);
    Rng rng(7);
    there.x = randn({5, 3}, rng);  // the same numbers learn from something else
    const auto gradients_of = [](Line& line) {
        Tape tape;
        line.all.zero_grads();
        tape.backward(line.loss(tape));
        return std::vector<real>(line.all.grads().begin(), line.all.grads().end());
    };
    const std::vector<real> from_here = gradients_of(here), from_there = gradients_of(there);
    Tape tape;
    for (Line* line : {&here, &there}) {
        Adam adam(line->all.size());
        StepHooks hooks;
        hooks.gradients = [&](std::span<real> all) {
            REQUIRE(all.size() == from_here.size());
            for (std::size_t i = 0; i < all.size(); ++i) all[i] = from_here[i] + from_there[i];
        };
        training_step(line->learner(), tape, adam, {0.01, 0.5}, hooks);
    }
    CHECK(here.numbers() == there.numbers());
    CHECK(here.numbers() != Line(1).numbers());
}

TEST_CASE("training_step: a loss or a gradient that is no number can stop it in time", "[optim]") {
    for (const char* broken : {"loss", "gradient"}) {
        Line line;
        Learner learner = line.learner();
        if (broken == std::string("gradient"))
            learner.loss = [&](Tape& tape) {
                const Var loss = line.loss(tape);
                tape.on_backward(loss, [w = Var(&tape, 1)] {
                    w.grad()(0, 0) = std::numeric_limits<real>::infinity();
                });
                return loss;
            };
        else
            line.x(0, 0) = std::numeric_limits<real>::quiet_NaN();
        const std::vector<real> before = line.numbers();
        Adam adam(line.all.size());
        Tape tape;
        StepHooks hooks;
        std::string told;
        hooks.not_finite = [&](const char* what, int entry) {
            told = what;
            CHECK(entry >= 0);
            throw InputError("lost");
        };
        CHECK_THROWS_AS(training_step(learner, tape, adam, {0.01}, hooks), InputError);
        CHECK(told == broken);
        CHECK(line.numbers() == before);
        CHECK(adam.steps() == 0);
        CHECK_NOTHROW(training_step(learner, tape, adam, {0.01}));  // nobody asked
        CHECK(line.numbers() != before);
    }
}

TEST_CASE("training_step: over shapes seen before it allocates nothing", "[optim]") {
    Line line;
    const Learner learner = line.learner();
    Adam adam(line.all.size());
    Tape tape;
    StepHooks hooks;
    double seen = 0;
    hooks.gradients = [&seen](std::span<real> all) { seen += static_cast<double>(all[0]); };
    training_step(learner, tape, adam, {0.01, 1}, hooks);
    start_counting_allocations();
    for (int i = 0; i < 3; ++i) training_step(learner, tape, adam, {0.01, 1}, hooks);
    CHECK(stop_counting_allocations() == 0);
    CHECK(seen != 0);
}

TEST_CASE("training_step: only those that are named shrink, and without names all do", "[optim]") {
    // The same gradients, and Adam does the same with them: what is left between two is the decay.
    const auto after = [](double decay, bool one_column) {
        Line line;
        const Learner learner = line.learner();
        Adam adam(line.all.size());
        Tape tape;
        const View column = line.w.value().col_block(1, 1);
        StepOptions options{0.01, 1, decay};
        if (one_column) options.decayed = std::span(&column, 1);
        training_step(learner, tape, adam, options);
        return line.numbers();
    };
    const std::vector<real> start = Line().numbers();
    const std::vector<real> plain = after(0, false);
    const std::vector<real> all = after(0.5, false);
    const std::vector<real> second = after(0.5, true);
    for (std::size_t i = 0; i < start.size(); ++i) {
        const double lost = 0.005 * double(start[i]);
        CHECK_THAT(plain[i] - all[i], WithinAbs(lost, 1e-6));
        CHECK_THAT(plain[i] - second[i], WithinAbs(i % 2 == 1 ? lost : 0, 1e-6));
    }
}
