// The exercises of the book, in order, and where each of them stands.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "teacher/progress.h"

namespace book::teacher {

struct Exercise {
    ExerciseId id;
    std::string number;    // "5.1"
    std::string title;     // "Softmax"
    std::string level;     // "first steps", "solid" or "hard"
    std::string section;   // "What if a score is ten thousand?", on the page of its chapter
    std::string about;     // both: first steps; chapter 05, "What if a score is ten thousand?"
    std::string file;      // "exercises/05_softmax/1_softmax.cpp", as a reader is told
    std::string target;    // "exercise_5_1", of the build
    std::string judge;     // "judge_5_1"
    std::string programs;  // where its programs lie: "", or a folder in the build's exercises/
    std::filesystem::path answer, stub, description, solution, hints;
};

// What a map shows.
enum class Mark {
    open,
    solved,
    broken,   // was solved, and found wrong since
    edited,   // was solved, and is another text now: to be checked
    missing,  // its file is gone
};

class Course {
  public:
    explicit Course(const std::filesystem::path& home);  // InputError if there are none

    const std::vector<Exercise>& exercises() const { return exercises_; }
    // "5.1", "05.1", or the path of its file, as an editor knows it; InputError says which there are.
    const Exercise& find(const std::string& word) const;
    // The first behind `after` (null: from the beginning), and then from the beginning, that is not
    // solved; null if all are.
    const Exercise* next(const Progress& progress, const Exercise* after = nullptr) const;
    int solved(const Progress& progress) const;

  private:
    const Exercise* find_file(const std::string& word) const;  // null: the word is no path

    std::vector<Exercise> exercises_;
};

bool is_missing(const Exercise& exercise);  // or nothing is left in it
// "./book reset 5.1 brings the task back, and saves your version"
std::string brings_back(const Exercise& exercise);
bool is_stub(const Exercise& exercise, const std::string& text);
// A solved exercise whose file is the stub is solved: the book was cloned again.
Mark mark_of(const Exercise& exercise, const Progress& progress);

}  // namespace book::teacher
