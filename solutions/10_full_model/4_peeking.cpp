// 10.4  Find the bug: perfect in class, lost in the exam
// hard; chapter 10, "The exam"
#include "10_full_model/exercises.h"

using namespace exercise;

// It is just the other way round. When a model writes by itself, the pieces to
// come do not exist yet, and nothing needs to be hidden. In training they lie
// on the table, all of them: the piece to be said at one place is read at the
// next. Whoever may look there learns to look there, and learns nothing else.
//
// The loss in class does not betray it. It is too good, and who complains about
// that? The exam does, and so does a test: change the last piece of a sentence,
// and the scores of the places before it must not move.
Bug exercise::diagnosis_10_4() { return Bug::mask_missing; }

namespace {

// A row of scores for each piece of a sentence: what may follow it?
Var scores_after(const SmallWriter& model, Tape& tape, const Pieces& read) {
    const Var x = rows_of(model, tape, read);  // (n x d)
    const Segments rows = Segments::one(x.rows());
    const Var told = multi_head_attention(model.attention, x, x, rows, rows,
                                          Mask::causal);
    return linear(add(x, told), model.reader.on(tape));
}

// The mean loss of some sentences: all but the last piece of each are
// read, and all but the first are to be said.
Var loss_of_all(const SmallWriter& model, Tape& tape,
                const std::vector<Pieces>& sentences) {
    Var total;
    for (const Pieces& sentence : sentences) {
        const Pieces read(sentence.begin(), sentence.end() - 1);
        const Pieces right(sentence.begin() + 1, sentence.end());
        const Var loss =
            cross_entropy(scores_after(model, tape, read), right);
        total = total.valid() ? add(total, loss) : loss;
    }
    return scale(total, 1 / static_cast<real>(sentences.size()));
}

}  // namespace

Trained exercise::train_and_examine(const std::vector<Pieces>& lessons,
                                    const std::vector<Pieces>& exam,
                                    int pieces, int longest, int steps,
                                    real rate) {
    SmallWriter model(pieces, longest);
    Trained trained;
    Tape tape;
    for (int step = 0; step < steps; ++step) {
        tape.clear();
        model.all.zero_grads();
        const Var loss = loss_of_all(model, tape, lessons);
        trained.losses.push_back(loss.value()(0, 0));

        tape.backward(loss);
        for (std::size_t i = 0; i < model.all.size(); ++i)
            model.all.values()[i] -= rate * model.all.grads()[i];
    }
    Tape quiet(Tape::Mode::inference);
    trained.exam = loss_of_all(model, quiet, exam).value()(0, 0);
    return trained;
}
