// A scripted learner goes through two exercises in a pseudo-terminal, and does what learners do.
#include "teacher/learner.h"

#include <sys/file.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <thread>

#include "catch.h"
#include "core/display_width.h"
#include "environment_variable.h"
#include "full_disk.h"
#include "json.h"
#include "teacher/small_book.h"

using book::ProgramRun;

namespace {

bool runs(const std::string& program) {
#ifdef __APPLE__
    bool found = false;
    if (FILE* answer = popen("ps -axo comm=", "r")) {
        std::array<char, 4096> line;
        while (std::fgets(line.data(), line.size(), answer)) found |= program + "\n" == line.data();
        pclose(answer);
    }
    return found;
#else
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream in(entry.path() / "cmdline");
        std::string name;  // stays empty for one that ends meanwhile
        if (std::getline(in, name, '\0') && name == program) return true;
    }
    return false;
#endif
}

bool begins_to_run(const std::string& program) {
    const book::Stopwatch clock;
    while (!runs(program) && clock.seconds() < 20)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return runs(program);
}

constexpr const char* kDividesByTheLargest =
    "Matrix y = softmax_rows(scores);\n"
    "    for (int r = 0; r < y.rows(); ++r) {\n"
    "        const real top = *std::max_element(y.row(r).begin(), y.row(r).end());\n"
    "        for (real& x : y.row(r)) x /= top;\n"
    "    }\n"
    "    return y;";
constexpr const char* kNeverEnds =
    "for (volatile int i = 0; i == 0;) {}\n    return Matrix(scores);";
constexpr const char* kRight = "return softmax_rows(scores);";

}  // namespace

TEST_CASE("learner: watch goes from a stub over mistakes to the end", "[learner]") {
    const SmallBook& book = small_book();
    Learner learner({BOOK_TOOL, "watch"});
    INFO(learner.all());
    REQUIRE(learner.sees("5.1  Softmax: not written yet."));
    CHECK(learner.sees("first steps; chapter 05, \"What if a score is ten thousand?\""));
    REQUIRE(learner.sees("h hint"));
    learner.types("h");
    CHECK(learner.sees("hint 1 of 3"));

    const std::string unknown = book.softmax("return foo(scores);");
    const auto line =
        1 + std::count(unknown.data(), unknown.data() + unknown.find("return foo"), '\n');
    book.save("1_softmax", unknown);
    CHECK(learner.sees("5.1  Softmax: does not compile yet."));
    CHECK(learner.sees(fmt::format("exercises/05_softmax/1_softmax.cpp:{}:12: error:", line)));
    CHECK(learner.sees(fmt::format("{} |     return foo(scores);\n       |            ^", line)));

    // The compiler counts bytes, where é is two; the caret stands where the reader sees it.
    book.save("1_softmax", book.softmax("/* é */ return foo(scores);"));
    CHECK(learner.sees(fmt::format("1_softmax.cpp:{}:21: error:", line)));
    CHECK(learner.sees(
        fmt::format("{} |     /* é */ return foo(scores);\n       |                    ^", line)));

    book.save_by_moving("1_softmax", book.softmax(kDividesByTheLargest));
    CHECK(learner.sees("largest of them"));
    CHECK(learner.sees("got ("));
    CHECK(learner.sees("["));

    book.save_by_moving("1_softmax", book.softmax(kRight));
    CHECK(learner.sees("5.1  Softmax: right in all "));
    CHECK(learner.sees("./book solution 5.1"));
    REQUIRE(learner.sees("n next"));
    CHECK_FALSE(learner.sees("5.2  Temperature: not written yet.", 0.5));  // it waits for a key
    learner.types("n");
    REQUIRE(learner.sees("5.2  Temperature: not written yet."));
    REQUIRE(learner.sees("h hint"));
    learner.types("l");
    CHECK(learner.sees("■   5.1"));
    CHECK(learner.sees("1 of 2 exercises are solved"));

    REQUIRE(learner.sees("h hint"));
    learner.types("\x1a");
    REQUIRE(learner.stops());
    CHECK(learner.terminal_is_as_before());
    kill(learner.process(), SIGCONT);
    learner.types("l");
    CHECK(learner.sees("1 of 2 exercises are solved"));

    // Nothing to do: no processor time.
    REQUIRE(learner.sees("h hint"));
    const long before = learner.ticks();
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    CHECK(learner.ticks() - before <= 1);

    book.save("2_temperature", book.solution("2_temperature"));
    CHECK(learner.sees("all 2 exercises of the book are solved"));
    CHECK(learner.ends() == 0);
    CHECK(learner.terminal_is_as_before());
    CHECK(has(book.progress(), "5.1   solved"));
    CHECK(has(book.progress(), "hints 1"));
    CHECK(has(book.progress(), "celebrated 2"));

    const ProgramRun again = book.run("exercise");  // celebrated once
    CHECK(again.status == 0);
    CHECK(again.out == "2 of 2 exercises are solved.\n");
}

