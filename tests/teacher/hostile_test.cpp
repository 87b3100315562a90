// Nobody passes who is not right, nobody holds the runner up, and nobody stays (hostile.h). All of them
// take minutes, so `.ci/hostile` runs them; `./book test` takes the quickest.
#include "teacher/hostile.h"

#include <tuple>

#include "catch.h"
#include "core/clock.h"
#include "host/confinement.h"
#include "teacher/small_book.h"

namespace {

namespace fs = std::filesystem;

constexpr double kLimit = 1;  // second for an answer, here
constexpr double kRunnerItself =
    1.5;  // seconds: to start, to ask ninja whether all is up to date, to judge
const std::string kMarker = "BOOK_HOSTILE_MARKER";

book::ProgramRun check_it() {
    return book::run_program(kMarker + "=1 BOOK_ANSWER_SECONDS=1 " BOOK_TOOL
                                       " exercise 5.1 2>&1 </dev/null");
}

// Who has the marker in its environment, and so descends from check_it().
std::string survivors() {
    std::string found;
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator("/proc", gone)) {
        std::ifstream in(entry.path() / "environ");
        std::string variable;
        while (std::getline(in, variable, '\0'))
            if (variable == kMarker + "=1") found += entry.path().string() + " ";
    }
    return found;
}

std::string state_of(const SmallBook& book) {
    std::string state;
    for (const char* folder : {"exercises", "solutions", "common"})
        for (const auto& entry : fs::recursive_directory_iterator(book.path(folder)))
            if (entry.is_regular_file())
                state += entry.path().string() + "\n" + read_whole_file(entry.path().string());
    return state;
}

// The verdict; what an answer prints stands indented, below its own headline.
bool passes(const book::ProgramRun& run) {
    const std::string head = run.out.substr(0, run.out.find("Your code printed"));
    return run.status == 0 || has(head, "Softmax: right");
}

void check_hostile(const SmallBook& book, const Hostile& answer) {
    INFO(answer.name);
    book.save("1_softmax", hostile_text(answer));
    const std::string before = state_of(book);
    const book::ProgramRun run = check_it();  // builds it, too
    INFO(run.out);
    CHECK_FALSE(passes(run));
    CHECK_FALSE(has(run.out, "json"));
    CHECK_FALSE(has(run.out, "\x1b"));
    CHECK(survivors() == "");
    CHECK(state_of(book) == before);
    CHECK_FALSE(fs::exists(book.path("huge")));
    CHECK_FALSE(has(book.progress(), "solved"));
}

// What is built already only runs.
void check_hostile_in_time(const SmallBook& book, const Hostile& answer) {
    check_hostile(book, answer);
    INFO(answer.name);
    const book::Stopwatch clock;
    CHECK_FALSE(passes(check_it()));
    CHECK(clock.seconds() < kLimit + 1 + kRunnerItself);
    CHECK(survivors() == "");
    CHECK(fs::exists(book.path("build/build.ninja")));
}

void check_right(const SmallBook& book, const Hostile& answer) {
    INFO(answer.name);
    book.save("1_softmax", hostile_text(answer));
    const book::ProgramRun run = check_it();
    INFO(run.out);
    CHECK(passes(run));
    CHECK(has(run.out, "right in all "));
    CHECK(survivors() == "");
}

}  // namespace

TEST_CASE("hostile: the quickest do not pass, and leave nothing behind", "[verdict]") {
    const SmallBook& book = small_book();
    for (const Hostile& answer : kHostile)
        if (answer.kind == Hostile::quick) check_hostile(book, answer);
    for (const Hostile& answer : kOddButRight)
        if (answer.kind == Hostile::quick) check_right(book, answer);
}

TEST_CASE("hostile: an experiment is judged from outside, too", "[verdict]") {
    const SmallBook& book = small_book();
    const std::string answer = "exercises/experiments/3_smallest.cpp";
    const std::string hole = "not_written_yet();";
    const std::string stub = read_whole_file(book.path(answer));
    const auto said = [&](const std::string& lines) {
        std::string text = stub;
        text.replace(text.find(hole), hole.size(), lines);
        std::ofstream(book.path(answer)) << "#include <cstdio>\n#include <unistd.h>\n" << text;
        return book.run("experiment 3");
    };
    const std::string praise = "std::puts(\"every point is met.\"); std::fflush(stdout); ";
    // What was written to the file of results is looked at as a stranger's: no sizes, no model.
    const std::string forged =
        "write(3, \"returned 0  1 2  nan 1\\n\", 24) == 24 ? _exit(0) : _exit(1);";
    for (const auto& [lines, status, words] :
         {std::tuple{hole, 1, "not begun yet"},
          std::tuple{praise + "_exit(0);", 1, "it ended the whole program"},
          std::tuple{praise + "throw 7;", 1, "It threw an exception"},
          std::tuple{praise + "int* nothing = nullptr; *nothing = 1; return {};", 1, "it crashed"},
          std::tuple{forged, 2, "smallest() gave no sizes"},
          std::tuple{std::string("TransformerConfig c; c.heads = 3; return c;"), 2, "heads 3"}}) {
        const book::ProgramRun run = said(lines);
        INFO(lines << "\n" << run.out);
        CHECK(run.status == status);
        CHECK(has(run.out, words));
        CHECK(has(run.out, "✓") == false);
    }
    std::ofstream(book.path(answer)) << stub;
}

TEST_CASE("hostile: none of them passes", "[.][hostile]") {
    const SmallBook& book = small_book();
    CHECK(kHostile.size() >= 60);
    for (const Hostile& answer : kHostile)
        if (answer.kind != Hostile::changes || book::can_forbid_changes())
            check_hostile_in_time(book, answer);
}

TEST_CASE("hostile: what is right passes, however odd it looks", "[.][hostile]") {
    const SmallBook& book = small_book();
    for (const Hostile& answer : kOddButRight) check_right(book, answer);
}
