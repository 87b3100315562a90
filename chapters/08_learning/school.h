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
#include "nn/loss.h"
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
          bpe(small_vocabulary(corpus.training)),
          recipe(recipe_for(bpe)),
          translator(bpe, Transformer(recipe.model, seed), false) {}

    // The article's sentence alone.
    Batch batch() const {
        const TokenPair pair{bpe.encode(kFrench), bpe.encode(kEnglish)};
        return make_batch({pair});
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
        Our model has @{parameters:,} parameters, and nobody knows the right values for them. So let us ask
        for less: which small change would make it *a little less wrong*? For that we need a number.

        Let the model read "@{french}" and the beginning of the right English sentence. It gives a probability
        to each of its @{pieces} pieces. One of them is the right next piece, and the smaller its probability
        *p*, the worse. The usual measure is −ln *p*, the cost of the piece. It is 0 if *p* = 1,
        @{cost.half:.2f} if *p* is one half, and @{cost.hundredth:.2f} if it is one hundredth.

        Logarithms turn the *product* of the pieces' probabilities, the probability of the sentence, into a
        sum, so the costs can be added up. Their mean is the model's **loss**; this kind of loss is called
        **cross-entropy**.)md");
    page.formula(R"(L = -\frac{1}{n}\sum_{t=1}^{n} \ln p(y_t \mid y_1 \ldots y_{t-1}, x))",
                 "L = −(1/n) Σₜ ln p(yₜ | y₁ … yₜ₋₁, x)");
    page.text(R"md(
        Here *x* is the French sentence, *y*₁ to *y*ₙ are the right English pieces, and the bar means
        *given*.)md");
    page.guess(
        "If all @{pieces} pieces were equally likely, what would one cost? Does our untrained "
        "model cost more, or less?",
        "ln @{pieces} = @{loss.guess:.2f}. The untrained model costs more: its random numbers do "
        "prefer some pieces to others, but not the right ones.");
}

inline void how_wrong(Page& page, const School& school) {
    page.section("How wrong is a sentence?", Path::shortest);
    what_wrong_costs(page, school);
    const Translator& t = school.translator;
    page.text("This is what our untrained model gives to the right pieces:");
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

        std::string read = t.bpe().decode({english.data(), at});
        if (read.empty()) read = "<begin>";
        table.add(read, t.bpe().piece(right), p(i, right), cost);
    }
    // [/sentence]
    const double own = sum / p.rows();
    page.value("loss.untrained", own);
    page.data("probability", probability);
    page.value("probability.zeros", std::floor(-std::log10(probability)));
    page.values(
        {{"p.first", p(0, must_say[0])}, {"cost.first", -std::log(double(p(0, must_say[0])))}});
    page.values({{"sides", std::exp(own)}});
    page.show(table,
              "Loss: @{loss.untrained:.2f} *nats* per piece (the unit of natural logarithms)");
    Tape tape;
    page.check("our mean of −ln p is the loss that the library computes",
               std::abs(own - school.loss(tape, school.batch())) < 1e-5);
    page.text(R"md(
        In the first line, *I* gets a probability of @{p.first:.5f}, which costs @{cost.first:.2f}. The mean
        of all the lines is @{loss.untrained:.2f}, even more than the @{loss.guess:.2f} of a plain guess.
        Multiplied together, the probabilities give the probability of the sentence: a decimal with
        @{probability.zeros:.0f} zeros after the point.

        Note the first column. The decoder reads not its own words but the *right* sentence, shifted by one
        place, with `<begin>` in front. So all the places go through it at once, and the mask hides what each
        has to say.)md");
    page.deep_dive("The table as code", [&] {
        page.text(R"md(
            The code goes through the English sentence, piece by piece. `explain` runs the model and keeps
            what it computed on the way; `trace.at("logits")` are its scores, a row for each place and a
            column for each piece.)md");
        page.cell("sentence", kSchool);
    });
}

