// The sections of one page, as a reader asks for them: by number, or by words of their titles.
#pragma once

#include <string>
#include <vector>

#include "notebook/document.h"
#include "render/plain_words.h"
#include "render/terminal.h"

namespace book {

// The contents of a page, a line for each section, with its number.
std::string list_sections(const Document& document, const Terminal& terminal);

// The sections that are asked for: "3", or words that are all in a title, in any case and without their
// accents; a whole title means that one alone. Section 0 is the opening. In the order of the page.
std::vector<std::size_t> sections_called(const std::vector<Section>& sections,
                                         const std::string& words);

// InputError, which names those that come nearest, if there is none.
void require_section(const Document& document, const std::string& words);

}  // namespace book
