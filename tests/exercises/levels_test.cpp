// Does every exercise say how hard it is, and which section of its chapter it belongs to?
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "catch.h"
#include "cli/contents.h"
#include "render/plain_words.h"
#include "render/stored_page.h"

using namespace book;

namespace {

const std::string kHome = std::string(BOOK_SOURCE_DIR) + "/";

std::string contents(const std::string& file) {
    std::stringstream text;
    text << std::ifstream(kHome + file).rdbuf();
    return text.str();
}

// 0 for first steps, 3 for no level at all.
std::ptrdiff_t rank_of(const std::string& level) {
    return std::find(std::begin(kLevels), std::end(kLevels), level) - std::begin(kLevels);
}

std::string number_of(const ExerciseFile& exercise) {
    return fmt::format("{}.{}", exercise.chapter, exercise.number);
}

}  // namespace

TEST_CASE("every exercise has one of the three levels, and a section that is on its page",
          "[exercises]") {
    std::map<std::string, std::vector<Section>> pages;
    for (const ExerciseFile& exercise : list_exercises(kHome)) {
        if (pages.count(exercise.folder) == 0)
            pages[exercise.folder] = sections_of(
                document_from_json(contents("chapters/" + exercise.folder + "/page.json")));
        const std::vector<Section>& sections = pages[exercise.folder];
        INFO("exercise " << number_of(exercise) << ": " << exercise.level << ", \""
                         << exercise.section << "\"");
        CHECK(rank_of(exercise.level) < std::ssize(kLevels));
        CHECK(std::any_of(sections.begin(), sections.end(), [&](const Section& section) {
            return section.title == exercise.section && !section.is_ending;
        }));
    }
}

TEST_CASE("task, stub and solution of an exercise say the same of level and section",
          "[exercises]") {
    for (const ExerciseFile& exercise : list_exercises(kHome)) {
        const std::string head = fmt::format("// {}  {}\n// {}\n", number_of(exercise),
                                             exercise.title, level_and_section(exercise));
        const std::string name = exercise.folder + "/" + exercise.name + ".cpp";
        const std::string stub = "exercises/" + exercise.folder + "/checks/" + exercise.name;
        for (const std::string& file : {stub + ".stub", "solutions/" + name}) {
            INFO(file);
            CHECK(contents(file).rfind(head, 0) == 0);
        }
    }
}

TEST_CASE("within a chapter no exercise is easier than the one before it", "[exercises]") {
    const std::vector<ExerciseFile> exercises = list_exercises(kHome);
    for (std::size_t i = 1; i < exercises.size(); ++i) {
        if (exercises[i].chapter != exercises[i - 1].chapter) continue;
        INFO("exercise " << number_of(exercises[i]));
        CHECK(rank_of(exercises[i].level) >= rank_of(exercises[i - 1].level));
    }
    const auto first = std::find_if(exercises.begin(), exercises.end(),
                                    [](const ExerciseFile& e) { return e.chapter == 4; });
    REQUIRE(first != exercises.end());
    CHECK(first->level == kLevels[0]);  // where most readers begin
}
