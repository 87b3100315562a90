// The exercises of a chapter on a page: the task, the hints one by one, and the book's solution for those who have
// tried.
#pragma once

#include "site/shell.h"

namespace book::site {

Page exercise_page(const Book& book, const StoredPage& chapter);
// The task as its file says it, for a search.
std::string task_of(const teacher::Exercise& exercise);

}  // namespace book::site
