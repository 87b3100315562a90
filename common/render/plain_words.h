// What a page says, as plain words: to look for a term, to count, to name a place that a link can lead to.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "notebook/document.h"

namespace book {

// The prose of a block, values put in, without code: headings, paragraphs, captions, the names of a
// table's columns, a figure's title. Nothing of code, formulas, output, quotes, sources, the ledger,
// the labels within a figure, the book's name under the title, and what comes next.
std::vector<std::string> plain_prose(const Document& document, const Block& block);

// ---- sections -----------------------------------------------------------------------------------

// The anchor that GitHub makes for a heading of this (plain) text, if it is the first of its name: in lower
// case, letters, digits, _ and - of whatever script, and a - for each space.
std::string slug(std::string_view heading);

// The anchors of one page, from its top: the second "example" is example-1.
class Anchors {
  public:
    std::string next(std::string_view heading);

  private:
    std::map<std::string, int> taken_;
};

// A heading and what stands under it, up to the next: blocks first to last - 1. The first section is the
// page's title and its opening.
struct Section {
    std::string title;   // plain text
    std::string anchor;  // README.md#anchor
    std::size_t first = 0, last = 0;
    Path path = Path::whole;
    bool is_ending = false;  // what every page ends with: the recap, the questions, the sources
};
std::vector<Section> sections_of(const Document& document);
bool begins_section(const Block& block);  // but for the first, with which the page begins

// What a page is called in a list: 04, primer, or what else.
std::string short_name(const ChapterInfo& page);

// From a page of the book to a section of another: Markdown, with the section's title as its text.
// "[04, One score, by hand](../04_dot_product_attention/README.md#one-score-by-hand)"
std::string link_with_page(const ChapterInfo& page, const Section& section);
std::string link_to_page(const ChapterInfo& page,
                         const Section& section);  // the same with "04" alone

}  // namespace book
