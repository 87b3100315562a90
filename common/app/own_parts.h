// `./book run N --mine 5.1,6.2`: chapters with a reader's own answers in the library's place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/contents.h"

namespace book {

// What --mine names among these arguments; "" if it is not there.
std::string asked_for_own_parts(const std::vector<std::string>& args);

// Checks each of the exercises, builds these chapters with the answers, and returns the folder of the
// programs; "" if Ctrl-C came. InputError for one that is not right yet.
std::filesystem::path build_own_parts(const std::string& numbers,
                                      const std::vector<Chapter>& chapters);

}  // namespace book
