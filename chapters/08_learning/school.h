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

inline void what_wrong_costs(Page& page, const School& school) {
    const Translator& t = school.translator;
    page.term("loss", "a number that says how wrong a model is: training makes it small",
              {"losses"});
    page.term("cross-entropy",
              "the usual loss: the mean of −ln p, where p is the probability of what was right",
              {"cross entropy"});
    page.values({{"parameters", t.model().parameters().size()}, {"french", kFrench}});
    page.values({{"pieces", school.bpe.vocabulary_size()}});
    page.values({{"cost.half", std::log(2.0)}, {"cost.hundredth", std::log(100.0)}});
    page.value("loss.guess", std::log(school.bpe.vocabulary_size()));
    page.text(R"md(
        Our model has @{parameters:,} parameters. Nobody knows which values would be right for them. So let us
        ask for less: which small change would make the model *a little less wrong*? First we have to say how
        wrong it is, with a number.

        Let it read "@{french}" and write the English. At each step it gives each of its @{pieces} pieces a
        probability, and one of these pieces is right. The less the right one got, the worse. The usual measure
        is −ln *p*, where *p* is the probability of the right piece and ln the natural logarithm. With *p* = 1
        that costs 0, with one half @{cost.half:.2f}, with one hundredth @{cost.hundredth:.2f}, and the worst has
        no limit.

        Why a logarithm? The probability of a sentence is the *product* of those of its pieces, and logarithms
        turn a product into a sum. So the costs of all pieces, added up, are −ln of the probability of the
        sentence. Their mean is the model's **loss**. There are others; this one is called the
        **cross-entropy**.)md");
    page.formula(R"(L = -\frac{1}{n}\sum_{t=1}^{n} \ln p(y_t \mid y_1 \ldots y_{t-1}, x))",
                 "L = −(1/n) Σₜ ln p(yₜ | y₁ … yₜ₋₁, x)");
    page.text(R"md(
        Here *x* is the French sentence, *y*₁ to *y*ₙ are the pieces of the right English one, and the upright
        bar means *given*: the probability of the next piece, given everything before it.)md");
    page.guess(
        "Suppose that all @{pieces} pieces were equally likely. What would a piece cost? And does "
        "an "
        "untrained model cost more, or less?",
        "ln @{pieces} = @{loss.guess:.2f}. The untrained model costs more: its random numbers do "
        "prefer some pieces to others, but not the right ones.");
}

inline void how_wrong(Page& page, const School& school) {
    page.section("How wrong is a sentence?", Path::shortest);
    what_wrong_costs(page, school);
    const Translator& t = school.translator;
    page.text(R"md(
        The code goes through the English sentence, piece by piece. Look at the line with `std::log`.)md");
    // [sentence]
    const std::vector<int> french = t.encode(kFrench);
    const std::vector<int> english = t.encode(kEnglish);
    std::vector<int> must_say = english;
    must_say.push_back(kEnd);

    const Trace trace = t.explain(french, english);
    const Matrix p = softmax_rows(trace.at("logits"));  // (n x pieces)
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
        table.add(read.empty() ? "(nothing)" : read, t.bpe().piece(right), p(i, right), cost);
    }
    // [/sentence]
    page.cell("sentence", kSchool);
    const double own = sum / p.rows();
    page.values({{"loss.untrained", own}, {"probability", probability}});
    page.values(
        {{"p.first", p(0, must_say[0])}, {"cost.first", -std::log(double(p(0, must_say[0])))}});
    page.values({{"sides", std::exp(own)}});
    page.show(table,
              "Loss: @{loss.untrained:.2f} *nats* per piece (the unit of natural logarithms)");
    Tape tape;
    page.check("the loss is the mean of −ln p: ours is the library's",
               std::abs(own - school.loss(tape, school.batch())) < 1e-5);
    page.text(R"md(
        Read the first line. Before it has read anything, the model should say *I*, and it gives that piece a
        probability of @{p.first:.5f}, which costs @{cost.first:.2f}. The mean of all lines is
        @{loss.untrained:.2f}, more than the @{loss.guess:.2f} of a plain guess.

        The right sentence as a whole has a probability of @{probability:.1e}. This has to rise.)md");
}

