// Chapter 12: from the scores to the next piece.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "school.h"

namespace chapter_12 {
using namespace book;

// The share of the runs of four pieces that stood in the same text before.
inline double share_of_repeats(std::span<const int> ids) {
    constexpr std::size_t kRun = 4;
    std::set<std::vector<int>> seen;
    int repeats = 0, runs = 0;
    for (std::size_t i = 0; i + kRun <= ids.size(); ++i) {
        const auto from = ids.begin() + static_cast<std::ptrdiff_t>(i);
        ++runs;
        if (!seen.insert(std::vector<int>(from, from + kRun)).second) ++repeats;
    }
    return runs == 0 ? 0 : double(repeats) / runs;
}

// The mean over some seeds.
inline double mean_share_of_repeats(const LanguageModel& model, std::span<const int> prompt,
                                    int pieces, const SamplingSettings& settings, int seeds) {
    double sum = 0;
    for (int seed = 1; seed <= seeds; ++seed)
        sum += share_of_repeats(
            write_on(model, prompt, pieces, settings, static_cast<std::uint64_t>(seed)));
    return sum / seeds;
}

// One step: the likeliest pieces, plain, heated, and what the cut leaves.
inline Table step_table(const Bpe& bpe, const SamplingStep& step) {
    Table table{"piece",
                {"probability", ".3f"},
                {"at the temperature", ".3f"},
                "kept",
                {"drawn with", ".3f"}};
    constexpr std::size_t kMost = 16;
    for (const CandidatePiece& c :
         std::span(step.candidates).first(std::min(kMost, step.candidates.size())))
        table.add(name_of_piece(bpe, c.id), c.plain, c.heated, c.kept, c.share);
    return table;
}

// The scores behind a prompt.
inline std::vector<real> scores_behind(const LanguageModel& model, std::span<const int> prompt) {
    LanguageDecoder decoder(model);
    const ConstView scores = decoder.read(prompt);
    return {scores.row(0).begin(), scores.row(0).end()};
}

inline void one_step(Page& page, const LanguageModel& model, const Bpe& bpe,
                     const std::string& prompt, const SamplingSettings& asked) {
    page.section("Which piece next? One step with its numbers");
    page.term("sampling", "drawing the next piece at random, each with its probability");
    const std::vector<real> scores = scores_behind(model, prompt_of(bpe, prompt));
    constexpr int kShown = 8, kCutShown = 3;
    const SamplingStep plain = sampling_step(scores, {}, kShown);
    const int kept = sampling_step(scores, asked).kept;
    const SamplingStep step = sampling_step(scores, asked, std::max(kShown, kept + kCutShown));
    page.values({{"prompt", prompt}, {"likeliest", name_of_piece(bpe, plain.candidates[0].id)}});
    page.value("likeliest.probability", plain.candidates[0].plain);
    page.values({{"asked.temperature", asked.temperature}, {"asked.k", asked.top_k}});
    page.values({{"asked.p", asked.top_p}, {"asked.kept", step.kept}});
    page.value("pieces.all", bpe.vocabulary_size());
    page.text(R"md(
        The model never says a word. It gives every piece of the vocabulary a score, and softmax makes
        probabilities of the scores. Someone has to choose. After *@{prompt}* the likeliest piece is
        *@{likeliest}*, with @{likeliest.probability:.3f}. Should it be taken?

        Always taking the likeliest piece is greedy decoding, as in chapter 10. The other way is **sampling**:
        roll a loaded die with @{pieces.all:,} sides, on which each piece has its own probability. Then the
        text differs with every roll, as it should when there is more than one good way to go on.

        A plain die has a flaw, though. There are a great many pieces that do not fit, each of them very
        unlikely, and together they are not unlikely at all. Sooner or later one of them comes up, and the
        text has to go on from there. You know three knobs against that from chapter 05, and here they have
        real work to do.)md");
    page.term("nucleus",
              "the smallest set of the likeliest pieces whose probabilities reach p, in top-p");
    page.text(R"md(
        The first is the temperature. Each score is divided by *T* before softmax. Below 1 the likely pieces
        become even likelier, above 1 all become more alike, and near 0 only the likeliest is left.

        The second is top-k: only the *k* likeliest pieces stay in the game (Fan et al. 2018). But a fixed *k*
        is too many where the model is sure, and too few where it is not.

        The third is top-p: only the smallest set of the likeliest pieces stays whose probabilities add up to
        at least *p*. How many that is, the model says for itself. The set is called the **nucleus**
        (Holtzman et al. 2020).

        Here is that step, with a temperature of @{asked.temperature}, *k* = @{asked.k} and *p* = @{asked.p},
        one after the other: *p* counts what the first two have left.
        The first column of numbers is what the model says, the second what the temperature makes of it. The
        last one shows with which probability each piece is drawn, after the cuts:)md");
    page.show(step_table(bpe, step), "The likeliest pieces, before and after");
    double before = 0, after = 0, shares = 0;
    for (const CandidatePiece& c : step.candidates) {
        if (!c.kept) continue;
        before += c.plain;
        after += c.heated;
        shares += c.share;
    }
    page.values({{"kept.before", before},
                 {"kept.after", after},
                 {"first.share", step.candidates[0].share}});
    page.check("the shares of what is kept add up to 1", std::abs(shares - 1) < 1e-9);
    page.check("with a temperature below 1 the likeliest piece becomes likelier",
               asked.temperature >= 1 || step.candidates[0].heated >= step.candidates[0].plain);
    page.text(R"md(
        *@{likeliest}* had @{likeliest.probability:.3f} at first, and is now drawn with @{first.share:.3f}. Of
        @{pieces.all:,} pieces @{asked.kept} are left. Before, they had a probability of @{kept.before:.3f}
        together, at the new temperature @{kept.after:.3f}, and after everything else was cut they share the
        whole of 1 between them.)md");
    page.exercise("12.3", "Keep the nucleus: top-p by hand.");
}

inline void several_ways(Page& page, const LanguageModel& model, const Bpe& bpe,
                         const std::string& prompt, const SamplingSettings& asked) {
    page.section("The same beginning, four ways");
    const std::vector<int> ids = prompt_of(bpe, prompt);
    const int pieces = model.config().max_length - static_cast<int>(ids.size());
    const std::vector<int> greedy = write_on(model, ids, pieces, {.temperature = 0}, 1);
    const int shown = std::min(pieces, 60);
    const auto show = [&](const SamplingSettings& settings, std::uint64_t seed) {
        page.output(as_text(bpe, ids, write_on(model, ids, shown, settings, seed)));
    };
    page.values({{"greedy.repeats", share_of_repeats(greedy)}, {"greedy.pieces", greedy.size()}});
    const int seeds = page.quick() ? 2 : 8;
    const double plain = mean_share_of_repeats(model, ids, pieces, {}, seeds);
    page.values({{"plain.repeats", plain}, {"plain.seeds", seeds}});
    page.text("First greedily, always the likeliest piece (a ¶ is the end of a paragraph):");
    show({.temperature = 0}, 1);
    page.text("Then with the plain die, nothing heated and nothing cut:");
    show({}, page.seed());
    page.text("With the three knobs of the table:");
    show(asked, page.seed());
    page.text("And with the same knobs, but another seed:");
    show(asked, page.seed() + 1);
    page.check("the same seed writes the same text again",
               write_on(model, ids, shown, asked, page.seed()) ==
                   write_on(model, ids, shown, asked, page.seed()));
    page.check_full("greedily, more is repeated than with the plain die",
                    share_of_repeats(greedy) > plain);
    page.text(R"md(
        Why does the greedy one turn in circles? Its next piece depends on nothing but the text so far, and
        mostly on the last few pieces of it. Once these few come back, the likeliest next piece is likely to
        be the same as the last time, and then the one after it as well. What was just written makes itself
        more likely again, and nothing ever pushes the text off the track. The greedy text
        was continued to @{greedy.pieces} pieces. In @{greedy.repeats:.0%} of all places it repeats a run of
        four pieces that it had written before. With the plain die it is @{plain.repeats:.0%}, over
        @{plain.seeds} seeds.

        A better model turns in larger circles, but the effect is no teething trouble. Holtzman et al. found it
        in GPT-2 as well: the likeliest continuation of a human text is not human, because people do
        not say what is most expected of them.

        The seed, finally, is where the die begins. The rolls come from a generator that computes them from
        the seed, so the same seed writes the same text. In this book it does so on every machine, since
        the scores are the same to the last bit, too. That is what makes a random text something that can be
        looked at twice.)md");
}

}  // namespace chapter_12
