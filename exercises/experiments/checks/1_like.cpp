// Experiment 1: the lessons that a reader chooses, as numbers. like.cpp judges what comes of them.
#include "experiments/checks/judges.h"
#include "experiments/experiments.h"
#include "teacher/harness/teach.h"

namespace book::teacher::experiments {
namespace {

const Register here({"1",
                     "Make it say \"I like\"",
                     "exercises/experiments/1_like.cpp",
                     one_case,
                     [](const Case&) {
                         return as_numbers(exercise::lessons(book_corpus().training));
                     },
                     {},
                     {}});

}  // namespace
}  // namespace book::teacher::experiments
