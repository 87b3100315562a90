// What a page says of a reader's own answers in the machine.
#pragma once

#include <string>

#include "notebook/page.h"

namespace book::teacher {

// Puts in what --mine names ("5.1,6.2"), and says so on the page. InputError for what this program
// was not linked with: ./book run does that.
void put_in_own_parts(Page& page, const std::string& numbers);

// How often each was asked, how far from the library it was, and how long both took: at the end.
void compare_own_parts(Page& page);

}  // namespace book::teacher
