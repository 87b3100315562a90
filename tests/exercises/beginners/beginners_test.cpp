// What is a reader told of a wrong answer? Of ninety that beginners write, most are to be named or
// described in words.
#include "beginners.h"

#include <fmt/core.h>

#include "catch.h"
#include "teacher/harness/teach.h"

using namespace book;
using namespace book::teacher;
using beginners::Beginner;

namespace {

const std::vector<Beginner>& all_beginners() {
    static const beginners::Beginners all = [] {
        beginners::Beginners b;
        beginners::chapters_01_02_03(b);
        beginners::chapter_04(b);
        beginners::chapter_05(b);
        beginners::chapter_06(b);
        beginners::chapter_07(b);
        beginners::chapter_08(b);
        beginners::chapter_09(b);
        beginners::chapter_10(b);
        beginners::chapter_11(b);
        return b;
    }();
    return all.all();
}

const Description& exercise_of(const Beginner& beginner) {
    for (const Description& exercise : all_exercises())
        if (exercise.number == beginner.exercise) return exercise;
    throw Error("there is no exercise " + beginner.exercise);
}

}  // namespace

// tests_beginners "[.all]" prints what each of them is told.
TEST_CASE("all beginners, and what they are told", "[.all]") {
    for (const Beginner& beginner : all_beginners()) {
        beginners::go_on_stage(beginner);
        const Description& exercise = exercise_of(beginner);
        const Judgement judgement = judge(exercise, exercise.answer, choose_seed());
        fmt::print("==== {}: {}\n{}\n", beginner.exercise, beginner.name, judgement.report);
    }
}
