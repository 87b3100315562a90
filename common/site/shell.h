// What stands around the text of every page: its head, the contents at its side, and the ways on.
#pragma once

#include <string>
#include <vector>

#include "site/book.h"

namespace book::site {

// A place on a page that its contents lead to.
struct Place {
    std::string title, anchor;  // both plain
};

struct Page {
    std::string address;      // 05_softmax.html
    std::string title;        // plain
    std::string anchor = {};  // of the title, if links lead there
    std::string description;  // plain: what a search engine shows
    std::string body;         // HTML, without the title
    std::string above = {};   // HTML: a line over the title
    std::vector<Place> places = {};
    std::string terms = {};  // JSON: the terms that are marked on it, and what they mean
    std::string knobs = {};  // JSON: what can be turned on it
    bool is_read = false;    // a chapter: a reader can note that it is read
};

// In the order of the book: what a reader turns to, with the arrow keys.
struct Turn {
    std::string address, title;
};

class Shell {
  public:
    Shell(const Book& book, std::string address_of_site);

    // A whole document of HTML.
    std::string around(const Page& page) const;

  private:
    std::string head(const Page& page) const;
    std::string sidebar(const Page& page) const;
    std::string ways_on(const Page& page) const;

    const Book& book_;
    std::string address_of_site_;  // https://…/, or "": social previews need it
    std::vector<Turn> turns_;
};

}  // namespace book::site
