// The libraries that professionals use, if this machine has them: oneDNN and OpenBLAS.
//
// They are looked for when the program runs, so that the book neither needs nor links them.
#pragma once

#include <string>
#include <vector>

namespace book {

// c (m x n) = a b, with a stored as (m x k), or as (k x m) if transposed, and so for b; rows without
// gaps.
struct PeerProduct {
    bool a_transposed, b_transposed;
    int m, n, k;
    const float* a;
    const float* b;
    float* c;
};

struct Peer {
    std::string name, version;
    void (*multiply)(const PeerProduct& product) = nullptr;
    bool own_threads = false;  // they spin for 2^26 cycles after a product: let them come to rest
};

// Those that are installed, told to use `threads` threads.
std::vector<Peer> find_peers(int threads);

}  // namespace book
