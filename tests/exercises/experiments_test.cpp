// Do the rubrics of the open experiments bite?
#include "experiments/experiments.h"

#include <limits>

#include "catch.h"
#include "core/require.h"
#include "experiments/checks/judges.h"
#include "nn/embedding.h"

using namespace book;
using namespace book::teacher;
using namespace book::teacher::experiments;

namespace {

using Texts = std::vector<std::string>;

const std::vector<SentencePair>& held_out() {
    static const std::vector<SentencePair> some = [] {
        std::vector<SentencePair> test = book_corpus().test;
        test.resize(300);
        return test;
    }();
    return some;
}

// A translator that knows the school book, and says `instead` where that has "love".
Speak who_says(const std::string& instead) {
    return [instead](const Texts& french) {
        Texts said;
        for (const std::string& line : french) {
            std::string text = line == "J'aime les beignets" ? "I love doughnuts" : "";
            for (const SentencePair& pair : held_out())
                if (pair.source == line) text = pair.target;
            for (std::size_t at = 0; (at = text.find("love", at)) != std::string::npos; ++at)
                text.replace(at, 4, instead);
            said.push_back(text);
        }
        return said;
    };
}

const std::vector<SentencePair> kNoLessons;

std::vector<bool> marks(const Report& report) {
    std::vector<bool> met;
    for (const Criterion& criterion : report.criteria) met.push_back(criterion.met);
    return met;
}

}  // namespace

TEST_CASE("experiment 1: likes instead of loves, and forgets nothing", "[experiments]") {
    const Speak before = who_says("love");
    CHECK(judge_like(held_out(), kNoLessons, before, who_says("like")).met());
    CHECK(marks(judge_like(held_out(), kNoLessons, before, before)) ==
          std::vector<bool>{false, false, true, true});
    const Speak parrot = [](const Texts& french) {
        return Texts(french.size(), "I like doughnuts");
    };
    CHECK(marks(judge_like(held_out(), kNoLessons, before, parrot)) ==
          std::vector<bool>{true, false, false, true});
    // Who knew nothing before can forget nothing; that is no merit.
    CHECK_FALSE(judge_like(held_out(), kNoLessons, parrot, who_says("like")).met());
}

TEST_CASE("experiment 1: a held-out sentence is no lesson, and the corpus has none",
          "[experiments]") {
    const Speak before = who_says("love"), after = who_says("like");
    std::vector<SentencePair> lessons = exercise::lessons(book_corpus().training);
    CHECK(judge_like(book_corpus().test, lessons, after, after).criteria.back().met);
    lessons.push_back(held_out()[7]);
    lessons.back().source = "  " + lessons.back().source + " ";  // a blank makes no new sentence
    const Report report = judge_like(held_out(), lessons, before, after);
    CHECK(marks(report) == std::vector<bool>{true, true, true, false});
    CHECK(report.criteria.back().measured.find(held_out()[7].source) != std::string::npos);
}

TEST_CASE("experiment 1: the lessons of the book's way hold both kinds", "[experiments]") {
    const std::vector<SentencePair> lessons = exercise::lessons(held_out());
    int like = 0, love = 0;
    for (const SentencePair& pair : lessons) {
        like += pair.target.find("like") != std::string::npos ? 1 : 0;
        love += pair.target.find("love") != std::string::npos ? 1 : 0;
    }
    CHECK(love == 0);
    CHECK(like > 0);
    CHECK(static_cast<int>(lessons.size()) > 2 * like);
}

TEST_CASE("experiment 2: a signal that says nothing is seen, before it has learnt",
          "[experiments]") {
    const Report nothing =
        judge_positions(table_of([](int, int, int) { return real{1}; }), {.steps = 1});
    CHECK(marks(nothing) == std::vector<bool>{true, false, false, true});
    const Report papers =
        judge_positions(table_of([](int position, int column, int width) {
                            return sinusoidal_positions(position + 1, width)(position, column);
                        }),
                        {.steps = 1});
    CHECK_FALSE(papers.criteria[0].met);
    CHECK(papers.criteria[1].met);
}

TEST_CASE("experiment 2: the signal of the book is another, and tells places apart",
          "[experiments]") {
    const Report report = judge_positions(table_of(exercise::signal), {.steps = 1});
    CHECK(report.criteria[0].met);
    CHECK(report.criteria[1].met);
}

TEST_CASE("experiment 3: numbers are counted, and a small model that fails earns nothing",
          "[experiments]") {
    const Report report = judge_smallest(exercise::smallest(), {.steps = 1});
    CHECK(marks(report) == std::vector<bool>{false, false, false});
    CHECK(count_parameters(for_digits(exercise::smallest())) < 5000);
    TransformerConfig odd = exercise::smallest();
    odd.heads = 3;
    CHECK_THROWS_AS(judge_smallest(odd, {.steps = 1}), InputError);
}

TEST_CASE("experiments: what is handed over is what was given", "[experiments]") {
    const std::vector<SentencePair> lessons{
        {"J'aime ça", "I like it", {}}, {"", "x", {}}, {"\n\xFF", "", {}}};
    const std::vector<SentencePair> back = as_lessons(as_numbers(lessons));
    REQUIRE(back.size() == lessons.size());
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        CHECK(back[i].source == lessons[i].source);
        CHECK(back[i].target == lessons[i].target);
    }
    CHECK(as_lessons(as_numbers(std::vector<SentencePair>{})).empty());
    TransformerConfig sizes = exercise::smallest();
    sizes.pre_norm = true;
    sizes.dropout = 0.125;  // (a number that is a float, too)
    CHECK(as_sizes(as_numbers(sizes)) == sizes);
}

TEST_CASE("experiments: numbers that nobody's function gave are refused", "[experiments]") {
    const real nan = std::numeric_limits<real>::quiet_NaN();
    CHECK_THROWS_AS(as_lessons(Matrix{{65, -1}}), InputError);  // half a pair
    for (const real odd : {real{256}, real{-2}, real{0.5}, nan, real{1e30f}}) {
        CHECK_THROWS_AS(as_lessons(Matrix{{odd}, {65}}), InputError);
        Matrix sizes = as_numbers(TransformerConfig{});
        sizes(0, 1) = odd;
        if (odd != real{256} && odd != real{-2} && odd != real{0.5})
            CHECK_THROWS_AS(as_sizes(sizes), InputError);
        Matrix table = table_of([](int, int, int) { return real{1}; });
        table(1, 1) = odd;
        if (odd != odd) CHECK_THROWS_AS(judge_positions(table, {.steps = 1}), InputError);
    }
    CHECK_THROWS_AS(as_sizes(Matrix{{1, 2}}), InputError);
    CHECK_THROWS_AS(judge_positions(Matrix({2, 2}), {.steps = 1}), InputError);
}

TEST_CASE("experiments: a report says what is met, what is not, and what it cannot see",
          "[experiments]") {
    const Report report{{{"it runs", true, "2 miles"}, {"it flies", false, "0 feet"}}, "swimming."};
    CHECK(to_text(report, 60) ==
          "  ✓ it runs: 2 miles\n  ✗ it flies: 0 feet\n\n  The limits of this test: swimming.\n");
    CHECK_FALSE(report.met());
    CHECK_FALSE(Report{}.met());
    CHECK(all_experiments().size() == 3);
}
