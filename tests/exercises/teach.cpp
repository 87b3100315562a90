#include "exercises/teach.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "core/require.h"

namespace book::teach {
namespace {

constexpr double kTolerance = 1e-4;
constexpr int kShownRows = 6, kShownCols = 8;  // of a matrix in a report

std::vector<Exercise>& registry() {
    static std::vector<Exercise> exercises;
    return exercises;
}

bool same_number(real got, real expected) {
    if (std::isnan(got) || std::isnan(expected)) return std::isnan(got) && std::isnan(expected);
    if (got == expected) return true;  // infinities too
    return std::abs(got - expected) <= kTolerance * (1 + std::abs(expected));
}

struct Place {
    int row, col;
};

// Where two matrices of one shape first differ; row -1: nowhere.
Place first_difference(ConstView got, ConstView expected) {
    for (int r = 0; r < got.rows(); ++r)
        for (int c = 0; c < got.cols(); ++c)
            if (!same_number(got(r, c), expected(r, c))) return {r, c};
    return {-1, -1};
}

bool same(ConstView got, ConstView expected) {
    return got.shape() == expected.shape() && first_difference(got, expected).row < 0;
}

std::string number_text(real x) {
    return std::isnan(x) ? "nan" : fmt::format("{:.5g}", static_cast<double>(x));  // never "-nan"
}

// Breaks a sentence into lines of at most 96 columns, indented by two.
std::string wrapped(const std::string& sentence) {
    std::string text;
    std::size_t line_begin = 0;
    for (std::size_t begin = 0; begin < sentence.size();) {
        const std::size_t end = std::min(sentence.find(' ', begin), sentence.size());
        if (text.size() - line_begin + end - begin > 96) {
            text += '\n';
            line_begin = text.size();
        }
        text += (text.size() == line_begin ? "  " : " ") + sentence.substr(begin, end - begin);
        begin = end + 1;
    }
    return text + "\n";
}

std::string row_text(ConstView m, int r) {
    std::string text;
    for (int c = 0; c < std::min(m.cols(), kShownCols); ++c)
        text += fmt::format("{:>11}", number_text(m(r, c)));
    return text + (m.cols() > kShownCols ? "  ..." : "");
}

// "  scores  (2 x 3)     0.1   0.2 ..." with the rows that follow under the first.
std::string matrix_text(const std::string& name, ConstView m) {
    std::string text = fmt::format("  {:<12}{:<10}", name, fmt::format("{}", m.shape()));
    for (int r = 0; r < std::min(m.rows(), kShownRows); ++r)
        text += fmt::format("{:>{}}{}\n", "", r == 0 ? 0 : 24, row_text(m, r));
    if (m.rows() > kShownRows) text += fmt::format("{:>24}     ...\n", "");
    return m.size() == 0 ? text + "\n" : text;
}

std::string inputs_text(const Case& c) {
    std::string text = fmt::format("  The case: {}.\n", c.about);
    for (const Input& input : c.inputs) text += matrix_text(input.name, input.value);
    return text;
}

std::string difference_text(const Case& c, ConstView expected, ConstView got) {
    std::string text = inputs_text(c);
    text += matrix_text("expected", expected) + matrix_text("got", got);
    if (got.shape() != expected.shape())
        return text +
               fmt::format("  The shape is {}, but should be {}.\n", got.shape(), expected.shape());
    const Place at = first_difference(got, expected);
    return text +
           fmt::format(
               "  First difference: row {}, column {} (counted from 0): expected {}, got {}.\n",
               at.row, at.col, number_text(expected(at.row, at.col)),
               number_text(got(at.row, at.col)));
}

Finding wrong(const Exercise& exercise, std::uint64_t seed, const std::string& what) {
    return {Verdict::wrong, "",
            fmt::format("{}  {}: not yet right.\n\n{}\n  BOOK_SEED={} ./book exercise {} draws the "
                        "same numbers again.\n",
                        exercise.number, exercise.title, what, seed, exercise.number)};
}

// The mistake that gives these results in every case, or null.
const Mistake* recognise(const Exercise& exercise, const std::vector<Case>& cases,
                         const std::vector<Matrix>& results) {
    for (const Mistake& mistake : exercise.mistakes) {
        bool fits = true;
        for (std::size_t i = 0; fits && i < cases.size(); ++i)
            fits = same(results[i], mistake.answer(cases[i]));
        if (fits) return &mistake;
    }
    return nullptr;
}

}  // namespace

Register::Register(Exercise exercise) {
    std::vector<Exercise>& all = registry();
    all.push_back(std::move(exercise));
    std::sort(all.begin(), all.end(),
              [](const Exercise& a, const Exercise& b) { return a.file < b.file; });
}

const std::vector<Exercise>& all_exercises() { return registry(); }

Matrix draw(Shape shape, Rng& rng, double deviation) {
    Matrix m = randn(shape, rng, deviation);
    for (real& x : m.flat()) x = std::round(x * 100) / 100;
    return m;
}

Case queries_and_keys(const char* about, int n, int m, int d, Rng& rng) {
    const Matrix q = draw({n, d}, rng);
    const Matrix k = draw({m, d}, rng);
    return {about, {{"q", q}, {"k", k}}};
}

Finding judge(const Exercise& exercise, const Answer& answer, std::uint64_t seed) {
    Rng rng(seed);
    const std::vector<Case> cases = exercise.cases(rng);
    std::vector<Matrix> results;
    for (const Case& c : cases) {
        try {
            results.push_back(answer(c));
        } catch (const ::exercise::NotWrittenYet&) {
            return {Verdict::not_written_yet, "",
                    fmt::format("{}  {}: not written yet.\n\n  The task is in {}.\n  Put your code "
                                "where not_written_yet(...) stands, then say ./book exercise {}\n",
                                exercise.number, exercise.title, exercise.file, exercise.number)};
        } catch (const std::exception& error) {
            return wrong(exercise, seed,
                         inputs_text(c) + fmt::format("  It threw an error: {}.\n", error.what()));
        }
    }

    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Matrix expected = exercise.right(cases[i]);
        if (same(results[i], expected)) continue;
        std::string text = difference_text(cases[i], expected, results[i]);
        const Mistake* mistake = recognise(exercise, cases, results);
        if (mistake == nullptr) return wrong(exercise, seed, text);
        Finding finding = wrong(exercise, seed, text + "\n" + wrapped(mistake->sentence));
        finding.verdict = Verdict::known_mistake;
        finding.mistake = mistake->name;
        return finding;
    }
    return {Verdict::right, "",
            fmt::format("{}  {}: right, in all {} cases (BOOK_SEED={}).\n", exercise.number,
                        exercise.title, cases.size(), seed)};
}

std::uint64_t choose_seed() {
    const char* asked = std::getenv("BOOK_SEED");
    if (asked == nullptr || *asked == '\0') {
        const auto now = std::chrono::system_clock::now().time_since_epoch().count();
        return mix(static_cast<std::uint64_t>(now)) % 1'000'000;  // short enough to type
    }
    std::uint64_t seed = 0;
    const char* end = asked + std::strlen(asked);
    const auto [stop, error] = std::from_chars(asked, end, seed);
    require_input(error == std::errc{} && stop == end, "BOOK_SEED={} is not a whole number", asked);
    return seed;
}

}  // namespace book::teach
