// Checks exercise 9.4, the delta rule: words that write into one state and read from it.
#include "09_rnn_comparison/exercises.h"
#include "nn/fast_weights.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_9_4 {
namespace {

// A key of d numbers, 2 to 4, with two digits and with exactly the length 1.
Matrix unit_key(int d, Rng& rng) {
    static const std::vector<std::vector<std::vector<real>>> known{
        {{0.6f, 0.8f}, {0.28f, 0.96f}},
        {{0.48f, 0.6f, 0.64f}, {0.36f, 0.48f, 0.8f}},
        {{0.1f, 0.5f, 0.5f, 0.7f}, {0.1f, 0.3f, 0.3f, 0.9f}, {0.1f, 0.1f, 0.7f, 0.7f}}};
    const auto& some = known[static_cast<std::size_t>(d - 2)];
    std::vector<real> numbers = some[static_cast<std::size_t>(rng.below(int(some.size())))];
    Matrix key({1, d});
    for (int i = 0; i < d; ++i) {
        const auto at = numbers.begin() + rng.below(d - i);
        const bool negative = rng.below(3) == 0;
        key(0, i) = negative ? -*at : *at;
        numbers.erase(at);
    }
    return key;
}

Case one(const char* about, int n, int d, int e, Rng& rng) {
    const Matrix state = draw({d, e}, rng, 2);
    const Matrix q = draw({n, d}, rng);
    Matrix k({n, d}), b({n, 1});
    for (int t = 0; t < n; ++t) {
        copy(unit_key(d, rng), k.view().row_block(t, 1));
        b(t, 0) = static_cast<real>(2 + rng.below(7)) / 10;
    }
    const Matrix v = draw({n, e}, rng, 2);
    return {about, {{"state", state}, {"q", q}, {"k", k}, {"v", v}, {"b", b}}};
}

// Two words with one key, who ask where they have written: only the second value is to be found.
Case same_key_twice(const char* about, int d, int e, Rng& rng) {
    Case c = one(about, 2, d, e, rng);
    Matrix& k = c.inputs[2].value;
    copy(k.view().row_block(0, 1), k.view().row_block(1, 1));
    c.inputs[1].value = k;
    c.inputs[4].value = Matrix({2, 1}, 1);
    return c;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one word: its answer, and below it the state", 1, 2, 3, rng));
    all.push_back(one("one word, with one number in its value", 1, 3, 1, rng));
    all.push_back(one("three words, and the state after the last", 3, 2, 2, rng));
    all.push_back(one("two words with longer keys", 2, 4, 3, rng));
    all.push_back(
        same_key_twice("the same key twice, with strength 1, and as the query", 3, 2, rng));
    return all;
}

// The answers of the words, if `step` is the function, and the state that is left. What has the wrong
// shape comes alone, and is shown.
template <class F>
Matrix word_by_word(const Case& c, F step) {
    Matrix state(c.matrix(0));
    const Shape whole = state.shape();
    std::vector<Matrix> told;
    for (int t = 0; t < c.matrix(1).rows(); ++t) {
        const auto row = [&](int input) { return c.matrix(input).row_block(t, 1); };
        told.push_back(step(row(1), row(2), row(3), c.matrix(4)(t, 0), state));
        if (told.back().shape() != Shape{1, whole.cols}) return told.back();
        if (state.shape() != whole) return state;
    }
    told.push_back(state);
    return concat_rows({told.begin(), told.end()});
}

Matrix right(const Case& c) {
    return word_by_word(c, [](ConstView q, ConstView k, ConstView v, real b, Matrix& state) {
        Matrix answer({1, v.cols()});
        fast_weights_step({q.row(0), k.row(0), v.row(0), {}, &b}, state, answer.row(0));
        return answer;
    });
}

// What is taken away: k^T times what the key finds, or something else.
enum class Erases { found, nothing, by_query, in_every_row, everything, with_the_new };

struct Way {
    Erases erases = Erases::found;
    bool weighs_value = true, weighs_erased = true;  // with b
    bool backwards = false;                          // k S - v
    bool one_row = false;                            // only where the key is largest
    bool reads_last = true, keeps = true, asks_with_query = true;
};

Matrix erased(ConstView q, ConstView k, ConstView v, real b, const Matrix& s, Erases what) {
    switch (what) {
        case Erases::nothing:
            return Matrix(s.shape());
        case Erases::by_query:
            return matmul_tn(k, matmul(q, s));
        case Erases::in_every_row:
            return matmul_tn(Matrix({1, k.cols()}, 1), matmul(k, s));
        case Erases::everything:
            return s;
        case Erases::with_the_new:
            return matmul_tn(k, matmul(k, add(s, scale(matmul_tn(k, v), b))));
        case Erases::found:
            break;
    }
    return matmul_tn(k, matmul(k, s));
}

Matrix changed(ConstView q, ConstView k, ConstView v, real b, const Matrix& s, const Way& way) {
    Matrix where(k);
    if (way.one_row) {
        fill(where, 0);
        where(0, argmax(k.row(0))) = 1;
    }
    const Matrix written = scale(matmul_tn(where, v), way.weighs_value ? b : 1);
    const Matrix gone = scale(erased(q, where, v, b, s, way.erases), way.weighs_erased ? b : 1);
    return add(s, way.backwards ? subtract(gone, written) : subtract(written, gone));
}

Matrix in_the_way(const Case& c, const Way& way) {
    return word_by_word(c, [&way](ConstView q, ConstView k, ConstView v, real b, Matrix& state) {
        const Matrix after = changed(q, k, v, b, state, way);
        const Matrix answer =
            matmul(way.asks_with_query ? q : k, way.reads_last ? after : Matrix(state));
        if (way.keeps) state = after;
        return answer;
    });
}

// Row after row, and each finds what the rows before it have become.
Matrix reads_while_it_writes(const Case& c) {
    return word_by_word(c, [](ConstView q, ConstView k, ConstView v, real b, Matrix& state) {
        for (int i = 0; i < k.cols(); ++i) {
            const Matrix found = matmul(k, state);
            for (int j = 0; j < v.cols(); ++j) state(i, j) += b * k(0, i) * (v(0, j) - found(0, j));
        }
        return matmul(q, state);
    });
}

template <class T>
Answer with(T Way::*what, T value) {
    Way way;
    way.*what = value;
    return [way](const Case& c) { return in_the_way(c, way); };
}
Answer without_strength() {
    Way way;
    way.weighs_value = way.weighs_erased = false;
    return [way](const Case& c) { return in_the_way(c, way); };
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all{
        {"adds_without_erasing",
         "This is what comes out when the value is added and nothing is taken away. What the key "
         "finds, k S, has to go first: v - k S is written, not v.",
         with(&Way::erases, Erases::nothing)},
        {"reads_before_it_writes",
         "This is what comes out when the query reads the state as it was before the word wrote. "
         "It reads S', and so finds the word's own value, too.",
         with(&Way::reads_last, false)},
        {"does_not_keep",
         "The answer of a word is right, but `state` is left as it was. The next word must find "
         "what this one has written.",
         with(&Way::keeps, false)},
        {"forgets_the_strength",
         "This is what comes out when b is forgotten: every word writes with strength 1.",
         without_strength()},
        {"strength_on_the_value_only",
         "This is what comes out when b weighs v alone. It weighs the difference v - k S: as much "
         "as is written is taken away.",
         with(&Way::weighs_erased, false)},
        {"strength_on_the_erased_only",
         "This is what comes out when b weighs k S alone. It weighs the difference v - k S: as "
         "much "
         "is written as is taken away.",
         with(&Way::weighs_value, false)},
        {"decays_the_whole_state",
         "This is what comes out when the whole state is multiplied by 1 - b. Only what the key "
         "finds is taken away, k^T (k S), and the rest stays.",
         with(&Way::erases, Erases::everything)},
        {"erases_in_every_row",
         "This is what comes out when what the key finds is taken away from every row alike. Row i "
         "loses it times number i of the key.",
         with(&Way::erases, Erases::in_every_row)},
        {"erases_with_the_query",
         "This is what comes out when q S is taken away. What is to be replaced is what the *key* "
         "finds, k S. The query only reads, at the end.",
         with(&Way::erases, Erases::by_query)},
        {"erases_what_it_wrote",
         "This is what comes out when the value is added first, and then what the key finds is "
         "taken away: the new value is part of that. Find first, and then write.",
         with(&Way::erases, Erases::with_the_new)},
        {"reads_while_it_writes",
         "This is what comes out when k S is computed again for every row, while rows above have "
         "already been changed. Compute all of it before the first change.",
         reads_while_it_writes},
        {"wrong_way_round",
         "This is what comes out when k S - v is written. The difference goes from what is there "
         "to what should be there: v - k S.",
         with(&Way::backwards, true)},
        {"takes_the_key_for_a_number_of_a_row",
         "This is what comes out when one row of the state is rewritten, that in which the key is "
         "largest. A key is a mix of all rows, and changes each by its share.",
         with(&Way::one_row, true)},
        {"asks_with_the_key",
         "This is what comes out when the key reads, k S'. The key says where the word writes; the "
         "query says where it reads.",
         with(&Way::asks_with_query, false)}};
    return all;
}

const Register registered({"9.4", "The delta rule", "exercises/09_rnn_comparison/4_delta.cpp",
                           cases,
                           [](const Case& c) { return word_by_word(c, exercise::delta_step); },
                           right, mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_9_4