inline void reading_the_answer(Page& page) {
    page.section("Why is it allowed to read the right answer?", Path::shortest);
    page.term("teacher forcing",
              "in training the decoder reads the right beginning, not what it said itself");
    page.text(R"md(
        Look at the left column of the table again. In the second line the model has read *I*, although it
        would not have said *I* of its own accord. It is always given the *right* beginning, and is asked only
        for the next piece. This is called **teacher forcing**. The decoder reads the right sentence shifted
        by one place, with `<begin>` in front.

        Why not let it read its own words, as it will have to later?

        - *A fair question at every place.* Suppose it begins with *H*. How should *H* go on, on the way to
          "I love doughnuts"? After a mistake every further question would be nonsense.
        - *All questions at once.* The right sentence is known from the start, so all its rows can go through
          the decoder in a single pass, with the mask hiding what each row has to say.

        Why shifted? Without the shift, the row of *love* would have to say *love*, the very piece that it was made
        from. (The mask hides the later rows, not a row from itself.) It would learn to copy, and in use it could not
        say a word.

        Teacher forcing has a price. The model never sees a beginning with a mistake in it, so nobody has
        shown it how to go on after one of its own. (Researchers call this exposure bias.))md");
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
    return {"nudge", "The slope holds only for small pushes",
            fmt::format("A curved line, the loss, and a straight one with the slope {:.3f} that "
                        "touches it in the middle, where the number has not been moved. Towards "
                        "both ends the curve lies away from the straight line.",
                        slope),
            Plot{{"how far the number is moved"}, {"loss (nats per piece)"}}
                .line("loss", moved, losses)
                .line(fmt::format("slope {:.3f}", slope), moved, line)};
}

// Four words that belong together: a slope for every number, and a step against them.
inline void gradient_terms(Page& page) {
    page.term("gradient",
              "the slopes of the loss with respect to all the parameters, taken together",
              {"gradients"});
    page.term("gradient descent",
              "making the loss smaller by moving every parameter a little against its slope");
    page.term("learning rate", "what every slope is multiplied by to give the size of a step",
              {"learning rates"});
    page.term("backpropagation",
              "finding all the slopes in one pass from the loss back to every parameter");
}

// What one line of code finds, and whether it is right for all numbers.
inline void all_slopes_in_one_line(Page& page, double off, double kept) {
    page.deep_dive("All slopes from one line of code, and a test of all of them", [&] {
        page.text(R"md(
            The line is `tape.backward(loss)`; *The chain rule, on five numbers* explains what it does. The
            lines before it set all the slopes to 0 and compute the loss. The last line picks the slope of our
            number, the third in the row of *I*, out of the slopes of the whole embedding table.)md");
        page.cell("backward", kSchool);
        page.check("backpropagation finds the slope that nudging found", off < 2e-3);
        page.value("promised", kept);
        page.text(R"md(
            That is one slope of @{parameters:,}. Here is a test of all of them at once. Move every parameter
            along its own slope by a tiny share of it, first up and then down. If the gradient is right, the
            difference between the two losses must be the sum of all the squared slopes, times twice that share.
            The measured difference was @{promised:.3f} times that.)md");
        page.check(
            "moving all the parameters at once changes the loss as the gradient says, within 2%",
            std::abs(kept - 1) < 0.02);
    });
}

inline constexpr double kPush = 0.1;  // for which the text says what the loss will do

inline void nudge(Page& page, School& school) {
    page.section("Nudge one number", Path::shortest);
    page.text(R"md(
        Take a single parameter, say the third number in the row of *I* in the embedding table. Push it up
        by a tiny step *h* and measure the loss; push it down by *h* and measure again. The difference of
        the two losses, divided by the distance 2*h*, is the **slope** of the loss with respect to this
        number. In code, `school.loss` runs the model on our sentence, which is `batch`:)md");
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
        What if we push further? The curve is the loss, and the straight line has our slope.)md");
    page.show(nudge_figure(school, tape, batch, number, slope));
    page.values({{"slope", slope}, {"passes", 2 * all.size()}, {"push", kPush}});
    page.value("rise", std::abs(kPush * slope));
    page.values(
        {{"raised", slope > 0 ? "rises" : "falls"}, {"against", slope > 0 ? "down" : "up"}});
    const double pass = seconds_of_a_pass(school, tape, batch);
    page.timing("all.minutes", pass * static_cast<double>(2 * all.size()) / 60);
    page.timing("backward.cost", cost_of_the_way_back(school, tape, batch));
    // [backward]
    all.zero_grads();
    tape.clear();
    const Var loss = school.translator.model().loss(tape, batch, 0);
    tape.backward(loss);
    const double gradient = double(table.grad()(batch.output[0], 2));
    // [/backward]
    page.value("by.tape", gradient);
    const double kept = kept_of_the_promise(school, tape, batch);
    gradient_terms(page);
    page.text(R"md(
        The slope is @{slope:.3f}: raise this number by @{push}, and the loss @{raised} by about @{rise:.3f}. So
        to make the loss smaller, move the number *@{against}*, against its slope. But not far: a slope is
        valid only near the place where it was measured.

        Every parameter has a slope. All of them together are the **gradient**, and the plainest way to learn is
        **gradient descent**: subtract from each parameter its slope, multiplied by a small number, the
        **learning rate**. Then measure again at the new place, and so on. It is like walking
        down a mountain in thick fog: you cannot see the valley, but you can feel which way the ground falls.

        But nudging all the parameters both ways takes @{passes:,} passes, about @{all.minutes:.1f} minutes
        for this single sentence, and there will be more than a thousand steps, with dozens of sentences each. Fortunately **backpropagation** finds all the slopes at once,
        for about @{backward.cost:.0f} times the cost of one pass. It starts from the loss and goes through
        the calculation backwards, from each result to the numbers that it was made of. Along a path
        slopes multiply: if *a* moves *b* twice as far, and *b* the loss three times, then *a* moves the loss
        2 × 3 times as far. Slopes of different paths add up. For our number it finds @{by.tape:.3f}.)md");
    all_slopes_in_one_line(page, std::abs(gradient - slope), kept);
}

