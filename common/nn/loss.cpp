#include "nn/loss.h"

#include <cmath>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"

namespace book {

Var cross_entropy(Var logits, std::span<const int> targets, double label_smoothing) {
    const int n = logits.rows();
    const int vocabulary = logits.cols();
    require(static_cast<int>(targets.size()) == n && n > 0, "cross_entropy: {} with {} targets",
            logits.shape(), targets.size());
    require(label_smoothing >= 0 && label_smoothing < 1, "cross_entropy: label smoothing of {}",
            label_smoothing);
    for (int t : targets)
        require(t >= 0 && t < vocabulary, "cross_entropy: target {} of {} words", t, vocabulary);

    Tape& tape = logits.tape();
    const Var loss = tape.record("cross_entropy", {1, 1}, {logits});
    const std::span<const int> words = tape.keep(loss, targets);
    const real smoothing = static_cast<real>(label_smoothing);
    const real spread = smoothing / static_cast<real>(vocabulary);

    // The exponentials of a row are kept if a gradient will be asked for: it is made where they lie.
    const bool keeps = loss.needs_grad();
    const View kept = tape.scratch(loss, {n, keeps ? vocabulary + 2 : 2});
    const View sums = kept.col_block(0, 2);  // of the exponentials of a row; its loss
    const ConstView x = logits.value();
    const Kernel& k = kernel();
    parallel_blocks(n, row_grain(vocabulary), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        static thread_local Buffer passing;
        if (!keeps) passing.resize(vocabulary);
        for (int i = static_cast<int>(begin); i < end; ++i) {
            const auto row = x.row(i);
            real* exponentials = keeps ? kept.row(i).data() + 2 : passing.data();
            const ExpRow e = k.exp_row_from_top(row.data(), exponentials, vocabulary);
            const real log_sum = e.top + static_cast<real>(std::log(static_cast<double>(e.total)));
            const real right = row[words[i]];
            const real of_all = smoothing > 0 ? spread * sum(row) : 0;
            sums(i, 0) = e.total;
            sums(i, 1) = log_sum - (1 - smoothing) * right - of_all;
        }
    });

    double total = 0;
    for (int i = 0; i < n; ++i) total += static_cast<double>(sums(i, 1));
    loss.output()(0, 0) = static_cast<real>(total / n);

    tape.on_backward(loss, [logits, loss, words, kept, smoothing, spread] {
        const View dx = kept.col_block(2, kept.cols() - 2);
        const real each = loss.grad()(0, 0) / static_cast<real>(dx.rows());
        const real everywhere = each * spread;
        parallel_rows(dx.rows(), dx.cols(), [&](int i) {
            real* d = dx.row(i).data();
            const real factor = each / kept(i, 0);
            for (int j = 0; j < dx.cols(); ++j) d[j] = factor * d[j] - everywhere;
            d[words[i]] -= each * (1 - smoothing);
        });
        give_grad(logits, dx);
    });
    return loss;
}

double least_loss(double label_smoothing, int vocabulary) {
    require(label_smoothing >= 0 && label_smoothing < 1 && vocabulary > 0,
            "least_loss: label smoothing of {} over {} words", label_smoothing, vocabulary);
    if (label_smoothing == 0) return 0;
    const double wrong = label_smoothing / vocabulary;  // what each wrong word is to get
    const double right = 1 - label_smoothing + wrong;
    return -right * std::log(right) - (vocabulary - 1) * wrong * std::log(wrong);
}

}  // namespace book
