#include "app/command_list.h"

#include <sstream>

#include "catch.h"
#include "core/display_width.h"
#include "core/words_in.h"
#include "run_program.h"
#include "temporary_folder.h"

using namespace book;

namespace {

const std::string kHome = BOOK_SOURCE_DIR;

// Says a command of the book: as the script does when nothing is built, or to the tool itself.
ProgramRun script(const std::string& words) {
    const TemporaryFolder empty;
    return run_program("BOOK_BUILD='" + empty.path("build") + "' '" + kHome + "/book' " + words +
                       " 2>&1");
}
ProgramRun tool(const std::string& words) {
    return run_program("XDG_DATA_HOME=/nowhere BOOK_HOME='" + kHome +
                       "' BOOK_BIN=/nowhere '" BOOK_TOOL "' " + words + " 2>&1");
}

}  // namespace

TEST_CASE("commands: every one that is listed is there, and is explained", "[app]") {
    const auto commands = list_commands(kHome);
    REQUIRE(commands.size() > 15);
    for (const ListedCommand& command : commands) {
        CAPTURE(command.name);
        CHECK_FALSE(command.group.empty());
        CHECK_FALSE(command.purpose.empty());
        if (command.name.empty()) continue;
        const ProgramRun run = tool("help " + (command.name == "help" ? "" : command.name));
        CHECK(run.status == 0);
        CHECK(run.out.size() > 80);
    }
}

TEST_CASE("commands: the script lists them as the tool does, before anything is built", "[app]") {
    const ProgramRun before = script("help");
    CHECK(before.status == 0);
    CHECK(before.out == tool("help").out);
    CHECK(before.out == set_command_list(list_commands(kHome), 80));
}

TEST_CASE("commands: the script builds for each of them that needs it", "[app]") {
    for (const ListedCommand& command : list_commands(kHome)) {
        if (command.name.empty() || command.name == "setup")
            continue;  // setup would install packages
        CAPTURE(command.name);
        const ProgramRun run = run_program("BOOK_BUILD=/dev/null/build '" + kHome + "/book' " +
                                           command.name + " 2>&1");
        CHECK(run.out.find("there is no command") == std::string::npos);
    }
}

TEST_CASE("commands: their list and the contents fit into 80 columns", "[app]") {
    for (const std::string& text :
         {script("help").out, script("").out, script("doctor").out, tool("").out}) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(display_width(line) <= 80);
        }
    }
}

TEST_CASE("commands: an option in front of its command is told where it belongs", "[app]") {
    const ProgramRun run = tool("--no-pager run 5");
    CHECK(run.status == 2);
    CHECK(run.out == "book: options stand behind the command: ./book run 5 --no-pager\n");
}

TEST_CASE("commands: in a narrow window no line is wider than it, and no purpose is lost",
          "[app]") {
    for (const std::string words : {"help run", "help find", "help setup"}) {
        const auto run_at = [&](const char* columns) {
            return run_program("COLUMNS=" + std::string(columns) + " BOOK_HOME='" + kHome +
                               "' BOOK_BIN=/nowhere '" BOOK_TOOL "' " + words);
        };
        const ProgramRun run = run_at("40");
        CHECK(run.status == 0);
        CHECK(words_in(run.out) == words_in(run_at("80").out));
        std::istringstream lines(run.out);
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(display_width(line) <= 40);
        }
    }
}

TEST_CASE("the script says what is there, and what a build takes, before it builds", "[app]") {
    const ProgramRun contents = script("");
    CHECK(contents.status == 0);
    CHECK(contents.out.find("05 How do scores become attention? (softmax)") != std::string::npos);
    CHECK(contents.out.find("./book run 4") != std::string::npos);
    const ProgramRun doctor = script("doctor");
    CHECK(doctor.out.find("not built yet") != std::string::npos);
    CHECK(doctor.out.find("packages") != std::string::npos);
    CHECK(script("nosuch").status == 2);
}
