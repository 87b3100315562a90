// No page computes with packed weights, and none measures a peak: there the reference will do, and nothing is loaded for it.
#include "tensor/kernels/kernels.h"

namespace book::kernels::wasm {

void packed_times_row(const PackedRows& w, const real* x, real* y) {
    reference::packed_times_row(w, x, y);
}
void unpack_panel(const PackedRows& w, real* panel) { reference::unpack_panel(w, panel); }
double peak_registers(long steps, const real* memory, real* result) {
    return reference::peak_registers(steps, memory, result);
}
double peak_cache(long steps, const real* memory, real* result) {
    return reference::peak_cache(steps, memory, result);
}

}  // namespace book::kernels::wasm
