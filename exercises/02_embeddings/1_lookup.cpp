// 2.1  Look up the rows of a sentence
// first steps; chapter 02, "What a lookup is"
//
// A table has one row for each word of the vocabulary; a sentence is a list of word numbers, which
// count from 0. Give each word of the sentence its row, in the order of the sentence. A word may
// stand there twice, and then its row does, too.
//
//     ids: n numbers   table: (V x d)   result: (n x d)
//
// Example:  ids = 2, 0, 2   table = {{1, 2},    ->  {{5, 6},
//                                    {3, 4},         {1, 2},
//                                    {5, 6}}         {5, 6}}
#include "02_embeddings/exercises.h"

using namespace exercise;

Matrix exercise::rows_of_words(const std::vector<int>& ids,
                               ConstView table) {
    // Your code goes here, in the place of this line.
    not_written_yet(ids, table);
}
