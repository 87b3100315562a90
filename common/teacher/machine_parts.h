// The exercises whose answers have a place in the machine: `./book run 10 --mine 5.1,6.2` computes with
// them. What a program does that was linked with some is in teacher/own_parts/.
#pragma once

#include <string>
#include <vector>

namespace book::teacher {

struct MachinePart {
    std::string exercise, title;     // "5.1", "softmax"
    bool librarys_gradient = false;  // the answer makes the way forward only
};
const std::vector<MachinePart>& machine_parts();  // by number

bool has_place_in_machine(const std::string& number);

// "5.1,6.2" in pieces, each once; InputError for what has no place in the machine.
std::vector<std::string> split_own_parts(const std::string& numbers);

std::string in_words(const std::vector<std::string>& parts);  // "3.1, 5.1 and 6.2"

}  // namespace book::teacher
