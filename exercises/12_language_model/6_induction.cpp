// 12.6  An induction head, set by hand
// hard; chapter 12, "After A came B: learning from the prompt"
//
// On the page, a model with two layers of attention learns to continue what it has read once before. Here
// nothing is learnt: you write the numbers. The model has one head in each layer, and no norm, no
// feed-forward part and no bias. Its rows are of four blocks, and a `Columns` knows where each begins:
//
//     columns.piece(p)   1 if this is piece p, else 0
//     columns.place(i)   1 if it stands at place i, else 0
//     columns.note(p)    0 at first: room for a note about piece p
//     columns.said(p)    0 at first: at the end, the score of piece p as the next one
//
// A layer has two matrices. `look` says who looks at whom: the score that row i gives to row j is the sum
// of x_ia look(a, b) x_jb over all columns a and b. `write` says what is made of it: number a of the row that
// is looked at goes, times write(a, b), to number b of the row that looks. (In a usual head look is
// W_Q W_K^T and write is W_V W_O, and the scores are divided by a root, which is left out here.)
//
//     x  <-  x + softmax(mask(x look x^T)) x write          first with look_1, write_1, then with the others
//
// A text is <begin>, which is piece 0, then some other pieces, none of them twice, and then the same ones
// again in the same order. In the first half nobody can know what comes. At each place of the second half
//
//   - the second head has to look, with more than 0.6 of its weight, at the place right behind the one where
//     the same piece stood before;
//   - the piece that stands there has to get a probability of more than 0.6.
//
// The text's length and the order of its pieces differ from case to case; your matrices may not depend on
// them. Make them as zeros, Matrix({columns.width(), columns.width()}), and fill in what is needed.
//
// The check shows a column for each piece that comes twice: how far back the second head looks when it comes
// again, what the model says then, and which piece it is. -1 stands for nowhere, or nothing, in particular.
//
// Example:  text 0, 3, 1, 2, 3, 1, 2   ->   {{2, 2, 2},       the second 1 is at place 5, looks back at
//                                            {2, 3, 1},       place 3, and says what stands there, 2
//                                            {1, 2, 3}}
#include "12_language_model/exercises.h"

using namespace exercise;

TwoLooks exercise::induction_head(const Columns& columns) {
    // Replace this line and the next with your code.
    not_written_yet(columns);
}
