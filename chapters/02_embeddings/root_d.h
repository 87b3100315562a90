// The section of chapter 02 on the factor that the library multiplies an embedding by.
#pragma once

#include "by_hand.h"
#include "nn/embedding.h"
#include "notebook/page.h"

namespace chapter_02 {
using namespace book;

inline const std::string kRootD = "chapters/02_embeddings/root_d.h";

// What is measured in rows of one width.
struct Lengths {
    int d;
    double word;
    double position;
    double ratio;  // of a word's row times √d to a position's
};

inline void lengths_measured(Page& page, const std::vector<Lengths>& measured, const Table& sizes) {
    page.values({{"root.width", measured[1].d}, {"root.position", measured[1].position}});
    page.values(
        {{"root.widest", measured.back().d}, {"root.widest.position", measured.back().position}});
    page.text(R"md(
        At the output, the model has computed some row and compares it with every row of the table, by dot products,
        to see which word fits best. Long rows would make these dot products large, and learning starts badly from
        large ones, as chapter 05 will show. So the table's rows should start with a length of about 1, whatever d
        is. That is why their random numbers are drawn small, with a typical size of 1/√d: the squares of d such
        numbers are 1/d each, and add up to 1.

        At the input, the row for the position is made of sines and cosines, one of each for every two numbers.
        Because sin² + cos² = 1, each such pair adds 1 to the square of the length, and d/2 pairs give a length of
        exactly √(d/2).

        The code draws a table of random rows, asks the library for the rows of a hundred positions, and multiplies by
        `root`.)md");
    page.cell("root", kRootD);
    page.text("Each row of this table stands for one width:");
    page.show(sizes,
              "Mean lengths of a hundred rows; the last column is the fourth divided by the third");
    for (const Lengths& at : measured) {
        page.check("a row of the table has length 1, to within 15%", std::abs(at.word - 1) < 0.15);
        page.check("a position's row is more than twice as long as a word's",
                   at.position > 2 * at.word);
        page.check("times √d, a word's row is longer than a position's, by a third to a half",
                   at.ratio > 1.33 && at.ratio < 1.5);
    }
    page.text(R"md(
        At d = @{root.width} a position has length @{root.position:.1f}, and at d = @{root.widest} it is
        @{root.widest.position:.1f}, while the word's row has length 1 throughout. Times √d, the word is about
        @{root.ratio:.1f} times as long as its position, at every width. All this concerns the start of training,
        which moves the numbers of the table, and a model could in principle learn larger rows by itself. We have not tested what happens without the factor.)md");
}

inline void times_root_d(Page& page) {
    page.section("Times √d");
    page.quote("In the embedding layers, we multiply those weights by √d_model.",
               "Vaswani et al. 2017, section 3.4");
    Rng rng(page.seed());
    Table sizes{{"d", ""},
                {"word's row", ".1f"},
                {"position's row", ".1f"},
                {"word's row · √d", ".1f"},
                {"word to position", ".1f"}};
    std::vector<Lengths> measured;
    // clang-format off
    // [root]
    const auto length = [](const Matrix& rows) {  // the mean of all rows
        return norm(rows) / std::sqrt(rows.rows());
    };
    for (int d : {16, 64, 256, 1024}) {
        const real root = std::sqrt(real(d));
        const Matrix rows = randn({100, d}, rng, 1 / root);  // a table
        const Matrix places = sinusoidal_positions(100, d);
        const Matrix longer = scale(rows, root);

        // [not-shown]
        measured.push_back({d, length(rows), length(places), length(longer) / length(places)});
        // [/not-shown]
        sizes.add(d, length(rows), length(places), length(longer),
                  length(longer) / length(places));
    }
    // [/root]
    // clang-format on
    page.value("root.ratio", measured.back().ratio);
    page.text(R"md(
        One more detail puzzles most readers of the paper. Every number that is looked up is multiplied by √d, where d
        (the paper says d_model) is the width of a row. (Chapter 00 showed rows after this multiplication.) Why? The
        paper gives no reason. This is the usual explanation.

        The paper uses the same table twice: at the beginning of the machine, to turn a word into a row, and at its
        end, to turn a row into a word. At the end the table's rows should be short, of length 1; chapter 07 explains
        why. At the beginning they must not be too short, because chapter 03 adds a row that says where in the
        sentence the word is. That row consists of d/2 pairs of numbers, a sine and a cosine of the same angle, and
        the squares of each pair add up to 1. So its length is √(d/2): the wider the model, the longer. Beside it, a row
        of length 1 would be nearly nothing. Times √d, the word's row is about @{root.ratio:.1f} times as long as the
        position's row, however wide the model is.)md");
    page.deep_dive("The three lengths, measured", [&] { lengths_measured(page, measured, sizes); });
    // [embed]
    Tape tape(Tape::Mode::inference);  // what the library writes on (chapter 08)
    const std::vector<int> ids{2, 1, 2};
    const Var rows = embed(tape.constant(kTable), ids);  // (3 x 2)
    const Matrix ours = scale(look_up(ids, kTable), std::sqrt(real{2}));
    // [/embed]
    page.text(R"md(
        The library looks up and multiplies in one step, `embed`. In the last line of the code below, we do the same
        in two steps. (A `Tape` is a notebook in which the library writes down what it has computed, and a `Var` is a
        matrix in it; learning needs that in chapter 08.))md");
    page.cell("embed", kRootD);
    page.check("the library's embedding is a lookup times √d",
               max_abs_difference(rows.value(), ours) < 1e-6);
    page.text(R"md(
        While a model learns, each word in a sentence sends a correction back to its row in the table. A word that
        occurs twice in the sentence, such as id 2 above, sends two, and its row gets their sum.)md");
    page.exercise("2.4", "Send the corrections back to the table.");
}

}  // namespace chapter_02
