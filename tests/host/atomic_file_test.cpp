#include "host/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "catch.h"
#include "core/require.h"
#include "full_disk.h"
#include "temporary_folder.h"

using namespace book;

namespace {

void put(AtomicFile& file, const std::string& text) { file.write(text.data(), text.size()); }

}  // namespace

TEST_CASE("AtomicFile: the old file stays until the new one is whole", "[host]") {
    const TemporaryFolder folder;
    const std::string path = folder.write("a", "old");
    {
        AtomicFile file(path);
        put(file, "half of the n");
        CHECK(read_whole_file(path) == "old");
    }  // given up
    CHECK(read_whole_file(path) == "old");
    CHECK(folder.files() == 1);
    AtomicFile file(path);
    put(file, "new");
    file.commit();
    CHECK(read_whole_file(path) == "new");
    CHECK(folder.files() == 1);
}

TEST_CASE("AtomicFile: a full disk leaves the old file and nothing else", "[host]") {
    const TemporaryFolder folder;
    const std::string path = folder.write("a", "old");
    {
        const FullDisk full(100'000);
        std::signal(SIGXFSZ,
                    SIG_DFL);  // as `ulimit -f` leaves it: it ends a program without a word
        AtomicFile file(path);
        put(file, std::string(90'000, 'x'));
        REQUIRE_THROWS_AS(put(file, std::string(90'000, 'x')), InputError);
    }
    CHECK(read_whole_file(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("AtomicFile: what cannot be replaced is refused in one line", "[host]") {
    const TemporaryFolder folder;
    for (const std::string& path : {folder.path(""), folder.path("no/such/folder/a"),
                                    std::string("/dev/full"), std::string("/dev/null")}) {
        try {
            AtomicFile file(path);
            FAIL(path << " was accepted");
        } catch (const InputError& error) {
            CHECK(std::string(error.what()).find('\n') == std::string::npos);
        }
    }
    CHECK(folder.files() == 0);
}

TEST_CASE("AtomicFile: a symbolic link stays one, its target is replaced", "[host]") {
    const TemporaryFolder folder;
    const std::string target = folder.write("target", "old"), link = folder.path("link");
    std::filesystem::create_symlink(target, link);
    AtomicFile file(link);
    put(file, "new");
    file.commit();
    CHECK(std::filesystem::is_symlink(link));
    CHECK(read_whole_file(target) == "new");
}

TEST_CASE("AtomicFile: a link to a file that is yet to be made leads to it", "[host]") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("target", folder.path("link"));
    std::filesystem::create_symlink("link", folder.path("link to a link"));
    AtomicFile file(folder.path("link to a link"));
    put(file, "new");
    file.commit();
    CHECK(std::filesystem::is_symlink(folder.path("link")));
    CHECK(std::filesystem::is_symlink(folder.path("link to a link")));
    CHECK(read_whole_file(folder.path("target")) == "new");
}

TEST_CASE("AtomicFile: who may read a file stays as it was", "[host]") {
    const TemporaryFolder folder;
    const std::string path = folder.write("a", "a secret");
    for (const mode_t mode : {0600, 0640, 0755}) {
        chmod(path.c_str(), mode);
        AtomicFile file(path);
        put(file, "another");
        file.commit();
        struct stat status {};
        REQUIRE(stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == mode);
    }
}

TEST_CASE("AtomicFile: two of one path do not disturb each other", "[host]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("a");
    AtomicFile first(path);
    put(first, "first");
    {
        AtomicFile second(path);
        put(second, "second");
        CHECK(folder.files() == 2);
    }  // given up
    first.commit();
    CHECK(read_whole_file(path) == "first");
    CHECK(folder.files() == 1);
}

TEST_CASE("AtomicFile: what a killed program left is removed, what a living one writes is not",
          "[host]") {
    const TemporaryFolder folder;
    const std::string dead = folder.write("a.book-writing.17", std::string(1000, 'x'));
    const std::string living = folder.write("a.book-writing.18", "half of the n");
    const std::string others = folder.write("a.book-writing.notes", "a reader's");
    const int held = open(living.c_str(), O_RDONLY);
    REQUIRE(flock(held, LOCK_EX | LOCK_NB) == 0);
    AtomicFile file(folder.path("a"));
    put(file, "new");
    file.commit();
    close(held);
    CHECK_FALSE(std::filesystem::exists(dead));
    CHECK(std::filesystem::exists(living));
    CHECK(std::filesystem::exists(others));
}

TEST_CASE("AtomicFile: standard output that is a pipe is named as the reader named it", "[host]") {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const std::string path = "/dev/fd/" + std::to_string(ends[1]);
    CHECK_THROWS_WITH(AtomicFile(path), ContainsText(path + ": is not a regular file"));
    close(ends[0]);
    close(ends[1]);
}
