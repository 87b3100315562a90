// Random cases that tell all mistakes apart.
//
// A mistake shows only where it matters: to count a run of words more often than allowed, a sentence
// must repeat one. So cases are drawn until every mistake of the list gives something else than what
// is right, and something else than every other mistake.
#pragma once

#include <string>
#include <vector>

#include "core/require.h"
#include "teacher/harness/report.h"
#include "teacher/harness/teach.h"

namespace book::teacher {

// Do these answers differ in any of the cases?
inline bool differ(const std::vector<Case>& cases, const Answer& a, const Answer& b) {
    for (const Case& c : cases)
        if (!same(a(c), b(c))) return true;
    return false;
}

// The first two answers that none of the cases tells apart; "" if there are none.
inline std::string alike(const std::vector<Case>& cases, const Answer& right,
                         const std::vector<Mistake>& mistakes) {
    for (std::size_t i = 0; i < mistakes.size(); ++i) {
        if (!differ(cases, mistakes[i].answer, right))
            return mistakes[i].name + " and what is right";
        for (std::size_t k = 0; k < i; ++k)
            if (!differ(cases, mistakes[i].answer, mistakes[k].answer))
                return mistakes[k].name + " and " + mistakes[i].name;
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
