// Checks exercise 11.2, two parts of a softmax made one.
#include "11_making_it_fast/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_11_2 {
namespace {

using exercise::SoFar;

constexpr real kMinusInfinity = -std::numeric_limits<real>::infinity();

// What a core says of scores (1 x n) and values (n x e), n = 0 among them.
SoFar account(ConstView scores, ConstView values, int width) {
    SoFar part{kMinusInfinity, 0, Matrix({1, width})};
    for (const real score : scores.row(0)) part.top = std::max(part.top, score);
    for (int j = 0; j < scores.cols(); ++j) {
        const real e = std::exp(scores(0, j) - part.top);
        part.sum += e;
        for (int c = 0; c < width; ++c) part.mix(0, c) += e * values(j, c);
    }
    return part;
}

// In one row: top, sum, mix.
Matrix as_row(const SoFar& part) { return concat_cols({Matrix{{part.top, part.sum}}, part.mix}); }
SoFar part_of(const Case& c, int input) {
    const ConstView row = c.matrix(input);
    return {row(0, 0), row(0, 1), Matrix(row.col_block(2, row.cols() - 2))};
}

SoFar random_part(int keys, int width, double around, Rng& rng) {
    Matrix scores = draw({1, keys}, rng, 2);
    for (real& score : scores.flat()) score += static_cast<real>(around);
    const Matrix values = draw({keys, width}, rng, 2);
    return account(scores, values, width);
}

Case one(const char* about, const SoFar& a, const SoFar& b) {
    return {about, {{"a (top, sum, mix)", as_row(a)}, {"b (top, sum, mix)", as_row(b)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    const auto add_case = [&](const char* about, int keys_a, double a, int keys_b, double b) {
        const SoFar first = random_part(keys_a, 2, a, rng);
        const SoFar second = random_part(keys_b, 2, b, rng);
        all.push_back(one(about, first, second));
    };
    add_case("a has the larger score", 3, 2, 2, -2);
    add_case("b has the larger score", 2, -2, 4, 2);
    add_case("one key each", 1, 0, 1, 0.5);
    add_case("scores in the hundreds", 3, 300, 3, 301);
    add_case("scores far below 0", 2, -400, 3, -401);
    add_case("a has read no keys", 0, 0, 3, 0);
    add_case("b has read no keys", 3, 1, 0, 0);
    add_case("nobody has read any keys", 0, 0, 0, 0);
    return all;
}

// In double, and without any number that is none.
Matrix right(const Case& c) {
    const SoFar a = part_of(c, 0), b = part_of(c, 1);
    if (a.sum == 0) return as_row(b);
    if (b.sum == 0) return as_row(a);
    const double top = std::max(double{a.top}, double{b.top});
    const double of_a = std::exp(double{a.top} - top), of_b = std::exp(double{b.top} - top);
    SoFar both{static_cast<real>(top), 0, Matrix(a.mix.shape())};
    both.sum = static_cast<real>(double{a.sum} * of_a + double{b.sum} * of_b);
    for (int i = 0; i < both.mix.cols(); ++i)
        both.mix(0, i) = static_cast<real>(double{a.mix(0, i)} * of_a + double{b.mix(0, i)} * of_b);
    return as_row(both);
}

// Both parts, each multiplied by a factor of its own.
Matrix joined(const Case& c, real top, real of_a, real of_b) {
    const SoFar a = part_of(c, 0), b = part_of(c, 1);
    return as_row({top, a.sum * of_a + b.sum * of_b, add(scale(a.mix, of_a), scale(b.mix, of_b))});
}

real largest(const Case& c) { return std::max(c.number(0), c.number(1)); }

Matrix not_moved(const Case& c) { return joined(c, largest(c), 1, 1); }

// Who thinks of parts without keys, and who does not.
enum class Guard { yes, no };

Matrix moved(const Case& c, real of_a, real of_b, Guard guard) {
    const bool nobody = largest(c) == kMinusInfinity;
    return nobody && guard == Guard::yes ? right(c) : joined(c, largest(c), of_a, of_b);
}

// As if b were always the part with the larger scores.
Answer moves_a_only(Guard guard) {
    return
        [guard](const Case& c) { return moved(c, std::exp(c.number(0) - largest(c)), 1, guard); };
}

Answer moves_upside_down(Guard guard) {
    return [guard](const Case& c) {
        return moved(c, std::exp(largest(c) - c.number(0)), std::exp(largest(c) - c.number(1)),
                     guard);
    };
}

Matrix from_zero(const Case& c) {
    return joined(c, 0, std::exp(c.number(0)), std::exp(c.number(1)));
}

Matrix nan_of_no_keys(const Case& c) {
    return joined(c, largest(c), std::exp(c.number(0) - largest(c)),
                  std::exp(c.number(1) - largest(c)));
}

Matrix divides_already(const Case& c) {
    Matrix row = right(c);
    if (row(0, 1) == 0) return row;
    for (int i = 2; i < row.cols(); ++i) row(0, i) /= row(0, 1);
    return row;
}

const char* const kMovesOne =
    "This is what comes out when only the first part is moved to the common top. If b has the "
    "smaller scores, it is b that has to be moved.";
const char* const kUpsideDown =
    "This is what comes out when the exponent has the wrong sign. Moving a part to a higher top "
    "makes its terms smaller: the factor is exp(own top - common top).";

const Register registered(
    {"11.2",
     "Two halves of a softmax",
     "exercises/11_making_it_fast/2_merge.cpp",
     cases,
     [](const Case& c) { return as_row(exercise::merge(part_of(c, 0), part_of(c, 1))); },
     right,
     {{"not_moved",
       "This is what comes out when the two sums are added as they are. Each was measured from the "
       "top of its own part. Before they can be added, both must be measured from the same top.",
       not_moved},
      {"moves_a_only", kMovesOne, moves_a_only(Guard::yes)},
      {"moves_a_only_and_nan", kMovesOne, moves_a_only(Guard::no)},
      {"upside_down", kUpsideDown, moves_upside_down(Guard::yes)},
      {"upside_down_and_nan", kUpsideDown, moves_upside_down(Guard::no)},
      {"from_zero",
       "This is what comes out when both parts are measured from 0. Scores in the hundreds then "
       "overflow, and scores far below 0 vanish. The larger of the two tops is safe.",
       from_zero},
      {"nan_of_no_keys",
       "Nearly: only where nobody has read any keys does this give no number. There both tops are "
       "-infinity, and their difference is not a number.",
       nan_of_no_keys},
      {"divides_already",
       "This is what comes out when the mix is divided by the sum here. Then the result could not "
       "be merged with a third part. The division comes once, at the very end.",
       divides_already}}});

}  // namespace
}  // namespace book::teacher::exercise_11_2
