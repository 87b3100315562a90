#include "cli/contents.h"

#include "catch.h"
#include "core/require.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

// A file of a small book, with the folders above it.
void put(const TemporaryFolder& book, const std::string& file, const std::string& text) {
    fs::create_directories(fs::path(book.path(file)).parent_path());
    book.write(file, text);
}

}  // namespace

TEST_CASE("list_chapters: by number, with the title of the page", "[cli]") {
    const TemporaryFolder folder;
    put(folder, "chapters/10_full_model/chapter.cpp", "");
    put(folder, "chapters/05_softmax/chapter.cpp", "");
    put(folder, "chapters/05_softmax/README.md",
        "<!-- woven -->\n# How do scores become attention?\n");
    put(folder, "chapters/06_empty/README.md", "# has no program\n");
    put(folder, "chapters/notes/chapter.cpp", "");

    const std::vector<Chapter> chapters = list_chapters(folder.path(""));
    REQUIRE(chapters.size() == 2);
    CHECK(chapters[0].number == 5);
    CHECK(chapters[0].name == "softmax");
    CHECK(chapters[0].folder == "05_softmax");
    CHECK(chapters[0].title == "How do scores become attention?");
    CHECK(chapters[1].number == 10);
    CHECK(chapters[1].title == "full_model");
    CHECK(list_chapters(folder.path("nowhere")).empty());
}

TEST_CASE("list_pages: the chapters, behind them the pages without a number, and the glossary last",
          "[cli]") {
    const TemporaryFolder folder;
    for (const char* name : {"glossary", "10_full_model", "5_early", "matrix", "primer", "answers"})
        put(folder, std::string("chapters/") + name + "/chapter.cpp", "");
    put(folder, "chapters/matrix/README.md", "# Matrix in five minutes\n");
    put(folder, "chapters/notes/README.md", "# has no program\n");

    const std::vector<Chapter> pages = list_pages(folder.path(""));
    REQUIRE(pages.size() == 6);
    CHECK(pages[0].number == 10);
    CHECK(pages[1].number == 5);
    CHECK(pages[2].name == "primer");  // the page about Matrix builds on it
    CHECK_FALSE(pages[3].has_number());
    CHECK(pages[3].name == "matrix");
    CHECK(pages[3].folder == "matrix");
    CHECK(pages[3].title == "Matrix in five minutes");
    CHECK(pages[4].name == "answers");
    CHECK(pages[5].name == "glossary");                 // made of all the others
    CHECK(list_chapters(folder.path("")).size() == 2);  // what ./book run runs

    CHECK(find_page(pages, "matrix").folder == "matrix");
    CHECK(find_page(pages, "10").folder == "10_full_model");
    CHECK_THROWS_WITH(find_page(pages, "matirx"), ContainsText("did you mean \"matrix\"?"));
    CHECK_THROWS_WITH(find_page(pages, "7"),
                      ContainsText("there are 10, 5, primer, matrix, answers, glossary"));
}

TEST_CASE("list_exercises: number from the names of the stubs, all else from their first two lines",
          "[cli]") {
    const TemporaryFolder folder;
    put(folder, "exercises/05_softmax/checks/2_temperature.stub",
        "// 5.2  Temperature\n//\n// ...\n");
    put(folder, "exercises/05_softmax/checks/10_last.stub",
        "// 5.10  Last\r\n// hard; chapter 05, \"Is \"all\" left?\"\r\n");
    put(folder, "exercises/05_softmax/checks/1_softmax.stub",
        "// 5.1  Softmax\n// first steps; chapter 05, \"Why divide by √d?\"\n//\n");
    put(folder, "exercises/05_softmax/checks/1_softmax.cpp", "");
    put(folder, "exercises/exercise.h", "");

    const std::vector<ExerciseFile> exercises = list_exercises(folder.path(""));
    REQUIRE(exercises.size() == 3);
    CHECK(exercises[0].chapter == 5);
    CHECK(exercises[0].number == 1);
    CHECK(exercises[0].title == "Softmax");
    CHECK(exercises[0].folder == "05_softmax");
    CHECK(exercises[0].name == "1_softmax");
    CHECK(exercises[0].level == "first steps");
    CHECK(exercises[0].section == "Why divide by √d?");
    CHECK(level_and_section(exercises[0]) == "first steps; chapter 05, \"Why divide by √d?\"");
    CHECK(exercises[1].number == 2);
    CHECK(exercises[1].level.empty());  // its second line says nothing of the kind
    CHECK(level_and_section(exercises[1]).empty());
    CHECK(exercises[2].number == 10);
    CHECK(exercises[2].title == "Last");
    CHECK(exercises[2].level == "hard");
    CHECK(exercises[2].section == "Is \"all\" left?");
}
