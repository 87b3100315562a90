// Chapter 12: two layers of attention alone learn to look up what came next the last time.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "model/induction.h"
#include "model/language_decoder.h"
#include "model/language_recipe.h"
#include "notebook/page.h"
#include "pictures.h"

namespace chapter_12 {
using namespace book;

// The task: a row of random syllables, and then the same row again.
inline constexpr int kSyllables = 64;
inline constexpr int kShortestHalf = 6, kLongestHalf = 20;
inline constexpr int kHalf = 20;  // of the rows on which it is examined
inline constexpr int kSkipped =
    2;  // at the beginning of either half: nobody can know that it begins
inline constexpr int kExamined = 64;       // so many rows
inline constexpr int kExaminedEvery = 50;  // steps

inline std::string syllable(int id) {
    const std::string first = "bdfghjklmnprstvz", second = "aeiu";
    return {first[static_cast<std::size_t>(id / 4)], second[static_cast<std::size_t>(id % 4)]};
}

// [attention_only]
inline LanguageRecipe induction_recipe(int layers) {
    LanguageRecipe r;
    r.model = llama_config();
    r.model.activation = FeedForwardKind::none;  // attention only
    r.model.vocabulary = kSyllables;
    r.model.width = 64;
    r.model.layers = layers;
    r.model.heads = r.model.key_value_heads = 2;
    r.model.max_length = 2 * kLongestHalf;
    r.windows = 16;  // rows of a step
    r.deviation = 0.1;
    r.trainer.steps = 2500;
    r.trainer.learning_rate = 0.005;
    r.trainer.warmup = 30;
    r.trainer.decay = Decay::linear;
    r.trainer.weight_decay = 0.01;
    return r;
}

// The halves have different lengths, or it would learn to count, not to look.
inline NextTokens repeated_rows(int count, Rng& rng) {
    constexpr int kLengths = kLongestHalf - kShortestHalf + 1;
    std::vector<int> ids;
    Segments rows;
    for (int i = 0; i < count; ++i) {
        const int half = kShortestHalf + rng.below(kLengths);
        const auto row = repeated_sequence(half, 0, kSyllables, rng);
        ids.insert(ids.end(), row.begin(), row.end());
        rows.add(2 * half);
    }
    return next_tokens(ids, rows);
}
// [/attention_only]

// Rows that it never saw, all of the same length.
struct Exam {
    std::vector<int> ids;
    Segments rows;
};

inline Exam induction_exam() {
    Exam exam;
    Rng rng(99);
    for (int i = 0; i < kExamined; ++i) {
        const std::vector<int> row = repeated_sequence(kHalf, 0, kSyllables, rng);
        exam.ids.insert(exam.ids.end(), row.begin(), row.end());
        exam.rows.add(2 * kHalf);
    }
    return exam;
}

struct Place {
    int layer = -1, head = -1;
};

// [take_out]
// One head looks at nothing, and so adds nothing to any row.
inline DecoderHooks silence(Place without) {
    DecoderHooks hooks;
    hooks.attention = [=](int layer, int head, int, View weights) {
        if (layer != without.layer || head != without.head) return;
        for (int r = 0; r < weights.rows(); ++r)
            std::fill(weights.row(r).begin(), weights.row(r).end(), real{0});
    };
    return hooks;
}
// [/take_out]

// The loss of both halves; with one head silenced if one is named.
inline HalfLosses losses_on(const LanguageModel& model, const Exam& exam, Place without = {}) {
    LanguageDecoder decoder(model, kExamined);
    if (without.layer >= 0) decoder.set_hooks(silence(without));
    const ConstView scores = decoder.read_all(exam.ids, exam.rows);
    HalfLosses mean;
    for (int s = 0; s < kExamined; ++s) {
        std::vector<double> losses(2 * kHalf, 0.0);
        for (int i = 1; i < 2 * kHalf; ++i) {
            const int at = exam.rows.begin(s) + i;
            const auto row = scores.row(at - 1);
            losses[static_cast<std::size_t>(i)] =
                log_sum_exp(row) -
                static_cast<double>(
                    row[static_cast<std::size_t>(exam.ids[static_cast<std::size_t>(at)])]);
        }
        const HalfLosses one = half_losses(losses, kHalf, kSkipped);
        mean.first += one.first / kExamined;
        mean.second += one.second / kExamined;
    }
    return mean;
}

inline HeadScores scores_of(const LanguageModel& model, const Exam& exam, Place place) {
    std::vector<HeadScores> all;
    LanguageDecoder decoder(model, kExamined);
    DecoderHooks hooks;
    hooks.attention = [&](int layer, int head, int, View weights) {
        if (layer == place.layer && head == place.head) all.push_back(head_scores(weights, kHalf));
    };
    decoder.set_hooks(hooks);
    decoder.read_all(exam.ids, exam.rows);
    return mean_of(all);
}

// Where one head looks in a single row.
inline Matrix looks_of(const LanguageModel& model, std::span<const int> row, Place place) {
    Matrix looks;
    LanguageDecoder decoder(model);
    DecoderHooks hooks;
    hooks.attention = [&](int layer, int head, int, View weights) {
        if (layer == place.layer && head == place.head) looks = Matrix(weights);
    };
    decoder.set_hooks(hooks);
    decoder.read(row);
    return looks;
}

struct Lesson {
    LanguageModel model;
    std::vector<double> steps, first, second;  // losses of both halves on the way
};

inline Lesson learn_to_look_back(int layers, int steps, std::uint64_t seed, const Exam& exam) {
    LanguageRecipe recipe = induction_recipe(layers);
    if (steps > 0) recipe.trainer.steps = steps;
    recipe.trainer.seed = seed;
    Lesson lesson{begin_language_model(recipe, seed), {}, {}, {}};
    Rng rng(seed);
    LanguageTrainerHooks hooks;
    hooks.progress = [&](const Progress& p) {
        if (p.step % kExaminedEvery != 0) return;
        const HalfLosses now = losses_on(lesson.model, exam);
        lesson.steps.push_back(double(p.step));
        lesson.first.push_back(now.first);
        lesson.second.push_back(now.second);
    };
    train_language_model(
        lesson.model, [&] { return repeated_rows(recipe.windows, rng); }, recipe.trainer, hooks);
    return lesson;
}

// The first examination in which the second half cost less than half of the first.
inline double moment_of_falling(const Lesson& lesson) {
    for (std::size_t i = 0; i < lesson.steps.size(); ++i)
        if (lesson.second[i] < lesson.first[i] / 2) return lesson.steps[i];
    return 0;
}

struct FoundHead {
    Place place;
    HeadScores scores;
    HalfLosses without;
};

inline std::vector<FoundHead> all_heads(const LanguageModel& model, const Exam& exam) {
    std::vector<FoundHead> heads;
    for (int layer = 0; layer < model.config().layers; ++layer)
        for (int head = 0; head < model.config().heads; ++head) {
            const Place place{layer, head};
            heads.push_back({place, scores_of(model, exam, place), losses_on(model, exam, place)});
        }
    return heads;
}

inline std::string name_of(Place place) {
    return fmt::format("layer {}, head {}", place.layer + 1, place.head + 1);
}

inline void what_induction_is(Page& page) {
    page.section("After A came B: learning from the prompt", Path::shortest);
    page.term("induction head",
              "a head that looks at what followed the last time the same piece stood there",
              {"induction heads"});
    page.term("in-context learning",
              "doing better at the end of a text because of what stood at its beginning");
    page.values({{"syllables", kSyllables}, {"half.shortest", kShortestHalf}});
    const LanguageRecipe recipe = induction_recipe(2);
    page.value("induction.parameters", count_parameters(recipe.model));
    page.values({{"half.longest", kLongestHalf}, {"guess.syllable", std::log(double(kSyllables))}});
    page.text(R"md(
        Large language models can do something that nobody trained them for: show them two examples of a task
        in the prompt, and they do the third. No parameter changes while they read, so whatever they have
        learnt from the prompt, they have learnt within a single forward pass. This is called **in-context
        learning**. In its smallest form, you can watch it being born.

        The task is a row of random syllables, and then the same row once more: *bi ta gu ... bi ta gu ...* In
        the first half nothing can be predicted. There are @{syllables} syllables, so a guess costs
        @{guess.syllable:.2f} nats, and nobody can do better. In the second half nearly everything can be
        predicted by a reader who looks back: here is *ta*; the last time, *gu* came after it; so *gu* comes
        next. (Only where a syllable has been drawn twice in the same half, there are two candidates.) No row
        ever comes twice in training, so there is nothing to know by heart. And the length changes from row to row: a half has @{half.shortest}
        to @{half.longest} syllables, so that counting places does not help, either.

        The model is the smallest that can do it: two layers of attention, no feed-forward layers at all, and
        @{induction.parameters:,} parameters. Why two? The head that looks back for *ta* has to land on the
        place *after* it, on *gu*. But the row at *gu* says only that *gu* stands there. Somebody has to
        write into it that *ta* was before. That is what the first layer is for:)md");
    page.show(induction_figure("ta", "gu"));
    page.text(R"md(
        A head of the first layer looks one place back from everywhere, and adds to each row a note of what
        was before. A head of the second layer then searches the notes for the present syllable, and takes the
        value of the row that it finds. The second one is called an **induction head** (Olsson et al. 2022).
        Nothing of this is built in. Will training find it?)md");
    page.setup("attention_only", "chapters/12_language_model/looking_back.h");
}

inline void found_head(Page& page, const Lesson& two, const std::vector<FoundHead>& heads,
                       const FoundHead& best, const FoundHead& previous) {
    Table table{"head",
                {"looks at what followed", ".2f"},
                {"looks one back", ".2f"},
                {"second half without it", ".2f"}};
    for (const FoundHead& h : heads)
        table.add(name_of(h.place),
                  h.place.head == best.place.head && h.place.layer == best.place.layer
                      ? marked(Cell(h.scores.induction))
                      : Cell(h.scores.induction),
                  h.scores.previous, h.without.second);
    page.values({{"best.head", name_of(best.place)}, {"best.score", best.scores.induction}});
    page.values({{"previous.head", name_of(previous.place)},
                 {"previous.score", previous.scores.previous},
                 {"best.without", best.without.second},
                 {"previous.without", previous.without.second}});
    page.text(R"md(
        Which head does it? For each head, measure how much of its attention in the second half goes to the place after the same syllable's first appearance. That is its prefix-matching score. Then take the
        head out, by setting its weights to 0, and see what the second half costs without it:)md");
    page.show(table, "The heads, and what is lost without each of them");
    page.check_full("a head's prefix-matching score is over one half", best.scores.induction > 0.5,
                    {"best.score"});
    page.check_full("without that head, the loss of the second half at least doubles",
                    best.without.second > 2 * two.second.back(), {"best.without"});
    page.check_full(
        "without the head that looks back, the loss of the second half at least doubles, too",
        previous.without.second > 2 * two.second.back(), {"previous.without"});
    page.check_full("the head that looks at what followed stands in the second layer",
                    best.place.layer == 1);
    page.text(R"md(
        The strongest is @{best.head}, with a score of @{best.score:.2f}. Without it the second half costs
        @{best.without:.2f} instead of @{loss.second:.2f}. It is not alone, though. Among the heads of the
        first layer, @{previous.head} looks one place back most, with @{previous.score:.2f}. It never looks at
        what followed, and yet it is needed as well: without it the second half costs @{previous.without:.2f}.
        The notes that are left are too faint. (Both heads of the first layer write some, and both heads of
        the second read them; training shares the work out as it likes.)

        So it takes both layers, as in the drawing, and a map of the strongest head alone would not have told
        us.
        Here is where it looks in one short row, from its last syllable:)md");
}

inline void looking_back(Page& page) {
    what_induction_is(page);
    const Exam exam = induction_exam();
    const int steps = page.quick() ? 150 : 0;
    const Lesson two = learn_to_look_back(2, steps, page.seed(), exam);
    const Lesson one = learn_to_look_back(1, steps, page.seed(), exam);
    const double moment = moment_of_falling(two);
    page.values({{"induction.steps", static_cast<long>(two.steps.back())}, {"moment", moment}});
    page.values({{"loss.first", two.first.back()}, {"loss.second", two.second.back()}});
    page.values({{"loss.second.one", one.second.back()}, {"induction.every", kExaminedEvery}});
    page.value("induction.skipped", kSkipped);
    page.guess(
        "How will the loss of the second half fall: evenly, from the beginning to the end, or in "
        "jumps?",
        "In two stages. At first it falls slowly: which syllables have been there at all is easy "
        "to "
        "learn, and one layer can do it as well. Then, at about step @{moment:.0f}, it drops "
        "within a "
        "few hundred steps. The two halves of the machine are worth little without each other, so "
        "nothing much happens until both have begun to form.");
    page.text(R"md(
        We train it for @{induction.steps:,} steps, and look at both halves on new rows every
        @{induction.every} steps. Beside it, a model with only one layer does the same:)md");
    page.show(Figure{
        "falls", "The second half of the row, with two layers and with one",
        fmt::format("Losses over {:.0f} steps. The first half stays near {:.1f}. The second "
                    "half with two layers falls to {:.2f}, with one layer it ends at {:.2f}.",
                    two.steps.back(), two.first.back(), two.second.back(), one.second.back()),
        Plot{{"step"}, {"loss (nats per syllable)", Scale::linear, 0}}
            .line("first half", two.steps, two.first)
            .line("second half, two layers", two.steps, two.second)
            .line("second half, one layer", one.steps, one.second)});
    page.check_full("with two layers the second half's loss falls below half of the first's",
                    moment > 0);
    page.check_full("with one layer the second half costs more than twice what it costs with two",
                    one.second.back() > 2 * two.second.back());
    page.check_full("in the first half it is worse than a guess",
                    two.first.back() > std::log(double(kSyllables)));
    page.text(R"md(
        With two layers the second half ends at @{loss.second:.2f} nats, and the first half costs
        @{loss.first:.2f}, more than a guess: the model bets on a repetition before it has begun. (The first
        @{induction.skipped} syllables of each half are left out, because nobody can know where the second
        half begins.) With
        one layer it ends at @{loss.second.one:.2f}. That is much better than a guess, because one layer can tell which syllables have been there
        at all. But it cannot tell which of them comes next.)md");
    const std::vector<FoundHead> heads = all_heads(two.model, exam);
    const auto better = [](double HeadScores::*score) {
        return [score](const FoundHead& a, const FoundHead& b) {
            return a.scores.*score < b.scores.*score;
        };
    };
    const FoundHead& best =
        *std::max_element(heads.begin(), heads.end(), better(&HeadScores::induction));
    const FoundHead& previous = *std::max_element(
        heads.begin(), heads.begin() + two.model.config().heads, better(&HeadScores::previous));
    found_head(page, two, heads, best, previous);
    Rng rng(7);
    std::vector<int> row;
    for (int i = 0; i < kShortestHalf; ++i) row.push_back(9 * i + rng.below(8));
    const std::vector<int> again = row;
    row.insert(row.end(), again.begin(), again.end() - 1);
    const Matrix looks = looks_of(two.model, row, best.place);
    std::vector<std::string> words;
    for (const int id : row) words.push_back(syllable(id));
    page.value("looks.row", fmt::format("{}", fmt::join(words, " ")));
    const int last = static_cast<int>(row.size()) - 1;
    const int target = last - kShortestHalf + 1;
    page.values({{"looks.last", words.back()},
                 {"looks.behind", words[static_cast<std::size_t>(target)]},
                 {"looks.weight", looks(last, target)}});
    page.show(
        Figure{"looks", "The last syllable looks at what followed it the last time",
               "Syllables in a column, the same row twice. From the last one, @{looks.last}, the "
               "thickest line leads to @{looks.behind}, with @{looks.weight:.2f}.",
               Arcs{words, {}, looks, 0.05, last}});
    page.text(R"md(
        The row is *@{looks.row}*. Its last syllable is *@{looks.last}*. The first time, *@{looks.behind}* came
        after it, and there the head puts @{looks.weight:.2f} of its attention.

        It is a humble trick, but it does not depend on what the syllables are, and it works for rows that
        nobody has ever seen. Olsson et al. found such heads in language models of two layers and of many, formed in a
        short stretch of the training in which in-context learning improves all at once. (For the large ones
        they show that the two happen together, not that one causes the other.) The next chapter
        looks for them in a real model.)md");
    page.exercise("12.6", "Set an induction head by hand.");
    page.deep_dive("How a head is taken out", [&] {
        page.text(R"md(
            The decoder of the library lets us look at the weights of each head before they mix the values,
            and change them. This function sets those of one head to 0:)md");
        page.setup("take_out", "chapters/12_language_model/looking_back.h");
    });
}

}  // namespace chapter_12
