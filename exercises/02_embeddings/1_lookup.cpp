// 2.1  Look up the rows of a sentence
// first steps; chapter 02, "What a lookup is"
//
// A table has one row for each word of the vocabulary, and a sentence is a list of word numbers,
// counted from 0. Give each word of the sentence its row of the table, in the order of the
// sentence. If a word occurs twice, its row occurs twice as well.
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
    // Replace this line and the next with your code.
    not_written_yet(ids, table);
}
