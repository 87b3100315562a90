#include "host/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include "catch.h"
#include "core/require.h"
#include "host/confinement.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

ProcessEnd shell(const std::string& line, const ProcessOptions& options = {}) {
    return run_in_foreground("/bin/sh", {"-c", line}, options);
}

ProcessEnd shell_behind(const std::string& line, const ProcessOptions& options = {}) {
    return run_in_background({"sh", "-c", line}, options);
}

}  // namespace

TEST_CASE("run_in_foreground: hands back the status and, if asked, the output", "[host]") {
    CHECK(shell("exit 0").status == 0);
    CHECK(shell("exit 3").status == 3);
    const ProcessEnd end = shell("echo one; echo two >&2; echo three", {.capture_output = true});
    CHECK(end.output == "one\nthree\n");
    CHECK(end.status == 0);
    CHECK(end.peak_kib > 0);
}

TEST_CASE("run_in_foreground: arguments arrive as they are", "[host]") {
    const ProcessEnd end = run_in_foreground(
        "/bin/sh", {"-c", "printf '%s|' \"$@\"", "sh", "a b", "", "$c"}, {.capture_output = true});
    CHECK(end.output == "a b||$c|");
}

TEST_CASE("run_in_foreground: long output does not get stuck", "[host]") {
    const ProcessEnd end =
        shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done",
              {.capture_output = true});
    CHECK(end.output.size() == 220000);
}

TEST_CASE("run_in_foreground: a signal is told from a status", "[host]") {
    const ProcessEnd end = shell("kill -SEGV $$");
    CHECK(end.signal == SIGSEGV);
    CHECK(end.status == 128 + SIGSEGV);
    CHECK_FALSE(end.timed_out);
}

TEST_CASE("run_in_foreground: what does not end is ended", "[host]") {
    const ProcessEnd end = shell("while :; do :; done", {.seconds_limit = 1});
    CHECK(end.timed_out);
    CHECK(end.seconds < 10);
}

TEST_CASE("run_in_foreground: a program that is not there is an Error", "[host]") {
    CHECK_THROWS_AS(run_in_foreground("/nowhere/at all", {}), Error);
}

TEST_CASE("run_in_background: output, report and status come back", "[host]") {
    const ProcessEnd end = shell_behind("echo one; echo two >&2; echo right >&3; cat; exit 3");
    CHECK(end.output == "one\ntwo\n");
    CHECK(end.report == "right\n");
    CHECK(end.status == 3);
    CHECK(run_in_background({"there-is-no-such-program"}).not_started == ENOENT);
    CHECK(shell_behind("kill -SEGV $$").signal == SIGSEGV);
}

TEST_CASE("run_in_background: what prints for ever is ended in time, and does not fill the memory",
          "[host]") {
    const ProcessEnd end = shell_behind("while :; do echo 0123456789; done", {.seconds_limit = 1});
    CHECK(end.timed_out);
    CHECK(end.output.size() <= std::size_t{1} << 20);
}

TEST_CASE("run_in_background: stopped, it takes its children with it", "[host]") {
    const TemporaryFolder folder;
    int asked = 0;
    ProcessOptions options;
    options.stop = [&] { return ++asked > 2; };
    const ProcessEnd end =
        shell_behind("(sleep 1; touch '" + folder.path("late") + "') & wait", options);
    CHECK(end.stopped);
    usleep(1'000'000);
    CHECK_FALSE(fs::exists(folder.path("late")));
}

TEST_CASE("run_in_background: variables are added to ours, and lines come as they are written",
          "[host]") {
    std::vector<std::string> lines;
    ProcessOptions options;
    options.environment = {{"BOOK_OF_THIS_TEST", "a = b"}, {"LC_ALL", "C"}};
    options.line = [&](const std::string& line) { lines.push_back(line); };
    const ProcessEnd end = shell_behind("echo $BOOK_OF_THIS_TEST; echo $LC_ALL; env", options);
    REQUIRE(lines.size() > 3);  // what we have had before is there, too
    CHECK(lines[0] == "a = b");
    CHECK(lines[1] == "C");
    CHECK(std::count(lines.begin(), lines.end(), "LC_ALL=C") == 1);
}

