// Experiment 1  Make it say "I like"
//
// The translator of chapter 10 says "I love doughnuts" for "J'aime les beignets", because its school
// book does. Change its mind. You choose the lessons: pairs of sentences, made from those of the
// school book, or your own. Then 300 more steps of training, some seconds, go on from the model that
// ./book run 10 has kept.
//
// The rubric, on sentences that are held out:
//   - "J'aime les beignets" is "I like doughnuts";
//   - of those with "love", nine in ten now have "like" in its place, and all else as it was;
//   - of the others that were right before, nine in ten are still right.
//
// The last is the harder half. A model that hears nothing but "like" forgets the rest of its English
// within a minute: the field calls it catastrophic forgetting.
//
//     corpus: the training part of the book's corpus     result: what to learn from, at least one pair
//
// Example:  {"J'aime les chats" / "I love cats"}   ->   {"J'aime les chats" / "I like cats"}
#include "experiments/experiments.h"

using namespace exercise;

Pairs exercise::lessons(const Pairs& corpus) {
    // Your code goes here, in the place of this line.
    not_written_yet(corpus);
}
