// Chapter 13: how the facts about a model are found. It is opened, given texts to
// read, looked at through its decoder's hooks, and interfered with
// (common/model/inspection.h).
#pragma once

#include <string>
#include <vector>

#include "facts.h"

namespace chapter_13 {

// Opens a model and looks at it: some 20 seconds for one of 135 million parameters. Its progress is a line
// on standard error. InputError, in one line that begins with the path, if it cannot be opened, and if it
// brings no tokenizer.
Facts look_inside(const std::string& path);

// What an encoder of sentences makes of these texts. InputError as above.
Sentences compare_sentences(const std::string& folder, const std::vector<std::string>& texts);

}  // namespace chapter_13
