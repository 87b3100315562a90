// Sums along a row, in an order that no machine changes.
//
// Rounded addition is not associative: the order is part of the result. A vector unit of 8 floats
// would like to keep 8 partial sums, one of 16 would like 16. So the book fixes the order: term i
// goes to lane i mod 8, and the 8 lanes are folded as a tree. Every instruction set can do that
// fast, and all get the same bits.
#pragma once

namespace book {

inline constexpr long kSumLanes = 8;

// The sum of term(0) .. term(n - 1), in T.
//
// `static`, because vector kernels include this too: a copy compiled for AVX-512 must never be the
// one that the linker keeps for everybody.
template <class T, class Term>
static inline T lane_sum(long n, Term term) {
    T lane[kSumLanes] = {};
    long i = 0;
    for (; i + kSumLanes <= n; i += kSumLanes)
        for (long j = 0; j < kSumLanes; ++j) lane[j] += term(i + j);
    for (long j = 0; i + j < n; ++j) lane[j] += term(i + j);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

}  // namespace book
