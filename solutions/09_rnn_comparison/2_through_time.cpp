// 9.2  Back through time
// solid; chapter 09, "Why a state forgets"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

// Each step back does the two steps forwards in the opposite order. Forwards
// W_h came first and tanh last. So the slope first passes tanh, whose own slope
// is taken at the state that came *out* of it, and then W_h, transposed as in
// the gradient of any product.
//
// Every step back multiplies by numbers of at most 1 and by the same matrix
// again. That is the whole trouble with long sentences: after forty steps there
// are forty such factors, and only by luck do they neither vanish nor explode.
Matrix exercise::back_through_time(ConstView states, ConstView w_h,
                                   ConstView last) {
    const int steps = states.rows();
    Matrix slopes({steps + 1, states.cols()});
    copy(last, slopes.view().row_block(0, 1));
    for (int k = 0; k < steps; ++k) {
        const int t = steps - 1 - k;  // the row of the state to be left
        Matrix bent({1, states.cols()});
        for (int c = 0; c < states.cols(); ++c) {
            const real h = states(t, c);
            bent(0, c) = slopes(k, c) * (1 - h * h);
        }
        copy(matmul_nt(bent, w_h), slopes.view().row_block(k + 1, 1));
    }
    return slopes;
}
