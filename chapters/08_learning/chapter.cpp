// Chapter 08: a loss, its slope, the chain rule played backwards; and numbers that learn.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "attention_slopes.h"
#include "batches.h"
#include "chain_rule.h"
#include "checks.h"
#include "effects.h"
#include "mistakes.h"
#include "notebook/machine.h"
#include "school.h"
#include "small_model.h"

namespace chapter_08 {
using namespace book;

namespace {

const char* const kChecks = "chapters/08_learning/checks.h";
const char* const kSmall = "chapters/08_learning/small_model.h";

struct Knobs {
    int letters = 6;
    int steps = 400;
    double rate = 0.01;
    double smoothing = 0.1;
    double dropout = 0.1;
    int warmup = 100;
    int lessons = 1500;
};

using Numbers = std::vector<double>;

// [own_loss]
double own_loss(const Numbers& x, const Numbers& y) {  // −Σ y ln softmax(x)
    double sum = 0;
    double asked = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sum += std::exp(x[i]);
        asked += y[i] * x[i];
    }
    return std::log(sum) - asked;  // the y add up to 1
}
// [/own_loss]

void p_minus_y(Page& page, double doubt) {
    page.section("Softmax with cross-entropy: p − y");
    page.text(R"md(
        The last two lines on the model's tape are softmax and −ln *p*. They have the most famous slope of all,
        and it is astonishingly simple. Take chapter 05's three scores for *I*, *love* and *doughnuts*. This
        time they are what a model thinks of three possible next words, and *doughnuts* is right. Softmax makes
        the probabilities *p* of them. What we ask for is called *y*: a 1 for *doughnuts*, a 0 for the others.

        Write the loss out, and the fraction of the softmax falls apart into two terms: the logarithm of
        softmax's sum, minus the right score. The slope of the first term by a score is just that score's *p*.
        The slope of the second is 1 for the right score and 0 for the others, which is *y*. So:)md");
    page.formula(R"(L = \ln\sum_j e^{x_j} - x_{\mathrm{right}}, \qquad
                   \frac{\partial L}{\partial x} = p - y)",
                 "L = ln Σⱼ e^xⱼ − x_right,    ∂L/∂x = p − y");
    page.text(R"md(
        Here *x* are the scores, and ∂*L*/∂*x* is the slope of the loss by one of them while the others stay. (If
        the loss is the mean of *n* pieces, each slope is divided by *n*.) What the model believes, minus what is
        asked for: that is all.)md");
    page.guess(
        "A score is moved against its slope. Which of the three words is pushed up, and which is "
        "pushed "
        "down the most?",
        "Only the right word is pushed up. Every other one goes down, and the more the model "
        "believed in "
        "it, the further: here *love* goes down more than *I*.");
    const std::vector<std::string> words{"I", "love", "doughnuts"};
    const Matrix x{{0.27f, 0.73f, 0.78f}};
    const Matrix p = softmax_rows(x);
    const Numbers own_x(x.flat().begin(), x.flat().end());
    const Numbers own_p(p.flat().begin(), p.flat().end());
    Table table{"word",           {"p", ".3f"},      {"y", ".3f"},
                {"p − y", ".3f"}, {"nudged", ".3f"}, {"y, smoothed", ".3f"},
                {"p − y", ".3f"}};
    std::vector<Cell> rows[3];
    for (std::size_t i = 0; i < 3; ++i) rows[i] = {words[i], own_p[i]};
    double total = 0;
    Numbers first;  // slopes without doubt
    for (const double share : {0.0, doubt}) {
        // [p_minus_y]
        const double others = share / 3;
        const Numbers y{others, others, 1 - share + others};  // what is asked for
        Tape tape;
        const Var scores = tape.input(x);
        const Var loss = cross_entropy(scores, std::vector<int>{2}, share);
        tape.backward(loss);

        Numbers slopes;  // on paper
        Numbers nudged;
        Numbers by_tape;  // the library's
        for (std::size_t i = 0; i < 3; ++i) {
            slopes.push_back(own_p[i] - y[i]);

            Numbers up = own_x;
            up[i] += 1e-5;
            Numbers down = own_x;
            down[i] -= 1e-5;
            const double rise = own_loss(up, y) - own_loss(down, y);
            nudged.push_back(rise / 2e-5);

            by_tape.push_back(double(scores.grad()(0, int(i))));
        }
        // [/p_minus_y]
        if (share == 0) first = slopes;
        for (std::size_t i = 0; i < 3; ++i) {
            const double slope = slopes[i];
            page.check("the slope of the loss by a score is p − y, on paper and nudged",
                       std::abs(nudged[i] - slope) < 1e-6);
            page.check("and so it is on the library's tape", std::abs(by_tape[i] - slope) < 1e-6);
            total += slope;
            rows[i].insert(rows[i].end(), {Cell(y[i]), Cell(slope)});
            if (share == 0) rows[i].emplace_back(nudged[i]);
        }
    }
    for (const auto& row : rows) table.add_row(row);
    page.text(R"md(
        The loss in our own few lines, for comparison. It takes any *y*, not only ones and zeros, because we
        shall need that in a moment:)md");
    page.setup("own_loss");
    page.text(R"md(
        And now the slopes in three ways: on paper (`slopes`), by nudging each score (`nudged`), and from the
        library's tape. The line to look at is the first one inside the loop.)md");
    page.cell("p_minus_y");
    page.term("label smoothing",
              "asking for a little less than certainty: a share goes to all the other pieces",
              {"smoothed labels"});
    page.values({{"doubt", doubt}, {"gap", std::log((1 - doubt + doubt / 3) / (doubt / 3))}});
    page.values({{"own.p", own_p}, {"slopes", first}});
    page.show(table, "What *doughnuts* should get, without doubt and with @{doubt:.0%} of it");
    page.check("what one word gains, the others lose: the slopes add up to 0",
               std::abs(total) < 1e-6);
    page.text(R"md(
        Read the last line. The model gives *doughnuts* @{own.p[2]:.3f} and should give it 1, so the slope is
        @{slopes[2]:.3f}, and a step against it pushes the score up. *Love* had @{own.p[1]:.3f}, which nobody
        asked for, so it is pushed down by that much, and *I* by @{slopes[0]:.3f}. The three slopes add up to 0.

        Now think about where this ends. The push on *doughnuts* stops only when *p* = 1, and for that its score
        would have to be infinitely far ahead. The model is driven to be surer and surer, even of answers that
        are only one good translation among several. **Label smoothing** (Szegedy et al. 2016) changes what we
        ask for. It takes a share of @{doubt} from the right word and spreads it evenly over all words, the
        right one included; those are the last two columns. The slope is still *p* − *y*, but now it comes to
        rest at a finite place, here when the right score leads by @{gap:.1f}. What that does for a model, we
        shall try out further below.)md");
    page.exercise("8.1", "Write the cross-entropy with label smoothing.");
}

// The operations and their errors, in two halves side by side.
Table errors_table(const std::vector<Checked>& all, const Numbers& errors) {
    Table table{"operation", {"error", ".1g"}, "operation ", {"error ", ".1g"}};
    const std::size_t half = (all.size() + 1) / 2;
    for (std::size_t left = 0; left < half; ++left) {
        std::vector<Cell> row{all[left].name, errors[left]};
        const std::size_t right = left + half;
        if (right < all.size()) {
            row.emplace_back(all[right].name);
            row.emplace_back(errors[right]);
        } else {
            row.emplace_back("");
            row.emplace_back("");
        }
        table.add_row(row);
    }
    return table;
}

Figure nudges_figure(const Numbers& nudges, const Numbers& largest) {
    const auto least = std::min_element(largest.begin(), largest.end());
    const double best = nudges[std::size_t(least - largest.begin())];
    return {
        "nudges", "Too large a nudge bends, too small a one drowns in rounding",
        fmt::format("The largest error over the size of the nudge, both on log axes. The curve "
                    "falls to {:.0e} at a nudge of {:.3f} and rises on either side; a level line "
                    "shows the error that we allow.",
                    *least, best),
        Plot{{"nudge (log)", Scale::log}, {"largest error (log)", Scale::log}}
            .line("all operations", nudges, largest)
            .horizontal(kAllowed, "allowed")};
}

// How far to nudge: what the main road does not need.
void how_far_to_nudge(Page& page, const std::vector<Checked>& all, double most) {
    Numbers nudges;
    Numbers largest;
    for (real nudge = 0.25f; nudge > 1e-4f; nudge /= 2) {
        double worst = 0;
        for (const Checked& checked : all) {
            worst = std::max(worst, gradient_error(checked, nudge, page.seed()));
        }
        nudges.push_back(double(nudge));
        largest.push_back(worst);
    }
    page.deep_dive("How far should one nudge?", [&] {
        page.text(R"md(
            A nudge of size *h* measures the slope of a short chord, not of the curve itself. If *h* is too
            large, the curve bends away in between. If it is too small, the two losses agree in nearly all of
            their digits, and a `float` has only about seven of them: what is left after the subtraction is
            rounding. Somewhere in between lies the best place.

            How accurate is the measurement there? If we step to both sides of the point, the error shrinks with
            *h*²: with half the step it is a quarter. That suggests a trick. Measure twice, with *h* and with
            2*h*. The second error is about four times the first, so the difference of the two results is about
            three times the first error. Take a third of this difference off, and nearly all of the error
            is gone. (This is Richardson's extrapolation; it is the line `expected` in the code above.) Here is
            the largest error of all operations, for nudges of different sizes.)md");
        page.show(nudges_figure(nudges, largest));
        page.check("too small a nudge is worse, and so is too large a one",
                   largest.back() > 10 * most && largest.front() > 3 * most);
        page.values({{"nudge.small", nudges.back()}, {"error.small", largest.back()}});
        page.text(R"md(
            We use @{h}, near the bottom of the valley. With a nudge of only @{nudge.small:.4f} the error has
            grown to @{error.small:.0e}, all of it rounding. The library's own tests do the whole
            comparison in `double`, which has sixteen digits, and allow a hundred-thousandth of our
            tolerance.)md");
    });
}

void check_gradients(Page& page) {
    page.section("Trust no gradient that you have not checked");
    page.term("gradient check",
              "comparing slopes from formulas with slopes that were measured by nudging",
              {"gradient checks", "finite differences"});
    page.text(R"md(
        Each operation on the library's tape has a formula for its slopes, and somebody has worked it out on
        paper. People make mistakes. Nudging needs no formula, so the two can check each other. This is called
        a **gradient check**, and it is the best friend of everybody who writes backward passes.

        We do it for every operation that the book's models use. Draw random inputs, compute, nudge each input
        number up and down, and compare the measured slope with the one from the tape. Two details make the
        check sharp. The outputs are weighed with random numbers before they are added up; a plain sum of a
        softmax would always be 1, and a wrong gradient could hide behind its slope of 0. And each operation is
        applied twice to the same input, so that a share that is written instead of added is noticed. The line
        to look at is the one that begins with `return`.)md");
    page.cell("check", kChecks);
    const std::vector<Checked> all = operations();
    Numbers errors;
    for (const Checked& c : all) {
        errors.push_back(gradient_error(c, kNudge, page.seed()));
    }
    const double most = *std::max_element(errors.begin(), errors.end());
    page.values({{"gradient.max_error", most}, {"h", kNudge}, {"allowed", kAllowed}});
    page.text("For every operation, this is the largest error that was found:");
    page.show(errors_table(all, errors),
              "Nudged by @{h}; the error as a share of the largest slope");
    page.check("the gradient of every operation agrees with finite differences", most < kAllowed,
               {"gradient.max_error"});
    page.text(R"md(
        The largest of all is @{gradient.max_error:.1g}. We allow @{allowed}, which is some hundred times what
        rounding does here and far less than what a forgotten factor would do. (The operation `relu` has a corner at
        0, where there is no slope, and the check keeps away from it.))md");
    how_far_to_nudge(page, all, most);
    page.exercise("8.2", "The gradient of a product.");
    page.exercise("8.3", "The gradient of softmax.");
}

// [descent]
Step descent(double rate) {  // x = x − rate g
    return [rate](Parameters& all) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            all.values()[i] -= real(rate) * all.grads()[i];
        }
    };
}
// [/descent]

