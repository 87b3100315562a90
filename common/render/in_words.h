// What every writer says in the same words.
#pragma once

#include <string>
#include <vector>

#include "notebook/document.h"

namespace book {

const char* sign(Verdict verdict);  // ✓ ✗ –

std::string in_words(const ExerciseNote& exercise);  // Markdown, values named
std::string in_words(const Recap& recap);
std::string in_words(const Sources& sources);
std::string missing_source(const Code& code);

inline constexpr const char* kRecapTitle = "What we know now";
inline constexpr const char* kQuestionsTitle = "Could you explain it?";
inline constexpr const char* kSourcesTitle = "Sources";
inline constexpr const char* kAnswersTitle = "The answers";
inline constexpr const char* kShortPathSign = "◆ on the short path";

// The answers to all questions, each in a line: Markdown, values named. Empty if the page has none.
std::string answers_to_questions(const Document& document);

// The ledger in one line, "12 claims, 12 held.", and what it adds up: every claim of the document, and
// what was rounded.
std::string ledger_line(const Document& document);
std::vector<Block> ledger_blocks(const Document& document);

// A figure with its numbers, and its words with their values. It knows no Markdown.
Figure filled_in(const Document& document, const Figure& figure);

}  // namespace book
