// The sections of chapter 07 on a whole pass, with every shape, and on batches of sentences of several
// lengths.
#pragma once

#include "counting.h"

namespace chapter_07 {
using namespace book;

const char* const kShapes = "chapters/07_encoder_decoder/shapes.h";

// Is the library's step one of ours, with the same shape and the same numbers? (Scores that a mask
// hides are minus infinity, so of scores only the shapes are compared.)
inline bool has_step(const Trace& ours, const Trace::Step& step) {
    if (!ours.has(step.name)) return false;
    const Matrix& own = ours.at(step.name);
    if (own.shape() != step.value.shape()) return false;
    const bool is_scores = step.name.find("scores") != std::string::npos;
    return is_scores || max_abs_difference(own, step.value) < 1e-4;
}

inline void whole_pass(Page& page, const Stage& s, const Ids& said) {
    // [trace]
    Trace ours;
    s.encode(s.source, {}, &ours);                           // (S x d)
    const Matrix hidden = s.decode(said, {}, &ours);         // (T x d)
    const Matrix logits = by_hand::logits(s.model, hidden);  // (T x V)
    ours.add("logits", logits);
    ours.add("probabilities", softmax_rows(logits));
    // [/trace]
    Trace theirs;
    s.library_encode(s.source, &theirs);
    s.library_decode(said, &theirs);
    page.data("shapes", shapes_of(ours));
    page.values({{"s.rows", s.source.size()}, {"d", hidden.cols()}});
    page.value("shape.weights", ours.at("decoder.0.cross_attention.weights.head.0").cols());
    page.text(R"md(
        Both halves begin in the same way, with the table of pieces and the positional signals. Letters
        after a `//` give the shape: S French pieces, T English ones, d numbers in a row, V pieces in the
        list.)md");
    page.setup("read", kByHand);
    page.text(R"md(
        After that, each half is a loop over its blocks. The decoder's loop differs in one argument:
        `encoded`, the encoder's rows, goes into every block.)md");
    page.setup("halves", kByHand);
    page.text(R"md(
        And at the end come the logits, one for every row and every piece of the vocabulary:)md");
    page.setup("logits", kByHand);
    page.text(R"md(
        Let us take apart one of the article's steps: the encoder has read the source, and the decoder has
        read `@{reading}`. The code below runs it once and lets `ours` write down everything that is
        computed on the way, by name.)md");
    page.cell("trace", kShapes);
    page.text(R"md(
        The table lists what `ours` has written down: one block of each half, and in it one head. All the
        other blocks and heads have the same shapes.)md");
    page.show(shape_table(ours), "Rows x columns of every step");
    for (const Trace::Step& step : theirs.steps()) {
        page.check(
            "every step of the library has the same name and shape as ours, and all but the scores "
            "have the same numbers",
            has_step(ours, step));
    }
    for (const Trace::Step& step : ours.steps()) {
        const Matrix& first = ours.at(first_of_its_kind(step.name));
        page.check("all the blocks and all the heads have the same shapes",
                   first.shape() == step.value.shape());
    }
    page.text(R"md(
        Follow the rows first: @{s.rows} wherever French is read, @{t.rows} wherever English is written.
        They meet in the cross-attention, and only there: its weights are @{t.rows} x @{shape.weights}.
        Then follow the columns. The road is @{d} numbers wide from beginning to end, and whatever leaves
        it comes back to that width.)md");
}

inline void every_shape(Page& page, const Stage& s, const Ids& said) {
    page.section("Every shape");
    page.text(R"md(
        Here is the whole pass in one piece, for those who want to see all of its code and all of its
        shapes. There is always one row for each piece, and whatever a sublayer does to the width of the
        rows, it brings them back to @{width} before the sum.)md");
    page.deep_dive("The whole pass, step by step", [&] { whole_pass(page, s, said); });
}

inline void padded_or_packed(Page& page, const Stage& s) {
    page.text(R"md(
        The padding is hidden by writing minus infinity over the scores of all the keys from number `words`
        on:)md");
    page.setup("padding", kByHand);
    page.text(R"md(
        To pack, we need the list of where each sentence begins; the library calls it `Segments`. In the
        last line, the encoder reads all the sentences at once, and attention stays within each.)md");
    std::vector<Ids> batch{s.source};
    batch.insert(batch.end(), s.others.begin(), s.others.end());
    std::size_t longest = 0;
    for (const Ids& ids : batch) longest = std::max(longest, ids.size());

    // [packed]
    Segments rows;  // where each sentence begins
    Ids all;        // their pieces, one sentence after the other
    for (const Ids& ids : batch) {
        rows.add(static_cast<int>(ids.size()));
        all.insert(all.end(), ids.begin(), ids.end());
    }

    const Matrix together = s.library_encode(all, rows);  // (all x d)
    // [/packed]
    page.cell("packed", kShapes);
    Table table{"pieces",           "padding", {"attention for it", ".0%"},
                {"no mask", ".2f"}, "mask",    "packed"};
    int filled = 0;     // places with padding
    double worst = 0;   // without the mask
    double wasted = 0;  // attention
    for (int i = 0; i < std::ssize(batch); ++i) {
        const Ids& ids = batch[static_cast<std::size_t>(i)];
        const Padded p = padded(s, ids, longest);
        filled += p.padding;
        worst = std::max(worst, p.unmasked);
        wasted = std::max(wasted, p.attention);

        const Matrix among_others(together.view().row_block(rows.begin(i), rows.length(i)));
        const Matrix alone = s.library_encode(ids);
        const double packed = max_abs_difference(among_others, alone);
        table.add(p.words, p.padding, p.attention, p.unmasked, p.masked, packed);

        page.check("padding that is not masked changes a sentence",
                   p.padding == 0 || p.unmasked > 0.01);
        page.check("padding that is masked does not change it", p.masked < 1e-4);
        page.check("packed among others, a sentence gets the rows that it gets alone, bit for bit",
                   packed == 0);
    }
    page.text(
        "Here are three sentences, either padded to the length of the longest, without a mask or "
        "with one, or packed:");
    page.show(table, "How far the rows of a sentence differ from those that it has when alone");
    page.value("waste", filled / static_cast<double>(filled + rows.total()));
    page.values({{"padded.worst", worst}, {"padded.attention", wasted}});
    page.text(R"md(
        Without the mask up to @{padded.attention:.0%} of the attention goes to pieces that mean nothing,
        and the rows of a sentence change by up to @{padded.worst:.2f}. What it means then depends on its
        neighbours in the box, and nothing complains. With the mask, or packed, the difference is 0. But
        anyone who pads has to hide the padding in the encoder, hide it once more in the cross-attention,
        and leave it out when mistakes are counted (chapter 08). And of the box, @{waste:.0%} would have
        been padding, computed for nothing.

        There are two more traps. A row that may look at nothing at all is 0 / 0 in some libraries, and
        one such row can fill a whole model with not-a-number. (The softmax of this book gives zeros.) And
        the word *mask* is used in opposite ways, even within one library: in PyTorch's `key_padding_mask`
        true says *hide*, while in the mask of its `scaled_dot_product_attention` true says *look*.)md");
}

inline void many_lengths(Page& page, const Stage& s) {
    page.section("Sentences of unequal length");
    page.ahead("padding", "named as what most libraries do; chapter 08 explains it");
    page.text(R"md(
        Training reads many sentences at a time, and some have more words than others. Most libraries
        want them to fit into one box, so they fill the short ones up with a piece that means nothing,
        which is called padding. But a softmax gives something to every key, and so to padding, unless a
        mask hides it. This book does something else: it *packs*. The sentences lie row under row in one
        matrix, a short list says where each begins, and attention is computed within each.)md");
    page.deep_dive("Padded, masked and packed", [&] { padded_or_packed(page, s); });
}

}  // namespace chapter_07
