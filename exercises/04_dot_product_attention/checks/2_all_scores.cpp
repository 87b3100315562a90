// Checks exercise 4.2, all scores at once.
#include "04_dot_product_attention/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_4_2 {
namespace {

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(queries_and_keys("as many queries as keys", 3, 3, 2, rng));
    all.push_back(queries_and_keys("more keys than queries", 2, 5, 3, rng));
    all.push_back(queries_and_keys("more queries than keys", 4, 2, 5, rng));
    all.push_back(queries_and_keys("one query, one key", 1, 1, 4, rng));
    all.push_back(queries_and_keys("all sizes equal", 4, 4, 4, rng));
    return all;
}

Matrix right(const Case& c) { return matmul_nt(c.matrix(0), c.matrix(1)); }

Matrix carries_the_sum_on(const Case& c) {
    Matrix s = right(c);
    real total = 0;
    for (real& score : s.flat()) score = total += score;
    return s;
}

Matrix only_the_diagonal(const Case& c) {
    const Matrix s = right(c);
    Matrix diagonal(s.shape());
    for (int i = 0; i < std::min(s.rows(), s.cols()); ++i) diagonal(i, i) = s(i, i);
    return diagonal;
}

Matrix cosines(const Case& c) {
    Matrix s = right(c);
    for (int i = 0; i < s.rows(); ++i)
        for (int j = 0; j < s.cols(); ++j)
            s(i, j) /= static_cast<real>(norm(c.matrix(0).row_block(i, 1)) *
                                         norm(c.matrix(1).row_block(j, 1)));
    return s;
}

const Register registered(
    {"4.2",
     "All scores at once",
     "exercises/04_dot_product_attention/2_all_scores.cpp",
     cases,
     [](const Case& c) { return exercise::all_scores(c.matrix(0), c.matrix(1)); },
     right,
     {{"keys_ask_the_queries",
       "This is what you get when the result is transposed. Each row should belong to a query, "
       "and each column to a key.",
       [](const Case& c) { return matmul_nt(c.matrix(1), c.matrix(0)); }},
      {"carries_the_sum_on",
       "This is what you get when the sum does not go back to 0 for each pair. Then every score "
       "also contains all the scores before it.",
       carries_the_sum_on},
      {"adds_instead_of_multiplying",
       "This is what you get when the numbers of query and key are added. Each pair of numbers "
       "should be multiplied.",
       [](const Case& c) {
           Matrix s({c.matrix(0).rows(), c.matrix(1).rows()});
           for (int i = 0; i < s.rows(); ++i)
               for (int j = 0; j < s.cols(); ++j)
                   s(i, j) = sum(c.matrix(0).row(i)) + sum(c.matrix(1).row(j));
           return s;
       }},
      {"only_the_diagonal",
       "This is what you get when query i meets only key i. Every query should meet every key.",
       only_the_diagonal},
      {"queries_among_themselves",
       "This is what you get when the queries are multiplied by the queries. The second factor "
       "should be the keys.",
       [](const Case& c) { return matmul_nt(c.matrix(0), c.matrix(0)); }},
      {"cosines",
       "This is what you get when each score is divided by both lengths. Those are cosines, but "
       "attention keeps the lengths.",
       cosines}}});

}  // namespace
}  // namespace book::teacher::exercise_4_2
