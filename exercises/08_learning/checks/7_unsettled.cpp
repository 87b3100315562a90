// Checks exercise 8.7: slopes that are forgotten too seldom.
#include "08_learning/exercises.h"
#include "teacher/harness/hunt.h"

namespace book::teacher::exercise_8_7 {
namespace {

using namespace hunt;
using exercise::Bug;
using exercise::Trained;

Case one(const char* about, int batches, int size, int pieces, int passes, double rate, Rng& rng) {
    Matrix read({batches, size}), right({batches, size});
    for (real& id : read.flat()) id = static_cast<real>(rng.below(pieces));
    for (std::size_t i = 0; i < right.size(); ++i) {  // mostly the next one, now and then any
        const int next = (static_cast<int>(read.flat()[i]) + 1) % pieces;
        const int any = rng.below(pieces);
        right.flat()[i] = static_cast<real>(rng.below(4) == 0 ? any : next);
    }
    return {about,
            {{"read", read},
             {"right", right},
             {"pieces", as_input(pieces)},
             {"passes", as_input(passes)},
             {"rate", as_input(rate)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all{diagnosis_case()};
    all.push_back(one("the losses of two batches in one pass", 2, 3, 3, 1, 0.5, rng));
    all.push_back(one("the table after one pass over three batches", 3, 3, 3, 1, 0.5, rng));
    all.push_back(one("the losses of two passes", 3, 4, 4, 2, 0.5, rng));
    all.push_back(one("the table after three passes", 3, 4, 4, 3, 0.5, rng));
    return all;
}

enum class Forgets { each_step, each_pass, never, before_the_step };

Trained trained(const Case& c, Forgets when, bool step_each_pass) {
    const std::vector<Pieces> read = as_lists(c.matrix(0)), right = as_lists(c.matrix(1));
    const int pieces = c.whole(2);
    Parameters all;
    const Parameter table = all.add("table", {pieces, pieces});
    Trained result;
    for (int pass = 0; pass < c.whole(3); ++pass) {
        if (when == Forgets::each_pass) all.zero_grads();
        for (std::size_t batch = 0; batch < read.size(); ++batch) {
            if (when == Forgets::each_step) all.zero_grads();
            Tape tape;
            const Var loss = cross_entropy(embed(table.on(tape), read[batch]), right[batch]);
            result.losses.push_back(loss.value()(0, 0));
            tape.backward(loss);
            if (when == Forgets::before_the_step) all.zero_grads();
            if (!step_each_pass) step(all, c.number(4));
        }
        if (step_each_pass) step(all, c.number(4));
    }
    result.table = Matrix(table.value());
    return result;
}

Answer loop(Forgets when, bool step_each_pass = false) {
    return [=](const Case& c) { return table_or_losses(c, trained(c, when, step_each_pass)); };
}

const Register registered(
    {"8.7",
     "Find the bug: it learns, and then it staggers",
     "exercises/08_learning/7_unsettled.cpp",
     cases,
     answer(exercise::diagnosis_8_7, Bug::gradients_not_zeroed,
            [](const Case& c) {
                return table_or_losses(
                    c, exercise::train_on_batches(as_lists(c.matrix(0)), as_lists(c.matrix(1)),
                                                  c.whole(2), c.whole(3), c.number(4)));
            }),
     right_diagnosis(loop(Forgets::each_step)),
     {innocent(
          Bug::target_not_shifted, "the_target",
          "The targets are not the bug: they come ready in `right`, and each is the piece that "
          "follows. A model that only copies would have a loss near 0 soon, and no trouble "
          "staying there."),
      innocent(Bug::padding_counted, "the_padding",
               "Padding is not the bug: all batches are full, and there is none. Counted padding "
               "makes a loss look too good. It does not make it swing."),
      innocent(Bug::mask_missing, "the_mask",
               "A missing mask is not the bug: nothing in this model looks at another piece, so "
               "there is nothing to hide. And a model that peeks gets a loss that is too low."),
      innocent(Bug::dropout_left_on, "the_dropout",
               "Dropout is not the bug: nothing is dropped here, in training or otherwise. Run it "
               "twice, and you get the same numbers."),
      innocent(Bug::warm_up_backwards, "the_warm_up",
               "The rate is not the bug: it is the same in every step. But you are close. The "
               "steps do grow too large, only not by the rate. What else is a step made of?"),
      {"left_as_it_was",
       "That is the bug: a step also uses the slopes of earlier batches. You have named it, but "
       "the loop still has it. all.zero_grads() is called once for each pass. How often should it "
       "be?",
       right_diagnosis(loop(Forgets::each_pass))},
      {"never_zeroes",
       "You have named it, and the call of all.zero_grads() is gone altogether. Now the slopes of "
       "all passes pile up.",
       right_diagnosis(loop(Forgets::never))},
      {"forgets_before_it_steps",
       "You have named it, but the slopes are now set to 0 between tape.backward(...) and the "
       "step. Nothing is left for the step to use, and nothing is learnt.",
       right_diagnosis(loop(Forgets::before_the_step))},
      {"one_step_each_pass",
       "You have named it. With one step after each pass, the slopes of all batches may indeed be "
       "added up. That is a different kind of training, though: the author wanted a step after "
       "each batch.",
       right_diagnosis(loop(Forgets::each_pass, true))}}});

}  // namespace
}  // namespace book::teacher::exercise_8_7
