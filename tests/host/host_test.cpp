// The small doors: locks, the environment, signals, memory, libraries, a folder for a while.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "catch.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/lock.h"
#include "host/memory.h"
#include "host/scratch_folder.h"
#include "host/shared_library.h"
#include "host/signals.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

TEST_CASE("FileLock: one holds it, another is asked whether to wait", "[host]") {
    const TemporaryFolder folder;
    const std::string file = folder.path("a.lock");
    int asked = 0;
    {
        const FileLock first(file);
        CHECK(first.trouble().empty());
        const FileLock second(file, [&] { return ++asked < 3; });
        CHECK(asked == 3);
    }
    const FileLock third(file, [&] {
        ++asked;
        return false;
    });
    CHECK(asked == 3);  // it was free
    CHECK_FALSE(FileLock(folder.path("no/such/folder")).trouble().empty());
}

TEST_CASE("environment_variable: not set, empty and set are three things", "[host]") {
    unsetenv("BOOK_OF_THIS_TEST");
    CHECK_FALSE(environment_variable("BOOK_OF_THIS_TEST").has_value());
    CHECK(environment_variable("BOOK_OF_THIS_TEST", "else") == "else");
    setenv("BOOK_OF_THIS_TEST", "", 1);
    CHECK(environment_variable("BOOK_OF_THIS_TEST") == "");
    CHECK(environment_variable("BOOK_OF_THIS_TEST", "else") == "else");
    setenv("BOOK_OF_THIS_TEST", "x", 1);
    CHECK(environment_variable("BOOK_OF_THIS_TEST", "else") == "x");
    remove_environment_variable("BOOK_OF_THIS_TEST");
    CHECK_FALSE(environment_variable("BOOK_OF_THIS_TEST").has_value());
}

TEST_CASE("Interrupt: the first signal is a question, and afterwards all is as before", "[host]") {
    const auto before = std::signal(SIGTERM, SIG_IGN);
    {
        const Interrupt interrupt;
        CHECK_FALSE(interrupt.asked());
        std::raise(SIGTERM);
        CHECK(interrupt.asked());
    }
    CHECK_FALSE(Interrupt().asked());
    CHECK(std::signal(SIGTERM, before) == SIG_IGN);
    CHECK(kind_of_signal(SIGSEGV) == SignalKind::memory);
    CHECK(kind_of_signal(SIGINT) == SignalKind::interrupt);
    CHECK(kind_of_signal(SIGWINCH) == SignalKind::other);
}

TEST_CASE("memory: the machine has some, and a limit on addresses is told", "[host]") {
    CHECK(machine_memory() > std::size_t{1} << 24);
    const pid_t child = fork();
    if (child == 0) {
        const std::size_t bytes = std::size_t{1} << 40;  // more than this test needs
        const rlimit limit{bytes, bytes};
        _exit(setrlimit(RLIMIT_AS, &limit) != 0 || address_limit() == bytes ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
}

TEST_CASE("SharedLibrary: one that is not there has no functions", "[host]") {
    const SharedLibrary none{"libthere-is-no-such.so.1", "libnor-this.so"};
    CHECK(none.find<int()>("main") == nullptr);
}

TEST_CASE("ScratchFolder: is there, and is gone with all that is in it", "[host]") {
    fs::path path;
    {
        const ScratchFolder folder("book-test");
        path = folder.path();
        CHECK(fs::is_directory(path));
        CHECK(may_write(path));
        write_whole((path / "inner" / "file").string(), "text");
    }
    CHECK_FALSE(fs::exists(path));
    CHECK_FALSE(may_write(path));
}
