#include "host/pager.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <string>

#include "catch.h"
#include "temporary_folder.h"

using namespace book;

namespace {

struct PagedRun {
    int status = -1;
    std::string out;
};

// What comes out of the pager when `work` prints, and how the process ends.
PagedRun paged(const std::string& command, const std::function<int()>& work) {
    const TemporaryFolder folder;
    const std::string path = folder.path("out");
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        dup2(open(path.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
        print_through({command, {{"BOOK_TEST", "handed on"}}});
        const int status = work();
        std::fflush(nullptr);
        _exit(status);
    }
    int how = 0;
    waitpid(child, &how, 0);
    return {WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how), read_whole_file(path)};
}

}  // namespace

TEST_CASE("pager: it gets what is printed, and the status is that of the work", "[host]") {
    const auto work = [] {
        std::puts("hello");
        return 7;
    };
    const PagedRun plain = paged("sed s/^/paged:/", work);
    CHECK(plain.out == "paged:hello\n");
    CHECK(plain.status == 7);
    // What a shell must read is read by one.
    CHECK(paged("cat >/dev/null; echo $BOOK_TEST", work).out == "handed on\n");
}

TEST_CASE("pager: who closes it early stops nothing, and nobody is killed by it", "[host]") {
    const PagedRun run = paged("head -n 1", [] {
        for (int i = 0; i < 100000; ++i) std::printf("line %d\n", i);
        return 3;
    });
    CHECK(run.out == "line 0\n");
    CHECK(run.status == 3);
}

TEST_CASE("pager: it lives on when Ctrl-C ends the work", "[host]") {
    const PagedRun run = paged("cat", [] {
        std::puts("all that had come");
        std::fflush(stdout);
        std::signal(SIGINT, SIG_DFL);  // the tests answer it otherwise
        raise(SIGINT);
        return 0;
    });
    CHECK(run.out == "all that had come\n");
    CHECK(run.status == 130);
}

TEST_CASE("pager: the width of the window and its colours are handed on", "[host]") {
    const PagedRun run = paged("cat", [] {
        std::printf("%s %s\n", std::getenv("COLUMNS"), std::getenv("CLICOLOR_FORCE"));
        return 0;
    });
    CHECK_THAT(run.out, ContainsText(" 1\n"));
}

TEST_CASE("pager: it is known whether its program is there", "[host]") {
    CHECK(is_installed({"sh"}));
    CHECK(is_installed({"sh -c x"}));
    CHECK(is_installed({"/bin/sh"}));
    CHECK(is_installed({"A=b sh -c 'x'"}));
    CHECK_FALSE(is_installed({""}));
    CHECK_FALSE(is_installed({"  "}));
    CHECK_FALSE(is_installed({"A=b"}));
    CHECK_FALSE(is_installed({"no_such_pager_anywhere"}));
    CHECK_FALSE(is_installed({"/bin/no_such_pager | cat"}));
    CHECK_FALSE(is_installed({"less \""}));  // no shell knows where that ends
    CHECK_FALSE(is_installed({"A='b less"}));
    CHECK_FALSE(is_installed({"\x1b[31mnope"}));  // a shell would quote it as it is
    CHECK_FALSE(is_installed({"cat '\x1b'"}));
}

TEST_CASE("pager: what it has not shown when it fails is printed", "[host]") {
    const auto work = [] {
        std::puts("hello");
        return 7;
    };
    const auto long_work = [] {
        for (int i = 0; i < 100000; ++i) std::printf("line %d\n", i);
        return 0;
    };
    for (const char* command : {"no_such_pager", "sh -c 'exit 127'"}) {
        CAPTURE(command);
        const PagedRun run = paged(std::string(command) + " 2>/dev/null", work);
        CHECK(run.out == "hello\n");
        CHECK(run.status == 7);
    }
    CHECK_THAT(paged("exit 1;", long_work).out, ContainsText("line 99999\n"));
}
