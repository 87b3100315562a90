// The page beside the exercise: the section that its second line names.
#pragma once

#include <string>

#include "teacher/course.h"

namespace book::teacher {

// "chapters/05_softmax/README.md:135", as editors jump to it; "" if the exercise names no section, or the
// page has none of that name.
std::string section_place(const Exercise& exercise);

// What stands there, set for this terminal, from the page as it was last woven: nothing is built. A
// sentence that says so if it cannot be read.
std::string section_text(const Exercise& exercise);

}  // namespace book::teacher