inline constexpr int kExamEvery = 100;  // steps

// Asks it now and then for the same sentences, and remembers when the first was right.
struct Examiner {
    const Translator& translator;
    std::vector<std::string> ask{kFrench, "Le chien mord l'homme"};
    DecodeOptions short_answers;
    Table table{"step", {"loss", ".2f"}, ask[0], ask[1]};
    std::string said;      // of the first sentence, the last time
    std::string early;     // and the first time after a lesson
    int early_step = 0;    // after which
    int first_right = -1;  // at which step; -1: never
    int right_since = -1;  // -1: it is wrong

    explicit Examiner(const Translator& asked) : translator(asked) {
        short_answers.extra_length = 8;
    }

    // An answer with U+FFFD in it was put together from halves of letters.
    static std::string readable(const std::string& answer) {
        const bool is_broken = answer.find("\xEF\xBF\xBD") != std::string::npos;
        return is_broken ? "(halves of letters)" : answer;
    }

    void examine(int step, double loss) {
        const auto answers = translator.translate_texts(ask, short_answers);
        table.add(step, loss, readable(answers[0]), readable(answers[1]));
        said = answers[0];
        if (step > 0 && early.empty()) {
            early = said.empty() ? "(nothing)" : readable(said);
            early_step = step;
        }
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
    std::vector<SentencePair> sentences = school.corpus.training;
    if (quick) sentences.resize(1000);
    return encoded(sentences, school.bpe);
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
        if (step % kExamEvery == 0 || step == lessons) examiner.examine(step, recent);
        show_progress(fmt::format("step {}, loss {:.3f}", step, recent));
    }
    show_progress("");
    return losses;
}

// What share of the first sentences that were kept for this it translates without a mistake.
inline double share_of_others(const School& school, std::size_t asked,
                              const DecodeOptions& options) {
    std::vector<std::string> french = sources_of(school.corpus.validation);
    std::vector<std::string> english = targets_of(school.corpus.validation);
    french.resize(asked);
    english.resize(asked);
    return exact_match(school.translator.translate_texts(french, options), english);
}

// The least loss, worked out on the page.
inline void show_least(Page& page, double smoothing, double pieces) {
    const double doubt = smoothing / pieces;
    const double sure = 1 - smoothing + doubt;
    const double others = pieces - 1;
    page.values({{"least.sure", sure}, {"least.doubt", doubt}, {"least.others", others}});
    page.value("least.of.sure", -sure * std::log(sure));
    page.value("least.of.others", -others * doubt * std::log(doubt));
}

inline Figure lesson_figure(const std::vector<double>& losses, double guess, double least) {
    return {
        "lesson", "The loss on the way to the first right sentences",
        fmt::format("A loss that falls steeply from {:.1f} and then slowly to {:.2f}. Two level "
                    "lines: guessing at {:.2f}, and at {:.2f} the lowest loss that the doubt "
                    "allows.",
                    losses.front(), losses.back(), guess, least),
        Plot{{"step"}, {"loss (nats per piece, with doubt)", Scale::linear, 0}}
            .line("", count_up(losses), losses)
            .horizontal(guess, "guessing")
            .horizontal(least, "the least")};
}

inline void before_school(Page& page, const School& school) {
    const auto& recipe = school.recipe.trainer;
    page.values({{"school.smoothing", recipe.label_smoothing},
                 {"school.sure", 1 - recipe.label_smoothing}});
    page.text(R"md(
        Back to our untrained model with its @{parameters:,} parameters. It learns from @{pairs:,}
        pairs of sentences. "@{french}" is *not* among them, and neither is any other sentence with *I*,
        *love* and *doughnuts* in it. It has to put old words together in a new way.

        One step takes a few dozen sentences, about @{batch} pieces in each language. The loss is measured,
        backpropagation finds the slopes, and every parameter moves a little against its slope. A rule named
        Adam gives each parameter a step size of its own, and the first and last steps are small. We ask for a
        little doubt: a share of @{school.smoothing} of the probability should be spread evenly over all the
        pieces. So the cost at a place is no longer −ln *p* of the right piece alone: @{school.sure:.0%} of it is
        that, and the other @{school.smoothing:.0%} is the mean of −ln *p* over all the pieces.)md");
    page.guess(
        "After how many steps is the sentence right for the first time? What does it say before "
        "that?",
        "@{first.right} Before that it says, for example, \"@{said.early}\".");
}

