// The small doors: locks, the environment, signals, memory, libraries, a folder for a while.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "catch.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/lock.h"
#include "host/memory.h"
#include "host/scratch_folder.h"
#include "host/shared_library.h"
#include "host/signals.h"
#include "host/standard_files.h"
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

TEST_CASE("SoleOwner: the first one is, and nothing is left of it", "[host]") {
    const TemporaryFolder folder;
    const std::string file = folder.path("a.lock");
    {
        const SoleOwner first(file);
        CHECK_FALSE(first.is_refused());
        CHECK(SoleOwner(file).is_refused());
        CHECK(SoleOwner(file).is_refused());  // who was refused took nothing away
    }
    CHECK(folder.files() == 0);
    folder.write("a.lock", "");  // of a program that was killed
    CHECK_FALSE(SoleOwner(file).is_refused());
    CHECK_THROWS_AS(SoleOwner(folder.path("no/such/folder")), InputError);
    CHECK_THROWS_AS(SoleOwner(folder.write("poetry.lock", "a reader's")), InputError);
    CHECK(read_whole_file(folder.path("poetry.lock")) == "a reader's");

    const std::string pipe = folder.path("pipe.lock"), link = folder.path("link.lock");
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    CHECK_THROWS_AS(SoleOwner(pipe), InputError);
    CHECK(fs::is_fifo(pipe));
    fs::create_symlink(folder.path("nothing yet"), link);
    CHECK_THROWS_AS(SoleOwner(link), InputError);
    CHECK(fs::is_symlink(link));
    CHECK_FALSE(fs::exists(folder.path("nothing yet")));
}

TEST_CASE("Interrupt: the first signal is a question, and afterwards all is as before", "[host]") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const auto before = std::signal(signal, SIG_DFL);
        {
            const Interrupt interrupt;
            CHECK_FALSE(interrupt.asked());
            CHECK(interrupt.status() == 0);
            std::raise(signal);
            CHECK(interrupt.asked());
            CHECK(interrupt.status() == 128 + signal);
            if (signal == SIGINT) continue;  // the second one would kill
            std::raise(signal);              // a shell passes on what it got itself
        }
        CHECK_FALSE(Interrupt().asked());
        CHECK(std::signal(signal, before) == SIG_DFL);
    }
    CHECK(kind_of_signal(SIGSEGV) == SignalKind::memory);
    CHECK(kind_of_signal(SIGINT) == SignalKind::interrupt);
    CHECK(kind_of_signal(SIGWINCH) == SignalKind::other);
}

TEST_CASE("Interrupt: under nohup, a closed terminal is nothing to stop for", "[host]") {
    const auto before = std::signal(SIGHUP, SIG_IGN);
    {
        const Interrupt interrupt;
        std::raise(SIGHUP);
        CHECK_FALSE(interrupt.asked());
    }
    CHECK(std::signal(SIGHUP, before) == SIG_IGN);
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
        CHECK(takes_files(path));
        write_whole((path / "inner" / "file").string(), "text");
    }
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("keep_as_before: what is replaced keeps a name, once", "[host]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("a"), before = path + ".before";
    keep_as_before(path);
    CHECK(folder.files() == 0);  // there was nothing
    for (const std::string text : {"first", "second", "second", "third"}) write_output(path, text);
    CHECK(read_whole_file(path) == "third");
    CHECK(read_whole_file(before) == "second");
    CHECK(folder.files() == 2);
    keep_as_before(path);
    keep_as_before(path);  // it has the name already
    CHECK(read_whole_file(before) == "third");
    CHECK(folder.files() == 2);
    fs::remove(before);
    fs::create_directory(before);
    CHECK_THROWS_AS(keep_as_before(path), InputError);
    CHECK(read_whole_file(path) == "third");
    // A link is a reader's: to nothing yet, or to what is about to be replaced.
    for (const std::string& target : {folder.path("nothing yet"), path}) {
        fs::remove(before);
        fs::create_symlink(target, before);
        CHECK_THROWS_AS(write_output(path, "fourth"), InputError);
        CHECK(fs::is_symlink(before));
        CHECK(read_whole_file(path) == "third");
    }
}

