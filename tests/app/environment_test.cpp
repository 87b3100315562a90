// The environment is input: whatever a shell has set, the script and the tool answer in their own words.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "app/foreign_text.h"
#include "catch.h"
#include "core/display_width.h"
#include "run_program.h"
#include "temporary_folder.h"

using namespace book;

namespace {

const std::string kHome = BOOK_SOURCE_DIR;

// Words of libraries, shells and compilers, which no reader should have to understand.
const char* const kRawWords[] = {
    "libgomp",   "OMP:",         "terminate",      "what():",
    "Aborted",   "core dumped",  "CMake Error",    "std::",
    "basic_",    "filesystem",   "write error",    "unbound variable",
    "not found", "syntax error", "command failed", "mistake in the book"};

struct Said {
    int status = 0;
    std::string out, err;
};

// A command in a shell, with the two streams apart.
Said say(const std::string& command) {
    const TemporaryFolder folder;
    const std::string errors = folder.path("errors");
    const ProgramRun run = run_program("exec 2>'" + errors + "'; " + command);
    return {run.status, run.out, read_whole_file(errors)};
}

std::string script(const std::string& words) {
    return "BOOK_BUILD=/tmp/nothing-is-built-there '" + kHome + "/book' " + words;
}
std::string tool(const std::string& words) {
    return "BOOK_HOME='" + kHome + "' '" BOOK_TOOL "' " + words;
}

void expect_own_words(const Said& said) {
    CAPTURE(said.status, said.out, said.err);
    CHECK(said.status <= 2);
    for (const char* raw : kRawWords) CHECK(said.err.find(raw) == std::string::npos);
    CHECK(std::count(said.err.begin(), said.err.end(), '\n') <= 3);
    CHECK_FALSE(commands_a_terminal(said.out + said.err));
}

// (A word that is longer than a line may stand out of it: a path that is cut cannot be copied.)
bool fits(const std::string& text, int width) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (display_width(line) > width &&
            line.find(' ', line.find_first_not_of(' ')) != std::string::npos) {
            UNSCOPED_INFO(line);
            return false;
        }
    return true;
}

// What a shell may have set before `./book` is called.
const char* const kEnvironments[] = {
    "OMP_NUM_THREADS=2000",
    "OMP_NUM_THREADS=-1",
    "OMP_NUM_THREADS=abc",
    "OMP_NUM_THREADS=0",
    "OMP_NUM_THREADS=",
    "OMP_NUM_THREADS=4,2",
    "OMP_NUM_THREADS=99999999999999999999",
    "OMP_THREAD_LIMIT=1",
    "OMP_THREAD_LIMIT=none",
    "OMP_STACKSIZE=1",
    "OMP_STACKSIZE=much",
    "GOMP_STACKSIZE=1",
    "OMP_PROC_BIND=nonsense",
    "OMP_PLACES='{0:999}'",
    "OMP_WAIT_POLICY=whatever",
    "OMP_DYNAMIC=perhaps",
    "OMP_DISPLAY_ENV=true",
    "OMP_DISPLAY_AFFINITY=true",
    "OMP_SCHEDULE=x OMP_NESTED=y OMP_CANCELLATION=z OMP_MAX_ACTIVE_LEVELS=-3",
    "OMP_TARGET_OFFLOAD=mandatory",
    "KMP_AFFINITY=verbose KMP_SETTINGS=1",
    "GOMP_CPU_AFFINITY=99999",
    "GOMP_SPINCOUNT=many",
    "OMP_NUM_THREADS=\"$(printf '\\033[31m')\"",
    "BOOK_JOBS=abc",
    "BOOK_JOBS=0",
    "BOOK_JOBS=-3",
    "COLUMNS=0",
    "COLUMNS=-3",
    "COLUMNS=abc",
    "COLUMNS=1000000",
    "COLUMNS=99999999999999999999",
    "TERM=",
    "TERM=dumb",
    "TERM=no-such-terminal",
    "LC_ALL=C",
    "LC_ALL=POSIX",
    "LANG=",
    "HOME=",
    "HOME=relative",
    "HOME=/nonexistent",
    "XDG_DATA_HOME=relative XDG_CACHE_HOME=../there",
    "XDG_DATA_HOME=/proc/x",
    "TMPDIR=/nonexistent",
    "TMPDIR=/etc/passwd",
    "CDPATH=/tmp:/usr TMOUT=1 GLOBIGNORE=* FUNCNEST=1",
    "GREP_OPTIONS=--color=always",
    "POSIXLY_CORRECT=1",
    "BASH_ENV=/nonexistent",
    "IFS=/",
    "CXX=no-such-compiler",
    "CXX='ccache g++'",
    "CXX=",
    "NO_COLOR=1 CLICOLOR_FORCE=1",
    "NINJA_STATUS=x MAKEFLAGS=-j7 VERBOSE=1 CMAKE_GENERATOR=nonsense CMAKE_BUILD_TYPE=Odd",
};

}  // namespace