TEST_CASE("learner: saves while a build or an endless loop runs, interrupts, resumes",
          "[learner]") {
    const EnvironmentVariable patience("BOOK_ANSWER_SECONDS",
                                       "300");  // longer than any sees() waits
    const SmallBook& book = small_book();
    const std::string program = book.path("build/exercises/exercise_5_1");
    book.save("1_softmax", book.softmax(kNeverEnds));
    {
        Learner learner({BOOK_TOOL, "watch", "5.1"});
        INFO(learner.all());
        std::this_thread::sleep_for(std::chrono::milliseconds(200));  // the compiler is at work
        book.save("1_softmax", book.softmax("return bar(scores);"));
        CHECK(learner.sees("return bar(scores)"));

        book.save("1_softmax", book.softmax(kNeverEnds));
        REQUIRE(begins_to_run(program));
        CHECK_FALSE(learner.terminal_is_as_before());
        learner.types("\x03");
        CHECK(learner.ends() == 130);
        CHECK(learner.terminal_is_as_before());
        CHECK_FALSE(runs(program));  // its child is gone, too
        CHECK_FALSE(has(learner.all(), "did not finish in time"));
    }
    Learner learner({BOOK_TOOL, "watch", "--poll"});
    INFO(learner.all());
    REQUIRE(begins_to_run(program));
    book.save_by_moving("1_softmax", book.softmax(kRight));
    CHECK(learner.sees("5.1  Softmax: right"));  // the loop's time is not waited for
    REQUIRE(learner.sees("n next"));
    learner.types("n");
    CHECK(learner.sees("5.2  Temperature: not written yet."));
    REQUIRE(learner.sees("q quit"));
    kill(learner.process(), SIGTERM);
    CHECK(learner.ends() == 130);
    CHECK(learner.terminal_is_as_before());
    CHECK(has(book.progress(), "5.1   solved"));
}

