// Attention (Vaswani et al. 2017, section 3.2).
//
// Letters in shapes: n queries, m keys and values, d the width of a query and a key, h heads.
// Heads lie side by side: head i owns the columns i d/h .. (i+1) d/h. A batch is packed: sentence s
// of the queries looks at sentence s of the keys, and at nothing else.
#pragma once

#include "nn/feed_forward.h"
#include "nn/parameters.h"
#include "nn/score_factor.h"
#include "tensor/ops.h"
#include "tensor/segments.h"

namespace book {

class Trace;

// softmax(q k^T / sqrt(d)) v, the formula of the paper (eq. 1): the only place where it stands.
//     weights = softmax(mask(q k^T / sqrt(d)))     (n x d)(m x d) -> (n x m)
//     out     = weights v                          (n x m)(m x e) -> (n x e)
void attend(ConstView q, ConstView k, ConstView v, Mask mask, View weights, View out);

// Its value form; the weights are handed out if asked for.
Matrix scaled_dot_product_attention(ConstView q, ConstView k, ConstView v, Mask mask = Mask::none,
                                    Matrix* weights = nullptr);

// The same for all heads of all sentences, on the tape.         q: (n x d), k, v: (m x d) -> (n x d)
//
// k and v may be narrower, as wide as some number of heads that divides theirs: then d/h columns of
// keys and values serve several heads of queries, the first ones the first heads (Ainslie et al. 2023,
// "GQA", section 2.2; one for all: Shazeer 2019). It is the width that says how many there are.
//
//     dv = weights^T dout,  dweights = dout v^T,  dscores = softmax' (dweights)
//     dq = dscores k / sqrt(d/h),  dk = dscores^T q / sqrt(d/h)
Var attention_heads(Var q, Var k, Var v, const Segments& query_rows, const Segments& key_rows,
                    int heads, Mask mask);

struct MultiHeadAttention {
    Linear query, key, value;  // (d x d): column block i belongs to head i; key, value: or narrower
    Linear output;             // (d x d): W_O, what is made of the heads side by side
    int heads = 1;
};
MultiHeadAttention make_attention(Parameters& parameters, const std::string& name, int width,
                                  int heads, bool with_bias, Rng& rng);
// With keys and values for so many heads only, of which each serves heads / key_value_heads.
MultiHeadAttention make_attention(Parameters& parameters, const std::string& name, int width,
                                  int heads, int key_value_heads, bool with_bias, Rng& rng);

// Writes down what each head did, computed again by the same formula. One sentence at a time.
void trace_heads(Trace& trace, const std::string& name, ConstView q, ConstView k, ConstView v,
                 int heads, Mask mask);

// Who looks at whom: x asks (n x d), `source` answers (m x d). Self-attention has both the same.
Var multi_head_attention(const MultiHeadAttention& a, Var x, Var source, const Segments& query_rows,
                         const Segments& key_rows, Mask mask, Trace* trace = nullptr,
                         const std::string& name = "");

}  // namespace book
