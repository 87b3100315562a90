// A document as a terminal shows it.
#pragma once

#include <string>

#include "notebook/document.h"
#include "render/terminal.h"

namespace book {

// A page as it grows: block after block, with an empty line between them. Deep dives are shown only to
// those who ask for them.
class TerminalPage {
  public:
    explicit TerminalPage(const Terminal& terminal, bool deep = false)
        : terminal_(terminal), deep_(deep) {}

    // What is to be printed for the next block; nothing for one that is left out.
    std::string set(const Document& document, const Block& block);

  private:
    Terminal terminal_;
    bool deep_;
    bool first_ = true;
    bool in_deep_dive_ = false;
};

std::string to_terminal(const Document& document, const Terminal& terminal, bool deep = false);

}  // namespace book
