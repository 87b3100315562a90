// A hash of one number, in a header of its own for the kernels, which include no standard header.
#pragma once

namespace book {

// One well-mixed 64-bit number out of another (the finaliser of SplitMix64). `static`, because files
// are compiled for several processors: each is to keep its own copy.
static constexpr unsigned long long mix(unsigned long long x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

}  // namespace book