TEST_CASE("environment: the script and the tool answer in their own words", "[app][environment]") {
    const TemporaryFolder home;
    for (const char* environment : kEnvironments) {
        CAPTURE(environment);
        const std::string set = "export HOME='" + home.path("") + "' " + environment + "; ";
        expect_own_words(say(set + script("help")));
        const std::string variables = environment;
        // The doctor asks for a dozen packages, which takes a while.
        for (const char* looked_at : {"CXX", "BOOK_JOBS", "TMPDIR", "OMP_NUM_THREADS=abc"})
            if (variables.rfind(looked_at, 0) == 0) expect_own_words(say(set + script("doctor")));
    }
}

TEST_CASE("environment: what the script looks at is shown safely", "[app][environment]") {
    for (const char* locale : {"C", "C.UTF-8"})
        for (const char* name : {"OMP_NUM_THREADS", "OMP_SCHEDULE", "BOOK_JOBS", "CXX", "TMPDIR",
                                 "XDG_DATA_HOME", "COLUMNS"}) {
            CAPTURE(locale, name);
            const std::string set =
                std::string("export LC_ALL=") + locale + " " + name + "='" + kEvil + "'; ";
            for (const char* words : {"help", "doctor"}) expect_own_words(say(set + script(words)));
        }
}

TEST_CASE("environment: the tool alone, too, as far as it can", "[app][environment]") {
    const TemporaryFolder home;
    for (const char* environment : kEnvironments) {
        const std::string variables = environment;
        // Of these libgomp complains before any program begins.
        if (variables.find("OMP_") != std::string::npos || variables.rfind("KMP", 0) == 0) continue;
        CAPTURE(environment);
        const std::string set = "export HOME='" + home.path("") + "' " + variables + "; ";
        for (const char* words : {"doctor", "progress"}) {
            CAPTURE(words);
            expect_own_words(say(set + tool(words)));
        }
    }
}

TEST_CASE("environment: a machine of too many threads has as many as the library takes",
          "[app][environment]") {
    const Said said = say("OMP_NUM_THREADS=2000 " + tool("doctor"));
    CAPTURE(said.out, said.err);
    CHECK(said.out.find("1024 of ") != std::string::npos);
}

TEST_CASE("environment: what the script leaves out, it says", "[app][environment]") {
    for (const char* variable :
         {"OMP_NUM_THREADS=abc", "OMP_STACKSIZE=1", "OMP_DISPLAY_ENV=true"}) {
        const Said said = say("export " + std::string(variable) + "; " + script("help"));
        CHECK(said.err.find(variable) != std::string::npos);
        CHECK(say("export " + std::string(variable) + "; " + script("doctor")).out.find(variable) !=
              std::string::npos);
    }
    for (const char* variable :
         {"OMP_NUM_THREADS=2", "OMP_NUM_THREADS=4,2", "OMP_WAIT_POLICY=PASSIVE", "OMP_STACKSIZE=4M",
          "OMP_PROC_BIND=close", "KMP_BLOCKTIME=0"})
        CHECK(say("export " + std::string(variable) + "; " + script("help")).err.empty());
}

TEST_CASE("environment: doctor goes to its end without a home", "[app][environment]") {
    const Said said = say("unset HOME XDG_DATA_HOME; " + tool("doctor"));
    CAPTURE(said.out, said.err);
    CHECK(said.status == 1);
    CHECK(said.err.empty());
    CHECK(said.out.find("! your data") != std::string::npos);
    CHECK(said.out.find("utf8proc") != std::string::npos);
    CHECK(said.out.find("md4c") != std::string::npos);
}

