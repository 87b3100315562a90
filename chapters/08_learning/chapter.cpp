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
#include "trials.h"

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
        *You can stop here for the night. The second half looks closer: how slopes pass through softmax and
        attention, how you find a wrong one, and which practices keep training steady.*

        The last two steps of the model are softmax and −ln *p*, and together they have a very simple slope.
        Take chapter 05's three scores for *I*, *love* and *doughnuts*. This time they are what a model
        thinks of three possible next words, and *doughnuts* is right. Softmax turns them into probabilities
        *p*. What we ask for is called *y*: a 1 for *doughnuts*, a 0 for the others.

        Softmax gives the right word *e* to the power of its score, divided by the sum of all such powers.
        In −ln *p* the division turns into a difference: the logarithm of that sum, minus the right score.
        If one score rises by a hundredth, its power grows by about one percent. That power is the share *p*
        of the sum, so the sum grows by *p* times one percent; and when a number grows by one percent, its logarithm
        rises by about a hundredth. So the logarithm of the sum rises *p* times as far as the score. And the
        right score rises just as far if it is the one that moved, otherwise not at all; that is *y*. So:)md");
    page.formula(R"(L = \ln\sum_j e^{x_j} - x_{\mathrm{right}}, \qquad
                   \frac{\partial L}{\partial x} = p - y)",
                 "L = ln Σⱼ e^xⱼ − x_right,    ∂L/∂x = p − y");
    page.text(R"md(
        Here *x* are the scores, and ∂*L*/∂*x* is the slope of the loss with respect to one of them while
        the others stay fixed. What the model believes, minus what is asked for: that is all.)md");
    page.guess(
        "A score is moved against its slope. Which of the three words is pushed up, and which is "
        "pushed down the most?",
        "Only the right word is pushed up. The others go down, and the more the model believed in "
        "one of them, the further: *love* goes down more than *I*.");
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
    page.text("The column *nudged* has the slopes that were measured, by moving each score:");
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
            page.check("nudging each score confirms that its slope is p − y",
                       std::abs(nudged[i] - slope) < 1e-6);
            page.check("the library's tape finds p − y as well",
                       std::abs(by_tape[i] - slope) < 1e-6);
            total += slope;
            rows[i].insert(rows[i].end(), {Cell(y[i]), Cell(slope)});
            if (share == 0) rows[i].emplace_back(nudged[i]);
        }
    }
    for (const auto& row : rows) table.add_row(row);
    page.term("label smoothing",
              "asking for a little less than certainty: a share goes to all the other pieces",
              {"smoothed labels"});
    page.values({{"doubt", doubt}, {"gap", std::log((1 - doubt + doubt / 3) / (doubt / 3))}});
    page.values({{"y.right", 1 - doubt + doubt / 3}, {"y.other", doubt / 3}});
    page.values({{"own.p", own_p}, {"slopes", first}});
    page.show(table, "What *doughnuts* should get, without doubt and with @{doubt:.0%} of it");
    page.check("the slopes of the three scores add up to 0", std::abs(total) < 1e-6);
    page.text(R"md(
        Read the last line. The model gives *doughnuts* @{own.p[2]:.3f} and should give it 1, so the slope is
        @{slopes[2]:.3f}, and a step against it pushes the score up. *Love* had @{own.p[1]:.3f}, which nobody
        asked for, so it is pushed down by that much, and *I* by @{slopes[0]:.3f}.

        Where does this end? The push on *doughnuts* stops only when *p* = 1, and for that its score would
        have to be infinitely far ahead. So the model is driven to be ever more certain. **Label smoothing**
        (Szegedy et al. 2016) asks for less: it takes a share ε of @{doubt} from the right word and spreads
        it evenly over all *V* words, the right one included, as in the last two columns. The slope is still
        *p* − *y*, but now it comes to rest as soon as *p* = *y*. Then *doughnuts* has @{y.right:.3f} and each of
        the others @{y.other:.3f}, so its score leads by ln (@{y.right:.3f} / @{y.other:.3f}) = @{gap:.1f}. And in the loss
        the cost of every word now counts, each with the share *y* that was asked for:)md");
    page.formula(R"(L = -\sum_j y_j \ln p_j, \qquad
                   y_{\mathrm{right}} = 1 - \epsilon + \frac{\epsilon}{V}, \qquad
                   y_{\mathrm{other}} = \frac{\epsilon}{V})",
                 "L = −Σⱼ yⱼ ln pⱼ,    y_right = 1 − ε + ε/V,    y_other = ε/V");
    page.text(R"md(
        It is smallest when *p* = *y*. That gives the lower line in *The first right sentence*: with
        ε = @{school.smoothing} and *V* = @{pieces}, *y* is @{least.sure:.4f} for the right piece and
        @{least.doubt:.6f} for each of the other @{least.others}. So the least is
        −@{least.sure:.4f} × ln @{least.sure:.4f} − @{least.others} × @{least.doubt:.6f} × ln @{least.doubt:.6f}
        = @{least.of.sure:.3f} + @{least.of.others:.3f} = @{loss.least:.2f}.)md");
    page.deep_dive("The three slopes in code", [&] {
        page.text(R"md(
            First the loss in a few lines of our own. It takes any *y*, not only ones and zeros.)md");
        page.setup("own_loss");
        page.text(R"md(
            Then the slopes in three ways: on paper (`slopes`), by nudging each score (`nudged`), and from the
            library's tape (`by_tape`).)md");
        page.cell("p_minus_y");
    });
    page.exercise("8.1", "Write the cross-entropy with label smoothing.");
}

