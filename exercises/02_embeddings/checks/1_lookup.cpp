// Checks exercise 2.1, the lookup.
#include "02_embeddings/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_2_1 {
namespace {

std::vector<int> ids_of(const Case& c) {
    return {c.matrix(0).row(0).begin(), c.matrix(0).row(0).end()};
}

Case one(const char* about, std::initializer_list<real> ids, int words, int width, Rng& rng) {
    return {about, {{"ids", Matrix{ids}}, {"table", draw({words, width}, rng)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three words", {2, 0, 1}, 3, 2, rng));
    all.push_back(one("a word that occurs twice", {3, 1, 3}, 5, 3, rng));
    const auto last = static_cast<real>(4 + rng.below(3));
    all.push_back(one("the last word of the table, then the first", {last, 0, last}, 7, 2, rng));
    all.push_back(one("a single word", {2}, 4, 4, rng));
    all.push_back(one("more words than the table has rows", {1, 0, 1, 1, 0}, 2, 2, rng));
    return all;
}

Matrix rows(const Case& c, const std::vector<int>& ids) {
    Matrix y({static_cast<int>(ids.size()), c.matrix(1).cols()});
    for (int i = 0; i < y.rows(); ++i)
        copy(c.matrix(1).row_block(ids[static_cast<std::size_t>(i)], 1), y.view().row_block(i, 1));
    return y;
}

Matrix each_word_once(const Case& c) {
    std::vector<int> ids;
    for (int id : ids_of(c))
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    return rows(c, ids);
}

Matrix in_order_of_the_table(const Case& c) {
    std::vector<int> ids = ids_of(c);
    std::sort(ids.begin(), ids.end());
    return rows(c, ids);
}

// Words counted from 1; a word 0 then has no row before the first, and gets the last.
Matrix counts_from_one(const Case& c) {
    std::vector<int> ids = ids_of(c);
    for (int& id : ids) id = id == 0 ? c.matrix(1).rows() - 1 : id - 1;
    return rows(c, ids);
}

Matrix first_rows(const Case& c) {
    std::vector<int> ids;
    for (int i = 0; i < c.matrix(0).cols(); ++i) ids.push_back(i % c.matrix(1).rows());
    return rows(c, ids);
}

const Register registered(
    {"2.1",
     "Look up the rows of a sentence",
     "exercises/02_embeddings/1_lookup.cpp",
     cases,
     [](const Case& c) { return exercise::rows_of_words(ids_of(c), c.matrix(1)); },
     [](const Case& c) { return rows(c, ids_of(c)); },
     {{"each_word_once",
       "This is what you get when a word that occurs twice gets only one row. Every place in the "
       "sentence has a row of its own.",
       each_word_once},
      {"in_order_of_the_table",
       "This is what you get when the rows come in the order of the table. They should come in "
       "the order of the sentence.",
       in_order_of_the_table},
      {"counts_from_one",
       "This is what you get when words are counted from 1. Row 0 belongs to word 0.",
       counts_from_one},
      {"first_rows",
       "This is what you get when place i gets row i. It should get the row of the word at that "
       "place.",
       first_rows}}});

}  // namespace
}  // namespace book::teacher::exercise_2_1
