// Which name was meant by a word that is none.
#pragma once

#include <string>
#include <vector>

namespace book {

// The names in `known` that `word` was probably meant to be: the nearest by edits (insert, delete,
// replace, swap neighbours), or those that it begins or occurs in; "" if nothing is near.
std::string nearest_name(const std::string& word, const std::vector<std::string>& known);

}  // namespace book
