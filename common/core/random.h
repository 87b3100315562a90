// Random numbers that are the same everywhere.
//
// The standard library's distributions differ between implementations, so the book has its own.
// Two draws never stand in one full expression: compilers evaluate arguments in different orders.
#pragma once

#include <cstdint>
#include <vector>

#include "core/mix.h"

namespace book {

// A hash of four numbers. Dropout asks it "is element e of operation o dropped in step s?", so the
// answer does not depend on the order in which anybody works.
std::uint64_t mix(std::uint64_t seed, std::uint64_t step, std::uint64_t operation,
                  std::uint64_t element);

// A seed that nobody has chosen, from the clock; below a million, so that it can be typed again.
std::uint64_t fresh_seed();

// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, which can be saved and restored.
class Rng {
  public:
    explicit Rng(std::uint64_t seed = 1) : state_(seed) {}

    std::uint64_t next();  // 64 random bits
    double uniform();      // in [0, 1), 53 random bits
    double normal();       // mean 0, variance 1 (Box and Muller 1958)
    int below(int n);      // one of 0..n-1, each as likely as any other; n > 0

    std::uint64_t state() const { return state_; }
    void restore(std::uint64_t state) { state_ = state; }

    // Fisher and Yates' shuffle.
    template <class T>
    void shuffle(std::vector<T>& items) {
        for (int i = static_cast<int>(items.size()) - 1; i > 0; --i) {
            const int j = below(i + 1);
            std::swap(items[i], items[j]);
        }
    }

  private:
    std::uint64_t state_;
};

}  // namespace book
