// Chapter 08: a loss, its slope, the chain rule played backwards; and numbers that learn.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "chain_rule.h"
#include "checks.h"
#include "effects.h"
#include "mistakes.h"
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
    page.section("Softmax with cross entropy: p − y");
    page.text(R"md(
        The last two lines of the model's tape are softmax and −ln p. Take chapter 05's three
        scores as what a model thinks of three words, and let *doughnuts* be right. What is
        asked for is y: all of it for one word. Written out, the loss is the logarithm of
        softmax's sum minus the right score. The slope of that logarithm by a score is the
        score's p. So (divided by n where the loss is the mean of n pieces):)md");
    page.formula(R"(L = \ln\sum_j e^{x_j} - x_{\mathrm{right}}, \qquad
                   \frac{\partial L}{\partial x} = p - y)",
                 "L = ln Σⱼ e^xⱼ − x_right,    ∂L/∂x = p − y");
    page.guess("A score moves against its slope. Who is pushed up?",
               "The right word alone; each other one goes down, as far as it was believed in.");
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
    for (const double e : {0.0, doubt}) {
        // [p_minus_y]
        const Numbers y{e / 3, e / 3, 1 - e + e / 3};  // what is asked for
        Tape tape;
        const Var scores = tape.input(x);
        const Var loss = cross_entropy(scores, std::vector<int>{2}, e);
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
        for (std::size_t i = 0; i < 3; ++i) {
            const double slope = slopes[i];
            page.check("the slope of the loss by a score is p − y, on paper and nudged",
                       std::abs(nudged[i] - slope) < 1e-6);
            page.check("and so it is on the library's tape", std::abs(by_tape[i] - slope) < 1e-6);
            total += slope;
            rows[i].insert(rows[i].end(), {Cell(y[i]), Cell(slope)});
            if (e == 0) rows[i].emplace_back(nudged[i]);
        }
    }
    for (const auto& row : rows) table.add_row(row);
    page.setup("own_loss");
    page.cell("p_minus_y");
    page.values({{"doubt", doubt}, {"gap", std::log((1 - doubt + doubt / 3) / (doubt / 3))}});
    page.show(table, "What *doughnuts* should get, without doubt and with @{doubt:.0%} of it");
    page.check("what one word gains, the others lose: the slopes add up to 0",
               std::abs(total) < 1e-6);
    page.text(R"md(
        With y all or nothing the push never ends: p = 1 would take an infinite score. *Label
        smoothing* (Szegedy et al. 2016) takes a share of @{doubt} from the right word and
        spreads it evenly over all, the right one too. It is still p − y, and now it comes to
        rest, here where the right score leads by @{gap:.1f}. We shall see what it is good for.)md");
    page.exercise("8.1", "Write the cross entropy with label smoothing.");
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

