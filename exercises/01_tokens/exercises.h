// The functions that the exercises of chapter 01 ask for. There is nothing to edit here: the task of
// each function is in the file that is named above it.
#pragma once

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "exercise.h"

namespace exercise {

using Tokens = std::vector<int>;  // ids

struct Pair {
    int left = 0, right = 0;  // two neighbours
    int count = 0;            // how often they occur together
};
struct Merge {
    int left = 0, right = 0;  // these two become
    int id = 0;               // this one
};

// 1_pair.cpp
Pair most_frequent_pair(const std::vector<Tokens>& words);
// 2_glue.cpp
Tokens glue(const Tokens& tokens, Merge merge);
// 3_encode.cpp
Tokens encode(const Tokens& tokens, const std::vector<Merge>& merges);
// 4_whole.cpp
int whole_characters(std::string_view bytes);

}  // namespace exercise
