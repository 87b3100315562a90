// 10.3  The key-value cache
// solid; chapter 10, "What is kept for the next piece"
//
// A decoder says a word, reads it, and says the next one. Since no word looks ahead, the keys and
// values of the earlier words never change. They can be kept in a cache, and only those of the new
// word have to be made. First add the new key and the new value below the ones that are kept. Then
// let the new word look at all the words up to and including itself:
//
//     y = softmax(q K^T / sqrt(d)) V          K, V: all keys and values, its own too
//
// Shapes:   q: (1 x d)   k: (1 x d)   v: (1 x e)   result: (1 x e)
//           cache.keys: (n x d), afterwards (n+1 x d)     cache.values: (n x e), then (n+1 x e)
//
// The result must equal the last row of causal attention over all n + 1 words. The next word gets
// the cache as you leave it, and the first word finds it empty: n = 0.
//
// The library has concat_rows({a, b, ...}), matmul(a, b), matmul_nt(a, b) for a b^T,
// softmax_rows(x) and scale(x, factor).
//
// Example:  q = {{0}}, k = {{5}}, v = {{6}}, kept: keys = {{1}, {3}}, values = {{1}, {2}}
//           All three keys tie  ->  {{3}}, the mean of 1, 2 and 6; keys = {{1}, {3}, {5}}
#include "10_full_model/exercises.h"

using namespace exercise;

Matrix exercise::attend_with_cache(ConstView q, ConstView k, ConstView v,
                                   KeyValueCache& cache) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, v, cache);
}
