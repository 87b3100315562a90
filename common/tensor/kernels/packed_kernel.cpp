// Products with packed weights, for one thread, in plain C++ with vector extensions.
//
// A model that writes reads every weight once for each token, and there are more of them than any cache
// holds. So it is as fast as memory, and weights of 4 bits come six times as fast as floats, if expanding
// them costs nothing beside. That is the art here: a vector holds one number of each of several rows,
//
//     lane 0: row 0, number k      lane 1: row 1, number k      ...
//
// so each lane is a sum of its own over ascending k, as in gemm_kernel.cpp, and nothing of the expanded
// weights ever goes to memory. Rows lie one behind the other in a file; four words of each are read and
// transposed, and the numbers are shifted out of them, eight from a word.
//
// The bits are those of gemm with the same weights expanded first (weight_type.h says why).
#include "tensor/kernels/kernels.h"
#include "tensor/kernels/tuning.h"
#include "tensor/kernels/vectors.h"

namespace book::kernels::BOOK_KERNEL_NAME {
namespace {

constexpr int kLanes = kTuning.width;
constexpr int kGroups = 2;  // of kLanes rows at a time: a sum waits for its last multiply-add
using Floats = Vector<kLanes>::Floats;
using Ints = Vector<kLanes>::Ints;
static_assert(kPanelCols % kLanes == 0);

constexpr long min(long x, long y) { return x < y ? x : y; }
inline Floats as_floats(Ints bits) { return reinterpret_cast<Floats>(bits); }
inline Ints as_ints(Floats bits) { return reinterpret_cast<Ints>(bits); }

// Where kLanes rows stand; in the place of those past the last one stands the last.
struct Rows {
    const unsigned char* at[kLanes];

    Rows(const PackedRows& w, long first) {
        for (int l = 0; l < kLanes; ++l) at[l] = w.data + min(first + l, w.rows - 1) * w.row_bytes;
    }
};

// ---- words of each row -------------------------------------------------------------------------

// Any four bytes, any sixteen.
typedef int Word __attribute__((aligned(1), may_alias));
typedef unsigned short Half __attribute__((aligned(1), may_alias));
typedef int FourWords __attribute__((vector_size(16)));
typedef int FourWordsAnywhere __attribute__((vector_size(16), aligned(1), may_alias));

inline FourWords four_words(const unsigned char* from) {
    return *reinterpret_cast<const FourWordsAnywhere*>(from);
}

template <int lanes>
struct Words {
    typedef int Type __attribute__((vector_size(4 * lanes)));
};

// Rows i, i + 4, i + 8, ... beside each other: their numbers end in the lanes of these rows.
template <int lanes = kLanes>
inline typename Words<lanes>::Type every_fourth(const Rows& rows, int i, long offset) {
    if constexpr (lanes == 4) {
        return four_words(rows.at[i] + offset);
    } else if constexpr (lanes == 8) {
        return __builtin_shufflevector(every_fourth<4>(rows, i, offset),
                                       every_fourth<4>(rows, i + 4, offset), 0, 1, 2, 3, 4, 5, 6,
                                       7);
    } else {
        return __builtin_shufflevector(every_fourth<8>(rows, i, offset),
                                       every_fourth<8>(rows, i + 8, offset), 0, 1, 2, 3, 4, 5, 6, 7,
                                       8, 9, 10, 11, 12, 13, 14, 15);
    }
}

// Within each four lanes: the lower ones in turn, x0 y0 x1 y1; the upper, x2 y2 x3 y3.
template <class V>
inline V low(V x, V y) {
    if constexpr (kLanes == 4)
        return __builtin_shufflevector(x, y, 0, 4, 1, 5);
    else if constexpr (kLanes == 8)
        return __builtin_shufflevector(x, y, 0, 8, 1, 9, 4, 12, 5, 13);
    else
        return __builtin_shufflevector(x, y, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13,
                                       29);
}
template <class V>
inline V high(V x, V y) {
    if constexpr (kLanes == 4)
        return __builtin_shufflevector(x, y, 2, 6, 3, 7);
    else if constexpr (kLanes == 8)
        return __builtin_shufflevector(x, y, 2, 10, 3, 11, 6, 14, 7, 15);
    else
        return __builtin_shufflevector(x, y, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15,
                                       31);
}

// words[i] lane l = word i of the four at `offset` in row l.
inline void four_words_of_each(const Rows& rows, long offset, Ints* words) {
    const Ints x0 = every_fourth(rows, 0, offset), x1 = every_fourth(rows, 1, offset),
               x2 = every_fourth(rows, 2, offset), x3 = every_fourth(rows, 3, offset);
    const Ints even = low(x0, x2), odd = low(x1, x3);
    const Ints even_above = high(x0, x2), odd_above = high(x1, x3);
    words[0] = low(even, odd);
    words[1] = high(even, odd);
    words[2] = low(even_above, odd_above);
    words[3] = high(even_above, odd_above);
}

// The first of the four only, which stand there all the same.
inline Ints word_of_each(const Rows& rows, long offset) {
    Ints words[4];
    four_words_of_each(rows, offset, words);
    return words[0];
}

// ---- numbers -----------------------------------------------------------------------------------

// F16 in the lower halves of the lanes, whose upper halves are 0: half.h, from_f16.
inline Floats from_f16(Ints bits) {
    constexpr int kBias = (127 - 15) << 23;
    constexpr int kOne = 1 << 23;
    const Ints sign = (bits & 0x8000) << 16;
    const Ints rest = (bits & 0x7fff) << 13;
    const Ints magnitude = rest + kBias + ((rest >= (31 << 23)) & kBias);
    const Floats one = as_floats(Ints{} + (kBias + kOne));
    const Ints without_one = as_ints(as_floats(magnitude + kOne) - one);
    return as_floats(sign | (rest < kOne ? without_one : magnitude));
}

// Weights that are numbers by themselves, one or two in a word.
template <WeightType type>
struct Single {
    static constexpr int kBytes = block_of(type).bytes;
    static constexpr int kInWord = 4 / kBytes;

