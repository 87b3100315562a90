// What the book holds: its chapters and its exercises, as their folders tell it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book {

// A chapter as its folder tells it: chapters/05_softmax, number 5, name "softmax". Or a page without
// a number, which stands beside the chapters: chapters/matrix, name "matrix".
struct Chapter {
    int number = -1;     // or -1
    std::string name;    // "softmax"
    std::string folder;  // "05_softmax" or "matrix", also the name of its program
    std::string title;   // the first heading of its page, or its name where it has no page
    int minutes = 0;     // to read its page, calmly: 150 words a minute, in steps of five

    bool has_number() const { return number >= 0; }
};
std::vector<Chapter> list_chapters(const std::filesystem::path& home);  // by number
// The chapters, and after them the pages without a number, by name: all that is woven, and the glossary
// last.
std::vector<Chapter> list_pages(const std::filesystem::path& home);
// The page that a reader calls "5", "05", "softmax", "05_softmax" or "matrix"; InputError says which
// there are, or which was meant.
const Chapter& find_page(const std::vector<Chapter>& pages, const std::string& word);

// An exercise as its stub tells it: exercises/05_softmax/checks/1_softmax.stub is number 5.1. (The
// reader's file may be half deleted, or gone.)
struct ExerciseFile {
    int chapter = 0, number = 0;
    std::string title;   // what its first line says behind the number
    std::string folder;  // "05_softmax"
    std::string name;    // "1_softmax"
};
std::vector<ExerciseFile> list_exercises(const std::filesystem::path& home);  // by number

}  // namespace book
