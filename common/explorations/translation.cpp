#include <fmt/format.h>

#include <algorithm>

#include "core/require.h"
#include "explorations/explorations.h"
#include "explorations/translator_page.h"

namespace book::explorations {
namespace translation_page {

constexpr int kColumns = 8;    // of a row of numbers: more do not help to see what happens
constexpr int kLikeliest = 4;  // next pieces that are shown
constexpr int kDrawn = 6;      // steps of a search in its figure

struct Knobs {
    std::string sentence = "J'aime les beignets";
    int beam = 2;
};

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "in French, of the book's words");
    options.on_page("sentence");
    options.add("beam", knobs.beam, 1, 8, "how many beginnings are kept side by side");
    options.on_page("beam", 1, 6);
}

Figure rows_figure(const std::string& name, const std::string& title,
                   const std::vector<std::string>& pieces, ConstView rows) {
    const int columns = std::min(kColumns, rows.cols());
    return {name, title,
            fmt::format("The first {} numbers of each piece's row, as colours.", columns),
            HeatMap{.values = Matrix(rows.col_block(0, columns)),
                    .rows = pieces,
                    .row_label = "piece",
                    .column_label = fmt::format("the first {} numbers of {}", columns, rows.cols()),
                    .format = ".1f"}};
}

void pieces_and_rows(Page& page, const FollowedSentence& followed) {
    Table ids{"piece", "number"};
    for (std::size_t i = 0; i < followed.ids.size(); ++i)
        ids.add(followed.source[i], followed.ids[i]);
    ids.add(followed.source.back(), kEnd);
    page.value("pieces", followed.ids.size());
    page.text(R"md(
        **1. Cut.** The sentence is @{pieces} pieces and an end, and each has a number:)md");
    page.show(ids);
    page.text(R"md(
        **2. Look up, and say where.** Each number picks a row of the table, and a row that says where the piece stands
        is added:)md");
    page.show(rows_figure("explore_rows", "A row of numbers for each piece", followed.source,
                          followed.trace.at("encoder.input")));
}

void reading(Page& page, const Translator& translator, const FollowedSentence& followed) {
    const TransformerConfig& config = translator.model().config();
    const int last = config.encoder_layers - 1;
    page.text(R"md(
        **3. Read.** In the encoder every piece looks at all others, several times. This is where they look in its last
        layer, the mean of its heads:)md");
    Arcs arcs{.words = followed.source,
              .weights = mean_of_heads(
                  followed.trace, fmt::format("encoder.{}.self_attention", last), config.heads)};
    page.show(Figure{"explore_reading", "The encoder, reading",
                     "Arcs from each piece to those that it looks at.", std::move(arcs)});
    page.text(R"md(
        What comes out are rows again, but they have heard of each other:)md");
    page.show(rows_figure("explore_read", "The same pieces, read", followed.source,
                          followed.trace.at(fmt::format("encoder.{}.output", last))));
}

void saying(Page& page, const Translator& translator, const FollowedSentence& followed) {
    const Bpe& bpe = translator.bpe();
    Table table{"it has said", "1st", {"", ".1%"}, "2nd", {"", ".1%"}, "3rd", {"", ".1%"}};
    std::vector<int> said;
    const auto& steps = followed.translation.decoded.steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        std::vector<Cell> row{said.empty() ? "(nothing)" : translator.decode(said)};
        for (int c = 0; c < 3; ++c) {
            row.emplace_back(bpe.piece(steps[i][c].token));
            row.emplace_back(steps[i][c].probability);
        }
        table.add_row(std::move(row));
        if (i < followed.translation.decoded.tokens().size())
            said.push_back(followed.translation.decoded.tokens()[i]);
    }
    page.text(R"md(
        **4. Write.** The decoder says one piece after the other. Before each it has a probability for every piece of
        the vocabulary; these are the largest:)md");
    page.show(table);
    const TransformerConfig& config = translator.model().config();
    const std::string cross = fmt::format("decoder.{}.cross_attention", config.decoder_layers - 1);
    page.text(R"md(
        For each piece it looks across at the French. A row below is a piece that it said, a column one that it
        looked at:)md");
    page.show(Figure{"explore_across", "From the English to the French",
                     "The weights of cross-attention, mean of the heads of the last layer.",
                     HeatMap{.values = mean_of_heads(followed.trace, cross, config.heads),
                             .rows = followed.said,
                             .columns = followed.source,
                             .row_label = "it says",
                             .column_label = "it looks at",
                             .low = 0,
                             .high = 1}});
}

void searching(Page& page, const Translator& translator, const FollowedSentence& followed) {
    const Decoded& decoded = followed.translation.decoded;
    if (decoded.tree.empty()) return;
    Tree tree;
    tree.nodes.push_back({-1, "start", "", true});
    std::vector<int> drawn(decoded.tree.size(), -1);
    for (std::size_t i = 0; i < decoded.tree.size(); ++i) {
        const BeamNode& node = decoded.tree[i];
        if (!node.kept || node.step >= kDrawn) continue;
        const int parent = node.parent < 0 ? 0 : drawn[static_cast<std::size_t>(node.parent)];
        const auto step = static_cast<std::size_t>(node.step);
        const std::vector<int>& winner = decoded.tokens();
        const bool ends = step == winner.size() && node.token == kEnd;
        const bool wins = tree.nodes[static_cast<std::size_t>(parent)].chosen &&
                          (ends || (step < winner.size() && winner[step] == node.token));
        drawn[i] = static_cast<int>(tree.nodes.size());
        tree.nodes.push_back({parent, without_blank(translator.bpe().piece(node.token)),
                              fmt::format("{:.2f}", node.log_probability), wins});
    }
    page.text(R"md(
        It keeps several beginnings side by side. Beside each stands the logarithm of its probability so far, and the
        way that won is drawn strong:)md");
    page.show(Figure{"explore_beam", "The beginnings that were kept",
                     "A tree that grows to the right, a column for each step of the search.",
                     std::move(tree)});
}

void build(Page& page, Knobs& knobs) {
    const Translator translator = load_translator();
    DecodeOptions options;
    options.record = kLikeliest;
    options.beam = knobs.beam;
    const FollowedSentence followed = follow(translator, knobs.sentence, options);
    page.values({{"sentence", knobs.sentence}, {"translation", followed.translation.text}});
    page.text(R"md(
        *@{sentence}* → **@{translation}**)md");
    show_doubts(page, translator, followed);
    pieces_and_rows(page, followed);
    reading(page, translator, followed);
    saying(page, translator, followed);
    searching(page, translator, followed);
}

}  // namespace translation_page

Exploration translation() {
    return {
        .pages = {"00_overview", "10_full_model"},
        .after = {"write-one-word-at-a-time", "your-own-sentence-and-a-search-for-it"},
        .model = "translator",
        .about =
            "Type a sentence of the book's French, about doughnuts, taxes, dentists or dogs, and "
            "follow it through the machine.",
        .page = define_chapter<translation_page::Knobs>(
            {kNoNumber, "explore_translation", "Follow a sentence of your own"},
            translation_page::declare, translation_page::build)};
}

}  // namespace book::explorations