void adam_against_ours(Page& page) {
    Parameters few;
    few.add("x", {1, 6});
    OwnAdam own;
    own.rate = 0.01;
    std::vector<real> x(6);
    Adam library(6);
    for (int t = 1; t <= 5; ++t) {
        for (int i = 0; i < 6; ++i) {
            few.grad(0)(0, i) = std::pow(10.0f, real(i - t % 3));
        }
        library.step(few, 0.01);
        own(x, few.grads());
        for (int i = 0; i < 6; ++i) {
            const double moved = double(few.value(0)(0, i));
            const double ours = double(x[std::size_t(i)]);
            page.check("our Adam and the library's take the same steps",
                       std::abs(moved - ours) < 1e-6);
            if (t > 1) continue;
            page.check("its first step is as long as the rate, be the gradient 0.1 or 10,000",
                       std::abs(moved + 0.01) < 1e-5);
        }
    }
}

// What the loss was at the end of a short training, by the rate. Of descent, the best of them.
struct RateSearch {
    Numbers rates;
    Numbers by_descent;
    Numbers by_adam;
    double best = 0;
};

RateSearch try_rates(Lesson lesson, bool quick, std::uint64_t seed) {
    lesson.steps = std::min(lesson.steps, 400);
    RateSearch found;
    double least = 1e9;
    for (double rate = 0.0005; rate < 3; rate *= quick ? 4 : 2) {
        SmallModel for_descent(lesson.longest, 1, seed);
        const Trained slow = learn(for_descent, lesson, descent(rate), seed);
        SmallModel for_adam(lesson.longest, 1, seed);
        const Trained fast = learn(for_adam, lesson, adam(rate, for_adam.all.size()), seed);

        found.rates.push_back(rate);
        found.by_descent.push_back(slow.last());
        found.by_adam.push_back(fast.last());
        if (slow.last() < least) {
            least = slow.last();
            found.best = rate;
        }
    }
    return found;
}

