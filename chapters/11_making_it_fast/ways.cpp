// Five ways to multiply, each made of the one before. All sum over rising p, so all have the same bits.
#include "ways.h"

#include <algorithm>

#include "core/parallel.h"
#include "tensor/ops.h"

namespace chapter_11 {
using namespace book;

// [naive]
void triple_loop(ConstView a, ConstView b, View c) {
    for (int i = 0; i < c.rows(); ++i)
        for (int j = 0; j < c.cols(); ++j) {
            real sum = 0;
            for (int p = 0; p < a.cols(); ++p) sum += a(i, p) * b(p, j);
            c(i, j) = sum;
        }
}
// [/naive]

// [order]
void rows_of_b(ConstView a, ConstView b, View c) {
    fill(c, 0);
    for (int i = 0; i < c.rows(); ++i)
        for (int p = 0; p < a.cols(); ++p) {
            const real x = a(i, p);
            const real* from = b.row(p).data();
            real* to = c.row(i).data();
            for (int j = 0; j < c.cols(); ++j) to[j] += x * from[j];
        }
}
// [/order]

// [blocks]
void blocks_of_b(ConstView a, ConstView b, View c) {
    constexpr int kRows = 128, kCols = 64;  // of b: 32 KiB
    fill(c, 0);
    for (int j = 0; j < c.cols(); j += kCols)
        for (int p = 0; p < a.cols(); p += kRows) {
            const int cols = std::min(kCols, c.cols() - j);
            const int rows = std::min(kRows, a.cols() - p);
            for (int i = 0; i < c.rows(); ++i)
                for (int q = p; q < p + rows; ++q) {
                    const real x = a(i, q);
                    const real* from = b.row(q).data() + j;
                    real* to = c.row(i).data() + j;
                    for (int l = 0; l < cols; ++l) to[l] += x * from[l];
                }
        }
}
// [/blocks]

// [tile]
constexpr int kTile = 4, kWide = 8;  // a tile: 4 rows of c, 8 columns
typedef real Four __attribute__((vector_size(4 * sizeof(real)), may_alias));

void tile(ConstView a, int i, const Four* panel, View c, int j) {
    Four left[kTile] = {}, right[kTile] = {};
    for (int p = 0; p < a.cols(); ++p, panel += 2)
#pragma GCC unroll 4
        for (int r = 0; r < kTile; ++r) {
            left[r] += a(i + r, p) * panel[0];
            right[r] += a(i + r, p) * panel[1];
        }
    for (int r = 0; r < kTile; ++r)
        for (int l = 0; l < 4; ++l) {
            c(i + r, j + l) = left[r][l];
            c(i + r, j + 4 + l) = right[r][l];
        }
}

void tiles(ConstView a, ConstView b, View c) {
    static thread_local Buffer panel;  // 8 columns of b, copied side by side
    panel.resize(static_cast<std::size_t>(b.rows()) * kWide);
    for (int j = 0; j < c.cols(); j += kWide) {
        for (int p = 0; p < b.rows(); ++p)
            std::copy_n(b.row(p).data() + j, kWide, panel.data() + p * kWide);
        const Four* packed = reinterpret_cast<const Four*>(panel.data());
        for (int i = 0; i < c.rows(); i += kTile) tile(a, i, packed, c, j);
    }
}
// [/tile]

// [threads]
void tiles_on_all_cores(ConstView a, ConstView b, View c) {
    parallel_blocks(c.rows() / kTile, 1, [&](long begin, long end) {
        const int first = static_cast<int>(begin) * kTile;
        const int rows = static_cast<int>(end) * kTile - first;
        tiles(a.row_block(first, rows), b, c.row_block(first, rows));
    });
}
// [/threads]

}  // namespace chapter_11
