// Checks exercise 9.2, a slope carried back through all the states of a recurrent network.
#include "09_rnn_comparison/exercises.h"
#include "autodiff/ops.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_9_2 {
namespace {

// States as a network might have them, with two digits; what the words add need not be known.
Case one(const char* about, int steps, int d, Rng& rng) {
    Matrix states = draw({steps, d}, rng);
    for (real& h : states.flat())
        h = std::clamp(std::round(std::tanh(h) * 100) / 100, real{-0.95f}, real{0.95f});
    const Matrix w = draw({d, d}, rng, 0.8);
    const Matrix last = draw({1, d}, rng, 2);
    return {about, {{"states", states}, {"w_h", w}, {"last", last}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one word, two numbers", 1, 2, rng));
    all.push_back(one("two words, two numbers", 2, 2, rng));
    all.push_back(one("four words, three numbers", 4, 3, rng));
    all.push_back(one("six words, two numbers", 6, 2, rng));
    return all;
}

// The tape plays one step after the other: tanh of the number whose tanh is h has the slope 1 - h^2.
Matrix by_tape(const Case& c) {
    const ConstView states = c.matrix(0);
    std::vector<Matrix> slopes{Matrix(c.matrix(2))};
    for (int t = states.rows() - 1; t >= 0; --t) {
        Tape tape;
        const Matrix before({1, states.cols()});
        const Var h = tape.input(before);
        Matrix added(states.row_block(t, 1));
        for (real& x : added.flat()) x = std::atanh(x);
        const Var y = tanh(add(matmul(h, tape.constant(c.matrix(1))), tape.constant(added)));
        tape.backward(y, slopes.back());
        slopes.emplace_back(ConstView(h.grad()));
    }
    return concat_rows({slopes.begin(), slopes.end()});
}

// What may be done differently.
struct Way {
    bool transposed = true, bend = true, square = true, bend_first = true, from_the_last = true;
    bool adds = false;
};

Matrix carried(const Case& c, Way way) {
    const ConstView states = c.matrix(0), w = c.matrix(1);
    const int steps = states.rows();
    std::vector<Matrix> slopes{Matrix(c.matrix(2))};
    for (int k = 0; k < steps; ++k) {
        const int t = way.from_the_last ? steps - 1 - k : k;
        const auto bent = [&](Matrix slope) {
            for (int i = 0; way.bend && i < slope.cols(); ++i) {
                const real h = states(t, i);
                slope(0, i) *= way.square ? 1 - h * h : 1 - h;
            }
            return slope;
        };
        const auto through_w = [&](const Matrix& slope) {
            return way.transposed ? matmul_nt(slope, w) : matmul(slope, w);
        };
        const Matrix& now = slopes.back();
        Matrix next = way.bend_first ? through_w(bent(now)) : bent(through_w(now));
        if (way.adds) add_to(now, next);
        slopes.push_back(next);
    }
    return concat_rows({slopes.begin(), slopes.end()});
}

Answer with(bool Way::*what, bool value) {
    Way way;
    way.*what = value;
    return [way](const Case& c) { return carried(c, way); };
}

const Register registered(
    {"9.2",
     "Back through time",
     "exercises/09_rnn_comparison/2_through_time.cpp",
     cases,
     [](const Case& c) {
         return exercise::back_through_time(c.matrix(0), c.matrix(1), c.matrix(2));
     },
     by_tape,
     {{"forgets_tanh",
       "This is what comes out when the slope passes only W_h. Each state went through tanh, too, "
       "which has a slope of its own.",
       with(&Way::bend, false)},
      {"not_transposed",
       "This is what comes out when the slope is multiplied by W_h itself. On the way back through "
       "a product, W_h is transposed.",
       with(&Way::transposed, false)},
      {"not_squared",
       "This is what comes out with 1 - h. The slope of tanh is 1 minus the *square* of what came "
       "out of it.",
       with(&Way::square, false)},
      {"w_before_tanh",
       "Both factors are there, but in the wrong order. Forwards W_h came first, then tanh. "
       "Backwards tanh is therefore the first to be passed.",
       with(&Way::bend_first, false)},
      {"from_the_first_word",
       "This is what comes out when the states are taken from the first one on. The path back "
       "begins at the last one.",
       with(&Way::from_the_last, false)},
      {"adds_up",
       "This is what comes out when each slope is added to the one before it on the path. "
       "Each state is used once, by the next step, so there is one path back and nothing to add.",
       with(&Way::adds, true)}}});

}  // namespace
}  // namespace book::teacher::exercise_9_2
