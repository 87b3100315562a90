#include "model/doubts.h"

#include "catch.h"

using namespace book;

TEST_CASE("never_read: what stands in no source sentence, and not in their translations",
          "[model]") {
    const std::vector<TokenPair> training{{{2, 3}, {5}}, {{3, 7}, {6}}};
    const std::vector<int> never = never_read(training, 9);
    CHECK(never == std::vector<int>{4, 5, 6, 8});
    CHECK(unknown_in({2, 8, 4, 8, 3}, never) == std::vector<int>{8, 4});
    CHECK(unknown_in({2, 3, 7}, never).empty());
    CHECK(unknown_in({2, 8}, {}).empty());  // an older file, which does not say
}

TEST_CASE("find_loop: a run that comes again and again is one, where it begins", "[model]") {
    const auto loop = [](const std::vector<int>& said, const std::vector<int>& source) {
        const Loop found = find_loop(said, source);
        return std::vector<std::size_t>{found.begin, found.tokens, found.times};
    };
    const std::vector<std::size_t> none{0, 0, 0};
    CHECK(loop({9, 4, 4, 4, 4, 4, 8}, {2, 3}) == std::vector<std::size_t>{1, 1, 5});
    CHECK(loop({9, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4}, {2, 3}) == std::vector<std::size_t>{1, 2, 5});
    CHECK(loop({4, 4, 4, 4}, {2, 3}) == none);  // "no, no, no, no" may be meant
    CHECK(loop({4, 5, 6, 7, 8}, {2, 3}) == none);
    CHECK(loop({}, {}) == none);
    const std::vector<int> often(6, 4);
    CHECK(loop(often, often) == none);  // it was said so
    CHECK(loop(often, {7, 2, 2}) == std::vector<std::size_t>{0, 1, 6});
    CHECK(loop(often, {7, 2, 2, 2}) == none);
}
