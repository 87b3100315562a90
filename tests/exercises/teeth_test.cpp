// Does the check of every exercise bite, and only where it should? (teacher/harness/teach.h)
//
// Fresh random numbers each time; the seed is printed with every failure, and BOOK_SEED sets it.
#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <utility>

#include "catch.h"
#include "cli/contents.h"
#include "teacher/harness/judgement.h"
#include "teacher/harness/report.h"
#include "teacher/harness/teach.h"

using namespace book;
using namespace book::teacher;

namespace {

constexpr int kDraws = 10;  // each with numbers of its own

template <class F>
void for_each_exercise_and_draw(F&& f) {
    const std::uint64_t seed = choose_seed();
    REQUIRE(!all_exercises().empty());
    for (const Description& exercise : all_exercises())
        for (int draw = 0; draw < kDraws; ++draw) {
            INFO("exercise " << exercise.number << ", BOOK_SEED=" << seed << ", draw " << draw);
            f(exercise, seed + static_cast<std::uint64_t>(draw));
        }
}

std::string unwrapped(std::string text) {
    for (std::size_t at = 0; (at = text.find("\n  ", at)) != std::string::npos;)
        text.replace(at, 3, " ");
    return text;
}

// Wrong answers that no learner has been known to give.
std::vector<Answer> unrelated_answers(const Answer& right) {
    return {
        [](const Case&) { return Matrix(); },
        [right](const Case& c) { return Matrix(right(c).shape()); },
        [right](const Case& c) { return scale(right(c), static_cast<real>(-1.37)); },
        [right](const Case& c) {
            Matrix y = right(c);
            if (y.size() == 0) return Matrix({1, 1}, static_cast<real>(0.05));
            y(y.rows() - 1, y.cols() - 1) += static_cast<real>(0.05);
            return y;
        },
        [](const Case&) -> Matrix { throw Error("out of luck"); },
        [right](const Case& c) {
            return Matrix(right(c).shape(), std::numeric_limits<real>::quiet_NaN());
        },
        [right, cell = 0](const Case& c) mutable {  // something of its own in every cell
            Matrix y = right(c);
            for (real& x : y.flat()) x += static_cast<real>(0.01 * ++cell);
            return y;
        },
        [right, first = true](const Case& c) mutable {  // right once
            return scale(right(c), std::exchange(first, false) ? real{1} : static_cast<real>(3.7));
        },
        [right, before = Matrix()](const Case& c) mutable {  // what was asked before
            return std::exchange(before, right(c));
        },
    };
}

}  // namespace

TEST_CASE("every solution is right, and no mistake is seen in it", "[exercises]") {
    for_each_exercise_and_draw([](const Description& exercise, std::uint64_t seed) {
        const Judgement judgement = judge(exercise, exercise.answer, seed);
        INFO(judgement.report);
        CHECK(judgement.verdict == Verdict::right);
        CHECK(judgement.mistake.empty());
    });
}

TEST_CASE("every exercise of the book is checked here, and has two named mistakes or more",
          "[exercises]") {
    std::string known, checked;
    for (const ExerciseFile& file : list_exercises(BOOK_SOURCE_DIR))
        known += fmt::format("{}.{} {}\n", file.chapter, file.number, file.title);
    for (const Description& exercise : all_exercises()) {
        checked += exercise.number + " " + exercise.title + "\n";
        std::set<std::string> names;
        for (const Mistake& mistake : exercise.mistakes) names.insert(mistake.name);
        INFO("exercise " << exercise.number);
        CHECK(names.size() == exercise.mistakes.size());
        CHECK(names.size() >= 2);
    }
    CHECK(checked == known);
}

TEST_CASE("every named mistake is recognised as that one, in words", "[exercises]") {
    for_each_exercise_and_draw([](const Description& exercise, std::uint64_t seed) {
        for (const Mistake& mistake : exercise.mistakes) {
            const Judgement judgement = judge(exercise, mistake.answer, seed);
            INFO(mistake.name << "\n" << judgement.report);
            CHECK(judgement.verdict == Verdict::known_mistake);
            CHECK(judgement.mistake == mistake.name);
            CHECK(unwrapped(judgement.report).find(mistake.sentence) != std::string::npos);
            CHECK(judgement.report.find("expected") != std::string::npos);
        }
    });
}

TEST_CASE("cases are drawn until they tell all mistakes apart", "[exercises]") {
    // Seen in 10.2: two beginnings whose own best pieces came in the right order by chance.
    const auto beam = std::find_if(all_exercises().begin(), all_exercises().end(),
                                   [](const Description& e) { return e.number == "10.2"; });
    REQUIRE(beam != all_exercises().end());
    const auto mistake = [&](const std::string& name) {
        return *std::find_if(beam->mistakes.begin(), beam->mistakes.end(),
                             [&name](const Mistake& m) { return m.name == name; });
    };
    const Mistake one = mistake("best_of_each"), in_turn = mistake("best_of_each_in_turn");
    for (std::uint64_t seed = 216800; seed < 217100; ++seed) {
        Rng rng(seed);
        const std::vector<Case> cases = beam->cases(rng);
        INFO("BOOK_SEED=" << seed);
        CHECK(std::any_of(cases.begin(), cases.end(),
                          [&](const Case& c) { return !same(one.answer(c), in_turn.answer(c)); }));
    }
}

