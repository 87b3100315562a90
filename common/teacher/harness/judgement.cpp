#include "teacher/harness/judgement.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <vector>

#include "cli/terminal.h"
#include "teacher/harness/explanation.h"
#include "teacher/harness/not_written_yet.h"
#include "teacher/harness/report.h"

namespace book::teacher {
namespace {

// "5.1  Softmax: not right yet.", in as many lines as it takes.
std::string headline(const Description& exercise, const std::string& verdict) {
    return hung(exercise.number + "  ", exercise.title + ": " + verdict, detect_terminal().width);
}

// "vector::_M_range_check: __n (which is 3) >= this->size() (which is 3)", which .at() says.
std::string without_library_words(const std::string& what) {
    const std::size_t index_at = what.find("__n (which is "),
                      size_at = what.find("size() (which is ");
    if (what.find("_M_range_check") != what.npos && index_at != what.npos && size_at != what.npos) {
        const unsigned long long index = std::strtoull(what.c_str() + index_at + 14, nullptr, 10),
                                 size = std::strtoull(what.c_str() + size_at + 17, nullptr, 10);
        if (size == 0) return fmt::format(".at({}) was asked of something that is empty", index);
        return fmt::format(".at({}) was asked of something whose elements are numbered 0 to {}",
                           static_cast<long long>(index), size - 1);
    }
    if (what == "map::at" || what == "_Map_base::at")
        return ".at() was asked for a key that is not in the map";
    return what;
}

Judgement wrong(const Description& exercise, std::uint64_t seed, const std::string& what) {
    return {
        Verdict::wrong, "", "",
        fmt::format("{}\n{}\n{}", headline(exercise, "not right yet."), what,
                    wrapped(fmt::format("BOOK_SEED={} ./book exercise {} repeats the check with "
                                        "these numbers.",
                                        seed, exercise.number)))};
}

}  // namespace

Judgement judge(const Description& exercise, const Answer& answer, std::uint64_t seed) {
    Rng rng(seed);
    const std::vector<Case> cases = exercise.cases(rng);
    std::vector<Matrix> results;
    for (const Case& c : cases) {
        try {
            results.push_back(answer(c));
        } catch (const NotWrittenYet&) {
            return {Verdict::not_written_yet, "", "",
                    headline(exercise, "not written yet.") + "\n" +
                        wrapped(fmt::format("The task is in {}. Write your code in place of the "
                                            "call not_written_yet(...), and then run ./book "
                                            "exercise {}",
                                            exercise.file, exercise.number))};
        } catch (const NoResult& error) {
            return wrong(exercise, seed, inputs_text(c) + "\n" + wrapped(error.what()));
        } catch (const std::exception& error) {
            return wrong(exercise, seed,
                         inputs_text(c) + "\n" +
                             wrapped(fmt::format("Your function threw an exception: {}.",
                                                 without_library_words(error.what()))));
        } catch (...) {
            return wrong(exercise, seed,
                         inputs_text(c) +
                             "\n  Your function threw something that is not a std::exception.\n");
        }
    }

    std::vector<Matrix> expected;
    expected.reserve(cases.size());
    for (const Case& c : cases) expected.push_back(exercise.right(c));
    if (!std::equal(results.begin(), results.end(), expected.begin(), same)) {
        const Explanation told = explain(exercise, cases, expected, results);
        std::string text = told.words.empty() ? "" : wrapped(told.words) + "\n";
        const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
        text +=
            difference_text(cases[told.shown], expected[told.shown], results[told.shown], lines);
        Judgement judgement = wrong(exercise, seed, text);
        judgement.mistake = told.mistake;
        judgement.seen = told.seen;
        if (!told.mistake.empty()) judgement.verdict = Verdict::known_mistake;
        return judgement;
    }
    return {Verdict::right, "", "",
            fmt::format("{}  {}: right in all {} cases (BOOK_SEED={}).\n", exercise.number,
                        exercise.title, cases.size(), seed)};
}

}  // namespace book::teacher
