// What a recurrent cell does with one row, once the products are done; and its way back.
//
// `gates` holds g blocks of w numbers, in the order of recurrent.h. Forward turns sums into gates,
// backward gates into the gradients of the sums, each in the same place.
#pragma once

#include "core/real.h"

namespace book {

// h = tanh(sum)                                                        dsum = dh (1 - h^2)
void elman_cell(const real* sum, real* h, long w);
void elman_cell_back(real* dsum, const real* h, const real* dh, long w);

// c' = f c + i g,  h = o tanh(c')
//     do = dh tanh(c')   dc' += dh o (1 - tanh(c')^2)   di = dc' g   df = dc' c   dg = dc' i
// dc is what came to c' by other ways; dc_before receives dc' f in addition to what it has.
void lstm_cell(real* gates, const real* c_before, real* c, real* tanh_c, real* h, long w);
void lstm_cell_back(real* gates, const real* c_before, const real* tanh_c, const real* dh,
                    const real* dc, real* dc_before, long w);

// n = tanh(a + r s),  h = n + z (h_before - n); `state` holds the blocks of s, then their gradients.
//     dn = dh (1 - z)   dz = dh (h_before - n)   dr = dsum_n s_n   ds_n = dsum_n r
// dh_before receives dh z in addition to what it has.
void gru_cell(real* gates, const real* state, const real* h_before, real* h, long w);
void gru_cell_back(real* gates, real* state, const real* h_before, const real* dh, real* dh_before,
                   long w);

}  // namespace book
