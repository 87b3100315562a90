#include "optim/adam.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "tensor/lane_sum.h"

namespace book {
namespace {

constexpr std::ptrdiff_t kGrain = 16384;

}  // namespace

Adam::Adam(std::size_t size, AdamOptions options) : options_(options), m_(size, 0), v_(size, 0) {}

void Adam::step(Parameters& parameters, double rate) {
    require(parameters.size() == m_.size(), "Adam: made for {} numbers, given {}", m_.size(),
            parameters.size());
    ++steps_;
    const auto t = static_cast<double>(steps_);
    const real b1 = static_cast<real>(options_.beta1);
    const real b2 = static_cast<real>(options_.beta2);
    const real c1 = static_cast<real>(1 - options_.beta1);
    const real c2 = static_cast<real>(1 - options_.beta2);
    const real step_size = static_cast<real>(rate / (1 - std::pow(options_.beta1, t)));
    const real correction = static_cast<real>(std::sqrt(1 - std::pow(options_.beta2, t)));
    const real epsilon = static_cast<real>(options_.epsilon);

    real* x = parameters.values().data();
    const real* g = parameters.grads().data();
    real* m = m_.data();
    real* v = v_.data();
    const auto update = [=](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t i = begin; i < end; ++i) {
            m[i] = b1 * m[i] + c1 * g[i];
            v[i] = b2 * v[i] + c2 * (g[i] * g[i]);
            x[i] -= step_size * m[i] / (std::sqrt(v[i]) / correction + epsilon);
        }
    };
    parallel_blocks(std::ssize(m_), kGrain, update);
}

double clip_gradients(Parameters& parameters, double limit) {
    real* g = parameters.grads().data();
    const auto size = std::ssize(parameters.values());
    // One sum for each block, then their sum: the blocks do not depend on the threads.
    static thread_local std::vector<double> kept;
    kept.resize((size + kGrain - 1) / kGrain);
    const std::span<double> squares = kept;
    parallel_blocks(std::ssize(squares), 1, [=](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t block = begin; block < end; ++block) {
            const real* from = g + block * kGrain;
            const std::ptrdiff_t numbers = std::min(kGrain, size - block * kGrain);
            squares[block] = lane_sum<double>(numbers, [=](long i) {
                const auto value = static_cast<double>(from[i]);
                return value * value;
            });
        }
    });

    const double norm = std::sqrt(std::accumulate(squares.begin(), squares.end(), 0.0));
    const double factor = limit / (norm + 1e-6);
    if (factor < 1)
        parallel_blocks(size, kGrain, [=](std::ptrdiff_t begin, std::ptrdiff_t end) {
            for (std::ptrdiff_t i = begin; i < end; ++i) g[i] *= static_cast<real>(factor);
        });
    return norm;
}

}  // namespace book
