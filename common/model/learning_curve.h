// `./book train --curve FILE`: what each examination found, a line of numbers each, for a spreadsheet
// or for a page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/trainer.h"

namespace book {

// A line of such a file.
struct CurvePoint {
    double epochs = 0;
    std::int64_t step = 0;
    double seconds = 0;          // since the beginning, of all runs together
    double training_loss = 0;    // nats per token, labels smoothed, mean since the last examination
    double validation_loss = 0;  // nats per token, labels not smoothed
    double bleu = 0;             // of the validation sentences

    bool operator==(const CurvePoint&) const = default;
};

// In the order of the file. InputError names the file and the line; also if there is no file.
std::vector<CurvePoint> read_learning_curve(const std::string& path);

class LearningCurve {
  public:
    // Without a path nothing is written. A training that goes on after `step` keeps the lines that are
    // there, up to that step; a new one keeps the file that is there as FILE.before. InputError if the file
    // is no such curve, or cannot be written.
    LearningCurve(std::string path, std::int64_t step);

    // The file is whole after each call. `seconds` are those of all runs together.
    void add(const Examination& e, double seconds);

  private:
    std::string path_, text_;
};

}  // namespace book
