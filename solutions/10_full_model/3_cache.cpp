// 10.3  The key-value cache
// solid; chapter 10, "What is kept for the next piece"
#include "10_full_model/exercises.h"

using namespace exercise;

// The earlier words cannot see this one, so nothing that was made from them
// changes: neither their keys and values here, nor those in any later layer.
// Without the mask of chapter 05 there could be no cache. The query is not
// kept, because nobody will ask with it again. And the new word needs no mask,
// because everything there is comes before it, or is the word itself.
//
// Word n costs n products of width d instead of n^2 of them. What could still
// be saved is the copying: concat_rows copies the whole cache for a single row.
// The library doubles its storage whenever it is full, as std::vector does, and
// writes each word into the next free row.
Matrix exercise::attend_with_cache(ConstView q, ConstView k, ConstView v,
                                   KeyValueCache& cache) {
    cache.keys = concat_rows({cache.keys, k});
    cache.values = concat_rows({cache.values, v});
    const real root = std::sqrt(static_cast<real>(q.cols()));
    const Matrix scores = matmul_nt(q, cache.keys);  // (1 x n+1)
    const Matrix weights = softmax_rows(scale(scores, 1 / root));
    return matmul(weights, cache.values);
}
