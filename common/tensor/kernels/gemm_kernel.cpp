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
#include "tensor/kernels/tuning.h"
#include "tensor/kernels/vectors.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

static_assert(sizeof(real) == sizeof(float), "kernels compute with float");

// The list under names of our own: a compiler works out what a constant is, but not always what a member
// of one is.
constexpr int kTileRows = 6;  // of every instruction set: copies of a are cut into tiles of 6
constexpr int kWidth = kTuning.width;
constexpr int kVectors = kTuning.tile_vectors;
constexpr int kTileCols = kVectors * kWidth;
constexpr int kSteps = kTuning.steps;
constexpr int kRowVectors = kTuning.row_vectors;
constexpr long kRowDepth = kTuning.row_depth;
constexpr long kDepth = kTuning.depth;
constexpr long kDepthInPlace = kTuning.depth_in_place;
constexpr long kBlockRows = kTuning.block_rows;
constexpr long kBlockRowsCopy = kTuning.block_rows_copy;
constexpr long kFarRows = kTuning.far_rows;
constexpr long kManyRows = kTuning.many_rows;
constexpr long kFarTimesMany = kTuning.far_times_many;
constexpr long kManyCols = kTuning.many_cols;
constexpr bool kFetchesA = kTuning.fetches_a;
constexpr long kFetchDepth = kTuning.fetch_depth;
constexpr long kGap = kTuning.gap;
static_assert((kTileCols + kBlockRowsCopy) * (kDepth + kGap) <= kWorkspaceSize);

constexpr long min(long x, long y) { return x < y ? x : y; }
constexpr long ceil_div(long x, long y) { return (x + y - 1) / y; }
// The step in which n things are done, at most `most` at a time: a multiple of `unit`, as `most` is.
constexpr long nearly_equal(long n, long most, long unit) {
    return ceil_div(ceil_div(n, ceil_div(n, most)), unit) * unit;
}
inline void prefetch(const float* soon) { __builtin_prefetch(soon, 0, 2); }  // into the L2 cache
constexpr long kLine = 16;  // floats that come from memory together

// sum + x y. A single float asks for the fused instruction by name: GCC may turn a chain of scalar
// sums into a vector of products, added one after the other.
#ifdef __wasm_relaxed_simd__
// In a browser the fused instruction is asked for by name, too, and a single float takes a vector's: the engine may
// fuse or not, but it does the same each time.
template <class T>
inline T multiply_add(float x, T y, T sum) {
    typedef float Four __attribute__((vector_size(16)));
    if constexpr (sizeof(T) == sizeof(Four))
        return __builtin_wasm_relaxed_madd_f32x4(Four{x, x, x, x}, y, sum);
    if constexpr (sizeof(T) == sizeof(float))
        return __builtin_wasm_relaxed_madd_f32x4(Four{x}, Four{y}, Four{sum})[0];
}
#else
template <class T>
inline T multiply_add(float x, T y, T sum) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
    if constexpr (sizeof(T) == sizeof(float)) return __builtin_fmaf(x, y, sum);
#endif
    return sum + x * y;
}
#endif

// ---- 1. tile -----------------------------------------------------------------------------------

