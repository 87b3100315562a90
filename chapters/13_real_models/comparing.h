// Chapter 13: facts that were made again, beside those that were recorded; and what there is to say of a model
// that is not the one of the page.
#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "facts.h"
#include "notebook/page.h"
#include "pictures.h"

namespace chapter_13 {
using namespace book;

// Is it the same model, perhaps from another file?
inline bool is_same_model(const Card& a, const Card& b) {
    return a.layers == b.layers && a.width == b.width && a.heads == b.heads &&
           a.key_value_heads == b.key_value_heads && a.feed_forward == b.feed_forward &&
           a.vocabulary == b.vocabulary && a.theta == b.theta;
}

inline void made_again(Page& page, const std::string& file, const Comparison& found) {
    page.section("Made again: " + file);
    int all = 0;
    Table table{"group", {"facts", ","}, {"that differ", ","}};
    for (const auto& [group, count] : found.compared) {
        const auto differ = std::count_if(
            found.differences.begin(), found.differences.end(),
            [place = "/" + group](const Difference& d) { return d.place.rfind(place, 0) == 0; });
        table.add(group, count, static_cast<int>(differ));
        all += count;
    }
    page.text(
        "All facts were made again from this file, and compared with those that are recorded.");
    page.show(table, "Facts made again");
    page.values({{"again.facts", all}, {"again.differ", found.differences.size()}});
    page.text(R"md(
        Of @{again.facts:,} facts, @{again.differ} came out otherwise. (Numbers may differ by a ten-thousandth of
        their size, or of one. The page above shows those that were made now.))md");
    if (!found.differences.empty()) {
        Table differences{"where", "recorded", "now"};
        for (std::size_t i = 0; i < std::min<std::size_t>(found.differences.size(), 20); ++i) {
            const Difference& d = found.differences[i];
            differences.add(d.place, d.recorded, d.now);
        }
        page.show(differences, "What differs: the first of them");
        page.value("again.first", found.differences[0].place);
        page.text("The first is `@{again.first}`.");
    }
    page.check("every recorded fact was made again", found.differences.empty());
}

// A model that the page knows nothing about: the same questions, without a story.
inline void of_another_model(Page& page, const std::string& file, const Facts& f) {
    page.section("What is inside " + file);
    page.values({{"layers", f.card.layers}, {"width", f.card.width}, {"heads", f.card.heads}});
    page.values({{"kv", f.card.key_value_heads}, {"v", f.card.vocabulary}, {"name", f.card.name}});
    page.values({{"norm", f.card.norm},
                 {"positions", f.card.positions},
                 {"activation", f.card.activation}});
    page.text(R"md(
        This is another model than the one of the page: *@{name}*, with @{layers} layers of @{width} numbers,
        @{heads} heads and @{kv} sets of keys and values, @{v:,} pieces, norm *@{norm}*, positions *@{positions}*,
        feed-forward *@{activation}*. Here are the answers to the page's questions.)md");
    Table stored{"kept as", {"matrices", ","}, {"numbers", ","}, {"bytes", ","}};
    for (const Card::Stored& s : f.card.stored) stored.add(s.type, s.tensors, s.numbers, s.bytes);
    page.show(stored);
    page.text("And how it cuts a few texts:");
    Table cuts{"text", "pieces"};
    for (const Cut& cut : f.cuts) cuts.add(cut.text, joined(cut.pieces));
    page.show(cuts);
    page.text("What comes next, the likeliest first:");
    Table next{"after", "1st", {"", ".3f"}, "2nd", {"", ".3f"}};
    for (const NextPieces& n : f.next)
        next.add(n.prompt, n.likeliest.at(0).piece.text, n.likeliest[0].probability,
                 n.likeliest.at(1).piece.text, n.likeliest[1].probability);
    page.show(next);
    page.text("Heads that look at the piece before:");
    page.show(Figure{"heads_previous", "The piece before", "A map of all heads.",
                     map_of_heads(f.heads.previous)});
    page.text("Induction heads:");
    page.show(Figure{"heads_induction", "What followed last time", "A map of all heads.",
                     map_of_heads(f.heads.induction)});
    page.text("Heads that look at the first piece:");
    page.show(
        Figure{"heads_sink", "The first piece", "A map of all heads.", map_of_heads(f.heads.sink)});
    page.text("The loss on random rows that come twice, with all heads and without some:");
    Table losses{"", {"first half", ".2f"}, {"second half", ".2f"}};
    for (const TakenOut::Trial& t : f.taken_out.trials) losses.add(t.name, t.first, t.second);
    page.show(losses);
    page.text("How long the row of the first piece is, and those of the others:");
    page.show(
        Figure{"sink_lengths", "Lengths of rows", "Two curves over the layers.",
               first_and_others("length of the row", f.sink.first_length, f.sink.other_length)});
    page.values(
        {{"jump", f.sink.jump}, {"dimension", f.sink.dimension}, {"number", f.sink.number}});
    page.text(
        "The largest leap is after @{jump} layers; number @{dimension} is then @{number:.1f}. The "
        "answers, "
        "layer by layer:");
    page.show(Figure{"answers", "Probability of the answer", "A curve for each prompt.",
                     answers_by_layer(f.answers)});
    page.end({.recap = "The same questions can be asked of any model of these families.",
              .next = "What is inside yours?"});
}

}  // namespace chapter_13
