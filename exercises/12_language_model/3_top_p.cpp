// 12.3  Top-p
// solid; chapter 12, "Which piece next? One step with its numbers"
//
// A model that draws its next piece from all of them will now and then draw one of the thousands that
// make no sense, because together they are not so improbable. Top-p cuts them off. It keeps the most
// probable pieces, as few as possible, whose probabilities together reach p, and gives all the others the
// probability 0. Those that are kept are divided by their sum, so that they are probabilities again.
//
//   - To reach p is to be at least p: if the sum is exactly p, that is enough.
//   - One piece is always kept, even with p = 0.
//   - If two pieces are equally probable and only one of them is needed, the smaller id is kept.
//
//     probabilities: (1 x V), each 0 or more, together 1   p: 0 .. 1   result: (1 x V), in the same order
//
// Example:  probabilities = {{0.125, 0.5, 0.25, 0.125}}
//           p = 0.7   ->  {{0, 2/3, 1/3, 0}}          0.5 is too little, and 0.75 is enough
//           p = 0.8   ->  {{1/7, 4/7, 2/7, 0}}        of the two last ones the smaller id
#include "12_language_model/exercises.h"

using namespace exercise;

Matrix exercise::top_p(ConstView probabilities, real p) {
    // Replace this line and the next with your code.
    not_written_yet(probabilities, p);
}
