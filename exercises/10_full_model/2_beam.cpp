// 10.2  One step of beam search
// solid; chapter 10, "Your own sentence, and a search for it"
//
// A beam holds k beginnings of a translation. Each has a score, the logarithm of its probability.
// The model has also said how likely each of V pieces is to follow each beginning, again as
// logarithms. A beginning together with a piece makes a longer beginning, and its score is the sum
// of the two. Of all these k V candidates, keep the k with the largest scores.
//
//     scores: (1 x k)   next: (k x V)   result: (k x 3), largest score first; each row is
//                                       {which beginning, which piece, the new score}
//
// Beginnings and pieces are counted from 0. If scores are equal, the earlier beginning comes first,
// and within one beginning the smaller piece.
//
// Example:  scores = {{-1, -3}},  next = {{-2, -0.5, -1.5},   ->  {{0, 1, -1.5},
//                                         {-4,   -2,   -1}}        {0, 2, -2.5}}
#include "10_full_model/exercises.h"

using namespace exercise;

Matrix exercise::beam_step(ConstView scores, ConstView next) {
    // Replace this line and the next with your code.
    not_written_yet(scores, next);
}
