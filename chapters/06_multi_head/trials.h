// One head, and no W_O, in translators that were trained.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "notebook/page.h"
#include "trials/table.h"

namespace chapter_06 {
using namespace book;

inline void heads_in_translators(Page& page, const std::vector<TrialRow>& rows) {
    page.section("Tried in a translator: one head, and no W_O");
    const int width = kNarrowWidth;
    const int wide = kWideWidth;
    const int heads = kTrialHeads;
    page.values({{"trial.width", width}, {"trial.wide", wide}, {"trial.heads", heads}});
    page.values({{"trial.head.narrow", width / heads}, {"trial.head.wide", wide / heads}});
    page.value("trial.seeds", trials_of(rows, "whole").size());
    page.value("trial.whole", trial_value(rows, "whole"));
    page.value("trial.one_head", trial_value(rows, "one_head"));
    page.value("trial.no_w_o", trial_value(rows, "no_output_projection"));
    page.value("trial.wide.whole", trial_value(rows, "wide_whole"));
    page.value("trial.wide.one_head", trial_value(rows, "wide_one_head"));
    page.value("trial.wide.no_w_o", trial_value(rows, "wide_no_output_projection"));
    page.text(R"md(
        This chapter has argued for several heads and for W_O. Does a trained translator need them? Two of
        the book's recorded trials ask that (chapter 03 tells how they are made). In one, the attention has
        a single head of the full width instead of @{trial.heads}. In the other, W_O begins as a matrix that
        leaves every row as it is, and is never changed, so the heads stay side by side. Both were tried in
        narrow rows of @{trial.width} numbers and in rows of @{trial.wide}, as wide as chapter 10's. Each
        line stands for @{trial.seeds} training runs, each of which began with different random numbers: the
        mean, and in brackets the worst and the best.)md");
    const std::string several = fmt::format("{} heads and W_O", heads);
    const auto line = [&](const std::string& says, int numbers, const char* trial) {
        return TrialLine{fmt::format("{}, rows of {}", says, numbers), trial};
    };
    page.show(
        trial_table(rows,
                    {line(several, width, "whole"), line("one head", width, "one_head"),
                     line("no W_O", width, "no_output_projection"),
                     line(several, wide, "wide_whole"), line("one head", wide, "wide_one_head"),
                     line("no W_O", wide, "wide_no_output_projection")},
                    {kSentencesRight}),
        "Recorded: the share of new sentences that were translated without a mistake");
    page.check(
        "in narrow rows, the worst translator with one head is no worse than the worst with "
        "several",
        sentences_right(rows, "one_head").least >= sentences_right(rows, "whole").least);
    page.check("one head or several, in narrow rows: the ranges of the runs overlap",
               ranges_overlap(sentences_right(rows, "whole"), sentences_right(rows, "one_head")));
    page.check("with W_O and without it: the ranges of the runs overlap",
               ranges_overlap(sentences_right(rows, "whole"),
                              sentences_right(rows, "no_output_projection")));
    const double least = std::min({sentences_right(rows, "wide_whole").least,
                                   sentences_right(rows, "wide_one_head").least,
                                   sentences_right(rows, "wide_no_output_projection").least});
    page.check(
        "in wide rows, every run gets more than 97% right, even with one head or without W_O",
        least > 0.97);
    page.text(R"md(
        In narrow rows the single head did *not* do worse than @{trial.heads}: it gets
        @{trial.one_head[0]:.1%} of the sentences right on average, and @{trial.heads} heads get
        @{trial.whole[0]:.1%}. The brackets overlap: the best run with @{trial.heads} heads,
        @{trial.whole[2]:.1%}, beats the worst with one, @{trial.one_head[1]:.1%}. If the difference is
        real, it is probably the price that we have just spoken of: of @{trial.width} columns, each of
        @{trial.heads} heads has only @{trial.head.narrow}, which is not much to tell keys apart with, while
        the single head has them all. In wide rows, where each head has @{trial.head.wide} numbers,
        @{trial.heads} heads get @{trial.wide.whole[0]:.1%} right and a single one
        @{trial.wide.one_head[0]:.1%}. That would agree with the paper, but it is a matter of a few
        sentences in a thousand, and we would not build on it.

        Without W_O, narrow rows lose something on average: @{trial.no_w_o[0]:.1%} are right instead of
        @{trial.whole[0]:.1%}. That is a hint and no proof, because individual runs range from
        @{trial.no_w_o[1]:.1%} to @{trial.no_w_o[2]:.1%}, and the worst run with W_O, @{trial.whole[1]:.1%},
        lies inside that range. In wide rows @{trial.wide.no_w_o[0]:.1%} are right without W_O, and nothing
        is lost that we can see.

        So these trials do not show that our translator needs several heads, or W_O. That does not make the
        arguments of this chapter wrong. They say what a single head, or a head that keeps to its own
        columns, finds hard. In our short sentences a verb has to find two or three words and not eight, and
        later parts of the machine mix the columns as well. The paper's own trial is the better witness,
        because it had real sentences and a large model: there a single head did worse, if not by much, as
        the quotation above says.

        `./book trials one_head` and `./book trials no_output_projection` repeat these trials.)md");
}

}  // namespace chapter_06
