// A state that is a matrix: attention without softmax, read and written word by word.
//
// Letters: S (k x v) the state of a head, q_t and k_t rows of k numbers, v_t a row of v numbers. A key is
// where a word is written, a value is what is written there, and a query reads:
//
//     M_t = decay_t * S_(t-1)              what is kept of the old state: row i of it times decay_ti
//     u_t = v_t                            added                     (Katharopoulos and others 2020, eq. 18)
//     u_t = b_t (v_t - k_t M_t)            the delta rule: what the key's place holds already is taken
//                                          away first                (Schlag, Irie, Schmidhuber 2021, eq. 24)
//     S_t = M_t + k_t^T u_t
//     y_t = q_t S_t
//
// Without decay, and with the first u, y_t is sum_(s<=t) (q_t . k_s) v_s: attention whose weights are not
// exponentials and are not divided by their sum. "Fast weights" is the older name: a matrix that changes
// with each word, beside the slow ones that training changes (Schmidhuber 1992).
#pragma once

#include <span>

#include "autodiff/tape.h"
#include "tensor/segments.h"

namespace book {

// What the recurrence is given, for all heads side by side: n rows, h heads.
struct FastWeights {
    Var queries;  // (n x h k)
    Var keys;     // (n x h k)
    Var values;   // (n x h v)
    Var decay;  // (n x h): one share for a head; (n x h k): one for each row of its state; not valid(): 1
    Var strength;  // (n x h): the delta rule's b_t; not valid(): values are added
};

// The answers y of every word, each sentence from a state of zeros.                         -> (n x h v)
//
// Backwards, with dS what reaches a state from later words (e_t = v_t - k_t M_t, so u_t = b_t e_t):
//
//     dS += q_t^T dy_t      dq_t = dy_t S_t^T
//     du_t = k_t dS         dk_t = u_t dS^T
//     delta: db_t = du_t . e_t,  dv_t = b_t du_t,  dk_t -= dv_t M_t^T,  dM = dS - k_t^T dv_t;  else dv_t = du_t
//     ddecay_ti = dM_i . S_(t-1)i,  dS = decay_t * dM
//
// States are not kept for it but computed again, a sentence at a time. Work: n k v for each head, memory:
// (longest + 1) k v for each thread.
Var fast_weights(const FastWeights& given, const Segments& rows, int heads);

// One word, on a state of one's own: what is carried along when words come one by one.
//                          state: (k x v); query, key: k numbers; decay: 1 or k; value, answer: v numbers
struct FastWeightsStep {
    std::span<const real> query, key, value;
    std::span<const real> decay;  // empty: 1
    const real* strength = nullptr;
};
void fast_weights_step(const FastWeightsStep& word, View state, std::span<real> answer);

}  // namespace book
