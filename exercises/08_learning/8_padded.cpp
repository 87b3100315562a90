// 8.8  Find the bug: a loss that is too good
// hard; chapter 08, "Many sentences at once"
//
// The same small model: a table with a row of scores for each piece, which says what may follow it. This
// time it reads sentences, all of them in every step. They have different numbers of pieces, so they have
// been padded: the block is a matrix with a row for each sentence, and after a sentence's last piece,
// <end>, comes <pad> until the row is full. The loss looks splendid. But when the model is asked about
// the pieces of the sentences alone, it knows less than the loss says:
//
//     six sentences, 20 steps               this loop    as it should be
//     the loss that it reports                0.58            1.15
//     the loss over the sentences' pieces     1.22            1.15
//
// 1. Which of the suspects in exercises/suspects.h is it? Let `diagnosis_8_8` return it.
// 2. Fix `train_on_block`: it should report, and learn from, the mean over what there is to be said in
//    the sentences, <end> included, and nothing else.
//
//     block: (sentences x places), ids of pieces; kPad is 0, <end> is 1
//     pieces: how many there are   result: the loss of each step, and the table (pieces x pieces)
#include "08_learning/exercises.h"

using namespace exercise;

Bug exercise::diagnosis_8_8() {
    // Replace this line and the next with your answer.
    not_written_yet();
}

Trained exercise::train_on_block(const std::vector<Pieces>& block,
                                 int pieces, int steps, real rate) {
    Parameters all;
    const Parameter table = all.add("table", {pieces, pieces});
    Trained trained;
    Tape tape;
    for (int step = 0; step < steps; ++step) {
        Pieces read, right;
        for (const Pieces& sentence : block) {
            for (std::size_t i = 0; i + 1 < sentence.size(); ++i) {
                read.push_back(sentence[i]);
                right.push_back(sentence[i + 1]);
            }
        }
        tape.clear();
        all.zero_grads();
        // A row of scores for each piece that is read.
        const Var scores = embed(table.on(tape), read);
        const Var loss = cross_entropy(scores, right);
        trained.losses.push_back(loss.value()(0, 0));

        tape.backward(loss);
        for (std::size_t i = 0; i < all.size(); ++i)
            all.values()[i] -= rate * all.grads()[i];
    }
    trained.table = Matrix(table.value());
    return trained;
}