TEST_CASE("run_in_background: stopped, it has a moment to tidy up, and is ended after that",
          "[host]") {
    const TemporaryFolder folder;
    const fs::path tidied = folder.path("tidied");
    // The leader ends at once; its child, as ninja does, still has something to put away.
    const std::string child = "trap 'sleep 0.5; : > " + tidied.string() + "; exit' TERM; sleep 30";
    const ProcessEnd end = run_in_background({"sh", "-c", "sh -c \"$0\" & echo on; wait", child},
                                             {.stop = [n = 0]() mutable { return ++n > 3; }});
    CHECK(end.stopped);
    CHECK(end.seconds < 10);

    const ProcessEnd deaf = shell_behind("trap '' TERM; echo on; sleep 30; sleep 30",
                                         {.stop = [n = 0]() mutable { return ++n > 3; }});
    CHECK(deaf.stopped);
    CHECK(deaf.seconds < 10);
}

TEST_CASE("run_in_background: how it ended is known where our parent ignored the news", "[host]") {
    std::signal(SIGCHLD, SIG_IGN);
    CHECK(shell_behind("exit 3").status == 3);
    CHECK(shell("exit 3").status == 3);
}

TEST_CASE("run_in_foreground: an empty file is no program", "[host]") {
    const TemporaryFolder folder;
    const fs::path empty = folder.path("empty");
    std::ofstream(empty).close();
    fs::permissions(empty, fs::perms::owner_all);
    CHECK_THROWS_AS(run_in_foreground(empty, {}), Error);
    CHECK(run_in_background({empty.string()}).not_started != 0);
}

TEST_CASE("run_in_background: who hears of it may throw, and nothing stays behind", "[host]") {
    const TemporaryFolder folder;
    const fs::path late = folder.path("late");
    const auto refuse = [](const std::string&) { throw Error("enough"); };
    CHECK_THROWS_AS(shell_behind("echo on; sleep 1; : > " + late.string(), {.line = refuse}),
                    Error);
    shell("sleep 1.5");
    CHECK_FALSE(fs::exists(late));
}

namespace {

// Another process that has a program in the foreground, and returns its status.
pid_t with_in_foreground(const std::string& line, const std::string& tidied = "") {
    const pid_t who = fork();
    if (who != 0) return who;
    std::signal(SIGTERM, SIG_DFL);  // Catch2 has an answer of its own
    const ProcessEnd end = shell(line);
    if (!tidied.empty()) std::ofstream(tidied) << "tidied\n";
    _exit(end.status);
}

}  // namespace