TEST_CASE("learner: the keys of watch", "[learner]") {
    const SmallBook& book = small_book();
    std::filesystem::create_directories(book.path("chapters/05_softmax"));
    std::filesystem::copy_file(
        std::filesystem::path(BOOK_SOURCE_DIR) / "chapters/05_softmax/page.json",
        book.path("chapters/05_softmax/page.json"));
    const std::string text = book.softmax("return what_i_have_so_far;");
    book.save("1_softmax", text);
    // A pager that waits for a line, as `less` waits for its q.
    const std::string waiting = book.path("waiting");
    // At z it stops, and so does the shell that was asked to start it, if there is one: as with Ctrl-Z.
    std::ofstream(waiting) << "#!/bin/sh\ncat \"$1\"\necho '-- the end'\nread -r line\n"
                              "[ \"$line\" = z ] || exit\n"
                              "read -r parent < /proc/$PPID/comm\n"
                              "[ \"$parent\" != sh ] || kill -STOP $PPID\n"
                              "kill -STOP $$\nread -r line\n";
    std::filesystem::permissions(waiting, std::filesystem::perms::owner_all);
    const EnvironmentVariable pager("BOOK_PAGER", waiting);
    std::filesystem::create_directories(book.path("temporary"));
    const EnvironmentVariable temporary("TMPDIR", book.path("temporary"));
    {
        Learner learner({BOOK_TOOL, "watch", book.answer("1_softmax")});
        INFO(learner.all());
        REQUIRE(learner.sees("what_i_have_so_far"));
        REQUIRE(learner.sees("h hint"));
        learner.types("?");
        CHECK(learner.sees("x  bring the task back"));
        learner.types("p");
        CHECK(learner.sees("5.1 is the first exercise."));

        learner.types("o");
        CHECK(learner.sees("What if a score is ten thousand?"));
        CHECK(learner.sees("-- the end"));
        CHECK(learner.terminal_is_as_before());  // it is the pager's
        learner.types("\n");
        learner.types("?");
        REQUIRE(learner.sees("x  bring the task back"));

        // A pager that Ctrl-Z stops does not stop alone.
        learner.types("o");
        CHECK(learner.sees("-- the end"));
        learner.types("z\n");
        REQUIRE(learner.stops());
        CHECK(learner.terminal_is_as_before());
        kill(learner.process(), SIGCONT);
        learner.types("\n");
        REQUIRE(learner.sees("h hint"));

        // And one that Ctrl-\ ends leaves nothing behind, us included.
        learner.types("o");
        CHECK(learner.sees("-- the end"));
        learner.types("\x1c");
        REQUIRE(learner.sees("h hint"));
        CHECK(std::filesystem::is_empty(book.path("temporary")));
        learner.types("?");
        REQUIRE(learner.sees("x  bring the task back"));

        learner.types("s");
        CHECK(learner.sees("show the solution of 5.1? y"));
        learner.types("n");
        CHECK(learner.sees("Left as it is."));
        learner.types("x");
        CHECK(learner.sees("reset 5.1? y"));
        learner.types(".");
        CHECK(learner.sees("Left as it is."));
        CHECK(read_whole_file(book.answer("1_softmax")) == text);
        learner.types("x");
        CHECK(learner.sees("reset 5.1? y"));
        learner.types("y");
        CHECK(learner.sees("Your version is saved in"));
        CHECK(learner.sees("5.1  Softmax: not written yet."));
        CHECK(read_whole_file(book.answer("1_softmax")) == book.stub("1_softmax"));

        learner.types("n");
        CHECK(learner.sees("5.2  Temperature: not written yet."));
        REQUIRE(learner.sees("h hint"));
        learner.types("p");
        CHECK(learner.sees("5.1  Softmax: not written yet."));
        REQUIRE(learner.sees("h hint"));
        learner.types("q");
        CHECK(learner.ends() == 0);
        CHECK(learner.terminal_is_as_before());
    }
    CHECK_FALSE(has(book.progress(), "solution seen"));
    std::filesystem::remove_all(book.path("chapters"));
}

TEST_CASE("learner: the next exercise is built while this one is at hand", "[learner]") {
    const SmallBook& book = small_book();
    book.save("2_temperature", book.stub("2_temperature") + "// something new\n");
    const std::string object = book.path("build/exercises/CMakeFiles/exercise_5_2.dir" +
                                         book.answer("2_temperature") + ".o");
    std::filesystem::remove(object);
    Learner learner({BOOK_TOOL, "watch", "5.1"});
    REQUIRE(learner.sees("5.1  Softmax: not written yet."));
    const book::Stopwatch clock;
    while (!std::filesystem::exists(object) && clock.seconds() < 20)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(std::filesystem::exists(object));
    learner.types("q");
    CHECK(learner.ends() == 0);
}

