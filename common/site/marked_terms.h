// The terms of the field on one page: the first use of each in a section leads to the glossary, and a script shows
// what it means.
#pragma once

#include <set>
#include <string>

#include "site/book.h"

namespace book::site {

class MarkedTerms {
  public:
    // `page` is the number of the page in the book.
    MarkedTerms(const Book& book, const TermSpotter& spotter, std::size_t page);

    // Plain words of a section's prose, as escape_html() leaves them.
    std::string mark(std::size_t section, const std::string& words);

    // {"dot product": "what it means", ...}: of all that were marked; "" if none was.
    std::string meanings() const;

  private:
    bool is_explained_here(std::size_t entry, std::size_t section) const;

    const Book& book_;
    const TermSpotter& spotter_;
    std::size_t page_;
    std::size_t section_ = 0;
    std::set<std::size_t> marked_;  // in this section
    std::set<std::size_t> all_;
};

}  // namespace book::site