inline void reading_the_answer(Page& page) {
    page.section("Why may it read the right answer?");
    page.term("perplexity",
              "e to the power of the loss: a fair die with so many sides is as uncertain");
    page.term("teacher forcing",
              "in training the decoder reads the right beginning, not what it said itself");
    page.text(R"md(
        A word about the number first. A loss of @{loss.untrained:.2f} says little to most people; e to the power of
        it says more. That is @{sides:,} here: the model is as lost as somebody who guesses the throw of a fair die
        with so many sides. This number is called its **perplexity**.

        Now look at the left column of that table again. In the second line the model has read *I*, although it
        would never have said *I* by itself. Whatever it would have said, it is given the *right* beginning,
        and is asked only for the next piece. This is called **teacher forcing** (the name is Williams and
        Zipser's, 1989), and it is the shift by one of chapter 07: what the decoder reads is the right sentence,
        moved by one place, with a begin in front.

        Why not let it read its own words, as it will have to later? There are two reasons.

        - *A fair question at every place.* Suppose it begins with *H*. What is the right continuation of *H*,
          on the way to "I love doughnuts"? There is none. After its first mistake every further question
          would be nonsense. With the right beginning, each of the pieces teaches something from the
          first day on.
        - *All questions at once.* What the model would say next has to be computed before it can be read. The
          right sentence is there from the start. So all its rows can go through the decoder in a single pass,
          and the mask sees to it that no row looks at what it is to say.

        And why the shift? Suppose we forgot it, and the decoder were to say the same piece that it reads. The
        row of each piece carries that piece right through to the end, along the residual connections. The model
        would soon learn to read out what it has been given, the loss would go to nearly 0, and in use, where
        nobody gives it the answer, it could not say a word. The mask does not help, because a row may
        always look at itself.

        Teacher forcing has its price. In training the model never sees a beginning with a mistake in it. In
        use it reads its own mistakes, and nobody has shown it how to go on from there. (Researchers call this
        exposure bias.) Chapter 10 shows how seldom that hurts when a model makes few mistakes to begin
        with.)md");
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

// How many times as long the way forwards and back takes as the way forwards alone.
inline double cost_of_the_way_back(School& school, Tape& tape, const Batch& batch) {
    double both = 1e9;
    for (int i = 0; i < 20; ++i) {
        const Stopwatch clock;
        tape.clear();
        tape.backward(school.translator.model().loss(tape, batch, 0));
        both = std::min(both, clock.seconds());
    }
    return both / seconds_of_a_pass(school, tape, batch);
}

inline Figure nudge_figure(School& school, Tape& tape, const Batch& batch, real& number,
                           double slope) {
    const real before = number;
    std::vector<double> moved;
    std::vector<double> losses;
    std::vector<double> line;
    const double here = school.loss(tape, batch);
    for (int i = -20; i <= 20; ++i) {
        const double by = i / 20.0;
        number = before + static_cast<real>(by);
        moved.push_back(by);
        losses.push_back(school.loss(tape, batch));
        line.push_back(here + slope * by);
    }
    number = before;
    return {"nudge", "The slope holds for small pushes only",
            fmt::format("A curved line, the loss, and a straight one with the slope {:.3f} that "
                        "touches it in the middle, where the number has not been moved. Towards "
                        "both ends the curve lies away from the straight line.",
                        slope),
            Plot{{"the number, moved by"}, {"loss (nats per piece)"}}
                .line("loss", moved, losses)
                .line("slope", moved, line)};
}

// Four words that belong together: a slope for every number, and a step against them.
inline void gradient_terms(Page& page) {
    page.term("gradient", "the slopes of the loss by all the parameters, taken together",
              {"gradients"});
    page.term("gradient descent",
              "making the loss smaller by moving every parameter a little against its slope");
    page.term("learning rate", "what every slope is multiplied by to give the size of a step",
              {"learning rates"});
    page.term("backpropagation",
              "finding all slopes in one pass from the loss back to every parameter");
}

inline void nudge(Page& page, School& school) {
    page.section("Nudge one number", Path::shortest);
    page.text(R"md(
        Take a single parameter, say the third number in the row for "I" in the embedding table. Push it up by a
        tiny amount and measure the loss; push it down and measure again. The difference of the two losses,
        divided by the difference of the two positions, is the **slope** of the loss by this number. The last
        line of the code computes it:)md");
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
    page.text(R"md(
        And if we push further? The curve is the loss, and the straight line has our slope.)md");
    page.show(nudge_figure(school, tape, batch, number, slope));
    page.values({{"slope", slope}, {"passes", 2 * all.size()}, {"rise", 0.1 * slope}});
    page.value("against", slope > 0 ? "*down*" : "*up*");
    const double pass = seconds_of_a_pass(school, tape, batch);
    page.timing("all.minutes", pass * static_cast<double>(2 * all.size()) / 60);
    page.timing("backward.cost", cost_of_the_way_back(school, tape, batch));
    gradient_terms(page);
    page.text(R"md(
        The slope is @{slope:.3f}: raise this number by 0.1, and the loss changes by about @{rise:.3f}. So to
        make the loss smaller, move the number @{against}, against its slope. But not far: towards the ends of
        the figure curve and line part, because a slope is only true near the place where it was measured.

        Every parameter has a slope. All of them together are the **gradient**, and the plainest way to learn is
        **gradient descent**: subtract from each parameter its slope, multiplied by a small number, the
        **learning rate**. Measure the slopes again at the new place, and so on. It is like walking down a
        mountain in thick fog: you cannot see the valley, but you can feel which way the ground falls under
        your feet.

        There is one difficulty. Nudging all parameters to both sides takes @{passes:,} passes through the model,
        about @{all.minutes:.1f} minutes on this machine, for one step with one short sentence. Training takes
        thousands of steps. Fortunately all slopes can be had at once, for about @{backward.cost:.0f} times the
        cost of a single pass. The method is **backpropagation**: start from the loss, and go through the
        calculation backwards, from each result to the numbers that it was made of. In our library it is one
        line, `tape.backward(loss)`:)md");
    // [backward]
    all.zero_grads();
    tape.clear();
    const Var loss = school.translator.model().loss(tape, batch, 0);
    tape.backward(loss);
    const double gradient = double(table.grad()(batch.output[0], 2));
    // [/backward]
    page.cell("backward", kSchool);
    page.value("by.tape", gradient);
    page.check("the tape finds the slope that nudging found", std::abs(gradient - slope) < 2e-3);
    page.text(R"md(
        For our number it found @{by.tape:.3f}, and with it the slopes of all the others.)md");
    const double kept = kept_of_the_promise(school, tape, batch);
    page.deep_dive("Are the other slopes right, too?", [&] {
        page.value("promised", kept);
        page.text(R"md(
            We compared one slope of @{parameters:,}. Here is a test of all of them at once. Move every
            parameter along its own slope by a tiny share of it, up and then down. If the gradient is right, the
            loss must change by the sum of all squared slopes, times that share. It changed by @{promised:.3f}
            times what the gradient promised.)md");
        page.check("all numbers moved at once: the loss moves as the gradient says, within 2%",
                   std::abs(kept - 1) < 0.02);
    });
}

// Asks it now and then for the same sentences, and remembers when the first was right.
struct Examiner {
    const Translator& translator;
    std::vector<std::string> ask{kFrench, "Le chien mord l'homme"};
    DecodeOptions short_answers;
    Table table{"step", {"loss", ".2f"}, ask[0], ask[1]};
    std::string said;      // of the first sentence, the last time
    std::string early;     // and the first time after a lesson
    int first_right = -1;  // at which step; -1: never
    int right_since = -1;  // -1: it is wrong

    explicit Examiner(const Translator& asked) : translator(asked) {
        short_answers.extra_length = 8;
    }

    void examine(int step, double loss) {
        const auto answers = translator.translate_texts(ask, short_answers);
        table.add(step, loss, answers[0], answers[1]);
        said = answers[0];
        if (step > 0 && early.empty()) early = said.empty() ? "(nothing)" : said;
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

        // [not-shown]
        const double now = double(loss.value()(0, 0));
        recent = step == 1 ? now : 0.95 * recent + 0.05 * now;
        if (step == 1) examiner.examine(0, now);
        // [/not-shown]
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

// The loss below which no answer can come when labels are smoothed: that of the best one.
inline double least_loss(double smoothing, double pieces) {
    const double doubt = smoothing / pieces;    // in each wrong piece
    const double sure = 1 - smoothing + doubt;  // of the right one
    return -sure * std::log(sure) - (pieces - 1) * doubt * std::log(doubt);
}

inline Figure lesson_figure(const std::vector<double>& losses, double guess, double least) {
    return {
        "lesson", "It learns letters, then words, then sentences",
        fmt::format("A loss that falls steeply from {:.1f} and then slowly to {:.2f}. Two level "
                    "lines: guessing at {:.2f}, and at {:.2f} the least that smoothed labels "
                    "leave.",
                    losses.front(), losses.back(), guess, least),
        Plot{{"step"}, {"loss (nats per piece, smoothed labels)", Scale::linear, 0}}
            .line("recent steps", count_up(losses), losses)
            .horizontal(guess, "guessing")
            .horizontal(least, "the least")};
}

inline void before_school(Page& page, const School& school) {
    const auto& recipe = school.recipe.trainer;
    page.value("school.smoothing", recipe.label_smoothing);
    page.text(R"md(
        Back to the model of chapter 07 with its @{parameters:,} random parameters. It goes to school with
        @{pairs:,} pairs of sentences. "@{french}" is *not* among them, and neither is any other sentence in
        which *I*, *love* and *doughnuts* come together. So it must put old words together in a new way.

        One step takes a handful of sentences, about @{batch} pieces on either side. The model reads them; the
        loss is measured; backpropagation finds all slopes; every parameter moves a little against its slope.
        How far is decided by the habits of the last sections. Besides, a gradient that comes out very large is
        cut down to size, which is called clipping, and in the second half the rate sinks to 0, so that the model
        can settle. The right answers are asked for with a little doubt (@{school.smoothing}).)md");
    page.guess(
        "After how many steps is the sentence right for the first time? And what does it say "
        "before?",
        "@{first.right} Before that it says, for example, “@{said.early}”.");
    page.text(R"md(
        This is one step in code. The first four lines are the loss and its slopes, the fifth is the clipping,
        and the last one moves the parameters.)md");
}

inline void after_school(Page& page, const School& school, const Examiner& examiner,
                         const std::vector<double>& losses) {
    page.show(examiner.table, "What it says of two sentences that it has never read");
    page.text(R"md(
        Read the third column from top to bottom. After 100 steps it says “@{said.early}”: it has found out that
        English is made of English words. After @{first.right.step} steps the sentence is right for the first
        time, and then it wavers (it is @{since}). Here is the loss on the way:)md");
    const double pieces = school.bpe.vocabulary_size();
    page.show(lesson_figure(losses, std::log(pieces),
                            least_loss(school.recipe.trainer.label_smoothing, pieces)));
}

inline void goes_to_school(Page& page, School& school, const std::vector<TokenPair>& pairs,
                           int lessons) {
    page.section("The first right sentence", Path::shortest);
    before_school(page, school);
    page.cell("lesson", kSchool);
    page.check("the sentence is not in its school book", !is_in_school_book(school, kFrench));
    Examiner examiner(school.translator);
    const Stopwatch clock;
    const std::vector<double> losses = teach(school, pairs, lessons, page.seed(), examiner);
    page.timing("lesson.seconds", clock.seconds());
    page.values({{"lessons", lessons}, {"said.early", examiner.early}});
    std::string first_right = "It was never right.";
    if (examiner.first_right >= 0) first_right = fmt::format("{}.", examiner.first_right);
    std::string since = "wrong at the end";
    if (examiner.right_since >= 0) {
        since = fmt::format("right from step {} on", examiner.right_since);
    }
    page.value("first.right", first_right);
    page.value("first.right.step",
               examiner.first_right < 0 ? "no number of" : std::to_string(examiner.first_right));
    page.value("since", since);
    const double pieces = school.bpe.vocabulary_size();
    page.value("loss.least", least_loss(school.recipe.trainer.label_smoothing, pieces));
    page.value("loss.end", losses.back());
    after_school(page, school, examiner, losses);

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
        It begins above the level of guessing, @{loss.guess:.2f}, and ends at @{loss.end:.2f}. It cannot reach 0:
        we asked for a little doubt, and an answer exactly as unsure as we asked still costs @{loss.least:.2f},
        the lower line. That floor is the price of the doubt, not a sign of bad learning.

        After @{lessons:,} steps and @{lesson.seconds:.0f} seconds the model reads "@{french}" and says
        **@{translation.article}**. The probability of the right sentence has risen from @{probability:.1e} to
        @{probability.end:.2f}, or @{loss.sentence:.2f} nats per piece. Is that luck, with one sentence that we
        picked? Of @{asked} others that it has never read, @{share:.0%} come out without a fault.

        So that is where the numbers come from: a loss, its slopes, and many small steps. Nobody chose a single
        one of them. Chapter 10 goes the rest of the way, to a translator.)md");
    page.check_full("J'aime les beignets is I love doughnuts", said == kEnglish,
                    {"translation.article"});
    page.check_full("the loss is less than a third of where it began",
                    losses.back() < losses.front() / 3);
    page.check_full("it has learnt more than one sentence: half of the others are right, too",
                    share > 0.5, {"share:.2f"});
}

}  // namespace chapter_08
