#include "text/found_words.h"

#include "catch.h"
#include "core/require.h"

using namespace book;

namespace {

using Lines = std::vector<std::string>;

// Of the class whose words occur from `least` times on.
FoundWords those_from(std::int64_t least, const std::vector<FoundWords>& all) {
    for (const FoundWords& f : all)
        if (f.least == least) return f;
    return {};
}

}  // namespace

TEST_CASE("found words: counted by how often a word occurs in the text", "[text]") {
    const Lines learnt(10, "the dog eats .");
    Lines more = learnt;
    more.push_back("a taxes dog");
    const auto found =
        found_words({"the dog sleeps .", "a cat"}, {"The dog eats taxes .", "a cat"}, more, true);
    CHECK(those_from(10, found).words == 4);  // the dog eats .
    CHECK(those_from(10, found).found == 3);
    CHECK(those_from(1, found).words == 2);  // taxes, a
    CHECK(those_from(1, found).found == 1);
    CHECK(those_from(0, found).words == 1);  // cat
    CHECK(those_from(0, found).found == 1);
    CHECK(found.size() == 5);
}

TEST_CASE("found words: what the reference says twice must be said twice, in its own line",
          "[text]") {
    const auto of = [](const Lines& said, const Lines& wanted) {
        return those_from(0, found_words(said, wanted, {}));
    };
    CHECK(of({"no"}, {"no no"}).found == 1);
    CHECK(of({"no no no"}, {"no no"}).found == 2);
    CHECK(of({"yes", "no"}, {"no", "yes"}).found == 0);
    CHECK(of({"The"}, {"the"}).found == 0);  // capitals count, unless told otherwise
    CHECK_THROWS_AS(found_words({"one"}, {"one", "two"}, {}), InputError);
}

TEST_CASE("found words: the classes follow one another without a gap", "[text]") {
    const auto classes = found_words({}, {}, {});
    for (std::size_t i = 1; i < classes.size(); ++i)
        CHECK(classes[i].least == classes[i - 1].most + 1);
    CHECK(classes.back().most == kNoUpperEnd);
}

TEST_CASE("found words: a class says how often its words occur, and which share was found",
          "[text]") {
    CHECK(occurrences({0, 0}) == "0");
    CHECK(occurrences({10, 99}) == "10 to 99");
    CHECK(occurrences({1000, kNoUpperEnd}) == "1000 or more");
    CHECK(FoundWords{1, 9, 8, 2}.share() == 0.25);
    CHECK(FoundWords{1, 9, 0, 0}.share() == 0);
}
