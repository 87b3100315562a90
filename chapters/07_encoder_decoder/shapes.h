// The sections of chapter 07 on a whole pass, with every shape, and on batches of sentences of several
// lengths.
#pragma once

#include "parts.h"

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

inline void every_shape(Page& page, const Stage& s) {
    page.section("Every shape");
    const Ids said = first_of(s.said, 3);
    // [trace]
    Trace ours;
    s.encode(s.source, {}, &ours);                           // (S x d)
    const Matrix hidden = s.decode(said, {}, &ours);         // (T x d)
    const Matrix logits = by_hand::logits(s.model, hidden);  // (T x V)
    ours.add("logits", logits);
    ours.add("probabilities", softmax_rows(logits));
    // [/trace]
    Tape tape(Tape::Mode::inference);
    Trace theirs;
    s.library_encode(tape, s.source, &theirs);
    s.library_decode(tape, said, &theirs);
    page.data("shapes", shapes_of(ours));
    page.values({{"s.rows", s.source.size()}, {"t.rows", said.size()}});
    page.values({{"d", hidden.cols()}, {"reading", joined(names_of(s.bpe, said))}});
    page.text(R"md(
        Now the whole. Both halves are a way to read and a loop over blocks. At the end each row of the
        decoder is compared with every row of the table of pieces, the very table that they were read
        with, and a softmax makes probabilities of it.)md");
    page.setup("read", kByHand);
    page.setup("whole", kByHand);
    page.text(R"md(
        One step of the article: the encoder has read the source, the decoder has read
        `@{reading}`. All that is computed on the way is written down by name, by our code and by the
        library's. Here is the first block of either half, and of its heads the first.)md");
    page.cell("trace", kShapes);
    page.show(shape_table(ours), "Rows x columns of every step");
    for (const Trace::Step& step : theirs.steps()) {
        page.check("each step of the library's has our name for it, our shape and our numbers",
                   has_step(ours, step));
    }
    for (const Trace::Step& step : ours.steps()) {
        const Matrix& first = ours.at(first_of_its_kind(step.name));
        page.check("all blocks and all heads have the same shapes",
                   first.shape() == step.value.shape());
    }
    page.text(R"md(
        Follow the rows: @{s.rows} where it reads, @{t.rows} where it writes, and they meet only in the
        weights of the cross-attention. Follow the columns: @{d} is the width of the road, and whatever
        leaves it comes back to it.)md");
}

inline void many_lengths(Page& page, const Stage& s) {
    page.section("Sentences of many lengths");
    page.text(R"md(
        Training reads many sentences at a time, and they are not equally long. Most libraries want a
        box, so they fill the short ones up with *padding*. But a softmax gives something to every key,
        so padding must be hidden, with a mask. Three sentences, filled up to the longest:)md");
    page.setup("padding", kByHand);
    page.setup("padded", kExperiments);
    std::vector<Ids> batch{s.source};
    batch.insert(batch.end(), s.others.begin(), s.others.end());
    std::size_t longest = 0;
    for (const Ids& ids : batch) longest = std::max(longest, ids.size());

    // [packed]
    Segments rows;  // where each sentence begins
    Ids all;        // their pieces, one sentence behind the other
    for (const Ids& ids : batch) {
        rows.add(static_cast<int>(ids.size()));
        all.insert(all.end(), ids.begin(), ids.end());
    }

    Tape tape(Tape::Mode::inference);
    const Var packed_rows = s.model.encode(tape, all, rows);  // (all x d)
    // [/packed]
    const Matrix together(packed_rows.value());
    Table table{"pieces",           "padding", {"attention for it", ".0%"},
                {"no mask", ".2f"}, "mask",    "packed"};
    int filled = 0;  // places with padding
    for (int i = 0; i < std::ssize(batch); ++i) {
        const Ids& ids = batch[static_cast<std::size_t>(i)];
        const Padded p = padded(s, ids, longest);
        filled += p.padding;

        const Matrix among_others(together.view().row_block(rows.begin(i), rows.length(i)));
        Tape tape_alone(Tape::Mode::inference);
        const Var alone = s.library_encode(tape_alone, ids);
        const double packed = max_abs_difference(among_others, alone.value());
        table.add(p.words, p.padding, p.attention, p.unmasked, p.masked, packed);

        page.check("unmasked padding changes a sentence", p.padding == 0 || p.unmasked > 0.01);
        page.check("masked padding does not", p.masked < 1e-4);
        page.check("packed among others, a sentence gets the rows that it gets alone, bit for bit",
                   packed == 0);
    }
    page.show(table, "By how much the rows of a sentence differ from those it has alone");
    page.value("waste", filled / static_cast<double>(filled + rows.total()));
    page.text(R"md(
        Without the mask, what a sentence means depends on who stands beside it, and no error is raised.
        Who pads must hide padding in the encoder, once more in the cross-attention, and leave it out of
        the loss (chapter 08). A row that sees nothing at all is 0 / 0 in some libraries. And the same word means two
        things: in PyTorch's `key_padding_mask` true says *hide*, in the mask of its
        `scaled_dot_product_attention` it says *look*.

        The last column is this book's way. It packs: the sentences lie row under row in one matrix, and
        a short list says where each begins. Products do not care, and attention looks at one sentence
        at a time. There is nothing to hide, and nothing is computed in vain. Of the box, @{waste:.0%}
        would have been padding.)md");
    page.cell("packed", kShapes);
}

}  // namespace chapter_07