    static Floats number(Ints word, int i) {
        if constexpr (type == WeightType::f32) return as_floats(word);
        const Ints half = (word >> (i * 16)) & 0xffff;
        return type == WeightType::bf16 ? as_floats(half << 16) : from_f16(half);
    }

    // Number k alone: no more than its own bytes are read.
    static Floats last(const Rows& rows, long k) {
        Ints words;
        for (int l = 0; l < kLanes; ++l) {
            const unsigned char* at = rows.at[l] + k * kBytes;
            words[l] = kBytes == 4 ? *reinterpret_cast<const Word*>(at)
                                   : *reinterpret_cast<const Half*>(at);
        }
        return number(words, 0);
    }
};

// A block of each row: what a number of it is made of.
template <WeightType type>
struct Block {
    static constexpr bool kHasMinimum = type == WeightType::q4_1 || type == WeightType::q5_1;
    static constexpr bool kHasFifth = type == WeightType::q5_0 || type == WeightType::q5_1;
    static constexpr bool kIsBytes = type == WeightType::q8_0;
    static constexpr int kFifth = kHasMinimum ? 4 : 2;
    static constexpr int kSmall = kFifth + (kHasFifth ? 4 : 0);

    Floats d, m;
    Ints fifth, small[kIsBytes ? 8 : 4];

    void load(const Rows& rows, long offset) {
        const Ints head = word_of_each(rows, offset);
        d = from_f16(head & 0xffff);
        if constexpr (kHasMinimum)
            m = from_f16((head >> 16) & 0xffff);
        else
            m = d * (kHasFifth ? -16.0f : -8.0f);
        if constexpr (kHasFifth) fifth = word_of_each(rows, offset + kFifth);
        four_words_of_each(rows, offset + kSmall, small);
        if constexpr (kIsBytes) four_words_of_each(rows, offset + kSmall + 16, small + 4);
    }

