// A small Transformer writes words backwards, with a habit of training and without: what does the
// habit change?
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "host/terminal.h"
#include "model/decoding.h"
#include "model/transformer.h"
#include "nn/loss.h"
#include "notebook/page.h"
#include "optim/schedule.h"
#include "optim/training_step.h"
#include "small_model.h"
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
    bool pre_norm = false;  // norms before each sublayer, and one more at the end
    int words = 200;        // there are no more to learn from; 0: always new ones
};

// Of words that it has not learnt from.
struct Marks {
    double right = 0;  // share without a fault
    double loss = 0;   // without smoothing
    double sure = 0;   // mean probability of the letter that it thinks likeliest
    double known = 0;  // loss on the words that it has learnt from, if these are always the same
};

inline TokenPair draw_pair(Rng& rng) {  // a word and the same backwards
    TokenPair pair;
    const int letters = kShortest + rng.below(kLongest - kShortest + 1);
    for (int i = 0; i < letters; ++i) {
        const int letter = rng.below(kLetters);
        pair.source.push_back(kEnd + 1 + letter);
    }
    pair.target.assign(pair.source.rbegin(), pair.source.rend());
    return pair;
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

// The scores of every piece that was asked for, on the tape.
inline Var logits_of(const Transformer& model, Tape& tape, const Batch& batch) {
    const Var read = model.encode(tape, batch.source, batch.source_rows);
    const Var hidden = model.decode(tape, batch.input, batch.target_rows, read, batch.source_rows);
    return model.logits(tape, hidden);
}

inline double loss_on(const Transformer& model, const std::vector<TokenPair>& pairs) {
    const Batch batch = make_batch(pairs);
    Tape tape(Tape::Mode::inference);
    const Var loss = cross_entropy(logits_of(model, tape, batch), batch.output);
    return static_cast<double>(loss.value()(0, 0));
}

inline Marks examine(const Transformer& model, const std::vector<TokenPair>& pairs) {
    Marks marks;
    marks.right = share_right(model, pairs);
    marks.loss = loss_on(model, pairs);

    const Batch batch = make_batch(pairs);
    Tape tape(Tape::Mode::inference);
    const Var logits = logits_of(model, tape, batch);
    const Matrix p = softmax_rows(logits.value());
    for (int r = 0; r < p.rows(); ++r) {
        const int likeliest = argmax(p.row(r));
        marks.sure += static_cast<double>(p(r, likeliest)) / p.rows();
    }
    return marks;
}

inline TransformerConfig small_transformer(const Habits& habits) {
    TransformerConfig config;
    config.vocabulary = kEnd + 1 + kLetters;
    config.width = 32;
    config.encoder_layers = habits.layers;
    config.decoder_layers = habits.layers;
    config.feed_forward = 64;
    config.dropout = habits.dropout;
    config.pre_norm = habits.pre_norm;
    config.final_norm = habits.pre_norm;
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
        batch = make_batch(always_new ? draw_pairs(kWordsInBatch, rng)
                                      : choose_pairs(lesson, kWordsInBatch, rng));
        model.set_dropout_step(seed, static_cast<std::uint64_t>(step));
        training_step(learner, tape, adam, {rate_at(step, habits)});
    }
    Marks marks = examine(model, test);
    if (habits.words > 0) marks.known = loss_on(model, lesson);
    return marks;
}

inline constexpr int kStudied = 3;  // models, each from a seed of its own

// Their mean, and the worst and the best of `right`.
struct Studies {
    Marks mean;
    double worst = 1;
    double best = 0;
};

inline Studies studies(const Habits& habits, std::uint64_t seed) {
    Studies all;
    for (std::uint64_t i = 0; i < kStudied; ++i) {
        const Marks marks = study(habits, seed + i);
        all.mean.right += marks.right / kStudied;
        all.mean.loss += marks.loss / kStudied;
        all.mean.sure += marks.sure / kStudied;
        all.mean.known += marks.known / kStudied;
        all.worst = std::min(all.worst, marks.right);
        all.best = std::max(all.best, marks.right);
    }
    return all;
}

inline const char* const kEffects = "chapters/08_learning/effects.h";

inline Studies show_and_study(const std::string& name, const Habits& habits, std::uint64_t seed) {
    show_progress(name);
    const Studies all = studies(habits, seed);
    show_progress("");
    return all;
}

