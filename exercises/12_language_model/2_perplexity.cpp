// 12.2  Perplexity
// first steps; chapter 12, "What there is to beat"
//
// How well does a model know a text? It reads the text piece by piece. After each piece it gives a score
// to every piece of the vocabulary, and softmax makes them the probabilities of what comes next. Then we
// look at what really came. The perplexity is e to the mean of -log of the probability that the model gave
// to the piece that came, and the logarithm is the natural one:
//
//     p_i        = softmax(row i of the scores), taken at piece i + 1 of the text
//     perplexity = e^(the mean of -log p_i)
//
// A model that hesitates between ten pieces, always, has a perplexity of 10. The last row of the scores
// speaks of a piece that is not in the text any more, and nobody has guessed piece 0, so a text of n pieces
// has n - 1 guesses. If it has none, nothing can have surprised the model: the perplexity is 1.
//
//     scores: (n x V)   text: n ids, each one of 0 .. V - 1   result: a number, 1 or more
//
// A score may lie hundreds below the others. The library has softmax_rows(x), and log_softmax_rows(x) for
// its logarithm.
//
// Example:  scores = {{0, 0, 0, 0}, {7, 7, 7, 7}, {0, 5, 0, 0}},  text = {0, 3, 1}   ->   4
#include "12_language_model/exercises.h"

using namespace exercise;

real exercise::perplexity(ConstView scores, const std::vector<int>& text) {
    // Replace this line and the next with your code.
    not_written_yet(scores, text);
}
