// 7.1  What a decoder reads, and what it must say
// first steps; chapter 07, "What it reads, and what it must say"
#include "07_encoder_decoder/exercises.h"

using namespace exercise;

// Both rows are the same sentence, one with <begin> before it and the other
// with <end> after it. So what is said at one place is what is read at the
// next, and that is just how the decoder will be used: it reads what it said
// one step ago. Without the shift it would be asked for the very word that it
// is reading, and would learn only to copy.
Matrix exercise::shifted(const std::vector<int>& sentence) {
    const int n = static_cast<int>(sentence.size());
    Matrix rows({2, n + 1});
    rows(0, 0) = kBegin;
    rows(1, n) = kEnd;
    for (int i = 0; i < n; ++i) {
        const real word =
            static_cast<real>(sentence[static_cast<std::size_t>(i)]);
        rows(0, i + 1) = word;
        rows(1, i) = word;
    }
    return rows;
}
