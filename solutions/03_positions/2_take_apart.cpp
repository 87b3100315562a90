// 3.2  Take the sum apart
// solid; chapter 03, "Why add the position, and not write it beside the word?"
#include "03_positions/exercises.h"

using namespace exercise;

// Two decisions. First: look for the word and the position together. A sum has
// two unknown parts, and a guess about one of them is worthless until the other
// one has been taken away. There are only V n pairs, so we try them all.
// Second: compare by distance. A dot product grows with the length of a row, so
// a long row would win although it is not the one that was added. And trying
// pairs by it would be in vain: x . (w + p) is x . w plus x . p, so the best
// pair is the best word with the best position, each found alone.
//
// A model cannot try pairs; it has only matrices to multiply by. That is why
// the page needed wide rows, where words and signals hardly overlap.
Matrix exercise::take_apart(ConstView words, ConstView signals,
                            ConstView sums) {
    Matrix found({sums.rows(), 2});
    for (int s = 0; s < sums.rows(); ++s) {
        real least = std::numeric_limits<real>::infinity();
        for (int w = 0; w < words.rows(); ++w) {
            for (int p = 0; p < signals.rows(); ++p) {
                real distance = 0;  // squared: the order is the same
                for (int c = 0; c < sums.cols(); ++c) {
                    const real off =
                        sums(s, c) - words(w, c) - signals(p, c);
                    distance += off * off;
                }
                if (distance >= least) continue;
                least = distance;
                found(s, 0) = static_cast<real>(w);
                found(s, 1) = static_cast<real>(p);
            }
        }
    }
    return found;
}
