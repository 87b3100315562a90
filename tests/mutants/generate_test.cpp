// The generator on a book of one chapter and one file of a library: what it refuses, with which line,
// and that it leaves alone what would stay the same.
#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>

#include "catch.h"
#include "run_program.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

const std::string kOnce = "mutants/05_softmax/once.mutant";
const std::string kHalve = R"(file: common/nn/a.cpp
claim: halves
from:
    return x / 2;
to:
    return x;
)";

// A small book. The mutants that are written are on the list.
class Book {
  public:
    Book() {
        for (const char* name : {"chapters/05_softmax", "common/nn", "mutants/05_softmax"})
            fs::create_directories(folder_.path(name));
        folder_.write("chapters/05_softmax/chapter.cpp",
                      "#include \"notebook/chapter.h\"\n"
                      "namespace chapter_05 {\nconst int five = 5;\n}\n");
        folder_.write("common/nn/a.cpp",
                      "int half(int x) {\n    return x / 2;\n}\n"
                      "int twice(int x) { return x + x; }\n");
    }

    void add(const std::string& path, const std::string& text) {
        folder_.write(path, text);
        list_ += path + "\n";
    }
    ProgramRun look_through(const std::string& out = "") const {
        const std::string list = folder_.write("list", list_);
        return run_program(std::string(BOOK_GENERATOR) + " " + folder_.path("") + " " + list + " " +
                           out + " 2>&1");
    }
    ProgramRun generate() const { return look_through(folder_.path("out")); }
    std::string path(const std::string& name) const { return folder_.path(name); }
    std::string written(const std::string& name) const {
        return read_whole_file(folder_.path("out/" + name));
    }
    bool wrote_anything() const { return fs::exists(folder_.path("out")); }

  private:
    TemporaryFolder folder_;
    std::string list_;
};

// What is said of one mutant that is wrong.
std::string complaint_about(const std::string& text, const std::string& path = kOnce) {
    Book book;
    fs::create_directories(fs::path(book.path(path)).parent_path());
    book.add(path, text);
    const ProgramRun run = book.generate();
    CHECK(run.status == 1);
    CHECK_FALSE(book.wrote_anything());
    return run.out;
}

std::string with(std::string text, const std::string& was, const std::string& becomes) {
    return text.replace(text.find(was), was.size(), becomes);
}

// Without what a compiler needs to know where it is, and without the space that this needs.
std::string code_in(const std::string& text) {
    std::string code;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (!line.starts_with("#line")) code += line;
    return code;
}

}  // namespace

TEST_CASE("generate: a text that is not there is refused, with the line", "[mutants]") {
    CHECK(complaint_about(with(kHalve, "x / 2", "x / 3")) ==
          kOnce + ":4: common/nn/a.cpp does not hold this text\n");
}

TEST_CASE("generate: a text that is there twice is refused, with both lines", "[mutants]") {
    CHECK(complaint_about(with(kHalve, "return x / 2;", "return x")) ==
          kOnce + ":4: common/nn/a.cpp holds this text 2 times, first in lines 2 and 4\n");
}

TEST_CASE("generate: a mutant may name a test, in a folder that is no chapter's", "[mutants]") {
    const std::string breaks_a_test = with(kHalve, "claim: halves", "test: it halves");
    Book book;
    fs::create_directories(book.path("mutants/halving"));
    book.add("mutants/halving/once.mutant", breaks_a_test);
    CHECK(book.generate().status == 0);
    CHECK(book.written("mutants.tsv") ==
          "mutants_of_library_halving\thalving\thalving/once\tit halves\n");
    CHECK(complaint_about(breaks_a_test) ==
          kOnce + ":1: in a chapter's folder stands claim:, not test:\n");
    CHECK(complaint_about("claim: halves\n" + breaks_a_test, "mutants/halving/once.mutant") ==
          "mutants/halving/once.mutant:3: who names a test has no claim: and is not alone:\n");
}

