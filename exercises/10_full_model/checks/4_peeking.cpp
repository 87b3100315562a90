// Checks exercise 10.4: a mask that is missing in training.
#include "10_full_model/exercises.h"
#include "teacher/harness/hunt.h"

namespace book::teacher::exercise_10_4 {
namespace {

using namespace hunt;
using exercise::Bug;
using exercise::SmallWriter;
using exercise::Trained;

// Each piece may be followed by one of two.
std::vector<Pieces> sentences(int n, int length, int pieces, Rng& rng) {
    std::vector<Pieces> all;
    for (int s = 0; s < n; ++s) {
        Pieces sentence{rng.below(pieces)};
        while (static_cast<int>(sentence.size()) < length)
            sentence.push_back((sentence.back() * 2 + rng.below(2)) % pieces);
        all.push_back(sentence);
    }
    return all;
}

Case one(const char* about, int n, int length, int pieces, int steps, Rng& rng) {
    const Matrix lessons = as_matrix(sentences(n, length, pieces, rng));
    const Matrix exam = as_matrix(sentences(2, length - 1, pieces, rng));
    return {about,
            {{"lessons", lessons},
             {"exam", exam},
             {"pieces", as_input(pieces)},
             {"steps", as_input(steps)},
             {"rate", as_input(0.3 + 0.01 * rng.below(20))}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all{diagnosis_case()};
    all.push_back(one("the losses of four steps", 2, 4, 4, 4, rng));
    all.push_back(one("the exam before any step", 2, 5, 4, 0, rng));
    all.push_back(one("the exam after six steps", 3, 5, 5, 6, rng));
    all.push_back(one("the losses of six steps", 3, 5, 5, 6, rng));
    return all;
}

Matrix shown(const Case& c, const Trained& trained) {
    return asks_for(c, "the exam") ? Matrix{{trained.exam}} : as_row(trained.losses);
}

Var loss_of(const SmallWriter& model, Tape& tape, const std::vector<Pieces>& sentences, Mask mask) {
    Var total;
    for (const Pieces& sentence : sentences) {
        const Pieces read(sentence.begin(), sentence.end() - 1);
        const Pieces right(sentence.begin() + 1, sentence.end());
        const Var x = exercise::rows_of(model, tape, read);
        const Segments rows = Segments::one(x.rows());
        const Var told = multi_head_attention(model.attention, x, x, rows, rows, mask);
        const Var loss = cross_entropy(linear(add(x, told), model.reader.on(tape)), right);
        total = total.valid() ? add(total, loss) : loss;
    }
    return scale(total, 1 / static_cast<real>(sentences.size()));
}

Trained trained(const Case& c, Mask in_class, Mask in_exam) {
    const std::vector<Pieces> lessons = as_lists(c.matrix(0)), exam = as_lists(c.matrix(1));
    SmallWriter model(c.whole(2), c.matrix(0).cols());
    Trained result;
    for (int i = 0; i < c.whole(3); ++i) {
        Tape tape;
        model.all.zero_grads();
        const Var loss = loss_of(model, tape, lessons, in_class);
        result.losses.push_back(loss.value()(0, 0));
        tape.backward(loss);
        step(model.all, c.number(4));
    }
    Tape quiet(Tape::Mode::inference);
    result.exam = loss_of(model, quiet, exam, in_exam).value()(0, 0);
    return result;
}

Answer loop(Mask in_class, Mask in_exam) {
    return [=](const Case& c) { return shown(c, trained(c, in_class, in_exam)); };
}

const Register registered(
    {"10.4",
     "Find the bug: perfect in class, lost in the exam",
     "exercises/10_full_model/4_peeking.cpp",
     cases,
     answer(exercise::diagnosis_10_4, Bug::mask_missing,
            [](const Case& c) {
                return shown(c, exercise::train_and_examine(
                                    as_lists(c.matrix(0)), as_lists(c.matrix(1)), c.whole(2),
                                    c.matrix(0).cols(), c.whole(3), c.number(4)));
            }),
     right_diagnosis(loop(Mask::causal, Mask::causal)),
     {innocent(Bug::target_not_shifted, "the_target",
               "The targets are not the bug: all but the last piece are read, all but the first "
               "are to be said, in class and in the exam. But you are close: it does get hold of "
               "the piece that it is to say, by a different route."),
      innocent(Bug::gradients_not_zeroed, "the_gradients",
               "The gradients are not the bug: they are set to 0 before every step. And then the "
               "loss in class would swing. This one falls, and far too low."),
      innocent(Bug::padding_counted, "the_padding",
               "Padding is not the bug: every sentence is read by itself, and there is none. "
               "Counted padding would flatter the exam just as much as the class."),
      innocent(Bug::dropout_left_on, "the_dropout",
               "Dropout is not the bug: nothing is dropped, and the exam runs on a tape in "
               "inference mode. Dropout would also make the class harder than the exam, and here "
               "it is the other way round."),
      innocent(Bug::warm_up_backwards, "the_warm_up",
               "The rate is not the bug: it is the same in every step. A bad rate makes both "
               "losses bad. Here one of them is better than it can honestly be."),
      {"left_as_it_was",
       "That is the bug: in class each piece sees the whole sentence, the piece that it is to say "
       "included. In the exam it cannot, and has learnt nothing else. You have named it, but the "
       "function still has it.",
       right_diagnosis(loop(Mask::none, Mask::causal))},
      {"hides_nothing",
       "You have named it, but now nothing is hidden in the exam either. The loss looks fine, "
       "because the model copies the answers there, too. Nobody will give them to it when it "
       "writes.",
       right_diagnosis(loop(Mask::none, Mask::none))},
      {"hides_in_class_only",
       "You have named it, and in class the mask is right now. But in the exam it is gone: the "
       "mistake has only changed places.",
       right_diagnosis(loop(Mask::causal, Mask::none))}}});

}  // namespace
}  // namespace book::teacher::exercise_10_4
