#include "bench/scaling.h"

#include <fmt/format.h>

#include "bench/decoding.h"
#include "bench/training.h"
#include "core/parallel.h"
#include "nn/attention.h"
#include "tensor/matmul.h"

namespace book {
namespace {

// Rounds in which one thread, two ... take turns, so that the machine's other work meets them alike.
template <class F>
void add_threads(std::vector<ScalingRow>& rows, const std::string& of, double seconds, F&& f) {
    const int threads = thread_count();
    std::vector<std::vector<double>> times(threads);
    std::vector<std::vector<double>> gains(threads);
    for (const Stopwatch clock; times[0].size() < 5 || clock.seconds() < threads * seconds;)
        for (std::size_t t = 0; t < times.size(); ++t) {
            set_thread_count(static_cast<int>(t) + 1);
            times[t].push_back(seconds_of(f));
            gains[t].push_back(times[0].back() / times[t].back());
        }
    for (std::size_t t = 0; t < times.size(); ++t)
        rows.push_back(
            {"threads", static_cast<int>(t) + 1, of, median(times[t]), median(gains[t])});
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
    const auto add = [&](const char* what, int size, const char* of, double took) {
        double first = took;  // the first of its kind
        for (const ScalingRow& row : rows)
            if (row.what == what && row.of == of) {
                first = row.seconds;
                break;
            }
        rows.push_back({what, size, of, took, first / took});
    };
    told("threads");
    {
        Rng rng(1);
        const Matrix a = randn({1024, 1024}, rng), b = randn({1024, 1024}, rng);
        Matrix c({1024, 1024});
        add_threads(rows, "product 1024 x 1024 x 1024", seconds, [&] { matmul(a, b, c); });
    }
    for (const TrainingCase& what : training_cases()) {
        TrainingStep step(what);
        step();  // the first one allocates
        add_threads(rows, fmt::format("training step, d {}", what.width), seconds, step);
    }
    const WrittenWords answers(64, 1, 20);
    add_threads(rows, "64 sentences of 20 words, written", seconds, [&] { answers.write(true); });
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
