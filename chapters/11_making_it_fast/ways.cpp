// Ways to multiply, each made of the one before. All sum over rising p, so all have the same bits.
#include "ways.h"

#include <algorithm>

#include "core/parallel.h"
#include "tensor/ops.h"

namespace chapter_11 {
using namespace book;

// [naive]
void triple_loop(ConstView a, ConstView b, View c) {
    for (int i = 0; i < c.rows(); ++i) {
        for (int j = 0; j < c.cols(); ++j) {
            real sum = 0;
            for (int p = 0; p < a.cols(); ++p) {
                sum += a(i, p) * b(p, j);
            }
            c(i, j) = sum;
        }
    }
}
// [/naive]

void along_both(ConstView a, ConstView b_turned, View c) {
    for (int i = 0; i < c.rows(); ++i) {
        for (int j = 0; j < c.cols(); ++j) {
            real sum = 0;
            for (int p = 0; p < a.cols(); ++p) {
                sum += a(i, p) * b_turned(j, p);
            }
            c(i, j) = sum;
        }
    }
}

// [order]
void add_rows_of_b(ConstView a, ConstView b, View c) {  // c += a b
    for (int i = 0; i < c.rows(); ++i) {
        for (int p = 0; p < a.cols(); ++p) {
            const real x = a(i, p);
            const real* from = b.row(p).data();
            real* to = c.row(i).data();
            for (int j = 0; j < c.cols(); ++j) {
                to[j] += x * from[j];
            }
        }
    }
}

void rows_of_b(ConstView a, ConstView b, View c) {
    fill(c, 0);
    add_rows_of_b(a, b, c);
}
// [/order]

// [blocks]
void blocks_of_b(ConstView a, ConstView b, View c) {
    constexpr int kRows = 128;  // a block of b has 128 rows
    constexpr int kCols = 64;   // and 64 columns: 32 KiB
    fill(c, 0);
    for (int j = 0; j < c.cols(); j += kCols) {
        for (int p = 0; p < a.cols(); p += kRows) {
            const int cols = std::min(kCols, c.cols() - j);
            const int rows = std::min(kRows, a.cols() - p);
            const ConstView part_of_a = a.col_block(p, rows);
            const ConstView block = b.row_block(p, rows).col_block(j, cols);
            add_rows_of_b(part_of_a, block, c.col_block(j, cols));
        }
    }
}
// [/blocks]

// [tile]
constexpr int kTile = 4;  // a tile: 4 rows of c,
constexpr int kWide = 8;  // and 8 of its columns, two Fours
typedef real Four __attribute__((vector_size(4 * sizeof(real)), may_alias));

// From row i and column j of c on. The panel holds 8 columns of b: two Fours
// to a row.
void tile(ConstView a, int i, const Four* panel, View c, int j) {
    Four left[kTile] = {};
    Four right[kTile] = {};
    for (int p = 0; p < a.cols(); ++p) {
        const Four left_of_b = panel[2 * p];
        const Four right_of_b = panel[2 * p + 1];
#pragma GCC unroll 4
        for (int r = 0; r < kTile; ++r) {
            left[r] += a(i + r, p) * left_of_b;
            right[r] += a(i + r, p) * right_of_b;
        }
    }
    for (int r = 0; r < kTile; ++r) {
        for (int l = 0; l < 4; ++l) {
            c(i + r, j + l) = left[r][l];
            c(i + r, j + 4 + l) = right[r][l];
        }
    }
}

void tiles(ConstView a, ConstView b, View c) {
    static thread_local Buffer panel;  // 8 columns of b, next to each other
    panel.resize(std::size_t(b.rows()) * kWide);
    for (int j = 0; j < c.cols(); j += kWide) {
        for (int p = 0; p < b.rows(); ++p) {
            const real* from = b.row(p).data() + j;
            std::copy_n(from, kWide, panel.data() + p * kWide);
        }
        const Four* packed = reinterpret_cast<const Four*>(panel.data());
        for (int i = 0; i < c.rows(); i += kTile) {
            tile(a, i, packed, c, j);
        }
    }
}
// [/tile]

TileSize tile_size() { return {kTile, kWide}; }

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
