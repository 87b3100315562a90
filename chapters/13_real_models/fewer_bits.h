// Chapter 13: the section on four bits, measured while the page is made.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "four_bits.h"
#include "notebook/page.h"
#include "pictures.h"
#include "tensor/half.h"
#include "tensor/packed_matrix.h"

namespace chapter_13 {
using namespace book;

inline const char* const kFourBits = "chapters/13_real_models/four_bits.h";

// What the library makes of the same 32 numbers: they go through bytes as a file has them.
inline std::vector<real> through_a_file(const std::vector<real>& numbers, WeightType type) {
    Matrix row({1, static_cast<int>(numbers.size())});
    std::copy(numbers.begin(), numbers.end(), row.row(0).begin());
    const Matrix again = expanded(compressed(row, type));
    return {again.row(0).begin(), again.row(0).end()};
}

inline void a_block_of_numbers(Page& page, const SmallModel& small) {
    const std::vector<real> numbers = some_block(*small.model);
    const Block block = four_bits(numbers);
    Numbers before, after;
    double worst = 0;
    bool same_steps = true;
    const std::vector<real> file = through_a_file(numbers, WeightType::q4_1);
    const float step = from_f16(to_f16(block.step));  // as a file has it, in two bytes
    const float least = from_f16(to_f16(block.least));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        before.push_back(double(numbers[i]));
        after.push_back(double(number_again(block, i)));
        worst = std::max(worst, std::abs(before[i] - after[i]));
        same_steps = same_steps && real(step * float(block.steps[i]) + least) == file[i];
    }
    page.values({{"block.least", double(block.least)}, {"block.step", double(block.step)}});
    page.values(
        {{"block.number", before[0]}, {"block.count", block.steps[0]}, {"block.again", after[0]}});
    page.value("block.worst", worst);
    page.text(R"md(
        Four bits can tell 16 numbers apart: 0 to 15. How can a weight be one of 16? It could not, if the same 16 had to
        serve for the whole model. So a row is cut into blocks of 32 numbers, and each block has a scale of its own: its least
        number, and the width of a step. The file has the two, and for each number how many steps it lies above the least. In code:)md");
    page.setup("by_hand", kFourBits);
    page.text("Here are 32 numbers of chapter 12's model, before and after:");
    Plot plot{{"number of the block"}, {"value"}};
    plot.points("as it was trained", count_from(0, before.size()), before);
    plot.points("in four bits", count_from(0, after.size()), after);
    for (int i = 0; i < 16; i += 5)
        plot.horizontal(double(block.least) + i * double(block.step), std::to_string(i));
    page.show(Figure{"block", "32 numbers, and the steps on which they come to stand",
                     "Two points for each of 32 numbers, close together: the number itself and the "
                     "nearest of 16 "
                     "levels. Four of the levels are drawn as lines.",
                     plot});
    page.check("no number moves by more than half a step", worst <= 0.501 * double(block.step));
    page.check("by hand it is what the library's files hold, to the last bit", same_steps);
    page.text(R"md(
        The least of them is @{block.least:.4f}, and a step is @{block.step:.4f}. The first number, @{block.number:.4f}, lies
        nearest to step @{block.count}, so it becomes @{block.again:.4f}. None moves by more than half a step; the largest move is @{block.worst:.4f}. With two bytes each for the least and for the step, a block takes 20 bytes, and a number
        5 bits. The format is called Q4_1. In Q8_0 a number has a whole byte, with a step for each block, and F16 is a
        float of two bytes.)md");
}

