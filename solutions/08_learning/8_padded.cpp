// 8.8  Find the bug: a loss that is too good
// hard; chapter 08, "Many sentences at once"
#include "08_learning/exercises.h"

using namespace exercise;

// After <end> comes <pad>, and after <pad> another one, always. The model
// learns that in a few steps, and then every filled-up place pulls the mean
// towards 0. It costs twice: the loss flatters, and the slopes are divided by
// places that do not matter, so the sentences are learnt more slowly.
Bug exercise::diagnosis_8_8() { return Bug::padding_counted; }

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
                // What is to be said decides: after <end> that is <pad>,
                // although <end> itself has to be learnt.
                if (sentence[i + 1] == kPad) continue;
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