TEST_CASE("two numbers are the same if they are near; nothing is near infinity", "[exercises]") {
    const real infinity = std::numeric_limits<real>::infinity();
    const real nan = std::numeric_limits<real>::quiet_NaN();
    CHECK(same_number(real{1}, static_cast<real>(1.0001)));
    CHECK_FALSE(same_number(real{1}, static_cast<real>(1.001)));
    CHECK(same_number(-infinity, -infinity));
    CHECK(same_number(nan, nan));
    for (const real x : {real{0}, infinity, nan}) {
        CHECK_FALSE(same_number(x, -infinity));
        CHECK_FALSE(same_number(-infinity, x));
    }
}

TEST_CASE("an unrelated wrong answer is wrong, and is taken for no mistake", "[exercises]") {
    for_each_exercise_and_draw([](const Description& exercise, std::uint64_t seed) {
        for (const Answer& answer : unrelated_answers(exercise.right)) {
            const Judgement judgement = judge(exercise, answer, seed);
            INFO(judgement.report);
            CHECK(judgement.verdict == Verdict::wrong);
            CHECK(judgement.mistake.empty());
        }
    });
}

TEST_CASE("a single number tells little: that two of eight agree is no mistake", "[exercises]") {
    const auto bleu = std::find_if(all_exercises().begin(), all_exercises().end(),
                                   [](const Description& e) { return e.number == "10.1"; });
    REQUIRE(bleu != all_exercises().end());
    const Answer asked_before = [right = bleu->right, before = Matrix()](const Case& c) mutable {
        return std::exchange(before, right(c));
    };
    const Judgement judgement = judge(*bleu, asked_before, 747337);
    INFO(judgement.report);
    CHECK(judgement.verdict == Verdict::wrong);
    CHECK(judgement.mistake.empty());
}

TEST_CASE("numbers that are hardly off tell no mistake", "[exercises]") {
    // Seen in 8.6: four equal numbers, whose gradient is large, and whose sum and mean were nearly 0.
    const auto layer_norm = std::find_if(all_exercises().begin(), all_exercises().end(),
                                         [](const Description& e) { return e.number == "8.6"; });
    REQUIRE(layer_norm != all_exercises().end());
    for (const Answer& answer : unrelated_answers(layer_norm->right)) {
        const Judgement judgement = judge(*layer_norm, answer, 797636);
        INFO(judgement.report);
        CHECK(judgement.verdict == Verdict::wrong);
        CHECK(judgement.mistake.empty());
    }
}

TEST_CASE("rows of 1/m tell no mistake: whatever is done to huge scores may leave them",
          "[exercises]") {
    const auto softmax = std::find_if(all_exercises().begin(), all_exercises().end(),
                                      [](const Description& e) { return e.number == "5.1"; });
    REQUIRE(softmax != all_exercises().end());
    const Answer by_the_largest = [](const Case& c) {  // exp(x / |largest of the row|)
        Matrix x(c.matrix(0));
        for (int r = 0; r < x.rows(); ++r) {
            const real top = *std::max_element(x.row(r).begin(), x.row(r).end());
            for (real& score : x.row(r)) score /= std::abs(top);
        }
        return softmax_rows(x);
    };
    std::vector<std::uint64_t> seeds{310766};  // 1/m in one row only, and not to the last digit
    const std::uint64_t seed = choose_seed();
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) seeds.push_back(seed + draw);
    for (const std::uint64_t chosen : seeds) {
        const Judgement judgement = judge(*softmax, by_the_largest, chosen);
        INFO("BOOK_SEED=" << chosen << "\n" << judgement.report);
        CHECK(judgement.verdict == Verdict::wrong);
        CHECK(judgement.mistake.empty());
    }
}

TEST_CASE("the same seed gives the same report, another seed other numbers", "[exercises]") {
    for_each_exercise_and_draw([](const Description& exercise, std::uint64_t seed) {
        const auto first = [&exercise](std::uint64_t s) {
            Rng rng(s);
            std::vector<real> numbers;
            for (const Case& c : exercise.cases(rng))
                for (const Input& input : c.inputs)
                    numbers.insert(numbers.end(), input.value.flat().begin(),
                                   input.value.flat().end());
            return numbers;
        };
        CHECK(first(seed) == first(seed));
        CHECK(first(seed) != first(seed + 1));
    });
}

TEST_CASE("every exercise has at least two hints", "[exercises]") {
    for (const Description& exercise : all_exercises()) {
        const std::string folder = exercise.file.substr(0, exercise.file.rfind('/'));
        std::ifstream in(BOOK_SOURCE_DIR "/" + folder + "/hints.md");
        bool inside = false;
        int hints = 0;
        for (std::string line; std::getline(in, line);) {
            if (line.rfind("# ", 0) == 0) inside = line == "# " + exercise.number;
            if (inside && line.rfind(fmt::format("{}. ", hints + 1), 0) == 0) ++hints;
        }
        INFO("exercise " << exercise.number);
        CHECK(hints >= 2);
    }
}
