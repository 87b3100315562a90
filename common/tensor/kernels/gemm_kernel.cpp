// The matrix product for one thread, in plain C++ with vector extensions.
//
// A product of two 1000 x 1000 matrices does 1000 multiply-adds for every number it reads. A
// processor can add much faster than it can read, so all the art is to read each number seldom:
//
//   1. tile:      6 rows x a few vectors of c stay in registers while k runs on. Each step reads a
//                 few vectors of b and 6 numbers of a, and does 6 times as many multiply-adds.
//   2. strip:     tiles under each other, which use the same columns of b: those stay in the L1 cache.
//   3. rectangle: strips side by side, which use the same block of a: that stays in the L2 cache.
//
// (Goto and van de Geijn 2008; Van Zee and van de Geijn 2015.) Unlike them we copy a and b into
// compact form only where they lie badly: a transposed matrix, or rows that are far apart.
//
// Every element of c is one chain of fused multiply-adds over ascending k, from 0 or from c. It does
// not matter which tile it falls into, so every instruction set gives the same bits as
// gemm_reference. For that this file is compiled with -ffp-contract=fast (s += a * b becomes one
// instruction) and at least -O2, and no vector lies along k. On a processor without fused
// multiply-add (generic on x86) product and sum are rounded one by one: still one chain, but other
// last digits; kernel_is_exact() tells.
#include "tensor/kernels/kernels.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

static_assert(sizeof(real) == sizeof(float), "kernels compute with float");

#if defined(__AVX512F__)
constexpr int kWidth = 16;   // floats in a vector
constexpr int kVectors = 4;  // vectors in a row of a tile: 6 x 4 sums in 32 registers
#elif defined(__AVX__)
constexpr int kWidth = 8;
constexpr int kVectors = 2;  // 6 x 2 sums in 16 registers
#else
constexpr int kWidth = 4;
constexpr int kVectors = 2;
#endif
constexpr int kTileRows = 6;
constexpr int kTileCols = kVectors * kWidth;

// Measured (ratios hold for Zen 3 and Zen 5):
constexpr long kDepth = 512;      // steps of k before c goes back to memory; 256 is 3 to 10% slower
constexpr long kBlockRows = 240;  // rows of a for each pass over b: 240 x 512 floats stay in L2
constexpr long kBlockRowsCopy = 960;  // the same where a pass copies b, so that there are fewer
constexpr long kFarRows = 1000;       // rows of b so far apart share few cache sets: copy them,
constexpr long kManyRows = 96;        // if so many rows of c make use of the copy
static_assert((kTileCols + kBlockRowsCopy) * kDepth <= kWorkspaceSize);

constexpr long min(long x, long y) { return x < y ? x : y; }
constexpr long ceil_div(long x, long y) { return (x + y - 1) / y; }

template <int width>
struct Floats {
    typedef float Register __attribute__((vector_size(width * sizeof(float))));
    typedef float Memory __attribute__((vector_size(width * sizeof(float)), aligned(4), may_alias));
};
template <>
struct Floats<1> {
    typedef float Register, Memory;
};

// sum + x y. A single float asks for the fused instruction by name: GCC may turn a chain of scalar
// sums into a vector of products, added one after the other.
template <class T>
inline T multiply_add(float x, T y, T sum) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
    if constexpr (sizeof(T) == sizeof(float)) return __builtin_fmaf(x, y, sum);
#endif
    return sum + x * y;
}

// ---- 1. tile -----------------------------------------------------------------------------------

