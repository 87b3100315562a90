// The model of chapter 07: how wrong it is, what one of its numbers has to do with it, and how it
// learns its first sentence.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/clock.h"
#include "corpus/baseline.h"
#include "corpus/corpus.h"
#include "host/terminal.h"
#include "model/recipe.h"
#include "model/translator.h"
#include "notebook/page.h"
#include "optim/adam.h"
#include "optim/schedule.h"
#include "small_model.h"
#include "tensor/ops.h"

namespace chapter_08 {
using namespace book;

inline const char* const kSchool = "chapters/08_learning/school.h";
inline const std::string kFrench = "J'aime les beignets";
inline const std::string kEnglish = "I love doughnuts";

// The pieces of chapter 07: learnt from the first sentences.
inline Bpe learn_pieces(const BookCorpus& corpus) {
    const std::vector<SentencePair> first(corpus.training.begin(), corpus.training.begin() + 2000);
    std::vector<std::string> lines = sources_of(first);
    for (const std::string& line : targets_of(first)) lines.push_back(line);
    return Bpe::train(lines, 400);
}

inline Recipe recipe_for(const Bpe& bpe) {
    Recipe recipe = book_recipe();
    recipe.model.vocabulary = bpe.vocabulary_size();
    return recipe;
}

// The model of chapter 07, and what it is to learn from. Each is made of those above it.
struct School {
    BookCorpus corpus;
    Bpe bpe;
    Recipe recipe;
    Translator translator;

    explicit School(std::uint64_t seed)
        : corpus(book_corpus()),
          bpe(learn_pieces(corpus)),
          recipe(recipe_for(bpe)),
          translator(bpe, Transformer(recipe.model, seed), false) {}

    // The article's sentence alone.
    Batch batch() const {
        const TokenPair pair{bpe.encode(kFrench), bpe.encode(kEnglish)};
        return make_batch({pair}, std::vector<int>{0});
    }

