#include "host/file_watch.h"

#include "catch.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

TEST_CASE("FileWatch: sees a file that is written, replaced or removed", "[host]") {
    for (const bool polling : {false, true}) {
        const TemporaryFolder folder;
        const fs::path file = folder.write("a.cpp", "one");
        FileWatch watch({folder.path("")}, polling);
        CHECK((watch.file() < 0) == polling);
        CHECK(watch.changed().empty());
        folder.write("a.cpp", "two, and longer");
        CHECK(watch.changed() == std::set<fs::path>{file});
        CHECK(watch.changed().empty());
        folder.write("b.new", "three");
        watch.changed();
        fs::rename(folder.path("b.new"), file);
        CHECK(watch.changed().count(file) == 1);
        fs::remove(file);
        CHECK(watch.changed().count(file) == 1);
    }
}
