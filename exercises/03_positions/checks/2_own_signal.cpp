// Checks exercise 3.2, a position signal of the reader's own: not its numbers, but what it keeps.
#include <functional>

#include "03_positions/exercises.h"
#include "nn/embedding.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_3_2 {
namespace {

using Signals = std::function<Matrix(int length, int width)>;

Case table(const char* about, int length, int width) {
    return {about,
            {{"length", Matrix{{static_cast<real>(length)}}},
             {"width", Matrix{{static_cast<real>(width)}}}}};
}

std::vector<Case> cases(Rng& rng) {
    const int few = 4 + rng.below(8), few_width = 6 + 2 * rng.below(2);
    const int some = 12 + rng.below(10), some_width = 6 + 2 * rng.below(6);
    const int many = 30 + rng.below(11), many_width = 16 + 2 * rng.below(9);
    return {table("a short sentence", few, few_width), table("a longer one", some, some_width),
            table("a long one, with wide rows", many, many_width)};
}

bool small(const Matrix& p) {
    return std::all_of(p.flat().begin(), p.flat().end(),
                       [](real x) { return std::abs(double{x}) <= 1.00001; });
}

bool all_different(const Matrix& p) {
    for (int a = 0; a < p.rows(); ++a)
        for (int b = 0; b < a; ++b) {
            const ConstView all = p;
            if (!(max_abs_difference(all.row_block(a, 1), all.row_block(b, 1)) >= 0.01))
                return false;
        }
    return true;
}

bool steps_evenly(const Matrix& p) {
    const Matrix dots = matmul_nt(p, p);
    for (int a = 1; a < p.rows(); ++a)
        for (int b = 1; b < p.rows(); ++b)
            if (!(std::abs(double{dots(a, b)} - double{dots(a - 1, b - 1)}) < 0.001)) return false;
    return true;
}

// A 1 for each rule that the signals keep, a 0 for each that they break.
Matrix rules_kept(const Case& c, const Signals& signals) {
    const int length = static_cast<int>(c.number(0)), width = static_cast<int>(c.number(1));
    const Matrix p = signals(length, width);
    const Matrix longer = signals(length + 7, width);
    const Shape expected{length, width};
    require(p.shape() == expected, "the table is {}, but should be {}", p.shape(), expected);
    require(longer.rows() == length + 7 && longer.cols() == width,
            "the table of {} positions is {}", length + 7, longer.shape());
    const bool lengthless = max_abs_difference(longer.view().row_block(0, length), p) < 1e-5;
    const bool own = !(max_abs_difference(p, sinusoidal_positions(length, width)) < 0.01);
    Matrix kept({1, 5});
    int rule = 0;
    for (bool keeps : {small(p), all_different(p), steps_evenly(p), lengthless, own})
        kept(0, rule++) = keeps ? 1 : 0;
    return kept;
}

// The rules that a table of number(position, column, length) keeps.
template <class F>
Answer table_of(F number) {
    return [number](const Case& c) {
        return rules_kept(c, [number](int length, int width) {
            Matrix p({length, width});
            for (int position = 0; position < length; ++position)
                for (int column = 0; column < width; ++column)
                    p(position, column) = static_cast<real>(number(position, column, length));
            return p;
        });
    };
}

const Register registered(
    {"3.2",
     "A signal of your own",
     "exercises/03_positions/2_own_signal.cpp",
     cases,
     [](const Case& c) { return rules_kept(c, exercise::position_signals); },
     [](const Case&) {
         return Matrix{{1, 1, 1, 1, 1}};
     },
     {{"grows",
       "This is what comes out when the signal grows with the position, as counting does: in a "
       "long sentence it drowns the words, and far positions are not as close as near ones.",
       table_of([](int position, int, int) { return position; })},
      {"share_of_the_sentence",
       "This is what comes out when the signal is a share of the sentence: the same position has "
       "another signal in a longer one, and the dot products grow towards the end.",
       table_of([](int position, int, int length) {
           return static_cast<double>(position) / length;
       })},
      {"uneven_steps",
       "This is what comes out when only the dot products fail: of binary digits, of random rows, "
       "or of sines without their cosines, which say something about the place.",
       table_of([](int position, int column, int) { return std::sin(position / (1.0 + column)); })},
      {"comes_round",
       "This is what comes out when two positions have the same signal: all rows are the same, or "
       "every wheel has come round to where it was.",
       table_of([](int position, int, int) { return position % 2 == 0 ? 1 : -1; })},
      {"copies_the_paper",
       "This is the paper's own table: it keeps all the rules but the last. Yours should differ "
       "from it somewhere by 0.01 or more.",
       [](const Case& c) { return rules_kept(c, sinusoidal_positions); }}}});

}  // namespace
}  // namespace book::teacher::exercise_3_2
