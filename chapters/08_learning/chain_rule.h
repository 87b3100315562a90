// The chain rule on five numbers: on paper, on a tape of our own, on the library's.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "autodiff/ops.h"
#include "notebook/page.h"

namespace chapter_08 {
using namespace book;

inline const char* const kChain = "chapters/08_learning/chain_rule.h";

// clang-format off
// [number]
struct Scalar {
    double value = 0;
    double gradient = 0;
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
    for (auto number = tape.rbegin(); number != tape.rend(); ++number) {
        number->hand_back();
    }
}
// [/number]
// clang-format on

// A line of both tapes, as it was worked out by hand.
struct TapeLine {
    std::string says;
    double value;
    double gradient;
    std::string hands_back;  // to whom; @ is the gradient
};

// The text with the number in the place of each @.
inline std::string filled_in(std::string text, double number) {
    std::size_t at = text.find('@');
    while (at != std::string::npos) {
        text.replace(at, 1, shortest(number));
        at = text.find('@');
    }
    return text;
}

inline void show_played_backwards(Page& page, const std::vector<TapeLine>& by_hand,
                                  const OwnTape& own, Tape& tape) {
    Table table{"line", "", "the library calls it", "value", "gradient", "hands back"};
    for (int id = tape.size() - 1; id >= 0; --id) {
        const auto i = static_cast<std::size_t>(id);
        const TapeLine& line = by_hand[i];
        const Var var(&tape, id);
        const real value = var.value()(0, 0);
        const real gradient = var.grad()(0, 0);
        table.add(id + 1, line.says, tape.name(id), value, gradient,
                  filled_in(line.hands_back, line.gradient));

        const bool ours_agrees = own[i].value == line.value && own[i].gradient == line.gradient;
        const bool librarys_agrees = static_cast<double>(gradient) == line.gradient;
        page.check("by hand, on our tape, on the library's: the same gradients",
                   ours_agrees && librarys_agrees);
    }
    page.show(table, "The tape, played backwards");
}

inline void chain_rule(Page& page) {
    page.section("The chain rule, on five numbers");
    // [hand]
    const double w = 3;
    const double x = -2;
    const double z = w * x;
    const double y = z + w;
    const double L = y * y;

    const double dL = 1;
    const double dy = 2 * y * dL;
    const double dz = dy;
    const double dx = w * dz;
    const double dw = x * dz + dy;  // one share from z, one from y
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
    Scalar& own_w = own.emplace_back(Scalar{w});
    Scalar& own_x = own.emplace_back(Scalar{x});
    Scalar& own_z = times(own, own_w, own_x);
    Scalar& own_y = plus(own, own_z, own_w);
    times(own, own_y, own_y);
    play_backwards(own);

    Tape tape;                         // the library's
    const Matrix w_matrix{{real(w)}};  // (1 x 1)
    const Matrix x_matrix{{real(x)}};  // (1 x 1)
    const Var var_w = tape.input(w_matrix);
    const Var var_x = tape.input(x_matrix);
    const Var var_z = multiply(var_w, var_x);
    const Var var_y = add(var_z, var_w);
    const Var var_L = multiply(var_y, var_y);
    tape.backward(var_L);
    // [/both]
    page.cell("both", kChain);
    const std::vector<TapeLine> by_hand{{"w", w, dw, ""},
                                        {"x", x, dx, ""},
                                        {"z = w x", z, dz, "w: @·x, x: @·w"},
                                        {"y = z + w", y, dy, "z: @, w: @"},
                                        {"L = y y", L, dL, "y: @·y, and again @·y"}};
    show_played_backwards(page, by_hand, own, tape);
    page.text(R"md(
        The gradient of w came in two shares that make @{dw}. A tape that *writes* a share where
        it should *add* it loses one. With matrices it is the same, line by line, and the model
        of chapter 07 is such a tape, only longer. Books call it *backpropagation*, or
        reverse-mode differentiation.)md");
}

}  // namespace chapter_08
