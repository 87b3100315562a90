// The verdict on an answer, in words: right, not written yet, a known mistake, or what is seen in it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "teacher/harness/teach.h"

namespace book::teacher {

enum class Verdict { right, not_written_yet, known_mistake, wrong };

struct Judgement {
    Verdict verdict = Verdict::right;
    std::string mistake;  // the name of the known one
    std::string seen;     // what kind of difference, if that alone does not explain it ("factor")
    std::string report;   // what the reader sees, whatever the verdict
};

// Thrown by an answer that gave what is no result to be looked at: a sentence for the reader.
struct NoResult : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Runs all cases drawn from `seed`, and says what it sees in a wrong answer (explanation.h). Numbers are
// the same if they differ by at most 1e-4 + 1e-4 |expected|: the order of additions, or float against
// double, costs less; every mistake costs more.
Judgement judge(const Description& exercise, const Answer& answer, std::uint64_t seed);

}  // namespace book::teacher
