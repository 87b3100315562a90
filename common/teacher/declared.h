// The functions that the exercises ask for: as exercises.h declares them, and as a reader has written
// them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book::teacher {

struct Declared {
    std::string name;    // "softmax"
    std::string text;    // "Matrix softmax(ConstView scores)"
    std::string file;    // "1_softmax.cpp", whose task it is
    std::string number;  // "5.1"
};

// `header`: exercises/05_softmax/exercises.h. Nothing if it cannot be read.
std::vector<Declared> declared_in(const std::filesystem::path& header);

// The head of a function of that name that `code` defines, "Matrix exercise::softmax(ConstView x)"; "" if
// there is none.
std::string head_of_definition(const std::string& code, const std::string& name);

bool is_in_name(char c);  // a letter, a digit or _

// Do both take the same types in the same order, whatever the parameters are called?
bool take_the_same(const std::string& head, const std::string& declaration);

}  // namespace book::teacher