    double loss(Tape& tape, const Batch& batch) const {
        tape.clear();
        const Var loss = translator.model().loss(tape, batch, 0);
        return static_cast<double>(loss.value()(0, 0));
    }
};

inline void how_wrong(Page& page, const School& school) {
    page.section("How wrong is a sentence?");
    const Translator& t = school.translator;
    page.values({{"parameters", t.model().parameters().size()}, {"french", kFrench}});
    page.values({{"pieces", school.bpe.vocabulary_size()}});
    page.value("loss.guess", std::log(school.bpe.vocabulary_size()));
    page.text(R"md(
        The model of chapter 07 babbles, because each of its numbers was drawn at random. It has
        @{parameters:,} of them. Nobody could choose those by hand, as we did with three heads
        in chapter 06. So let us ask for less: not which numbers are right, but which small
        change makes the model *a little less wrong*. For that, wrong must be a number: the
        *loss*.

        Let the model read "@{french}", and at each step hand it what it should have said so
        far. It gives every piece a probability, and one piece is right. Take −ln p of that one.
        A sure right answer costs nothing, a sure wrong one as much as you like. Logarithms of a
        product add up, so the sum is −ln of the probability of the whole sentence.)md");
    page.formula(R"(L = -\frac{1}{n}\sum_{t=1}^{n} \ln p(y_t \mid y_1 \ldots y_{t-1}, x))",
                 "L = −(1/n) Σₜ ln p(yₜ | y₁ … yₜ₋₁, x)", "the cross entropy of n pieces");
    page.guess("Of @{pieces} pieces none is likelier than another. What does one cost?",
               "ln @{pieces} = @{loss.guess:.2f}. The untrained model is worse than undecided.");
    // [sentence]
    const std::vector<int> french = t.encode(kFrench);
    const std::vector<int> english = t.encode(kEnglish);
    std::vector<int> must_say = english;
    must_say.push_back(kEnd);

    const Trace trace = t.explain(french, english);
    const Matrix p = softmax_rows(trace.at("logits"));  // (n x V)
    double sum = 0;
    double probability = 1;
    Table table{"it has read", "must say", {"p", ".5f"}, {"−ln p", ".2f"}};
    for (int i = 0; i < p.rows(); ++i) {
        const auto at = std::size_t(i);
        const int right = must_say[at];
        const double cost = -std::log(double(p(i, right)));
        sum += cost;
        probability *= double(p(i, right));

        const std::string read = t.bpe().decode({english.data(), at});
        table.add(read, t.bpe().piece(right), p(i, right), cost);
    }
    // [/sentence]
    page.cell("sentence", kSchool);
    const double own = sum / p.rows();
    page.values({{"loss.untrained", own}, {"probability", probability}});
    page.show(table,
              "Loss: @{loss.untrained:.2f} *nats* per piece (the unit of natural logarithms)");
    Tape tape;
    page.check("the loss is the mean of −ln p: ours is the library's",
               std::abs(own - school.loss(tape, school.batch())) < 1e-5);
    page.check("the sum is −ln of the probability of the whole sentence",
               std::abs(sum + std::log(probability)) < 1e-9);
    page.text(R"md(
        The whole sentence has a probability of @{probability:.1e}. This must rise, piece by
        piece.)md");
}

// The loss after all numbers at once were moved along the gradient; then they are put back.
inline double loss_along(School& school, Tape& tape, const Batch& batch, double step) {
    Parameters& all = school.translator.model().parameters();
    const std::vector<real> before(all.values().begin(), all.values().end());
    for (std::size_t i = 0; i < before.size(); ++i) {
        all.values()[i] = before[i] + static_cast<real>(step) * all.grads()[i];
    }
    const double loss = school.loss(tape, batch);
    std::copy(before.begin(), before.end(), all.values().begin());
    return loss;
}

// What the loss gained when all numbers moved along the gradient, by what the gradient promised.
inline double kept_of_the_promise(School& school, Tape& tape, const Batch& batch) {
    double squares = 0;
    for (const real g : school.translator.model().parameters().grads()) {
        squares += static_cast<double>(g) * static_cast<double>(g);
    }
    const double step = 0.01 / std::sqrt(squares);
    const double above = loss_along(school, tape, batch, step);
    const double below = loss_along(school, tape, batch, -step);
    const double rise = above - below;
    return rise / (2 * step * squares);
}

// Seconds of a pass through the model: the shortest of some.
inline double seconds_of_a_pass(const School& school, Tape& tape, const Batch& batch) {
    double shortest_pass = 1e9;
    for (int i = 0; i < 20; ++i) {
        const Stopwatch clock;
        school.loss(tape, batch);
        shortest_pass = std::min(shortest_pass, clock.seconds());
    }
    return shortest_pass;
}

inline void nudge(Page& page, School& school) {
    page.section("Nudge one number");
    page.text(R"md(
        Take one number, the third of the row of "I" in the table of embeddings. Push it up a
        little, measure; down, measure. Difference of losses, divided by the difference of the
        number: the *slope* there, the *derivative* of the loss by this number. If it is
        negative, push up.)md");
    Parameters& all = school.translator.model().parameters();
    const Batch batch = school.batch();
    Tape tape;
    const Parameter table = all.find("embedding");
    real& number = table.value()(batch.output[0], 2);
    // [nudge]
    const real before = number;
    const auto loss_at = [&](real moved) {
        number = before + moved;
        const double loss = school.loss(tape, batch);
        number = before;
        return loss;
    };

    const real h = 0.001f;
    const double above = loss_at(h);
    const double below = loss_at(-h);
    const double slope = (above - below) / (2 * double(h));
    // [/nudge]
    page.cell("nudge", kSchool);

    std::vector<double> moved;
    std::vector<double> losses;
    std::vector<double> line;
    const double here = loss_at(0);
    for (int i = -20; i <= 20; ++i) {
        moved.push_back(i / 20.0);
        losses.push_back(loss_at(static_cast<real>(moved.back())));
        line.push_back(here + slope * moved.back());
    }
    page.show(Figure{"nudge", "The slope holds for small pushes only",
                     "A curved line, the loss, and a straight one that touches it in the middle.",
                     Plot{{"the number, moved by"}, {"loss (nats per piece)"}}
                         .line("loss", moved, losses)
                         .line("slope", moved, line)});
    // [backward]
    all.zero_grads();
    tape.clear();
    const Var loss = school.translator.model().loss(tape, batch, 0);
    tape.backward(loss);
    const double gradient = double(table.grad()(batch.output[0], 2));
    // [/backward]
    page.values({{"slope", slope}, {"by.tape", gradient}, {"passes", 2 * all.size()}});
    page.check("the tape finds the slope that nudging found", std::abs(gradient - slope) < 2e-3);
    const double kept = kept_of_the_promise(school, tape, batch);
    page.value("promised", kept);
    page.check("all numbers moved at once: the loss moves as the gradient says, within 2%",
               std::abs(kept - 1) < 0.02);
    const double pass = seconds_of_a_pass(school, tape, batch);
    page.timing("all.minutes", pass * static_cast<double>(2 * all.size()) / 60);
    page.text(R"md(
        Here it is @{slope:.3f}. All slopes together are the *gradient*. To nudge every number
        to both sides takes @{passes:,} passes through the model: about @{all.minutes:.1f}
        minutes on this machine, for one step with one short sentence. Training takes thousands
        of steps with dozens of sentences. There is a way to have all slopes for little more
        than *one* pass, and the way back. These lines found @{by.tape:.3f}, and the others with
        it:)md");
    page.cell("backward", kSchool);
    page.text(R"md(
        A test of all at once: move every number along its slope. The loss changed by
        @{promised:.3f} times what the gradient promised. How is that done?)md");
}

// Asks it now and then for the same sentences, and remembers when the first was right.
struct Examiner {
    const Translator& translator;
    std::vector<std::string> ask{kFrench, "Le chien mord l'homme"};
    DecodeOptions short_answers;
    Table table{"step", {"loss", ".2f"}, ask[0], ask[1]};
    std::string said;      // of the first sentence, the last time
    int first_right = -1;  // at which step; -1: never
    int right_since = -1;  // -1: it is wrong