TEST_CASE("generate: a header that is missing is named", "[mutants]") {
    CHECK(complaint_about(with(kHalve, "claim: halves\n", "")) ==
          kOnce + ":1: claim: is missing\n");
    CHECK(complaint_about(with(kHalve, "file: common/nn/a.cpp\n", "")) ==
          kOnce + ":1: file: is missing\n");
    CHECK(complaint_about("file: common/nn/a.cpp\nclaim: halves\n") ==
          kOnce + ":1: from: is missing\n");
    CHECK(complaint_about(with(kHalve, "to:\n", "")) == kOnce + ":1: to: is missing\n");
}

TEST_CASE("generate: a header that is unknown, empty or there twice is refused", "[mutants]") {
    CHECK(complaint_about(with(kHalve, "claim: ", "clam: ")) ==
          kOnce +
              ":2: what is \"clam: halves\"? Here stand file:, claim:, test:, alone: and from:\n");
    CHECK(complaint_about(with(kHalve, "claim: halves", "claim:")) ==
          kOnce + ":2: nothing stands behind claim:\n");
    CHECK(complaint_about("claim: doubles\n" + kHalve) == kOnce + ":3: claim: stands here twice\n");
}

TEST_CASE("generate: a mutant that changes nothing, or nothing that it may, is refused",
          "[mutants]") {
    CHECK(complaint_about(with(kHalve, "return x;", "return x / 2;")) ==
          kOnce + ":6: what stands under to: changes nothing\n");
    CHECK(complaint_about(with(kHalve, "return x / 2;", "")) ==
          kOnce + ":4: nothing stands under from:\n");
    CHECK(complaint_about(with(kHalve, "a.cpp", "b.cpp")) ==
          kOnce + ":1: there is no common/nn/b.cpp\n");
    CHECK(complaint_about(with(kHalve, "a.cpp", "a.h")) ==
          kOnce +
              ":1: only chapters/05_softmax/chapter.cpp and the .cpp files of common/ can be "
              "changed\n");
    CHECK(complaint_about(kHalve, "mutants/05_sofmax/once.mutant") ==
          "mutants/05_sofmax/once.mutant:1: its folder is no chapter: no "
          "chapters/05_sofmax/chapter.cpp\n");
    CHECK(complaint_about(kHalve, "mutants/05_softmax/no-half.mutant") ==
          "mutants/05_softmax/no-half.mutant:1: a mutant is named like a variable, in a-z, 0-9 and "
          "_\n");
}

TEST_CASE("generate: every mutant that is wrong has its line", "[mutants]") {
    Book book;
    book.add("mutants/05_softmax/a.mutant", with(kHalve, "x / 2", "x / 3"));
    book.add("mutants/05_softmax/b.mutant", kHalve);
    book.add("mutants/05_softmax/c.mutant", with(kHalve, "claim: halves\n", ""));
    CHECK(book.generate().out ==
          "mutants/05_softmax/a.mutant:4: common/nn/a.cpp does not hold this text\n"
          "mutants/05_softmax/c.mutant:1: claim: is missing\n");
}

TEST_CASE("generate: two places that overlap need two copies", "[mutants]") {
    Book book;
    book.add("mutants/05_softmax/a.mutant", kHalve);
    book.add("mutants/05_softmax/b.mutant",
             with(with(kHalve, "return x / 2;", "x / 2"), "return x;", "x"));
    const ProgramRun run = book.generate();
    CHECK(run.status == 1);
    CHECK(run.out ==
          "mutants/05_softmax/b.mutant:4: a part of this is changed by "
          "mutants/05_softmax/a.mutant, so one of them has to be alone:\n");

    Book apart;
    apart.add("mutants/05_softmax/a.mutant", kHalve);
    apart.add("mutants/05_softmax/b.mutant",
              with(with(with(kHalve, "return x / 2;", "x / 2"), "return x;", "x"),
                   "from:", "alone: a part of the other\nfrom:"));
    CHECK(apart.generate().out.empty());
    CHECK(code_in(apart.written("05_softmax/b.cpp")) ==
          "int half(int x) {    return x;}int twice(int x) { return x + x; }");
    CHECK(apart.written("mutants.tsv") ==
          "mutants_of_library_05_softmax\t05_softmax\t05_softmax/a\thalves\n"
          "mutant_05_softmax_b\t05_softmax\t05_softmax/b\thalves\n");
}

