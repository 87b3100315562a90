// Chapter 10: what individual heads look at, and what breaks without them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "host/terminal.h"
#include "model/translator.h"
#include "notebook/page.h"
#include "tensor/ops.h"

namespace chapter_10 {
using namespace book;

inline const char* const kHeads = "chapters/10_full_model/heads.h";

// Where a head of the encoder puts its weights, the mean over many words.
struct Habit {
    double before = 0;  // the piece before
    double itself = 0;
    double after = 0;  // the piece after
    double end = 0;    // <end>
    double other() const { return 1 - before - itself - after - end; }
};

inline void add_looks(const Matrix& weights, Habit& habit, int& rows) {
    const int last = weights.rows() - 1;  // <end>
    for (int r = 0; r < last; ++r) {
        if (r > 0) habit.before += double(weights(r, r - 1));
        habit.itself += double(weights(r, r));
        if (r + 1 < last) habit.after += double(weights(r, r + 1));
        habit.end += double(weights(r, last));
        ++rows;
    }
}

inline Habit habit_of(const std::vector<Trace>& read, int layer, int head) {
    Habit habit;
    int rows = 0;
    for (const Trace& trace : read) {
        add_looks(trace.at(fmt::format("encoder.{}.self_attention.weights.head.{}", layer, head)),
                  habit, rows);
    }
    for (double* share : {&habit.before, &habit.itself, &habit.after, &habit.end}) *share /= rows;
    return habit;
}

// The most one-sided head of all, for the text.
struct Clearest {
    std::string name;
    std::string where;
    double share = 0;
};

inline void consider(Clearest& clearest, const std::string& name, const Habit& habit) {
    const std::pair<const char*, double> ways[] = {{"the piece before", habit.before},
                                                   {"itself", habit.itself},
                                                   {"the piece after", habit.after},
                                                   {"the end", habit.end}};
    for (const auto& [where, share] : ways) {
        if (share > clearest.share) clearest = {name, where, share};
    }
}

inline void what_heads_look_at(Page& page, const Translator& translator,
                               const std::vector<std::string>& french,
                               const std::vector<std::string>& english) {
    std::vector<Trace> read;
    for (std::size_t i = 0; i < std::min<std::size_t>(french.size(), 100); ++i) {
        read.push_back(
            translator.explain(translator.encode(french[i]), translator.encode(english[i])));
    }
    const TransformerConfig& config = translator.model().config();
    Table table{"head",           {"before", ".2f"}, {"itself", ".2f"},
                {"after", ".2f"}, {"<end>", ".2f"},  {"elsewhere", ".2f"}};
    Clearest clearest;
    for (int layer = 0; layer < config.encoder_layers; ++layer) {
        for (int head = 0; head < config.heads; ++head) {
            const Habit habit = habit_of(read, layer, head);
            const std::string name = fmt::format("{} of block {}", head + 1, layer + 1);
            table.add(name, habit.before, habit.itself, habit.after, habit.end, habit.other());
            consider(clearest, name, habit);
        }
    }
    page.values({{"read.sentences", read.size()}, {"clear.head", clearest.name}});
    page.values({{"clear.where", clearest.where}, {"clear.share", clearest.share}});
    page.text(R"md(
        The lines in the last picture were a mean over heads. What do individual heads do? In the encoder the French pieces
        look at one another. For each head the table says what share of its weight goes to the piece before, to
        the piece itself, to the piece after, to `<end>`, and elsewhere, on average over @{read.sentences}
        sentences.)md");
    page.show(table, "Heads of the encoder: where the weight of a piece goes");
    page.text(R"md(
        Even the most one-sided, head @{clear.head}, gives only @{clear.share:.0%} of its weight to @{clear.where} (on average; in a
        single sentence, like the one in chapter 00, it can be more). In
        large translators people have found clear specialists: heads for the neighbouring word, for points of
        grammar, for rare words (Voita et al. 2019). By this measure ours has none of them. And why do so many look
        at the end of the sentence? The weights must add up to 1, so a head that finds nothing has to put them
        *somewhere*. That is one common reading; such places are called attention sinks (Xiao et al. 2023 describe
        them in large models).)md");
}

// Takes heads out of an attention layer: the rows of W_O that read them become 0. Put back at the end.
class WithoutHeads {
  public:
    WithoutHeads(const MultiHeadAttention& attention, int first, int count)
        : rows_(rows_of(attention, first, count)), before_(ConstView(rows_)) {
        fill(rows_, 0);
    }
    ~WithoutHeads() { copy(before_, rows_); }
    WithoutHeads(const WithoutHeads&) = delete;
    WithoutHeads& operator=(const WithoutHeads&) = delete;