    // Number k of 32; known when this is compiled, as its shifts are then.
    Floats number(int k) const {
        if constexpr (kIsBytes) {
            const Ints q = (small[k / 4] << (24 - k % 4 * 8)) >> 24;  // with its sign
            return d * __builtin_convertvector(q, Floats);
        } else {
            Ints q = (small[k % 16 / 4] >> (k % 4 * 8 + k / 16 * 4)) & 15;
            if constexpr (kHasFifth) q |= (k < 4 ? fifth << (4 - k) : fifth >> (k - 4)) & 16;
            return d * __builtin_convertvector(q, Floats) + m;
        }
    }
};

// Calls f(g, k, number k of the rows of group g), for each group over ascending k.
template <WeightType type, int groups, class F>
inline void each_single(long depth, const Rows* rows, F f) {
    using Numbers = Single<type>;
    constexpr int kStep = 4 * Numbers::kInWord;
    long k = 0;
    for (; k + kStep <= depth; k += kStep) {
        Ints words[groups][4];
#pragma GCC unroll 4
        for (int g = 0; g < groups; ++g) four_words_of_each(rows[g], k * Numbers::kBytes, words[g]);
#pragma GCC unroll 8
        for (int i = 0; i < kStep; ++i)
#pragma GCC unroll 4
            for (int g = 0; g < groups; ++g)
                f(g, k + i, Numbers::number(words[g][i / Numbers::kInWord], i % Numbers::kInWord));
    }
    for (; k < depth; ++k)
        for (int g = 0; g < groups; ++g) f(g, k, Numbers::last(rows[g], k));
}

template <WeightType type, int groups, class F>
inline void each_in_blocks(long depth, const Rows* rows, F f) {
    constexpr WeightBlock kBlock = block_of(type);
    for (long k = 0, at = 0; k < depth; k += kBlock.numbers, at += kBlock.bytes) {
        Block<type> block[groups];
#pragma GCC unroll 4
        for (int g = 0; g < groups; ++g) block[g].load(rows[g], at);
#pragma GCC unroll 32
        for (int i = 0; i < kBlock.numbers; ++i)
#pragma GCC unroll 4
            for (int g = 0; g < groups; ++g) f(g, k + i, block[g].number(i));
    }
}

template <WeightType type, int groups, class F>
inline void each_number(long depth, const Rows* rows, F f) {
    if constexpr (block_of(type).numbers == 1)
        each_single<type, groups>(depth, rows, f);
    else
        each_in_blocks<type, groups>(depth, rows, f);
}

template <WeightType type>
void times_row(const PackedRows& w, const float* x, float* y) {
    for (long first = 0; first < w.rows; first += kGroups * kLanes) {
        const Rows rows[kGroups] = {{w, first}, {w, first + kLanes}};
        Floats sum[kGroups] = {};
        each_number<type, kGroups>(
            w.depth, rows, [&](int g, long k, Floats number) { sum[g] = sum[g] + x[k] * number; });
        for (int g = 0; g < kGroups; ++g) {
            const long at = first + g * kLanes;
            for (long l = 0; l < min(kLanes, w.rows - at); ++l) y[at + l] = sum[g][l];
        }
    }
}

template <WeightType type>
void unpack(const PackedRows& w, float* panel) {
    for (long first = 0; first < w.rows; first += kLanes) {
        const Rows rows(w, first);
        each_number<type, 1>(w.depth, &rows, [&](int, long k, Floats number) {
            store(panel + k * kPanelCols + first, number);
        });
    }
}

}  // namespace

void packed_times_row(const PackedRows& w, const float* x, float* y) {
    switch (w.type) {
        case WeightType::f32:
            return times_row<WeightType::f32>(w, x, y);
        case WeightType::f16:
            return times_row<WeightType::f16>(w, x, y);
        case WeightType::bf16:
            return times_row<WeightType::bf16>(w, x, y);
        case WeightType::q4_0:
            return times_row<WeightType::q4_0>(w, x, y);
        case WeightType::q4_1:
            return times_row<WeightType::q4_1>(w, x, y);
        case WeightType::q5_0:
            return times_row<WeightType::q5_0>(w, x, y);
        case WeightType::q5_1:
            return times_row<WeightType::q5_1>(w, x, y);
        case WeightType::q8_0:
            return times_row<WeightType::q8_0>(w, x, y);
    }
}

void unpack_panel(const PackedRows& w, float* panel) {
    switch (w.type) {
        case WeightType::f32:
            return unpack<WeightType::f32>(w, panel);
        case WeightType::f16:
            return unpack<WeightType::f16>(w, panel);
        case WeightType::bf16:
            return unpack<WeightType::bf16>(w, panel);
        case WeightType::q4_0:
            return unpack<WeightType::q4_0>(w, panel);
        case WeightType::q4_1:
            return unpack<WeightType::q4_1>(w, panel);
        case WeightType::q5_0:
            return unpack<WeightType::q5_0>(w, panel);
        case WeightType::q5_1:
            return unpack<WeightType::q5_1>(w, panel);
        case WeightType::q8_0:
            return unpack<WeightType::q8_0>(w, panel);
    }
}

}  // namespace book::kernels::BOOK_KERNEL_NAME
