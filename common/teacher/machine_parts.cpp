#include "teacher/machine_parts.h"

#include <algorithm>

#include "core/display_width.h"
#include "core/require.h"

namespace book::teacher {

const std::vector<MachinePart>& machine_parts() {
    static const std::vector<MachinePart> parts{{"3.1", "sinusoids"},
                                                {"5.1", "softmax", true},
                                                {"5.3", "causal mask and its softmax", true},
                                                {"5.4", "attention of a head", true},
                                                {"6.1", "columns of a head", true},
                                                {"6.2", "joining of the heads", true},
                                                {"7.2", "layer norm", true},
                                                {"8.3", "gradient of softmax"},
                                                {"12.1", "RMS norm", true},
                                                {"12.4", "rotary positions", true}};
    return parts;
}

bool has_place_in_machine(const std::string& number) {
    const std::vector<MachinePart>& parts = machine_parts();
    return std::any_of(parts.begin(), parts.end(),
                       [&](const MachinePart& part) { return part.exercise == number; });
}

std::vector<std::string> split_own_parts(const std::string& numbers) {
    std::vector<std::string> known, asked;
    for (const MachinePart& part : machine_parts()) known.push_back(part.exercise);
    for (std::size_t begin = 0; begin <= numbers.size();) {
        const std::size_t end = std::min(numbers.find(',', begin), numbers.size());
        const std::string number = numbers.substr(begin, end - begin);
        require_input(has_place_in_machine(number),
                      "--mine: \"{}\" has no place in the machine; these have one: {}",
                      printable(number), in_words(known));
        if (std::count(asked.begin(), asked.end(), number) == 0) asked.push_back(number);
        begin = end + 1;
    }
    return asked;
}

std::string in_words(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
        text += parts[i];
    }
    return text;
}

}  // namespace book::teacher
