#include "nn/recurrent_cells.h"

#include "tensor/kernel_dispatch.h"

namespace book {

void elman_cell(const real* sum, real* h, long w) { kernel().tanh_row(sum, h, w); }

void elman_cell_back(real* __restrict dsum, const real* __restrict h, const real* __restrict dh,
                     long w) {
    for (long j = 0; j < w; ++j) dsum[j] = dh[j] * (1 - h[j] * h[j]);
}

void lstm_cell(real* __restrict gates, const real* __restrict c_before, real* __restrict c,
               real* __restrict tanh_c, real* __restrict h, long w) {
    const Kernel& k = kernel();
    k.sigmoid_row(gates, gates, 2 * w);
    k.tanh_row(gates + 2 * w, gates + 2 * w, w);
    k.sigmoid_row(gates + 3 * w, gates + 3 * w, w);
    const real *i = gates, *f = gates + w, *g = gates + 2 * w, *o = gates + 3 * w;
    for (long j = 0; j < w; ++j) c[j] = f[j] * c_before[j] + i[j] * g[j];
    k.tanh_row(c, tanh_c, w);
    for (long j = 0; j < w; ++j) h[j] = o[j] * tanh_c[j];
}

void lstm_cell_back(real* __restrict gates, const real* __restrict c_before,
                    const real* __restrict tanh_c, const real* __restrict dh,
                    const real* __restrict dc, real* __restrict dc_before, long w) {
    for (long j = 0; j < w; ++j) {
        const real i = gates[j], f = gates[w + j], g = gates[2 * w + j], o = gates[3 * w + j];
        const real d = dc[j] + dh[j] * o * (1 - tanh_c[j] * tanh_c[j]);
        gates[j] = d * g * (i * (1 - i));
        gates[w + j] = d * c_before[j] * (f * (1 - f));
        gates[2 * w + j] = d * i * (1 - g * g);
        gates[3 * w + j] = dh[j] * tanh_c[j] * (o * (1 - o));
        dc_before[j] += d * f;
    }
}

void gru_cell(real* __restrict gates, const real* __restrict state, const real* __restrict h_before,
              real* __restrict h, long w) {
    const Kernel& k = kernel();
    for (long j = 0; j < 2 * w; ++j) gates[j] += state[j];
    k.sigmoid_row(gates, gates, 2 * w);
    const real *r = gates, *z = gates + w, *s = state + 2 * w;
    real* n = gates + 2 * w;
    for (long j = 0; j < w; ++j) n[j] += r[j] * s[j];
    k.tanh_row(n, n, w);
    for (long j = 0; j < w; ++j) h[j] = n[j] + z[j] * (h_before[j] - n[j]);
}

void gru_cell_back(real* __restrict gates, real* __restrict state, const real* __restrict h_before,
                   const real* __restrict dh, real* __restrict dh_before, long w) {
    for (long j = 0; j < w; ++j) {
        const real r = gates[j], z = gates[w + j], n = gates[2 * w + j], s = state[2 * w + j];
        const real dn = dh[j] * (1 - z) * (1 - n * n);
        const real dr = dn * s * (r * (1 - r));
        const real dz = dh[j] * (h_before[j] - n) * (z * (1 - z));
        gates[j] = dr;
        gates[w + j] = dz;
        gates[2 * w + j] = dn;
        state[j] = dr;
        state[w + j] = dz;
        state[2 * w + j] = dn * r;
        dh_before[j] += dh[j] * z;
    }
}

}  // namespace book
