// 8.7  Find the bug: it learns, and then it staggers
// hard; chapter 08, "A falling loss is no test"
//
// The model below is as small as a language model can be: a table with a row of scores for each piece,
// which says what may follow it. It starts with zeros, reads a text in batches, and after each batch
// takes a step of plain descent, with the slopes of that batch alone. At least, that is what its author
// meant to write. The loss falls, in the first pass even faster than it should. But it does not settle,
// and after a while it even rises again (four batches of twelve pieces, rate 1):
//
//     mean loss in pass       1      2      4      8     16     32
//     this loop            1.23   1.05   0.91   0.94   1.01   1.01
//     as it should be      1.31   0.82   0.70   0.65   0.63   0.62
//
// 1. Which of the suspects in exercises/suspects.h is it? Let `diagnosis_8_7` return it:
//    return Bug::mask_missing, for example.
// 2. Fix `train_on_batches`, so that it does what its author meant. One line has to move or to change.
//
//     read, right: for each batch, the pieces that are read, and the piece that follows each of them
//     pieces: how many there are   result: the loss of each step, and the table (pieces x pieces)
#include "08_learning/exercises.h"

using namespace exercise;

Bug exercise::diagnosis_8_7() {
    // Replace this line and the next with your answer.
    not_written_yet();
}

Trained exercise::train_on_batches(const std::vector<Pieces>& read,
                                   const std::vector<Pieces>& right,
                                   int pieces, int passes, real rate) {
    Parameters all;
    const Parameter table = all.add("table", {pieces, pieces});
    Trained trained;
    Tape tape;
    for (int pass = 0; pass < passes; ++pass) {
        all.zero_grads();
        for (std::size_t batch = 0; batch < read.size(); ++batch) {
            tape.clear();
            // A row of scores for each piece that is read.
            const Var scores = embed(table.on(tape), read[batch]);
            const Var loss = cross_entropy(scores, right[batch]);
            trained.losses.push_back(loss.value()(0, 0));

            tape.backward(loss);
            for (std::size_t i = 0; i < all.size(); ++i)
                all.values()[i] -= rate * all.grads()[i];
        }
    }
    trained.table = Matrix(table.value());
    return trained;
}
