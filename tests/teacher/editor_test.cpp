// What .vscode/ starts has to be there, and its problem matcher has to find what a verdict says.
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "catch.h"
#include "json.h"
#include "teacher/compiler_words.h"
#include "teacher/crash_words.h"
#include "temporary_folder.h"

namespace fs = std::filesystem;
using nlohmann::json;

namespace book::teacher {
namespace {

const fs::path kBook = BOOK_SOURCE_DIR;

json for_editor(const char* name) {
    return json::parse(read_whole_file((kBook / ".vscode" / name).string()), nullptr, true, true);
}

// The commands that ./book knows.
std::set<std::string> all_commands() {
    std::set<std::string> names;
    std::istringstream lines(read_whole_file((kBook / "common/app/commands.txt").string()));
    for (std::string line; std::getline(lines, line);) names.insert(line.substr(0, line.find('|')));
    return names;
}

// The pattern of the task that checks an exercise, for the line with the place.
std::regex place_pattern() {
    const json tasks = for_editor("tasks.json");
    for (const json& task : tasks["tasks"])
        if (task["label"] == "check this exercise")
            return std::regex(task["problemMatcher"]["pattern"][0]["regexp"].get<std::string>());
    return {};
}

// File, line and column that an editor finds in a text; "" if it finds none.
std::string found_in(const std::string& text) {
    static const std::regex pattern = place_pattern();
    std::istringstream lines(text);
    std::smatch match;
    for (std::string line; std::getline(lines, line);)
        if (std::regex_match(line, match, pattern))
            return match[1].str() + " " + match[2].str() + " " + match[3].str();
    return "";
}

}  // namespace

TEST_CASE("editors: the tasks start commands that exist", "[teacher]") {
    const std::set<std::string> commands = all_commands();
    std::set<std::string> labels;
    const json tasks = for_editor("tasks.json"), starts = for_editor("launch.json");
    for (const json& task : tasks["tasks"]) {
        INFO(task.dump());
        labels.insert(task["label"]);
        CHECK(task["command"] == "${workspaceFolder}/book");
        CHECK(commands.count(task["args"][0]) == 1);
    }
    CHECK(fs::exists(kBook / "book"));
    for (const json& start : starts["configurations"]) {
        CHECK(labels.count(start["preLaunchTask"]) == 1);
        // What ./book exercise N.k --build leaves: learner_test.cpp starts it.
        CHECK(start["program"] == "${workspaceFolder}/build/exercises/current");
    }
    CHECK(for_editor("extensions.json")["recommendations"].size() >= 2);
    CHECK(for_editor("settings.json").is_object());
}

TEST_CASE("editors: what a verdict complains of is found at its place", "[teacher]") {
    const TemporaryFolder folder;
    Exercise exercise;
    exercise.number = "5.1";
    exercise.file = "exercises/05_softmax/1_softmax.cpp";
    exercise.answer = folder.write("1_softmax.cpp", "one\ntwo three\n");
    const std::string place = exercise.answer.string() + ":2:5: ";
    CHECK(found_in(explain_build(place + "error: what is three\n", exercise).words) ==
          "exercises/05_softmax/1_softmax.cpp 2 5");
    CHECK(found_in(first_warning(place + "warning: unused\n", exercise)) ==
          "exercises/05_softmax/1_softmax.cpp 2 5");
    ProcessEnd end;
    end.output = "AddressSanitizer: SEGV\n #1 " + exercise.answer.string() + ":2\n";
    CHECK(found_in(explain_crash(end, exercise, 10).where) ==
          "exercises/05_softmax/1_softmax.cpp 2 ");
}

}  // namespace book::teacher
