// What is in the way of a reader, and is not the answer: no compiler, a full disk, a folder that
// cannot be written, half a file. Each is said in one line, and nothing of the reader's changes.
#include <sys/stat.h>
#include <unistd.h>

#include "catch.h"
#include "full_disk.h"
#include "teacher/learner.h"
#include "teacher/small_book.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kProgress =
    "# how far\n5.1   solved 2025-11-24  text 0123456789abcdef  hints 1\n5.2   open  hints 2\n";
// As short as an answer that compiles can be: here builds fail, and should do so soon.
constexpr const char* kShort = "int what_is_left;\n";

// A reader who had solved 5.1, and has saved something else since.
const SmallBook& a_book_in_use(const std::string& text = kShort) {
    const SmallBook& book = small_book();
    book.save("1_softmax", text);
    fs::create_directories(book.path("data/attention-book"));
    std::ofstream(book.path("data/attention-book/progress.txt")) << kProgress;
    return book;
}

// One line on standard error, status 2; the reader's text and progress are what they were, to the byte.
void check_refused(const SmallBook& book, const std::string& words, const std::string& what,
                   const std::string& before = "") {
    const auto text = [&] {
        std::error_code gone;
        const std::string file = book.answer("1_softmax");
        return fs::exists(file, gone) ? read_whole_file(file) : "no file";
    };
    const std::string text_before = text(), progress_before = book.progress();
    const book::ProgramRun run = book.complaint(words, before);
    INFO(words << ": status " << run.status << "\n" << run.out);
    CHECK(refused(run, what));
    CHECK(text() == text_before);
    CHECK(book.progress() == progress_before);
}

// For whom permissions hold: root, without the right to override them. "none" if that cannot be had.
std::string bound_by_permissions(const TemporaryFolder& folder) {
    const std::string bound =
        geteuid() == 0 ? "setpriv --inh-caps=-dac_override --bounding-set=-dac_override" : "env";
    const std::string place = folder.path("closed");
    fs::create_directory(place);
    chmod(place.c_str(), 0555);
    const bool starts = book::run_program(bound + " true 2>&1").status == 0;
    const bool writes = book::run_program(bound + " touch '" + place + "/x' 2>&1").status == 0;
    return starts && !writes ? bound : "none";
}

// A folder that nobody may write in, while this lives.
class Closed {
  public:
    explicit Closed(std::string folder) : folder_(std::move(folder)) {
        chmod(folder_.c_str(), 0555);
    }
    ~Closed() { chmod(folder_.c_str(), 0755); }
    Closed(const Closed&) = delete;
    Closed& operator=(const Closed&) = delete;

  private:
    std::string folder_;
};

// Where the object of 5.1 lies in the build folder; "" if it was never compiled.
std::string folder_of_object(const SmallBook& book) {
    for (const auto& entry : fs::recursive_directory_iterator(book.path("build/exercises")))
        if (entry.path().filename() == "1_softmax.cpp.o" &&
            has(entry.path().string(), "exercise_5_1"))
            return entry.path().parent_path().string();
    return "";
}

}  // namespace

TEST_CASE("bad input: an unknown exercise, and which there are", "[learner]") {
    const SmallBook& book = a_book_in_use();
    for (const char* words : {"exercise 5.9", "watch 5", "hint 5.0", "reset 5.3"})
        check_refused(book, words, "that chapter has 5.1, 5.2");
    for (const char* words : {"exercise 9.1", "solution softmax", "reset 5.1.1", "exercise ''"})
        check_refused(book, words, "; the book has 5.1, 5.2");
    check_refused(book, "exercise 5.1 5.2", "--help");
    check_refused(book, "exercise --al", "(see --help)");
}

TEST_CASE("bad input: no compiler, or one that is not whole", "[learner]") {
    const SmallBook& book = a_book_in_use();
    const std::string path = "PATH='" + book.path("tools") + "'";
    fs::create_directories(book.path("tools"));
    check_refused(book, "exercise 5.1", "cmake cannot be started", path);
#ifndef __clang__  // which assembles by itself, and looks for a linker beside itself, too
    const book::ProgramRun cmake = book::run_program("command -v cmake");
    fs::create_symlink(cmake.out.substr(0, cmake.out.find('\n')), book.path("tools/cmake"));
    check_refused(book, "exercise 5.1", "the compiler cannot be started", path);
#endif
    fs::remove_all(book.path("tools"));

    fs::remove(book.compiler());
    std::ofstream(book.compiler()) << "not a program";
    check_refused(book, "exercise 5.1", "the compiler cannot be started");
    fs::remove(book.compiler());
    check_refused(book, "exercise", "the compiler cannot be started");
    check_refused(book, "exercise --all", "the compiler cannot be started");

    // `watch` stays, for that may change.
    Learner learner({BOOK_TOOL, "watch", "5.1"});
    CHECK(learner.sees("book: 5.1: the compiler cannot be started"));
    fs::create_symlink(BOOK_COMPILER, book.compiler());
    learner.types("r");
    CHECK(learner.sees("There is no exercise::softmax in your file"));
    learner.types("q");
    CHECK(learner.ends() == 0);
}

