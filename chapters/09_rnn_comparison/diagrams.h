// The pictures of chapter 09: a chain beside attention, an LSTM's cell, and two ways to compare.
#pragma once

#include <array>
#include <cmath>
#include <string>

#include "notebook/figure.h"
#include "notebook/value.h"

namespace chapter_09 {
using namespace book;

using Side = Diagram::Side;

inline std::string two_digits(double x) { return format_value(Value(x), ".2f"); }

// Who reaches whom in how many steps.
inline Figure chain_figure() {
    const std::array<const char*, 3> words{"I", "love", "doughnuts"};
    Diagram d;
    d.text({0, 0}, "a chain").text({32, 0}, "attention");
    for (int i = 0; i < 3; ++i) {
        const int row = 2 + 5 * i;
        const std::string n = std::to_string(i);
        const auto* word = words[std::size_t(i)];
        d.word("word" + n, {0, row}, {13, 3}, word);
        d.box("state" + n, {17, row}, {9, 3}, "state", Look::lit);
        d.arrow("word" + n, "state" + n);
        if (i > 0) {
            d.arrow("state" + std::to_string(i - 1), "state" + n, "",
                    {.look = Look::lit, .line = Diagram::Line::heavy});
        }
        d.word("seen" + n, {32, row}, {13, 3}, word);
    }
    d.box("mix", {49, 12}, {9, 3}, "mix", Look::lit);
    d.road({{44, 3}, {55, 3}, {55, 12}}, "", {.look = Look::lit})
        .road({{44, 8}, {51, 8}, {51, 12}}, "", {.look = Look::lit})
        .arrow("seen2", "mix", "", {.look = Look::lit});
    d.text({0, 16}, "I: 3 steps").text({32, 16}, "I: 1 step, like all");
    return {
        "chain", "The path from \"I\" to the end of the sentence",
        "Left, a chain: each of the words I, love and doughnuts goes into a state of its own, and "
        "each state goes into the next one below. What I said is handed on twice before it "
        "reaches the last state. Right, attention: three arrows lead from the three words "
        "straight into one mix.",
        d};
}

inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// One number of an LSTM: the state as a road, the gates as boxes beside it.
struct CellOnPaper {
    double before = 0.8;
    double forget = 0.9;
    double input = 0.2;
    double candidate = 0.5;
    double output = 0.7;
    double after() const { return forget * before + input * candidate; }
    double said() const { return output * std::tanh(after()); }
};

inline Figure lstm_figure(const CellOnPaper& cell) {
    Diagram d;
    const auto road = Diagram::ArrowStyle{.look = Look::lit, .line = Diagram::Line::heavy};
    d.word("before", {0, 0}, {14, 3}, "c = " + two_digits(cell.before), Look::lit);
    d.text({20, 3}, "gates, from the word and the old h");
    d.box("times", {1, 5}, {12, 3}, "times f");
    d.box("forget", {20, 5}, {27, 3}, "forget gate f = " + two_digits(cell.forget));
    d.box("plus", {1, 10}, {12, 4}, "plus i g");
    d.box("input", {20, 10}, {27, 4},
          "input gate i = " + two_digits(cell.input) +
              "\nnew content g = " + two_digits(cell.candidate));
    d.word("after", {0, 16}, {14, 3}, "c = " + two_digits(cell.after()), Look::lit);
    d.box("say", {1, 21}, {12, 3}, "o tanh(c)");
    d.box("output", {20, 21}, {27, 3}, "output gate o = " + two_digits(cell.output));
    d.word("said", {0, 26}, {14, 3}, "h = " + two_digits(cell.said()));
    d.arrow("before", "times", "", road)
        .arrow("times", "plus", "", road)
        .arrow("plus", "after", "", road)
        .arrow("after", "say")
        .arrow("say", "said")
        .arrow("forget", "times")
        .arrow("input", "plus")
        .arrow("output", "say");
    return {
        "lstm", "One number on an LSTM's road",
        "A road leads downwards. It begins with c = " + two_digits(cell.before) +
            ". First box on it: times f, and beside it the forget gate, f = " +
            two_digits(cell.forget) + ". Second box: plus i g, and beside it the input gate, i = " +
            two_digits(cell.input) + ", and the new content, g = " + two_digits(cell.candidate) +
            ". The road ends with c = " + two_digits(cell.after()) +
            ". From there a side road leads through o tanh(c), with the output gate o = " +
            two_digits(cell.output) + ", to h = " + two_digits(cell.said()) + ".",
        d};
}

}  // namespace chapter_09
