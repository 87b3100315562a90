// Label smoothing and warm-up in translators that were trained.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "notebook/page.h"
#include "trials/table.h"
#include "variants/variant.h"

namespace chapter_08 {
using namespace book;

// What chapter 07 has recorded of deep stacks, beside the small models of this page.
inline void warm_up_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.value("trial.pre", trial_value(rows, "pre_norm"));
    page.value("trial.pre.cold", trial_value(rows, "pre_norm_cold"));
    page.text(R"md(
        Do not conclude that pre-norm needs no warm-up. The translators of chapter 07 with six blocks on
        each side, in *Two parts, tried in trained translators*, did need it. With pre-norm they got
        @{trial.pre[0]:.0%} of the sentences right with warm-up and @{trial.pre.cold[0]:.0%} without, on
        average. With post-norm they got none, with warm-up or without.)md");
}

// With each seed that both have: is the loss of the second one higher?
inline bool costs_loss_with_every_seed(const std::vector<TrialRow>& rows, const std::string& less,
                                       const std::string& more) {
    for (const TrialRow& a : trials_of(rows, less)) {
        for (const TrialRow& b : trials_of(rows, more)) {
            if (a.seed == b.seed && a.validation_loss >= b.validation_loss) return false;
        }
    }
    return true;
}

inline void smoothing_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.section("Label smoothing, tried in translators");
    const std::vector<std::string> trials{"smoothing_0", "whole", "smoothing_0.1", "smoothing_0.2"};
    const auto share_of = [](const std::string& trial) {
        Recipe recipe = trial_recipe();
        if (const auto change = variant_named(trial).recipe) change(recipe);
        return recipe.trainer.label_smoothing;
    };
    page.values({{"trial.width", trial_recipe().model.width}, {"trial.own", share_of("whole")}});
    page.value("trial.papers", share_of("smoothing_0.1"));
    page.value("trial.seeds", trials_of(rows, "whole").size());
    page.value("trial.none.loss", trial_value(rows, trials[0], kHeldOutLoss));
    page.value("trial.most.loss", trial_value(rows, trials[3], kHeldOutLoss));
    page.value("trial.none.bleu", trial_value(rows, trials[0], kTestBleu));
    page.value("trial.paper.bleu", trial_value(rows, trials[2], kTestBleu));
    page.text(R"md(
        Does smoothing help a translation? The book's recorded trials (chapter 03 tells how they are run)
        put the question to narrow translators, with rows of @{trial.width} numbers. They were trained without
        smoothing, with the share of @{trial.own} that our recipe takes from the right piece, with the
        paper's share, and with twice as much. Each line stands for @{trial.seeds} training runs with different
        seeds: the mean, and in brackets the lowest and the highest value. All losses are measured on held-out
        sentences, and without smoothing, so that they can be compared.)md");
    std::vector<TrialLine> lines;
    for (const std::string& trial : trials) {
        lines.push_back({fmt::format("{}", share_of(trial)), trial});
    }
    page.show(trial_table(rows, lines),
              "Recorded, by the share of smoothing; *right*: without a mistake");
    bool costs = true;
    for (std::size_t i = 0; i + 1 < trials.size(); ++i) {
        costs = costs && costs_loss_with_every_seed(rows, trials[i], trials[i + 1]);
    }
    page.check("with every seed, each larger share of smoothing means a higher loss", costs);
    page.check("without smoothing and with the paper's: the ranges of BLEU overlap",
               ranges_overlap(range_of(rows, trials[0], kTestBleu.number),
                              range_of(rows, trials[2], kTestBleu.number)));
    page.text(R"md(
        The first half of what the paper reports can be seen plainly. From the first line to the last the
        loss rises from @{trial.none.loss[0]:.2f} to @{trial.most.loss[0]:.2f}. It does so with every seed,
        and for a good reason: the model was asked to be in doubt, and is charged for its doubt here.

        The second half cannot be seen. With the paper's share of @{trial.papers}, BLEU, the mark for
        translations, is @{trial.paper.bleu[0]:.1f} on average, and without smoothing it is
        @{trial.none.bleu[0]:.1f}. But with nothing changed except the seed, it ranges from
        @{trial.none.bleu[1]:.1f} to @{trial.none.bleu[2]:.1f}, much further than the two means lie apart.
        So smoothing did no visible harm to our translations, although it made the loss worse; whether it
        helped them, this trial cannot tell. `./book trials smoothing_0.1` repeats one part of it.)md");
}

}  // namespace chapter_08