TEST_CASE("text_of: what cannot be read to its end is an InputError", "[host]") {
    const TemporaryFolder folder;
    const std::string pipe = folder.path("pipe");
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(text_of(folder.write("a", "text")) == "text");
    for (const std::string& path : {pipe, folder.path(""), folder.path("none"),
                                    std::string("/dev/zero"), std::string("/proc/self/mem")})
        if (path != "/proc/self/mem" || fs::exists(path))
            CHECK_THROWS_AS(text_of(path), InputError);
}

TEST_CASE("open_to_read: a pipe is read, whenever its writer comes", "[host]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("pipe");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    for (const int milliseconds : {0, 1200}) {  // 1200: a line says what is waited for
        const pid_t writer = fork();
        if (writer == 0) {
            usleep(static_cast<useconds_t>(1000 * milliseconds));
            const int file = open(path.c_str(), O_WRONLY);
            const bool written = write(file, "text", 4) == 4;
            _exit(written ? 0 : 1);  // it is gone before all is read
        }
        std::ifstream in = open_to_read(path);
        CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == "text");
        waitpid(writer, nullptr, 0);
    }
    CHECK_THROWS_AS(open_to_read("/dev/zero"), InputError);
}

TEST_CASE("standard files: one that does not wait is waited for", "[host]") {
    int in[2], out[2];
    REQUIRE(pipe(in) == 0);
    REQUIRE(pipe(out) == 0);
    const int in_before = dup(STDIN_FILENO), out_before = dup(STDOUT_FILENO);
    std::fflush(stdout);
    fcntl(in[0], F_SETFL, O_NONBLOCK);
    fcntl(out[1], F_SETFL, O_NONBLOCK);
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    close(out[1]);
    const std::string much(1 << 20, 'x');  // more than any pipe holds
    std::string arrived;
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const ssize_t written = write(in[1], "hello", 5);
        std::array<char, 1 << 12> block;
        for (ssize_t n = written; (n = read(out[0], block.data(), block.size())) > 0;)
            arrived.append(block.data(), static_cast<std::size_t>(n));
    });
    std::array<char, 16> read_here;
    std::size_t n = 0;
    std::string complaint;
    try {
        n = read_from_stdin(read_here);
        print_to_stdout(much);
    } catch (const InputError& error) {
        complaint = error.what();
    }
    dup2(in_before, STDIN_FILENO);
    dup2(out_before, STDOUT_FILENO);  // the last that wrote into the pipe
    other.join();
    for (const int file : {in[0], in[1], out[0], in_before, out_before}) close(file);
    CHECK(complaint.empty());
    CHECK(std::string(read_here.data(), n) == "hello");
    CHECK(arrived == much);
}

TEST_CASE("standard error: nobody hears it, and nothing comes of that", "[host]") {
    const int before = dup(STDERR_FILENO);
    for (const char* path : {"/dev/full", "/dev/null"}) {
        const int file = open(path, path[5] == 'f' ? O_WRONLY : O_RDONLY);
        dup2(file, STDERR_FILENO);
        close(file);
        print_to_stderr("words\n");
        tell("a line");
    }
    dup2(before, STDERR_FILENO);
    close(before);
}

TEST_CASE("takes_files: a folder is tried, and nothing is left in it", "[host]") {
    const TemporaryFolder folder;
    CHECK(takes_files(folder.path("")));
    CHECK(takes_files(folder.path("new/and/newer")));
    CHECK_FALSE(takes_files(folder.write("file", "")));
    CHECK_FALSE(takes_files(folder.path("file/in it")));
    for (const char* none : {"/dev/null", "/dev/null/x", "/proc/nope"})
        CHECK_FALSE(takes_files(none));
    CHECK(folder.files() == 1);
}
