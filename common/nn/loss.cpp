#include "nn/loss.h"

#include <cmath>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"

namespace book {
namespace {

// log sum_j exp(x_j), the largest taken out so that nothing overflows. `scratch` is as long as x.
real log_sum_exp(std::span<const real> x, Buffer& scratch) {
    const ExpRow row =
        kernel().exp_row_from_top(x.data(), scratch.data(), static_cast<long>(x.size()));
    return row.top + static_cast<real>(std::log(static_cast<double>(row.total)));
}

}  // namespace

Var cross_entropy(Var logits, std::span<const int> targets, double label_smoothing) {
    const int n = logits.rows(), vocabulary = logits.cols();
    require(static_cast<int>(targets.size()) == n && n > 0, "cross_entropy: {} with {} targets",
            logits.shape(), targets.size());
    require(label_smoothing >= 0 && label_smoothing < 1, "cross_entropy: label smoothing of {}",
            label_smoothing);
    for (int t : targets)
        require(t >= 0 && t < vocabulary, "cross_entropy: target {} of {} words", t, vocabulary);

    Tape& tape = logits.tape();
    const Var loss = tape.record("cross_entropy", {1, 1}, {logits});
    const std::span<const int> words = tape.keep(loss, targets);
    const View rows = tape.scratch(loss, {n, 2});  // log sum exp, loss of the row
    const real smoothing = static_cast<real>(label_smoothing);
    const real spread = smoothing / static_cast<real>(vocabulary);

    const ConstView x = logits.value();
    parallel_blocks(n, row_grain(vocabulary), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        static thread_local Buffer scratch;
        scratch.resize(static_cast<std::size_t>(vocabulary));
        for (int i = static_cast<int>(begin); i < end; ++i) {
            const auto row = x.row(i);
            rows(i, 0) = log_sum_exp(row, scratch);
            const real right = row[static_cast<std::size_t>(words[static_cast<std::size_t>(i)])];
            rows(i, 1) =
                rows(i, 0) - (1 - smoothing) * right - (smoothing > 0 ? spread * sum(row) : 0);
        }
    });
    double total = 0;
    for (int i = 0; i < n; ++i) total += static_cast<double>(rows(i, 1));
    loss.output()(0, 0) = static_cast<real>(total / n);

    tape.on_backward(loss, [logits, loss, words, rows, smoothing, spread] {
        const ConstView in = logits.value();
        const GradSlot dx = grad_slot(logits);
        const real each = loss.grad()(0, 0) / static_cast<real>(in.rows());
        parallel_blocks(in.rows(), row_grain(in.cols()),
                        [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                            static thread_local Matrix p;
                            p.resize({1, in.cols()});
                            for (int i = static_cast<int>(begin); i < end; ++i) {
                                const auto row = in.row(i);
                                for (int j = 0; j < in.cols(); ++j)
                                    p(0, j) = row[static_cast<std::size_t>(j)] - rows(i, 0);
                                exp(p, p);
                                p(0, words[static_cast<std::size_t>(i)]) -= 1 - smoothing;
                                real* to = dx.view.row(i).data();
                                for (int j = 0; j < in.cols(); ++j)
                                    add_to_slot(to[j], each * (p(0, j) - spread), dx.write);
                            }
                        });
    });
    return loss;
}

}  // namespace book