// How many trainings ended without a number.
std::ptrdiff_t lost(const Numbers& losses) {
    return std::count_if(losses.begin(), losses.end(), [](double x) { return std::isnan(x); });
}

void what_adam_does(Page& page) {
    page.term("Adam",
              "a way to choose the size of each parameter's step by how its slopes have been");
    page.text(R"md(
        Descent multiplies all slopes by the same learning rate. But some parameters have far larger
        slopes than others. A rate that suits the ones is too small or too large for the others.

        **Adam** (Kingma and Ba 2015) keeps two running means for every single parameter: *m*, the mean of its
        recent slopes, and *v*, the mean of their squares. The root of *v* is the usual size of the slope. Adam
        moves the parameter by the rate times *m* divided by that root. If the slopes agree with one another, *m*
        is as large as the root of *v*, and the step is about one rate long, whatever the size of the slopes. If
        they keep changing their sign, *m* is small, and so is the step.

        One detail: both means begin at 0, so in the first steps they are too small. After *t* steps they are
        filled to a share of 1 − βᵗ, and dividing by that share makes up for it.)md");
    page.formula(R"(x \leftarrow x - \mathrm{rate}\,\frac{m/(1-\beta_1^t)}
                   {\sqrt{v/(1-\beta_2^t)} + \epsilon})",
                 "x ← x − rate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
                 "Kingma and Ba 2015, algorithm 1");
    page.text(R"md(
        The β say how long the two means remember: with 0.9, a new slope counts one tenth. The tiny ε keeps us
        from dividing by 0. Adam's authors and PyTorch take 0.999 for β₂ and 1e-8 for ε; the values below, 0.98
        and 1e-9, are the Transformer paper's (section 5.3). The last line of the code is the formula.)md");
    page.setup("adam", kSmall);
    adam_against_ours(page);
    page.exercise("8.4", "Write a step of Adam.");
}

