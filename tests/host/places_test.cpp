#include "host/places.h"

#include <cstdlib>

#include "catch.h"

using namespace book;
namespace fs = std::filesystem;

TEST_CASE("home_folder, program_folder: the script's word, or else where the book was built",
          "[host]") {
    const auto without = [](const char* name, auto folder) {
        const char* set = std::getenv(name);
        const std::string before = set == nullptr ? "" : set;
        unsetenv(name);
        const fs::path built = folder();
        setenv(name, "/said/by/the/script", 1);
        CHECK(folder() == "/said/by/the/script");
        if (set == nullptr)
            unsetenv(name);
        else
            setenv(name, before.c_str(), 1);
        return built;
    };
    CHECK(without("BOOK_HOME", home_folder) == BOOK_SOURCE_DIR);
    CHECK(without("BOOK_BIN", program_folder) == fs::path(BOOK_TOOL).parent_path());
}
