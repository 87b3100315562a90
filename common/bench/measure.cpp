#include "bench/measure.h"

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

// Operations a second of one of the kernel's loops, run by every thread at the same time.
double rate_of(double (*loop)(long, const real*, real*), const Matrix& memory) {
    constexpr double kTry = 0.008;  // seconds
    constexpr double kLongest = 0.6;
    constexpr int kTries = 5;
    constexpr int kDoublings = 4;
    real nothing = 0;
    long steps = 32;
    double alone = 0;
    for (double took = 0; took < kTry;) {
        steps *= 2;
        double operations = 0;
        took = seconds_of([&] { operations = loop(steps, memory.data(), &nothing); });
        alone = operations / took;
    }

    const int threads = thread_count();
    double best = 0;
    const Stopwatch clock;
    // Threads that wake on one core part when both have run for a while: then longer tries are needed.
    const int cores = std::min(threads, hardware_threads());
    const auto share_a_core = [&] { return best < 0.9 * alone * cores; };
    for (int round = 0; round < kTries || (share_a_core() && clock.seconds() < kLongest); ++round) {
        if (round >= kTries && round < kTries + kDoublings) steps *= 2;
        std::vector<double> done(threads);
        const double took = seconds_of([&] {
            parallel_blocks(threads, 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                real result = 0;
                for (std::ptrdiff_t i = begin; i < end; ++i)
                    done[i] = loop(steps, memory.data(), &result);
                if (result == real{12345}) done[0] = 0;  // it is used, so it must be computed
            });
        });
        double operations = 0;
        for (double d : done) operations += d;
        best = std::max(best, operations / took);
    }
    return best;
}

}  // namespace

Peak measure_peak() {
    Rng rng(1);
    // Factors of nearly 1 and small terms: sums that neither grow nor fade into denormals.
    const Matrix memory = rand_uniform({1, static_cast<int>(kPeakMemory)}, rng, 0.4, 0.6);
    const Kernel& k = kernel();
    return {rate_of(k.peak_registers, memory), rate_of(k.peak_cache, memory)};
}

std::vector<TokenPair> random_pairs(int sentences, int low, int high, int vocabulary,
                                    std::uint64_t seed) {
    require(1 <= low && low <= high && vocabulary > 2,
            "random_pairs: {} to {} tokens of a vocabulary of {}", low, high, vocabulary);
    Rng rng(seed);
    std::vector<TokenPair> pairs(sentences);
    for (TokenPair& pair : pairs)
        for (std::vector<int>* side : {&pair.source, &pair.target}) {
            side->resize(low - 1 + rng.below(high - low + 1));
            for (int& token : *side) token = 2 + rng.below(vocabulary - 2);
        }
    return pairs;
}

double training_work(const TransformerConfig& c, double source_tokens, double target_tokens) {
    const double d = c.width;
    const double feed_forward = 2 * d * c.feed_forward;
    const double encoder = c.encoder_layers * (4 * d * d + feed_forward);
    const double decoder = c.decoder_layers * (8 * d * d + feed_forward) + d * c.vocabulary;
    return 6 * (encoder * source_tokens + decoder * target_tokens);
}

}  // namespace book