void smallest_model(Page& page, int n) {
    page.section("The smallest model that learns");
    page.term("seed", "the number from which all random numbers of a run are made", {"seeds"});
    page.term("initialisation", "the random numbers with which the parameters begin",
              {"initialise", "initialised"});
    const SmallModel model(n, 1, page.seed());
    page.values({{"numbers", model.all.size()}, {"letters", n}, {"letters.known", kLetters}});
    page.text(R"md(
        We have a loss, and we have its slopes. Now let numbers learn. We take the smallest model with attention
        that can learn something: one head, as in chapter 04, and nothing else. Its task is to read a word of
        @{letters} letters and to write it backwards.

        The model has @{numbers:,} parameters. There is a row for each of the @{letters.known} letters that may
        occur, a row for each position, the four matrices of attention, and one more matrix that turns each
        output row into a score for every letter. All of them start as random numbers, which is called their
        **initialisation**. The numbers come from a **seed**: with the same seed the same numbers are drawn, and
        so every run of this page gives the same results. Try another one with `--seed`.)md");
    page.setup("model", kSmall);
    page.text(R"md(
        And this is what the model computes. You know every line; the one that begins with `products` is the
        dot product of each query with each key.)md");
    page.setup("scores", kSmall);
    page.text(R"md(
        One step of training takes five lines. Clear the tape. Clear the gradients, because shares are added
        up and those of the last step would still be there. Run forwards. Play backwards. Move every parameter.)md");
    page.cell("step", kSmall);
    page.text(R"md(
        What does the last line do? The plainest answer is gradient descent: subtract from each parameter its
        slope times the learning rate.)md");
    page.setup("descent");
    what_adam_does(page);
}

