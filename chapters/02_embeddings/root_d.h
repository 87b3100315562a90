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
        A Transformer does not count. It begins with random rows and *learns* them with everything
        else (chapter 08): whatever helps to predict moves them. Here d, or d_model, is the width of
        a word. Why times √d? The paper uses the same table twice: to turn words into rows at the
        beginning, and rows into words at the end, by their dot products with every row of the
        table. For the second use a row should have length about 1 whatever d is, so its numbers are
        drawn with size 1/√d. For the first that is too small: other signals will be added to the
        word (chapter 03 says which), with numbers of up to 1.)md");
    Rng rng(page.seed());
    Table sizes{"d", {"a row", ".2f"}, {"a signal", ".2f"}, {"row · √d", ".2f"}};
    const auto length = [](const Matrix& rows) {  // of one of them, in the mean
        return norm(rows) / std::sqrt(rows.rows());
    };
    // clang-format off
    // [root]
    for (int d : {16, 64, 256, 1024}) {
        const real root = std::sqrt(real(d));
        const Matrix rows = randn({100, d}, rng, 1 / root);  // a table
        const Matrix signals = rand_uniform({100, d}, rng, -1, 1);
        const Matrix longer = scale(rows, root);

        sizes.add(d, length(rows), length(signals), length(longer));

        page.check("a row of the table has length 1, to 15%",
                   std::abs(length(rows) - 1) < 0.15);
        page.check("a signal is longer than a word's row",
                   length(signals) > length(rows));
        page.check("times √d, the word is longer",
                   length(longer) > length(signals));
    }
    // [/root]
    // clang-format on
    page.cell("root", kRootD);
    page.show(sizes, "Lengths, in the mean of 100; a signal is a row of numbers between −1 and 1");
    page.text(R"md(
        The wider the model, the more a word would drown; √d keeps the two in proportion. The
        library looks up and multiplies in one step:)md");
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
        While a model learns, each word of a sentence sends a correction back to its word's row. A
        word that stands in it twice gets both, added up.)md");
    page.exercise("2.4", "Send the corrections back to the table.");
}

}  // namespace chapter_02
