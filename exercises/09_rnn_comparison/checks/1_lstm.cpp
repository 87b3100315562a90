// Checks exercise 9.1, one step of an LSTM.
#include "09_rnn_comparison/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_9_1 {
namespace {

Case one(const char* about, int width, double deviation, Rng& rng) {
    const Matrix sums = draw({1, 4 * width}, rng, deviation);
    const Matrix c = draw({1, width}, rng);
    return {about, {{"sums", sums}, {"c", c}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("a single number", 1, 1, rng));
    all.push_back(one("three numbers", 3, 1, rng));
    all.push_back(one("gates wide open and shut", 4, 4, rng));
    return all;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Where each gate is, and what is done with it.
struct Step {
    int i = 0, f = 1, g = 2, o = 3;
    bool bent = true;     // h' = o tanh(c'), not o c'
    bool forgets = true;  // c' = f c + i g, not c + i g
    bool g_bent = true;   // g = tanh, not sigmoid
    bool h_first = true;
};
Matrix step(const Case& c, const Step& how) {
    const int w = c.matrix(1).cols();
    Matrix y({2, w});
    for (int n = 0; n < w; ++n) {
        const auto sum = [&](int gate) { return double(c.matrix(0)(0, gate * w + n)); };
        const double g = how.g_bent ? std::tanh(sum(how.g)) : sigmoid(sum(how.g));
        const double kept = (how.forgets ? sigmoid(sum(how.f)) : 1) * double(c.matrix(1)(0, n));
        const double cell = kept + sigmoid(sum(how.i)) * g;
        const double h = sigmoid(sum(how.o)) * (how.bent ? std::tanh(cell) : cell);
        y(how.h_first ? 0 : 1, n) = static_cast<real>(h);
        y(how.h_first ? 1 : 0, n) = static_cast<real>(cell);
    }
    return y;
}
Answer with(Step how) {
    return [how](const Case& c) { return step(c, how); };
}
Step order(int i, int f, int g, int o) {
    Step how;
    how.i = i;
    how.f = f;
    how.g = g;
    how.o = o;
    return how;
}
Step without(bool Step::*what) {
    Step how;
    how.*what = false;
    return how;
}

const Register registered(
    {"9.1",
     "One step of an LSTM",
     "exercises/09_rnn_comparison/1_lstm.cpp",
     cases,
     [](const Case& c) { return exercise::lstm_step(c.matrix(0), c.matrix(1)); },
     with({}),
     {{"out_before_new",
       "This is what you get when the blocks are taken in the order i, f, o, g. Here they come "
       "as i, f, g, o.",
       with(order(0, 1, 3, 2))},
      {"in_and_forget_exchanged",
       "This is what you get when the gates i and f are swapped. f keeps the old cell, and i "
       "lets in what is new.",
       with(order(1, 0, 2, 3))},
      {"never_forgets",
       "This is what you get when the old cell is not multiplied by the forget gate.",
       with(without(&Step::forgets))},
      {"lets_the_cell_out_as_it_is",
       "This is what you get when the cell is let out without tanh. It should be h' = o "
       "tanh(c').",
       with(without(&Step::bent))},
      {"new_by_sigmoid",
       "This is what you get when g is made with a sigmoid. It is not a gate but the new "
       "content, which may be negative, so it needs tanh.",
       with(without(&Step::g_bent))},
      {"cell_above_state",
       "This is what you get when the cell comes before the state. Row 0 should be h', and row 1 "
       "should be c'.",
       with(without(&Step::h_first))}}});

}  // namespace
}  // namespace book::teacher::exercise_9_1
