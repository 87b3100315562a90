#include "optim/adam.h"

#include <cmath>

#include "catch.h"
#include "core/parallel.h"

using namespace book;

TEST_CASE("Adam: the first step is the rate, whatever the size of the gradient", "[optim]") {
    Parameters p;
    p.add_filled("x", {1, 3}, 1);
    p.grads()[0] = 5;
    p.grads()[1] = static_cast<real>(-1e-4);
    Adam adam(p.size());
    adam.step(p, 0.1);
    CHECK_THAT(p.values()[0], WithinAbs(0.9, 1e-5));
    CHECK_THAT(p.values()[1], WithinAbs(1.1, 1e-5));
    CHECK(p.values()[2] == 1);  // no gradient, no step
}

TEST_CASE("Adam: follows algorithm 1 of the paper over ten steps", "[optim]") {
    Parameters p;
    p.add_filled("x", {1, 1}, 2);
    AdamOptions options;
    Adam adam(1, options);
    double x = 2, m = 0, v = 0;
    for (int t = 1; t <= 10; ++t) {
        const double g = 2 * x - 1;
        p.grads()[0] = static_cast<real>(2 * static_cast<double>(p.values()[0]) - 1);
        adam.step(p, 0.05);
        m = options.beta1 * m + (1 - options.beta1) * g;
        v = options.beta2 * v + (1 - options.beta2) * g * g;
        x -= 0.05 * (m / (1 - std::pow(options.beta1, t))) /
             (std::sqrt(v / (1 - std::pow(options.beta2, t))) + options.epsilon);
        CHECK_THAT(p.values()[0], WithinAbs(x, 2e-6));
    }
}

TEST_CASE("Adam: the same bits on one, two and three threads", "[optim]") {
    const int threads_before = thread_count();
    std::vector<real> first;
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        Rng rng(1);
        Parameters p;
        p.add_normal("x", {300, 400}, 1, rng);
        Adam adam(p.size());
        for (int t = 0; t < 3; ++t) {
            for (std::size_t i = 0; i < p.size(); ++i) p.grads()[i] = p.values()[i] / 7;
            adam.step(p, 0.01);
        }
        const std::vector<real> now(p.values().begin(), p.values().end());
        if (threads == 1) first = now;
        CHECK(now == first);
    }
    set_thread_count(threads_before);
}

TEST_CASE("clip_gradients: shortens what is too long and leaves the rest alone", "[optim]") {
    Parameters p;
    p.add("x", {1, 2});
    p.grads()[0] = 3;
    p.grads()[1] = 4;
    CHECK_THAT(clip_gradients(p, 10), WithinRel(5.0, 1e-12));
    CHECK(p.grads()[0] == 3);
    CHECK_THAT(clip_gradients(p, 1), WithinRel(5.0, 1e-12));
    CHECK_THAT(p.grads()[0], WithinAbs(0.6, 1e-5));
    CHECK_THAT(p.grads()[1], WithinAbs(0.8, 1e-5));
}
