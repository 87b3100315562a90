// What is seen in an answer of another shape.
#include "teacher/harness/observing.h"
#include "tensor/ops.h"

namespace book::teacher::observing {

// ---- another shape -----------------------------------------------------------------------------
// One list is the other with something left out or put in at its end or its beginning.
static Seen longer_or_shorter(ConstView expected, ConstView got) {
    const std::vector<real> e = flat(expected), g = flat(got);
    const std::vector<real>&longer = e.size() > g.size() ? e : g,
          &shorter = e.size() > g.size() ? g : e;
    const std::size_t more = longer.size() - shorter.size();
    if (shorter.size() < 2 || more > shorter.size()) return {};  // that may be chance
    const bool at_the_end = std::equal(shorter.begin(), shorter.end(), longer.begin(), same_number);
    const bool at_the_beginning = std::equal(shorter.begin(), shorter.end(),
                                             longer.begin() + static_cast<long>(more), same_number);
    if (!at_the_end && !at_the_beginning) return {};
    const std::string numbers = more == 1 ? "one number" : fmt::format("{} numbers", more);
    const char* where = at_the_end ? "end" : "beginning";
    if (e.size() > g.size())
        return Observation{fmt::format("shorter at the {}", where),
                           fmt::format("The numbers are right, but at the {} {} {} missing.", where,
                                       numbers, more == 1 ? "is" : "are"),
                           1};
    return Observation{fmt::format("longer at the {}", where),
                       fmt::format("The numbers are right, but there {} {} too many at the {}.",
                                   more == 1 ? "is" : "are", numbers, where),
                       1};
}
// Two lists that go the same way up to some place.
static Seen goes_wrong_at(ConstView expected, ConstView got) {
    const std::vector<real> e = flat(expected), g = flat(got);
    std::size_t same_until = 0;
    while (same_until < std::min(e.size(), g.size()) && same_number(g[same_until], e[same_until]))
        ++same_until;
    const int by = std::abs(static_cast<int>(e.size()) - static_cast<int>(g.size()));
    const std::string length =
        fmt::format("Your row is {} {} too {}", by, by == 1 ? "number" : "numbers",
                    g.size() > e.size() ? "long" : "short");
    if (same_until == 0)
        return Observation{"length", length + ", and differs from the first number on.", 0.4};
    return Observation{
        "length",
        fmt::format("{}, and the first difference is at place {} (counted from 0): {} where "
                    "there should be {}.",
                    length, same_until,
                    same_until < g.size() ? short_number(double{g[same_until]}) : "nothing",
                    same_until < e.size() ? short_number(double{e[same_until]}) : "nothing"),
        0.5};
}
std::vector<Observation> of_another_shape(const Case& c, ConstView expected, ConstView got) {
    std::vector<Observation> seen;
    const Shape e = expected.shape(), g = got.shape();
    const std::string shapes =
        fmt::format("The result is {}, and should be {}", to_string(g), to_string(e));
    for (const Input& input : c.inputs)
        if (input.value.shape() == g && g.size() > 1 && same(input.value, got))
            seen.push_back(
                {"input", fmt::format("This is `{}`, just as it came in.", input.name), 1});
    if (g.size() == 0) {
        seen.push_back({"empty",
                        e.rows == 1 && g.rows == 1
                            ? "Your row is empty."
                            : shapes + ": it has no numbers at all. Has it been "
                                       "made with the right shape?",
                        1});
        return seen;
    }
    if (g == Shape{e.cols, e.rows}) {
        const bool turned = same(got, transpose(expected));
        seen.push_back(
            {turned ? "transposed" : "transposed shape",
             shapes + (turned ? ". The numbers are right, but rows and columns have changed "
                                "places."
                              : ": rows and columns have changed places."),
             turned ? 1 : 0.6});
        return seen;
    }
    if (e.rows == 1 && g.rows == 1) {
        if (const Seen s = longer_or_shorter(expected, got)) seen.push_back(*s);
        if (const Seen s = goes_wrong_at(expected, got)) seen.push_back(*s);
        return seen;
    }
    const int rows = std::min(e.rows, g.rows), cols = std::min(e.cols, g.cols);
    if (same(got.row_block(0, rows).col_block(0, cols),
             expected.row_block(0, rows).col_block(0, cols)))
        seen.push_back(
            {"part", shapes + ". What the two have in common is right, so only the size is wrong.",
             1});
    if (g.size() == e.size())
        seen.push_back({"reshaped", shapes + ": as many numbers, but in another shape.", 0.6});
    for (const Input& input : c.inputs)
        if (input.value.shape() == g && g != e) {
            seen.push_back(
                {"shape of an input",
                 fmt::format("{}. {} is the shape of `{}`.", shapes, to_string(g), input.name),
                 0.6});
            break;
        }
    const auto more = [](int got_n, int wanted, const char* what) {
        const int by = std::abs(got_n - wanted);
        return by == 0 ? std::string()
                       : fmt::format("{} {}{} too {}", by, what, by == 1 ? "" : "s",
                                     got_n > wanted ? "many" : "few");
    };
    const std::string r = more(g.rows, e.rows, "row"), k = more(g.cols, e.cols, "column");
    seen.push_back({"shape",
                    fmt::format("{}: {}{}{}.", shapes, r, r.empty() || k.empty() ? "" : " and ", k),
                    0.5});
    return seen;
}

}  // namespace book::teacher::observing
