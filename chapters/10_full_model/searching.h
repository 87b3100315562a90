// Chapter 10: how a translation is searched for, and how it is marked.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/display_width.h"
#include "model/translator.h"
#include "notebook/page.h"
#include "text/bleu.h"
#include "text/utf8.h"

namespace chapter_10 {
using namespace book;

// [own_bleu]
using Line = std::vector<std::string>;

// Runs of n words, and how often each stands in a sentence.
inline std::map<Line, int> runs_of(const Line& words, std::size_t n) {
    std::map<Line, int> runs;
    for (std::size_t i = 0; i + n <= words.size(); ++i) {
        const auto begin = words.begin() + std::ptrdiff_t(i);
        const Line run(begin, begin + std::ptrdiff_t(n));
        ++runs[run];
    }
    return runs;
}

// Which share of the runs that were said stands in our sentence, too?
inline double shared_runs(const Line& said,   // a translation
                          const Line& right,  // and what it should be
                          std::size_t n) {
    const std::map<Line, int> ours = runs_of(right, n);
    double shared = 0;
    double all = 0;
    for (const auto& [run, count] : runs_of(said, n)) {
        all += count;
        const auto found = ours.find(run);
        if (found != ours.end()) {
            shared += std::min(count, found->second);
        }
    }
    return shared / all;
}
// [/own_bleu]

inline Line words_in(const std::string& text) {
    Line words;
    for (const std::string_view word : split_words(text)) words.emplace_back(word);
    return words;
}

inline void what_bleu_counts(Page& page) {
    page.section("A mark between right and wrong");
    page.text(R"md(
        Right or not right is a hard mark: who has one word wrong of eight gets what he gets who says
        nothing. *BLEU* (Papineni et al. 2002) is softer. It counts runs: of the single words that were
        said, which share stands in our sentence, too? Of the pairs, of the runs of three and of four? The four
        shares are multiplied, and of that the fourth root is taken (their *geometric mean*). What is too short would be
        right easily, so it is multiplied by a *brevity penalty* below 1. All that times 100.)md");
    page.setup("own_bleu", "chapters/10_full_model/searching.h");
    const std::string right = "These three pupils are taller than the queen";
    const std::pair<const char*, const char*> answers[] = {
        {"the same", "These three pupils are taller than the queen"},
        {"another word, nearly right", "These three pupils are bigger than the queen"},
        {"another word, quite wrong", "These three pupils are older than the queen"},
        {"cut short", "These three pupils are taller than"},
        {"in another order", "The queen these three pupils are taller than"}};
    Table table{"said",       {"1 word", ".2f"},  {"2", ".2f"},   {"3", ".2f"},
                {"4", ".2f"}, {"brevity", ".2f"}, {"BLEU", ".1f"}};
    std::vector<double> scores;
    for (const auto& [name, said] : answers) {
        const BleuScore library = bleu({said}, {{right}});
        std::vector<Cell> row{name};
        double product = 1;
        for (std::size_t n = 1; n <= 4; ++n) {
            const double share = shared_runs(words_in(said), words_in(right), n);
            product *= share;
            row.emplace_back(share);
        }
        const double ours = 100 * library.brevity_penalty * std::pow(product, 0.25);
        page.check("our shares, multiplied, are the library's BLEU",
                   std::abs(ours - library.score) < 1e-9);
        row.emplace_back(library.brevity_penalty);
        row.emplace_back(library.score);
        table.add_row(row);
        scores.push_back(library.score);
    }
    page.show(table, "Instead of: These three pupils are taller than the queen");
    page.check("a word nearly right costs as much as one quite wrong", scores[1] == scores[2]);
    page.values({{"bleu.one_word", scores[1]}, {"bleu.short", scores[3]}});
    page.text(R"md(
        So BLEU sees form, not meaning. One word of eight costs half of the mark (@{bleu.one_word:.1f} is left),
        whether it is nearly right or quite wrong; a sentence that has lost its end keeps @{bleu.short:.1f}. Over
        a thousand sentences, whose runs are all counted together, it is still the mark that the field compares.)md");
}

// The beginnings that were kept, up to five pieces long.
inline Tree first_steps(const std::vector<BeamNode>& searched, const Bpe& bpe) {
    Tree tree;
    std::vector<int> drawn(searched.size(), -1);  // as which node of the figure; -1: not
    for (std::size_t i = 0; i < searched.size(); ++i) {
        const BeamNode& node = searched[i];
        if (!node.kept || node.step > 5) continue;
        int parent = -1;
        if (node.parent >= 0) parent = drawn[static_cast<std::size_t>(node.parent)];
        const std::string probability = fmt::format("{:.3f}", std::exp(node.log_probability));
        drawn[i] = static_cast<int>(tree.nodes.size());
        tree.nodes.push_back({parent, bpe.piece(node.token), probability, false});
    }
    return tree;
}

inline void how_a_beam_searches(Page& page, const Translator& translator,
                                const std::string& sentence, int beam) {
    page.section("Your own sentence, and a search for it");
    DecodeOptions options;
    options.beam = std::max(2, beam);
    options.record = 3;
    const Translation t = translator.translate(sentence, options);
    page.values({{"sentence", sentence}, {"translation.own", t.text}, {"beam", options.beam}});
    page.value("alpha", options.length_penalty);
    page.text(R"md(
        *@{sentence}*: **@{translation.own}**. Try yours with `--sentence`, and look at everything that is
        computed on the way with `./book explain`.

        So far the model said its likeliest piece each time. That is *greedy*: a piece is never taken back, even
        if a less likely one would have led to a likelier sentence. To try all sentences would take for ever.
        *Beam search* goes between: keep the k likeliest *beginnings* (here k = @{beam}). Continue each by
        every piece; the probability of a beginning is the product of its pieces'. Of all these keep
        the k likeliest again, and drop the others. What ends with `<end>` is put aside. Greedy is k = 1. The
        figure shows the beginnings, each piece with the probability of the path that leads to it.)md");
    const Tree tree = first_steps(t.decoded.tree, translator.bpe());
    page.show(Figure{"beam", "Several beginnings, side by side",
                     "A tree of the hypotheses of a beam search.", tree});
    page.text(R"md(
        Every further piece has a probability below 1, so the shortest sentence would win too often. Therefore
        the logarithm of the probability is divided by a power of the length before sentences are compared (α is
        @{alpha} here), and the search ends when no open beginning can still win:)md");
    page.formula(R"(\mathrm{score} = \ln P \Big/ \Big(\frac{5 + \mathrm{pieces}}{6}\Big)^{\alpha})",
                 "score = ln P / ((5 + pieces) / 6)^α", "Wu et al. 2016, eq. 14");
    Table table{"it could say", "pieces", {"ln P", ".2f"}, {"score", ".3f"}};
    double best = -1e30;
    for (const Hypothesis& h : t.decoded.best) {
        const double end = h.finished ? 1 : 0;  // <end> is a piece, too
        const double pieces = static_cast<double>(h.tokens.size()) + end;
        const double by_length = std::pow((5 + pieces) / 6, options.length_penalty);
        const double score = h.log_probability / by_length;
        page.check("the score by this formula is the library's",
                   std::abs(score - h.score) < 1e-6 * (1 + std::abs(score)));
        best = std::max(best, h.score);
        const std::string text = printable(translator.bpe().decode(h.tokens));
        table.add(text.empty() ? "(nothing)" : text, pieces, h.log_probability, score);
    }
    page.show(table, "What had been put aside in the end, `<end>` counted as a piece");
    page.check("what it says has the best score", t.decoded.best[0].score == best);
    page.exercise("10.2", "Let a beam grow by one step.");
}

}  // namespace chapter_10