TEST_CASE("generate: in the library, changes of a statement and of an expression are switched",
          "[mutants]") {
    Book book;
    book.add("mutants/05_softmax/a.mutant", kHalve);
    book.add("mutants/05_softmax/b.mutant", with(kHalve, "return x;", ""));
    book.add("mutants/05_softmax/c.mutant",
             with(with(kHalve, "return x / 2;", "x + x"), "return x;", "3 * x"));
    CHECK(book.generate().out.empty());
    CHECK(code_in(book.written("common/nn/a.cpp")) ==
          "extern const int book_mutant;"
          "int half(int x) {    "
          "if (book_mutant == 0) {return x;} else if (book_mutant == 1) {} else {return x / 2;}"
          "}int twice(int x) { return "
          "(book_mutant == 2 ? (3 * x) : (x + x))"
          "; }");
}

TEST_CASE("generate: a text is found whatever space its words have between them", "[mutants]") {
    Book book;
    book.add(kOnce, with(kHalve, "    return x / 2;", "int half(int x) {\n  return x\n / 2; }"));
    CHECK(book.generate().out.empty());
    CHECK(complaint_about(with(kHalve, "x / 2", "x/2")) ==
          kOnce + ":4: common/nn/a.cpp does not hold this text\n");
}

TEST_CASE("generate: a compiler names the data file for what comes from it", "[mutants]") {
    Book book;
    book.add(kOnce, kHalve);
    book.generate();
    CHECK(
        book.written("common/nn/a.cpp").find("#line 6 \"" + book.path(kOnce) + "\"\nreturn x;\n") !=
        std::string::npos);
}

TEST_CASE("generate: a chapter's changes are one program, each in a namespace", "[mutants]") {
    Book book;
    book.add(kOnce,
             "file: chapters/05_softmax/chapter.cpp\nclaim: five\nfrom:\n    = 5\nto:\n    = 6\n");
    CHECK(book.generate().out.empty());
    CHECK(book.written("mutants.tsv") == "mutants_05_softmax\t05_softmax\t05_softmax/once\tfive\n");
    CHECK(code_in(book.written("05_softmax/once.cpp"))
              .ends_with("namespace chapter_05 {const int five = 6;}"));
    CHECK(book.written("mutants_05_softmax.cpp").find("namespace mutant_once {") !=
          std::string::npos);
}

TEST_CASE("generate: what stays the same is not written again", "[mutants]") {
    Book book;
    book.add(kOnce, kHalve);
    book.generate();
    const std::string copy = book.path("out/common/nn/a.cpp"), table = book.path("out/mutants.tsv");
    const fs::file_time_type old = fs::last_write_time(copy) - std::chrono::hours(1);
    fs::last_write_time(copy, old);
    fs::last_write_time(table, old);
    book.generate();
    CHECK(fs::last_write_time(copy) == old);

    book.add("mutants/05_softmax/one_more.mutant", with(kHalve, "return x;", "return 0;"));
    book.generate();
    CHECK(fs::last_write_time(copy) != old);
    CHECK(fs::last_write_time(table) != old);
}

TEST_CASE("generate: without a folder it looks for mistakes and writes nothing", "[mutants]") {
    Book book;
    book.add(kOnce, kHalve);
    CHECK(book.look_through().status == 0);
    book.add("mutants/05_softmax/two.mutant", with(kHalve, "x / 2", "x / 3"));
    CHECK(book.look_through().status == 1);
    CHECK_FALSE(book.wrote_anything());
}

TEST_CASE("generate: a list that cannot be read has another status", "[mutants]") {
    const ProgramRun run = run_program(std::string(BOOK_GENERATOR) + " / /no/list /no/out 2>&1");
    CHECK(run.status == 2);
    CHECK(run.out == "generate_mutants: cannot read /no/list\n");
}