TEST_CASE("learner: an endless loop is told with its line, and what was printed is safe",
          "[learner]") {
    const EnvironmentVariable patience("BOOK_ANSWER_SECONDS", "3");  // it would be ten
    const SmallBook& book = small_book();
    const std::string text =
        book.softmax("show(\"scores\", scores);\n    fmt::print(\"\\x1b[2Jwiped\\n\");\n    " +
                     std::string(kNeverEnds));
    book.save("1_softmax", text);
    const ProgramRun run = book.run("exercise 5.1");
    INFO(run.out);
    CHECK(run.status == 1);
    CHECK(has(run.out, "it did not finish in time"));
    CHECK(has(run.out, "1_softmax.cpp:"));
    CHECK(has(run.out, "for (volatile int i = 0; i == 0;) {}"));
    CHECK(has(run.out, "Your code printed:\n    scores ("));
    CHECK_FALSE(has(run.out, "\x1b"));
    CHECK_FALSE(has(run.out, "still running, here"));
}

TEST_CASE("learner: an index outside is told with its matrix and its size", "[learner]") {
    const SmallBook& book = small_book();
    book.save("1_softmax", book.softmax("Matrix mine(scores);\n    mine(mine.rows(), 0) = 1;\n    "
                                        "return mine;"));
    const ProgramRun run = book.run("exercise 5.1");
    INFO(run.out);
    CHECK(has(run.out, "it asked for mine("));
    CHECK(has(run.out, "but mine is ("));
}

TEST_CASE("learner: an exercise can be named by its file, and built for a debugger", "[learner]") {
    const SmallBook& book = small_book();
    book.save("1_softmax", book.softmax(kRight));
    CHECK(has(book.run("exercise " + book.answer("1_softmax")).out, "5.1  Softmax: right"));
    CHECK(has(book.run("hint " + book.path("solutions/05_softmax/2_temperature.cpp")).out, "5.2"));
    CHECK(refused(book.run("exercise " + book.path("CMakeLists.txt/x.cpp")),
                  "belongs to no exercise"));
    CHECK(book.run("exercise 5.1 --build").status == 0);
    const ProgramRun current = book::run_program(book.path("build/exercises/current"));
    CHECK(current.status == 0);
    CHECK(has(current.out, "returned 0"));
    book.save("1_softmax", book.softmax("return foo;"));
    CHECK(has(book.run("exercise 5.1 --build").out, "does not compile"));
}

TEST_CASE("learner: a solution that is looked at after solving is not held against anybody",
          "[learner]") {
    const SmallBook& book = small_book();
    book.save("1_softmax", book.softmax(kRight));
    CHECK(book.run("exercise 5.1").status == 0);
    CHECK(book.run("solution 5.1").status == 0);
    CHECK_FALSE(has(book.progress(), "solution seen"));
    CHECK(book.run("solution 5.2 --yes").status == 0);
    CHECK(has(book.progress(), "solution seen"));
}

TEST_CASE("learner: what was solved and breaks is noticed, reset keeps the text", "[learner]") {
    const SmallBook& book = small_book();
    book.save("1_softmax", book.softmax(kRight));
    const ProgramRun solved = book.run("watch --once");
    CHECK(solved.status == 0);
    CHECK(has(solved.out, "Next: 5.2"));

    book.save("1_softmax", book.softmax(kDividesByTheLargest));
    CHECK(has(book.run("progress").out, "was solved, edited since"));
    const ProgramRun broken = book.run("exercise");  // it comes first now
    CHECK(broken.status == 1);
    CHECK(has(broken.out, "You had solved 5.1 before"));
    const book::ProgramRun all = book.run("exercise --all --json");
    CHECK(all.status == 1);
    const nlohmann::json list = nlohmann::json::parse(all.out);
    CHECK(list == nlohmann::json::parse(R"({"exercises": [
        {"id": "5.1", "title": "Softmax", "level": "first steps",
         "section": "What if a score is ten thousand?", "passed": false,
         "mistake": "divides_by_the_largest"},
        {"id": "5.2", "title": "Temperature", "level": "solid",
         "section": "The article's weights, and a thermostat", "passed": false, "mistake": null}]})"));

    const ProgramRun reset = book.run("reset 5.1");
    CHECK(reset.status == 0);
    CHECK(read_whole_file(book.answer("1_softmax")) == book.stub("1_softmax"));
    const std::size_t at = reset.out.find(book.path("data"));
    REQUIRE(at != std::string::npos);
    CHECK(read_whole_file(reset.out.substr(at, reset.out.find('\n', at) - at)) ==
          book.softmax(kDividesByTheLargest));
    CHECK(has(book.progress(), "5.1   open"));
}

