#include "app/guide.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "app/places.h"
#include "core/require.h"
#include "notebook/files.h"
#include "notebook/stand_in_page.h"
#include "teacher/course.h"
#include "teacher/experiment.h"
#include "teacher/lessons.h"

namespace book {
namespace {

namespace fs = std::filesystem;

constexpr const char* kListBegins = "<!-- list: ";
constexpr const char* kListEnds = "<!-- end of list -->";

std::string contents_list(const Course& course, const fs::path& home) {
    std::string list = "| | chapter | exercises |\n|---|---|---:|\n";
    for (const Chapter& chapter : list_chapters(home)) {
        const auto n = std::count_if(
            course.exercises().begin(), course.exercises().end(),
            [&](const Exercise& exercise) { return exercise.id.chapter == chapter.number; });
        list += fmt::format("| {:02} | [{}](../chapters/{}/README.md) | {} |\n", chapter.number,
                            chapter.title, chapter.folder, n);
    }
    return list + fmt::format("| | all | {} |\n", course.exercises().size());
}

std::string exercises_list(const Course& course, int chapter) {
    std::string list;
    for (const Exercise& exercise : course.exercises()) {
        if (exercise.id.chapter != chapter) continue;
        list += fmt::format("| {} | [{}]({}) | {} |{} |\n", exercise.number, exercise.title,
                            exercise.file.substr(exercise.file.find('/') + 1),
                            hints_of(exercise).size(),
                            has_place_in_machine(exercise.number) ? " yes" : "");
    }
    require_input(!list.empty(), "exercises/README.md: chapter {} has no exercises", chapter);
    return "| | exercise | hints | in the machine |\n|---|---|---:|---|\n" + list;
}

std::string experiments_list(const fs::path& home) {
    std::string list = "| | experiment |\n|---|---|\n";
    for (const OpenExperiment& experiment : list_experiments(home))
        list += fmt::format("| {} | [{}]({}) |\n", experiment.number, experiment.title,
                            experiment.file.substr(experiment.file.find('/') + 1));
    return list;
}

std::string list_of(const std::string& name, const Course& course, const fs::path& home) {
    if (name == "contents") return contents_list(course, home);
    if (name == "experiments") return experiments_list(home);
    return exercises_list(course, std::atoi(name.c_str()));
}

}  // namespace

std::string guide_with_lists(const std::string& text, const fs::path& home) {
    const Course course(home);
    std::string result;
    bool inside = false;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(kListEnds, 0) == 0) inside = false;
        if (!inside) result += line + "\n";
        if (line.rfind(kListBegins, 0) == 0) {
            const std::size_t begin = std::string(kListBegins).size();
            result += list_of(line.substr(begin, line.find(' ', begin) - begin), course, home);
            inside = true;
        }
    }
    require_input(!inside, "exercises/README.md: a list does not end with {}", kListEnds);
    for (const Exercise& exercise : course.exercises())
        require_input(result.find(fmt::format("{}{} -->", kListBegins, exercise.id.chapter)) !=
                          std::string::npos,
                      "exercises/README.md: chapter {} has exercises and no list",
                      exercise.id.chapter);
    return result;
}

int weave_guide(const fs::path& home, bool check) {
    const fs::path path = home / "exercises" / "README.md";
    const std::string text = text_of(path), now = guide_with_lists(text, home);
    const bool same = text == now;
    if (!same && !check) write_whole(path.string(), now);
    fmt::print("exercises/README.md: {}\n", same    ? check ? "the same" : "unchanged"
                                            : check ? "its lists are not those of the exercises"
                                                    : "its lists are made anew");
    return !same && check ? 1 : 0;
}

}  // namespace book
