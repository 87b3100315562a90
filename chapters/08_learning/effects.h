// A small Transformer writes words backwards, with a habit of training and without: what does the
// habit change?
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "host/terminal.h"
#include "model/decoding.h"
#include "model/transformer.h"
#include "nn/loss.h"
#include "notebook/page.h"
#include "optim/schedule.h"
#include "optim/training_step.h"
#include "tensor/ops.h"

namespace chapter_08 {
using namespace book;

struct Habits {
    int layers = 1;  // on each side
    int steps = 1500;
    double rate = 0.01;  // Adam's, at its peak
    int warmup = 100;    // steps until then
    bool warm = true;    // false: it begins at the peak
    double smoothing = 0;
    double dropout = 0;
    int words = 200;  // there are no more to learn from; 0: always new ones
};

// Of words that it has not learnt from.
struct Marks {
    double right = 0;  // share without a fault
    double loss = 0;   // without smoothing
    double sure = 0;   // mean probability of the letter that it thinks likeliest
};

inline TokenPair draw_pair(Rng& rng) {  // three to eight of ten letters
    TokenPair pair;
    const int letters = 3 + rng.below(6);
    for (int i = 0; i < letters; ++i) {
        const int letter = rng.below(10);
        pair.source.push_back(kEnd + 1 + letter);
    }
    pair.target.assign(pair.source.rbegin(), pair.source.rend());
    return pair;
}

inline Batch whole_batch(const std::vector<TokenPair>& pairs) {
    std::vector<int> all(pairs.size());
    std::iota(all.begin(), all.end(), 0);
    return make_batch(pairs, all);
}

// [rate]
inline double rate_at(int step, const Habits& habits) {
    const int warmup = habits.warmup;
    if (!habits.warm) {
        step = std::max(step, warmup);  // it begins where the rise has ended
    }
    const double peak = noam_rate(warmup, 1, warmup);
    return habits.rate * noam_rate(step, 1, warmup) / peak;
}
// [/rate]

inline double share_right(const Transformer& model, const std::vector<TokenPair>& pairs) {
    std::vector<std::vector<int>> sources;
    for (const TokenPair& pair : pairs) sources.push_back(pair.source);
    const std::vector<Decoded> said = decode(model, sources);

    double share = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (said[i].tokens() == pairs[i].target) share += 1 / static_cast<double>(pairs.size());
    }
    return share;
}

inline Marks examine(const Transformer& model, const std::vector<TokenPair>& pairs) {
    Marks marks;
    marks.right = share_right(model, pairs);

    const Batch batch = whole_batch(pairs);
    Tape tape(Tape::Mode::inference);
    const Var memory = model.encode(tape, batch.source, batch.source_rows);
    const Var hidden =
        model.decode(tape, batch.input, batch.target_rows, memory, batch.source_rows);
    const Var logits = model.logits(tape, hidden);
    const Var loss = cross_entropy(logits, batch.output);
    marks.loss = static_cast<double>(loss.value()(0, 0));

    const Matrix p = softmax_rows(logits.value());
    for (int r = 0; r < p.rows(); ++r) {
        const int likeliest = argmax(p.row(r));
        marks.sure += static_cast<double>(p(r, likeliest)) / p.rows();
    }
    return marks;
}

inline TransformerConfig small_transformer(const Habits& habits) {
    TransformerConfig config;
    config.vocabulary = kEnd + 11;
    config.width = 32;
    config.encoder_layers = habits.layers;
    config.decoder_layers = habits.layers;
    config.feed_forward = 64;
    config.dropout = habits.dropout;
    config.max_length = 64;
    return config;
}

inline std::vector<TokenPair> draw_pairs(int count, Rng& rng) {
    std::vector<TokenPair> pairs;
    for (int i = 0; i < count; ++i) pairs.push_back(draw_pair(rng));
    return pairs;
}

inline std::vector<TokenPair> choose_pairs(const std::vector<TokenPair>& lesson, int count,
                                           Rng& rng) {
    const int known = static_cast<int>(lesson.size());
    std::vector<TokenPair> pairs;
    for (int i = 0; i < count; ++i) {
        const int chosen = rng.below(known);
        pairs.push_back(lesson[static_cast<std::size_t>(chosen)]);
    }
    return pairs;
}

// A model that is trained with these habits, and then examined.
inline Marks study(const Habits& habits, std::uint64_t seed) {
    Transformer model(small_transformer(habits), seed);
    Rng rng(mix(seed));
    const std::vector<TokenPair> test = draw_pairs(habits.steps < 10 ? 10 : 200, rng);
    const std::vector<TokenPair> lesson = draw_pairs(habits.words, rng);

    Adam adam(model.parameters().size());
    Tape tape;
    Batch batch;
    const auto loss = [&](Tape& on) { return model.loss(on, batch, habits.smoothing); };
    const Learner learner{model.parameters(), loss};
    for (int step = 1; step <= habits.steps; ++step) {
        const bool always_new = habits.words == 0;
        batch = whole_batch(always_new ? draw_pairs(16, rng) : choose_pairs(lesson, 16, rng));
        model.set_dropout_step(seed, static_cast<std::uint64_t>(step));
        training_step(learner, tape, adam, {rate_at(step, habits)});
    }
    return examine(model, test);
}

