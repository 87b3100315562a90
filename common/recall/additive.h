// The first attention (Bahdanau, Cho, Bengio 2014): a small network compares a query with a key.
#pragma once

#include "autodiff/tape.h"
#include "tensor/segments.h"

namespace book {

// For each sentence of a packed batch, with q and k as the products with W and U left them:
//
//     s_ij = sum_c v_c tanh(q_ic + k_jc),   p_i = softmax(s_i),   y_i = sum_j p_ij values_j
//
//     dp_ij = dy_i . values_j     ds_ij = p_ij (dp_ij - sum_l p_il dp_il)     dvalues_j += p_ij dy_i
//     dv_c += ds_ij t_ijc         dq_ic, dk_jc += ds_ij v_c (1 - t_ijc^2)     with t = tanh(q + k)
//
// q: (n x a), k: (m x a), values: (m x e), v: (1 x a) -> (n x e). Sentence s of the queries looks at
// sentence s of the keys.
Var additive_attention(Var q, Var k, Var values, Var v, const Segments& query_rows,
                       const Segments& key_rows);

}  // namespace book