void where_it_looks(Page& page, const Matrix& before, const Matrix& after) {
    const double share = on_diagonal(before, true);
    const double share_after = on_diagonal(after, true);
    page.values({{"share.before", share}, {"share.after", share_after}});
    page.value("first.looks", looks_most_at(after, 0));
    page.check("after training nine tenths of the looks lie on that diagonal",
               share < 0.5 && share_after > 0.9);
    page.check("after, each position looks most at the letter that it must write",
               looks_where_it_must(after, true));
    page.text(R"md(
        Look at the first row of the second map. The first position now looks at letter @{first.looks}, the last
        one of the word, which is exactly the letter that it has to write. The diagonal on which each position
        looks at *its* letter held @{share.before:.0%} of all looks before; now it holds @{share.after:.0%}.

        Nobody told the model where to look. The loss only asked for the right letters. To look from the first
        position at the last letter was a way to get them, and the slopes led there, step by step, just as
        *doughnuts* was pulled towards *love* above.)md");
}

void learn_to_reverse(Page& page, const Knobs& knobs) {
    page.section("Watch it learn where to look");
    const int n = knobs.letters;
    const Lesson backwards{true, n, n, knobs.steps};
    SmallModel by_adam(n, 1, page.seed());
    SmallModel by_descent(n, 1, page.seed());
    const Matrix before = mean_attention(by_adam, backwards);
    const RateSearch tried = try_rates(backwards, page.quick(), page.seed());
    const double best = tried.best;
    const Trained slow = learn(by_descent, backwards, descent(best), page.seed());
    const Trained fast =
        learn(by_adam, backwards, adam(knobs.rate, by_adam.all.size()), page.seed());
    page.values({{"tried", tried.rates.size()}, {"lost", lost(tried.by_descent)}});
    page.value("lost.adam", lost(tried.by_adam));
    page.values({{"best", best}, {"rate", knobs.rate}, {"end.descent", fate(slow)}});
    page.values({{"end.adam", fate(fast)}, {"steps", knobs.steps}});
    page.text(R"md(
        Which learning rate is right? There is no formula; one tries. Each point in the next figure is a whole
        training of its own, with the rate below it, and its height is the loss at the end.)md");
    page.show(Figure{
        "rates", "Too small a rate goes nowhere, too large a one too far",
        fmt::format(
            "Two curves over the learning rate, both on log axes: the loss at the end. Each "
            "has a valley. Adam's lies further left; descent's is lowest at a rate of {:.3g}, "
            "close to where its curve breaks off.",
            best),
        Plot{{"learning rate (log)", Scale::log}, {"loss at the end (log)", Scale::log}}
            .line("descent", tried.rates, tried.by_descent)
            .line("Adam", tried.rates, tried.by_adam)});
    page.text(R"md(
        On the left of the valley the rates are too small, and nothing happens in time. On the right they are too
        large: each step jumps over the valley and lands higher up than it started. Of the @{tried} rates,
        @{lost} made descent's loss infinite or no number at all (Adam's: @{lost.adam}), and these points are
        missing. Descent is best at @{best}, with the cliff close by. Adam is content with far smaller rates, and
        forgives more of them.

        Now give descent its best rate and Adam @{rate} (turn it with `--rate`), and let both train for @{steps}
        steps, with new words in each.)md");
    page.show(Figure{"descent", "Descent at its best rate, and Adam",
                     "Two falling curves over the steps, with the loss on a log axis. At the end "
                     "descent's loss is " +
                         fate(slow) + ", Adam's " + fate(fast) + ".",
                     Plot{{"step"}, {"loss (nats per letter)", Scale::log}}
                         .line("descent", count_up(slow.losses), smoothed(slow.losses))
                         .line("Adam", count_up(fast.losses), smoothed(fast.losses))});
    const Matrix after = mean_attention(by_adam, backwards);
    page.check("descent learns it: 99% of the letters of new words are right", slow.right > 0.99);
    page.check("Adam learns it, too", fast.right > 0.99);
    page.text(R"md(
        Both learn it. At the end descent's loss is @{end.descent} and Adam's @{end.adam}. What have these numbers
        learnt? Let us look inside. In the next two maps, each row is a position that writes, each column a
        position that it may look at, and the cells hold the mean weight over a hundred words: first with the
        random numbers, then after the training with Adam.)md");
    show_attention(page, "before", "Before: random numbers look at random", before);
    page.text(R"md(
        Before the training, no cell stands out. After it, one per row does:)md");
    show_attention(page, "after", "After: the diagonal from corner to corner", after);
    where_it_looks(page, before, after);
}

