// Chapter 10: how a translation is searched for, and how it is marked.
#pragma once

#include <fmt/ranges.h>

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

// Runs of n words, and how often each occurs in a sentence.
inline std::map<Line, int> runs_of(const Line& words, std::size_t n) {
    std::map<Line, int> runs;
    for (std::size_t i = 0; i + n <= words.size(); ++i) {
        const auto begin = words.begin() + std::ptrdiff_t(i);
        const Line run(begin, begin + std::ptrdiff_t(n));
        ++runs[run];
    }
    return runs;
}

// What share of the runs that were said is also in our sentence?
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

// The shares for runs of one word to four, and their geometric mean.
struct Shares {
    std::vector<double> each;
    double product = 1;
    double mean() const { return std::pow(product, 1.0 / double(each.size())); }
};

inline Shares shares_of(const std::string& said, const std::string& right) {
    Shares shares;
    for (std::size_t n = 1; n <= 4; ++n) {
        shares.each.push_back(shared_runs(words_in(said), words_in(right), n));
        shares.product *= shares.each.back();
    }
    return shares;
}

inline const std::string kRight = "These three pupils are taller than the queen";
inline const std::string kNearlyRight = "These three pupils are bigger than the queen";

// The worked example: one answer, run by run.
inline void bleu_by_hand(Page& page) {
    const BleuScore library = bleu({kNearlyRight}, {{kRight}});
    const Shares shares = shares_of(kNearlyRight, kRight);
    Table table{"runs of", "said", "of these in ours", {"share", ".3f"}};
    for (std::size_t n = 1; n <= 4; ++n) {
        table.add(n == 1 ? "1 word" : fmt::format("{} words", n), library.totals[n - 1],
                  library.counts[n - 1], shares.each[n - 1]);
    }
    const std::string again = "the the the the the the the the";
    page.values({{"said.example", kNearlyRight}, {"right.example", kRight}});
    page.values({{"runs", std::vector(library.totals.begin(), library.totals.end())}});
    page.values({{"runs.right", std::vector(library.counts.begin(), library.counts.end())}});
    page.values({{"shares", shares.each}, {"product", shares.product}});
    page.values({{"mean.geometric", shares.mean()}, {"said.again", again}});
    page.value("again", shared_runs(words_in(again), words_in(kRight), 1));
    page.text(R"md(
        Let us count one by hand. The right answer is *@{right.example}*, and the model said
        *@{said.example}*:)md");
    page.show(table, "*@{said.example}*");
    page.text(R"md(
        Of the @{runs[0]} individual words @{runs.right[0]} are right, of the @{runs[1]} pairs @{runs.right[1]}, and of
        the @{runs[3]} runs of four only @{runs.right[3]}: a single wrong word breaks every run that goes through it. The four shares are multiplied,
        @{shares[0]:.3f} × @{shares[1]:.3f} × @{shares[2]:.3f} × @{shares[3]:.3f} = @{product:.4f}, and the fourth
        root of that is @{mean.geometric:.3f}. So this answer gets about half of the marks.

        Two tricks could fool such a count, and BLEU guards against both. The first is to say a safe word again and
        again: *@{said.again}*. Each of these words is in the right answer, but a run counts at most as often as
        it occurs *there*, so the share is @{again:.3f}. The other trick is to say very little, and only what is
        certain.)md");
}

inline void brevity(Page& page) {
    page.term("brevity penalty", "BLEU's factor below 1 for a translation that is too short");
    page.text(R"md(
        To prevent that, there is the **brevity penalty**, a factor that is below 1 if what was said has fewer words
        than the right answer. Altogether:)md");
    page.formula(
        R"(\mathrm{BLEU} = 100 \cdot \mathrm{BP} \cdot (p_1\, p_2\, p_3\, p_4)^{1/4}, \qquad
           \mathrm{BP} = \min\left(1,\; e^{1 - r/c}\right))",
        "BLEU = 100 · BP · (p₁ p₂ p₃ p₄)^¼,    BP = min(1, e^(1 − r/c))", "Papineni et al. 2002");
    page.text(R"md(
        Here *p*₁ to *p*₄ are the four shares, *c* is how many words were said, and *r* how many the right answer
        has. These are the marks for five answers to the same question:)md");
}

