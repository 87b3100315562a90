// The exercises of a chapter on a page: the task, the hints one by one, and the book's solution for those who have
// tried.
#pragma once

#include "site/shell.h"

namespace book::site {

Page exercise_page(const Book& book, const StoredPage& chapter);

}  // namespace book::site
