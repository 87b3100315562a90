#include "core/read_number.h"

#include <cmath>
#include <string>
#include <vector>

#include "catch.h"
#include "core/random.h"

using namespace book;

namespace {

// What one way of reading makes of a text.
template <class T>
struct Read {
    T number = -77;  // what stood there before
    std::ptrdiff_t length = 0;
    std::errc error = std::errc();

    bool operator==(const Read& other) const {
        const bool both_nan = std::isnan(number) && std::isnan(other.number);
        const bool same =
            number == other.number && std::signbit(number) == std::signbit(other.number);
        return (both_nan || same) && length == other.length && error == other.error;
    }
};

template <class T, class F>
Read<T> read(const std::string& text, F f) {
    Read<T> result;
    const auto [stop, error] = f(text.data(), text.data() + text.size(), result.number);
    result.length = stop - text.data();
    result.error = error;
    return result;
}

template <class T>
void check_both_ways(const std::string& text) {
    INFO("the text is \"" << text << "\"");
    const auto one = read<T>(text, [](const char* begin, const char* end, T& number) {
        return read_number(begin, end, number);
    });
    const auto other = read<T>(text, [](const char* begin, const char* end, T& number) {
        return read_with_strtod(begin, end, number);
    });
    CHECK(one == other);
}

}  // namespace

TEST_CASE("read_number: strtod reads what std::from_chars reads, and stops where it stops",
          "[core]") {
    for (const char* text : {"",
                             "-",
                             "+1",
                             " 1",
                             "1 ",
                             "0",
                             "-0",
                             "0.0",
                             "7",
                             "0.78",
                             "-.5",
                             "5.",
                             ".",
                             "-.",
                             "1e5",
                             "1E+5",
                             "1e-5",
                             "1e",
                             "1e+",
                             "1.5e-7x",
                             "0x10",
                             "0.1.2",
                             "1,5",
                             "--1",
                             "inf",
                             "-INF",
                             "infinity",
                             "infinit",
                             "in",
                             "nan",
                             "-nan",
                             "NaN(0)",
                             "nan(",
                             "nan(-)",
                             "1e400",
                             "-1e400",
                             "1e-400",
                             "0e400",
                             "1e39",
                             "1e-46",
                             "1e-320",
                             "1e-40",
                             "4.9e-324",
                             "2e-324",
                             "1e99999999999",
                             "340282350000000000000000000000000000000",
                             "0.1000000000000000055511151231257827021181583"}) {
        check_both_ways<double>(text);
        check_both_ways<float>(text);
    }
    Rng rng(3);
    const std::string signs = "0123456789012345678905..eE-+infa(x ";
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (int length = rng.below(9); length > 0; --length)
            text += signs[static_cast<std::size_t>(rng.below(static_cast<int>(signs.size())))];
        check_both_ways<double>(text);
        check_both_ways<float>(text);
    }
}

TEST_CASE("read_whole_number: a text must be nothing but a number", "[core]") {
    double x = 0;
    CHECK(read_whole_number("-0.25", x) == std::errc());
    CHECK(x == -0.25);
    for (const char* text : {"", " 1", "1 ", "+1", "1,5", "1e400 ", "one", "0x10"})
        CHECK(read_whole_number(text, x) == std::errc::invalid_argument);
    CHECK(read_whole_number("1e400", x) == std::errc::result_out_of_range);
    CHECK(x == -0.25);
    int n = 0;
    CHECK(read_whole_number("12", n) == std::errc());
    CHECK(n == 12);
    CHECK(read_whole_number("12.0", n) == std::errc::invalid_argument);
    CHECK(read_whole_number("99999999999", n) == std::errc::result_out_of_range);
}
