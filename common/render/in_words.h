// What every writer says in the same words.
#pragma once

#include <string>
#include <vector>

#include "notebook/document.h"

namespace book {

const char* sign(Verdict verdict);  // ✓ ✗ –

std::string in_words(const ExerciseNote& exercise);  // Markdown, values named
std::string in_words(const Sources& sources);
std::string missing_source(const Code& code);

// The answers of all guesses, one behind the other: Markdown, values named.
std::string answers_to_guesses(const Document& document);

// The ledger, from the claims of the document and from what was rounded.
std::vector<Block> ledger_blocks(const Document& document);

// A figure with its numbers, and its words with their values. It knows no Markdown.
Figure filled_in(const Document& document, const Figure& figure);

}  // namespace book
