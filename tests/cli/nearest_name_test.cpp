#include "cli/nearest_name.h"

#include "catch.h"

using namespace book;

TEST_CASE("nearest_name: a slip of the finger is seen, another word is not", "[cli]") {
    const std::vector<std::string> known{"run", "test", "exercise", "translate", "train", "help"};
    CHECK(nearest_name("rnu", known) == "run");
    CHECK(nearest_name("tset", known) == "test");
    CHECK(nearest_name("exersise", known) == "exercise");
    CHECK(nearest_name("trans", known) == "translate");
    CHECK(nearest_name("doughnuts", known).empty());
    CHECK(nearest_name("", known).empty());
    CHECK(nearest_name("q", known).empty());
}
