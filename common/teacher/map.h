// The book as a map: which exercises are solved, which are next.
#pragma once

#include <string>

#include "teacher/course.h"

namespace book::teacher {

// "■■□×" for the exercises of a chapter; "" if it has none.
std::string squares(const Course& course, const Progress& progress, int chapter);
// A line for each exercise (of one chapter; 0: of all), and how far the reader is.
std::string exercise_list(const Course& course, const Progress& progress, int chapter = 0);
// A line for each chapter of the book: its question, and its squares.
std::string chapter_list(const Course& course, const Progress& progress);
// "12 of 34 exercises are solved.", and on a line of its own which comes next, its level and section.
std::string summary(const Course& course, const Progress& progress);
// {"exercises": [{"id": "5.1", ...}], "solved": 12, "of": 34}
std::string progress_json(const Course& course, const Progress& progress);

// If everything is solved, and that was not celebrated yet: the celebration, once.
std::string celebration(const Course& course);

// `./book` alone: the contents, and how far the reader is.
int print_contents();

}  // namespace book::teacher
