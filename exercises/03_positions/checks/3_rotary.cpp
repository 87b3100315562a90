// Checks exercise 3.3, rotary positions.
#include "03_positions/exercises.h"
#include "nn/embedding.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_3_3 {
namespace {

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(queries_and_keys("a single pair of numbers", 2, 3, 2, rng));
    all.push_back(queries_and_keys("two pairs, as many queries as keys", 4, 4, 4, rng));
    all.push_back(queries_and_keys("more keys than queries", 3, 7, 6, rng));
    all.push_back(queries_and_keys("more queries than keys, wide rows", 6, 2, 12, rng));
    return all;
}

// Columns `a` and `b` of row p turned by `angle`.
void turn(Matrix& x, int p, int a, int b, double angle) {
    const double first = x(p, a), second = x(p, b);
    x(p, a) = static_cast<real>(first * std::cos(angle) + second * std::sin(angle));
    x(p, b) = static_cast<real>(second * std::cos(angle) - first * std::sin(angle));
}

// Every row turned by `way` times its position; `exponent` multiplies that of each pair.
Matrix turned(ConstView x, int way = 1, double exponent = 1) {
    Matrix y(x);
    for (int p = 0; p < y.rows(); ++p)
        for (int c = 0; c < y.cols(); c += 2)
            turn(y, p, c, c + 1, way * p * std::pow(10000.0, -exponent * c / y.cols()));
    return y;
}

Matrix one_speed(ConstView x) {
    Matrix y(x);
    for (int p = 0; p < y.rows(); ++p)
        for (int c = 0; c < y.cols(); c += 2) turn(y, p, c, c + 1, p);
    return y;
}

Matrix in_halves(ConstView x) {
    Matrix y(x);
    const int half = y.cols() / 2;
    for (int p = 0; p < y.rows(); ++p)
        for (int i = 0; i < half; ++i)
            turn(y, p, i, i + half, p * std::pow(10000.0, -2.0 * i / y.cols()));
    return y;
}

Matrix overwrites(ConstView x) {
    Matrix y(x);
    for (int p = 0; p < y.rows(); ++p)
        for (int c = 0; c < y.cols(); c += 2) {
            const double angle = p * std::pow(10000.0, -static_cast<double>(c) / y.cols());
            const double cosine = std::cos(angle), sine = std::sin(angle);
            y(p, c) = static_cast<real>(y(p, c) * cosine + y(p, c + 1) * sine);
            y(p, c + 1) = static_cast<real>(y(p, c + 1) * cosine - y(p, c) * sine);
        }
    return y;
}

Matrix with_signals(ConstView x) { return add(x, sinusoidal_positions(x.rows(), x.cols())); }

const Register registered(
    {"3.3",
     "Rotary positions",
     "exercises/03_positions/3_rotary.cpp",
     cases,
     [](const Case& c) { return exercise::rotary_scores(c.matrix(0), c.matrix(1)); },
     [](const Case& c) { return matmul_nt(turned(c.matrix(0)), turned(c.matrix(1))); },
     {{"not_turned",
       "This is what you get when nothing is turned. These scores do not know where the words are.",
       [](const Case& c) { return matmul_nt(c.matrix(0), c.matrix(1)); }},
      {"keys_not_turned",
       "This is what you get when only the queries are turned. Then the score depends on where the "
       "query is, and not on how far away the key is.",
       [](const Case& c) { return matmul_nt(turned(c.matrix(0)), c.matrix(1)); }},
      {"queries_not_turned",
       "This is what you get when only the keys are turned. Then the score depends on where the "
       "key is, and not on how far away the query is.",
       [](const Case& c) { return matmul_nt(c.matrix(0), turned(c.matrix(1))); }},
      {"turned_against_each_other",
       "This is what you get when queries and keys are turned in opposite directions. Then the "
       "score depends on the sum of the two positions.",
       [](const Case& c) { return matmul_nt(turned(c.matrix(0)), turned(c.matrix(1), -1)); }},
      {"turned_the_other_way",
       "This is what you get when both are turned the other way round, as in RoFormer. For a "
       "model that is just as good, but before and after are exchanged. Here the sine in the "
       "first line has a plus.",
       [](const Case& c) { return matmul_nt(turned(c.matrix(0), -1), turned(c.matrix(1), -1)); }},
      {"number_of_the_pair",
       "This is what you get when the exponent is the number of the pair over d. It should be c / "
       "d, and c, the first column of the pair, is twice that number.",
       [](const Case& c) {
           return matmul_nt(turned(c.matrix(0), 1, 0.5), turned(c.matrix(1), 1, 0.5));
       }},
      {"one_speed",
       "This is what you get when every pair is turned by the same angle. Each pair should turn "
       "more slowly than the one before it.",
       [](const Case& c) { return matmul_nt(one_speed(c.matrix(0)), one_speed(c.matrix(1))); }},
      {"in_halves",
       "This is what you get when column c is paired with the column half a row further on. Some "
       "programs do it like that, but here the two columns of a pair are neighbours.",
       [](const Case& c) { return matmul_nt(in_halves(c.matrix(0)), in_halves(c.matrix(1))); }},
      {"overwrites",
       "This is what you get when the second number of a pair is made from the new first number. "
       "Keep the old one before you write.",
       [](const Case& c) { return matmul_nt(overwrites(c.matrix(0)), overwrites(c.matrix(1))); }},
      {"adds_the_signals",
       "This is what you get when sinusoids are added to the rows, as in the paper. Here nothing "
       "is added: the rows are turned.",
       [](const Case& c) {
           return matmul_nt(with_signals(c.matrix(0)), with_signals(c.matrix(1)));
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_3_3
