// What the tests of layers draw: the same for the same seed.
#pragma once

#include <cstdint>

#include "tensor/ops.h"

inline book::Matrix random_matrix(book::Shape shape, std::uint64_t seed) {
    book::Rng rng(seed);
    return book::randn(shape, rng);
}

// Between 0 and 1, as decays and strengths are.
inline book::Matrix random_shares(book::Shape shape, std::uint64_t seed) {
    book::Rng rng(seed);
    book::Matrix shares(shape);
    for (int r = 0; r < shape.rows; ++r)
        for (book::real& v : shares.row(r)) v = static_cast<book::real>(0.1 + 0.85 * rng.uniform());
    return shares;
}