  private:
    // [rows]
    static View rows_of(const MultiHeadAttention& a, int first, int heads) {
        const View w_o = a.output.weight.value();  // (d x d)
        const int width = w_o.rows() / a.heads;
        // What W_O reads of these heads.
        return w_o.row_block(first * width, heads * width);
    }
    // [/rows]
    View rows_;
    Matrix before_;
};

struct Place {
    std::string name;
    const MultiHeadAttention* attention;
};

inline std::vector<Place> places_of(const Transformer& model) {
    std::vector<Place> places;
    int layer = 0;
    for (const EncoderLayer& l : model.encoder()) {
        places.push_back({fmt::format("encoder {}, self", ++layer), &l.self_attention});
    }
    layer = 0;
    for (const DecoderLayer& l : model.decoder()) {
        ++layer;
        places.push_back({fmt::format("decoder {}, self", layer), &l.self_attention});
        places.push_back({fmt::format("decoder {}, cross", layer), &l.cross_attention});
    }
    return places;
}

// The share that is right: a row for each attention layer, a column for each head that is missing, and
// one for all of them.
inline Matrix right_without(const Translator& translator, const std::vector<Place>& places,
                            const std::vector<std::string>& french,
                            const std::vector<std::string>& english) {
    const int heads = translator.model().config().heads;
    Matrix right({static_cast<int>(places.size()), heads + 1});
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (int h = 0; h <= heads; ++h) {
            const bool all = h == heads;
            show_progress(fmt::format("{} without {}", places[i].name, all ? 0 : h + 1));
            const WithoutHeads gone(*places[i].attention, all ? 0 : h, all ? heads : 1);
            const auto said = translator.translate_texts(french);
            right(static_cast<int>(i), h) = static_cast<real>(exact_match(said, english));
        }
    }
    show_progress("");
    return right;
}

inline constexpr real kSpared = 0.975f;  // right without a head: it is hardly missed

inline void switch_heads_off(Page& page, const Translator& translator,
                             const std::vector<std::string>& french,
                             const std::vector<std::string>& english) {
    page.term("ablation", "taking a part away from a model, to see what breaks without it",
              {"ablations"});
    page.value("ablation.sentences", french.size());
    page.text(R"md(
        What is a head good for? There is a more direct way to find out than looking at it: switch it off, and
        see what breaks. Such an experiment is called an **ablation**. We do that with every head in turn, let the model
        translate all @{ablation.sentences} validation sentences, and count how many come out right. In
        the last column *all* the heads of an attention layer, the whole self-attention or cross-attention of
        a block, are switched off together.)md");
    const int heads = translator.model().config().heads;
    const std::vector<Place> places = places_of(translator.model());
    const Matrix right = right_without(translator, places, french, english);
    std::vector<std::string> names;
    std::vector<std::string> columns;
    for (const Place& place : places) names.push_back(place.name);
    for (int h = 0; h < heads; ++h) columns.push_back(fmt::format("head {}", h + 1));
    columns.emplace_back("all");
    page.show(matrix_table(right, names, columns, ".0%"),
              "Share of the sentences that come out right, with heads switched off");
    const ConstView single = right.view().col_block(0, heads);
    const ConstView whole = right.view().col_block(heads, 1);
    int worst = 0;    // attention layer and head that are missed most
    int missing = 0;  // attention layer that is missed most
    int spared = 0;
    for (int i = 0; i < single.rows(); ++i) {
        for (int h = 0; h < heads; ++h) {
            if (single(i, h) < single(worst / heads, worst % heads)) worst = i * heads + h;
            spared += single(i, h) >= kSpared;
        }
        if (whole(i, 0) < whole(missing, 0)) missing = i;
    }
    const double least = double(single(worst / heads, worst % heads));
    const double least_whole = double(whole(missing, 0));
    page.values({{"worst.head", worst % heads + 1}, {"worst.right", least}});
    page.values({{"worst.place", names[std::size_t(worst / heads)]}, {"spared", spared}});
    page.values({{"heads.all", single.rows() * heads}, {"spared.from", kSpared}});
    page.values({{"missing.place", names[std::size_t(missing)]}, {"missing.right", least_whole}});
    page.check_full(
        "without one head over 90% stay right; without a whole attention layer it can be under 50%",
        least > 0.9 && least_whole < 0.5);
    page.text(R"md(
        No single head is indispensable. The worst one to lose is head @{worst.head} of "@{worst.place}", and without it
        @{worst.right:.0%} are still right. For @{spared} of the @{heads.all} heads, the table says @{spared.from:.0%} or more. But without the
        whole attention layer "@{missing.place}", @{missing.right:.0%} are left. So the *work* is needed, but it is spread
        over several heads, and when one is missing the others still do most of it. Large translators are
        similar. Michel et al. (2019) found that most heads can be removed, one at a time, with little harm. Voita et
        al. (2019) removed heads while training went on: without 38 of 48 encoder heads, the translations
        lost only 0.15 points out of 100.)md");
    page.deep_dive("How a head is switched off", [&] {
        page.text(R"md(
            A head writes its own columns of the concatenation, and `W_O` reads them. If we set the rows of `W_O`
            that read this head to 0, its output is lost, and everything else goes on as before. Afterwards the
            rows are put back. This function finds them; a `View` is a part of a matrix that is not copied.)md");
        page.setup("rows", kHeads);
    });
}

inline void is_it_an_explanation(Page& page) {
    page.text(R"md(
        So is an attention map an explanation of what the model did? Be careful, for three reasons. A weight
        says *from which row* something was taken, but not *what*: a large weight on a value near zero contributes
        nothing. A row deep in the model is no longer one word, because the blocks before have mixed others into
        it. And a map need not matter: as we have just seen, any one of our heads can be taken away, whatever its
        map looks like.

        There is a well-known dispute about this. Jain and Wallace (2019, *Attention is not Explanation*) found, for
        other models, quite different weights that led to the same answers. Wiegreffe and Pinter (2019) replied
        with *Attention is not not Explanation*: weights that were made up afterwards are not the ones that a
        model learns. A map is a good source of guesses. An experiment, such as
        switching a head off, is what tests them.)md");
}

}  // namespace chapter_10
