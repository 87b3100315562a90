#include "bench/recurrent.h"

#include "bench/measure.h"
#include "core/parallel.h"

namespace book {

const std::vector<RecurrentCase>& recurrent_cases() {
    static const std::vector<RecurrentCase> kCases = {{"elman", CellKind::elman, 128, 64, 64},
                                                      {"lstm", CellKind::lstm, 128, 64, 64},
                                                      {"gru", CellKind::gru, 128, 64, 64}};
    return kCases;
}

double recurrent_seconds(const RecurrentCase& what, double seconds) {
    Rng rng(1);
    Parameters parameters;
    const Recurrent layer =
        make_recurrent(parameters, "layer", what.kind, what.width, what.width, rng);
    const Shape shape{what.length * what.sequences, what.width};
    const Matrix words = randn(shape, rng);
    const Matrix dy = randn(shape, rng);
    Tape tape;
    const auto pass = [&] {
        tape.clear();
        parameters.zero_grads();
        const Var x = tape.input(words);
        const Var h = recurrent(layer, x, what.sequences);
        tape.backward(h, dy);
    };
    for (int i = 0; i < 3; ++i) pass();
    return median_seconds(seconds, pass);
}

double best_recurrent_seconds(const RecurrentCase& what, double seconds) {
    const int threads = thread_count();
    const double all = recurrent_seconds(what, seconds);
    if (threads == 1) return all;
    set_thread_count(1);
    const double one = recurrent_seconds(what, seconds);
    set_thread_count(threads);
    return std::min(one, all);
}

double recurrent_work(const RecurrentCase& what) {
    const double weights = 2.0 * gates_of(what.kind) * what.width * what.width;
    return 6 * weights * what.length * what.sequences;
}

}  // namespace book
