// The words of the field over the whole book: where each is explained, and where it is used.
//
// A use is a whole word, whatever its case, in what plain_prose() has of a block: "Tokens" is a use of a
// term with the form "tokens", "tokenizer" is none, nor is half of "sub-token". Where two terms fit, the longer one is meant: "dot
// product" is no use of "product". A term whose word holds a bracket, "value (of attention)", is known by
// its forms alone, because nobody writes it like that in a sentence.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "notebook/document.h"
#include "render/plain_words.h"

namespace book {

struct TermPlace {
    std::size_t page = 0, section = 0;  // numbers in TermIndex::sections
    auto operator<=>(const TermPlace&) const = default;
};

struct TermEntry {
    Term term;
    std::vector<TermPlace> explained;  // the first is what counts
    std::vector<TermPlace> used;       // other sections, each once, in the order of the book
};

// A use that comes before the first explanation. It is listed once for each section.
struct EarlyUse {
    std::size_t entry;
    TermPlace place;
    std::string words;  // some of the text around it
};

struct TermIndex {
    std::vector<std::vector<Section>> sections;  // of each page
    std::vector<TermEntry> entries;              // from a to z
    std::vector<EarlyUse> early;                 // in the order of the book
};

// `pages` are in the order in which they are read. On the page that explains a term, its use in the title,
// in the heading of the section that explains it and in the recap is never early.
TermIndex index_terms(const std::vector<Document>& pages);

// Finds terms in any text, by the same rules.
class TermSpotter {
  public:
    explicit TermSpotter(const std::vector<TermEntry>& entries);
    ~TermSpotter();
    TermSpotter(const TermSpotter&) = delete;
    TermSpotter& operator=(const TermSpotter&) = delete;

    struct Use {
        std::size_t entry;
        std::size_t begin, end;  // bytes of the text
    };
    std::vector<Use> spot(std::string_view text) const;  // from left to right

  private:
    struct Finder;
    std::unique_ptr<Finder> finder_;
};

// Whether both are the same word, whatever their case.
bool same_word(const std::string& a, const std::string& b);

}  // namespace book
