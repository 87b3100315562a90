// The sections of chapter 07 on a whole pass, with every shape, and on batches of sentences of several
// lengths.
#pragma once

#include "parts.h"

namespace book {

const char* const kShapes = "chapters/07_encoder_decoder/shapes.h";

inline void every_shape(Page& page, const Stage& s, const Ids& said) {
    page.section("Every shape");
    // [trace]
    Trace ours, theirs;
    const Matrix memory = by_hand::encode(s.model, s.source, {}, &ours);      // (S x d)
    const Matrix hidden = by_hand::decode(s.model, said, memory, {}, &ours);  // (T x d)
    ours.add("logits", by_hand::logits(s.model, hidden));                     // (T x V)
    ours.add("probabilities", softmax_rows(ours.at("logits")));
    Tape tape(Tape::Mode::inference);
    const Segments in = Segments::one(static_cast<int>(s.source.size())),
                   out = Segments::one(static_cast<int>(said.size()));
    const Var read = s.model.encode(tape, s.source, in, &theirs);
    s.model.decode(tape, said, out, read, in, &theirs);
    page.data("shapes", shapes_of(ours));
    // [/trace]
    page.text(R"md(
        A whole forward pass, from two sentences to probabilities. All that it computes on its way is
        written down by name; here are the first block and the first head of either half.)md");
    page.code("trace", kShapes);
    page.show(shape_table(ours), "rows x columns");
    for (const Trace::Step& step : theirs.steps())
        page.check("each step of the library's has our name for it, our shape and our numbers",
                   ours.has(step.name) && ours.at(step.name).shape() == step.value.shape() &&
                       (step.name.find("scores") != std::string::npos ||
                        max_abs_difference(ours.at(step.name), step.value) < 1e-4));
    for (const Trace::Step& step : ours.steps())
        page.check("all blocks and all heads have the same shapes",
                   ours.at(first_of_its_kind(step.name)).shape() == step.value.shape());
    page.values({{"s.rows", s.source.size()}, {"t.rows", said.size()}, {"d", memory.cols()}});
    page.text(R"md(
        Follow the rows: @{s.rows} on the side that reads, @{t.rows} on the side that writes, and they
        meet in the cross-attention's weights only. Follow the columns: @{d} is the width of the road,
        and each part that leaves it comes back to it. At the end every row is compared with the
        whole table of pieces, the same that it was read with: a score for each piece, and a
        softmax.)md");
}

inline void many_lengths(Page& page, const Stage& s) {
    page.section("Sentences of many lengths");
    page.text(R"md(
        Training reads many sentences at a time, and no two are equally long. Most libraries want a
        box, so they fill the short ones up with *padding*. But a softmax gives something to every
        key. Here are three sentences, filled up to the longest, and hidden or not:)md");
    page.code("padding", kByHand);
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
    const Matrix together(s.model.encode(tape, all, rows).value());  // (all pieces x d)
    // [/packed]
    Table table{"pieces",           "padding",       {"attention for it", ".0%"},
                {"no mask", ".2f"}, {"mask", ".0e"}, {"packed", ".0f"}};
    int filled = 0, i = 0;
    for (const Ids& ids : batch) {
        const Padded p = padded(s.model, ids, static_cast<int>(longest));
        const Matrix own(together.view().row_block(rows.begin(i), rows.length(i)));
        Tape alone_tape(Tape::Mode::inference);
        const Segments one = Segments::one(rows.length(i++));
        const Var alone = s.model.encode(alone_tape, ids, one);
        const double packed = max_abs_difference(own, alone.value());
        table.add(p.words, p.padding, p.attention, p.unmasked, p.masked, packed);
        filled += p.padding;
        page.check("unmasked padding changes a sentence", p.padding == 0 || p.unmasked > 0.01);
        page.check("masked padding does not", p.masked < 1e-4);
        page.check("packed among others, a sentence gets the rows that it gets alone, bit for bit",
                   packed == 0);
    }
    page.show(table, "By how much the rows of a sentence differ from those it has alone");
    page.value("waste", filled / static_cast<double>(filled + rows.total()));
    page.text(R"md(
        Unmasked, what a sentence means depends on who stands beside it in the batch, and no error is
        raised. Who pads must hide padding in the encoder, again in the cross-attention, and once more
        in the loss. A row that sees nothing at all is 0 / 0 in many libraries. And the same word means
        two things: in PyTorch's *key_padding_mask* true is *hide*, in the mask of its
        *scaled_dot_product_attention* true is *look*.

        This book packs. The sentences lie row under row in one matrix, and a small list says where
        each begins. The products do not care; attention looks at one sentence at a time. Nothing is
        hidden, because nothing is there, and nothing is computed for it: here @{waste:.0%} of the box
        would be padding.)md");
    page.code("packed", kShapes);
}

}  // namespace book