// A tile of c, `rows` x `vectors` vectors of `width` floats; rows of b are b_row apart.
//
// The last vector of a row starts at column `last` and may overlap the one before it; both then
// compute the same bits. So any number of columns from `width` on needs no mask and no padding.
template <int width, int rows, int vectors>
void tile(long depth, const float* a, long a_row, long a_col, const float* b, long b_row, float* c,
          long c_row, long last, bool accumulate) {
    using Register = decltype(load<width>(c));
    const auto column = [last](int v) { return v < vectors - 1 ? v * width : last; };

    Register sum[rows][vectors];
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            sum[i][v] = accumulate ? load<width>(c + i * c_row + column(v)) : Register{};
#pragma GCC unroll kSteps
    for (long p = 0; p < depth; ++p, a += a_col, b += b_row) {
        Register b_p[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) b_p[v] = load<width>(b + column(v));
#pragma GCC unroll 8
        for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v)
                sum[i][v] = multiply_add(a[i * a_row], b_p[v], sum[i][v]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) store(c + i * c_row + column(v), sum[i][v]);
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
// next_row further on for each row of this one. A strip fetches it if no strip before has.
struct BlockA {
    const float* data;
    long row, col, next_row;
    bool copied, fetch;
};

// A single row has too few sums to hide the time of a multiply-add in a tile: its strip is wider.
template <int vectors>
void strip_of_row(long cols, long depth, BlockA a, const float* b, long b_row, float* c,
                  bool accumulate) {
    if constexpr (vectors > 1)
        if (cols <= (vectors - 1) * kWidth)
            return strip_of_row<vectors - 1>(cols, depth, a, b, b_row, c, accumulate);
    tile<kWidth, 1, vectors>(depth, a.data, 0, a.col, b, b_row, c, 0, cols - kWidth, accumulate);
}

// Asks for what a tile will need, its part of c and perhaps of a, while the one above is computed.
inline void prefetch_tile(long rows, long depth, const float* a, long a_row, const float* c,
                          long c_row) {
    for (long i = 0; i < rows; ++i) {
        for (long j = 0; j < kTileCols; j += kLine) prefetch(c + i * c_row + j);
        for (long p = 0; a && p < depth; p += kLine) prefetch(a + i * a_row + p);
    }
}

// A strip of c: at most kTileCols columns, in a single row kRowVectors vectors. Its tiles are of nearly
// equal height, because one of 6 rows and one of 1 take longer than 4 and 3; a copied block is cut
// into tiles of 6 already.
void strip(long rows, long cols, long depth, BlockA a, const float* b, long b_row, float* c,
           long c_row, bool accumulate) {
    if (rows == 1 && cols >= kWidth)
        return strip_of_row<kRowVectors>(cols, depth, a, b, b_row, c, accumulate);
    const TileFamily family = tiles_for(cols);
    for (long tiles = ceil_div(rows, kTileRows); tiles > 0; --tiles) {
        const long height = a.copied ? min(rows, kTileRows) : ceil_div(rows, tiles);
        const float* next_a = a.data + height * a.next_row;
        if (cols == kTileCols && depth >= kFetchDepth)
            prefetch_tile(min(height, rows - height), depth, a.fetch ? next_a : nullptr, a.row,
                          c + height * c_row, c_row);
        family.by_rows[height - 1](depth, a.data, a.row, a.col, b, b_row, c, c_row,
                                   cols - family.width, accumulate);
        a.data = next_a;
        c += height * c_row;
        rows -= height;
    }
}

// ---- copies ------------------------------------------------------------------------------------

// Shuffles turn a transposed b the right way round, of vectors of 8 floats: what a shuffle of 16 does
// takes most processors as long as two of 8, and these leave half a core to the multiply-adds. Where
// vectors are shorter than that, of 4: one of 8 would go through memory.
constexpr int kEight = 8;
constexpr int kShort = kWidth < kEight ? 4 : kEight;
using Short = Vector<kShort>::Floats;

// Of four lanes, and of the other four: the lower ones in turn, x0 y0 x1 y1; the upper, x2 y2 x3 y3.
template <class V>
inline V low(V x, V y) {
    if constexpr (kShort == 4)
        return __builtin_shufflevector(x, y, 0, 4, 1, 5);
    else
        return __builtin_shufflevector(x, y, 0, 8, 1, 9, 4, 12, 5, 13);
}
template <class V>
inline V high(V x, V y) {
    if constexpr (kShort == 4)
        return __builtin_shufflevector(x, y, 2, 6, 3, 7);
    else
        return __builtin_shufflevector(x, y, 2, 10, 3, 11, 6, 14, 7, 15);
}

// Four numbers of row i and, in a vector of 8, beside them four of row i + 4; past the last of `rows`
// those of the last.
template <int lanes = kShort>
inline auto load_rows(const float* from, long apart, long rows, long i) {
    const float* lower = from + min(i, rows - 1) * apart;
    if constexpr (lanes == 4) {
        return load<4>(lower);
    } else {
        const float* upper = from + min(i + 4, rows - 1) * apart;
        return __builtin_shufflevector(load<4>(lower), load<4>(upper), 0, 1, 2, 3, 4, 5, 6, 7);
    }
}

// Transposes one block of 4 x 4 or two: to[i] lane l = from[i + l * apart].
inline void load_transposed(const float* from, long apart, long rows, Short* to) {
    const Short x0 = load_rows(from, apart, rows, 0), x1 = load_rows(from, apart, rows, 1),
                x2 = load_rows(from, apart, rows, 2), x3 = load_rows(from, apart, rows, 3);
    const Short even = low(x0, x2), odd = low(x1, x3);
    const Short even_above = high(x0, x2), odd_above = high(x1, x3);
    to[0] = low(even, odd);
    to[1] = high(even, odd);
    to[2] = low(even_above, odd_above);
    to[3] = high(even_above, odd_above);
}

// panel[p * width + j] = from[p + j * apart], for depth x cols numbers: 4 rows or more, of at most
// `width`. May write 8 - width past the last one. Asks for the next panel ahead of time.
template <int width>
void copy_transposed(long depth, long cols, const float* from, long apart, float* panel) {
    for (long next = 0; next < cols; next += kShort)
        for (long step = 0; step < depth; step += 4) {
            // The last block, on either side, overlaps the one before it.
            const long j = cols < kShort ? 0 : min(next, cols - kShort);
            const long p = min(step, depth - 4);
            for (long l = 0; step % kLine == 0 && l < kShort; ++l)
                prefetch(from + p + (j + l + width) * apart);
            Short block[4];
            load_transposed(from + p + j * apart, apart, min(cols, kShort), block);
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i) store(panel + (p + i) * width + j, block[i]);
        }
}

