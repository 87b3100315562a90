// Checks exercise 10.3, the key-value cache.
#include "10_full_model/exercises.h"
#include "nn/attention.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_10_3 {
namespace {

using exercise::KeyValueCache;

// n words, the first of which are kept already; the others come one after the other.
Case one(const char* about, int n, int kept, int d, int e, Rng& rng) {
    const Matrix q = draw({n, d}, rng, 2);
    const Matrix k = draw({n, d}, rng);
    const Matrix v = draw({n, e}, rng, 2);
    return {about, {{"q", q}, {"k", k}, {"v", v}, {"kept", as_input(kept)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two words are in the cache, one more comes", 3, 2, 2, 2, rng));
    all.push_back(one("three words are in the cache, three more come", 6, 3, 2, 3, rng));
    all.push_back(one("wide keys: one word is in the cache, three more come", 4, 1, 8, 4, rng));
    all.push_back(one("many words are in the cache, two more come", 12, 10, 3, 2, rng));
    all.push_back(one("the cache is empty, three words come", 3, 0, 4, 4, rng));
    return all;
}

int kept(const Case& c) { return c.whole(3); }

// What the words that come are told, one row each, if `step` is the function.
template <class F>
Matrix word_by_word(const Case& c, F step) {
    KeyValueCache cache{Matrix(c.matrix(1).row_block(0, kept(c))),
                        Matrix(c.matrix(2).row_block(0, kept(c)))};
    std::vector<Matrix> told;
    for (int i = kept(c); i < c.matrix(0).rows(); ++i) {
        const auto row = [&](int input) { return c.matrix(input).row_block(i, 1); };
        told.push_back(step(row(0), row(1), row(2), cache));
    }
    return concat_rows({told.begin(), told.end()});
}

Matrix right(const Case& c) {
    const Matrix all = scaled_dot_product_attention(c.matrix(0), c.matrix(1), c.matrix(2),
                                                    Mask::causal);  // (n x e)
    return Matrix(all.view().row_block(kept(c), all.rows() - kept(c)));
}

// Attention with scores divided by the root of `under`. Of no words at all nothing can be told: 0.
Matrix look(ConstView q, const KeyValueCache& cache, int under) {
    if (cache.keys.rows() == 0) return Matrix({1, cache.values.cols()});
    const real root = std::sqrt(static_cast<real>(under));
    return matmul(softmax_rows(scale(matmul_nt(q, cache.keys), 1 / root)), cache.values);
}

KeyValueCache longer(const KeyValueCache& cache, ConstView k, ConstView v) {
    return {concat_rows({cache.keys, k}), concat_rows({cache.values, v})};
}

enum class Keeps { nothing, behind, only_for_now, in_the_last_row, only_the_new };

Answer that_keeps(Keeps what) {
    return [what](const Case& c) {
        return word_by_word(c, [what](ConstView q, ConstView k, ConstView v, KeyValueCache& cache) {
            KeyValueCache seen = cache;
            const int n = cache.keys.rows();
            if (what == Keeps::only_for_now || (what == Keeps::in_the_last_row && n == 0)) {
                seen = longer(cache, k, v);
            } else if (what == Keeps::in_the_last_row) {
                copy(k, seen.keys.view().row_block(n - 1, 1));
                copy(v, seen.values.view().row_block(n - 1, 1));
            } else if (what == Keeps::only_the_new) {
                seen = {Matrix(k), Matrix(v)};
            }
            if (what == Keeps::behind) cache = longer(cache, k, v);
            if (what == Keeps::in_the_last_row || what == Keeps::only_the_new) cache = seen;
            return look(q, seen, q.cols());
        });
    };
}

// Appends as it should, but divides by the root of something else.
template <class F>
Answer with_the_root_of(F under) {
    return [under](const Case& c) {
        return word_by_word(c,
                            [under](ConstView q, ConstView k, ConstView v, KeyValueCache& cache) {
                                cache = longer(cache, k, v);
                                return look(q, cache, under(cache));
                            });
    };
}

const Register registered(
    {"10.3",
     "The key-value cache",
     "exercises/10_full_model/3_cache.cpp",
     cases,
     [](const Case& c) { return word_by_word(c, exercise::attend_with_cache); },
     right,
     {{"never_appends",
       "This is what you get when the new key and value are not put into the cache. A word also "
       "looks at itself, and the words that follow look at it.",
       that_keeps(Keeps::nothing)},
      {"appends_too_late",
       "This is what you get when the word looks first and is put into the cache afterwards. It "
       "must see itself as well.",
       that_keeps(Keeps::behind)},
      {"does_not_keep",
       "This is what you get when the word sees itself but the cache is left as it was. The "
       "words that follow will never hear of it.",
       that_keeps(Keeps::only_for_now)},
      {"overwrites_the_last",
       "This is what you get when the new key and value overwrite the last ones. The cache "
       "should grow by one row.",
       that_keeps(Keeps::in_the_last_row)},
      {"keeps_only_the_new",
       "This is what you get when the new key and value replace all the old ones. Then the word "
       "sees nothing but itself.",
       that_keeps(Keeps::only_the_new)},
      {"root_of_the_rows",
       "This is what you get when the scores are divided by the root of the number of keys. What "
       "counts is d, the width of a key, which stays the same.",
       with_the_root_of([](const KeyValueCache& cache) { return cache.keys.rows(); })},
      {"forgets_the_root",
       "This is what you get when you forget to divide by the square root of d.",
       with_the_root_of([](const KeyValueCache&) { return 1; })}}});

}  // namespace
}  // namespace book::teacher::exercise_10_3