    explicit Examiner(const Translator& asked) : translator(asked) {
        short_answers.extra_length = 8;
    }

    void examine(int step, double loss) {
        const auto answers = translator.translate_texts(ask, short_answers);
        table.add(step, loss, answers[0], answers[1]);
        said = answers[0];
        if (said != kEnglish) {
            right_since = -1;
            return;
        }
        if (right_since < 0) right_since = step;
        if (first_right < 0) first_right = step;
    }
};

// The school book in pieces; a quick run takes its first thousand sentences.
inline std::vector<TokenPair> school_book(const School& school, bool quick) {
    std::vector<TokenPair> pairs;
    for (const SentencePair& pair : school.corpus.training) {
        if (quick && pairs.size() == 1000) break;
        pairs.push_back({school.bpe.encode(pair.source), school.bpe.encode(pair.target)});
    }
    return pairs;
}

inline bool is_in_school_book(const School& school, const std::string& french) {
    const auto& all = school.corpus.training;
    return std::any_of(all.begin(), all.end(),
                       [&](const SentencePair& pair) { return pair.source == french; });
}

// The rate of a step: warm-up, and in the second half down to 0.
inline double school_rate(const School& school, int step, int lessons) {
    const int warmup = school.recipe.trainer.warmup;
    const double peak = noam_rate(warmup, 1, warmup);
    const double cooldown = std::min(1.0, 2 - 2.0 * (step - 1) / lessons);
    return school.recipe.trainer.learning_rate / peak * noam_rate(step, 1, warmup) * cooldown;
}

// Trains the translator. What comes back is the running mean of the loss, after each step.
inline std::vector<double> teach(School& school, const std::vector<TokenPair>& pairs, int lessons,
                                 std::uint64_t seed, Examiner& examiner) {
    Translator& translator = school.translator;
    Parameters& all = translator.model().parameters();
    const double smoothing = school.recipe.trainer.label_smoothing;
    const auto rate_at = [&](int step) { return school_rate(school, step, lessons); };
    Rng rng(seed);
    std::vector<std::vector<int>> plan;
    Adam adam(all.size());
    Tape tape;
    double recent = 0;
    std::vector<double> losses;
    for (int step = 1; step <= lessons; ++step) {
        if (plan.empty()) plan = plan_batches(pairs, school.recipe.trainer.batch_tokens, rng);
        const Batch batch = make_batch(pairs, plan.back());
        plan.pop_back();
        // [lesson]
        tape.clear();
        all.zero_grads();
        const Var loss = translator.model().loss(tape, batch, smoothing);
        tape.backward(loss);
        clip_gradients(all, 1);

        const double now = double(loss.value()(0, 0));
        recent = step == 1 ? now : 0.95 * recent + 0.05 * now;
        if (step == 1) examiner.examine(0, now);
        adam.step(all, rate_at(step));
        // [/lesson]
        require_input(std::isfinite(now), "step {}: the loss is no longer a number", step);
        losses.push_back(recent);
        if (step % 100 == 0 || step == lessons) examiner.examine(step, recent);
        show_progress(fmt::format("step {}, loss {:.3f}", step, recent));
    }
    show_progress("");
    return losses;
}

// Which share of the first sentences that were kept for this it translates without a fault.
inline double share_of_others(const School& school, std::size_t asked,
                              const DecodeOptions& options) {
    std::vector<std::string> french = sources_of(school.corpus.validation);
    std::vector<std::string> english = targets_of(school.corpus.validation);
    french.resize(asked);
    english.resize(asked);
    return exact_match(school.translator.translate_texts(french, options), english);
}

inline void goes_to_school(Page& page, School& school, int lessons) {
    page.section("The first right sentence");
    const auto& recipe = school.recipe.trainer;
    page.values({{"pairs", school.corpus.training.size()}, {"batch", recipe.batch_tokens}});
    page.value("school.smoothing", recipe.label_smoothing);
    page.text(R"md(
        Back to the model of chapter 07 and its @{parameters:,} random numbers. Its school book
        has @{pairs:,} pairs of sentences. "@{french}" is *not* among them, nor is any other
        that has *I*, *love* and *doughnuts* together: it must put old words together anew. A
        step reads some @{batch} pieces on either side. It is the step that you know, with
        warm-up and labels smoothed by @{school.smoothing}, and one line more, *clipping*: if the gradient, all its
        numbers together, is longer than 1, it is made shorter, so that one odd batch cannot
        throw the model far. In the second half the rate sinks to 0, so that it can settle.)md");
    page.guess("After how many steps is the sentence right for the first time?", "@{first.right}");
    page.check("the sentence is not in its school book", !is_in_school_book(school, kFrench));
    const std::vector<TokenPair> pairs = school_book(school, page.quick());
    Examiner examiner(school.translator);
    const Stopwatch clock;
    const std::vector<double> losses = teach(school, pairs, lessons, page.seed(), examiner);
    page.cell("lesson", kSchool);
    page.timing("lesson.seconds", clock.seconds());
    page.values({{"lessons", lessons}});
    page.show(examiner.table, "What it says of two sentences that it has never read");
    page.show(Figure{"lesson", "It learns letters, then words, then sentences",
                     "A loss that falls steeply, then slowly, far below the level of guessing.",
                     Plot{{"step"}, {"loss (nats per piece, smoothed labels)", Scale::linear, 0}}
                         .line("recent steps", count_up(losses), losses)
                         .horizontal(std::log(school.bpe.vocabulary_size()), "guessing")});
    std::string first_right = "It was never right.";
    if (examiner.first_right >= 0) first_right = fmt::format("{}.", examiner.first_right);
    std::string since = "wrong at the end";
    if (examiner.right_since >= 0) {
        since = fmt::format("right from step {} on", examiner.right_since);
    }
    page.value("first.right", first_right);
    page.value("since", since);

    const std::size_t asked = page.quick() ? 5 : 200;
    const double share = share_of_others(school, asked, examiner.short_answers);
    Tape tape;
    const double cost = school.loss(tape, school.batch());
    const std::string& said = examiner.said;
    page.values({{"translation.article", said}, {"share", share}, {"asked", asked}});
    page.values({{"loss.sentence", cost}});
    page.value("probability.end",
               std::exp(-cost * static_cast<double>(school.batch().output.size())));
    page.text(R"md(
        After @{lessons:,} steps and @{lesson.seconds:.0f} s it says **@{translation.article}**.
        We asked at every hundredth step, and the first time it was right is no reason to stop:
        look down the column, how it wavers (it is @{since}). The probability of the sentence
        has risen from @{probability:.1e} to @{probability.end:.2f}, @{loss.sentence:.2f} nats
        per piece. Of @{asked} other sentences that it has never read, @{share:.0%} come out
        without a fault.

        So that is where the numbers come from: from a loss, its slopes, and many small steps.
        Nobody chose them. The rest of the way, to a translator, is chapter 10.)md");
    page.check_full("J'aime les beignets is I love doughnuts", said == kEnglish,
                    {"translation.article"});
    page.check_full("the loss is less than a third of where it began",
                    losses.back() < losses.front() / 3);
    page.check_full("it has learnt more than one sentence: half of the others are right, too",
                    share > 0.5, {"share:.2f"});
}

}  // namespace chapter_08