TEST_CASE("learner: reset puts the task in the place of a link, and writes through none",
          "[learner]") {
    const SmallBook& book = small_book();
    const std::string solution = book.solution("1_softmax");
    std::filesystem::remove(book.answer("1_softmax"));
    std::filesystem::create_symlink(book.path("solutions/05_softmax/1_softmax.cpp"),
                                    book.answer("1_softmax"));
    CHECK(book.run("reset 5.1").status == 0);
    CHECK(book.solution("1_softmax") == solution);
    CHECK_FALSE(std::filesystem::is_symlink(book.answer("1_softmax")));
    CHECK(read_whole_file(book.answer("1_softmax")) == book.stub("1_softmax"));
}

TEST_CASE("learner: watch notices a save of what the exercise's file is a link to", "[learner]") {
    const SmallBook& book = small_book();
    std::filesystem::create_directories(book.path("elsewhere"));
    const std::string mine = book.path("elsewhere/mine.cpp");
    std::ofstream(mine) << book.stub("1_softmax");
    std::filesystem::remove(book.answer("1_softmax"));
    std::filesystem::create_symlink(mine, book.answer("1_softmax"));
    {
        Learner learner({BOOK_TOOL, "watch", "5.1"});
        INFO(learner.all());
        REQUIRE(learner.sees("h hint"));
        std::ofstream(mine) << book.softmax("return foo(scores);");
        CHECK(learner.sees("does not compile yet"));
    }
    std::filesystem::remove(book.answer("1_softmax"));
}

TEST_CASE("learner: hints come one by one, the solution after a question", "[learner]") {
    const SmallBook& book = small_book();
    CHECK(has(book.run("hint").out, "5.1  Softmax, hint 1 of 3"));
    CHECK(has(book.run("hint 05.1").out, "hint 2 of 3"));
    CHECK(has(book.run("hint 5.1").out, "hint 3 of 3"));
    CHECK(has(book.run("hint 5.1").out, "there are no more hints"));
    CHECK(has(book.run("hint 5.1 --again").out, "Each row needs three loops"));

    CHECK(refused(book.run("solution 5.1"), "--yes"));
    CHECK(book.run("solution 5.1 --yes").out == book.solution("1_softmax"));
    book.save("1_softmax", book.softmax(kRight));
    {
        Learner learner({BOOK_TOOL, "solution", "5.1"});
        CHECK(learner.sees("anyway? [y/N]"));
        learner.types("n\n");
        CHECK(learner.ends() == 1);
    }
    Learner learner({BOOK_TOOL, "solution", "5.1"});
    CHECK(learner.sees("anyway? [y/N]"));
    learner.types("y\n");
    CHECK(learner.sees("Subtracting the largest score"));
    CHECK(learner.sees("-     return softmax_rows(scores);"));
    CHECK(learner.sees("+     return weights;"));
    CHECK(learner.ends() == 0);
}

TEST_CASE("learner: a narrow window breaks no path of the experiments", "[learner]") {
    small_book();
    for (const char* columns : {"40", "60", "80"}) {
        const ProgramRun run =
            book::run_program(std::string("COLUMNS=") + columns +
                              " BOOK_HOME='" BOOK_SOURCE_DIR "' " BOOK_TOOL " experiment");
        INFO(run.out);
        CHECK(run.status == 0);
        std::istringstream lines(run.out);
        for (std::string line; std::getline(lines, line);)
            CHECK(book::display_width(line) <= std::atoi(columns));
        CHECK(has(run.out, "exercises/experiments/1_like.cpp\n"));
    }
}

