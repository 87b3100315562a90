// Translators that were trained without feed-forward layers, and deep ones with the norm in either place.
#pragma once

#include <vector>

#include "notebook/page.h"
#include "trials/table.h"
#include "variants/variant.h"

namespace chapter_07 {
using namespace book;

inline void feed_forward_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.value("trial.width", trial_recipe().model.width);
    page.value("trial.seeds", trials_of(rows, "whole").size());
    page.value("trial.whole", trial_value(rows, "whole"));
    page.value("trial.no_feed_forward", trial_value(rows, "no_feed_forward"));
    page.text(R"md(
        Random numbers show what the parts do to a word. What they are worth to a translator, only training
        can show. The book's recorded trials (chapter 03 tells how they are made) try two of the questions
        of this chapter.

        First, a translator with narrow rows of @{trial.width} numbers, whose feed-forward layers add nothing
        to the road: the second of their two matrices is 0 from beginning to end. Each line stands for
        @{trial.seeds} training runs that began with different random numbers: the mean, and in brackets the
        worst and the best.)md");
    page.show(trial_table(rows, {{"whole", "whole"}, {"no feed-forward layers", "no_feed_forward"}},
                          {kSentencesRight}),
              "Recorded: the share of new sentences that were translated without a mistake");
    page.check(
        "with feed-forward layers and without: the ranges of the runs overlap",
        ranges_overlap(sentences_right(rows, "whole"), sentences_right(rows, "no_feed_forward")));
    page.check("without feed-forward layers, more than a quarter of the sentences are right",
               sentences_right(rows, "no_feed_forward").least > 0.25);
    page.text(R"md(
        On average, @{trial.whole[0]:.1%} of the sentences are right with feed-forward layers, and
        @{trial.no_feed_forward[0]:.1%} without them. The direction is what one would expect. But it is a
        hint and no proof: individual runs without these layers range from @{trial.no_feed_forward[1]:.1%}
        to @{trial.no_feed_forward[2]:.1%}, and the worst run with these layers, @{trial.whole[1]:.1%}, lies
        inside that range. What we can say for certain is that much of our small language can be translated
        without them. Softmax and layer norm bend a little, too, and none of our sentences asks whether a
        critic is pleased.)md");
}

inline void norms_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    const Variant& deep = variant_named("post_norm");
    Recipe recipe = trial_recipe();
    deep.recipe(recipe);
    page.ahead("warm-up", "what a trial of two norms leaves out; chapter 08 explains it");
    page.values({{"trial.blocks", recipe.model.encoder_layers}});
    page.values(
        {{"trial.deep.width", recipe.model.width}, {"trial.gentle", recipe.trainer.warmup}});
    page.value("trial.steps", trials_of(rows, "post_norm")[0].steps);
    page.value("trial.post", trial_value(rows, "post_norm"));
    page.value("trial.pre", trial_value(rows, "pre_norm"));
    page.value("trial.pre.cold", trial_value(rows, "pre_norm_cold"));
    page.text(R"md(
        Second, post-norm and pre-norm, in deep stacks of @{trial.blocks} blocks in each half, with rows of
        @{trial.deep.width} numbers. Training changes the numbers of a model in many small steps, here
        @{trial.steps:,} of them, and it usually begins with especially small ones. Chapter 08 explains this
        *warm-up*. The trial was run with a warm-up of @{trial.gentle} steps, and also without one, so that the steps had their full size from the very first:)md");
    page.show(trial_table(rows,
                          {{"post-norm, with warm-up", "post_norm"},
                           {"post-norm, without", "post_norm_cold"},
                           {"pre-norm, with warm-up", "pre_norm"},
                           {"pre-norm, without", "pre_norm_cold"}},
                          {kSentencesRight}),
              "Recorded: the share of new sentences that were translated without a mistake");
    page.check("six blocks deep, post-norm translates no sentence in any run",
               sentences_right(rows, "post_norm").most == 0 &&
                   sentences_right(rows, "post_norm_cold").most == 0);
    page.check("six blocks deep, pre-norm with warm-up gets more than 90% right in every run",
               sentences_right(rows, "pre_norm").least > 0.9);
    page.check(
        "without warm-up, pre-norm loses at least 20 percentage points of its mean",
        sentences_right(rows, "pre_norm").mean - sentences_right(rows, "pre_norm_cold").mean > 0.2);
    page.text(R"md(
        Here the difference is not a matter of a few percent. With pre-norm and warm-up, @{trial.pre[1]:.1%}
        of the sentences are right in the worst run. With post-norm it is @{trial.post[2]:.1%} in the
        best, with warm-up or without: not a single sentence. And pre-norm is not safe without warm-up,
        either: @{trial.pre.cold[0]:.1%} on average, and anything from @{trial.pre.cold[1]:.1%} to
        @{trial.pre.cold[2]:.1%}. The free road decided whether any sentence came out right at all, and on top
        of that a gentle start was still worth a lot.

        What this does not show is that post-norm cannot learn in stacks of @{trial.blocks} blocks. The
        paper's translator is built in that way, and is a very good one; the result of Takase et al. (*Before or after?*) is
        about such models, too. They were trained for much longer and with smaller steps, and the paper's
        first 4,000 steps were its warm-up, more than the whole of our training. We took the steps that suit
        the book's shallow translator, and did not look for better ones. So read it like this: pre-norm
        forgave a choice of steps that post-norm did not.

        `./book trials no_feed_forward` runs the first trial again, and `./book trials pre_norm_cold`, for
        example, part of the second.)md");
}

inline void parts_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.section("Two parts, tried in trained translators");
    feed_forward_in_translators(page, rows);
    norms_in_translators(page, rows);
}

}  // namespace chapter_07
