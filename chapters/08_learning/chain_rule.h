// The chain rule on five numbers: on paper, on a tape of our own, on the library's.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "autodiff/ops.h"
#include "notebook/figure.h"
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
        page.check("by hand, on our own tape and on the library's, the gradients are the same",
                   ours_agrees && librarys_agrees);
    }
    page.show(table, "The library's tape, played backwards: the last line comes first");
}

// Five numbers and the calculation between them.
struct FiveNumbers {
    double w, x, z, y, L;
    double dw, dx, dz, dy;
};

// The boxes are the calculation, from top to bottom; the arrows are the way back.
inline Figure way_back(const FiveNumbers& n) {
    const auto box = [](const std::string& name, double value, double slope) {
        return fmt::format("{}\nvalue {}\nslope {}", name, shortest(value), shortest(slope));
    };
    const auto label = [](double slope) { return shortest(slope); };
    Diagram d;
    d.box("w", {0, 0}, {14, 5}, box("w", n.w, n.dw), Look::lit)
        .box("x", {30, 0}, {14, 5}, box("x", n.x, n.dx))
        .box("z", {30, 9}, {14, 5}, box("z = w × x", n.z, n.dz))
        .box("y", {15, 18}, {14, 5}, box("y = z + w", n.y, n.dy))
        .box("L", {15, 27}, {14, 5}, box("L = y × y", n.L, 1))
        .arrow("L", "y", label(2 * n.y), {.leaves = Diagram::Side::top})
        .arrow("y", "z", label(n.dy),
               {.leaves = Diagram::Side::right, .enters = Diagram::Side::bottom, .way = {{37, 20}}})
        .arrow("y", "w", label(n.dy),
               {.leaves = Diagram::Side::left, .enters = Diagram::Side::bottom, .way = {{5, 20}}})
        .arrow("z", "x", label(n.dz * n.w), {.leaves = Diagram::Side::top})
        .arrow("z", "w", label(n.dz * n.x),
               {.leaves = Diagram::Side::left, .enters = Diagram::Side::bottom, .way = {{9, 11}}});
    const std::string alt = fmt::format(
        "Five boxes, one below the other: w and x at the top, then z = w × x, then y = z + w, and "
        "L = y × y at the bottom. Arrows lead back up: L hands {} to y; y hands {} to z and {} to "
        "w; z hands "
        "{} "
        "to x and {} to w. The two shares of w add up to its slope, {}.",
        label(2 * n.y), label(n.dy), label(n.dy), label(n.dz * n.w), label(n.dz * n.x),
        label(n.dw));
    return {"way_back", "Values go down, slopes come up", alt, d};
}

// The same on a tape of our own and on the library's.
inline void on_two_tapes(Page& page, const FiveNumbers& n) {
    const double w = n.w;
    const double x = n.x;
    page.text(R"md(
        A `Scalar` below keeps its value, its slope, and a function that hands the slope back. The lines to look
        at are those with `+=`: a share is *added*, and never overwrites what is already there.)md");
    page.setup("number", kChain);
    page.text(R"md(
        Now we record our five numbers on this tape and also on the library's, which holds matrices instead of
        single numbers; ours are the smallest there are, of shape (1 x 1). A `Var` is a matrix that is on a
        tape.)md");
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
    page.text("This is what the library's tape holds afterwards:");
    const std::vector<TapeLine> by_hand{{"w", n.w, n.dw, ""},
                                        {"x", n.x, n.dx, ""},
                                        {"z = w × x", n.z, n.dz, "w: @·x, x: @·w"},
                                        {"y = z + w", n.y, n.dy, "z: @, w: @"},
                                        {"L = y × y", n.L, 1, "y: @·y, and again @·y"}};
    show_played_backwards(page, by_hand, own, tape);
    page.text(R"md(
        The last row shows *w* with its gradient of @{dw}, as on paper. A tape that overwrote a share
        instead of adding it would have kept only one of the two. (Textbooks call this method reverse-mode
        differentiation.))md");
}

inline void chain_rule(Page& page) {
    page.section("The chain rule, on five numbers", Path::shortest);
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
    page.values({{"w", w}, {"x", x}, {"dw", dw}, {"y.of.five", y}, {"dy", dy}});
    page.values({{"share.z", x * dz}, {"share.y", dy}});
    page.text(R"md(
        How can one pass find every slope at once? Let us watch it on a calculation that fits on paper. *w*
        = @{w} and *x* = @{x} are given. Then come *z* = *w* × *x*, *y* = *z* + *w*, and *L* = *y* × *y*,
        which plays the part of the loss. We want the slope of *L* with respect to *w*: if *w* moves a
        little, how many times as far does *L* move?

        Begin at the end. If *y* moves by a little, *L* moves 2*y* times as far (the primer has that slope).
        Here *y* is @{y.of.five}, so the slope is @{dy}. One step further back, if *z* moves, *y* moves just
        as far: the slope is 1. And if *w* moves, *z* moves *x* times as far. So along this path, from *w* to
        *z* to *y* to *L*, the slopes *multiply*: @{x} × 1 × (@{dy}) = @{share.z}. That is the chain rule of
        the primer.

        But *w* is used twice: it is also added in *y* = *z* + *w*. Along this second
        path the slope is 1 × (@{share.y}) = @{share.y}. When *w* moves, both things happen, so the slopes of
        different paths *add up*: @{share.z} + (@{share.y}) = @{dw}. As a formula:)md");
    page.formula(R"(\frac{dL}{dw} = \frac{dL}{dy}\left(\frac{dy}{dz}\frac{dz}{dw} + 1\right))",
                 "dL/dw = dL/dy (dy/dz · dz/dw + 1)");
    page.text(R"md(
        In code, the first half works forwards and the second half backwards; `dy` is the slope of *L* with
        respect to *y*, and so on. In the last line *w*, which was used twice, receives two shares.)md");
    page.cell("hand", kChain);
    page.text(R"md(
        In the picture, the boxes show the calculation, downwards, and the arrows the slopes, upwards.)md");
    const FiveNumbers numbers{w, x, z, y, L, dw, dx, dz, dy};
    page.show(way_back(numbers));
    page.term("tape",
              "the list of all the operations in a calculation, kept so that it can be played "
              "backwards",
              {"tapes"});
    page.text(R"md(
        Two arrows lead into the box of *w*, with @{share.z} and @{share.y}, and its slope is their sum, @{dw}.

        No box needs to know the whole calculation. Each one waits until its own slope is complete, and then
        hands a share to each number that it was made of. A product hands each factor the *other* factor
        times its own slope. A sum hands on its slope unchanged. (That is how the residual connections of
        chapter 07 help a deep stack to learn: slopes pass through their sums undiminished.)

        So a program only has to keep a list of all the operations while it calculates, and then go through the
        list from the last to the first. Such a list is called a **tape**. When a number's turn comes, all
        its shares have arrived, because everything that *used* the number comes later on the tape and
        has already been played back. With matrices it works the same way, and the tape of a whole model is
        just longer. This is all there is to backpropagation.)md");
    page.deep_dive("A tape in thirty lines of code", [&] { on_two_tapes(page, numbers); });
}

}  // namespace chapter_08
