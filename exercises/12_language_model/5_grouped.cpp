// 12.5  Grouped queries
// solid; chapter 12, "Grouped queries: a smaller cache"
//
// A model that writes keeps the keys and values of everything it has read, for every layer and every head.
// Grouped queries make that cache smaller: there are fewer heads of keys and values than of queries, and
// neighbouring heads of queries share one. With h heads of queries and g heads of keys and values, the
// first h/g heads read keys and values 0, the next h/g heads read keys and values 1, and so on.
//
// Compute the attention of one text, in which no piece looks ahead:
//
//     head_i = softmax(mask(q_i k_j^T / sqrt(w))) v_j      j: the head of keys and values that i reads
//
// q_i are columns i w .. (i + 1) w - 1 of q, and k_j and v_j are cut out of k and v in the same way. In the
// result the heads lie side by side again, head 0 first. There is no W_O here.
//
//     q: (n x h w)   k, v: (n x g w)   heads: h   key_value_heads: g, which divides h   result: (n x h w)
//
// You may copy from your answers to 5.3 and 6.3. The library has matmul(a, b), matmul_nt(a, b) for a b^T,
// scale(x, factor), apply_mask(Mask::causal, scores), which hides what comes later, softmax_rows(x) and
// copy(from, to).
//
// Example:  q = {{0, 0, 0, 0}, {0, 0, 0, 0}},  k = {{1, 2}, {3, 4}},  v = {{2, 10}, {4, 30}},  h = 4, g = 2
//           All keys are equally good  ->  {{2, 2, 10, 10},
//                                           {3, 3, 20, 20}}
#include "12_language_model/exercises.h"

using namespace exercise;

Matrix exercise::grouped_attention(ConstView q, ConstView k, ConstView v,
                                   int heads, int key_value_heads) {
    // Replace this line and the next with your code.
    not_written_yet(q, k, v, heads, key_value_heads);
}
