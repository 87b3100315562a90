#include "bench/scaling.h"

#include <fmt/format.h>

#include "bench/decoding.h"
#include "bench/training.h"
#include "core/parallel.h"
#include "nn/attention.h"
#include "tensor/matmul.h"

namespace book {
namespace {

double product_seconds(double seconds) {
    Rng rng(1);
    const Matrix a = randn({1024, 1024}, rng), b = randn({1024, 1024}, rng);
    Matrix c({1024, 1024});
    return median_seconds(seconds, [&] { matmul(a, b, c); });
}

double step_seconds(const TrainingCase& what, double seconds) {
    TrainingStep step(what);
    step();  // the first one allocates
    return median_seconds(seconds, step);
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
    return median_seconds(seconds, [&] {
        tape.clear();
        const Var a = tape.input(q), b = tape.input(k), c = tape.input(v);
        const Var y = attention_heads(a, b, c, rows, rows, 4, Mask::causal);
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
                step_seconds(c, seconds));
        add("threads", t, "64 sentences of 20 words, written",
            64 * 20 / words_per_second(64, 1, 20, true, seconds));
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
        add("width", width, "training step, 2 + 2 layers", step_seconds(c, seconds));
    }
    return rows;
}

}  // namespace book
