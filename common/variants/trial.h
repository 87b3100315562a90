// A trial: a variant of the translator, trained and examined.
#pragma once

#include <functional>

#include "model/trainer.h"
#include "trials/recorded.h"
#include "variants/variant.h"

namespace book {

// Trains and examines. The same bits for every number of threads. A training whose loss is no longer a
// number ends there; its losses are infinite, and it has translated nothing.
TrialRow run_trial(const Variant& variant, int seed,
                   const std::function<void(const Progress&)>& progress = {});

}  // namespace book
