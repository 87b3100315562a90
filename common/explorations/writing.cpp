#include <fmt/format.h>

#include <algorithm>

#include "core/require.h"
#include "explorations/explorations.h"
#include "host/files.h"
#include "model/language_checkpoint.h"
#include "model/language_decoder.h"
#include "model/sampling.h"
#include "text/batch.h"
#include "text/bpe.h"
#include "text/utf8.h"

namespace book::explorations {
namespace writing_page {

constexpr std::size_t kLongest = 400;  // bytes of a beginning

struct Knobs {
    std::string prompt = "The model";
    double temperature = 0.8, top_p = 0.9;
    int top_k = 40, seed = 1, pieces = 60;
};

void declare(Options& options, Knobs& knobs) {
    options.add("beginning", knobs.prompt, "TEXT", "how the text begins");
    options.on_page("beginning");
    options.add("temperature", knobs.temperature, 0, 100, "0 always takes the likeliest piece");
    options.on_page("temperature", 0, 2);
    options.add("top-k", knobs.top_k, 0, 100000, "only so many of the likeliest; 0: all");
    options.on_page("top-k", 0, 100);
    options.add("top-p", knobs.top_p, 0, 1, "only the likeliest that make up this share");
    options.on_page("top-p", 0.05, 1);
    options.add("draw", knobs.seed, 1, 2147483647, "which random numbers are drawn");
    options.on_page("draw", 1, 20);
    options.add("pieces", knobs.pieces, 1, 400, "how many pieces it writes");
    options.on_page("pieces", 10, 200);
}

std::string name_of(const Bpe& bpe, int id) { return id == kEnd ? "¶" : bpe.piece(id); }

// A paragraph ends with kEnd.
std::string as_text(const Bpe& bpe, std::span<const int> ids) {
    std::string text;
    for (const int id : ids) text += id == kEnd ? "\n" : bpe.bytes(id);
    return text;
}

void build(Page& page, Knobs& knobs) {
    const SamplingSettings settings{knobs.temperature, knobs.top_k, knobs.top_p};
    check_sampling(settings);
    require_input(knobs.prompt.size() <= kLongest, "--beginning: {} bytes; at most {} are read",
                  knobs.prompt.size(), kLongest);
    require_utf8(knobs.prompt);
    const std::string path = path_of_model("language_model");
    require_input(is_there(path), "the language model is not on this site ({})", path);
    Checkpoint about;
    const LanguageModel model = load_language_model(path, about);
    const Bpe bpe = Bpe::from_text(about.merges);
    std::vector<int> ids{kEnd};  // a paragraph begins behind the end of another
    for (const int id : bpe.encode(knobs.prompt)) ids.push_back(id);
    const int room = model.config().max_length - static_cast<int>(ids.size());
    require_input(room > 0, "--beginning: {} pieces; the model reads at most {}", ids.size(),
                  model.config().max_length);
    LanguageDecoder decoder(model);
    Rng rng(static_cast<std::uint64_t>(knobs.seed));
    ConstView scores = decoder.read(ids);
    const SamplingStep first = sampling_step(scores.row(0), settings, 8);
    std::vector<int> said;
    while (std::ssize(said) < std::min(knobs.pieces, room)) {
        if (!said.empty()) scores = decoder.read(std::span(&said.back(), 1));
        said.push_back(sample(scores.row(0), settings, rng));
    }
    const std::string beginning = printable(knobs.prompt);
    page.values({{"beginning", beginning}, {"written", said.size()}, {"kept", first.kept}});
    page.text(R"md(
        Behind *@{beginning}* it writes @{written} pieces:)md");
    ids.erase(ids.begin());
    ids.insert(ids.end(), said.begin(), said.end());
    page.output(as_text(bpe, ids));
    Table table{"piece",
                {"probability", ".1%"},
                {"at this temperature", ".1%"},
                "kept",
                {"drawn with", ".1%"}};
    const std::size_t shown = std::min<std::size_t>(8, first.candidates.size());
    for (const CandidatePiece& c : std::span(first.candidates).first(shown))
        table.add(name_of(bpe, c.id), c.plain, c.heated, c.kept, c.share);
    page.text(R"md(
        Before the first of them it weighed all the pieces that it knows. @{kept} were left to draw from; these are the
        likeliest:)md");
    page.show(table);
}

}  // namespace writing_page

Exploration writing() {
    return {
        .pages = {"12_language_model"},
        .after = {"the-same-beginning-four-ways"},
        .model = "language_model",
        .about =
            "This is the model that read this book. Give it a beginning, and choose how it draws.",
        .page = define_chapter<writing_page::Knobs>({kNoNumber, "explore_writing", "Let it write"},
                                                    writing_page::declare, writing_page::build)};
}

}  // namespace book::explorations
