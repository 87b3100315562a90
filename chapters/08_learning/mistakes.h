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
    softmax_rows(x.value(), y.output());
    x.tape().on_backward(y, [x, y, g] {
        for (int r = 0; r < y.rows(); ++r) {
            const auto p = y.value().row(r), dy = ConstView(y.grad()).row(r);
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

// Chapter 06's mistake: heads are laid one under the other, and read on in the new shape. What it
// does is wrong, its gradient is right.
inline Var joined_wrongly(const Vars& heads) {
    const int h = static_cast<int>(heads.size()), n = heads[0].rows(), w = heads[0].cols();
    const Var x = concat_cols(heads);  // (n x h w)
    const Var y = x.tape().record("joined wrongly", x.shape(), {x});
    const auto each = [h, n, w](auto f) {  // f(row, column, row and column when read on)
        for (int i = 0; i < h; ++i)
            for (int r = 0; r < n; ++r)
                for (int c = 0; c < w; ++c) {
                    const int at = (i * n + r) * w + c;
                    f(r, i * w + c, at / (h * w), at % (h * w));
                }
    };
    each([&](int r, int c, int to_r, int to_c) { y.output()(to_r, to_c) = x.value()(r, c); });
    x.tape().on_backward(y, [x, y, each] {
        each([&](int r, int c, int to_r, int to_c) { x.grad()(r, c) += y.grad()(to_r, to_c); });
    });
    return y;
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
    struct Kind {
        const char* name;
        Parts parts;
        double check = 0, first = 0, last = 0, right = 0;
    };
    std::vector<Kind> kinds{{"nothing", {}},
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
    for (Kind& k : kinds) {
        const Operation softmax = [&](const Vars& x) { return k.parts.softmax(x[0]); };
        const Operation join = [&](const Vars& x) { return k.parts.join({x[0], x[1]}); };
        k.check = std::max(gradient_error({"", softmax, {{3, 4}}}, kNudge, page.seed()),
                           gradient_error({"", join, {{3, 4}, {3, 4}}}, kNudge, page.seed()));
        SmallModel m(n, 4, page.seed());
        const Trained out =
            learn(m, {true, n, n, steps, k.parts}, adam(rate, m.all.size()), page.seed());
        k.first = out.losses[0];
        k.last = out.last();
        k.right = out.right;
        table.add(k.name, k.check, k.first, fate(out), k.right);
        plot.line(k.name, count_up(out.losses), smoothed(out.losses));
    }
    page.value("fooled", std::count_if(kinds.begin() + 1, kinds.end(),
                                       [](const Kind& k) { return k.right > 0.99; }));
    page.show(table, "gradient check: the error beside finite differences");
    page.show(Figure{"mistakes", "Which of these is the right one?",
                     "Five curves of losses. Several fall as far as the right one.", plot});
    const double noise = kAllowed;
    page.check("the check finds all three wrong gradients", kinds[1].check > 100 * noise &&
                                                                kinds[2].check > 100 * noise &&
                                                                kinds[3].check > 100 * noise);
    page.check("with a wrong gradient the loss can fall all the same",
               kinds[1].last < 0.1 * kinds[1].first && kinds[1].right > 0.99);
    page.check("with heads joined wrongly, too",
               kinds[4].last < 0.1 * kinds[4].first && kinds[4].right > 0.99);
    page.check("the gradient check has nothing against the wrong join", kinds[4].check < noise);
    page.text(R"md(
        A wrong gradient that points roughly downhill still goes down. The check knows better.
        But the check is blind to the wrong join: that computes the wrong thing, and its
        gradient is the right gradient *of the wrong thing*. Two questions, two tests. Is the
        slope right? Nudge. Is what is computed right? Compare with plain loops, or look at one
        head's columns, as in chapter 06.

        And the wrong join learns? The model is flexible: with words of one length the pieces
        always land in the same columns, and it learns to live with that. With three to eight
        letters they do not:)md");
    Table lengths{"task", "heads joined", "loss", {"letters right", ".0%"}};
    double last[2][2];
    for (const int copy : {1, 0})
        for (const bool wrong : {false, true}) {
            SmallModel m(8, 4, page.seed());
            const Lesson lesson{copy == 0, 3, 8, page.quick() ? 300 : 1000,
                                kinds[wrong ? 4 : 0].parts};
            const Trained out = learn(m, lesson, adam(0.01, m.all.size()), page.seed());
            last[copy][wrong] = out.last();
            lengths.add(copy ? "copy" : "backwards", wrong ? "wrongly" : "rightly", fate(out),
                        out.right);
        }
    page.show(lengths, "Words of three to eight letters");
    page.check("copying words of many lengths, the wrong join costs ten times the loss",
               last[1][1] > 10 * last[1][0]);
    page.text(R"md(
        Copying, the wrong join falls behind. Backwards it is even *ahead*. To know its letter a
        position must know how long the word is, which our one layer cannot tell it; the wrong join
        mixes positions in a way that depends on the length, and so gives it away. No loss will
        ever tell you that this was a mistake.)md");
    page.exercise("8.5", "The gradient of attention.");
}

}  // namespace chapter_08
