// How an exercise is checked, in the form that all chapters use.
//
// exercises/NN_name/checks/k_name.cpp describes exercise N.k: cases with fresh random numbers, what is
// right, and the mistakes that learners are known to make, each as the function that makes it. One
// description serves four programs:
//
//     exercise_N_k   with the reader's answer, exercises/NN_name/k_name.cpp: says what it gives
//     judge_N_k      with the stub, and so without any code of the reader's: says what it thinks of that
//     stubs          with all stubs:          every hole is found, and reported in a sentence
//     teeth          with all of solutions/:  every solution passes, every mistake is recognised as
//                    that one, and nothing else is taken for a mistake
//
// k_name.stub, beside the description, is exercises/NN_name/k_name.cpp as the reader first sees it:
// `./book reset N.k` brings it back.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "teacher/harness/case.h"
#include "tensor/ops.h"

namespace book::teacher {

using Answer = std::function<Matrix(const Case&)>;

struct Mistake {
    std::string name;      // "divides_by_the_largest"
    std::string sentence;  // "This is what you get when ..."
    Answer answer;
};

struct Description {
    std::string number;                            // "5.1"
    std::string title;                             // "Softmax"
    std::string file;                              // "exercises/05_softmax/1_softmax.cpp"
    std::function<std::vector<Case>(Rng&)> cases;  // registered: such as tell all mistakes apart
    Answer answer;  // the function under test: the reader's or the solution
    Answer right;   // from the library
    std::vector<Mistake> mistakes;
};

// Each description adds its exercise before main() begins.
struct Register {
    explicit Register(Description exercise);
};
const std::vector<Description>& all_exercises();  // by number
// What it gives in each case; an empty matrix where it throws a std::exception.
std::vector<Matrix> given_by(const Answer& answer, const std::vector<Case>& cases);
Answer take_answer();  // of the only one; nothing of what is right is left behind

// Normal numbers with two digits behind the point, so that a reader can follow on paper.
Matrix draw(Shape shape, Rng& rng, double deviation = 1);
// A case of two inputs, n queries "q" and m keys "k" of width d.
Case queries_and_keys(const char* about, int n, int m, int d, Rng& rng);

// BOOK_SEED if it is set (InputError if it is no number), else a fresh one.
std::uint64_t choose_seed();

}  // namespace book::teacher
