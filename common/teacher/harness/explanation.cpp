#include "teacher/harness/explanation.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "teacher/harness/observing.h"
#include "teacher/harness/reading.h"
#include "teacher/harness/report.h"

namespace book::teacher {
namespace {

// One way to explain some of the wrong cases.
struct Hypothesis {
    std::string mistake, kind;
    double score = 0;
    std::map<std::size_t, Observation> explains;  // the cases, with what can be said of each
};

// All that is known of an answer that has been tried.
struct Tried {
    const Description& exercise;
    const std::vector<Case>& cases;
    const std::vector<Matrix>& expected;
    const std::vector<Matrix>& results;
    std::vector<std::size_t> wrong;            // the cases
    std::vector<std::vector<Matrix>> given{};  // by each mistake, in each case

    bool is_right(std::size_t i) const { return same(results[i], expected[i]); }
};

const Mistake* gives_everything(const Tried& tried) {
    for (std::size_t m = 0; m < tried.given.size(); ++m)
        if (std::equal(tried.results.begin(), tried.results.end(), tried.given[m].begin(), same))
            return &tried.exercise.mistakes[m];
    return nullptr;
}

// How much a reader has to look at. The first cases are the plainest ones.
std::size_t size_of(const Tried& tried, std::size_t i) {
    std::size_t size = 8 * i + tried.expected[i].size() + tried.results[i].size();
    for (const Input& input : tried.cases[i].inputs) size += input.value.size();
    return size;
}

// The one that is soonest read, of those in which at least two numbers tell something (or as many as
// there are).
std::size_t best_to_show(const Tried& tried, const std::vector<std::size_t>& candidates) {
    const auto telling = [&](std::size_t i) {
        return std::min<std::size_t>(2,
                                     telling_numbers(tried.expected[i], tried.results[i]).size());
    };
    return *std::min_element(
        candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) {
            return telling(a) != telling(b) ? telling(a) > telling(b)
                                            : size_of(tried, a) < size_of(tried, b);
        });
}

std::vector<std::size_t> cases_of(const Hypothesis& hypothesis) {
    std::vector<std::size_t> all;
    for (const auto& entry : hypothesis.explains) all.push_back(entry.first);
    return all;
}

// The numbers that are wrong, or all if the shape is.
std::vector<real> wrong_numbers(ConstView expected, ConstView got) {
    const bool comparable = got.shape() == expected.shape();
    std::vector<real> wrong;
    for (int r = 0; r < got.rows(); ++r)
        for (int c = 0; c < got.cols(); ++c)
            if (!comparable || !same_number(got(r, c), expected(r, c))) wrong.push_back(got(r, c));
    return wrong;
}

// ---- a known mistake, in some of the cases ------------------------------------------------------
bool has_row(const Matrix& m, ConstView row) {
    if (m.cols() != row.cols()) return false;
    for (int r = 0; r < m.rows(); ++r)
        if (same(m.view().row_block(r, 1), row)) return true;
    return false;
}

// Are the rows of a result chosen, and not computed? Then known mistakes give right rows in wrong places,
// and an answer that has nothing to do with a mistake may well have chosen the same.
bool rows_are_chosen(const Tried& tried, std::size_t i) {
    const ConstView right = tried.expected[i];
    for (const std::vector<Matrix>& given_by_one : tried.given) {
        const ConstView given = given_by_one[i];
        if (given.shape() != right.shape()) continue;
        for (int r = 0; r < given.rows(); ++r) {
            const ConstView row = given.row_block(r, 1);
            const bool telling = row.cols() > 1 && !telling_numbers({}, row).empty();
            if (telling && !same(row, right.row_block(r, 1)) && has_row(tried.expected[i], row))
                return true;
        }
    }
    return false;
}

// Is a row the same number over and over, or as good as? Such rows come about in many ways: of huge scores,
// whatever is done to them, often no more is left than 1/m for each of m.
bool is_uniform(ConstView row) {
    const real first = row(0, 0);
    for (const real x : row.row(0)) {
        const bool as_good_as = std::abs(x - first) <= real{0.01f} * std::abs(first);
        if (!as_good_as && !same_number(x, first)) return false;
    }
    return row.cols() > 1;
}
bool rows_are_uniform(ConstView m) {
    if (m.cols() < 2) return false;
    for (int r = 0; r < m.rows(); ++r)
        if (!is_uniform(m.row_block(r, 1))) return false;
    return true;
}

// The numbers that tell something. One that is hardly off tells little: where the sum of some numbers and
// their mean are both nearly 0, for example, one taken for the other is as good as right.
std::size_t count_telling(ConstView expected, const Matrix& got) {
    if (got.shape() != expected.shape()) return telling_numbers(expected, got).size();
    Matrix far_off = got;
    for (int r = 0; r < got.rows(); ++r)
        for (int c = 0; c < got.cols(); ++c) {
            const real right = expected(r, c);
            if (std::abs(got(r, c) - right) <= real{0.01f} * std::abs(right)) far_off(r, c) = right;
        }
    return telling_numbers(expected, far_off).size();
}

// How much there is in the cases that a hypothesis explains.
struct Evidence {
    std::size_t telling = 0;               // numbers that do not come about by chance
    std::size_t wrong = 0, different = 0;  // wrong numbers, and how many different ones
    bool single = true;                    // each result is one number and no more
    bool chosen = false;                   // from rows that are right elsewhere
};
Evidence evidence_for(const Tried& tried, const Hypothesis& h) {
    Evidence evidence;
    std::set<double> different;
    for (const std::size_t i : cases_of(h)) {
        const bool chosen = rows_are_chosen(tried, i);
        evidence.chosen = evidence.chosen || chosen;
        if (!chosen && !rows_are_uniform(tried.results[i]))
            evidence.telling += count_telling(tried.expected[i], tried.results[i]);
        evidence.single = evidence.single && tried.results[i].size() == 1;
        const std::vector<real> wrong = wrong_numbers(tried.expected[i], tried.results[i]);
        evidence.wrong += wrong.size();
        for (const real x : wrong)
            different.insert(std::isfinite(x) ? observing::rounded(x) : double{x});
    }
    evidence.different = different.size();
    return evidence;
}

// Could it be chance? Numbers that have nothing to do with the mistake, such as zeros and ones, may be
// the same in a small case or two.
bool could_be_chance(const Tried& tried, const Hypothesis& h) {
    const Evidence evidence = evidence_for(tried, h);
    const std::size_t some = h.explains.size(), all = tried.wrong.size();
    // Of single numbers, such as a third, two or three of many may well agree.
    if (evidence.single && 2 * some < all) return true;
    if (evidence.telling >= 2) return false;
    if (evidence.chosen && 3 * some <= 2 * all) return true;
    if (evidence.different < 2 || evidence.wrong < 4 || some < 2) return true;
    return evidence.wrong < 8 ? 3 * some < 2 * all : 2 * some <= all;
}

void add_mistakes(const Tried& tried, std::vector<Hypothesis>& all) {
    for (std::size_t m = 0; m < tried.given.size(); ++m) {
        const Mistake& mistake = tried.exercise.mistakes[m];
        Hypothesis h{mistake.name, "", 0, {}};
        for (std::size_t i = 0; i < tried.cases.size(); ++i) {
            if (tried.is_right(i)) {  // the mistake would have shown here
                if (!same(tried.given[m][i], tried.expected[i])) h.score -= 0.5;
            } else if (same(tried.given[m][i], tried.results[i])) {
                h.score += 2.6;
                h.explains[i] = {"", mistake.sentence, 1};
            }
        }
        if (!h.explains.empty() && !could_be_chance(tried, h)) all.push_back(std::move(h));
    }
}

// ---- what can be seen ---------------------------------------------------------------------------
void add_reading(std::vector<Hypothesis>& all, const std::string& mistake, std::size_t i,
                 const Observation& reading, double worth) {
    const auto same_kind = [&](const Hypothesis& h) {
        return h.mistake == mistake && h.kind == reading.kind;
    };
    auto h = std::find_if(all.begin(), all.end(), same_kind);
    if (h == all.end()) h = all.insert(h, {mistake, reading.kind, 0, {}});
    // What gives every number of a case is worth more than what says where they are wrong.
    const double exact = reading.weight == 1 ? 1.6 : reading.weight * reading.weight;
    if (h->explains.emplace(i, reading).second) h->score += worth * exact;
}

void add_readings(const Tried& tried, std::vector<Hypothesis>& all) {
    std::vector<Hypothesis> seen;
    for (const std::size_t i : tried.wrong)
        for (const Observation& reading :
             read_differences(tried.cases[i], tried.expected[i], tried.results[i]))
            add_reading(seen, "", i, reading, 1);
    // What would be seen everywhere if it were the reason.
    static const std::set<std::string> everywhere{"zero", "constant", "input", "empty", "int"};
    for (Hypothesis& h : seen) {
        const std::size_t some = h.explains.size();
        if (everywhere.count(h.kind) == 1 && some < tried.wrong.size()) h.score *= 0.3;
        const bool weak = h.explains.begin()->second.weight < 0.7 || everywhere.count(h.kind) == 1;
        if (!weak || 2 * some >= tried.wrong.size()) all.push_back(std::move(h));
    }
}

// The right answer to another case: something is kept from call to call.
void add_other_cases(const Tried& tried, std::vector<Hypothesis>& all) {
    Hypothesis h{"", "another case", 0, {}};
    for (const std::size_t i : tried.wrong)
        for (std::size_t other = 0; other < tried.cases.size(); ++other)
            if (other != i && same(tried.results[i], tried.expected[other]) &&
                telling_numbers(tried.expected[i], tried.results[i]).size() >= 2) {
                h.score += 1;
                h.explains[i] = {
                    h.kind,
                    fmt::format("This would be right in another case, \"{}\": is something kept "
                                "from one call to the next, in a static or a global variable?",
                                tried.cases[other].about),
                    1};
            }
    if (!h.explains.empty()) all.push_back(std::move(h));
}

// The right answer to other inputs: two of one shape exchanged, or one taken for the other.
void add_exchanged_inputs(const Tried& tried, std::vector<Hypothesis>& all) {
    const auto is_real = [](const Matrix& m) {  // no ids, no sizes: any others will do
        return std::any_of(m.flat().begin(), m.flat().end(),
                           [](real x) { return x != std::round(x); });
    };
    std::vector<Hypothesis> seen;
    for (const std::size_t i : tried.wrong) {
        if (rows_are_chosen(tried, i)) continue;
        const std::vector<Input>& inputs = tried.cases[i].inputs;
        for (std::size_t a = 0; a < inputs.size(); ++a)
            for (std::size_t b = 0; b < inputs.size(); ++b) {
                const Matrix &x = inputs[a].value, &y = inputs[b].value;
                if (a == b || x.shape() != y.shape() || x.size() < 2 || !is_real(x) || !is_real(y))
                    continue;
                const auto fits = [&](const Case& other) {
                    return same(tried.exercise.right(other), tried.results[i]);
                };
                const auto add = [&](const std::string& kind, const std::string& what) {
                    add_reading(seen, "", i, {kind, "This is what you get when " + what, 1}, 1);
                };
                Case other = tried.cases[i];
                other.inputs[a].value = y;
                if (fits(other))
                    add(fmt::format("{} for {}", b, a),
                        fmt::format("`{}` is used where `{}` should be.", inputs[b].name,
                                    inputs[a].name));
                other.inputs[b].value = x;
                if (a < b && fits(other))
                    add(fmt::format("{} and {} exchanged", a, b),
                        fmt::format("`{}` and `{}` change places.", inputs[a].name,
                                    inputs[b].name));
            }
    }
    for (Hypothesis& h : seen)
        if (evidence_for(tried, h).telling >= 2) all.push_back(std::move(h));
}

// Is the factor the same function of the same size in every case?
struct Law {
    const char* text;  // of d
    double (*factor)(double d);
};
constexpr Law kLaws[] = {{"d", [](double d) { return d; }},
                         {"1 / d", [](double d) { return 1 / d; }},
                         {"the root of d", [](double d) { return std::sqrt(d); }},
                         {"1 / (the root of d)", [](double d) { return 1 / std::sqrt(d); }}};
// The sizes of an input: its columns and its rows, or itself if it is a number.
struct Size {
    std::string text;  // "the number of columns of `q`"
    int (*of)(const Matrix& m);
};
std::vector<Size> sizes_of(const Input& input) {
    if (input.value.size() == 1)
        return {
            {"`" + input.name + "`", [](const Matrix& m) { return static_cast<int>(m(0, 0)); }}};
    return {
        {"the number of columns of `" + input.name + "`", [](const Matrix& m) { return m.cols(); }},
        {"the number of rows of `" + input.name + "`", [](const Matrix& m) { return m.rows(); }}};
}

void add_laws(const Tried& tried, std::vector<Hypothesis>& all) {
    const std::vector<Input>& first = tried.cases[0].inputs;
    for (std::size_t k = 0; k < first.size(); ++k)
        for (const Size& size : sizes_of(first[k]))
            for (const Law& law : kLaws) {
                std::set<int> sizes;
                bool fits = true;
                for (std::size_t i = 0; fits && i < tried.cases.size(); ++i) {
                    const auto& inputs = tried.cases[i].inputs;
                    const int d = k < inputs.size() ? size.of(inputs[k].value) : 0;
                    fits = d > 0 && same(tried.results[i], scale(tried.expected[i],
                                                                 static_cast<real>(law.factor(d))));
                    if (!tried.is_right(i)) sizes.insert(d);
                }
                if (!fits || sizes.size() < 2) continue;
                Hypothesis h{"", "law", 2.0 * static_cast<double>(tried.wrong.size()), {}};
                for (const std::size_t i : tried.wrong)
                    h.explains[i] = {
                        h.kind,
                        fmt::format("In every case, what comes out is {} times what it "
                                    "should be, where d is {}.",
                                    law.text, size.text),
                        1};
                all.push_back(std::move(h));
            }
}

// Where every case has a number or a few: all of them in one row, to see what they have in common.
void add_pooled(const Tried& tried, std::vector<Hypothesis>& all) {
    static const std::set<std::string> about_all{
        "sign",        "no sign",   "reciprocal",  "square", "root",       "logarithm",
        "exponential", "one minus", "int",         "factor", "difference", "constant",
        "zero",        "cut off",   "not cut off", "nearly", "to one side"};
    std::vector<real> expected, got;
    for (std::size_t i = 0; i < tried.cases.size(); ++i) {
        const Matrix &e = tried.expected[i], &g = tried.results[i];
        if (g.shape() != e.shape() || e.size() > 4) return;
        expected.insert(expected.end(), e.flat().begin(), e.flat().end());
        got.insert(got.end(), g.flat().begin(), g.flat().end());
    }
    const auto row = [](const std::vector<real>& numbers) {
        Matrix m({1, static_cast<int>(numbers.size())});
        std::copy(numbers.begin(), numbers.end(), m.flat().begin());
        return m;
    };
    for (Observation reading : read_differences({}, row(expected), row(got))) {
        if (about_all.count(reading.kind) == 0) continue;
        reading.sentence =
            fmt::format("Over all {} cases: {}", tried.cases.size(), reading.sentence);
        for (const std::size_t i : tried.wrong) add_reading(all, "", i, reading, 1.01);
    }
}

// ---- a known mistake, and something on top of it ------------------------------------------------
// For this the second thing has to be simple, and to hold for every number.
bool simple_and_exact(const Observation& reading) {
    static const std::set<std::string> kinds{"sign",
                                             "factor",
                                             "transposed",
                                             "rows reversed",
                                             "columns reversed",
                                             "last row",
                                             "last column",
                                             "first row",
                                             "first column",
                                             "rows shifted",
                                             "columns shifted",
                                             "neighbours exchanged",
                                             "difference",
                                             "longer at the end",
                                             "shorter at the end",
                                             "longer at the beginning",
                                             "shorter at the beginning",
                                             "one minus"};
    return reading.weight >= 0.9 && kinds.count(reading.kind) == 1;
}

void add_two_things(const Tried& tried, std::vector<Hypothesis>& all) {
    std::vector<Hypothesis> two;
    for (std::size_t m = 0; m < tried.given.size(); ++m)
        for (const std::size_t i : tried.wrong) {
            const Matrix& given = tried.given[m][i];
            if (given.size() < 3 || same(given, tried.expected[i])) continue;
            for (Observation reading :
                 read_simple_differences(tried.cases[i], given, tried.results[i], "that gives")) {
                if (!simple_and_exact(reading)) continue;
                reading.sentence =
                    fmt::format("Two things seem to have come together. {} And on top of that: {}",
                                tried.exercise.mistakes[m].sentence, reading.sentence);
                add_reading(two, tried.exercise.mistakes[m].name, i, reading, 0.8);
            }
        }
    for (Hypothesis& h : two) {
        const Evidence evidence = evidence_for(tried, h);
        const bool often = h.explains.size() >= 2 && 2 * h.explains.size() >= tried.wrong.size();
        const bool many = evidence.wrong >= 8 && evidence.different >= 3;
        if (evidence.telling >= 5 || (often && many)) all.push_back(std::move(h));
    }
}

// The only number of a row that is not what a mistake gives, if the others tell something; else -1.
int only_other_number(const Tried& tried, std::size_t i, ConstView given) {
    const ConstView got = tried.results[i], right = tried.expected[i];
    if (given.shape() != got.shape() || right.shape() != got.shape() || got.rows() != 1) return -1;
    int other = -1, others = 0;
    std::size_t telling = 0;
    for (int c = 0; c < got.cols(); ++c) {
        if (same_number(got(0, c), given(0, c))) {
            telling += telling_numbers(right.col_block(c, 1), got.col_block(c, 1)).size();
        } else {
            other = c;
            ++others;
        }
    }
    return others == 1 && telling >= 3 ? other : -1;
}

// A known mistake in all numbers of a row but one.
void add_all_but_one(const Tried& tried, std::vector<Hypothesis>& all) {
    for (std::size_t m = 0; m < tried.given.size(); ++m) {
        Hypothesis h{tried.exercise.mistakes[m].name, "all but one", 0, {}};
        for (const std::size_t i : tried.wrong) {
            const int other = only_other_number(tried, i, tried.given[m][i]);
            if (other < 0) continue;
            h.score += 0.9;
            h.explains[i] = {
                h.kind,
                fmt::format("All numbers but number {} (counted from 0) fit a mistake that is "
                            "known. {}",
                            other, tried.exercise.mistakes[m].sentence),
                0.8};
        }
        if (!h.explains.empty()) all.push_back(std::move(h));
    }
}

// A known mistake in some of the rows.
void add_rows_of_mistakes(const Tried& tried, std::vector<Hypothesis>& all) {
    for (std::size_t m = 0; m < tried.given.size(); ++m) {
        Hypothesis h{tried.exercise.mistakes[m].name, "rows of a mistake", 0, {}};
        for (const std::size_t i : tried.wrong) {
            const ConstView given = tried.given[m][i], got = tried.results[i],
                            right = tried.expected[i];
            if (given.shape() != got.shape() || right.shape() != got.shape() ||
                rows_are_chosen(tried, i))
                continue;
            std::vector<int> rows;
            int right_rows = 0;
            std::size_t telling = 0;
            for (int r = 0; r < got.rows(); ++r) {
                const ConstView row = got.row_block(r, 1);
                right_rows += same(row, right.row_block(r, 1)) ? 1 : 0;
                if (!same(row, given.row_block(r, 1)) || same(row, right.row_block(r, 1))) continue;
                rows.push_back(r);
                if (!is_uniform(row)) telling += telling_numbers(right.row_block(r, 1), row).size();
            }
            const int fitting = static_cast<int>(rows.size());
            if (telling < 3 || fitting == got.rows()) continue;
            const bool others_are_right = right_rows + fitting == got.rows();
            if (!others_are_right && fitting < 2) continue;
            const std::string rest =
                others_are_right ? "the others are right" : "others are wrong in another way";
            h.score += 0.7;
            h.explains[i] = {
                h.kind,
                fmt::format("{} {} {} known ({}). {}", rows.size() == 1 ? "Row" : "Rows",
                            fmt::join(rows, rows.size() == 2 ? " and " : ", "),
                            rows.size() == 1 ? "shows a mistake that is" : "show a mistake that is",
                            rest, tried.exercise.mistakes[m].sentence),
                0.8};
        }
        if (!h.explains.empty()) all.push_back(std::move(h));
    }
}

// ---- which of them? -----------------------------------------------------------------------------
std::string how_far(const Tried& tried, const Hypothesis& h) {
    const std::size_t all = tried.wrong.size(), some = h.explains.size();
    if (some == all) return "";
    if (h.kind.empty())
        return fmt::format(
            " That explains {} of the {} wrong cases; in the {} there is something else "
            "as well.",
            some, all, all - some == 1 ? "other" : "others");
    return fmt::format(" (Seen in {} of the {} wrong cases.)", some, all);
}

// Does another known mistake give the same in this case?
std::vector<const Mistake*> others_that_fit(const Tried& tried, std::size_t i,
                                            const std::string& mistake, const std::string& words) {
    std::vector<const Mistake*> others;
    for (std::size_t m = 0; m < tried.given.size(); ++m) {
        const Mistake& other = tried.exercise.mistakes[m];
        if (other.name != mistake && words.find(other.sentence) == std::string::npos &&
            same(tried.given[m][i], tried.results[i]))
            others.push_back(&other);
    }
    return others;
}

// Of the cases that are explained, those of which the most can be said; if a mistake is named, those in
// which no other one gives the same, if there are any.
std::vector<std::size_t> worth_showing(const Tried& tried, const Hypothesis& h) {
    double weight = 0;
    for (const auto& entry : h.explains) weight = std::max(weight, entry.second.weight);
    std::vector<std::size_t> all, clear;
    for (const auto& [i, reading] : h.explains) {
        if (reading.weight < weight) continue;
        all.push_back(i);
        if (others_that_fit(tried, i, h.mistake, reading.sentence).empty()) clear.push_back(i);
    }
    return clear.empty() ? all : clear;
}

Explanation told(const Tried& tried, const Hypothesis& best) {
    const std::size_t shown = best_to_show(tried, worth_showing(tried, best));
    std::string words = best.explains.at(shown).sentence;
    if (best.kind.empty())
        for (const Mistake* other : others_that_fit(tried, shown, best.mistake, words))
            words += " Or else: " + other->sentence;
    return {shown, best.mistake, best.kind, words + how_far(tried, best)};
}

std::string where_it_is_right(const Tried& tried) {
    const std::size_t right = tried.cases.size() - tried.wrong.size();
    if (right == 0 || tried.wrong.size() > 3) return "";
    std::vector<std::string> about;
    for (const std::size_t i : tried.wrong) about.push_back('"' + tried.cases[i].about + '"');
    return fmt::format("Your answer is right in {} of the {} cases. It is wrong in {}.", right,
                       tried.cases.size(), fmt::join(about, ", "));
}

}  // namespace

Explanation explain(const Description& exercise, const std::vector<Case>& cases,
                    const std::vector<Matrix>& expected, const std::vector<Matrix>& results) {
    Tried tried{exercise, cases, expected, results, {}};
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (!tried.is_right(i)) tried.wrong.push_back(i);
    for (const Mistake& mistake : exercise.mistakes)
        tried.given.push_back(given_by(mistake.answer, cases));
    if (const Mistake* mistake = gives_everything(tried))
        return {best_to_show(tried, tried.wrong), mistake->name, "", mistake->sentence};

    std::vector<Hypothesis> all;
    add_mistakes(tried, all);
    add_pooled(tried, all);
    add_readings(tried, all);
    add_other_cases(tried, all);
    add_exchanged_inputs(tried, all);
    add_laws(tried, all);
    add_two_things(tried, all);
    add_rows_of_mistakes(tried, all);
    add_all_but_one(tried, all);
    if (all.empty()) return {tried.wrong[0], "", "", where_it_is_right(tried)};
    const auto best = std::max_element(
        all.begin(), all.end(),
        [](const Hypothesis& a, const Hypothesis& b) { return a.score < b.score; });
    return told(tried, *best);
}

}  // namespace book::teacher
