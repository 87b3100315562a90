// Checks exercise 8.8: padding that is counted in the loss.
#include "08_learning/exercises.h"
#include "teacher/harness/hunt.h"

namespace book::teacher::exercise_8_8 {
namespace {

using namespace hunt;
using exercise::Bug;
using exercise::Trained;

constexpr int kPad = exercise::kPad, kEnd = 1;

// Sentences of so many pieces, <end> included, the widest padded by one place.
Case one(const char* about, const std::vector<int>& lengths, int pieces, int steps, Rng& rng) {
    const int width = *std::max_element(lengths.begin(), lengths.end()) + 1;
    std::vector<Pieces> block;
    for (const int length : lengths) {
        Pieces sentence;
        for (int i = 0; i + 1 < length; ++i) sentence.push_back(2 + rng.below(pieces - 2));
        sentence.push_back(kEnd);
        sentence.resize(static_cast<std::size_t>(width), kPad);
        block.push_back(sentence);
    }
    return {about,
            {{"block", as_matrix(block)},
             {"pieces", as_input(pieces)},
             {"steps", as_input(steps)},
             {"rate", as_input(0.5 + 0.01 * rng.below(50))}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all{diagnosis_case()};
    all.push_back(one("the losses of three steps, two sentences", {3, 5}, 4, 3, rng));
    all.push_back(one("the table after one step, two sentences", {2, 4}, 4, 1, rng));
    all.push_back(one("the losses of four steps, three sentences", {2, 3, 6}, 5, 4, rng));
    all.push_back(one("the table after four steps, three sentences", {4, 2, 5}, 5, 4, rng));
    return all;
}

enum class Skips { right_is_pad, nothing, read_is_pad, end_and_pad };

bool counts(Skips skips, int read, int right) {
    switch (skips) {
        case Skips::nothing:
            return true;
        case Skips::read_is_pad:
            return read != kPad;
        case Skips::end_and_pad:
            return right != kPad && right != kEnd;
        case Skips::right_is_pad:
            break;
    }
    return right != kPad;
}

// `share`: of the mean over what is counted, as if it were divided by all places of the block.
Trained trained(const Case& c, Skips skips, bool share) {
    const std::vector<Pieces> block = as_lists(c.matrix(0));
    const int pieces = c.whole(1);
    Pieces read, right;
    for (const Pieces& sentence : block)
        for (std::size_t i = 0; i + 1 < sentence.size(); ++i)
            if (counts(skips, sentence[i], sentence[i + 1])) {
                read.push_back(sentence[i]);
                right.push_back(sentence[i + 1]);
            }
    const double places = static_cast<double>(block.size() * (block[0].size() - 1));
    Parameters all;
    const Parameter table = all.add("table", {pieces, pieces});
    Trained result;
    for (int i = 0; i < c.whole(2); ++i) {
        Tape tape;
        all.zero_grads();
        Var loss = cross_entropy(embed(table.on(tape), read), right);
        if (share)
            loss = scale(loss, static_cast<real>(static_cast<double>(right.size()) / places));
        result.losses.push_back(loss.value()(0, 0));
        tape.backward(loss);
        step(all, c.number(3));
    }
    result.table = Matrix(table.value());
    return result;
}

Answer loop(Skips skips, bool share = false) {
    return [=](const Case& c) { return table_or_losses(c, trained(c, skips, share)); };
}

const Register registered(
    {"8.8",
     "Find the bug: a loss that is too good",
     "exercises/08_learning/8_padded.cpp",
     cases,
     answer(exercise::diagnosis_8_8, Bug::padding_counted,
            [](const Case& c) {
                return table_or_losses(
                    c, exercise::train_on_block(as_lists(c.matrix(0)), c.whole(1), c.whole(2),
                                                c.number(3)));
            }),
     right_diagnosis(loop(Skips::right_is_pad)),
     {innocent(Bug::target_not_shifted, "the_target",
               "The targets are not the bug: the piece that is to be said is sentence[i + 1], the "
               "one after the piece that is read. Without the shift the model would only copy, "
               "and be hopeless at the sentences, not merely worse."),
      innocent(Bug::gradients_not_zeroed, "the_gradients",
               "The gradients are not the bug: all.zero_grads() is called before every step. And "
               "the loss falls calmly. It is only about something other than you think."),
      innocent(Bug::mask_missing, "the_mask",
               "A missing mask is not the bug: this model sees nothing but the one piece that it "
               "reads, so there is nothing to hide."),
      innocent(Bug::dropout_left_on, "the_dropout",
               "Dropout is not the bug: nothing is dropped here. Run it twice, and you get the "
               "same numbers."),
      innocent(Bug::warm_up_backwards, "the_warm_up",
               "The rate is not the bug: it is the same in every step. A bad rate would spoil what "
               "is learnt, but it would not make the reported loss better than the true one."),
      {"left_as_it_was",
       "That is the bug: after <end> the model learns to say <pad>, and after <pad> another one. "
       "Nothing is easier, and each of these places counts in the mean. You have named it, but "
       "the loop still counts them.",
       right_diagnosis(loop(Skips::nothing))},
      {"pad_after_end",
       "Nearly: places that read <pad> are left out, but one place in each sentence is left over. "
       "There <end> is read, and <pad> is to be said. Look at what is to be said, not at what is "
       "read.",
       right_diagnosis(loop(Skips::read_is_pad))},
      {"never_ends",
       "The padding is no longer counted, but neither is <end>. Nothing would have told this "
       "model when to stop.",
       right_diagnosis(loop(Skips::end_and_pad))},
      {"divides_by_all_places",
       "The padding adds nothing to the sum any more, but the sum is still divided by all places "
       "of the block. So the loss still looks too good, and the steps are too small: divide by "
       "the number of places that count.",
       right_diagnosis(loop(Skips::right_is_pad, true))}}});

}  // namespace
}  // namespace book::teacher::exercise_8_8