void check_gradients(Page& page) {
    page.section("Trust no gradient that you have not checked");
    page.text(R"md(
        Every operation on the library's tape has a formula for its gradient, found on paper.
        Nudging needs no formula. So let each check the other: draw inputs, weigh the outputs
        with random numbers u (a plain sum of a softmax is always 1 and has no slope), nudge
        every input.)md");
    page.cell("check", kChecks);
    page.text(R"md(
        How far to nudge? Too far, and the loss bends away. Too little, and the two losses
        differ in their last digits only: a `float` has seven. A push of h to both sides leaves
        an error of h squared, one of 2h four times that; so a third of what they differ by
        corrects it.)md");
    const std::vector<Checked> all = operations();
    Numbers errors;
    for (const Checked& c : all) {
        errors.push_back(gradient_error(c, kNudge, page.seed()));
    }
    Numbers pushes;
    Numbers largest;
    for (real push = 0.25f; push > 1e-4f; push /= 2) {
        double worst = 0;
        for (const Checked& checked : all) {
            worst = std::max(worst, gradient_error(checked, push, page.seed()));
        }
        pushes.push_back(double(push));
        largest.push_back(worst);
    }
    const double most = *std::max_element(errors.begin(), errors.end());
    page.values({{"gradient.max_error", most}, {"h", kNudge}, {"allowed", kAllowed}});
    page.show(Figure{"nudges", "Too large a nudge bends, too small a one drowns in rounding",
                     "A curve that falls and rises again, with its lowest point in between.",
                     Plot{{"nudge h", Scale::log}, {"largest error", Scale::log}}
                         .line("all operations", pushes, largest)
                         .horizontal(kAllowed, "allowed")});
    page.show(errors_table(all, errors),
              "Nudged by @{h}; the error as a share of the largest slope");
    page.check("the gradient of every operation agrees with finite differences", most < kAllowed,
               {"gradient.max_error"});
    page.check("too small a nudge is worse, and so is too large a one",
               largest.back() > 10 * most && largest.front() > 3 * most);
    page.text(R"md(
        The largest error is @{gradient.max_error:.1g}. We allow @{allowed}: some hundred times
        what rounding does here, and far less than what a forgotten factor does. (`relu`
        has a corner at 0, where there is no slope: the check keeps away from it. The tests of
        the library do all this in `double` and allow a hundred-thousandth of our tolerance.))md");
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

void smallest_model(Page& page, int n) {
    page.section("The smallest model that learns");
    const SmallModel model(n, 1, page.seed());
    page.values({{"numbers", model.all.size()}, {"letters", n}, {"letters.known", kLetters}});
    page.text(R"md(
        Now let numbers learn. The task: read a word of @{letters} letters, and write it
        backwards. The model is one head of attention, chapter 04 and no more: @{numbers:,}
        random numbers. Letters and positions have rows to be learnt; each position must say one
        of @{letters.known} letters.)md");
    page.setup("model", kSmall);
    page.text(R"md(
        One step of training is five lines: clear the tape, clear the gradients (they add up, so
        those of the last step would still be there), run forwards, play backwards, move every
        number a little *down* its slope.)md");
    page.cell("step", kSmall);
    page.text(R"md(
        The plainest last line is *gradient descent*: take away the slope times a *learning
        rate*. *Adam* (Kingma and Ba 2015) asks for each number what its slopes were of late,
        and how large they are as a rule: a running mean m of the slopes, one v of their
        squares. It moves by rate · m / √v: as long as the slopes agree, by about one rate,
        whatever their size; by less where they do not. Both means start at 0 and are too small
        at first: dividing by 1 − βᵗ makes up for that.)md");
    page.formula(R"(x \leftarrow x - \mathrm{rate}\,\frac{m/(1-\beta_1^t)}
                   {\sqrt{v/(1-\beta_2^t)} + \epsilon})",
                 "x ← x − rate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
                 "Kingma and Ba 2015, algorithm 1");
    page.setup("adam", kSmall);
    adam_against_ours(page);
    page.setup("descent");
    page.exercise("8.4", "Write a step of Adam.");
}

void where_it_looks(Page& page, const Matrix& before, const Matrix& after) {
    const double share = on_diagonal(before, true);
    const double share_after = on_diagonal(after, true);
    page.values({{"share.before", share}, {"share.after", share_after}});
    page.check("more of the looks lie on that diagonal than before", share_after > share);
    page.check("after, each position looks most at the letter that it must write",
               looks_where_it_must(after, true));
    page.text(R"md(
        On the diagonal where each position looks at the letter that it must write lay
        @{share.before:.0%} of the looks, now @{share.after:.0%}. Nobody told the model where to
        look. The loss asked for the right letters. To look from the first position at the last
        letter was a way to get them, and the slopes led there. Ask it to *copy* the word, and it
        learns the other diagonal. (It was given words of several lengths, and more time. If all
        are as long, it looks for a letter by its name as well as by its position.))md");
}

