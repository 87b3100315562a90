// 10.3  The key-value cache
// solid; chapter 10, "What is kept for the next piece"
#include "10_full_model/exercises.h"

using namespace exercise;

// The earlier words cannot see this one, so nothing that was made of them
// changes: not their keys and values, here or in any later layer. Without the
// mask of chapter 05 there could be no cache. The query is not kept, because
// nobody asks with it again. And the new word needs no mask: all that there is
// lies before it, or is itself.
//
// Word n costs n products of width d, and not n^2 of them. What is left to be
// saved is the copying: concat_rows copies the whole cache for one row. The
// library doubles its room whenever that is used up, as std::vector does, and
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
