// An exercise's task as a browser shows it. It is written as a comment, which is also read in an editor:
//
//     prose, in which `code` may be marked, and calls such as dot(a, b) need no mark
//     - lists, also numbered ones; what belongs to an item is moved in
//
//         formulas and shapes, moved in by four
//
//     Shapes:   and what stands in columns beside it, or below it, moved in
//     Example:  likewise
//
// Prose and lists become Markdown; all else stands in a box, in its columns.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace book::site {

struct TaskSetting {
    // Where a page of the book leads, named by its file (chapters/matrix/README.md), and its title; "": nowhere.
    std::function<std::string(const std::string&)> address;
    std::function<std::string(const std::string&)> title;
};

// The lines of the comment, without their slashes, as HTML.
std::string html_task(const std::vector<std::string>& lines, const TaskSetting& setting);

// Prose with its code marked: `dot(a, b)`, `std::pair<int, int>`, `row_of`, `./book run 12`, `exercises.h`.
std::string mark_code(std::string_view prose);

}  // namespace book::site