inline std::vector<double> five_answers(Page& page) {
    const std::string cut_short = "These three pupils are taller than";
    const std::string answers[] = {kRight, kNearlyRight,
                                   "These three pupils are older than the queen", cut_short,
                                   "The queen these three pupils are taller than"};
    Table table{"said",       {"1 word", ".2f"},  {"2", ".2f"},   {"3", ".2f"},
                {"4", ".2f"}, {"brevity", ".2f"}, {"BLEU", ".1f"}};
    std::vector<double> scores;
    for (const std::string& said : answers) {
        const BleuScore library = bleu({said}, {{kRight}});
        const Shares shares = shares_of(said, kRight);
        const double ours = 100 * library.brevity_penalty * shares.mean();
        page.check("BLEU from our shares is the library's BLEU",
                   std::abs(ours - library.score) < 1e-9);
        std::vector<Cell> row{said};
        for (const double share : shares.each) row.emplace_back(share);
        if (&said == std::end(answers) - 1) page.value("order.words", shares.each[0]);
        row.emplace_back(library.brevity_penalty);
        row.emplace_back(library.score);
        table.add_row(row);
        scores.push_back(library.score);
    }
    page.value("penalty.short", bleu({cut_short}, {{kRight}}).brevity_penalty);
    page.show(table, "The right answer: *@{right.example}*");
    page.check("a word that is nearly right costs as much as one that is quite wrong",
               scores[1] == scores[2]);
    return scores;
}

