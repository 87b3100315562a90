// The sections of chapter 07 on the table of pieces, which the model uses three times, and on how many
// numbers it has in all.
#pragma once

#include <algorithm>

#include "parts.h"

namespace chapter_07 {
using namespace book;

const char* const kCounting = "chapters/07_encoder_decoder/counting.h";

inline void one_table(Page& page, const Stage& s) {
    page.section("One table, used three times");
    page.term("weight sharing",
              "the table that turns pieces into rows also serves to turn rows back into pieces",
              {"tied embeddings", "weight tying"});
    const TransformerConfig& config = s.model.config();
    page.value("table.numbers", config.vocabulary * config.width);
    const Matrix signals(s.model.positions().row_block(0, static_cast<int>(s.said.size())));
    page.value("size.signals", size_of(signals));
    page.text(R"md(
        The same table appears at both ends. Encoder and decoder look pieces up in it, to turn them into
        rows. And at the end the decoder's rows are compared with it, to turn them back into pieces.
        Using one table for all three is called **weight sharing**, or tied embeddings (Vaswani et al.
        2017, section 3.4). It needs a vocabulary that covers both languages, and ours does.

        Why share? Both ends ask the same question in opposite directions: what row belongs to this piece,
        and which piece belongs to this row? What is learnt at one end is useful at the other. And sharing
        saves numbers: our table holds @{table.numbers:,}, and without sharing there would be three such
        tables.

        There is a catch: the two jobs need numbers of different sizes. For comparing they should be small.
        A logit adds up @{width} products of a number of size 1, fresh from a layer norm, and a number from
        the table, and this sum is of size 1 only if the table's numbers are of size 1/√d. For reading, such
        numbers are too small: the positional signals that are added to them are of size
        @{size.signals:.1f}, and would drown out the word. That is what the factor √d of chapter 02 is
        for:)md");
    // [sizes]
    const ConstView table = s.model.embedding().value();  // (V x d)
    const Matrix large = scale(table, std::sqrt(static_cast<real>(table.cols())));
    const Matrix hidden = s.decode(s.said);  // (T x d)
    const double as_it_is = size_of(by_hand::logits(s.model, hidden));
    const double if_large = size_of(matmul_nt(hidden, large));
    // [/sizes]
    Table sizes{"what", {"typical size", ".2f"}};
    sizes.add("numbers of the table", size_of(Matrix(table)));
    sizes.add("times √d, as they are read", size_of(large));
    sizes.add("positional signals", size_of(signals));
    sizes.add("logits", as_it_is);
    sizes.add("logits, if the table had numbers of size 1", if_large);
    page.show(sizes);
    page.values({{"size.table", size_of(Matrix(table))},
                 {"size.read", size_of(large)},
                 {"size.logits", as_it_is},
                 {"size.logits.large", if_large}});
    page.check("a table of small numbers makes logits of size 1, within a third",
               std::abs(as_it_is - 1) < 1.0 / 3);
    page.text(R"md(
        The table's numbers are of size @{size.table:.2f}, and the logits of size @{size.logits:.2f}.
        With numbers of size 1 in the table they would be @{size.logits.large:.1f}, and a softmax of such
        logits is sure of itself before it has learnt anything. Times √d, the same small numbers are of
        size @{size.read:.2f} when they are read, and can hold their own against the signals. (The paper
        uses the factor √d and does not say why. This is the reason that is usually given.))md");
    page.deep_dive("The sizes in code, and what sharing saved others", [&] {
        page.text(R"md(
            `large` is the table times √d; the last two lines compute logits with either table.)md");
        page.cell("sizes", kCounting);
        page.text(R"md(
            On sharing, the paper merely refers to Press and Wolf (2017). They were able to shrink
            translators to less than half their size, and these translated no worse. A rare piece gains
            most: it is seldom looked up, but compared at every single step.)md");
    });
}

// [formula]
// Layers: N in each half; d: width, f: inner width of the feed-forward.
inline long numbers_of(long vocabulary, long d, long f, long layers) {
    const long attention = 4 * d * d;         // W_Q, W_K, W_V, W_O
    const long thinking = 2 * d * f + f + d;  // two matrices, two biases
    const long norm = 2 * d;                  // gain and bias
    const long encoder = attention + thinking + 2 * norm;
    const long decoder = 2 * attention + thinking + 3 * norm;
    return vocabulary * d + layers * (encoder + decoder);
}
// [/formula]

// The numbers of a model whose names hold both words: "encoder.0.self_attention.query.weight".
inline long named(const Transformer& model, const std::string& half, const std::string& part) {
    const Parameters& all = model.parameters();
    long count = 0;
    for (int i = 0; i < all.count(); ++i) {
        const std::string& name = all.name(i);
        const bool is_meant = name.starts_with(half) && name.find(part) != std::string::npos;
        if (is_meant) count += static_cast<long>(all.shape(i).size());
    }
    return count;
}

inline void how_many(Page& page, const Stage& s, int layers) {
    page.section("How many numbers is that?");
    page.text(R"md(
        Ours has @{parameters:,} parameters. Where are they? An attention layer has four square matrices,
        W_Q, W_K, W_V and W_O, and no biases. The feed-forward layer has one matrix that makes a row of *d*
        numbers *f* wide, one that makes it narrow again, and a bias for each. A layer norm has a gain and a
        bias for every column. All of that is in each of the N = @{layers} blocks of each half, and a block
        of the decoder has its attention twice and one more norm. The number of heads does not matter,
        because heads only share out the columns, and the sinusoids of chapter 03 are computed, not learnt.)md");
    const TransformerConfig& config = s.model.config();
    const long d = config.width;
    const long f = config.feed_forward;
    const long v = config.vocabulary;
    const long thinking = 2 * d * f + f + d;
    struct Item {
        const char* what;
        const char* formula;
        long each;
        long blocks;
        long in_model;
    };
    const auto in = [&](const char* half, const char* part) { return named(s.model, half, part); };
    const std::vector<Item> lines{
        {"table of pieces", "V d", v * d, 1, in("embedding", "")},
        {"encoder: self-attention", "N (4 d²)", 4 * d * d, layers,
         in("encoder", "self_attention.")},
        {"encoder: feed-forward", "N (2 d f + f + d)", thinking, layers,
         in("encoder", "feed_forward.")},
        {"encoder: two norms", "N (4 d)", 4 * d, layers, in("encoder", "norm.")},
        {"decoder: self-attention", "N (4 d²)", 4 * d * d, layers,
         in("decoder", "self_attention.")},
        {"decoder: cross-attention", "N (4 d²)", 4 * d * d, layers,
         in("decoder", "cross_attention.")},
        {"decoder: feed-forward", "N (2 d f + f + d)", thinking, layers,
         in("decoder", "feed_forward.")},
        {"decoder: three norms", "N (6 d)", 6 * d, layers, in("decoder", "norm.")}};
    Table table{"part", "formula", {"numbers", ","}};
    long sum = 0;
    for (const Item& line : lines) {
        table.add(line.what, line.formula, line.each * line.blocks);
        sum += line.each * line.blocks;
        page.check("each line of the table is what the model has under that name",
                   line.each * line.blocks == line.in_model);
    }
    table.add("all", "", marked(sum));
    page.show(table, "The model's numbers, added up");
    page.check("the lines add up to the model's own count",
               sum == static_cast<long>(s.model.parameters().size()));
    page.values({{"inner", f}, {"count.sum", sum}, {"count.thinking", thinking}});
    page.value("count.thinking.share",
               2 * static_cast<double>(layers * thinking) / static_cast<double>(sum));
    page.text(R"md(
        Follow one line with a pencil. With d = @{width} and f = @{inner}, a feed-forward layer has
        2 × @{width} × @{inner} + @{inner} + @{width} = @{count.thinking:,} numbers, and there are
        @{layers} in each half. All the lines together make @{count.sum:,}, exactly what the model itself
        counts. The feed-forward layers are the largest item, with @{count.thinking.share:.0%} of the
        whole. The lines add up to one formula:)md");
    page.formula(R"(P = V d + N\,(12\,d^2 + 4\,d f + 2 f + 12\,d))",
                 "P = V d + N (12 d² + 4 d f + 2 f + 12 d)");
    for (const int width : {8, 24}) {
        for (const int blocks : {1, 4}) {
            TransformerConfig other = config;
            other.width = width;
            other.heads = 4;
            other.feed_forward = 3 * width;
            other.encoder_layers = blocks;
            other.decoder_layers = blocks;
            other.vocabulary = 100;
            const Transformer model(other, 1);
            page.check("the formula counts the parameters of four other models correctly",
                       numbers_of(100, width, 3 * width, blocks) ==
                           static_cast<long>(model.parameters().size()));
        }
    }
    // [base]
    const long ours = numbers_of(v, d, f, layers);
    const long paper = numbers_of(37000, 512, 2048, 6);
    // [/base]
    page.values({{"count.ours", ours}, {"count.paper", paper}});
    page.values({{"paper.v", 37000}, {"paper.d", 512}, {"paper.f", 2048}, {"paper.n", 6}});
    page.value("count.paper.table", 37000.0 * 512 / static_cast<double>(paper));
    page.check("the formula gives the model's own count",
               ours == static_cast<long>(s.model.parameters().size()));
    page.text(R"md(
        For our model it gives @{count.ours:,} again, and for the paper's base model (V about @{paper.v:,},
        d = @{paper.d}, f = @{paper.f:,} and N = @{paper.n}) @{count.paper:,}, of which the table makes up
        @{count.paper.table:.0%}. The paper itself says 65 million; the deep dive looks at the difference.)md");
    page.deep_dive("The formula in code, and the paper's 65 million", [&] {
        page.text(
            "In code, `encoder` and `decoder` are the sizes, in parameters, of one block of each "
            "half:");
        page.setup("formula", kCounting);
        page.text(
            "We apply it to our model, and to the paper's, with the sizes that the paper gives:");
        page.cell("base", kCounting);
        page.text(R"md(
            The paper's own table 3 says 65 million, not @{count.paper:,}. It gives its vocabulary only as
            "about 37,000" pieces, and does not say how the 65 million are made up; a few thousand pieces
            more would explain the rest.)md");
    });
}

}  // namespace chapter_07