// The mean over three seeds, and the worst and the best of `right`.
struct Studies {
    Marks mean;
    double worst = 1;
    double best = 0;
};

inline Studies studies(const Habits& habits, std::uint64_t seed) {
    Studies all;
    for (std::uint64_t i = 0; i < 3; ++i) {
        const Marks marks = study(habits, seed + i);
        all.mean.right += marks.right / 3;
        all.mean.loss += marks.loss / 3;
        all.mean.sure += marks.sure / 3;
        all.worst = std::min(all.worst, marks.right);
        all.best = std::max(all.best, marks.right);
    }
    return all;
}

inline void habits(Page& page, int warmup, double smoothing, double dropout) {
    page.section("Three habits, by what they do");
    Habits few;
    few.warmup = warmup;

    Habits warm;
    warm.warmup = warmup;
    warm.layers = 2;
    warm.words = 0;
    warm.steps = 300;

    if (page.quick()) {
        few.steps = 2;
        warm.steps = 2;
    }
    page.values({{"few", few.words}, {"dropout", dropout}, {"steps.few", few.steps}});
    page.values({{"steps.warm", warm.steps}});
    page.text(R"md(
        The paper trains with three habits more. Each is cheap to write, and each is easily
        praised without a number. So measure: a small Transformer, encoder and decoder as in
        chapter 07, writes words of three to eight letters backwards. It is examined with words
        that it has not learnt from. Every row is the mean of three models that were drawn
        differently.

        **Warm-up.** The rate rises in a line, then falls with the root of the step. At first
        Adam's running means are made of few gradients, and those come from a model that knows
        nothing: large steps lead it astray.)md");
    page.formula(R"(\mathrm{rate} = c \, \min(t^{-1/2},\; t \, w^{-3/2}))",
                 "rate = c min(t^-½, t w^-³ᐟ²)     t: step, w: steps of warm-up",
                 "Vaswani et al. 2017, section 5.3");
    page.setup("rate", "chapters/08_learning/effects.h");
    page.text(R"md(
        **Label smoothing.** A little doubt in what is asked for, as above.

        **Dropout.** In training each number on its way from part to part is set to 0 with a
        probability of @{dropout:.0%}, as a coin falls, and the others are made larger, so that
        the mean stays. Nothing can be relied on, so everything must be known more than once
        (Srivastava et al. 2014).

        The first four rows have two layers on each side, always new words and @{steps.warm}
        steps, the others one layer, and only @{few} words, seen again and again in @{steps.few}
        steps: there is something to overlearn.)md");
    Table table{"",
                {"words right", ".0%"},
                {"worst", ".0%"},
                {"best", ".0%"},
                {"loss", ".2f"},
                {"sure", ".0%"}};
    const auto row = [&](const std::string& name, const Habits& habits) {
        show_progress(name);
        const Studies all = studies(habits, page.seed());
        const Marks& mean = all.mean;
        table.add(name, mean.right, all.worst, all.best, mean.loss, mean.sure);
        return mean;
    };

    Habits cold = warm;
    cold.warm = false;
    Habits smooth = few;
    smooth.smoothing = smoothing;
    Habits dropped = few;
    dropped.dropout = dropout;

    const Marks with = row(fmt::format("warm-up of {}, rate {}", warm.warmup, warm.rate), warm);
    const Marks without = row("no warm-up", cold);

    warm.rate /= 2;
    cold.rate /= 2;
    row(fmt::format("warm-up of {}, rate {}", warm.warmup, warm.rate), warm);
    row("no warm-up", cold);

    const Marks plain = row(fmt::format("few words, rate {}", few.rate), few);
    const Marks smoothed = row(fmt::format("smoothing {}", smoothing), smooth);
    const Marks drops = row(fmt::format("dropout {}", dropout), dropped);
    show_progress("");

    page.show(table,
              "Of new words; sure: the mean probability of the likeliest letter; loss: without "
              "smoothing");
    page.check_full("at the larger rate warm-up decides", with.right > without.right + 0.1);
    page.check_full("smoothing makes a model less sure of itself", smoothed.sure < plain.sure);
    page.check_full("dropout: a lower loss on words never seen", drops.loss < plain.loss);
    if (page.quick()) return;  // a few steps show nothing
    page.values({{"plain", std::vector<double>{plain.right, plain.sure, plain.loss}}});
    page.values({{"smoothed.sure", smoothed.sure}, {"dropped.loss", drops.loss}});
    page.text(R"md(
        Warm-up is no help at every rate: it lets you use a larger one. Without it the larger
        rate does harm that these few steps do not mend; at half the rate you may not see a
        difference. Seen few words only, the plain model is sure of @{plain[1]:.0%} of what it
        says. Smoothing brings that to @{smoothed.sure:.0%}: it was told not to be surer.
        Dropout brings the loss on new words from @{plain[2]:.2f} to @{dropped.loss:.2f}. Look
        at the columns *worst* and *best* before you believe in a small difference, and try
        other seeds. And a habit is no law: the model below has seen so many sentences that
        dropout would only slow it down.)md");
}

}  // namespace chapter_08
