// Where the book keeps things.
//
// The script `book` says where the sources and the programs are (BOOK_HOME, BOOK_BIN); without it, they
// are where they were when the book was built. What a reader makes lies outside the sources, under
// ${XDG_DATA_HOME:-~/.local/share}/attention-book: the model
// that chapter 10 trains, the one that ./book train does, and which exercises are solved.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book {

std::filesystem::path home_folder();     // the sources
std::filesystem::path program_folder();  // the programs that were built
std::filesystem::path data_folder();     // need not exist yet; InputError without a home directory

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
// The chapters, and after them the pages without a number, by name: all that is woven.
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

// The names in `known` that `word` was probably meant to be: the nearest by edits (insert, delete,
// replace, swap neighbours), or those that it begins or occurs in; "" if nothing is near.
std::string nearest_name(const std::string& word, const std::vector<std::string>& known);

}  // namespace book