TEST_CASE("learner: what says how fits a terminal of 80 columns", "[learner]") {
    const SmallBook& book = small_book();
    for (const char* words :
         {"", "help", "progress", "exercise --help", "watch --help", "hint --help",
          "solution --help", "reset --help", "progress --help", "experiment --help", "train --help",
          "doctor --help", "run --help", "test --help"}) {
        const ProgramRun run = book.run(words);
        CHECK(run.status == 0);
        std::istringstream lines(run.out);
        for (std::string line; std::getline(lines, line);) {
            INFO("./book " << words << "\n" << line);
            CHECK(book::display_width(line) <= 80);
        }
    }
    CHECK(has(book.run("hint --help").out, "./book hint [options] [N.k]\n"));
    CHECK(refused(book.run("solution"), "N.k is missing: the exercise, for example 5.1"));
}

TEST_CASE("learner: what is missing is said in a line, and nothing is lost", "[learner]") {
    const SmallBook& book = small_book();
    std::filesystem::remove(book.answer("1_softmax"));
    CHECK(refused(book.run("exercise"), "./book reset 5.1"));
    CHECK(has(book.run("progress").out, "file missing"));
    CHECK(book.run("reset 5.1").status == 0);
    CHECK(read_whole_file(book.answer("1_softmax")) == book.stub("1_softmax"));

    // A data folder that cannot be: a file stands in its place.
    const std::string text = book.softmax("return what_i_have_so_far;");
    book.save("1_softmax", text);
    std::filesystem::remove_all(book.path("data"));
    std::ofstream(book.path("data")) << "no folder";
    CHECK(refused(book.run("reset 5.1"), "cannot be written"));
    CHECK(read_whole_file(book.answer("1_softmax")) == text);
    std::filesystem::remove(book.path("data"));
    {
        const FullDisk disk(0);
        CHECK(refused(book.run("reset 5.1"), "what was there is kept"));
    }
    CHECK(read_whole_file(book.answer("1_softmax")) == text);
}

TEST_CASE("learner: two runners do not build over each other", "[learner]") {
    const SmallBook& book = small_book();
    const int lock = open(book.path("build/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(flock(lock, LOCK_EX) == 0);
    Learner one({BOOK_TOOL, "exercise", "5.1"}), other({BOOK_TOOL, "exercise", "5.1"});
    for (Learner* learner : {&one, &other})
        CHECK(learner->sees("another ./book is building; waiting for it"));
    CHECK_FALSE(one.sees("not written yet", 0.3));
    close(lock);  // and now they race
    for (Learner* learner : {&one, &other}) {
        CHECK(learner->sees("5.1  Softmax: not written yet."));
        CHECK(learner->ends() == 1);
        CHECK_FALSE(has(learner->all(), "building; waiting for it\nbook: another"));
    }
    CHECK(read_whole_file(book.answer("1_softmax")) == book.stub("1_softmax"));
}

TEST_CASE("learner: right answers go into a chapter, others are refused", "[learner]") {
    const SmallBook& book = small_book();
    std::filesystem::create_directories(book.path("chapters/05_softmax"));
    std::ofstream(book.path("chapters/05_softmax/chapter.cpp")) << "// a chapter\n";
    CHECK(refused(book.run("run 5 --mine 5.1"), "--mine: your 5.1 is not written yet"));
    book.save("1_softmax", book.softmax(kDividesByTheLargest));
    CHECK(refused(book.run("run 5 --mine=5.1"), "--mine: your 5.1 is not right yet"));
    CHECK(refused(book.run("run 5 --mine 5.2"), "\"5.2\" has no place in the machine"));
    CHECK_FALSE(std::filesystem::exists(book.path("build/bin/mine")));

    book.save("1_softmax", book.softmax(kRight));
    const ProgramRun run = book.run("run 5 --quick --mine 5.1");
    CHECK(run.status == 0);
    CHECK(has(run.out, "on 5.1, given --quick --mine 5.1"));
    const ProgramRun all = book.run("run --mine 5.1");
    CHECK(has(all.out, "on 5.1, given --mine 5.1"));
    std::filesystem::remove_all(book.path("chapters"));
}
