#include "core/settings.h"

#include "catch.h"

using namespace book;

TEST_CASE("SettingError: names of settings are marked for whoever says them in another way",
          "[core]") {
    const SettingError error("@width 15 is not divisible by @max_heads 4 (a @ b, c@");
    CHECK(std::string(error.what()) == "width 15 is not divisible by max_heads 4 (a @ b, c@");
    CHECK(error.in_words([](const std::string& name) { return "<" + name + ">"; }) ==
          "<width> 15 is not divisible by <max_heads> 4 (a @ b, c@");
    CHECK_NOTHROW(require_setting(true, "@width {}", 1));
    CHECK_THROWS_AS(require_setting(false, "@width {}", 1), InputError);
}