// panel[p * kTileCols + j] = b(p, j), for depth x cols numbers.
void copy_b(long depth, long cols, const float* b, long b_row, long b_col, float* panel) {
    if (b_col == 1 && cols == kTileCols) {
        for (long p = 0; p < depth; ++p, b += b_row, panel += kTileCols) {
            for (int j = 0; j < kTileCols; j += kLine) prefetch(b + kTileCols + j);
#pragma GCC unroll 4
            for (int j = 0; j < kTileCols; j += kWidth) store(panel + j, load<kWidth>(b + j));
        }
    } else if (b_col == 1 || depth < 4) {
        for (long p = 0; p < depth; ++p)
            for (long j = 0; j < cols; ++j) panel[p * kTileCols + j] = b[p * b_row + j * b_col];
    } else {
        copy_transposed<kTileCols>(depth, cols, b, b_col, panel);
    }
}

// tiles[i * (depth + kGap) + p * 6 + r] = a(i + r, p), for each tile of 6 rows that begins at row i. What
// a store writes past the 6 numbers, the next one puts right; the last one's fall into the gap.
void copy_a(long rows, long depth, const float* a, long a_row, long a_col, float* tiles) {
    const auto tile_at = [=](long i) { return tiles + i * (depth + kGap); };
    if (a_col == 1) {
        for (long i = 0; i < rows; i += kTileRows)
            copy_transposed<kTileRows>(depth, min(kTileRows, rows - i), a + i * a_row, a_row,
                                       tile_at(i));
        return;
    }
    constexpr long kAhead = 8;  // rows of what is stored: it goes by them, they may be far apart
    for (long p = 0; p < depth; ++p) {
        for (long i = 0; i < rows; i += kLine) prefetch(a + (p + kAhead) * a_col + i);
        for (long i = 0; i < rows; i += kTileRows) {
            const float* from = a + p * a_col + i;
            float* to = tile_at(i) + p * kTileRows;
            if (rows - i >= kEight)
                store(to, load<kEight>(from));
            else
                for (long r = 0; r < min(kTileRows, rows - i); ++r) to[r] = from[r];
        }
    }
}

// ---- 3. rectangle ------------------------------------------------------------------------------