TEST_CASE("bad input: CXX names no compiler", "[learner]") {
    const SmallBook& book = a_book_in_use();
    const book::ProgramRun run =
        book::run_program("CXX=/nowhere/g++ BOOK_BUILD='" + book.path("elsewhere") +
                          "' " BOOK_SOURCE_DIR "/book exercise 5.1 2>&1 </dev/null");
    INFO(run.out);
    CHECK(refused(run, "CXX=/nowhere/g++ cannot be started; unset CXX"));
    CHECK_FALSE(fs::exists(book.path("elsewhere")));
}

TEST_CASE("bad input: the disk is full while an answer is built", "[learner]") {
    const SmallBook& book = a_book_in_use();
    {
        const FullDisk disk(1024);
        check_refused(book, "exercise 5.1", "the disk is full");
    }
    a_book_in_use(book.solution("1_softmax"));
    fs::remove(book.path("build/exercises/exercise_5_1"));
    {
        const FullDisk disk(64 * 1024);  // an object fits, a program does not
        check_refused(book, "exercise 5.1", "the disk is full");
    }
    // There is room again, and nothing half written is in the way.
    CHECK(has(book.run("exercise 5.1").out, "5.1  Softmax: right"));
}

TEST_CASE("bad input: a folder that cannot be written", "[learner]") {
    const TemporaryFolder probe;
    const std::string bound = bound_by_permissions(probe);
    if (bound == "none") {
        WARN("root cannot be bound by permissions here (no setpriv): not tested");
        return;
    }
    const SmallBook& book = a_book_in_use();
    book.run("exercise 5.1");  // there is an object now
    a_book_in_use("int what_else;\n");
    {
        const Closed closed(folder_of_object(book));
        check_refused(book, "exercise 5.1", "BOOK_BUILD=/some/folder", bound);
    }
    fs::remove(book.path("build/.lock"));
    {
        const Closed closed(book.path("build"));
        check_refused(book, "exercise 5.1", "BOOK_BUILD=/some/folder", bound);
    }
    {
        const Closed closed(book.path("exercises/05_softmax"));
        check_refused(book, "reset 5.1", "are you allowed to write in that folder?", bound);
        CHECK(fs::is_empty(book.path("data/attention-book/backups")));  // needed no more
    }
    fs::remove(book.path("data/attention-book/backups"));
    // A folder stands where progress should: a lesson goes on, and says so once.
    fs::rename(book.path("data"), book.path("away"));
    fs::create_directories(book.path("data/attention-book/progress.txt"));
    const book::ProgramRun folder = book.complaint("hint 5.1");
    CHECK(folder.status == 0);
    CHECK(has(folder.out, "book: your progress cannot be saved: "));
    CHECK(has(folder.out, "progress.txt: is a folder; please move it out of the way\n"));
    fs::remove_all(book.path("data"));
    fs::rename(book.path("away"), book.path("data"));
    // Where nothing can be kept, a reset would lose the text. A lesson goes on, and says so once.
    const Closed closed(book.path("data/attention-book"));
    check_refused(book, "reset 5.1", "cannot be written", bound);
    for (const auto& [words, status] : {std::pair("exercise 5.1", 1), std::pair("hint 5.1", 0)}) {
        const book::ProgramRun run = book.complaint(words, bound);
        INFO(run.out);
        CHECK(run.status == status);
        CHECK(run.out.rfind("book: your progress cannot be saved: ", 0) == 0);
        CHECK(has(run.out, "are you allowed to write in that folder?\n"));
        CHECK(run.out.find('\n') == run.out.size() - 1);
        CHECK(book.progress() == kProgress);
    }
}

TEST_CASE("bad input: an answer of which a part, or all, is gone", "[learner]") {
    const SmallBook& book = a_book_in_use("");
    const std::string mend = "is missing or empty; ./book reset 5.1 brings the task back";
    for (const char* words : {"exercise", "exercise 5.1", "exercise 5.1 --json", "watch --once"})
        check_refused(book, words, mend);
    fs::remove(book.answer("1_softmax"));
    for (const char* words : {"exercise", "watch 5.1 --once", "run 5 --mine 5.1"})
        check_refused(book, words, words[0] == 'r' ? "" : mend);

    // A part is an answer that does not compile, or has no such function: a verdict, which offers the
    // stub.
    const std::string stub = book.stub("1_softmax");
    const std::string headless = "Matrix exercise::softmax(ConstView scores) { return scores; }\n";
    for (const std::string& text :
         {std::string(kShort), headless, stub.substr(0, stub.find("not_written_yet("))}) {
        a_book_in_use(text);
        const book::ProgramRun run = book.run("exercise 5.1");
        INFO(text << "\n" << run.out);
        CHECK(run.status == 1);
        CHECK(has(run.out, "./book reset 5.1"));
        CHECK(read_whole_file(book.answer("1_softmax")) == text);
    }

    // `watch` waits for what is gone.
    fs::remove(book.answer("1_softmax"));
    Learner learner({BOOK_TOOL, "watch", "5.1"});
    CHECK(learner.sees("1_softmax.cpp is missing or empty"));
    book.save_by_moving("1_softmax", kShort);
    CHECK(learner.sees("There is no exercise::softmax in your file"));
    learner.types("q");
    CHECK(learner.ends() == 0);
}
