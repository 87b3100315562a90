// Which words are still there: a linear read-out of each word from the last state.
//
// A state is read as a probe reads it (Alain and Bengio 2016): for each lag L, scores of all V words are a linear
// function of the state, and the word read is the one with the highest score.
//
//     scores = (h - mean h) W_L + b_L                                          h: (n x s), W_L: (s x V)
//     W_L = (X^T X + lambda m I)^-1 X^T Y_L,   b_L = mean Y_L                      (ridge, Hoerl and Kennard 1970)
//
// X holds the centred states of the sentences to learn from, Y_L a 1 for the word that stood there, and m is the
// mean of the diagonal of X^T X: lambda does not depend on how large states are. All lags share X^T X, so a lambda
// is one factorisation, L L^T (Cholesky). All in double.
//
// Three parts of the sentences, none of which has seen the others: from the first the read-outs are learnt, by the
// second each lag chooses its lambda, on the third it is scored. What is found is a lower bound of what the state
// knows: other readers than linear ones may find more. And this reader sees every digit of a state, which a trained
// layer that comes after it may not: a word whose trace has decayed to a ten-thousandth is read all the same.
#pragma once

#include <span>
#include <vector>

#include "core/random.h"
#include "memory/traces.h"

namespace book {

// Sentences, and what is left of them.
struct StatesRead {
    Matrix states;  // (n x s)
    std::vector<int>
        words;  // n x lags: which word stood at lag l of sentence i is number i lags + l
    int lags = 0;
    int vocabulary = 0;  // V
};
// Sentences of words that are drawn evenly and independently out of the rows of `table` (V x d): to be read at the
// last `lags` places. Error if lags > length.
StatesRead draw_states(const LastStates& last, ConstView table, int sentences, int length, int lags,
                       Rng& rng);

struct ReadOutSettings {
    int learn = 0;   // sentences, the first ones
    int choose = 0;  // sentences behind them; the rest is scored
    std::vector<double> lambdas{1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1};
    double chance = 0;  // what a guess gets right; 0: 1 / V, right where words are drawn evenly
};

struct ReadOut {
    std::vector<double> accuracy;  // by lag: the share of words that are read
    std::vector<double> lambda;    // by lag: the one chosen, of equally good ones the largest
    double words = 0;  // that can be read: the sum over lags of (accuracy - chance) / (1 - chance)
    double error = 0;  // standard error of that, from the sentences scored
};
// Error if a part has no sentences (two are needed to be scored), a lambda is not positive, or a word none of V.
//
// Work: learn s^2 / 2, and for each lambda s^3 / 6 + (s + choose) s lags V multiplications. The numbers are the
// same on any number of threads.
ReadOut read_out(const StatesRead& read, const ReadOutSettings& settings);

}  // namespace book
