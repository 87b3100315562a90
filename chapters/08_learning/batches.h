// Many sentences at once: packed row under row, beside the usual padded block.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "notebook/figure.h"
#include "notebook/page.h"
#include "school.h"
#include "tensor/ops.h"
#include "text/batch.h"

namespace chapter_08 {
using namespace book;

inline const char* const kBatches = "chapters/08_learning/batches.h";

using Sentences = std::vector<std::vector<std::string>>;

inline int longest_of(const Sentences& sentences) {
    std::size_t most = 0;
    for (const auto& sentence : sentences) most = std::max(most, sentence.size());
    return static_cast<int>(most);
}

inline Figure padded_and_packed(const Sentences& sentences) {
    const int longest = longest_of(sentences);
    std::vector<std::vector<std::string>> padded;
    std::vector<std::vector<std::string>> packed;
    std::vector<std::string> whose;
    std::vector<Diagram::Place> fillers;
    int number = 0;
    for (const auto& sentence : sentences) {
        padded.push_back(sentence);
        for (int c = static_cast<int>(sentence.size()); c < longest; ++c) {
            padded.back().emplace_back("<pad>");
            fillers.push_back({c, number});
        }
        ++number;
        for (const std::string& piece : sentence) {
            packed.push_back({piece});
            whose.push_back(std::to_string(number));
        }
    }
    const int rows = static_cast<int>(packed.size());
    const auto count = fillers.size();
    Diagram d;
    d.text({0, 0}, fmt::format("padded: {} x {} places", number, longest))
        .cells("padded", {3, 2}, padded, {.width = 6, .rows = {"1", "2", "3"}, .marked = fillers})
        .text({36, 0}, fmt::format("packed: {} rows", rows))
        .cells("packed", {40, 2}, packed, {.width = 7, .rows = whose});
    const std::string alt = fmt::format(
        "Left: three sentences as the rows of a block of {} by {} places; {} places at the ends of "
        "the shorter sentences hold only padding. Right: the same pieces as one column of {} rows, "
        "sentence under sentence, each row marked with the number of its sentence, without "
        "padding.",
        number, longest, count, rows);
    return {"packed", "A padded block, and the same pieces packed", alt, d};
}

// Which share of the rows would be padding, if every batch of this plan were a block.
inline double padding_share(const std::vector<TokenPair>& pairs,
                            const std::vector<std::vector<int>>& plan) {
    double places = 0;
    double filled = 0;
    for (const std::vector<int>& batch : plan) {
        std::size_t longest = 0;
        for (const int i : batch) {
            const std::size_t pieces = pairs[std::size_t(i)].target.size() + 1;
            longest = std::max(longest, pieces);
            filled += double(pieces);
        }
        places += double(longest) * double(batch.size());
    }
    return 1 - filled / places;
}

// The same numbers of sentences, but whoever comes next.
inline std::vector<std::vector<int>> unsorted(const std::vector<std::vector<int>>& plan,
                                              std::size_t pairs, Rng& rng) {
    std::vector<int> order(pairs);
    std::iota(order.begin(), order.end(), 0);
    rng.shuffle(order);
    std::vector<std::vector<int>> mixed;
    auto next = order.begin();
    for (const std::vector<int>& batch : plan) {
        const auto end = next + std::ptrdiff_t(batch.size());
        mixed.emplace_back(next, end);
        next = end;
    }
    return mixed;
}

inline void many_sentences(Page& page, const School& school, const std::vector<TokenPair>& pairs) {
    page.section("Many sentences at once");
    page.term("batch",
              "some sentences that are computed together, and whose slopes together make one step",
              {"batches"});
    page.term("step (of training)",
              "one batch forwards and backwards, and one small change of all the parameters",
              {"training step", "training steps"});
    page.term("epoch", "one pass over all the sentences that a model learns from", {"epochs"});
    const int limit = school.recipe.trainer.batch_tokens;
    page.values({{"pairs", school.corpus.training.size()}, {"batch", limit}});
    page.value("words.batch", kWordsInBatch);
    page.text(R"md(
        The little model saw @{words.batch} words before each change of its parameters. Such a handful of examples is
        called a **batch**, one batch with one change is a **step**, and one pass over everything that there
        is to learn from is an **epoch**. Why batches? The slope of a single sentence points where *that*
        sentence would like to go, and the next one may pull the other way; the mean over many is a steadier
        guide. And a computer multiplies one large matrix much faster than many small ones.

        But sentences have different numbers of pieces. How do you put them into one matrix? There are two
        ways:)md");
    const Sentences three{
        {"I", "love", "taxes", "<end>"}, {"Dogs", "bite", "<end>"}, {"Eat", "<end>"}};
    page.term("padding", "filler that makes all the sentences in a batch the same length");
    page.show(padded_and_packed(three));
    std::size_t rows = 0;
    for (const auto& sentence : three) rows += sentence.size();
    const std::size_t places = three.size() * std::size_t(longest_of(three));
    page.values({{"places", places}, {"rows", rows}, {"fillers", places - rows}});
    page.text(R"md(
        On the left is what most programs do. The block has @{places} places, and @{fillers} of them
        hold **padding**, a piece that means nothing. It has to be watched: no word may look at it, so
        attention needs a second mask that gives it a score of minus infinity, and the loss has to skip it.
        Forget either, and the model may well train all the same, just less well.

        On the right is our library's way. The sentences, numbered here, are packed into one matrix of @{rows}
        rows, one under the other, and a list says where each begins. Nearly everything in a model treats
        every row by itself anyway. Only attention needs to know the list, so that each sentence looks at its
        own rows. There
        is no padding to mask, and a sentence cannot tell whether it has company.)md");
    // [alone]
    const Transformer& model = school.translator.model();
    const std::vector<TokenPair> eight(pairs.begin(), pairs.begin() + 8);
    const Batch batch = make_batch(eight);
    const Segments& where = batch.source_rows;  // where each sentence begins

    Tape together(Tape::Mode::inference);
    const Var all = model.encode(together, batch.source, where);
    double furthest = 0;
    for (int s = 0; s < where.count(); ++s) {
        const int count = where.length(s);
        const auto begin = batch.source.begin() + where.begin(s);
        const std::vector<int> ids(begin, begin + count);

        Tape by_itself(Tape::Mode::inference);
        const Var alone = model.encode(by_itself, ids, Segments::one(count));
        const ConstView same = all.value().row_block(where.begin(s), count);
        const double difference = max_abs_difference(alone.value(), same);
        furthest = std::max(furthest, difference);
    }
    // [/alone]
    Rng rng(page.seed());
    const std::vector<std::vector<int>> plan = plan_batches(pairs, limit, rng);
    const double sorted = padding_share(pairs, plan);
    const double mixed = padding_share(pairs, unsorted(plan, pairs.size(), rng));
    page.values({{"furthest", furthest}, {"padding.sorted", sorted}, {"padding.mixed", mixed}});
    page.deep_dive("Does it have company? And how much padding is saved?", [&] {
        page.text(R"md(
            The code encodes a batch of sentences together and then each of them by itself. `Segments` is the
            list of where each sentence begins, and `furthest` keeps the largest difference between any two
            numbers that should agree.)md");
        page.cell("alone", kBatches);
        page.check("a sentence in a batch is computed as if it were alone", furthest < 1e-5);
        page.text(R"md(
            The largest difference is @{furthest:.1g}.

            How much work does packing save? That depends on who shares a batch. If the @{pairs:,} sentences
            of our corpus came in random order, in batches of up to @{batch} pieces, @{padding.mixed:.0%} of
            a padded block would be padding. So people sort: sentences with about the same number of pieces
            go into one batch, as ours do, and then the padding would be @{padding.sorted:.1%}. The order of the
            *batches* stays random, so that the model does not see all the short sentences first.)md");
        page.check(
            "batches of unsorted sentences need at least ten times the padding of sorted ones",
            mixed > 0.2 && sorted < mixed / 10);
    });
    page.exercise("8.8", "Find the bug: a loss that is too good.");
}

}  // namespace chapter_08
