// Mistakes made on purpose, and who notices them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "checks.h"
#include "notebook/page.h"
#include "optim/adam.h"
#include "small_model.h"

namespace chapter_08 {
using namespace book;

// clang-format off
// [wrong]
// Softmax whose gradient is dx = g(p, dy, mean of dy with weights p).
template <class Gradient>
Var softmax_with(Var x, Gradient g) {
    const Var y = x.tape().record("softmax", x.shape(), {x});
    softmax_rows(x.value(), y.output());                    // (n x m)
    x.tape().on_backward(y, [x, y, g] {
        for (int r = 0; r < y.rows(); ++r) {
            const auto p = y.value().row(r);
            const auto dy = ConstView(y.grad()).row(r);
            const auto dx = x.grad().row(r);
            const real mean = dot(p, dy);
            for (std::size_t c = 0; c < p.size(); ++c) {
                dx[c] += g(p[c], dy[c], mean);
            }
        }
    });
    return y;
}

inline Var own_push_only(Var x) {  // as if each weight had its score alone
    const auto g = [](real p, real dy, real) { return p * (1 - p) * dy; };
    return softmax_with(x, g);
}

inline Var mean_lost(Var x) {
    const auto g = [](real p, real dy, real) { return p * dy; };
    return softmax_with(x, g);
}

inline Var p_lost(Var x) {
    const auto g = [](real, real dy, real mean) { return dy - mean; };
    return softmax_with(x, g);
}
// [/wrong]
// clang-format on

// Calls f(row, column, row and column when read on) for every number of h heads, each (n x w).
template <class F>
void read_on(int h, int n, int w, F f) {
    for (int i = 0; i < h; ++i) {
        for (int r = 0; r < n; ++r) {
            for (int c = 0; c < w; ++c) {
                const int at = (i * n + r) * w + c;
                f(r, i * w + c, at / (h * w), at % (h * w));
            }
        }
    }
}

// Chapter 06's mistake: heads are laid one under the other, and read on in the new shape. What it
// does is wrong, its gradient is right.
inline Var joined_wrongly(const Vars& heads) {
    const int h = static_cast<int>(heads.size());
    const int n = heads[0].rows();
    const int w = heads[0].cols();
    const Var x = concat_cols(heads);  // (n x h w)
    const Var y = x.tape().record("joined wrongly", x.shape(), {x});
    const auto there = [&](int r, int c, int to_r, int to_c) {
        y.output()(to_r, to_c) = x.value()(r, c);
    };
    read_on(h, n, w, there);
    x.tape().on_backward(y, [x, y, h, n, w] {
        const auto back = [&](int r, int c, int to_r, int to_c) {
            x.grad()(r, c) += y.grad()(to_r, to_c);
        };
        read_on(h, n, w, back);
    });
    return y;
}

// One way to be wrong, and what became of it.
struct Mistake {
    const char* name;
    Parts parts;
    double check = 0;  // error of the gradient check
    double first = 0;  // loss of the first step
    double last = 0;   // loss of the last ones
    double right = 0;  // share of the letters
};

inline double check_parts(const Parts& parts, std::uint64_t seed) {
    const Operation softmax = [&](const Vars& x) { return parts.softmax(x[0]); };
    const Operation join = [&](const Vars& x) { return parts.join({x[0], x[1]}); };
    const double of_softmax = gradient_error({"", softmax, {{3, 4}}}, kNudge, seed);
    const double of_join = gradient_error({"", join, {{3, 4}, {3, 4}}}, kNudge, seed);
    return std::max(of_softmax, of_join);
}

// What a model that copies has lost at the end, by how its heads are joined.
struct JoinLosses {
    double right = 0;
    double wrong = 0;
};

// Words of three to eight letters, copied and written backwards.
inline JoinLosses many_lengths(Page& page, const Parts& rightly, const Parts& wrongly) {
    Table table{"task", "heads joined", "loss", {"letters right", ".0%"}};
    JoinLosses copying;
    for (const bool backwards : {false, true}) {
        for (const bool wrong : {false, true}) {
            SmallModel model(8, 4, page.seed());
            Lesson lesson;
            lesson.backwards = backwards;
            lesson.shortest = 3;
            lesson.longest = 8;
            lesson.steps = page.quick() ? 300 : 1000;
            lesson.parts = wrong ? wrongly : rightly;
            const Trained out = learn(model, lesson, adam(0.01, model.all.size()), page.seed());
            table.add(backwards ? "backwards" : "copy", wrong ? "wrongly" : "rightly", fate(out),
                      out.right);
            if (!backwards && !wrong) copying.right = out.last();
            if (!backwards && wrong) copying.wrong = out.last();
        }
    }
    page.show(table, "Words of three to eight letters");
    return copying;
}

inline void the_loss_falls(Page& page, int n, int steps, double rate) {
    page.section("“The loss falls” is no test");
    page.text(R"md(
        What if a gradient is wrong? Softmax has an inviting mistake: to take each weight for a
        function of its own score, as if a push did not move *all* weights. By chapter 05's
        slopes a score gets p · (what comes back − the mean of that with weights p). Two more: to lose that mean,
        or the factor p. A fourth mistake is chapter 06's: heads
        joined without the transpose. The task is the same, with four heads.)md");
    page.setup("wrong", "chapters/08_learning/mistakes.h");
    std::vector<Mistake> mistakes{{"nothing", {}},
                                  {"its own push only", {own_push_only}},
                                  {"the mean lost", {mean_lost}},
                                  {"the factor p lost", {p_lost}},
                                  {"heads joined wrongly", {Parts().softmax, joined_wrongly}}};
    page.guess("Which of the four can be seen from a falling loss?",
               "Hardly any: @{fooled} of them learn as if nothing were wrong.");
    Table table{"what is wrong",
                {"gradient check", ".1g"},
                {"loss, first", ".2f"},
                "last",
                {"letters right", ".0%"}};
    Plot plot{{"step"}, {"loss (nats per letter)", Scale::log}};
    for (Mistake& mistake : mistakes) {
        mistake.check = check_parts(mistake.parts, page.seed());

        SmallModel model(n, 4, page.seed());
        const Lesson lesson{true, n, n, steps, mistake.parts};
        const Trained out = learn(model, lesson, adam(rate, model.all.size()), page.seed());
        mistake.first = out.losses[0];
        mistake.last = out.last();
        mistake.right = out.right;
        table.add(mistake.name, mistake.check, mistake.first, fate(out), mistake.right);
        plot.line(mistake.name, count_up(out.losses), smoothed(out.losses));
    }
    const auto learns = [](const Mistake& mistake) { return mistake.right > 0.99; };
    page.value("fooled", std::count_if(mistakes.begin() + 1, mistakes.end(), learns));
    page.show(table, "gradient check: the error beside finite differences");
    page.show(Figure{"mistakes", "Which of these is the right one?",
                     "Five curves of losses. Several fall as far as the right one.", plot});

    const Mistake& own_push = mistakes[1];
    const Mistake& no_mean = mistakes[2];
    const Mistake& no_p = mistakes[3];
    const Mistake& wrong_join = mistakes[4];
    const double clearly = 100 * kAllowed;
    page.check("the check finds all three wrong gradients",
               own_push.check > clearly && no_mean.check > clearly && no_p.check > clearly);
    page.check("with a wrong gradient the loss can fall all the same",
               own_push.last < 0.1 * own_push.first && learns(own_push));
    page.check("with heads joined wrongly, too",
               wrong_join.last < 0.1 * wrong_join.first && learns(wrong_join));
    page.check("the gradient check has nothing against the wrong join",
               wrong_join.check < kAllowed);
    page.text(R"md(
        A wrong gradient that points roughly downhill still goes down. The check knows better.
        But the check is blind to the wrong join: that computes the wrong thing, and its
        gradient is the right gradient *of the wrong thing*. Two questions, two tests. Is the
        slope right? Nudge. Is what is computed right? Compare with plain loops, or look at one
        head's columns, as in chapter 06.

        And the wrong join learns? The model is flexible: with words of one length the pieces
        always land in the same columns, and it learns to live with that. With three to eight
        letters they do not:)md");
    const JoinLosses copying = many_lengths(page, mistakes[0].parts, wrong_join.parts);
    page.check("copying words of many lengths, the wrong join costs ten times the loss",
               copying.wrong > 10 * copying.right);
    page.text(R"md(
        Copying, the wrong join falls behind. Backwards it is even *ahead*. To know its letter a
        position must know how long the word is, which our one layer cannot tell it; the wrong join
        mixes positions in a way that depends on the length, and so gives it away. No loss will
        ever tell you that this was a mistake.)md");
    page.exercise("8.5", "The gradient of attention.");
}

}  // namespace chapter_08
