// 8.7  Find the bug: it learns, and then it staggers
// hard; chapter 08, "A falling loss is no test"
#include "08_learning/exercises.h"

using namespace exercise;

// The call is there, and the loss falls, so nobody looks twice. But it is
// made once for each pass: the second batch steps with its own slopes plus
// those of the first, the third with those of three batches, and so on. Early
// on, all the slopes point the same way, and larger steps even look like
// progress. Near the bottom the old slopes keep pushing past it, and the loss
// swings.
Bug exercise::diagnosis_8_7() { return Bug::gradients_not_zeroed; }

Trained exercise::train_on_batches(const std::vector<Pieces>& read,
                                   const std::vector<Pieces>& right,
                                   int pieces, int passes, real rate) {
    Parameters all;
    const Parameter table = all.add("table", {pieces, pieces});
    Trained trained;
    Tape tape;
    for (int pass = 0; pass < passes; ++pass) {
        for (std::size_t batch = 0; batch < read.size(); ++batch) {
            all.zero_grads();  // for every step anew
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