void learn_to_copy(Page& page, const Knobs& knobs) {
    const int n = knobs.letters;
    const Lesson again{false, 2, n, 4 * knobs.steps};
    SmallModel copies(n, 1, page.seed());
    learn(copies, again, adam(knobs.rate, copies.all.size()), page.seed());
    const Matrix copied = mean_attention(copies, {false, n, n});
    page.text(R"md(
        Ask the same model to *copy* the word instead, and it learns the other diagonal:)md");
    show_attention(page, "copy", "Taught to copy: each position looks at itself", copied);
    page.check("taught to copy, each position looks at its own letter",
               looks_where_it_must(copied, false));
    page.value("copy.first", looks_most_at(copied, 0));
    page.text(R"md(
        Position 1 looks at letter @{copy.first}, and so on down the diagonal. (For this map it was given words
        with different numbers of letters, and more time. If all words are equally long, it looks for a letter
        by its name as well as by its position, and the map is less clear.))md");
}

void declare(Options& options, Knobs& knobs) {
    options.add("letters", knobs.letters, 3, kLetters, "of the words to be written backwards");
    options.add("steps", knobs.steps, 1, 100000, "of training on them");
    options.add("rate", knobs.rate, 1e-6, 1000, "Adam's learning rate there");
    options.add("smoothing", knobs.smoothing, 0.001, 0.9, "doubt in the labels");
    options.add("dropout", knobs.dropout, 0.001, 0.9, "share of numbers dropped");
    options.add("warmup", knobs.warmup, 2, 10000, "steps until the rate is at its peak");
    options.add("lessons", knobs.lessons, 1, 100000, "steps of training the translator");
}

void opening(Page& page) {
    page.show(machine(Part::learning));
    page.text(R"md(
        Everything in the picture has been built by now. What is lit is the way back: from the words that came
        out to all the numbers that took part in them.

        *You need the model of chapter 07, and slopes from the primer. This is the longest chapter: allow an
        hour and a half, not counting the exercises, and take a break in the middle.*

        Chapter 07 ended with a model that babbled. All its parts were right; only its numbers were random.
        Where do good numbers come from? Here they find themselves. At the end of this chapter the very model
        that babbled will translate *J'aime les beignets*, which it has never seen, after a training of some
        seconds. Nobody will have told it a word of grammar. On the way it will say things worth hearing. At one
        point it likes the doughnuts so much that it cannot get past the verb.)md");
}

