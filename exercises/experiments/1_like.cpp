// Experiment 1  Make it say "I like"
//
// The translator of chapter 10 says "I love doughnuts" for "J'aime les beignets", because that is
// what its training sentences say. Change its mind. You choose the lessons: pairs of sentences,
// which you may make from the book's or write yourself. Training then continues for 300 more steps,
// which take some seconds, from the model that ./book run 10 has saved.
//
// The rubric, on sentences that were held out:
//   - "J'aime les beignets" becomes "I like doughnuts";
//   - of the sentences with "love", nine in ten now have "like" instead, and nothing else changed;
//   - of the others that were right before, nine in ten are still right;
//   - none of your lessons is one of these sentences. (`corpus` has none of them.)
//
// The third point is the harder half. A model that hears nothing but "like" forgets the rest of its
// English within a minute. The field calls this catastrophic forgetting.
//
//     corpus: the training part of the book's corpus     result: what to learn from, at least one pair
//
// Example:  {"J'aime les chats" / "I love cats"}   ->   {"J'aime les chats" / "I like cats"}
#include "experiments/experiments.h"

using namespace exercise;

Pairs exercise::lessons(const Pairs& corpus) {
    // Replace this line and the next with your code.
    not_written_yet(corpus);
}
