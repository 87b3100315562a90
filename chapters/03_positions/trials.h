// Positions in translators that were trained: added, written beside the word, or left out.
#pragma once

#include <string>
#include <vector>

#include "notebook/page.h"
#include "trials/table.h"

namespace chapter_03 {
using namespace book;

inline void positions_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.section("Tried in a translator: added, beside, or left out");
    const int width = kNarrowWidth;
    page.values({{"trial.width", width}, {"trial.columns", kColumnsForPositions}});
    page.value("trial.wide", kWideWidth);
    page.value("trial.seeds", trials_of(rows, "whole").size());
    page.value("trial.added", trial_value(rows, "whole"));
    page.value("trial.beside", trial_value(rows, "positions_side_by_side"));
    page.value("trial.none", trial_value(rows, "no_positions"));
    page.text(R"md(
        All of this was about single rows. Does it matter to a machine that translates? Such questions need
        real training runs, which take too long for a page. So the book has recorded what came of them. In each
        of these trials one part of the translator is changed, and everything else stays as it is.

        They were run with a narrow translator, in which a word has only @{trial.width} numbers. (In the one in
        chapter 10 a word has @{trial.wide}. That translator has room to spare, and hardly missed what we took
        away from it.) Each trial was run @{trial.seeds} times, and each time the training began with
        different random numbers. Afterwards the translator was given sentences that it had never seen, and
        we counted those that came out right to the last letter.

        Here the first line is the paper's way. In the second, the last @{trial.columns} of the
        @{trial.width} columns are reserved for the position: words have zeros there, and signals have zeros
        everywhere else. As we have just seen, this is the same as writing them side by side. In the third
        line there are no positions at all. Each cell shows the mean, and in brackets the worst and the best
        of the runs:)md");
    page.show(trial_table(rows,
                          {{"positions added", "whole"},
                           {fmt::format("beside, in {} columns of {}", kColumnsForPositions, width),
                            "positions_side_by_side"},
                           {"no positions", "no_positions"}},
                          {kSentencesRight}),
              "Recorded: the share of new sentences that were translated without a mistake");
    page.check("positions added or beside: the ranges of the runs overlap",
               ranges_overlap(sentences_right(rows, "whole"),
                              sentences_right(rows, "positions_side_by_side")));
    page.check("a translator without positions gets more than a third of the sentences right",
               sentences_right(rows, "no_positions").least > 1.0 / 3);
    page.text(R"md(
        With positions added, @{trial.added[0]:.1%} of the sentences are right on average; with positions beside the
        word it is @{trial.beside[0]:.1%}. That is what the argument leads us to expect, because the reserved columns
        have to come from somewhere: a word has only the others left for its meaning. But look at the brackets before
        you believe it. The same translator, with positions added, reached anything from @{trial.added[1]:.1%} to
        @{trial.added[2]:.1%}, depending on nothing but the random numbers with which it began. The best run with
        positions beside the words, @{trial.beside[2]:.1%}, is better than the worst with positions added. So the
        trial agrees with the argument, but it does not prove it. And it says nothing about wide rows, where there is
        more room for a few reserved columns.

        The third line is a surprise. Without any positions, @{trial.none[0]:.1%} are right, as if nobody had to know
        who bit whom. How can that be? We have not looked inside, but two things probably help. The sentences of this
        book's world are short and built on only a few patterns, so that the words alone often give the sentence away.
        And the half of the machine that writes looks only at the words that it has written already, and so it can
        find out how many there are, as Haviv et al. (2022) showed. (If it looks at all of them equally, the first
        gets a share of 1/2 when there are two, and of 1/3 when there are three.) In the real world, where dogs bite
        men and men bite dogs, we would not rely on either.

        `./book trials` lists all of these trials. Given a name, it runs one of them again, in a minute or
        two, and compares it with what was recorded: `./book trials positions_side_by_side`.)md");
}

}  // namespace chapter_03
