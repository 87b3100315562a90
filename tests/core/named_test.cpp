#include "core/named.h"

#include "catch.h"

using namespace book;

namespace {

enum class Shade { light, grey, dark };
constexpr const char* kShades[] = {"light", "grey", "dark"};

}  // namespace

TEST_CASE("named: the value under a name, and all names if there is none", "[core]") {
    CHECK(named<Shade>("shade", kShades, "light") == Shade::light);
    CHECK(named<Shade>("shade", kShades, "dark") == Shade::dark);
    CHECK_THROWS_WITH(named<Shade>("shade", kShades, "Dark"),
                      "shade Dark: there is none; take light, grey or dark");
    CHECK_THROWS_AS(named<Shade>("shade", kShades, ""), InputError);
}