TEST_CASE("run_in_foreground: who asks us to end ends the program, and we tidy up", "[host]") {
    const TemporaryFolder folder;
    const std::string on = folder.path("on"), tidied = folder.path("tidied");
    const pid_t who = with_in_foreground(": > '" + on + "'; exec sleep 30", tidied);
    while (!fs::exists(on)) usleep(10'000);
    kill(who, SIGTERM);
    int how = 0;
    REQUIRE(waitpid(who, &how, 0) == who);
    REQUIRE(WIFEXITED(how));
    CHECK(WEXITSTATUS(how) == 128 + SIGTERM);
    CHECK(fs::exists(tidied));
}

TEST_CASE("run_in_foreground: a program that is stopped stops us, and goes on with us", "[host]") {
    const pid_t who = with_in_foreground("kill -STOP $$; exit 3");
    int how = 0;
    REQUIRE(waitpid(who, &how, WUNTRACED) == who);
    REQUIRE(WIFSTOPPED(how));
    kill(who, SIGCONT);
    REQUIRE(waitpid(who, &how, 0) == who);
    CHECK(WIFEXITED(how));
    CHECK(WEXITSTATUS(how) == 3);
}

// ---- programs that may do anything --------------------------------------------------------------

namespace {

// What a confined program says for itself is in a shell's words; a second is all it has.
ProcessEnd confined(const std::string& line) {
    return shell_behind(line, {.seconds_limit = 1, .confined = true});
}

// Somebody in this machine has the marker in its environment.
bool somebody_lives(const std::string& marker) {
    return shell("grep -qs '" + marker + "' /proc/[0-9]*/environ", {.capture_output = true})
               .status == 0;
}

}  // namespace

TEST_CASE("run_in_background: who closes its pipes has no more time than others", "[host]") {
    for (const char* line :
         {"exec >&- 2>&- 3>&-; sleep 30", "kill -STOP $$", "trap '' TERM ALRM; sleep 30"}) {
        const ProcessEnd end = confined(line);
        INFO(line);
        CHECK(end.timed_out);
        CHECK(end.seconds < 2);
    }
}

TEST_CASE("run_in_background: what ends well is not waited for because of a child", "[host]") {
    const ProcessEnd end = confined("echo one; echo right >&3; sleep 30 & exit 3");
    CHECK_FALSE(end.timed_out);
    CHECK(end.seconds < 1);
    CHECK(end.status == 3);
    CHECK(end.output == "one\n");
    CHECK(end.report == "right\n");
}

#ifdef __linux__
TEST_CASE("run_in_background: nothing that a confined program has started lives on", "[host]") {
    for (const std::string line :
         {"setsid sleep 30 & exit 0", "(setsid sh -c 'sleep 30 & sleep 30' &) ; exit 0",
          "(trap '' TERM HUP; sleep 30) & exec >&- 2>&- 3>&-; sleep 30",
          "setsid sh -c 'setsid sh -c \"setsid sleep 30 &\" &' & sleep 0.2"}) {
        INFO(line);
        const std::string marker = "BOOK_MARKER_OF_THIS_TEST";
        confined("export " + marker + "=1; " + line);
        CHECK_FALSE(somebody_lives(marker + "=1"));
    }
    const ProcessEnd end = shell_behind("sleep 0.1 & wait; echo all; cat",
                                        {.seconds_limit = 5, .input = "of it\n", .confined = true});
    CHECK(end.output == "all\nof it\n");
    CHECK(end.status == 0);
}

TEST_CASE("run_in_background: a confined program takes no more than anybody needs", "[host]") {
    const ProcessEnd many =
        shell_behind("i=0; while [ $i -lt 500 ]; do sleep 30 & i=$((i+1)); done; wait",
                     {.seconds_limit = 20, .confined = true});
    CHECK(many.too_greedy);
    CHECK(many.seconds < 10);
}
#endif

#ifdef __linux__
TEST_CASE("run_in_background: a confined program changes no permissions, owners or times",
          "[host]") {
    if (!can_refuse_calls()) return;
    const TemporaryFolder folder;
    const std::string file = folder.write("other.cpp", "int a;\n");
    fs::permissions(file, fs::perms::owner_all);
    const fs::file_time_type time = fs::last_write_time(file);
    for (const std::string& line :
         {"chmod 0 " + file, "touch -d 2001-01-01 " + file, "chown 1:1 " + file}) {
        INFO(line);
        CHECK(confined(line).status != 0);
    }
    CHECK(fs::status(file).permissions() == fs::perms::owner_all);
    CHECK(fs::last_write_time(file) == time);
    CHECK(confined("kill -SEGV $$").signal == SIGSEGV);  // it lives as it did
}

TEST_CASE("run_in_background: a confined program silences no terminal", "[host]") {
    if (!can_refuse_calls()) return;
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(terminal >= 0);
    REQUIRE(grantpt(terminal) == 0);
    REQUIRE(unlockpt(terminal) == 0);
    const std::string name = ptsname(terminal);
    const int inner = open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);  // or it would forget
    CHECK(confined("stty -echo <" + name).status != 0);
    termios now{};
    REQUIRE(tcgetattr(inner, &now) == 0);
    CHECK((now.c_lflag & ECHO) != 0);
    CHECK(confined("test -t 0 <" + name).status == 0);  // to ask is harmless
    close(inner);
    close(terminal);
}
#endif
