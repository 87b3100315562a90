// What the kernels know of the processor that they are compiled for: one list of constants for each
// instruction set. The code is the same for all of them. Who adds an instruction set adds a list of its
// name (BOOK_KERNEL_NAME), and the flags in common/CMakeLists.txt.
//
// Everything here is about time and nothing about results: any list gives the same bits.
#pragma once

namespace book {

// More columns, or rows, than are worth the trouble here however many there are.
constexpr long kNever = 1'000'000'000;

// What all lists agree on so far stands here as a default.
struct Tuning {
    // ---- vectors
    int width;      // floats in a vector
    int row_width;  // the same for exponentials and dropout, whose rows may be short

    // ---- 1. tile: 6 rows x `tile_vectors` vectors of sums, which must stay in registers
    int tile_vectors;
    int steps;            // of k in a turn of its loop: more where turns cost most
    int row_vectors = 8;  // in the tile of a single row, which has too few sums otherwise
    long row_depth = 16;  // steps of k in a single row: its rows of b may be far apart
    bool fetches_a;  // asks for the next tile's part of a; a narrower tile takes longer, and the
                     // processor sees for itself what comes
    long fetch_depth = 128;  // steps of k in a tile that are worth asking for anything

    // ---- 2. strip: its part of b stays in the first-level cache
    long depth = 512;     // steps of k before c goes back to memory; 256 is 3 to 10% slower
    long depth_in_place;  // the same where b is not copied

    // ---- 3. rectangle: its part of a stays in the second-level cache
    long block_rows = 240;       // rows of a for each pass over b: 240 x 512 floats
    long block_rows_copy = 960;  // the same where a pass copies b, so that there are fewer

    // ---- when to copy
    // Rows of b that lie so far apart share few sets of the cache: then b is copied, if so many rows of
    // c make use of it, and if both numbers, multiplied, reach a third one.
    long far_rows;
    long many_rows;
    long far_times_many;
    long many_cols;  // columns of c that are worth a copy of an a that is not transposed
    long gap = 8;    // between copied tiles, or all would begin in the same set of the cache
};

namespace tuning {

// Measured (ratios hold for Zen 3, Zen 4 and Zen 5).
constexpr Tuning avx512{
    .width = 16,
    .row_width = 8,     // the rows of attention have 10 to 60 scores
    .tile_vectors = 4,  // 6 x 4 sums in 32 registers
    .steps = 1,
    .fetches_a = true,
    .depth_in_place = 512,
    .far_rows = 1000,
    .many_rows = 96,
    .far_times_many = 0,  // no third condition
    .many_cols = kNever,
};

constexpr Tuning avx2{
    .width = 8,
    .row_width = 8,
    .tile_vectors = 2,  // 6 x 2 sums in 16 registers
    .steps = 2,
    .fetches_a = false,
    .depth_in_place = 256,
    .far_rows = 100,
    .many_rows = 24,
    .far_times_many = 16'000,
    .many_cols = 800,
};

// Not measured: no arm64 processor was at hand. It takes what was found for AVX2, whose tiles have as
// many columns; better numbers may well exist.
constexpr Tuning neon{
    .width = 4,
    .row_width = 4,
    .tile_vectors = 4,  // 6 x 4 sums in 32 registers
    .steps = 1,
    .fetches_a = false,
    .depth_in_place = 256,
    .far_rows = 100,
    .many_rows = 24,
    .far_times_many = 16'000,
    .many_cols = 800,
};

// For processors of which nothing is known: vectors that nearly all of them have.
constexpr Tuning generic{
    .width = 4,
    .row_width = 4,
    .tile_vectors = 2,
    .steps = 1,
    .fetches_a = false,
    .depth_in_place = 512,
    .far_rows = 1000,
    .many_rows = 96,
    .far_times_many = 0,
    .many_cols = kNever,
};

constexpr Tuning wasm = generic;  // a browser's own vectors, on whatever processor

}  // namespace tuning

constexpr Tuning kTuning = tuning::BOOK_KERNEL_NAME;

}  // namespace book
