#include "app/progress.h"

#include <fmt/ranges.h>

#include <fstream>

#include "app/places.h"
#include "core/atomic_file.h"

namespace book {

std::filesystem::path progress_file() { return data_folder() / "progress.txt"; }

std::set<std::string> read_progress(const std::filesystem::path& file) {
    std::set<std::string> solved;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line.find_first_not_of("0123456789.") == std::string::npos)
            solved.insert(line);
    return solved;
}

void add_progress(const std::filesystem::path& file, const std::string& number) {
    std::set<std::string> solved = read_progress(file);
    if (!solved.insert(number).second) return;

    std::error_code failed;  // then AtomicFile says what is wrong
    std::filesystem::create_directories(file.parent_path(), failed);
    const std::string text = fmt::format("{}\n", fmt::join(solved, "\n"));
    AtomicFile out(file.string());
    out.write(text.data(), text.size());
    out.commit();
}

}  // namespace book
