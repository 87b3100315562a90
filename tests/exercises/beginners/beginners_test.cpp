// What is a reader told of a wrong answer? Of ninety that beginners write, nine in ten are to be named or
// described in words; right ones, and wrong ones that have nothing to do with the exercise, are never
// taken for a mistake that is known.
#include "beginners.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "catch.h"
#include "teacher/harness/judgement.h"
#include "teacher/harness/teach.h"

using namespace book;
using namespace book::teacher;
using beginners::Beginner;
using beginners::Beginners;
using beginners::Told;

namespace {

constexpr int kDraws = 5;  // each with numbers of its own

Beginners gathered(const std::vector<std::function<void(Beginners&)>>& chapters) {
    Beginners all;
    for (const auto& add : chapters) add(all);
    return all;
}

const std::vector<Beginner>& wrong_ones() {
    static const Beginners all = gathered(
        {beginners::chapters_01_02_03, beginners::chapter_04, beginners::chapter_05,
         beginners::chapter_06, beginners::chapter_07, beginners::chapter_08, beginners::chapter_09,
         beginners::chapter_10, beginners::chapter_11, beginners::chapter_12});
    return all.all();
}
const std::vector<Beginner>& new_ones() {
    static const Beginners all = gathered({beginners::held_out});
    return all.all();
}
const std::vector<Beginner>& right_ones() {
    static const Beginners all = gathered({beginners::other_ways});
    return all.all();
}

const Description& exercise_of(const Beginner& beginner) {
    for (const Description& exercise : all_exercises())
        if (exercise.number == beginner.exercise) return exercise;
    throw Error("there is no exercise " + beginner.exercise);
}

Judgement judged(const Beginner& beginner, std::uint64_t seed) {
    beginners::go_on_stage(beginner);
    const Description& exercise = exercise_of(beginner);
    return judge(exercise, exercise.answer, seed);
}

// Wrong answers that have nothing to do with the exercise.
std::vector<std::pair<std::string, Answer>> unrelated(const Description& exercise) {
    const Answer right = exercise.right;
    const auto made_of = [right](auto f) {
        return [right, f](const Case& c) mutable {
            Matrix y = right(c);
            for (real& x : y.flat()) x = f(x);
            return y;
        };
    };
    return {
        {"any numbers",
         made_of([rng = Rng(7)](real) mutable { return static_cast<real>(rng.normal()); })},
        {"any digits",
         made_of([rng = Rng(8)](real) mutable { return static_cast<real>(rng.below(10)); })},
        {"any shares",
         made_of([rng = Rng(9)](real) mutable { return static_cast<real>(rng.uniform()); })},
        {"noise", made_of([rng = Rng(10)](real x) mutable {
             return x + static_cast<real>(0.3 * rng.normal());
         })},
        {"softmax of the right ones", [right](const Case& c) { return softmax_rows(right(c)); }},
        {"a count that goes on from call to call",
         made_of([n = 0](real) mutable { return static_cast<real>(++n); })},
        {"two numbers by turns",
         made_of([n = 0](real) mutable { return static_cast<real>(++n % 2); })},
        {"the right ones of other cases", [exercise](const Case& c) {
             Rng rng(c.inputs.size() + 12345);  // not the numbers of this draw
             return exercise.right(exercise.cases(rng).back());
         }}};
}

}  // namespace

// tests_beginners "[.all]" prints what each of them is told.
TEST_CASE("all beginners, and what they are told", "[.all]") {
    std::vector<Beginner> everybody = wrong_ones();
    everybody.insert(everybody.end(), new_ones().begin(), new_ones().end());
    for (const Beginner& beginner : everybody) {
        const Judgement judgement = judged(beginner, choose_seed());
        fmt::print("==== {}: {} [{}] [{}]\n{}\n", beginner.exercise, beginner.name,
                   judgement.mistake, judgement.seen, judgement.report);
    }
}

TEST_CASE("nine in ten of the beginners' mistakes are named or described", "[beginners]") {
    const std::uint64_t seed = choose_seed();
    const std::vector<Told>& told = beginners::told();
    REQUIRE(told.size() == wrong_ones().size());
    int described = 0, as_agreed = 0, all = 0;
    std::string others;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const Beginner& beginner = wrong_ones()[i];
        CHECK(told[i].exercise == beginner.exercise);
        CHECK(told[i].name == beginner.name);
        const auto& agreed = told[i].answers;
        for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
            const Judgement judgement = judged(beginner, seed + draw);
            INFO(beginner.exercise << ": " << beginner.name << ", BOOK_SEED=" << seed + draw);
            INFO(judgement.report);
            CHECK(judgement.verdict != Verdict::right);
            CHECK(judgement.verdict != Verdict::not_written_yet);
            const std::string said =
                judgement.mistake +
                (judgement.mistake.empty() || judgement.seen.empty() ? "" : " + ") + judgement.seen;
            const bool is_agreed = std::find(agreed.begin(), agreed.end(), said) != agreed.end() ||
                                   (said.empty() && agreed.empty());
            ++all;
            described += said.empty() ? 0 : 1;
            as_agreed += is_agreed ? 1 : 0;
            if (!is_agreed)
                others += fmt::format("{}: {}, BOOK_SEED={}: {}\n", beginner.exercise,
                                      beginner.name, seed + draw, said);
        }
    }
    INFO(others);
    CHECK(described >= all * 9 / 10);
    CHECK(as_agreed >= all * 19 / 20);  // the rest is told something else by chance
}

TEST_CASE("four in five of the answers that the matcher was not made for are described, too",
          "[beginners]") {
    const std::uint64_t seed = choose_seed();
    int described = 0, all = 0;
    for (const Beginner& beginner : new_ones())
        for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
            const Judgement judgement = judged(beginner, seed + draw);
            CHECK(judgement.verdict != Verdict::right);
            ++all;
            described += judgement.mistake.empty() && judgement.seen.empty() ? 0 : 1;
        }
    CHECK(described >= all * 8 / 10);
}

TEST_CASE("right answers that go another way are right", "[beginners]") {
    const std::uint64_t seed = choose_seed();
    for (const Beginner& beginner : right_ones())
        for (int draw = 0; draw < kDraws; ++draw) {
            const Judgement judgement = judged(beginner, seed + draw);
            INFO(beginner.exercise << ": " << beginner.name << ", BOOK_SEED=" << seed + draw);
            INFO(judgement.report);
            CHECK(judgement.verdict == Verdict::right);
        }
}

TEST_CASE("no answer that is wrong for no reason is taken for a known mistake", "[beginners]") {
    const std::uint64_t seed = choose_seed();
    int all = 0;
    for (const Description& exercise : all_exercises())
        for (const auto& [name, answer] : unrelated(exercise))
            for (int draw = 0; draw < kDraws; ++draw) {
                const Judgement judgement = judge(exercise, answer, seed + draw);
                if (judgement.verdict == Verdict::right) continue;  // of small cases, by chance
                ++all;
                INFO(exercise.number << ": " << name << ", BOOK_SEED=" << seed + draw);
                INFO(judgement.report);
                CHECK(judgement.mistake.empty());
            }
    CHECK(all >= 40 * kDraws);
}
