// 10.3  The key-value cache
// solid; chapter 10, "What is kept for the next piece"
//
// A decoder says a word, reads it, and says the next. A word never looks ahead, so the keys and
// values of the earlier words are what they were: they are kept, and only those of the new word are
// made. Put its key and its value below the kept ones. Then let it look at all words up to itself:
//
//     y = softmax(q K^T / sqrt(d)) V          K, V: all keys and values, its own too
//
// Shapes:   q: (1 x d)   k: (1 x d)   v: (1 x e)   result: (1 x e)
//           cache.keys: (n x d), afterwards (n+1 x d)     cache.values: (n x e), then (n+1 x e)
//
// It must be the last row of causal attention over all n + 1 words. The next word gets the cache as
// you leave it. The first finds it empty: n = 0.
//
// The library has concat_rows({a, b, ...}), matmul(a, b), matmul_nt(a, b) for a b^T,
// scale(x, factor) and softmax_rows(x).
//
// Example:  q = {{0}}, k = {{5}}, v = {{6}}, kept: keys = {{1}, {3}}, values = {{1}, {2}}
//           It finds all three alike  ->  {{3}}, the mean of 1, 2 and 6; keys = {{1}, {3}, {5}}
#include "10_full_model/exercises.h"

using namespace exercise;

Matrix exercise::attend_with_cache(ConstView q, ConstView k, ConstView v,
                                   KeyValueCache& cache) {
    // Your code goes here, in the place of this line.
    not_written_yet(q, k, v, cache);
}