// Every number has found its way: what is left to say.
void closing(Page& page) {
    page.source("Rumelhart, Hinton, Williams 1986", "https://doi.org/10.1038/323533a0");
    page.source("Williams and Zipser 1989, teacher forcing",
                "https://doi.org/10.1162/neco.1989.1.2.270");
    page.source("Kingma and Ba 2015, Adam", "https://arxiv.org/abs/1412.6980");
    page.source("Szegedy et al. 2016, label smoothing", "https://arxiv.org/abs/1512.00567");
    page.source("Srivastava et al. 2014, dropout",
                "https://jmlr.org/papers/v15/srivastava14a.html");
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Xiong et al. 2020, warm-up and the place of the norm",
                "https://arxiv.org/abs/2002.04745");
    page.source("Liu et al. 2020, warm-up and Adam", "https://arxiv.org/abs/1908.03265");
    page.end(
        {.recap = R"md(
                  The loss says how wrong a model is: the mean of −ln *p* over the pieces that were right. Its
                  slopes by all parameters are the gradient. Backpropagation finds them in one pass backwards
                  over the tape, by the chain rule: slopes along a way multiply, slopes of different ways add
                  up. At the end of the model the slope is simply *p* − *y*; through attention it compares each
                  word's value with the mix. Then every parameter takes a small step against its slope, and
                  again, and again. Batches make the steps steadier, Adam gives each parameter its own size of
                  step, warm-up makes the first steps small, smoothing and dropout keep the model from being
                  too sure. In @{lessons:,} steps @{parameters:,} random numbers became a small translator
                  that gets @{share:.0%} of new sentences right.)md",
         .questions =
             {{"Why does the decoder read the right beginning in training, and not what it said "
               "itself?",
               "After its first mistake every further question would be nonsense, because a wrong "
               "beginning has no right continuation. And since the right sentence is known from "
               "the start, "
               "all its places can be computed in a single pass, with the mask hiding what is to "
               "be said."},
              {"A parameter is used in two places of the model. How do you get its slope?",
               "By adding up the slopes along both ways. When the parameter moves, both places "
               "feel it, so "
               "each of them hands back a share. A tape that overwrites a share instead of adding "
               "it loses "
               "one of the ways."},
              {"Your loss falls nicely. Which mistakes may still be in your program?",
               "A wrong gradient that points roughly downhill, which a gradient check would find; "
               "and a "
               "wrong computation with the right gradient of itself, which only a comparison with "
               "code "
               "that you trust would find. On this page models learnt their task with either of "
               "them."}},
         .next = "So attention can be learnt. But so could the older networks that it took the "
                 "place of. "
                 "What could they not do?",
         .answer = "From a loss, its slopes by the chain rule, and many small steps downhill."});
}

void build(Page& page, Knobs& knobs) {
    School school(page.seed());
    opening(page);
    how_wrong(page, school);
    reading_the_answer(page);
    nudge(page, school);
    chain_rule(page);
    p_minus_y(page, knobs.smoothing);
    through_attention(page);
    check_gradients(page);
    smallest_model(page, knobs.letters);
    learn_to_reverse(page, knobs);
    learn_to_copy(page, knobs);
    the_loss_falls(page, knobs.letters, knobs.steps, knobs.rate);
    const std::vector<TokenPair> pairs = school_book(school, page.quick());
    many_sentences(page, school, pairs);
    warm_up(page, knobs.warmup);
    few_words(page, knobs.smoothing, knobs.dropout);
    const int lessons = page.quick() ? std::min(knobs.lessons, 5) : knobs.lessons;
    goes_to_school(page, school, pairs, lessons);
    closing(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({8, "learning", "Where do the numbers come from?"}, declare,
                                 build);
}

}  // namespace chapter_08
