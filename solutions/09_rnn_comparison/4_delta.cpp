// 9.4  The delta rule
// solid; chapter 09, "A state that can be rewritten"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

// What does the key find afterwards? Multiply S' by k from the left. Since
// k k^T is the square of the key's length, which is 1,
//
//     k S' = k S + b (v - k S) = (1 - b) k S + b v
//
// so b is the share of the way from the old value to the new one. And another
// key c finds c S' = c S + b (c k^T) (v - k S). If it is at right angles to k,
// then c k^T is 0, and it finds what it found before: only what stands at the
// place of k has been rewritten. But in a state of d rows no more than d keys
// can all be at right angles to each other. That is how much fits in without
// loss.
//
// The rule is older than such networks (Widrow and Hoff 1960). Half the square
// of the distance between v and k S has the slope -k^T (v - k S) for S, by
// exercise 8.2. So each word takes one step downhill with b as the rate: this
// network learns while it reads.
Matrix exercise::delta_step(ConstView q, ConstView k, ConstView v, real b,
                            Matrix& state) {
    const Matrix found = matmul(k, state);               // (1 x e)
    const Matrix change = scale(subtract(v, found), b);  // (1 x e)
    state = add(state, matmul_tn(k, change));            // (d x e)
    return matmul(q, state);
}