inline void what_bleu_counts(Page& page) {
    page.section("A mark between right and wrong: BLEU");
    page.term("n-gram", "a run of n neighbouring words", {"n-grams"});
    page.term("BLEU",
              "a mark from 0 to 100: how many runs of words a translation shares with a "
              "human one");
    page.text(R"md(
        Letter for letter is a hard mark: anyone who gets one word in eight wrong scores as little as somebody who says
        nothing. There is a softer one, and you will meet it in every paper on translation: **BLEU** (Papineni
        et al. 2002). Of the individual words that were said, what share is also in the right answer? Of the pairs
        of neighbours? Of the runs of three, and of four? (A run of *n* words is called an **n-gram**.))md");
    bleu_by_hand(page);
    brevity(page);
    const std::vector<double> scores = five_answers(page);
    page.values(
        {{"bleu.one_word", scores[1]}, {"bleu.short", scores[3]}, {"bleu.order", scores[4]}});
    page.text(R"md(
        *Bigger* for *taller* is nearly right, *older* is quite wrong, and both get @{bleu.one_word:.1f}: BLEU sees
        the form and not the meaning. The answer that is cut short has only right runs, and its penalty of
        @{penalty.short:.2f} brings it down to @{bleu.short:.1f}. The one in a different order has all the right words, but for
        BLEU *The* is not *the*, so only @{order.words:.0%} of them count. Most of its longer runs are broken, too, and it
        gets @{bleu.order:.1f}.)md");
    page.deep_dive("The count as code, and the usual program", [&] {
        page.text(R"md(
            This code counts the shares. The line with `std::min` is the defence against the first trick.)md");
        page.setup("own_bleu", "chapters/10_full_model/searching.h");
        page.text(R"md(
            A single sentence is too short for such a mark, so in practice the runs of a thousand sentences are
            counted together before anything is multiplied. What counts as a word (is *don't* one or three?)
            changes the mark, too. The usual program for that is sacreBLEU (Post 2018), and our library computes
            the same to the last digit.)md");
    });
    page.exercise("10.1", "Count what BLEU counts: clipped n-grams.");
    page.term("chrF", "a mark for translations that counts runs of letters instead of words");
    page.term("COMET",
              "a mark for translations that a neural network gives, which has learnt from "
              "human marks");
    page.text(R"md(
        Should you still use BLEU? For serious comparisons, no. **chrF** (Popović 2015) counts runs of letters, so
        that *bigger* and *big* are at least related. **COMET** (Rei et al. 2020) is a neural network that has
        learnt from the marks of human judges, so it has a chance to tell that *bigger* is closer to *taller*
        than *older* is. Such marks agree better with what people say; the report on a contest between them is
        entitled *Results of WMT22 Metrics Shared Task: Stop Using BLEU* (Freitag et al. 2022). We use it here
        because you can compute it by hand, and because nearly all published results for small translators are
        given in it.)md");
}

inline std::string without_blank(std::string piece) {
    const std::string blank = "␣";
    if (piece.rfind(blank, 0) == 0) piece.erase(0, blank.size());
    return piece;
}

// Two steps of a search, small enough for paper: the likeliest beginning does not win.
inline void greedy_may_lose(Page& page) {
    const double the = 0.5;
    const double a = 0.4;
    const double after_the = 0.4;
    const double after_a = 0.9;
    page.values({{"the", the}, {"a", a}, {"after.the", after_the}, {"after.a", after_a}});
    page.values({{"by.the", the * after_the}, {"by.a", a * after_a}});
    page.text(R"md(
        Until now the model said its likeliest piece each time (greedy decoding), and that can be too greedy.
        Suppose that the first word is *The* with a probability of @{the} or *A* with @{a}. After *The* the best
        next word has @{after.the}, after *A* it has @{after.a}. Greedy takes *The*, and gets at most
        @{the} × @{after.the} = @{by.the:.2f} for both words. With *A* it would have been
        @{a} × @{after.a} = @{by.a:.2f}. But a piece that has been said is never taken back.)md");
}

inline constexpr int kDrawn = 5;  // the first pieces, which are drawn

// The beginnings that were kept, as a tree in which the way that won is marked.
struct FirstSteps {
    Tree tree;
    std::vector<std::string> way;  // the pieces that won
    double log_probability = 0;    // of the last of them
};

inline FirstSteps first_steps(const std::vector<BeamNode>& searched, const Bpe& bpe,
                              const std::vector<int>& winner) {
    FirstSteps first;
    std::vector<Tree::Node>& nodes = first.tree.nodes;
    nodes.push_back({-1, "start", "", true});
    std::vector<int> drawn(searched.size(), -1);  // as which node of the figure; -1: not
    for (std::size_t i = 0; i < searched.size(); ++i) {
        const BeamNode& node = searched[i];
        if (!node.kept || node.step >= kDrawn) continue;
        // What goes on from it was kept as well, and so was drawn.
        const int parent = node.parent < 0 ? 0 : drawn[static_cast<std::size_t>(node.parent)];
        const bool wins = nodes[static_cast<std::size_t>(parent)].chosen &&
                          winner[static_cast<std::size_t>(node.step)] == node.token;
        const std::string piece = without_blank(bpe.piece(node.token));
        if (wins) {
            first.way.push_back(piece);
            first.log_probability = node.log_probability;
        }
        drawn[i] = static_cast<int>(nodes.size());
        nodes.push_back({parent, piece, fmt::format("{:.2f}", node.log_probability), wins});
    }
    return first;
}

inline void length_penalty_by_table(Page& page, const Translator& translator, const Translation& t,
                                    const DecodeOptions& options) {
    page.term("length penalty",
              "dividing a sentence's ln P by a power of its pieces, so that short ones do not win");
    page.term("hypothesis", "a sentence, or a beginning of one, that a search considers",
              {"hypotheses"});
    page.value("alpha", options.length_penalty);
    page.text(R"md(
        One correction is needed before finished sentences are compared. Each further piece has a probability
        below 1 and makes ln *P* more negative, so a short sentence would win just because it is short. Therefore
        ln *P* is divided by a number that grows with the number of pieces; this is the **length penalty**. α decides
        how fast it grows: with α = 0 not at all, with 1 in proportion to 5 + pieces. Like the paper, our library takes @{alpha}.)md");
    page.formula(R"(\mathrm{score} = \ln P \Big/ \Big(\frac{5 + \mathrm{pieces}}{6}\Big)^{\alpha})",
                 "score = ln P / ((5 + pieces) / 6)^α", "Wu et al. 2016, eq. 14");
    page.text(R"md(
        These are the finished sentences (people call them **hypotheses**) that the search had put aside, the best
        one first:)md");
    Table table{"it could say", "pieces", {"ln P", ".2f"}, {"score", ".3f"}};
    for (const Hypothesis& h : t.decoded.best) {
        const double end = h.finished ? 1 : 0;  // <end> is a piece, too
        const double pieces = static_cast<double>(h.tokens.size()) + end;
        const double by_length = std::pow((5 + pieces) / 6, options.length_penalty);
        const double score = h.log_probability / by_length;
        page.check("the scores by this formula are those of the library",
                   std::abs(score - h.score) < 1e-6 * (1 + std::abs(score)));
        const std::string text = printable(translator.bpe().decode(h.tokens));
        table.add(text.empty() ? "(nothing)" : text, pieces, h.log_probability, score);
    }
    page.show(table, "What had been put aside by the end, `<end>` counted as a piece");
    const std::vector<Hypothesis>& best = t.decoded.best;
    const auto has_more = [](const Hypothesis& a, const Hypothesis& b) {
        return a.score > b.score;
    };
    page.check("the sentence that it says has the best of these scores, and the others follow",
               std::is_sorted(best.begin(), best.end(), has_more));
    page.values({{"best.score", best.front().score}, {"least.score", best.back().score}});
    page.text(R"md(
        The best has a score of @{best.score:.2f}, and the last one in the table @{least.score:.2f}. On the way there
        the model has considered quite a few things that a dentist would not say. (If two words run together, that is no
        misprint: a piece that begins sentences has no space in front.))md");
}

inline void how_a_beam_searches(Page& page, const Translator& translator,
                                const std::string& sentence, int beam) {
    page.section("Your own sentence, and a search for it");
    page.term("beam search",
              "writing several likely beginnings in parallel, and taking the best sentence",
              {"beam", "beams"});
    DecodeOptions options;
    options.beam = std::max(2, beam);
    options.record = 3;
    const Translation t = translator.translate(sentence, options);
    page.values({{"sentence", sentence}, {"translation.own", t.text}, {"beam", options.beam}});
    page.value("of.two.millions", std::pow(translator.bpe().vocabulary_size(), 2) / 1e6);
    page.text(R"md(
        *@{sentence}*: **@{translation.own}**. Try a sentence of your own with `--sentence`.)md");
    greedy_may_lose(page);
    page.text(R"md(
        Trying *all* sentences would take for ever: with @{vocabulary:,} pieces there are
        @{of.two.millions:.1f} million sentences of two pieces alone. **Beam search** takes a middle course. It keeps the *k* likeliest
        *beginnings*, here *k* = @{beam}. It continues each of them with every possible piece, multiplies the
        probabilities along the path (or adds up their logarithms), keeps the *k* likeliest of all these, and drops
        the rest. A beginning that says `<end>` is put aside as a finished sentence. With *k* = 1 that is greedy
        decoding. In the figure, each piece has ln *P* of the whole path up to it, and the winning path is drawn
        in bold. (Where `<end>` comes, the column has one piece more, because that beginning is put aside.))md");
    std::vector<int> winner = t.decoded.best[0].tokens;
    winner.push_back(kEnd);
    const FirstSteps first = first_steps(t.decoded.tree, translator.bpe(), winner);
    const std::string way = fmt::format("{}", fmt::join(first.way, " "));
    page.values({{"way", way}, {"way.pieces", first.way.size()}});
    page.value("way.last", first.log_probability);
    page.show(Figure{
        "beam",
        fmt::format("Several beginnings in parallel, each with its ln P, k = {}", options.beam),
        fmt::format("A tree that grows to the right from a start. {} beginnings of up to "
                    "{} pieces were kept, each with its ln P. The path in bold is: {}, "
                    "with {:.2f} at its end.",
                    first.tree.nodes.size() - 1, kDrawn, way, first.log_probability),
        first.tree});
    page.text(R"md(
        Follow the path in bold: *@{way}*, with ln *P* = @{way.last:.2f} after @{way.pieces} pieces. The other beginnings are
        far less likely. This model is so certain of its words that there is little to search for.)md");
    length_penalty_by_table(page, translator, t, options);
    page.exercise("10.2", "Let a beam grow by one step.");
}

}  // namespace chapter_10
