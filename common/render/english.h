// The English of a page and nothing else: what a language model can learn to write from.
//
// Taken are headings, paragraphs, captions, what pictures are said to show, guesses, exercises and
// questions with their answers. A sentence with a value, with code, a formula's sign or a number is left
// out; numbers up to twelve that a writer typed are spelled out ("chapter 05" is chapter five). An aside in
// brackets that cannot stay goes alone. Not taken are tables, code, formulas, other people's words, sources
// and claims.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "notebook/document.h"

namespace book {

// The sentences of a paragraph that are English throughout, a blank between them; "" if there are none. The
// paragraph is plain text, in one line; U+FFFC stands for what was no text (plain_text_without_code).
std::string english_in(std::string_view paragraph);

// Reads the pages of a book one after the other. A longer sentence that came before is left out: who learns
// from one chapter and is examined on another must not have seen the answer.
class EnglishReader {
  public:
    std::vector<std::string> lines_of(const Document& document);  // a paragraph each

  private:
    std::set<std::string> known_;
};

}  // namespace book