void learn_to_reverse(Page& page, const Knobs& knobs) {
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
    page.show(Figure{
        "rates", "Too small a rate goes nowhere, too large a one too far",
        "Two curves over the rate. Adam's valley lies further left; descent's curve breaks off.",
        Plot{{"learning rate", Scale::log}, {"loss at the end", Scale::log}}
            .line("descent", tried.rates, tried.by_descent)
            .line("Adam", tried.rates, tried.by_adam)});
    page.values({{"tried", tried.rates.size()}, {"lost", lost(tried.by_descent)}});
    page.value("lost.adam", lost(tried.by_adam));
    page.values({{"best", best}, {"rate", knobs.rate}, {"end.descent", fate(slow)}});
    page.values({{"end.adam", fate(fast)}, {"steps", knobs.steps}});
    page.text(R"md(
        Each point of the curves is a training. Of @{tried} rates, @{lost} made descent's loss
        infinite or no number at all, and those have no point (Adam: @{lost.adam}). Left of the
        valley nothing happens in time. Give descent the best rate of these, @{best}, and Adam
        @{rate} (turn it with `--rate`). After @{steps} steps, with new words in each, descent's
        loss is @{end.descent}, Adam's @{end.adam}.)md");
    page.show(Figure{"descent", "Descent at its best rate, and Adam",
                     "Two falling curves over the steps. Adam's begins later and ends lower.",
                     Plot{{"step"}, {"loss (nats per letter)", Scale::log}}
                         .line("descent", count_up(slow.losses), smoothed(slow.losses))
                         .line("Adam", count_up(fast.losses), smoothed(fast.losses))});
    const Matrix after = mean_attention(by_adam, backwards);
    show_attention(page, "before", "Before: random numbers look at random", before);
    show_attention(page, "after", "After: the diagonal from corner to corner", after);
    page.check("descent learns it: 99% of the letters of new words are right", slow.right > 0.99);
    page.check("Adam learns it, too", fast.right > 0.99);
    where_it_looks(page, before, after);
}

void learn_to_copy(Page& page, const Knobs& knobs) {
    const int n = knobs.letters;
    const Lesson again{false, 2, n, 4 * knobs.steps};
    SmallModel copies(n, 1, page.seed());
    learn(copies, again, adam(knobs.rate, copies.all.size()), page.seed());
    const Matrix copied = mean_attention(copies, {false, n, n});
    show_attention(page, "copy", "Taught to copy: each position looks at itself", copied);
    page.check("taught to copy, each position looks at its own letter",
               looks_where_it_must(copied, false));
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

void build(Page& page, Knobs& knobs) {
    School school(page.seed());
    how_wrong(page, school);
    nudge(page, school);
    chain_rule(page);
    p_minus_y(page, knobs.smoothing);
    check_gradients(page);
    smallest_model(page, knobs.letters);
    learn_to_reverse(page, knobs);
    learn_to_copy(page, knobs);
    the_loss_falls(page, knobs.letters, knobs.steps, knobs.rate);
    habits(page, knobs.warmup, knobs.smoothing, knobs.dropout);
    const int lessons = page.quick() ? std::min(knobs.lessons, 5) : knobs.lessons;
    goes_to_school(page, school, lessons);
    page.source("Rumelhart, Hinton, Williams 1986", "https://doi.org/10.1038/323533a0");
    page.source("Kingma and Ba 2015", "https://arxiv.org/abs/1412.6980");
    page.source("Szegedy et al. 2016", "https://arxiv.org/abs/1512.00567");
    page.source("Srivastava et al. 2014", "https://jmlr.org/papers/v15/srivastava14a.html");
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.end(
        {.recap = "From a loss, its gradient by the chain rule, and many small steps downhill.",
         .next = "So attention can be learnt, as older ideas can. Why did this matter so much?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({8, "learning", "Where do the numbers come from?"}, declare,
                                 build);
}

}  // namespace chapter_08
