#include "core/require.h"

#include "catch.h"

using namespace book;

namespace {

struct Counted {
    int* formatted;
};

}  // namespace

template <>
struct fmt::formatter<Counted> {
    constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
    template <class Context>
    auto format(const Counted& counted, Context& context) const {
        ++*counted.formatted;
        return context.out();
    }
};

TEST_CASE("require: throws what was formatted, and only when it must", "[core]") {
    CHECK_THROWS_WITH(require(false, "{} of {}", 3, "four"), "3 of four");
    CHECK_THROWS_AS(require(false, "no"), Error);
    int formatted = 0;
    require(true, "{}", Counted{&formatted});
    CHECK(formatted == 0);
    CHECK_THROWS_AS(require(false, "{}", Counted{&formatted}), Error);
    CHECK(formatted == 1);
}

TEST_CASE("require_input: throws InputError, which is an Error but not the other way", "[core]") {
    CHECK_THROWS_AS(require_input(false, "line {}", 7), InputError);
    CHECK_THROWS_WITH(require_input(false, "line {}", 7), "line 7");
    CHECK_THROWS_AS(require_input(false, "x"), Error);
    CHECK_NOTHROW(require_input(true, "x"));
    bool is_input_error = true;
    try {
        require(false, "x");
    } catch (const InputError&) {
    } catch (const Error&) {
        is_input_error = false;
    }
    CHECK(!is_input_error);
}
