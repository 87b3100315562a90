// What a turned knob changes: a page beside the same page as it was woven.
#pragma once

#include <string>
#include <vector>

#include "notebook/document.h"
#include "render/terminal.h"

namespace book {

struct TurnedKnob {
    std::string name, before, now;  // "temperature", "1", "0.3"
};

// For a terminal, section by section: the sentences in which a number is another one (as "0.26 → 0.10"),
// and the tables, figures and claims that differ. Of many sentences the first, and how many more.
std::string what_changed(const Document& before, const Document& now,
                         const std::vector<TurnedKnob>& knobs, const Terminal& terminal);

}  // namespace book