void rectangle(const Product& x, float* workspace) {
    float* panel = workspace;
    float* tiles = workspace + kTileCols * kDepth;
    const bool copies_b = x.b_col != 1 || (x.b_row >= kFarRows && x.rows >= kManyRows &&
                                           x.b_row * x.rows >= kFarTimesMany);
    const bool copies_a =
        x.rows >= 8 * kTileRows && x.cols >= (x.a_col == 1 ? kManyCols : 8 * kTileCols);
    const bool one_row = x.rows == 1 && !copies_b;
    const long row_step = nearly_equal(x.rows, copies_b ? kBlockRowsCopy : kBlockRows, kTileRows);
    const long most_depth = one_row ? kRowDepth : copies_b ? kDepth : kDepthInPlace;
    const long depth_step = nearly_equal(x.depth, most_depth, 1);
    const long col_step = one_row ? kRowVectors * kWidth : kTileCols;

    for (long i = 0; i < x.rows; i += row_step)
        for (long p = 0; p < x.depth; p += depth_step) {
            const long rows = min(row_step, x.rows - i);
            const long depth = min(depth_step, x.depth - p);
            const float* corner = x.a + i * x.a_row + p * x.a_col;
            BlockA a{corner, x.a_row, x.a_col, x.a_row, false, kFetchesA && x.a_col == 1};
            if (copies_a && depth >= 4) {
                copy_a(rows, depth, corner, x.a_row, x.a_col, tiles);
                a = {tiles, 1, kTileRows, depth + kGap, true, false};
            }
            for (long j = 0; j < x.cols; j += col_step) {
                const long cols = min(col_step, x.cols - j);
                const float* b = x.b + p * x.b_row + j * x.b_col;
                if (copies_b) copy_b(depth, cols, b, x.b_row, x.b_col, panel);
                strip(rows, cols, depth, a, copies_b ? panel : b, copies_b ? kTileCols : x.b_row,
                      x.c + i * x.c_row + j, x.c_row, x.accumulate || p > 0);
                a.fetch = false;
                // Now, while this part of c is still in the cache.
                if (p + depth == x.depth) finish(x, i, rows, j, cols);
            }
        }
}

// ---- few rows ----------------------------------------------------------------------------------

// At most groups * kShort columns of c, for a few rows and a transposed b. To copy b, only to use it for
// so few rows, would cost more than the product: its blocks are transposed in registers and used there.
// A sum waits for its last multiply-add before the next: with fewer rows there are more groups.
template <int rows, int groups>
void strip_of_transposed(const Product& x, long first, long cols) {
    if constexpr (groups > 1)
        if (cols <= (groups - 1) * kShort)
            return strip_of_transposed<rows, groups - 1>(x, first, cols);
    const auto column = [=](int g) {
        return first + (g < groups - 1 ? g * kShort : cols - kShort);
    };

    Short sum[rows][groups];
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 8
        for (int g = 0; g < groups; ++g)
            sum[r][g] = x.accumulate ? load<kShort>(x.c + r * x.c_row + column(g)) : Short{};
    const float* b[groups];
    for (int g = 0; g < groups; ++g) b[g] = x.b + column(g) * x.b_col;
    for (long p = 0; p < x.depth; p += 4)
#pragma GCC unroll 8
        for (int g = 0; g < groups; ++g) {
            Short block[4];
            load_transposed(b[g], x.b_col, kShort, block);
            b[g] += 4;
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i)
#pragma GCC unroll 8
                for (int r = 0; r < rows; ++r)
                    sum[r][g] = multiply_add(x.a[r * x.a_row + p + i], block[i], sum[r][g]);
        }
    const long old = kShort - min(cols, kShort);  // lanes that the strip before has done
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 8
        for (int g = 0; g < groups; ++g) {
            float* c = x.c + r * x.c_row + column(g);
            if (old == 0)
                store(c, sum[r][g]);
            else
                for (long l = old; l < kShort; ++l) c[l] = sum[r][g][l];
        }
}

constexpr long kMostFewRows = 8;

// Groups of 8 columns for so many rows: their sums fit into the registers.
constexpr long eights_for(int rows) {
    if (rows == 2) return 4;
    if (rows < 4) return 3;
    if (rows < 5) return 2;
    return 1;
}

template <int rows = kMostFewRows>
void rows_times_transposed(const Product& x) {
    if constexpr (rows > 1)
        if (x.rows < rows) return rows_times_transposed<rows - 1>(x);
    constexpr long kOfEight = kEight / kShort;  // groups that make 8 columns
    constexpr long kGroups = kOfEight * eights_for(rows);
    // The columns are rows of what is stored. Powers of two apart, they share few sets of the cache.
    const long most_groups = x.b_col % 1024 == 0  ? kOfEight
                             : x.b_col % 512 == 0 ? 2 * kOfEight
                                                  : kGroups;
    const long step = min(kGroups, most_groups) * kShort;
    for (long j = 0; j < x.cols; j += step)
        strip_of_transposed<rows, kGroups>(x, j, min(step, x.cols - j));
    finish(x, 0, rows, 0, x.cols);
}

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
    } else if (x.rows <= kMostFewRows && x.a_col == 1 && x.b_col != 1 && x.cols >= kShort &&
               x.depth % 4 == 0) {
        rows_times_transposed(x);
    } else {
        rectangle(x, workspace);
    }
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
