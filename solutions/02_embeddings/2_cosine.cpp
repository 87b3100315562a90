// 2.2  The cosine, and its trap
// first steps; chapter 02, "The two measures in C++"
#include "02_embeddings/exercises.h"

using namespace exercise;

// If an arrow becomes twice as long, both the product ab and its length double,
// so the quotient stays the same. Only a row of zeros has no length to divide
// by. Without the question the result would be nan, which is dangerous in a
// search for neighbours, because every comparison with nan is false.
real exercise::cosine(std::span<const real> a, std::span<const real> b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        ab += double{a[c]} * b[c];
        aa += double{a[c]} * a[c];
        bb += double{b[c]} * b[c];
    }
    if (aa == 0 || bb == 0) return 0;
    return static_cast<real>(ab / std::sqrt(aa * bb));
}
