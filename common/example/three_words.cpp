// A program of your own that uses the book's library: in "I love doughnuts", how much attention does
// each word pay to the others? CMakeLists.txt, beside this file, shows how to build it.
#include <fmt/core.h>

#include <cmath>

#include "tensor/ops.h"

int main() {
    const char* const words[] = {"I", "love", "doughnuts"};
    const book::Matrix q{{0.3f, 0.8f}, {0.9f, 0.2f}, {0.5f, 0.5f}};  // (3 x 2)  queries
    const book::Matrix k{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // (3 x 2)  keys

    const book::Matrix scores = scale(matmul_nt(q, k), 1 / std::sqrt(2.0f));  // (3 x 3)
    const book::Matrix weights = softmax_rows(scores);                        // (3 x 3)

    for (int r = 0; r < weights.rows(); ++r) {
        fmt::print("{:>9} looks at", words[r]);
        for (int c = 0; c < weights.cols(); ++c) fmt::print("  {} {:.2f}", words[c], weights(r, c));
        fmt::print("\n");
    }
}
