// ./book experiment: the open experiments at the end of the book, judged by a rubric.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book::teacher {

struct OpenExperiment {
    std::string number;  // "1"
    std::string title;   // what the first line of its file says behind the number
    std::string file;    // exercises/experiments/1_like.cpp
};
std::vector<OpenExperiment> list_experiments(const std::filesystem::path& home);  // by number

int experiment_main(int argc, char** argv);

}  // namespace book::teacher
