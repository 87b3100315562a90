// The matrix product beside the libraries of professionals.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/peers.h"

namespace book {

struct ProductRow {
    int m, n, k;
    const char* form;  // "nn": a b, "nt": a b^T, "tn": a^T b
    double gflops = 0;
    struct OfPeer {
        double gflops = 0, ratio = 0;  // ours / theirs, the middle one of nine pairs
    };
    std::vector<OfPeer> peers;
    // Multiply-adds fewer than a product of 80 x 80 matrices: there calls and threads cost more.
    bool is_small() const { return 1.0 * m * n * k < (1 << 19); }
};

struct ProductShape {
    int m, n, k;
};
// The squares, the shapes of training, and the thin ones of decoding.
const std::vector<ProductShape>& product_shapes();

// Every shape in the three forms. `told` hears how far it is.
std::vector<ProductRow> measure_products(const std::vector<ProductShape>& shapes,
                                         const std::vector<Peer>& peers, int pairs,
                                         const std::function<void(const std::string&)>& told);

// Over the rows that are not left out: the geometric mean of the ratios, and the smallest.
struct RatioSummary {
    double geomean = 0, geomean_large = 0, worst = 0;
};
RatioSummary summarise(const std::vector<ProductRow>& rows, std::size_t peer);

}  // namespace book
