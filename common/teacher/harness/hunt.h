// What the hunts for a bug have in common (exercises/suspects.h): first the diagnosis is looked at, and only
// when it is right is the loop tried.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "teacher/harness/teach.h"

namespace book::teacher::hunt {

using Pieces = std::vector<int>;  // ids of the pieces of a sentence

// The first case of every hunt. It has no inputs.
inline Case diagnosis_case() { return {"your diagnosis: 1 if it is right, else below 0", {}}; }
inline bool asks_for_diagnosis(const Case& c) { return c.inputs.empty(); }

// A wrong diagnosis gives the same in all cases, whatever has become of the loop.
template <class Bug>
Matrix wrong_diagnosis(Bug named) {
    return Matrix{{static_cast<real>(-1 - static_cast<int>(named))}};
}

// The diagnosis is right, and this is the loop.
inline Answer right_diagnosis(Answer loop) {
    return [loop = std::move(loop)](const Case& c) {
        return asks_for_diagnosis(c) ? Matrix{{1}} : loop(c);
    };
}

// The answer of whoever has filled in both.
template <class Bug>
Answer answer(Bug (*diagnosis)(), Bug culprit, Answer loop) {
    return [=, right = right_diagnosis(std::move(loop))](const Case& c) {
        const Bug named = diagnosis();
        return named == culprit ? right(c) : wrong_diagnosis(named);
    };
}

// A suspect who has not done it, and how one can tell.
template <class Bug>
Mistake innocent(Bug named, const std::string& name, const std::string& why) {
    return {"blames_" + name, why, [named](const Case&) { return wrong_diagnosis(named); }};
}

inline bool asks_for(const Case& c, const std::string& what) { return c.about.rfind(what, 0) == 0; }

inline Matrix as_row(const std::vector<real>& numbers) {
    Matrix row({1, static_cast<int>(numbers.size())});
    std::copy(numbers.begin(), numbers.end(), row.flat().begin());
    return row;
}

// What a loop that trains a table is asked for: its losses, or what has become of the table.
template <class Trained>
Matrix table_or_losses(const Case& c, const Trained& trained) {
    return asks_for(c, "the table") ? trained.table : as_row(trained.losses);
}

// A list of ids for each row, and back.
inline Matrix as_matrix(const std::vector<Pieces>& lists) {
    Matrix m({static_cast<int>(lists.size()), static_cast<int>(lists[0].size())});
    for (int r = 0; r < m.rows(); ++r)
        for (int c = 0; c < m.cols(); ++c)
            m(r, c) =
                static_cast<real>(lists[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]);
    return m;
}
inline std::vector<Pieces> as_lists(ConstView m) {
    std::vector<Pieces> lists;
    for (int r = 0; r < m.rows(); ++r) {
        lists.emplace_back();
        for (const real id : m.row(r)) lists.back().push_back(static_cast<int>(id));
    }
    return lists;
}

// A step of plain descent.
template <class Parameters>
void step(Parameters& all, real rate) {
    for (std::size_t i = 0; i < all.size(); ++i) all.values()[i] -= rate * all.grads()[i];
}

}  // namespace book::teacher::hunt
