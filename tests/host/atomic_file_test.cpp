#include "host/atomic_file.h"

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
