#include <fmt/format.h>

#include "core/require.h"
#include "explorations/explorations.h"
#include "explorations/translator_page.h"

namespace book::explorations {
namespace heads_page {

struct Knobs {
    std::string sentence = "Le petit chien mord l'homme";
    std::string where = "the encoder";
    int layer = 1, head = 1;
};

constexpr const char* kEncoder = "the encoder";
constexpr const char* kBack = "the decoder, at what it has said";
constexpr const char* kAcross = "the decoder, at the French";

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "in French, of the book's words");
    options.on_page("sentence");
    options.add_choice("where", knobs.where, {kEncoder, kBack, kAcross}, "who looks");
    options.on_page("where");
    options.add("layer", knobs.layer, 1, 2, "which of its two layers");
    options.on_page("layer", 1, 2);
    options.add("head", knobs.head, 1, 4, "which of the layer's four heads");
    options.on_page("head", 1, 4);
}

void build(Page& page, Knobs& knobs) {
    const Translator translator = load_translator();
    const TransformerConfig& config = translator.model().config();
    const FollowedSentence followed = follow(translator, knobs.sentence, {});
    const bool reads = knobs.where == kEncoder, across = knobs.where == kAcross;
    const int layers = reads ? config.encoder_layers : config.decoder_layers;
    require_input(knobs.layer <= layers, "--layer {}: there are {}", knobs.layer, layers);
    require_input(knobs.head <= config.heads, "--head {}: there are {}", knobs.head, config.heads);
    const std::string name =
        fmt::format("{}.{}.{}.weights.head.{}", reads ? "encoder" : "decoder", knobs.layer - 1,
                    across ? "cross_attention" : "self_attention", knobs.head - 1);
    const Matrix& weights = followed.trace.at(name);
    const std::vector<std::string>& looking = reads ? followed.source : followed.read;
    Arcs arcs{.words = looking, .weights = weights};
    if (across) arcs.looked_at = followed.source;
    page.data("weights", weights);
    page.values({{"translation", followed.translation.text}, {"head", knobs.head}});
    page.value("layer", knobs.layer);
    page.text(R"md(
        Its translation: **@{translation}**. This is head @{head} of layer @{layer}. Each arc leads from a piece that
        looks to one that it looks at, and is as thick as the weight.)md");
    page.show(Figure{
        "explore_heads", "Who looks at whom",
        "Arcs from the pieces that look, on the left, to those that they look at, on the right.",
        std::move(arcs)});
    if (!reads)
        page.text(R"md(
            On the left stands what the decoder reads: its own beginning, and then what it has said.)md");
    show_doubts(page, translator, followed);
}

}  // namespace heads_page

Exploration heads() {
    return {.pages = {"06_multi_head", "10_full_model"},
            .after = {"what-do-trained-heads-look-at", "where-it-looks"},
            .hands = "arcs",
            .model = "translator",
            .about =
                "These are the heads of the translator that chapter 10 trains. Choose one, and "
                "point at a word to see where it alone looks, or who looks at it.",
            .page = define_chapter<heads_page::Knobs>(
                {kNoNumber, "explore_heads", "Look through a head"}, heads_page::declare,
                heads_page::build)};
}

}  // namespace book::explorations