inline void after_school(Page& page, const School& school, const Examiner& examiner,
                         const std::vector<double>& losses, double least) {
    page.text(
        "Every @{exam.every} steps we ask it to translate two sentences that it has never read:");
    page.show(examiner.table,
              "What it says on the way (loss: on the training sentences, with doubt)");
    page.check("the French sentence is not among those that it learns from",
               !is_in_school_book(school, kFrench));
    page.text(R"md(
        At step 0 it babbles. At step @{early.step} it says "@{said.early}": it has found out that English is
        made of English words. At step @{first.right.step} the sentence is right for the first time, @{since}.
        Here is the loss on the way:)md");
    page.show(lesson_figure(losses, std::log(school.bpe.vocabulary_size()), least));
}

inline void goes_to_school(Page& page, School& school, const std::vector<TokenPair>& pairs,
                           int lessons) {
    page.section("The first right sentence", Path::shortest);
    before_school(page, school);
    Examiner examiner(school.translator);
    const Stopwatch clock;
    const std::vector<double> losses = teach(school, pairs, lessons, page.seed(), examiner);
    page.timing("lesson.seconds", clock.seconds());
    page.values({{"lessons", lessons}, {"exam.every", kExamEvery}});
    page.values({{"said.early", examiner.early}, {"early.step", examiner.early_step}});
    std::string first_right = "It was never right.";
    if (examiner.first_right >= 0) first_right = fmt::format("{}.", examiner.first_right);
    std::string since = "but at the end it is wrong";
    if (examiner.right_since >= 0) {
        since =
            fmt::format("then it wavers, and from step {} on it is right", examiner.right_since);
    }
    const bool stays = examiner.right_since == examiner.first_right;
    if (examiner.right_since >= 0 && stays) since = "and it stays right";
    page.value("first.right", first_right);
    page.value("first.right.step",
               examiner.first_right < 0 ? "no number of" : std::to_string(examiner.first_right));
    page.value("since", since);
    const double smoothing = school.recipe.trainer.label_smoothing;
    const double pieces = school.bpe.vocabulary_size();
    const double least = least_loss(smoothing, school.bpe.vocabulary_size());
    show_least(page, smoothing, pieces);
    page.values({{"loss.least", least}, {"loss.end", losses.back()}});
    after_school(page, school, examiner, losses, least);

    const std::size_t asked = page.quick() ? 5 : 200;
    const double share = share_of_others(school, asked, examiner.short_answers);
    Tape tape;
    const double cost = school.loss(tape, school.batch());
    const std::string& said = examiner.said;
    page.values({{"translation.article", said}, {"share", share}, {"asked", asked}});
    page.data("loss.sentence", cost);
    page.value("probability.end",
               std::exp(-cost * static_cast<double>(school.batch().output.size())));
    page.check_full("it translates J'aime les beignets as I love doughnuts", said == kEnglish,
                    {"translation.article"});
    page.check_full("the loss has fallen to less than a third", losses.back() < losses.front() / 3);
    page.check_full("more than half of the other sentences are right, too", share > 0.5,
                    {"share:.2f"});
    page.text(R"md(
        It ends at @{loss.end:.2f}. It cannot reach 0, because now a little of *every* piece's cost counts. An answer exactly as unsure
        as we asked for costs @{loss.least:.2f}, the lower line; a surer one costs more, because it makes −ln *p* of
        all the other pieces larger.

        After @{lessons:,} steps and @{lesson.seconds:.0f} seconds the model reads "@{french}" and says
        **@{translation.article}**. The probability of that sentence, which had @{probability.zeros:.0f}
        zeros, is now @{probability.end:.2f}. Of @{asked}
        others that it has never read, @{share:.0%} come out without a mistake.

        So that is where the numbers come from: a loss, its slopes, and many small steps. Nobody chose a
        single one of them.)md");
    page.deep_dive("One step of this training, in code", [&] {
        page.text(R"md(
            The first four lines find the slopes, and the fifth shortens a gradient that has come out too large.
            The last line moves the parameters. (In the second half of training its rate sinks to 0, so that the
            model can settle.))md");
        page.cell("lesson", kSchool);
    });
}

}  // namespace chapter_08
