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

// How much an exercise asks for: one loop or one formula; a few steps that must fit together; a
// derivation, an algorithm, or a bug that must be found. Within a chapter it never falls.
inline constexpr const char* kLevels[] = {"first steps", "solid", "hard"};

// An exercise as its stub tells it: exercises/05_softmax/checks/1_softmax.stub is number 5.1. (The
// reader's file may be half deleted, or gone.) Its first two lines are
//
//     // 5.1  Softmax
//     // first steps; chapter 05, "What if a score is ten thousand?"
struct ExerciseFile {
    int chapter = 0, number = 0;
    std::string title;
    std::string level;    // one of kLevels
    std::string section;  // the heading on the page of its chapter
    std::string folder;   // "05_softmax"
    std::string name;     // "1_softmax"
};
// What the second line says: first steps; chapter 05, "What if a score is ten thousand?". "" if it
// says no such thing.
std::string level_and_section(const ExerciseFile& exercise);
std::vector<ExerciseFile> list_exercises(const std::filesystem::path& home);  // by number

}  // namespace book
