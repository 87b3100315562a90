#include "host/program.h"

#include <csignal>

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

ProgramEnd shell(const std::string& line, const ProgramOptions& options = {}) {
    return run_program("/bin/sh", {"-c", line}, options);
}

}  // namespace

TEST_CASE("run_program: hands back the status and, if asked, the output", "[host]") {
    CHECK(shell("exit 0").status == 0);
    CHECK(shell("exit 3").status == 3);
    const ProgramEnd end = shell("echo one; echo two >&2; echo three", {.capture_output = true});
    CHECK(end.output == "one\nthree\n");
    CHECK(end.status == 0);
    CHECK(end.peak_kib > 0);
}

TEST_CASE("run_program: arguments arrive as they are", "[host]") {
    const ProgramEnd end = run_program(
        "/bin/sh", {"-c", "printf '%s|' \"$@\"", "sh", "a b", "", "$c"}, {.capture_output = true});
    CHECK(end.output == "a b||$c|");
}

TEST_CASE("run_program: long output does not get stuck", "[host]") {
    const ProgramEnd end =
        shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done",
              {.capture_output = true});
    CHECK(end.output.size() == 220000);
}

TEST_CASE("run_program: a signal is told from a status", "[host]") {
    const ProgramEnd end = shell("kill -SEGV $$");
    CHECK(end.signal == SIGSEGV);
    CHECK(end.status == 128 + SIGSEGV);
    CHECK_FALSE(end.timed_out);
}

TEST_CASE("run_program: what does not end is ended", "[host]") {
    const ProgramEnd end = shell("while :; do :; done", {.seconds_limit = 1});
    CHECK(end.timed_out);
    CHECK(end.seconds < 10);
}

TEST_CASE("run_program: a program that is not there is an Error", "[host]") {
    CHECK_THROWS_AS(run_program("/nowhere/at all", {}), Error);
}
