#include "app/find.h"

#include <filesystem>

#include "catch.h"
#include "run_program.h"
#include "temporary_folder.h"

using namespace book;

namespace {

// A book of two pages.
struct SmallBook {
    SmallBook() {
        write(
            "05_softmax",
            "<!-- woven -->\n\n# How do scores become attention?\n\n*A book*, chapter 5\n\n"
            "## Why divide by √d?\n\nThe wider the **vectors**, the further from zero\nthe scores "
            "land. Où sont les beignets?\n\n```cpp\nauto y = softmax_rows(scores);\nmask(y);\n```\n"
            "<sub>[chapter.cpp](chapter.cpp)</sub>\n\n| word | weight |\n|---|---|\n| love | 0.78 "
            "|\n");
        write("10_full_model", "# Does it translate?\n\nIt unmasks nothing.\n");
    }
    void write(const std::string& name, const std::string& page) const {
        std::filesystem::create_directories(folder.path("chapters/" + name));
        folder.write("chapters/" + name + "/README.md", page);
        folder.write("chapters/" + name + "/chapter.cpp", "");
    }
    ProgramRun find(const std::string& words, const std::string& variables = "") const {
        return run_program("BOOK_HOME='" + folder.path("") + "' " + variables +
                           " '" BOOK_TOOL "' find " + words + " 2>&1");
    }
    TemporaryFolder folder;
};

}  // namespace

TEST_CASE("find: chapter, section, line", "[app]") {
    const SmallBook book;
    const ProgramRun run = book.find("further");
    CHECK(run.status == 0);
    CHECK(run.out ==
          "\"further\": 1 place on 1 page\n\n"
          "05 How do scores become attention?\n"
          "chapters/05_softmax/README.md\n"
          "  Why divide by √d?\n"
          "    9  The wider the vectors, the further from zero the scores land. Où sont les\n"
          "       beignets?\n\n");
    CHECK_THAT(book.find("land").out, ContainsText("   10  "));  // the paragraph's second line
}

TEST_CASE("find: all words of a paragraph, in any case and without accents", "[app]") {
    const SmallBook book;
    CHECK(book.find("OU VECTORS").status == 0);
    CHECK(book.find("vectors love").status == 1);
    CHECK(book.find("\"scores land\"").status == 0);  // across a line's end
    CHECK(book.find("\"land scores\"").status == 1);
    CHECK_THAT(book.find("mask").out, ContainsText("1 place"));  // code, and not "unmasks"
    CHECK_THAT(book.find("rows").out, ContainsText("softmax_rows"));
    CHECK_THAT(book.find("0.78").out, ContainsText("love"));
    CHECK_THAT(book.find("√d").out, ContainsText("Why divide"));
    CHECK(book.find("sub").status == 1);  // a mark of the page is no word of it
}

TEST_CASE("find: the words are highlighted", "[app]") {
    const SmallBook book;
    CHECK_THAT(book.find("ou", "CLICOLOR_FORCE=1").out, ContainsText("\x1b[1;31mOù\x1b[0m sont"));
}

TEST_CASE("find: nothing found is said, and wrong use is refused", "[app]") {
    const SmallBook book;
    const ProgramRun none = book.find("nosuchword");
    CHECK(none.status == 1);
    CHECK(none.out == "No page of the book says \"nosuchword\".\n");
    CHECK(book.find("").status == 2);
    CHECK(book.find("' '").status == 2);
    const TemporaryFolder empty;
    const ProgramRun no_book =
        run_program("BOOK_HOME='" + empty.path("") + "' '" BOOK_TOOL "' find x 2>&1");
    CHECK(no_book.status == 2);
    CHECK_THAT(no_book.out, ContainsText("there are no chapters in"));
    CHECK(book.find("\"$(printf '\\377\\033[31m')\"").status == 1);
    CHECK(book.find("\"$(printf '\\377\\033[31m')\"").out.find('\x1b') == std::string::npos);
}
