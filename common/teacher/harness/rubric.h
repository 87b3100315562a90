// The open experiments: exercises without one right answer. One program calls the reader's function and
// hands back what it gave; another tries that, for minutes, and a rubric says what was reached, in words,
// and what it cannot see.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tensor/matrix.h"

namespace book::teacher {

struct Criterion {
    std::string what;  // "nine in ten ..."
    bool met = false;
    std::string measured;  // "97.1%"
};

struct Report {
    std::vector<Criterion> criteria;
    std::string cannot_see;  // what nobody should conclude
    bool met() const;        // all of them
};
std::string to_text(const Report& report, int width);

// Each experiment adds itself before main() begins.
struct Experiment {
    int number = 0;
    std::string title, file;
    std::function<Report(const Matrix& given)> judge;
};
struct RegisterExperiment {
    explicit RegisterExperiment(Experiment experiment);
};
const std::vector<Experiment>& all_experiments();

}  // namespace book::teacher
