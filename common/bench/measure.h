// What every measurement shares: repeat until the clock can be trusted, take the middle one.
#pragma once

#include <algorithm>
#include <vector>

#include "core/clock.h"
#include "model/transformer.h"
#include "text/batch.h"

namespace book {

// The middle one; of an even number the upper of the two in the middle. Not of nothing.
inline double median(std::vector<double> x) {
    require(!x.empty(), "median: of no numbers");
    const auto middle = x.begin() + x.size() / 2;
    std::nth_element(x.begin(), middle, x.end());
    return *middle;
}

// Seconds that f() takes, from `times` calls in a row.
template <class F>
double seconds_of(F&& f, int times = 1) {
    const Stopwatch clock;
    for (int i = 0; i < times; ++i) f();
    return clock.seconds() / times;
}

// The middle one of several calls, for about so many seconds, at least five.
template <class F>
double median_seconds(double seconds, F&& f) {
    std::vector<double> times;
    for (const Stopwatch clock; times.size() < 5 || clock.seconds() < seconds;)
        times.push_back(seconds_of(f));
    return median(times);
}

// Seconds of a call: the middle one of three measurements of so many calls each, after one call that
// is not counted.
template <class F>
double middle_of_three(F&& f, int calls = 1) {
    f();
    return median({seconds_of(f, calls), seconds_of(f, calls), seconds_of(f, calls)});
}

// How many calls of f() take about so many seconds, at least 1. Calls it, so the next call is warm.
template <class F>
int calls_in(double seconds, F&& f) {
    f();
    int calls = 1;
    for (;;) {
        const double took = seconds_of(f, calls) * calls;
        if (took > seconds / 4) return std::max(1, static_cast<int>(calls * seconds / took));
        calls *= 4;
    }
}

// How fast multiply-adds can be here, all threads together, in operations a second (a multiply-add is
// two): with all numbers in registers, and with factors from the first-level cache. The better of
// several tries, about a tenth of a second in all, longer if threads seem to share a core.
struct Peak {
    double registers = 0, cache = 0;
};
Peak measure_peak();

// Sentences of random words, `low` to `high` tokens on either side (<end> included).
std::vector<TokenPair> random_pairs(int sentences, int low, int high, int vocabulary,
                                    std::uint64_t seed = 1);

// Operations of a training step on this batch: 6 for every parameter of the encoder and source token,
// and of the decoder, the output included, and target token. Look-ups are not counted.
double training_work(const TransformerConfig& config, double source_tokens, double target_tokens);

}  // namespace book