inline void what_bits_cost(Page& page, const SmallModel& small) {
    page.section("What do four bits cost?");
    page.term("quantisation", "keeping numbers in fewer bits, each as one of a few steps",
              {"quantised"});
    page.text(R"md(
        The file of our model has four bits for most of its numbers. It was trained with 16 or more, and then somebody
        rounded. That is called **quantisation**, and nearly everybody who runs a model on their own machine runs one
        that is quantised: it is smaller, and faster too, since writing a word means reading all the numbers once.)md");
    a_block_of_numbers(page, small);

    const LanguageModel& model = *small.model;
    const Examined as_is = examine(model, small);
    const auto numbers = double(numbers_in_matrices(model));
    Table table{"kept as",
                {"bits for each number", ".1f"},
                {"kB", ".0f"},
                {"perplexity", ".3f"},
                {"logits moved by", ".4f"},
                {"same likeliest piece", ".1%"}};
    Bars sizes{{}, {{"", {}}}, "kB", ".0f"};
    std::vector<Examined> all;
    std::vector<double> bytes;
    for (const WeightType type :
         {WeightType::f32, WeightType::f16, WeightType::q8_0, WeightType::q4_1}) {
        const Examined kept =
            type == WeightType::f32 ? as_is : examine(kept_as(model, type), small);
        const auto kb = double(bytes_as(model, type)) / 1e3;
        table.add(book::name_of(type), 8e3 * kb / numbers, std::llround(kb), kept.perplexity,
                  kept.moved, kept.same_word);
        sizes.names.emplace_back(book::name_of(type));
        sizes.series[0].values.push_back(kb);
        all.push_back(kept);
        bytes.push_back(kb);
    }
    page.values(
        {{"small.numbers", std::int64_t(numbers)}, {"small.pieces", small.training_pieces}});
    page.values({{"small.steps", small.steps},
                 {"small.f32", std::llround(bytes[0])},
                 {"small.q4", std::llround(bytes[3])}});
    page.timing("small.seconds", small.seconds);
    page.values({{"small.perplexity", as_is.perplexity}, {"small.four", all[3].perplexity}});
    page.values({{"small.worse", all[3].perplexity / as_is.perplexity - 1},
                 {"small.eight", all[2].perplexity}});
    page.values({{"small.same", all[3].same_word},
                 {"small.moved", all[3].moved},
                 {"small.moved.eight", all[2].moved}});
    page.text(R"md(
        What was lost by it? From the file itself nobody can tell, because the numbers before the rounding are not
        in it. So we take a model of our own, that of chapter 12, with @{small.numbers:,} numbers in its matrices.
        While this page was being made, it was trained once more, for @{small.steps} steps on the
        @{small.pieces:,} pieces of this book's English, in @{small.seconds:.0f} seconds. Then we keep it in four
        ways, read it back, and examine each on the two chapters that it has not seen:)md");
    page.show(table, "One model, kept in four ways");
    page.check_full("F16 and Q8_0 change the perplexity by less than a thousandth",
                    std::abs(all[1].perplexity / as_is.perplexity - 1) < 1e-3 &&
                        std::abs(all[2].perplexity / as_is.perplexity - 1) < 1e-3);
    page.check_full("four bits cost less than five percent of perplexity",
                    std::abs(all[3].perplexity / as_is.perplexity - 1) < 0.05, {"small.worse:.4f"});
    page.check("the fewer bits, the further the logits move",
               all[1].moved < all[2].moved && all[2].moved < all[3].moved);
    page.check("a matrix of four bits takes less than a sixth of the bytes",
               bytes[3] < bytes[0] / 6);
    page.text(R"md(
        The perplexity is @{small.perplexity:.2f} as trained, @{small.eight:.2f} with eight bits and
        @{small.four:.2f} with four, @{small.worse:+.1%}. The logits move by @{small.moved:.3f} on average (root of the
        mean square) with four bits, and by @{small.moved.eight:.4f} with eight. At @{small.same:.1%} of the places the
        likeliest piece is still the same. And this is what it saves:)md");
    page.show(Figure{
        "sizes", "The size of the same model",
        "Four bars: F32 is the longest, F16 half of it, Q8_0 about a quarter, Q4_1 less than a "
        "sixth.",
        sizes});
    page.text(R"md(
        From @{small.f32:,} kB to @{small.q4:,} kB. Why is not more lost, when every number moves? A product adds
        up many of them, and the errors are as often up as down, so most of them cancel. What is left grows with the root
        of their number, while the sum itself was learnt to be large where it matters. Below four bits this comes to an end: when a
        model has to fit into a given memory, Dettmers and Zettlemoyer (2023) found four bits for each number
        better than three bits for a third more numbers.)md");
}

}  // namespace chapter_13
