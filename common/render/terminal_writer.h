// A document as a terminal shows it.
#pragma once

#include <string>
#include <vector>

#include "notebook/document.h"
#include "render/terminal.h"

namespace book {

// A page as it grows: block after block, with an empty line between them. Deep dives are shown only to
// those who ask for them. What can be folded on a page cannot be here: so a guess is answered where its
// section ends, or the first later one at whose end the answer's values are known.
class TerminalPage {
  public:
    explicit TerminalPage(const Terminal& terminal, bool deep = false)
        : terminal_(terminal), deep_(deep) {}

    // What is to be printed for the next block; nothing for one that is left out.
    std::string set(const Document& document, const Block& block);
    // What is left to say behind the last block: an answer, where a page stops in the middle.
    std::string end(const Document& document);

  private:
    std::string answers_due(const Document& document);
    std::string apart(const std::string& text);

    Terminal terminal_;
    bool deep_;
    bool first_ = true;
    bool in_deep_dive_ = false;
    std::vector<int> unanswered_{};  // guesses, by number
};

std::string to_terminal(const Document& document, const Terminal& terminal, bool deep = false);

}  // namespace book