TEST_CASE("environment: what a terminal shows fits, from 20 columns on", "[app][environment]") {
    for (const int width : {20, 40, 60, 80}) {
        const std::string columns = "export COLUMNS=" + std::to_string(width) + "; ";
        CAPTURE(width);
        CHECK(say(columns + script("help")).out == say(columns + tool("help")).out);
        for (const std::string& command :
             {script("help"), script("doctor"), script(""), tool(""), tool("progress"),
              tool("doctor"), tool("find doughnuts"), tool("find no such word"), tool("trials")}) {
            CAPTURE(command);
            CHECK(fits(say(columns + command).out, width));
        }
    }
}

TEST_CASE("environment: closed descriptors", "[app][environment]") {
    for (const std::string& command :
         {script("help"), script("doctor"), tool("help"), tool("doctor"), tool("progress"),
          tool("translate --help")}) {
        CAPTURE(command);
        CHECK(say(command + " <&-").status <= 1);
        CHECK(say(command + " 2>&-").status <= 1);
        const Said closed = say(command + " >&-");
        expect_own_words(closed);
        CHECK(closed.status == 2);
        CHECK_FALSE(closed.err.empty());
        const Said cut = say("set -o pipefail 2>/dev/null; " + command + " | head -n 1");
        CHECK(cut.err.empty());
    }
}

TEST_CASE("environment: a shell of any name, and a link from anywhere, start the script",
          "[app][environment]") {
    const TemporaryFolder folder;
    const std::string expected = say(script("help")).out;
    CHECK(expected.size() > 500);
    const std::string set =
        "export BOOK_BUILD=/tmp/nothing-is-built-there; cd '" + folder.path("") + "'; ";
    for (const char* shell : {"sh", "bash", "bash --posix", "dash", "zsh"}) {
        CAPTURE(shell);
        const std::string asked = std::string(shell).substr(0, std::string(shell).find(' '));
        if (say("command -v " + asked).status != 0) continue;
        CHECK(say(set + shell + " '" + kHome + "/book' help").out == expected);
    }
    CHECK(say(set + "ln -s '" + kHome + "/book' 'a link' && './a link' help").out == expected);
    CHECK(say(set + "ln -s 'a link' again && CDPATH=/ ./again help").out == expected);
    const std::string odd = "cd() { echo odd; }; sed() { cd; }; export -f cd sed; ";
    CHECK(say(set + "bash -c '" + odd + "\"$0\" help' '" + kHome + "/book'").out == expected);
    CHECK(say(set + "env SHELLOPTS=noglob:noclobber:posix '" + kHome + "/book' help").out ==
          expected);
}

TEST_CASE("environment: what cannot be said is not said, and the status tells",
          "[app][environment]") {
    for (const std::string& full :
         {tool("nosuch 2>/dev/full"), tool("help >/dev/full 2>&1"), tool("doctor >/dev/full 2>&1"),
          tool("translate --nosuch 2>/dev/full"), tool("run 5 --nosuch 2>/dev/full"),
          script("nosuch 2>/dev/full"), script("help >/dev/full 2>&1"), script("help >&- 2>&-")}) {
        CAPTURE(full);
        CHECK(say(full).status == 2);
    }
    CHECK(say("OMP_DISPLAY_ENV=true " + script("help 2>/dev/full")).out == say(script("help")).out);
}

TEST_CASE("environment: what stops one chapter stops all, and is said once", "[app][environment]") {
    for (const char* words : {"run --format xml", "run --seed x", "run --threads 0"}) {
        const Said said = say(tool(words));
        CAPTURE(words, said.err);
        CHECK(said.status == 2);
        CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
    }
    const Said full = say(tool("run --quick >/dev/full"));
    CAPTURE(full.err);
    CHECK(full.status == 2);
    CHECK(std::count(full.err.begin(), full.err.end(), '\n') <= 2);  // and how it is computed
}

TEST_CASE("environment: doctor tries whether files can be made", "[app][environment]") {
    for (const char* folder : {"/dev/null", "/proc/nope", BOOK_TOOL}) {
        CAPTURE(folder);
        const Said said = say("XDG_DATA_HOME=" + std::string(folder) + " " + tool("doctor"));
        CHECK(said.status == 1);
        CHECK(said.out.find("! your data") != std::string::npos);
    }
}
