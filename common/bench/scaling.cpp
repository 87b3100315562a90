#include "bench/scaling.h"

#include <fmt/format.h>

#include "bench/decoding.h"
#include "bench/training.h"
#include "core/parallel.h"
#include "nn/attention.h"
#include "tensor/matmul.h"

namespace book {
namespace {

template <class F>
double middle_of(double seconds, F&& f) {
    f();
    std::vector<double> times;
    for (const Stopwatch clock; times.size() < 5 || clock.seconds() < seconds;)
        times.push_back(seconds_of(f));
    return median(times);
}

double product_seconds(double seconds) {
    Rng rng(1);
    const Matrix a = randn({1024, 1024}, rng), b = randn({1024, 1024}, rng);
    Matrix c({1024, 1024});
    return middle_of(seconds, [&] { matmul(a, b, c); });
}

// Attention of one sentence, forward and backward, 4 heads of 64.
double attention_seconds(int words, double seconds) {
    Rng rng(1);
    const Shape shape{words, 256};
    const Matrix q = randn(shape, rng), k = randn(shape, rng), v = randn(shape, rng),
                 dy = randn(shape, rng);
    Segments rows;
    rows.add(words);
    Tape tape;
    return middle_of(seconds, [&] {
        tape.clear();
        const Var y = attention_heads(tape.input(q), tape.input(k), tape.input(v), rows, rows, 4,
                                      Mask::causal);
        tape.backward(y, dy);
    });
}

}  // namespace

std::vector<ScalingRow> measure_scaling(double seconds,
                                        const std::function<void(const std::string&)>& told) {
    std::vector<ScalingRow> rows;
    const int threads = thread_count();
    const auto add = [&](const char* what, int size, const char* of, double took) {
        double first = took;  // the first of its kind
        for (const ScalingRow& row : rows)
            if (row.what == what && row.of == of) {
                first = row.seconds;
                break;
            }
        rows.push_back({what, size, of, took, first / took});
    };
    for (int t = 1; t <= threads; ++t) {
        told(fmt::format("{} threads", t));
        set_thread_count(t);
        add("threads", t, "product 1024 x 1024 x 1024", product_seconds(seconds));
        for (const TrainingCase& c : training_cases())
            add("threads", t, fmt::format("training step, d {}", c.width).c_str(),
                measure_training(c, seconds).milliseconds / 1e3);
        add("threads", t, "64 sentences of 20 words, written",
            64 * 20 / measure_decoding(64, 1, 20, seconds).cached);
    }
    set_thread_count(threads);
    for (int words = 16; words <= 1024; words *= 2) {
        told(fmt::format("a sentence of {} words", words));
        add("length", words, "attention, forward and backward", attention_seconds(words, seconds));
    }
    for (int width = 64; width <= 1024; width *= 2) {
        told(fmt::format("a width of {}", width));
        TrainingCase c = training_cases()[1];
        c.width = width;
        c.feed_forward = 4 * width;
        add("width", width, "training step, 2 + 2 layers",
            measure_training(c, seconds).milliseconds / 1e3);
    }
    return rows;
}

}  // namespace book