// A tile of c, `rows` x `vectors` vectors of `width` floats; rows of b are b_row apart.
//
// The last vector of a row starts at column `last` and may overlap the one before it; both then
// compute the same bits. So any number of columns from `width` on needs no mask and no padding.
template <int width, int rows, int vectors>
void tile(long depth, const float* a, long a_row, long a_col, const float* b, long b_row, float* c,
          long c_row, long last, bool accumulate) {
    using Register = typename Floats<width>::Register;
    using Memory = typename Floats<width>::Memory;
    const auto column = [last](int v) { return v < vectors - 1 ? v * width : last; };

    Register sum[rows][vectors];
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            sum[i][v] = accumulate
                            ? Register(*reinterpret_cast<const Memory*>(c + i * c_row + column(v)))
                            : Register{};
    for (long p = 0; p < depth; ++p, a += a_col, b += b_row) {
        Register b_p[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) b_p[v] = *reinterpret_cast<const Memory*>(b + column(v));
#pragma GCC unroll 8
        for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v)
                sum[i][v] = multiply_add(a[i * a_row], b_p[v], sum[i][v]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            *reinterpret_cast<Memory*>(c + i * c_row + column(v)) = sum[i][v];
}

using Tile = void (*)(long, const float*, long, long, const float*, long, float*, long, long, bool);
template <int width, int vectors>
constexpr Tile kTiles[kTileRows] = {tile<width, 1, vectors>, tile<width, 2, vectors>,
                                    tile<width, 3, vectors>, tile<width, 4, vectors>,
                                    tile<width, 5, vectors>, tile<width, 6, vectors>};
struct TileFamily {
    const Tile* by_rows;  // by_rows[r - 1] has r rows
    int width;
};

template <int width, int vectors>
TileFamily fewest_vectors(long cols) {
    if constexpr (vectors > 1)
        if (cols <= (vectors - 1) * width) return fewest_vectors<width, vectors - 1>(cols);
    return {kTiles<width, vectors>, width};
}

// Tiles for 1 .. kTileCols columns: the widest vectors that fit, and no more of them than needed.
TileFamily tiles_for(long cols) {
    if (cols >= kWidth) return fewest_vectors<kWidth, kVectors>(cols);
    if constexpr (kWidth > 8)
        if (cols >= 8) return fewest_vectors<8, 2>(cols);
    if constexpr (kWidth > 4)
        if (cols >= 4) return fewest_vectors<4, 2>(cols);
    return fewest_vectors<1, 3>(cols);
}

// ---- 2. strip ----------------------------------------------------------------------------------

// A block of a, as tiles see it: (i, p) of a tile is at i * row + p * col; the next tile begins
// next_row further on for each row of this one.
struct BlockA {
    const float* data;
    long row, col, next_row;
    bool copied;
};

// A strip of c: at most kTileCols columns. Its tiles are of nearly equal height, because one of 6
// rows and one of 1 take longer than 4 and 3; a copied block is cut into tiles of 6 already.
void strip(long rows, long cols, long depth, BlockA a, const float* b, long b_row, float* c,
           long c_row, bool accumulate) {
    const TileFamily family = tiles_for(cols);
    for (long tiles = ceil_div(rows, kTileRows); tiles > 0; --tiles) {
        const long height = a.copied ? min(rows, kTileRows) : ceil_div(rows, tiles);
        family.by_rows[height - 1](depth, a.data, a.row, a.col, b, b_row, c, c_row,
                                   cols - family.width, accumulate);
        a.data += height * a.next_row;
        c += height * c_row;
        rows -= height;
    }
}

// ---- copies ------------------------------------------------------------------------------------

using Register = Floats<kWidth>::Register;
using Memory = Floats<kWidth>::Memory;
inline Register load(const float* from) { return *reinterpret_cast<const Memory*>(from); }
inline void store(float* to, Register x) { *reinterpret_cast<Memory*>(to) = x; }

template <int... lane>
struct Lanes {};
template <int n, int... lane>
struct LanesBelow : LanesBelow<n - 1, n - 1, lane...> {};
template <int... lane>
struct LanesBelow<0, lane...> {
    using type = Lanes<lane...>;
};

// Two rows of blocks, `size` lanes each: [A B], [C D] become [A C], [B D].
template <int size, int... lane>
inline void swap_blocks(Register& x, Register& y, Lanes<lane...>) {
    const Register low =
        __builtin_shufflevector(x, y, (lane & size ? kWidth + lane - size : lane)...);
    y = __builtin_shufflevector(x, y, (lane & size ? kWidth + lane : lane + size)...);
    x = low;
}

// Transposes kWidth x kWidth floats in registers: single floats change places, then blocks of 2 x 2,
// then of 4 x 4, ...
template <int size = 1>
inline void transpose(Register* rows) {
#pragma GCC unroll 16
    for (int i = 0; i < kWidth; ++i)
        if (!(i & size))
            swap_blocks<size>(rows[i], rows[i + size], typename LanesBelow<kWidth>::type());
    if constexpr (2 * size < kWidth) transpose<2 * size>(rows);
}

// to[i] lane l = b(p + i, j + l), of a transposed b with this many columns; past the last one, the last.
inline void load_transposed(const float* b, long b_col, long cols, long p, long j, Register* to) {
#pragma GCC unroll 16
    for (int l = 0; l < kWidth; ++l) to[l] = load(b + min(j + l, cols - 1) * b_col + p);
    transpose(to);
}

// panel[p * kTileCols + j] = b(p, j), for depth x cols numbers.
void copy_b(long depth, long cols, const float* b, long b_row, long b_col, float* panel) {
    if (b_col == 1 && cols == kTileCols) {
        for (long p = 0; p < depth; ++p, b += b_row, panel += kTileCols)
#pragma GCC unroll 8
            for (int j = 0; j < kTileCols; j += kWidth) store(panel + j, load(b + j));
    } else if (b_col == 1 || depth < kWidth) {
        for (long p = 0; p < depth; ++p)
            for (long j = 0; j < cols; ++j) panel[p * kTileCols + j] = b[p * b_row + j * b_col];
    } else {
        for (long j = 0; j < cols; j += kWidth)
            for (long p = 0; p < depth; p += kWidth) {
                p = min(p, depth - kWidth);  // the last block overlaps the one before it
                Register block[kWidth];
                load_transposed(b, b_col, cols, p, j, block);
#pragma GCC unroll 16
                for (int i = 0; i < kWidth; ++i) store(panel + (p + i) * kTileCols + j, block[i]);
            }
    }
}

// tiles[i * depth + p * 6 + r] = a(i + r, p), for each tile of 6 rows that begins at row i of a
// transposed a.
void copy_a(long rows, long depth, const float* a, long a_col, float* tiles) {
    constexpr long kGroup = 8 * kTileRows;  // tiles filled together, to read whole cache lines
    for (long group = 0; group < rows; group += kGroup)
        for (long p = 0; p < depth; ++p)
            for (long i = group; i < min(group + kGroup, rows); i += kTileRows) {
                const float* from = a + p * a_col + i;
                float* to = tiles + i * depth + p * kTileRows;
                if (rows - i >= kTileRows)
                    for (int r = 0; r < kTileRows; ++r) to[r] = from[r];
                else
                    for (int r = 0; r < rows - i; ++r) to[r] = from[r];
            }
}

// ---- 3. rectangle ------------------------------------------------------------------------------

void rectangle(const Product& x, float* workspace) {
    float* panel = workspace;
    float* tiles = workspace + kTileCols * kDepth;
    const bool copies_b = x.b_col != 1 || (x.b_row >= kFarRows && x.rows >= kManyRows);
    const bool copies_a = x.a_col != 1 && x.rows >= 8 * kTileRows && x.cols >= 8 * kTileCols;
    const long row_step = copies_b ? kBlockRowsCopy : kBlockRows;
    const long depth_step = ceil_div(x.depth, ceil_div(x.depth, kDepth));  // nearly equal steps

    for (long i = 0; i < x.rows; i += row_step)
        for (long p = 0; p < x.depth; p += depth_step) {
            const long rows = min(row_step, x.rows - i), depth = min(depth_step, x.depth - p);
            BlockA a{x.a + i * x.a_row + p * x.a_col, x.a_row, x.a_col, x.a_row, false};
            if (copies_a) {
                copy_a(rows, depth, a.data, x.a_col, tiles);
                a = {tiles, 1, kTileRows, depth, true};
            }
            for (long j = 0; j < x.cols; j += kTileCols) {
                const long cols = min(kTileCols, x.cols - j);
                const float* b = x.b + p * x.b_row + j * x.b_col;
                if (copies_b) copy_b(depth, cols, b, x.b_row, x.b_col, panel);
                strip(rows, cols, depth, a, copies_b ? panel : b, copies_b ? kTileCols : x.b_row,
                      x.c + i * x.c_row + j, x.c_row, x.accumulate || p > 0);
                // Now, while this part of c is still in the cache.
                if (p + depth == x.depth) finish(x, i, rows, j, cols);
            }
        }
}

// ---- few rows ----------------------------------------------------------------------------------

// A few rows of c, b transposed. To copy b, only to use it for so few rows, costs more than the product:
// its blocks are transposed in registers and used there. For a single row two of them in turn, because
// one sum must wait for its last multiply-add before the next.
template <int rows>
void rows_times_transposed(const Product& x) {
    constexpr int kGroups = rows == 1 ? 2 : 1;
    constexpr long kCols = kGroups * kWidth;
    const long whole = x.depth - x.depth % kWidth;
    for (long j = 0; j < x.cols; j += kCols) {
        const long cols = min(kCols, x.cols - j);
        float c[rows][kCols] = {};
        Register sum[rows][kGroups];
        for (int r = 0; r < rows; ++r) {
            for (long i = 0; i < cols && x.accumulate; ++i) c[r][i] = x.c[r * x.c_row + j + i];
            for (int g = 0; g < kGroups; ++g) sum[r][g] = load(c[r] + g * kWidth);
        }
        for (long p = 0; p < whole; p += kWidth)
#pragma GCC unroll 2
            for (int g = 0; g < kGroups; ++g) {
                Register block[kWidth];
                load_transposed(x.b, x.b_col, x.cols, p, j + g * kWidth, block);
#pragma GCC unroll 16
                for (int i = 0; i < kWidth; ++i)
#pragma GCC unroll 8
                    for (int r = 0; r < rows; ++r)
                        sum[r][g] =
                            multiply_add(x.a[r * x.a_row + (p + i) * x.a_col], block[i], sum[r][g]);
            }
        for (int r = 0; r < rows; ++r) {
            for (int g = 0; g < kGroups; ++g) store(c[r] + g * kWidth, sum[r][g]);
            for (long p = whole; p < x.depth; ++p)
                for (long i = 0; i < cols; ++i)
                    c[r][i] = multiply_add(x.a[r * x.a_row + p * x.a_col],
                                           x.b[p + (j + i) * x.b_col], c[r][i]);
            for (long i = 0; i < cols; ++i) x.c[r * x.c_row + j + i] = c[r][i];
        }
    }
    finish(x, 0, rows, 0, x.cols);
}

using FewRows = void (*)(const Product&);
constexpr FewRows kFewRows[] = {rows_times_transposed<1>, rows_times_transposed<2>,
                                rows_times_transposed<3>, rows_times_transposed<4>};
constexpr long kMostFewRows = sizeof(kFewRows) / sizeof(kFewRows[0]);

}  // namespace

void gemm(const Product& x, float* workspace) {
    if (x.depth == 0) {  // a sum of nothing
        for (long i = 0; i < x.rows && !x.accumulate; ++i)
            for (long j = 0; j < x.cols; ++j) x.c[i * x.c_row + j] = 0;
        finish(x, 0, x.rows, 0, x.cols);
    } else if (x.cols == 1 && x.c_row == 1 && x.rows > 1 && !x.bias) {
        // A single column is a single row of the transposed product, b^T a^T.
        gemm({1, x.rows, x.depth, x.b, x.b_col, x.b_row, x.a, x.a_col, x.a_row, x.c, x.rows,
              x.accumulate, nullptr, x.relu},
             workspace);
    } else if (x.rows <= kMostFewRows && x.b_col != 1) {
        kFewRows[x.rows - 1](x);
    } else {
        rectangle(x, workspace);
    }
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
