// What a forward pass computed on its way, by name, for people who want to look.
#pragma once

#include <string>
#include <vector>

#include "tensor/matrix.h"

namespace book {

// Filled in when somebody hands one in; costs nothing otherwise. Names are paths with dots, as in
// the checkpoint: "encoder.0.self_attention.weights.head.2".
class Trace {
  public:
    struct Step {
        std::string name;
        Matrix value;
    };
    void add(const std::string& name, ConstView value) { steps_.push_back({name, Matrix(value)}); }
    const std::vector<Step>& steps() const { return steps_; }
    bool has(const std::string& name) const { return find(name) != nullptr; }
    const Matrix& at(const std::string& name) const {
        const Step* step = find(name);
        require(step != nullptr, "Trace: there is no {}", name);
        return step->value;
    }
    void clear() { steps_.clear(); }

  private:
    const Step* find(const std::string& name) const {
        for (const Step& step : steps_)
            if (step.name == name) return &step;
        return nullptr;
    }
    std::vector<Step> steps_;
};

}  // namespace book
