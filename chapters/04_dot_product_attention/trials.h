// One matrix for queries and keys, in translators that were trained.
#pragma once

#include <algorithm>
#include <vector>

#include "notebook/page.h"
#include "trials/table.h"

namespace chapter_04 {
using namespace book;

inline void one_matrix_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.section("One matrix for both, after training");
    const int narrow = kNarrowWidth;
    const int wide = kWideWidth;
    page.values({{"trial.width", narrow}, {"trial.wide", wide}});
    page.value("trial.seeds", trials_of(rows, "whole").size());
    page.value("trial.two", trial_value(rows, "whole"));
    page.value("trial.one", trial_value(rows, "one_matrix_for_q_and_k"));
    page.value("trial.wide.two", trial_value(rows, "wide_whole"));
    page.value("trial.wide.one", trial_value(rows, "wide_one_matrix_for_q_and_k"));
    page.text(R"md(
        Three objections on paper do not make a bad translation. So let us see what training makes of them,
        in one of the recorded trials that chapter 03 introduced: a narrow translator, with rows of
        @{trial.width} numbers, was trained with W_Q and W_K kept identical. They begin alike,
        and stay alike in every step of the training, wherever in the machine there is attention. We ran the
        same trial with rows of @{trial.wide} numbers, the width of chapter 10's translator. Each line
        stands for @{trial.seeds} training runs that began with different random numbers, and each cell
        shows their mean, and in brackets the worst and the best of them:)md");
    const auto line = [&](const char* says, int numbers, const char* trial) {
        return TrialLine{fmt::format("{}, rows of {}", says, numbers), trial};
    };
    page.show(trial_table(rows,
                          {line("two matrices", narrow, "whole"),
                           line("one for both", narrow, "one_matrix_for_q_and_k"),
                           line("two matrices", wide, "wide_whole"),
                           line("one for both", wide, "wide_one_matrix_for_q_and_k")},
                          {kSentencesRight}),
              "Recorded: the share of new sentences that were translated without a mistake");
    page.check("trained with one matrix, the worst translator is no worse than the worst with two",
               sentences_right(rows, "one_matrix_for_q_and_k").least >=
                   sentences_right(rows, "whole").least);
    const bool narrow_overlap = ranges_overlap(sentences_right(rows, "whole"),
                                               sentences_right(rows, "one_matrix_for_q_and_k"));
    const bool wide_overlap = ranges_overlap(sentences_right(rows, "wide_whole"),
                                             sentences_right(rows, "wide_one_matrix_for_q_and_k"));
    page.check("one matrix or two: the ranges of the runs overlap, at either width",
               narrow_overlap && wide_overlap);
    page.check("in wide rows, every run gets more than 97% right, with one matrix as with two",
               std::min(sentences_right(rows, "wide_whole").least,
                        sentences_right(rows, "wide_one_matrix_for_q_and_k").least) > 0.97);
    page.text(R"md(
        One matrix did *not* do worse. In narrow rows it gets @{trial.one[0]:.1%} of the sentences right on
        average, and two matrices get @{trial.two[0]:.1%}. Do not make too much of this, either: the best
        run with two, @{trial.two[2]:.1%}, beats the worst with one, @{trial.one[1]:.1%}, and with so few
        runs the difference may be chance. In wide rows both get nearly everything right,
        @{trial.wide.two[0]:.1%} and @{trial.wide.one[0]:.1%}, and the difference is too small to mean anything.

        So what has become of the three objections? They are true of the scores, but a score is not the end.
        The rows that are compared also hold positions, what a word takes home goes through many more
        matrices, and where one sentence looks at another (a later section of this chapter), query and key
        are made from two different rows, so a word cannot look at itself. Training can use all of that.
        Which of these it used here, we have not examined.

        Why, then, does the paper keep two? It gives no reason. This much can be said: two matrices can do
        all that a single one can do, since training may make them alike, and besides they allow a kind of
        looking that is not mutual, which a single matrix does not. Our sentences are short and all of one
        kind, and in this small world nobody seems to need that freedom. In other texts somebody may. Our
        trial cannot tell.

        `./book trials one_matrix_for_q_and_k` runs the trial again.)md");
}

}  // namespace chapter_04
