// Random cases that tell all mistakes apart.
//
// A mistake shows only where it matters: to count a run of words more often than allowed, a sentence
// must repeat one. So cases are drawn until every mistake of the list gives something else than what
// is right, and something else than every other mistake.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/require.h"
#include "teacher/harness/report.h"
#include "teacher/harness/teach.h"

namespace book::teacher {

// The first two answers that none of the cases tells apart; "" if there are none. Each is asked once.
inline std::string alike(const std::vector<Case>& cases, const Answer& right,
                         const std::vector<Mistake>& mistakes) {
    const auto given_by = [&](const Answer& answer) {
        std::vector<Matrix> all;
        for (const Case& c : cases) all.push_back(answer(c));
        return all;
    };
    std::vector<std::pair<std::string, std::vector<Matrix>>> known{
        {"what is right", given_by(right)}};
    for (const Mistake& mistake : mistakes) {
        std::vector<Matrix> given = given_by(mistake.answer);
        for (const auto& [name, other] : known)
            if (std::equal(given.begin(), given.end(), other.begin(), same))
                return mistake.name + " and " + name;
        known.emplace_back(mistake.name, std::move(given));
    }
    return "";
}

template <class Draw>
std::vector<Case> telling_cases(Draw draw, Rng& rng, const Answer& right,
                                const std::vector<Mistake>& mistakes) {
    std::string two;
    for (int attempt = 0; attempt < 1000; ++attempt) {
        std::vector<Case> cases = draw(rng);
        two = alike(cases, right, mistakes);
        if (two.empty()) return cases;
    }
    throw Error("no cases tell these apart, however they are drawn: " + two);
}

}  // namespace book::teacher