// The operations and their errors in millionths, in two halves side by side.
Table errors_table(const std::vector<Checked>& all, const Numbers& errors) {
    Table table{"operation", {"error", ".1f"}, "operation ", {"error ", ".1f"}};
    const std::size_t half = (all.size() + 1) / 2;
    for (std::size_t left = 0; left < half; ++left) {
        std::vector<Cell> row{all[left].name, 1e6 * errors[left]};
        const std::size_t right = left + half;
        if (right < all.size()) {
            row.emplace_back(all[right].name);
            row.emplace_back(1e6 * errors[right]);
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
        "nudges", "Nudges can be too large, and too small",
        fmt::format("The largest error against the size of the nudge, both on log axes. The curve "
                    "falls to {:.5f} at a nudge of {:.3f} and rises on either side; a level line "
                    "shows the error that we allow.",
                    *least, best),
        Plot{{"nudge (log)", Scale::log},
             {"largest error in any operation (log)", Scale::log, 1e-6}}
            .line("", nudges, largest)
            .horizontal(kAllowed, "allowed")};
}

// How the check is made, and how far it nudges: what the main road does not need.
void how_to_check(Page& page, const std::vector<Checked>& all, double most) {
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
    page.deep_dive("How the check is made, and how far to nudge", [&] {
        page.text(R"md(
            Two details make the check sharp. The outputs are multiplied by random numbers before they are added
            up; a plain sum of a softmax would always be 1, and a wrong gradient could hide behind its slope of
            0. And each operation is applied twice to the same input, so that we notice if one share overwrites
            another. In the code, `near` and `far` are measured with a nudge of *h* and of 2*h*, and
            `found` comes from the tape.)md");
        page.cell("check", kChecks);
        page.text(R"md(
            Why two nudges? A nudge of size *h* measures the slope of a short chord, not of the curve
            itself. If *h* is too large, the curve bends away in between. If it is too small, the two losses
            agree in nearly all of their digits, and a `float` has only about seven of them: what is left
            after the subtraction is rounding. Somewhere in between is the best size.

            If we nudge on both sides of the point, the error shrinks with *h*²: with half the nudge it is a
            quarter. That suggests a trick. Measure twice, with *h* and with 2*h*. The second error is about
            four times the first, so the two results differ by about three times the first error. Take a
            third of this difference off, and nearly all of the error is gone. (This is Richardson's
            extrapolation; in the code it is the line `expected`.) Here is the largest error in any operation, for nudges of different sizes.)md");
        page.show(nudges_figure(nudges, largest));
        page.check("a nudge that is too small measures worse, and so does one that is too large",
                   largest.back() > 10 * most && largest.front() > 3 * most);
        page.values({{"nudge.small", nudges.back()}, {"error.small", largest.back()}});
        page.text(R"md(
            We use @{h}, near the bottom of the valley. With a nudge of only @{nudge.small:.4f} the error has
            grown to @{error.small:.3f}, all of it rounding. The library's own tests do the whole comparison in
            `double`, which has sixteen digits, and allow a hundred-thousandth of our tolerance. (The operation
            `relu` has a corner at 0, where there is no slope, and the check keeps away from it.))md");
    });
}

void check_gradients(Page& page) {
    page.section("Trust no gradient that you have not checked");
    page.term("gradient check",
              "comparing slopes from formulas with slopes that were measured by nudging",
              {"gradient checks", "finite differences"});
    page.text(R"md(
        Each operation on the library's tape has a formula for its slopes, and somebody has worked it out on
        paper. People make mistakes. Nudging needs no formula, so one can check the other. This is called a
        **gradient check** (and the nudged slopes are called *finite differences*), and it is the best friend of
        anyone who writes backward passes.

        We do it for every operation that the book's models use: draw random inputs, compute, nudge each number
        of the input up and down, and compare the slope that was measured with the one from the tape. These are
        the largest errors that were found:)md");
    const std::vector<Checked> all = operations();
    Numbers errors;
    for (const Checked& c : all) {
        errors.push_back(gradient_error(c, kNudge, page.seed()));
    }
    const double most = *std::max_element(errors.begin(), errors.end());
    page.data("gradient.max_error", most);
    page.values({{"h", kNudge}, {"most.millionths", 1e6 * most}});
    page.values({{"allowed.millionths", 1e6 * kAllowed}, {"allowed.times", kAllowed / most}});
    page.show(errors_table(all, errors),
              "Errors in millionths of the largest slope, with a nudge of @{h}");
    page.check("the gradient of every operation agrees with finite differences", most < kAllowed,
               {"most.millionths:.0f"});
    page.text(R"md(
        The largest of all is @{most.millionths:.1f} millionths. We allow @{allowed.millionths:,}, which is about
        @{allowed.times:.0f} times what rounding does here and far less than what a forgotten factor would do.)md");
    how_to_check(page, all, most);
    page.exercise("8.2", "The gradient of a product.");
    page.exercise("8.3", "The gradient of softmax.");
    page.exercise("8.6", "The gradient of layer norm.");
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
            page.check(
                "Adam's first step is as long as the rate, whether the slope is 0.1 or 10,000",
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
    double best_of_adam = 0;
};

RateSearch try_rates(Lesson lesson, bool quick, std::uint64_t seed) {
    lesson.steps = std::min(lesson.steps, 400);
    RateSearch found;
    double least = 1e9;
    double least_of_adam = 1e9;
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
        if (fast.last() < least_of_adam) {
            least_of_adam = fast.last();
            found.best_of_adam = rate;
        }
    }
    return found;
}

// How many training runs ended without a number.
std::ptrdiff_t lost(const Numbers& losses) {
    return std::count_if(losses.begin(), losses.end(), [](double x) { return std::isnan(x); });
}

// Whether descent's curve breaks off right behind its best rate, and at which rate it has no number.
std::string break_of_descent(const RateSearch& found) {
    for (std::size_t i = 0; i + 1 < found.rates.size(); ++i) {
        const bool is_best = found.rates[i] == found.best;
        if (!is_best || !std::isnan(found.by_descent[i + 1])) continue;
        return fmt::format("; at {:.3g} its loss is no longer a number, and its curve ends",
                           found.rates[i + 1]);
    }
    return "";
}

void what_adam_does(Page& page) {
    page.term(
        "Adam",
        "a way to choose the size of each parameter's step according to what its slopes have been");
    page.text(R"md(
        Some parameters have far larger slopes than others, and no single rate suits them all. **Adam**
        (Kingma and Ba 2015) therefore gives every parameter a step size of its own. It keeps two running
        means: *m*, the mean of the parameter's recent slopes, and *v*, the mean of their squares, whose
        root is the usual size of these slopes. The step is the rate times *m* / √*v*. If the recent slopes
        agree with one another, *m* is as large as √*v*, and the step is as long as the rate, however large
        or small the slopes are. If they keep changing their sign, *m* is small, and so is the step.)md");
    const OwnAdam adam;
    page.values({{"beta1", adam.beta1}, {"beta2", adam.beta2}, {"new.slope", 1 - adam.beta1}});
    page.deep_dive("Adam, to the last detail", [&] {
        page.text(R"md(
            Both means begin at 0, so in the first steps they are too small. After *t* steps they have reached
            only a share of 1 − βᵗ, and dividing by that share makes up for it.)md");
        page.formula(R"(x \leftarrow x - \mathrm{rate}\,\frac{m/(1-\beta_1^t)}
                   {\sqrt{v/(1-\beta_2^t)} + \epsilon})",
                     "x ← x − rate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
                     "Kingma and Ba 2015, algorithm 1");
        page.text(R"md(
            The two βs say how long the two means remember: with β₁ = @{beta1}, a new slope counts for
            @{new.slope:.1f}. The tiny ε prevents a division by 0. For β₂ and ε, Adam's authors and PyTorch
            take 0.999 and 10⁻⁸; the values below, @{beta2} and 10⁻⁹ (in code `1e-9`), are the Transformer
            paper's (section 5.3). The last line of the loop is the formula.)md");
        page.setup("adam", kSmall);
        adam_against_ours(page);
    });
    page.exercise("8.4", "Write a step of Adam.");
}

void smallest_model(Page& page, int n) {
    page.section("The smallest model that learns");
    page.term("seed", "the number from which all random numbers of a run are made", {"seeds"});
    page.term("initialisation", "the random numbers with which the parameters begin",
              {"initialise", "initialised"});
    const SmallModel model(n, 1, page.seed());
    page.values({{"numbers", model.all.size()}, {"letters", n}, {"letters.known", kLetters}});
    page.value("d.small", model.letters.shape().cols);
    page.text(R"md(
        Now let numbers learn. We take the smallest model with attention that can learn something: one head,
        as in chapter 04, and nothing else. Its task is to read a word of @{letters} letters and to write it
        backwards.

        With rows of @{d.small} numbers it has @{letters.known} × @{d.small} + @{letters} × @{d.small} +
        4 × @{d.small} × @{d.small} + @{d.small} × @{letters.known} = @{numbers:,} parameters: a row for each of
        the @{letters.known} letters, a row for each position, the four matrices of attention, and one more
        matrix that turns each output row into a score for every letter. They start as random numbers, which is called their **initialisation**.
        These are made from a **seed**: the same seed always gives the same numbers, so every run of this
        page has the same results. (Try a different one with `--seed`.))md");
    page.deep_dive("The model as code", [&] {
        page.text("First its parameters. In the comments, *d* is the width of a row.");
        page.setup("model", kSmall);
        page.text(R"md(
            And this is what the model computes. A `Var` is a matrix that is on the tape. `products` holds the
            dot product of each query with each key. (The loop over heads is needed further down, where the
            model gets four of them.))md");
        page.setup("scores", kSmall);
    });
    page.text(R"md(
        One step of training takes five lines. The tape is cleared. The slopes are set to 0, because shares
        are added up, and those of the last step would still be there. The loss is computed forwards, and
        the tape is played backwards. Then every parameter moves.)md");
    page.cell("step", kSmall);
    page.text(R"md(
        How does the last line move them? The plainest answer is gradient descent: in the line with `-=`, each
        parameter loses its slope times the learning rate.)md");
    page.setup("descent");
    what_adam_does(page);
}

void where_it_looks(Page& page, const Matrix& before, const Matrix& after) {
    const double share = on_diagonal(before, true);
    const double share_after = on_diagonal(after, true);
    page.values({{"share.before", share}, {"share.after", share_after}});
    page.value("first.looks", looks_most_at(after, 0));
    page.check("after training, at least nine tenths of all the weight is where the task needs it",
               share < 0.5 && share_after > 0.9);
    page.check("after training, each position looks most at the letter that it must write",
               looks_where_it_must(after, true));
    page.text(R"md(
        The first position now looks at letter @{first.looks}, the last one of the word, which is exactly
        the letter that it has to write. Before training, this diagonal held @{share.before:.0%} of all the
        weight; now it holds @{share.after:.0%}.

        Nobody told the model where to look. The loss only asked for the right letters; looking there was a
        way to get them, and the slopes led to it, step by step.)md");
}

void descent_and_adam(Page& page, const Trained& slow, const Trained& fast) {
    page.deep_dive("Descent and Adam, step by step", [&] {
        page.text(R"md(
            Of the @{tried} rates, @{lost} made descent's loss infinite or not a number at all, and
            @{lost.adam} did that to Adam's; these points are missing from the figure above. Here are the
            losses of a whole training run, for descent with its best rate and for Adam with @{rate} (try
            others with `--rate`).)md");
        page.show(
            Figure{"descent", "Learning to reverse: descent at its best rate, and Adam",
                   "Two falling curves against the steps, with the loss on a log axis. At the "
                   "end descent's loss is " +
                       fate(slow) + ", Adam's " + fate(fast) + ".",
                   Plot{{"step"}, {"loss (nats per letter)", Scale::log}}
                       .line("descent", count_up(slow.losses), smoothed(slow.losses))
                       .line("Adam", count_up(fast.losses), smoothed(fast.losses))});
        page.check("with gradient descent, at least 99% of the letters of new words are right",
                   slow.right > 0.99);
        page.check("with Adam, at least 99% of them are right as well", fast.right > 0.99);
        page.text(R"md(
            At step @{steps} descent's loss is @{end.descent} and Adam's @{end.adam}.)md");
    });
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
    const std::ptrdiff_t lost_of_adam = lost(tried.by_adam);
    page.value("lost.adam", lost_of_adam == 0 ? "none" : fmt::format("{}", lost_of_adam));
    page.values({{"best", best}, {"rate", knobs.rate}, {"end.descent", fate(slow)}});
    page.value("best.adam", tried.best_of_adam);
    page.value("descent.end", break_of_descent(tried));
    page.values({{"end.adam", fate(fast)}, {"steps", knobs.steps}});
    page.value("words.looked", kWordsLookedAt);
    page.text(R"md(
        Which learning rate is right? There is no formula; you have to try. Each point in the next figure is
        a whole training run with the rate below it, and its height is the loss at the end.)md");
    page.show(Figure{"rates", "Too small a rate goes nowhere, too large a one too far",
                     fmt::format("Two curves against the learning rate, both on log axes: the loss "
                                 "at the end. Adam's is "
                                 "lowest at a rate of {:.3g}, descent's at a rate of {:.3g}{}.",
                                 tried.best_of_adam, best, break_of_descent(tried)),
                     Plot{{"learning rate (log)", Scale::log},
                          {"loss at the end (nats per letter, log)", Scale::log}}
                         .line("descent", tried.rates, tried.by_descent)
                         .line("Adam", tried.rates, tried.by_adam)});
    page.text(R"md(
        On the left the rates are too small to get anywhere in time. On the right they are too large: each
        step jumps across the valley and lands higher up than it started. Descent is best at
        @{best}@{descent.end}. Adam is best at @{best.adam}.

        Both learn the task. What have their numbers learnt? In the next two maps each
        row is a position that writes and each column a position that it may look at; a cell holds the mean
        weight over @{words.looked} words. First with the random numbers:)md");
    show_attention(page, "before", "Before learning to reverse: random numbers look at random",
                   before);
    page.value("first.looked", looks_most_at(before, 0));
    page.value("first.looked.weight", before(0, argmax(before.row(0))));
    page.text(R"md(
        Before training, no cell is large. The first position looks most at letter @{first.looked}, with a
        weight of only @{first.looked.weight:.2f}. After training with Adam, one cell in each row is
        large:)md");
    const Matrix after = mean_attention(by_adam, backwards);
    show_attention(page, "after", "After learning to reverse: the diagonal", after);
    where_it_looks(page, before, after);
    descent_and_adam(page, slow, fast);
}

void learn_to_copy(Page& page, const Knobs& knobs) {
    const int n = knobs.letters;
    const Lesson again{false, 2, n, 4 * knobs.steps};
    SmallModel copies(n, 1, page.seed());
    learn(copies, again, adam(knobs.rate, copies.all.size()), page.seed());
    const Matrix copied = mean_attention(copies, {false, n, n});
    page.deep_dive("The same model, taught to copy", [&] {
        page.text("Ask it to *copy* the word instead, and it learns the other diagonal:");
        show_attention(page, "copy", "Taught to copy: each position looks at itself", copied);
        page.check("taught to copy, each position looks most at its own letter",
                   looks_where_it_must(copied, false));
        page.value("copy.first", looks_most_at(copied, 0));
        page.text(R"md(
            Position 1 looks at letter @{copy.first}, and so on down the diagonal. (For this map the model
            was given words of different lengths, and more time. If all the words have the same number of
            letters, it looks for a letter by its name as well as by its position, and the map is less
            clear.))md");
    });
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
        The highlighted part is the way back: from the words that come out to all the numbers that made them.

        *You need the model of chapter 07; off the short path, slopes from the primer help. The first half ends
        when a sentence comes out right; you may stop there for the night.*

        Chapter 07 ended with a model that babbled, because its numbers were random. Where do good numbers
        come from? In this chapter that very model learns to translate *J'aime les beignets*, which it has
        never seen, in a short training run.)md");
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
                  The loss says how wrong a model is: the mean of −ln *p*. Its slopes with respect to all
                  the parameters are the gradient. Backpropagation finds them in one pass backwards: slopes
                  along a path multiply, slopes of different paths add up. Then every parameter takes a
                  small step against its slope, again and again. In @{lessons:,} steps @{parameters:,}
                  random numbers became a translator that gets @{share:.0%} of new sentences right. Warm-up
                  keeps the first steps small; smoothing and dropout keep the model from being too
                  sure.)md",
         .questions =
             {{"Why does the decoder read the right beginning in training, and not its own?",
               "After its first mistake every further question would be nonsense, because a wrong "
               "beginning has no right continuation. And since the right sentence is known from "
               "the start, all its places can be computed in a single pass, with the mask hiding "
               "what is to be said."},
              {"A parameter is used in two places. How do you get its slope?",
               "By adding up the slopes along both paths. When the parameter moves, both places "
               "feel it, so each of them hands back a share. A tape that overwrites a share "
               "instead of adding it loses one of the paths."},
              {"Your loss falls nicely. What mistakes may still be in your program?",
               "A wrong gradient that points roughly downhill, which a gradient check would find; "
               "and a wrong computation with the right gradient of itself, which only a "
               "comparison with code that you trust would find. On this page models learnt their "
               "task with either."}},
         .next = "So attention can be learnt. But so could the older networks. What could they "
                 "not do?",
         .answer = "From a loss, its slopes by the chain rule, and many small steps downhill."});
}

void build(Page& page, Knobs& knobs) {
    const std::vector<TrialRow> trials = recorded_trials();
    School school(page.seed());
    opening(page);
    how_wrong(page, school);
    reading_the_answer(page);
    nudge(page, school);
    chain_rule(page);
    smallest_model(page, knobs.letters);
    learn_to_reverse(page, knobs);
    learn_to_copy(page, knobs);
    const std::vector<TokenPair> pairs = school_book(school, page.quick());
    many_sentences(page, school, pairs);
    const int lessons = page.quick() ? std::min(knobs.lessons, 5) : knobs.lessons;
    goes_to_school(page, school, pairs, lessons);

    p_minus_y(page, knobs.smoothing);
    through_attention(page);
    check_gradients(page);
    the_loss_falls(page, knobs.letters, knobs.steps, knobs.rate);
    warm_up(page, knobs.warmup);
    warm_up_in_translators(page, trials);
    few_words(page, knobs.smoothing, knobs.dropout);
    smoothing_in_translators(page, trials);
    closing(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({8, "learning", "Where do the numbers come from?"}, declare,
                                 build);
}

}  // namespace chapter_08
