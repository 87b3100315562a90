// The book as a site has it: every page as it was woven, and where each of them is found.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "notebook/document.h"
#include "render/terms.h"
#include "teacher/course.h"

namespace book::site {

// A page of the site that is made of a stored Document.
struct StoredPage {
    std::string folder;  // "05_softmax", and its address is 05_softmax.html
    std::string title;   // "How do scores become attention?"
    std::string answer;  // the page in a line, plain; or ""
    bool is_chapter = false;
    Document document;
};

// All that a site is made of. InputError if a page has not been woven, or cannot be read.
class Book {
  public:
    explicit Book(const std::filesystem::path& home);

    const std::filesystem::path& home() const { return home_; }
    const std::vector<StoredPage>& pages() const { return pages_; }  // chapters first
    const TermIndex& terms() const { return terms_; }
    const teacher::Course& course() const { return course_; }
    std::vector<const teacher::Exercise*> exercises_of(const StoredPage& page) const;

  private:
    std::filesystem::path home_;
    std::vector<StoredPage> pages_;
    TermIndex terms_;
    teacher::Course course_;
};

std::string address_of(const StoredPage& page);            // 05_softmax.html
std::string label_of(const StoredPage& page);              // "5 · How do scores become attention?"
std::string anchor_of(const teacher::Exercise& exercise);  // exercise-5-1
std::string exercises_address(const StoredPage& chapter);  // exercises_05.html
// exercises_05.html#exercise-5-1
std::string exercise_address(const Book& book, const std::string& number);

// Where a link of the book leads on the site: `target` as it is written in a file of `folder` (chapters/05_softmax,
// exercises, or "" for the top). "" for what is not on the site: a source file.
std::string site_address(const Book& book, const std::string& folder, const std::string& target);

}  // namespace book::site
