// `./book train --curve FILE`: what each examination found, a line of numbers each, for a spreadsheet.
#pragma once

#include <cstdint>
#include <string>

#include "model/trainer.h"

namespace book {

class LearningCurve {
  public:
    // Without a path nothing is written. A training that goes on after `step` keeps the lines that are
    // there, up to that step. InputError if the file is no such curve, or cannot be written.
    LearningCurve(std::string path, std::int64_t step);

    // The file is whole after each call. `seconds` are those of all runs together.
    void add(const Examination& e, double seconds);

  private:
    std::string path_, text_;
};

}  // namespace book