// The paper's rate, step by step.
inline void papers_schedule(Page& page) {
    const int width = 512;
    const int warmup = 4000;
    std::vector<double> steps;
    std::vector<double> rates;
    for (int step = 100; step <= 40000; step += 100) {
        steps.push_back(step);
        rates.push_back(1000 * noam_rate(step, width, warmup));
    }
    page.values({{"paper.width", width}, {"paper.warmup", warmup}});
    page.value("paper.peak.thousandths", 1e3 * noam_rate(warmup, width, warmup));
    page.value("later", 4 * warmup);
    page.text(R"md(
        Here *t* is the number of the step, *w* the number of steps of warm-up (@{paper.warmup:,} in the
        paper), and *d* the width of a row (@{paper.width}). The smaller of the two terms counts. While *t*
        is below *w* that is the second one, which grows with every step; after that it is the first, one
        over the root of *t*, and it shrinks.)md");
    page.show(Figure{"schedule", "Up in a line, down with the root",
                     fmt::format("The rate rises in a line from 0 to its peak at step {} and then "
                                 "falls, steeply at first and then slowly, to half of the peak at "
                                 "step {}.",
                                 warmup, 4 * warmup),
                     Plot{{"step"}, {"learning rate, in thousandths", Scale::linear, 0, 0.8}}
                         .line("the paper's schedule", steps, rates)
                         .vertical(warmup, fmt::format("w = {}", warmup))});
    page.text(R"md(
        The rate is @{paper.peak.thousandths:.1f} thousandths at step @{paper.warmup:,}, and half of that by
        step @{later:,}. Why begin so carefully? There are two reasons.

        The first is Adam's. It divides by the usual size of the slopes, and in the first steps it has seen
        only a handful of them, from a model that knows nothing. Its idea of *usual* is then a bad guess,
        and it takes steps that are far too long or far too short (Liu et al. 2020).

        The second lies in the model. The paper normalises *after* each residual sum (post-norm, chapter 07).
        Xiong et al. (2020) show that in such a model, while its numbers are random, the slopes near the
        output are large, so that large steps throw it off at once. If the norm comes *before* each sublayer
        (pre-norm), the slopes have reasonable sizes from the start, and the authors dispense with
        warm-up. (Many of today's models are pre-norm and warm up for a short while all the same.))md");
}

inline void warm_up(Page& page, int warmup) {
    page.section("Warm-up: why the first steps are small");
    page.term("warm-up", "the first steps of training, in which the learning rate rises from 0",
              {"warmup"});
    page.term("schedule (of the learning rate)", "a rule that gives every step its learning rate",
              {"schedules"});
    page.text(R"md(
        The paper does not train with one fixed rate. In the first steps the rate rises from nearly 0, which
        is called **warm-up**, and then it falls slowly for the rest of training. Such a rule is a
        **schedule**. The paper's is a single line:)md");
    page.formula(R"(\mathrm{rate} = d^{-1/2} \cdot \min\left(t^{-1/2},\; t \cdot w^{-3/2}\right))",
                 "rate = d^-½ · min(t^-½, t · w^-³ᐟ²)", "Vaswani et al. 2017, section 5.3");
    papers_schedule(page);
    Habits warm;
    warm.warmup = warmup;
    warm.layers = 2;
    warm.words = 0;
    warm.steps = page.quick() ? 2 : 300;
    page.values({{"steps.warm", warm.steps}, {"warmup.ours", warmup}, {"studied", kStudied}});
    page.value("layers.warm", warm.layers);
    page.text(R"md(
        Do we see any of this in a small model? A Transformer with @{layers.warm} blocks on each side learns to write
        words backwards, for @{steps.warm} steps. It starts either with a warm-up of @{warmup.ours} steps or
        right at the peak. We try post-norm with two peaks and pre-norm with the larger of them, @{studied} models
        for each row.)md");
    Table table{"norm",           {"peak", ".3f"}, "warm-up",      {"words right", ".0%"},
                {"worst", ".0%"}, {"best", ".0%"}, {"loss", ".2f"}};
    const auto row = [&](bool pre_norm, double rate, bool is_warm) {
        Habits habits = warm;
        habits.pre_norm = pre_norm;
        habits.rate = rate;
        habits.warm = is_warm;
        const std::string norm = pre_norm ? "pre-norm" : "post-norm";
        const std::string with = is_warm ? "yes" : "no";
        const Studies all = show_and_study(norm + ", warm-up: " + with, habits, page.seed());
        table.add(norm, rate, with, all.mean.right, all.worst, all.best, all.mean.loss);
        return all.mean;
    };
    const double peak = warm.rate;
    const Marks with = row(false, peak, true);
    const Marks without = row(false, peak, false);
    const Marks half_with = row(false, peak / 2, true);
    const Marks half_without = row(false, peak / 2, false);
    const Marks pre_with = row(true, peak, true);
    const Marks pre_without = row(true, peak, false);
    page.show(table,
              "New words without a mistake: the mean of @{studied} models, their worst and best");
    page.check_full(
        "with post-norm and the larger peak, at least 10 percentage points more of the words are "
        "right with warm-up",
        with.right > without.right + 0.1);
    page.check_full("with pre-norm, leaving the warm-up out costs less than half as much",
                    pre_with.right - pre_without.right < (with.right - without.right) / 2);
    if (!page.quick()) {  // a few steps show nothing
        page.values({{"peak", peak}, {"warm.right", with.right}, {"cold.right", without.right}});
        page.values({{"half.right", half_with.right}, {"half.cold", half_without.right}});
        page.values({{"pre.right", pre_with.right}, {"pre.cold", pre_without.right}});
        page.text(R"md(
            With post-norm and the larger peak of @{peak}, warm-up decides: @{warm.right:.0%} of the words are
            right with it, @{cold.right:.0%} without. At half the peak it is
            @{half.right:.0%} and @{half.cold:.0%}. So warm-up lets you use a rate that would otherwise be too
            large for the first steps. With pre-norm the larger peak does no such harm, @{pre.right:.0%} with
            warm-up and @{pre.cold:.0%} without. (With only @{studied} models for each row, look at *worst* and
            *best* before you believe in a small difference.))md");
    }
    page.deep_dive("Our schedule as code", [&] {
        page.text(R"md(
            The words have @{shortest} to @{longest} letters, and there are always new ones. Our rule is the
            paper's with one change: instead of its factor in front, we name the peak. (`noam_rate` is the
            formula above.) The line in the middle takes the warm-up away.)md");
        page.setup("rate", kEffects);
    });
}

inline void dropout_by_hand(Page& page, double share) {
    page.term("dropout", "in training, a random part of the numbers is set to 0 in every step");
    page.values({{"dropout", share}});
    page.text(R"md(
        **Dropout** works against it in a surprising way: it spoils the model while it learns. In every
        step, each number at certain places is set to 0 with a probability of, say, @{dropout:.0%}. The
        numbers that stay are made larger, so that the mean does not change. In use nothing is dropped.
        )md");
    const Matrix ones({1, 8}, 1);
    // [drop]
    const double share_lost = 0.25;
    Matrix dropped({2, 8});
    for (int step = 1; step <= 2; ++step) {
        Tape tape;
        const Var row = tape.input(ones);  // (1 x 8)
        const DropoutSeed coins{1, std::uint64_t(step)};
        const Var kept = dropout(row, share_lost, coins);
        copy(kept.value(), dropped.view().row_block(step - 1, 1));
    }
    // [/drop]
    int zeros = 0;
    for (const real x : dropped.flat()) zeros += x == 0;
    page.values({{"zeros", zeros}, {"numbers.dropped", dropped.size()}});
    page.values({{"share.lost", share_lost}, {"share.stays", 1 - share_lost}});
    page.value("kept.as", *std::max_element(dropped.flat().begin(), dropped.flat().end()));
    page.text(R"md(
        Why should that help? A model that learns by heart relies on a few numbers that happen to fit
        together for one sentence. With dropout it cannot rely on any number, because that one may be
        missing the next time. So what it knows, it must know in more than one way (Srivastava et al. 2014).

        Where is it applied? In the paper (section 5.4), in two kinds of places: at the *output of every
        sublayer*, before it is added to the residual road, and at the *sum of embedding and position*
        where both stacks begin. From there on the road itself stays whole.)md");
    page.deep_dive("Dropout as code", [&] {
        page.text(
            "Here is a row of eight ones in two steps of training, with a dropout of "
            "@{share.lost:.0%}:");
        page.cell("drop", kEffects);
        page.show(matrix_table(dropped, {"step 1", "step 2"},
                               {"1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th"}));
        page.text(R"md(
            Of the @{numbers.dropped} numbers, @{zeros} are gone, different ones in each step, and every number
            that stays has become @{kept.as:.2f}, which is 1 divided by @{share.stays}. And this is the library's
            sublayer, with `f` for attention or the feed-forward layer. Dropout is in the second line.)md");
        page.excerpt("sublayer", "common/model/sublayer.h");
    });
}

inline void few_words(Page& page, double smoothing, double dropout) {
    page.section("Label smoothing and dropout: against being too sure");
    page.term("overfitting", "learning the examples by heart instead of what they have in common",
              {"overfit"});
    page.term("held-out data", "examples that a model never learns from, kept to test it",
              {"held out", "held-out"});
    page.term(
        "perplexity",
        "what e raised to the power of the loss gives: guessing is as hard as with a fair die that "
        "has that many sides");
    page.ahead("BLEU", "the paper's finding about smoothing is in BLEU, which chapter 10 explains");
    Habits few;
    few.steps = page.quick() ? 2 : 1500;
    page.values({{"few", few.words}, {"steps.few", few.steps}});
    page.text(R"md(
        The paper has two more remedies, for a different danger. Suppose there are only @{few} words to learn
        from, and the model sees them again and again. Sooner or later it knows them by heart: on *these*
        words its loss goes to nearly nothing, but on new ones it is sure of itself and wrong. This is
        called **overfitting**. To see it you need examples that the model has never learnt from; they are
        called **held-out** data.)md");
    dropout_by_hand(page, dropout);
    page.text(R"md(
        The other remedy is label smoothing. Now for the experiment. A small Transformer with one block on
        each side learns to write the same @{few} words backwards, for @{steps.few:,} steps: once plain, once
        with smoothed labels, once with dropout. It is tested with new words.)md");
    Table table{"",
                {"words right", ".0%"},
                {"worst", ".0%"},
                {"best", ".0%"},
                {"loss, new words", ".2f"},
                {"loss, its own", ".2f"},
                {"sure", ".0%"}};
    const auto row = [&](const std::string& name, const Habits& habits) {
        const Studies all = show_and_study(name, habits, page.seed());
        const Marks& mean = all.mean;
        table.add(name, mean.right, all.worst, all.best, mean.loss, mean.known, mean.sure);
        return mean;
    };
    Habits smooth = few;
    smooth.smoothing = smoothing;
    Habits dropped = few;
    dropped.dropout = dropout;
    const Marks plain = row("plain", few);
    const Marks smoothed = row(fmt::format("smoothing {}", smoothing), smooth);
    const Marks drops = row(fmt::format("dropout {}", dropout), dropped);
    page.show(
        table,
        "Means of @{studied} models; *sure*: the mean probability of the likeliest letter; both "
        "losses are without smoothing");
    page.check_full(
        "trained without either, its loss on its own words is below a tenth of its loss on new "
        "ones",
        plain.known < 0.1 * plain.loss);
    page.check_full("smoothing makes a model less sure of itself, by at least 5 percentage points",
                    smoothed.sure < plain.sure - 0.05);
    page.check_full("with dropout, the loss on new words is lower by at least a fifth",
                    drops.loss < 0.8 * plain.loss);
    if (!page.quick()) {  // a few steps show nothing
        page.values({{"plain", std::vector<double>{plain.right, plain.sure, plain.loss}}});
        page.values({{"plain.known", plain.known}});
        page.values({{"smoothed.sure", smoothed.sure}, {"smoothed.loss", smoothed.loss}});
        page.values({{"dropped.loss", drops.loss}, {"dropped.known", drops.known}});
        page.text(R"md(
        The plain model has overfitted. On its own words the loss is @{plain.known:.2f}, on new ones
        @{plain[2]:.2f}, and it gives its favourite letter @{plain[1]:.0%} on average, although only
        @{plain[0]:.0%} of the words are right. Smoothing brings that confidence down to
        @{smoothed.sure:.0%} and the loss on new words to @{smoothed.loss:.2f}; dropout brings that loss
        down to @{dropped.loss:.2f}, although it costs a little on its own words (@{dropped.known:.2f}).
        Beware of the column *words right*, though: *worst* and *best* are so far apart that it decides nothing.)md");
    }
    page.text(R"md(
        What about BLEU, the mark for translations (chapter 10)? The paper reports that smoothing hurts
        perplexity, because the model learns to be more unsure, and that accuracy and BLEU improve all the
        same (section 5.4). It does not say why. This much is plain: BLEU looks only at the words that come out, and
        not at how probable they were. A model that is held back from being certain can pay for it in probabilities, and still
        put the pieces of a new sentence in a better order. **Perplexity** is another way to give a loss: *e* raised to the power of the loss.
        At the beginning of this chapter our untrained translator had a loss of @{loss.untrained:.2f}, which
        makes a perplexity of @{sides:,}. So it was as lost as somebody who has to guess the throw of a die
        with that many sides. (That is more sides than it has pieces, because the measure counts not only how
        *unsure* a model is, as chapter 07's die did, but also how *wrong*.)

        Our experiment with words is too small to say anything about BLEU; the next section asks
        translators.

        Not every model needs these two remedies. Our translator sees each of its many sentences only a few times, so its
        recipe leaves dropout out. Whether dropout would help or harm it, we have not measured.)md");
}

}  // namespace chapter_08
