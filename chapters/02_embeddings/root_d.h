// The section of chapter 02 on the factor that the library multiplies an embedding by.
#pragma once

#include "by_hand.h"
#include "nn/embedding.h"
#include "notebook/page.h"

namespace chapter_02 {
using namespace book;

inline const std::string kRootD = "chapters/02_embeddings/root_d.h";

inline void times_root_d(Page& page) {
    page.section("Times √d");
    page.quote("In the embedding layers, we multiply those weights by √d_model.",
               "Vaswani et al. 2017, section 3.4");
    page.text(R"md(
        There is one more detail, and it puzzles nearly everybody who reads the paper. What is looked up is not used
        as it is. Every number of it is multiplied by √d, where d (the paper says d_model) is the width of a row.
        Why? The paper gives no reason. What follows is the explanation that its readers usually give, and that this
        book's code was written by. It is not the paper's.

        It has two halves. The first is at the other end of the machine. The paper uses the same table twice: at the
        beginning, to turn a word into a row, and at the end, to turn a row into a word. At the end, the model has
        computed some row, and it compares this row with every row of the table, by dot products, to see which word
        fits best. (Chapter 07 builds this, and asks why one would share.) Long rows would make these dot products
        large, and learning starts badly from large ones, as chapter 05 will show. So the table's rows should start
        with a length of about 1, whatever d is, and their random numbers are drawn small, with a typical size of
        1/√d.

        The second half is at the beginning. There, chapter 03 will add to each word's row another row, which says
        where in the sentence the word stands. It is made of sines and cosines, one of each for every two numbers.
        Because sin² + cos² = 1, each such couple adds 1 to the square of the length, and d/2 couples give a length
        of exactly √(d/2). Beside that, a word's row with length 1 is nearly nothing, and the wider the model, the
        less.

        Let us put the three lengths side by side. The code draws a table of random rows and asks the library for
        the rows of a hundred positions; the line to look at is the one that multiplies by `root`.)md");
    Rng rng(page.seed());
    Table sizes{{"d", ""},
                {"word's row", ".2f"},
                {"position's row", ".2f"},
                {"word's row · √d", ".2f"},
                {"word to position", ".2f"}};
    std::vector<double> widths;
    std::vector<double> positions;
    std::vector<double> ratios;
    // clang-format off
    // [root]
    const auto length = [](const Matrix& rows) {  // of one of them, in the mean
        return norm(rows) / std::sqrt(rows.rows());
    };
    for (int d : {16, 64, 256, 1024}) {
        const real root = std::sqrt(real(d));
        const Matrix rows = randn({100, d}, rng, 1 / root);  // a table
        const Matrix places = sinusoidal_positions(100, d);
        const Matrix longer = scale(rows, root);

        // [not-shown]
        const double ratio = length(longer) / length(places);
        widths.push_back(d);
        positions.push_back(length(places));
        ratios.push_back(ratio);
        page.check("a row of the table has length 1, to 15%",
                   std::abs(length(rows) - 1) < 0.15);
        page.check("a position's row is more than twice as long as a word's",
                   length(places) > 2 * length(rows));
        page.check("times √d, the word's row is longer, by a third to a half",
                   ratio > 1.33 && ratio < 1.5);
        // [/not-shown]
        sizes.add(d, length(rows), length(places), length(longer),
                  length(longer) / length(places));
    }
    // [/root]
    // clang-format on
    page.cell("root", kRootD);
    page.text("Each row of the table is one width:");
    page.show(sizes,
              "Lengths, in the mean of a hundred rows; the last column is the fourth by the third");
    page.values({{"root.width", widths[1]}, {"root.position", positions[1]}});
    page.values({{"root.widest", widths.back()}, {"root.widest.position", positions.back()}});
    page.value("root.ratio", ratios.back());
    page.text(R"md(
        At d = @{root.width:.0f} a position has length @{root.position:.2f}, and at d = @{root.widest:.0f} it is
        @{root.widest.position:.2f}, while the word's row has length 1 throughout. Times √d, the word is about
        @{root.ratio:.2f} times as long as its position, and that at every width. So √d does not make the word
        strong; it keeps word and position in proportion, however wide the model is.

        All of this is about the start. Training moves the numbers of the table, and a model could in principle
        learn larger rows by itself. We have not tried what happens without the factor. The library looks up and
        multiplies in one step, which we compare with our own two steps:)md");
    // [embed]
    Tape tape(Tape::Mode::inference);  // what the library writes on (chapter 08)
    const std::vector<int> ids{2, 1, 2};
    const Var rows = embed(tape.constant(kTable), ids);  // (3 x 2)
    const Matrix ours = scale(look_up(ids, kTable), std::sqrt(real{2}));
    // [/embed]
    page.cell("embed", kRootD);
    page.check("the library's embedding is a lookup times √d",
               max_abs_difference(rows.value(), ours) < 1e-6);
    page.text(R"md(
        (The `Tape` is of no interest here. It is a notebook in which the library writes down what it has computed,
        because learning, in chapter 08, goes through it backwards.) While a model learns, each word of a sentence
        sends a correction back to its row in the table. A word that stands in the sentence twice, such as id 2
        above, sends two, and its row gets their sum.)md");
    page.exercise("2.4", "Send the corrections back to the table.");
}

}  // namespace chapter_02
