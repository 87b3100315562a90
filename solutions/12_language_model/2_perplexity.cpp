// 12.2  Perplexity
// first steps; chapter 12, "What there is to beat"
#include "12_language_model/exercises.h"

using namespace exercise;

// Three decisions. Row i is compared with piece i + 1, so the loop ends one row
// before the last. Logarithms are added up, instead of multiplying what they
// are made of: a product of a thousand probabilities is 0 in any type of
// number. Even a single one can be 0, so the library's log_softmax_rows goes
// without it altogether. And the mean is taken of the logarithms: e to that is
// the geometric mean of 1 / p, in which one surprise does not decide alone.
real exercise::perplexity(ConstView scores, const std::vector<int>& text) {
    const int guesses = static_cast<int>(text.size()) - 1;
    if (guesses < 1) return 1;
    const Matrix log_p = log_softmax_rows(scores);
    double nats = 0;
    for (int i = 0; i < guesses; ++i) {
        const int next = text[static_cast<std::size_t>(i) + 1];
        nats -= double{log_p(i, next)};
    }
    return static_cast<real>(std::exp(nats / guesses));
}
