// 10.2  One step of beam search
// solid; chapter 10, "Your own sentence, and a search for it"
//
// A beam holds k beginnings of a translation, each with a score: the logarithm of its probability.
// The model has said how likely each of V pieces is to follow each beginning, in logarithms, too.
// A beginning and a piece make a longer beginning, whose score is the sum of both. Of all k V of
// them keep the k with the largest scores.
//
//     scores: (1 x k)   next: (k x V)   result: (k x 3), largest score first, each row
//                                       {which beginning, which piece, the new score}
//
// Beginnings and pieces are counted from 0. Of equal scores, the one of the earlier beginning comes
// first; within a beginning, the one of the smaller piece.
//
// Example:  scores = {{-1, -3}},  next = {{-2, -0.5, -1.5},   ->  {{0, 1, -1.5},
//                                         {-4,   -2,   -1}}        {0, 2, -2.5}}
#include "10_full_model/exercises.h"

using namespace exercise;

Matrix exercise::beam_step(ConstView scores, ConstView next) {
    // Your code goes here, in the place of this line.
    not_written_yet(scores, next);
}
