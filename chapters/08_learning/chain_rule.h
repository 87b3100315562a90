// The chain rule on five numbers: on paper, on a tape of our own, on the library's.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "autodiff/ops.h"
#include "notebook/page.h"

namespace chapter_08 {
using namespace book;

inline const char* const kChain = "chapters/08_learning/chain_rule.h";

// clang-format off
// [number]
struct Scalar {
    double value, gradient = 0;
    std::function<void()> hand_back = [] {};  // to what it was made of
};
using OwnTape = std::deque<Scalar>;           // in order of creation

inline Scalar& times(OwnTape& tape, Scalar& a, Scalar& b) {
    Scalar& c = tape.emplace_back(Scalar{a.value * b.value});
    c.hand_back = [&] {
        a.gradient += c.gradient * b.value;
        b.gradient += c.gradient * a.value;
    };
    return c;
}
inline Scalar& plus(OwnTape& tape, Scalar& a, Scalar& b) {
    Scalar& c = tape.emplace_back(Scalar{a.value + b.value});
    c.hand_back = [&] {
        a.gradient += c.gradient;
        b.gradient += c.gradient;
    };
    return c;
}
inline void play_backwards(OwnTape& tape) {
    tape.back().gradient = 1;
    for (auto n = tape.rbegin(); n != tape.rend(); ++n) n->hand_back();
}
// [/number]
// clang-format on

inline void chain_rule(Page& page) {
    page.section("The chain rule, on five numbers");
    // [hand]
    const double w = 3, x = -2, z = w * x, y = z + w, L = y * y;
    const double dL = 1, dy = 2 * y * dL, dz = dy, dx = w * dz, dw = x * dz + dy;
    // [/hand]
    page.values({{"w", w}, {"x", x}, {"dw", dw}});
    page.text(R"md(
        Five numbers, few enough for paper: w = @{w}, x = @{x}, z = w x, y = z + w, L = y y. If
        y moves by a little, L moves 2y times as much. If z moves, y moves as much, so L moves
        2y times as much. Slopes along a way *multiply*: the chain rule. Two ways lead from w to
        L, one through z and one straight into y. Slopes of different ways *add up*.)md");
    page.formula(R"(\frac{dL}{dw} = \frac{dL}{dy}\left(\frac{dy}{dz}\frac{dz}{dw} + 1\right))",
                 "dL/dw = dL/dy (dy/dz · dz/dw + 1)");
    page.cell("hand", kChain);
    page.text(R"md(
        A *tape* does this for us. It writes down each operation as it is computed, and who took
        part. Then it is played backwards. Whoever has been handed a gradient hands on to those
        it was made of: a product hands each the value of the other times its own, a sum hands
        on what it has, undiminished (so chapter 07's residuals let gradients through a deep
        stack). Everybody who *used* a number stands behind it on the tape. So when its
        turn comes, all its shares have arrived.)md");
    page.setup("number", kChain);
    // [both]
    OwnTape own;  // our tape
    Scalar &w1 = own.emplace_back(Scalar{w}), &x1 = own.emplace_back(Scalar{x});
    Scalar& z1 = times(own, w1, x1);
    Scalar& y1 = plus(own, z1, w1);
    times(own, y1, y1);
    play_backwards(own);
    Tape tape;  // the library's
    const Matrix w2{{static_cast<real>(w)}}, x2{{static_cast<real>(x)}};
    const Var vw = tape.input(w2), vx = tape.input(x2);
    const Var vz = multiply(vw, vx);
    const Var vy = add(vz, vw);
    const Var vL = multiply(vy, vy);
    tape.backward(vL);
    // [/both]
    page.cell("both", kChain);
    const double values[] = {w, x, z, y, L}, by_hand[] = {dw, dx, dz, dy, dL};
    const char *says[] = {"w", "x", "z = w x", "y = z + w", "L = y y"},
               *hands[] = {"", "", "w: @·x, x: @·w", "z: @, w: @", "y: @·y, and again @·y"};
    Table table{"line", "", "the library calls it", "value", "gradient", "hands back"};
    for (int id = tape.size() - 1; id >= 0; --id) {
        const auto i = static_cast<std::size_t>(id);
        const Var v(&tape, id);
        std::string text = hands[i];
        for (std::size_t at; (at = text.find('@')) != std::string::npos;)
            text.replace(at, 1, shortest(by_hand[i]));
        table.add(id + 1, says[i], tape.name(id), v.value()(0, 0), v.grad()(0, 0), text);
        page.check("by hand, on our tape, on the library's: the same gradients",
                   own[i].value == values[i] && own[i].gradient == by_hand[i] &&
                       static_cast<double>(v.grad()(0, 0)) == by_hand[i]);
    }
    page.show(table, "The tape, played backwards");
    page.text(R"md(
        The gradient of w came in two shares that make @{dw}. A tape that *writes* a share where
        it should *add* it loses one. With matrices it is the same, line by line, and the model
        of chapter 07 is such a tape, only longer. Books call it *backpropagation*, or
        reverse-mode differentiation.)md");
}

}  // namespace chapter_08
