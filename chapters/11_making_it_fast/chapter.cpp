// Chapter 11: the same numbers, sooner. A product climbs from a triple loop to the machine's limit.
#include "notebook/chapter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>

#include "bench/measure.h"
#include "bench/training.h"
#include "core/parallel.h"
#include "model/decoding.h"
#include "nn/attention.h"
#include "nn/long_attention.h"
#include "notebook/machine.h"
#include "pictures.h"
#include "tensor/gemm_reference.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"
#include "ways.h"

namespace chapter_11 {
using namespace book;

namespace {

constexpr const char* kWays = "chapters/11_making_it_fast/ways.cpp";

void opening(Page& page) {
    page.show(machine(Part::products));
    page.text(R"md(
        Every step that is lit in this picture is a product of two matrices, or begins and ends with one: the
        scores, the mixes, the projections around them, the feed-forward layers, and the score of every word at
        the end. Nearly all the arithmetic of the machine is done there. So is most of the waiting.

        *You need the matrix product (the primer has it), softmax from chapter 05 and, for one section, the cache
        of chapter 10. Some C++ helps, because this chapter is about what a processor does with a loop. The short
        path ends before it: you may skip it and miss nothing about attention; you would only miss what makes
        attention affordable.*

        Chapter 10 trained a translator in half a minute. Where did that time go, and why was it not half a day?
        A matrix product is three loops, as the primer wrote it, and you could type it in one breath. The
        library's product gives the same numbers with the same multiplications and additions. They are only
        arranged differently. At the end of this chapter you will know how, what each part of the arrangement is
        worth, and how a softmax can be computed before all its scores are there.)md");
    page.guess(
        "How many times as fast as three plain loops is the library: twice, ten times, or more?",
        "In this run @{gain.library:.0f} times, with all the cores at work. The next sections show "
        "where each part of that comes from.");
}

// A way to multiply; it writes the same c as the others.
struct Way {
    const char* name;
    std::function<void()> run;
};

// The seconds of a call, measured for about so many seconds.
double middle_seconds(const std::function<void()>& run, double at_least) {
    return middle_of_three(run, std::min(50, calls_in(at_least, run)));
}

// What was multiplied, and what came out of every way.
struct Climb {
    Matrix a, b;
    double roof = 0;  // operations in a second
    std::vector<double> rates;
    std::vector<Matrix> products;
};

Climb climb(Page& page, int n) {
    Climb climb;
    Rng rng(page.seed());
    climb.a = randn({n, n}, rng);
    climb.b = randn({n, n}, rng);
    climb.roof = measure_peak().registers;
    const Matrix& a = climb.a;
    const Matrix& b = climb.b;
    Matrix c({n, n});
    const auto library_on_one_core = [&] {
        const int threads = thread_count();
        set_thread_count(1);
        matmul(a, b, c);
        set_thread_count(threads);
    };
    const std::vector<Way> ways = {
        {"triple loop", [&] { triple_loop(a, b, c); }},
        {"along rows", [&] { rows_of_b(a, b, c); }},
        {"in blocks", [&] { blocks_of_b(a, b, c); }},
        {"in registers", [&] { tiles(a, b, c); }},
        {"in registers, all cores", [&] { tiles_on_all_cores(a, b, c); }},
        {"library, 1 core", library_on_one_core},
        {"library, all cores", [&] { matmul(a, b, c); }}};
    const double work = 2.0 * n * n * n;
    const double at_least = page.quick() ? 0.02 : 0.2;
    for (const Way& way : ways) {
        fill(c, NAN);  // what a way leaves out must not be there from the one before
        const double seconds = middle_seconds(way.run, at_least);
        climb.rates.push_back(work / seconds / 1e9);
        climb.products.push_back(c);
    }
    const Matrix b_turned = transpose(b);
    const double seconds = middle_seconds([&] { along_both(a, b_turned, c); }, at_least);
    page.timing("rate.turned", work / seconds / 1e9);

    Table table{"", {"GFLOP/s", ".1f"}, {"of the roof", ".1%"}};
    Texts names;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const double rate = climb.rates[i];
        table.add(ways[i].name, timed(rate), timed(1e9 * rate / climb.roof));
        names.emplace_back(ways[i].name);
    }
    page.values({{"n", n}, {"millions", work / 1e6}});
    page.timing("roof", climb.roof / 1e9);
    page.timing("roof.ms", 1000 * work / climb.roof);
    page.timing("gain.library", climb.rates.back() / climb.rates.front());
    page.timing("cores", thread_count());
    page.term("FLOP", "one multiplication or one addition of numbers with a decimal point",
              {"FLOPs", "GFLOP", "GFLOP/s"});
    page.text(R"md(
        Here is our test piece: two matrices of @{n} x @{n}, and their product. Every number of the result is a
        row of the first times a column of the second, so it takes @{n} multiplications and as many additions.
        There are @{n} × @{n} such numbers, and that makes @{millions:.0f} million operations. A single
        operation on numbers with a decimal point is called a **FLOP**, for *floating-point operation*, and
        the speed is given in GFLOP/s: how many billion of them are done per second.

        How fast could this machine go? That can be measured, with a loop that does nothing but multiply and add
        numbers that it has at hand, on all cores at once; here there are @{cores:.0f}. It reaches @{roof:.0f} GFLOP/s. We call that the
        roof, because no product can be faster. At the roof ours would be done in @{roof.ms:.1f} ms.

        Here is the same product in seven ways. The first five are in this chapter, each made from the one before. The first four and the sixth use one core:)md");
    page.show(table, "The same product, seven times");
    page.text(R"md(
        From the first line to the last the speed climbs from @{table.1.1.2:.1f} GFLOP/s to
        @{table.1.7.2:.0f}. Here it is drawn as bars, one for each way:)md");
    Figure figure{"staircase", "Up the stairs, to the roof: as fast as this machine can go",
                  "A bar for each of the seven ways, and one for the roof. The triple loop is so "
                  "slow that its bar is a thin line; the library's is by far the longest of the "
                  "seven, and the roof's is longer still.",
                  stairs(names, climb.rates, climb.roof)};
    figure.timed = true;
    page.show(std::move(figure));
    page.text(R"md(
        Read the first line and the last. The triple loop, which is the definition and nothing else, reaches
        @{table.1.1.2:.1f} GFLOP/s, which is @{table.1.1.3:.1%} of the roof. The library reaches
        @{table.1.7.2:.0f}, on an axis where the triple loop can hardly be seen. The multiplications are the
        same. What differs is how the numbers get to the place where they are multiplied. So let us climb, one
        step at a time.)md");
    return climb;
}

void rows_and_columns(Page& page) {
    page.section("The cook, the shelf and the cellar");
    page.term("processor cache",
              "a small, fast store next to the processor, for what was fetched from RAM recently",
              {"processor's cache", "processor's caches", "processor caches"});
    page.value("line", 64 / sizeof(real));
    page.text(R"md(
        Imagine a cook who cuts a carrot in the blink of an eye. The carrots are in the cellar. One trip down
        there takes as long as cutting a hundred of them, so our cook never comes back with just one carrot. He
        brings a crate, and puts it on a shelf beside the stove. The shelf is small. When it is full, the crate
        that has not been touched for longest goes back down.

        A processor lives like that. The cellar is the RAM, the computer's memory, which is
        large and far away. The shelf is the
        **processor cache**, which is small and close. A crate is 64 bytes, on nearly all of today's processors,
        and that is @{line} of our numbers. What the cook holds in his hands are the registers: a few dozen
        numbers that can be used at once. So what matters is how many of the @{line} numbers in a crate are used
        before it goes back.

        Here is the triple loop. Look at its innermost line, and ask in which direction it walks through `a` and
        through `b` when `p` goes up by one:)md");
    page.setup("naive", kWays);
    page.text(R"md(
        Through `a` it walks along a row. A matrix is stored row by row, so the next number lies in the same
        crate. But through `b` it walks *down a column*. The next number is a whole row further on, @{n} numbers
        away, in a different crate. For every number in `b` the cook takes out another crate, and uses one carrot from
        it.

        Is that all that is wrong? We tried it. If `b` is transposed beforehand, the loop can walk along a row
        on both sides. That gives @{rate.turned:.1f} GFLOP/s: better than @{table.1.1.2:.1f}, but far
        from the roof. The other fault is `sum`. Each addition needs the result of the one before, and an
        addition takes a processor several cycles. Most of the time the cook stands there with the knife in his
        hand and waits for the last sum.

        One change fixes both. Swap the two inner loops, so that the innermost one goes over `j`, the columns:)md");
    page.setup("order", kWays);
    page.term("SIMD", "one instruction that does the same with several numbers at once");
    page.text(R"md(
        Now the innermost line walks along a row of `b` and a row of `c`, and all the numbers in a crate are used. And
        it works on a different sum each time, so no addition waits for another. The compiler sees
        that, too, and lets one instruction multiply four numbers at once. Such instructions are called **SIMD**,
        for *single instruction, multiple data*. Together that gives @{table.1.2.2:.1f} GFLOP/s, without
        saving a single multiplication.)md");
}

void blocks_and_tiles(Page& page) {
    page.section("Which numbers to keep at hand: blocks and tiles");
    const TileSize tile = tile_size();
    const int read = tile.rows + tile.columns;
    const int sums = tile.rows * tile.columns;
    page.values({{"tile.rows", tile.rows}, {"tile.columns", tile.columns}});
    page.values({{"tile.read", read}, {"tile.sums", sums}});
    page.text(R"md(
        What next? All of `b` passes by for every single row of `a`, and `b` is too large for the innermost shelf.
        So cut it up: take a block of `b` that fits on the shelf, use it for *all* the rows of `a`, and only then take
        the next block. This is what textbooks recommend. It gives @{table.1.3.2:.1f} GFLOP/s, and the plain rows
        gave @{table.1.2.2:.1f}. Elsewhere the gain may be larger, or there may be none. A processor has more than one shelf: behind the
        small one there are larger ones, and all of `b` fits on those, so the cook does not wait long for `b`. Another
        thing takes time in every single turn of the innermost loop: for each
        multiplication one number in `c` is fetched from the shelf, and put back.

        Why put it back at all? A sum could stay in the cook's hands until it is complete. His hands hold a few
        dozen numbers, so let them hold a small rectangle of `c`, @{tile.rows} rows and @{tile.columns} columns:)md");
    page.term("tile",
              "a small rectangle of a result that is kept in registers while it is summed up",
              {"tiles"});
    page.show(Figure{"tile", fmt::format("One step: {} numbers in, {} products", read, sums),
                     "Three grids of empty cells. At the top, b: in its second row the left "
                     "@{tile.columns} cells are lit. Left, a: in its second column the lower "
                     "@{tile.rows} cells are lit. In the corner between them c: where the lit rows "
                     "of a and the lit columns of b meet, a rectangle of @{tile.rows} x "
                     "@{tile.columns} cells is lit, the tile.",
                     tiled_product(tile.rows, tile.columns)});
    page.text(R"md(
        Such a rectangle is called a **tile**. At step `p` it needs the @{tile.rows} numbers in `a` that are lit
        on the left, and the @{tile.columns} numbers in `b` that are lit above. Every one of the first is
        multiplied by every one of the second. So @{tile.read} numbers are fetched and @{tile.sums} products are
        added, whereas the line above fetched two numbers and stored one for a single product. When `p` has
        reached its end, the tile is written to `c`, once. That gives @{table.1.4.2:.1f} GFLOP/s.)md");
    page.deep_dive("Blocks and tiles in code", [&] {
        page.text(R"md(
            First the blocks. `add_rows_of_b` is the loop from above; it is called for one block of `b` after
            another, and adds to `c`. Look at the sizes: a block takes up 32 KiB.)md");
        page.setup("blocks", kWays);
        page.text(R"md(
            And here are the tiles. A `Four` is four numbers that one instruction multiplies, so two of them make
            the @{tile.columns} columns of a tile. In `tile` the arrays `left` and `right` are the sums; the
            compiler keeps them in registers because their sizes are known and no line asks for their address.
            Look at the loop over `p`: it reads two Fours of `b` and four numbers of `a`, and writes nothing. In
            `tiles` the @{tile.columns} columns of `b` are copied next to each other first, so that the loop reads
            them in one piece.)md");
        page.setup("tile", kWays);
    });
    page.exercise("11.1", "Multiply in blocks, and count what is carried.");
}

void cores_and_library(Page& page, const Climb& climb) {
    page.section("More hands, and wider ones");
    page.term("thread (of a program)",
              "a part of a program that runs in parallel with the others, on a core of its own",
              {"thread", "threads"});
    page.text(R"md(
        No number in `c` depends on another. So the rows of `c` can be shared out, and each core of the
        processor does its own part. A part of a program that runs in parallel with the others is called a **thread**. The
        function `parallel_blocks` cuts the rows into as many parts as there are cores, and calls the lines in
        braces for each part, on a thread of its own:)md");
    page.setup("threads", kWays);
    page.term("kernel", "the innermost loop of a computation, written for one kind of processor",
              {"kernels"});
    page.text(R"md(
        How much that gives depends on how many cores there are, and on what else they have to do while the clock
        is running. In this run @{cores:.0f} cores turned @{table.1.4.2:.1f} GFLOP/s into @{table.1.5.2:.1f} and, for the library, at the
        end of the table, @{table.1.6.2:.0f} into @{table.1.7.2:.0f}.

        The rest of the climb belongs to the library. It has little that we have not seen, and more of what we
        have. Its instructions are the widest that *your* processor has, 4 to 16 numbers at once where ours
        used four. Its tiles are larger. A multiplication and the addition after it are *fused* into one
        instruction. And while the library computes one tile, it is already asking the RAM for the numbers of the next, so that
        they are there when their turn comes: somebody is sent to the cellar before the crate is needed. Such an
        innermost loop is called a **kernel** (`common/tensor/kernels/gemm_kernel.cpp`; Goto and van de Geijn 2008).
        The book's kernel is compiled for three kinds of processors, and the program checks which of them it is running on.)md");

    const Matrix& first = climb.products[0];
    bool same = true;
    for (int i = 1; i < 5; ++i) {
        same = same && climb.products[static_cast<std::size_t>(i)] == first;
    }
    const Matrix& alone = climb.products[5];
    const Matrix& on_all_cores = climb.products[6];
    const int n = climb.a.rows();
    Matrix fused({n, n});
    gemm_reference({n, n, n, climb.a.data(), n, 1, climb.b.data(), n, 1, fused.data(), n, false});
    page.check("the first five ways give the same bits", same);
    // Where the processor cannot fuse, the library rounds twice, as our loops do.
    const double allowed = kernel_is_exact() ? 0 : 1e-3;
    const auto is_fused = [&](const Matrix& c) { return max_abs_difference(c, fused) <= allowed; };
    page.check(
        "the library gives the same numbers as a loop over fused multiplications and additions, "
        "and the very same bits on processors where it fuses",
        is_fused(alone) && is_fused(on_all_cores));
    page.value("fused", max_abs_difference(fused, first));
    page.text(R"md(
        Has all this changed the result? In the first five ways not by a single bit. Each number in `c` is still
        one sum, added up in order of increasing `p`, and only what happens between its terms has changed. The
        library's sums differ from them by at most @{fused:.6f}, because a fused instruction rounds once, whereas a
        multiplication and an addition round twice. So the library is a little *more* accurate.)md");
    page.check_full("the library is more than five times as fast as the triple loop",
                    climb.rates.back() > 5 * climb.rates.front());
}

// Where a step of training spends its time: shares of it.
struct StepShares {
    double products = 0;
    double attention = 0;
    double norms = 0;
    double loss = 0;
    double rest = 0;
};

StepShares shares_of(const TrainingRow& row) {
    StepShares shares;
    for (const auto& [name, share] : row.divided) {
        const std::string_view part = name;
        if (part.starts_with("matmul") || part.starts_with("linear")) {
            shares.products += share;
        } else if (part.starts_with("attention")) {
            shares.attention += share;
        } else if (part.starts_with("add") || part.starts_with("layer_norm")) {
            shares.norms += share;
        } else if (part.starts_with("cross_entropy")) {
            shares.loss += share;
        } else {
            shares.rest += share;
        }
    }
    return shares;
}

void step_of_training(Page& page) {
    page.section("Where a step of training spends its time");
    const TrainingRow row = measure_training(training_cases()[1], page.quick() ? 0.1 : 0.8);
    const StepShares shares = shares_of(row);
    page.value("step.tokens", row.target_tokens);
    page.value("step.width", row.what.width);
    page.timing("step.ms", row.milliseconds);
    page.timing("step.peak", row.share_of_peak);
    page.text(R"md(
        Products are fast now. Are they still what training waits for? We measure one step: a batch goes through a
        model whose rows have @{step.width} numbers, the gradient comes back, and Adam moves all the parameters.
        The batch has @{step.tokens} words to predict, and the step takes @{step.ms:.0f} ms, at @{step.peak:.0%} of
        the roof. Here is how that time is divided:)md");
    Table table{"", {"share of the time", ".0%"}};
    table.add("products with weights, and their gradients", timed(shares.products));
    table.add("attention between words", timed(shares.attention));
    table.add("residual sums and layer norms", timed(shares.norms));
    table.add("softmax over the vocabulary, and the loss", timed(shares.loss));
    table.add("the rest: embeddings, Adam", timed(shares.rest));
    page.show(table, "One step: forward, backward, Adam");
    page.text(R"md(
        Products with weights take @{table.2.1.2:.0%} of the time. Attention itself, which is what the book is about,
        takes @{table.2.2.2:.0%}: our sentences are short, and its share grows large only when sentences are long.

        Everything that is not a product does little arithmetic and carries a great many numbers about. So the library
        tries to carry them only once. After a product, a bias has to be added and a ReLU applied. If these were three steps,
        every row would go back to its shelf twice and be fetched twice. Instead the bias is added and the ReLU applied
        while the row is still in the cook's hands. In the same way a residual sum and the layer norm after it are one
        pass over the row. Such a joined step is called *fused*, like the instruction above, and it must give exactly
        the bits of the steps that it replaces.)md");
    Rng rng(page.seed());
    const Matrix x = randn({70, 64}, rng);
    const Matrix w = randn({64, 96}, rng);
    const Matrix bias = randn({1, 96}, rng);
    Matrix y({70, 96});
    linear(x, w, bias, y, Activation::relu);
    page.check("fused, a product, a bias and a ReLU give the bits of three steps",
               y == relu(add_bias(matmul(x, w), bias)));
}

// x times weights on so many cores, written to y again and again: GFLOP/s.
double product_rate(ConstView x, ConstView weights, int cores, double at_least, Matrix& y) {
    const int threads = thread_count();
    set_thread_count(cores);
    const auto product = [&] { matmul(x, weights, y); };
    const int calls = calls_in(at_least, product);
    double seconds =
        INFINITY;  // the best of three: whatever disturbs a measurement makes it longer
    for (int turn = 0; turn < 3; ++turn) seconds = std::min(seconds, seconds_of(product, calls));
    set_thread_count(threads);
    return 2.0 * x.rows() * x.cols() * weights.cols() / seconds / 1e9;
}

void batches_and_cores(Page& page) {
    page.section("Why words travel in crowds, and what more cores add");
    page.term("bandwidth", "how many numbers can be brought to the processor in a second");
    constexpr int kSide = 512;  // rows and columns of the weights
    constexpr int kCrowd = 64;  // words
    page.values({{"side", kSide}, {"weights", kSide * kSide}, {"crowd", kCrowd}});
    page.text(R"md(
        Chapter 08 said that a computer multiplies one large matrix faster than many small ones. Now we can say why.
        Take a matrix of @{side} x @{side} weights, and the row of one word. The word needs all of the @{weights:,}
        weights, and it uses each of them once. So they all have to be fetched for a single multiplication and a
        single addition each, and the cook spends his time on the stairs. How many numbers can be brought up in a second is called
        the **bandwidth**, and for a single word it is the bandwidth that sets the pace.

        Now send a crowd of @{crowd} words through together. The weights are fetched as before, but each is used
        @{crowd} times while it is at hand. Here is the speed for crowds of several sizes:)md");
    Rng rng(page.seed());
    const Matrix weights = randn({kSide, kSide}, rng);
    const double at_least = page.quick() ? 0.005 : 0.05;  // seconds of a measurement
    Table table{{"words", ""}, {"one core, GFLOP/s", ".0f"}, {"all cores, GFLOP/s", ".0f"}};
    double single_rate = 0;
    double crowd_rate = 0;
    bool same = true;
    for (const int words : {1, 4, 16, kCrowd, 256}) {
        const Matrix x = randn({words, kSide}, rng);
        Matrix alone({words, kSide});
        Matrix together({words, kSide});
        const double one_core = product_rate(x, weights, 1, at_least, alone);
        const double all_cores = product_rate(x, weights, thread_count(), at_least, together);
        if (words == 1) single_rate = one_core;
        if (words == kCrowd) crowd_rate = one_core;
        table.add(words, timed(one_core), timed(all_cores));
        for (const int cores : {2, 3}) {
            fill(together, NAN);
            product_rate(x, weights, cores, at_least, together);
            same = same && together == alone;
        }
    }
    page.timing("crowd.cost", kCrowd * single_rate / crowd_rate);
    page.show(table, "Words times a matrix of @{side} x @{side} weights");
    page.check("one, two and three threads give the same bits", same);
    page.check_full("64 words at once cost less than half as much as 64 words one by one",
                    crowd_rate > 2 * single_rate);
    page.text(R"md(
        With one word, one core reaches @{table.3.1.2:.0f} GFLOP/s; with @{crowd} words it reaches
        @{table.3.4.2:.0f}. So a batch is cheaper than its words one by one, but it is not free: @{crowd} words cost
        @{crowd.cost:.0f} times as much as one. Soon the weights are no longer what the cook waits for: he is
        simply busy, and from then on twice the words take one core about twice the time. (A graphics processor can do far
        more arithmetic for each number that it fetches, so there the crowd has to be larger before that happens.)

        And a second core? It helps if there is enough to do. Waking a thread, and waiting for it at the end, takes a
        few microseconds, and a single word does not take many more. So compare the two columns in a line with many
        words: with @{crowd} of them, one core reaches @{table.3.4.2:.0f} GFLOP/s and all cores together reach
        @{table.3.4.3:.0f}. (Each number is the best of three measurements. A machine has other things to do while it is
        being measured, and whatever takes a core away for a moment makes all of them wait. If a line is still out of step with the others, measure it again.))md");
}

void cache_of_keys(Page& page, int words) {
    page.section("Never work it out twice: the key-value cache");
    TransformerConfig config = training_cases()[1].config();
    config.max_length = words + 2;
    Transformer model(config, page.seed());
    fill(model.parameters().find("embedding").value().row_block(kEnd, 1), 0);  // it never ends
    std::vector<std::vector<int>> sources;
    for (const TokenPair& pair : random_pairs(8, 9, 9, config.vocabulary)) {
        sources.push_back(pair.source);
    }
    DecodeOptions options;
    options.extra_length = words - 8;
    const auto write = [&](bool cache) {
        options.cache = cache;
        std::vector<std::vector<int>> said;
        for (const Decoded& d : decode(model, sources, options)) said.push_back(d.tokens());
        return said;
    };
    std::vector<std::vector<int>> with;
    std::vector<std::vector<int>> without;
    // A step of one row takes little time: on a busy machine, waiting for a second thread would be most of
    // what is measured. So one thread does it, and the two ways take turns; the best of each counts.
    const int threads = thread_count();
    set_thread_count(1);
    double seconds = INFINITY;
    double plain = INFINITY;
    for (int turn = 0; turn < (page.quick() ? 1 : 3); ++turn) {
        seconds = std::min(seconds, seconds_of([&] { with = write(true); }));
        plain = std::min(plain, seconds_of([&] { without = write(false); }));
    }
    set_thread_count(threads);
    const int rows = words * (words + 1) / 2;
    page.values({{"words", words}, {"sentences", sources.size()}});
    page.values({{"rows.again", rows}, {"rows.ratio", double(rows) / words}});
    page.timing("cache.gain", plain / seconds);
    page.text(R"md(
        The fastest operation is the one that is not done. Chapter 10 showed that a decoder need not read all its
        earlier words again for each new one: no word looks ahead, so the keys and values of the earlier words stay
        as they were, and can be kept. For a sentence of @{words} words, @{words} rows go through the decoder instead
        of 1 + 2 + … + @{words} = @{rows.again}, which is @{rows.ratio:.1f} times as many. What does
        the clock say?

        On one core, @{sentences} sentences of @{words} words each were written @{cache.gain:.1f} times as fast with the cache as
        without, and they were the same sentences. The clock and the number of rows need not agree, for two reasons.
        With the cache each step sends only a small crowd through the weights, one new row of each sentence, and in
        a small crowd each word costs more, as we have just seen. And the encoder reads the source once either
        way, so there the cache saves nothing.)md");
    page.check("with the cache and without it, the words are the same", with == without);
    page.check_full("writing is faster with the cache", seconds < plain);
}

// [online]
// What one query knows when it has met some of the keys.
struct SoFar {
    real top = -INFINITY;  // the largest score
    real sum = 0;          // of e^(score - top)
    Matrix mix;            // of the values, each times e^(score - top)
};

void take_in(SoFar& so_far, real score, std::span<const real> value) {
    const real top = std::max(so_far.top, score);
    const real old = std::exp(so_far.top - top);  // 1 if top is as before
    const real now = std::exp(score - top);

    so_far.sum = so_far.sum * old + now;
    for (int c = 0; c < so_far.mix.cols(); ++c) {
        const real mixed = so_far.mix(0, c);
        so_far.mix(0, c) = mixed * old + now * value[std::size_t(c)];
    }
    so_far.top = top;
}
// [/online]

// [one_query]
Matrix attend_online(ConstView q, ConstView k, ConstView v) {
    SoFar so_far{.mix = Matrix({1, v.cols()})};
    const real root = std::sqrt(real(q.cols()));
    for (int j = 0; j < k.rows(); ++j) {
        take_in(so_far, dot(q.row(0), k.row(j)) / root, v.row(j));
    }
    return scale(so_far.mix, 1 / so_far.sum);
}
// [/one_query]

// Love's three scores and the values, from chapter 05, one after the other.
void online_on_paper(Page& page) {
    const std::array<const char*, 3> words{"I", "love", "doughnuts"};
    const std::vector<real> scores{0.27f, 0.73f, 0.78f};
    const Matrix values{{0.2f, 0.1f}, {0.8f, 0.6f}, {0.5f, 0.9f}};
    SoFar so_far{.mix = Matrix({1, 2})};
    Table table{"key of",         {"score", ".2f"}, {"largest so far", ".2f"},   {"old ×", ".3f"},
                {"new ×", ".3f"}, {"sum", ".3f"},   {"mix, first number", ".3f"}};
    std::vector<real> sums;
    std::vector<real> mixes;
    std::vector<real> olds;
    for (int j = 0; j < 3; ++j) {
        const auto i = static_cast<std::size_t>(j);
        const real before = so_far.top;
        take_in(so_far, scores[i], values.row(j));
        olds.push_back(std::exp(before - so_far.top));
        sums.push_back(so_far.sum);
        mixes.push_back(so_far.mix(0, 0));
        const real now = std::exp(scores[i] - so_far.top);
        table.add(words[i], scores[i], so_far.top, olds[i], now, so_far.sum, mixes[i]);
    }
    const Matrix weights = softmax_rows(Matrix{{scores[0], scores[1], scores[2]}});
    const Matrix mix = scale(so_far.mix, 1 / so_far.sum);
    page.values({{"paper.scores", scores}, {"paper.sum", sums}, {"paper.mix", mixes}});
    page.values({{"paper.old", olds}, {"paper.values", values}, {"paper.result", mix.row(0)}});
    page.text(R"md(
        Try it on paper. In chapter 05 *love* had scores of @{paper.scores} for *I*, *love* and *doughnuts*, whose
        values began with @{paper.values[0][0]}, @{paper.values[1][0]} and @{paper.values[2][0]}. Let them come in one
        at a time. We keep three things: the largest score so far, the sum of the powers of *e*, and the mix of the
        values. All powers are measured from the largest score so far.

        First comes *I* with @{paper.scores[0]}. It is the largest so far, so its power is *e* to the 0, which is 1. The sum
        is @{paper.sum[0]}, and the mix is 1 × @{paper.values[0][0]} = @{paper.mix[0]}.

        Then comes *love* with @{paper.scores[1]}, which is larger. What we have summed was measured from @{paper.scores[0]}, and
        should have been measured from @{paper.scores[1]}. Each old power is too large by the same factor, so multiply
        the old sum and the old mix by *e* to the power of (@{paper.scores[0]} − @{paper.scores[1]}), which is
        @{paper.old[1]:.3f}, and everything is as if we had known from the start. Then add the new word: the sum becomes
        @{paper.sum[0]} × @{paper.old[1]:.3f} + 1 = @{paper.sum[1]:.3f}, and the mix becomes
        @{paper.mix[0]} × @{paper.old[1]:.3f} + 1 × @{paper.values[1][0]} = @{paper.mix[1]:.3f}. Step by step:)md");
    page.show(table, "Softmax and mix, one key at a time");
    page.text(R"md(
        (In the first line, what was there is multiplied by @{paper.old[0]}, because nothing was there.) The last line
        says that the sum is @{paper.sum[2]:.3f} and the mix @{paper.mix[2]:.3f}. One division at the very
        end, @{paper.mix[2]:.3f} / @{paper.sum[2]:.3f}, gives @{paper.result[0]:.3f}. Chapter 05 found the same from these scores, before it
        divided them by √d, and it had all three at hand from the start.)md");
    page.check("key by key, love takes home what softmax over all the scores gives it",
               max_abs_difference(mix, matmul(weights, values)) < 1e-6);
}

void long_sentences(Page& page, int words) {
    page.section("Long texts: a softmax that does not wait for the end");
    page.term("online softmax",
              "a softmax that takes its scores one by one, and corrects what it has so far when a "
              "larger one comes");
    const double mebibyte = 1024 * 1024;
    const double n = 4096;  // words of a long text
    page.values({{"long", n}, {"weights.mib", n * n * sizeof(float) / mebibyte}});
    page.values({{"scores.long", n * n}, {"sums.mib", n * sizeof(float) / mebibyte}});
    page.text(R"md(
        There is one bill that we have not paid yet. In a text of @{long:,} words every word looks at every other, which
        makes @{scores.long:,} weights, and they take @{weights.mib:.0f} MiB. That is for *one* head. Anyone who
        writes them all down, and fetches them again, spends the day on the stairs.

        Nobody needs them all at once. A word wants its mix, and a mix is a sum, so the words could be taken one
        after the other: compute a score, add its share of the value, forget the score. Only softmax seems to be in the way.
        To be safe from overflow, it first subtracts the largest score from all of them (chapter 05), and the largest
        may be the last to come.

        The solution is to begin with what we know, and to correct it when a larger score turns up. That is
        called an **online softmax**.)md");
    online_on_paper(page);
    page.text(R"md(
        In C++ this is one small function. Look at the line with `so_far.sum`, and the one with `so_far.mix`: what was
        there is multiplied by `old`, then the new word is added.)md");
    page.setup("online");
    page.text(R"md(
        If the new score is not the largest, `top` stays, and `old` is *e* to the 0, which is 1. Then nothing is corrected. A
        query's attention is a loop over the keys, with the division at its end:)md");
    page.setup("one_query");

    Rng rng(page.seed());
    const Matrix q = randn({words, 32}, rng);
    const Matrix k = randn({words, 32}, rng);
    const Matrix v = randn({words, 32}, rng);
    const ConstView one = q.view().row_block(0, 1);
    const Matrix plain = scaled_dot_product_attention(q, k, v);
    Matrix blocks({words, 32});
    std::vector<real> log_sums(static_cast<std::size_t>(words));
    attend_in_blocks(q, k, v, Mask::none, log_sums, blocks);
    page.values({{"block.queries", kBlockQueries}, {"block.keys", kBlockKeys}});
    page.values({{"long.sentence", kLongSentence}, {"online.words", words}});
    page.value("online.difference", max_abs_difference(blocks, plain));
    page.check("one query, taken key by key, gives the same as softmax over all the keys",
               max_abs_difference(attend_online(one, k, v), plain.view().row_block(0, 1)) < 1e-5);
    page.term(
        "FlashAttention",
        "attention in blocks with an online softmax, so that the weights are never written down");
    page.text(R"md(
        The library does the same in blocks of @{block.queries} queries and @{block.keys} keys
        (`common/nn/long_attention.cpp`), as soon as there are more than @{long.sentence} words. The scores of a block stay on the innermost shelf, and of the weights only one number is kept for each query, from which they can be computed again on the way back: @{sums.mib:.3f} MiB instead of @{weights.mib:.0f}. Over @{online.words}
        random words its result differs from the plain formula by at most @{online.difference:.7f}.

        This way of computing attention became famous under the name **FlashAttention** (Dao et al. 2022), on graphics
        processors, whose large store is slow compared with what they can compute. It saves none of the multiplications. It
        saves the trips to the cellar.)md");
    page.check("attention in blocks equals the formula in chapter 05, except for rounding",
               max_abs_difference(blocks, plain) < 1e-5);
    page.exercise("11.2", "Make one softmax out of two halves.");
}

struct Knobs {
    int size = 768;
    int words = 40;
};

void declare(Options& options, Knobs& knobs) {
    options.add("size", knobs.size, 16, 2048,
                "rows and columns of the product; rounded down to 16s");
    options.add("words", knobs.words, 9, 200, "that the decoder says");
}

void build(Page& page, Knobs& knobs) {
    const int size = page.quick() ? std::min(knobs.size, 128) : knobs.size;
    opening(page);
    page.section("Seven ways to multiply");
    const Climb climbed = climb(page, size / 16 * 16);
    rows_and_columns(page);
    blocks_and_tiles(page);
    cores_and_library(page, climbed);
    step_of_training(page);
    batches_and_cores(page);
    cache_of_keys(page, knobs.words);
    long_sentences(page, page.quick() ? 300 : 1000);
    page.source("Goto and van de Geijn 2008, Anatomy of high-performance matrix multiplication");
    page.source("Milakov and Gimelshein 2018 (online softmax)", "https://arxiv.org/abs/1805.02867");
    page.source("Dao et al. 2022 (FlashAttention)", "https://arxiv.org/abs/2205.14135");
    page.end(
        {.recap = R"md(
             The multiplications of a product are always the same; what costs time is bringing the numbers to
             them. Walk along rows, so that whatever is fetched is used. Keep sums in registers, so
             that @{tile.read} numbers serve for @{tile.sums} products. Let every core do its own rows. Send words in crowds, so that a
             weight that has been fetched serves many. Keep keys and values that cannot change. And let softmax
             correct itself, so that the weights of a long text are never written down. In this run all that took the
             product from @{table.1.1.2:.1f} to @{table.1.7.2:.0f} GFLOP/s, under a roof of @{roof:.0f}, and no
             number in the book changed except in its last digits.)md",
         .questions =
             {{"Two programs do exactly the same multiplications and additions. How can one of "
               "them take a "
               "hundred times as long?",
               "It waits. A number that is not near the processor has to be fetched, together with "
               "its "
               "neighbours, and if the neighbours are not used the fetch was for one number only. "
               "And an "
               "addition that needs the result of the last one must wait until that is ready."},
              {"Why is a word cheaper in a crowd, and why is the crowd not free?",
               "All the words in the crowd use the same weights, so the weights are fetched once "
               "for "
               "all of them. "
               "But every word has multiplications of its own. When these take longer than the "
               "fetching, "
               "twice the words take twice the time."},
              {"An online softmax meets a score that is larger than all those before it. What must "
               "it do, "
               "and why is "
               "the result right?",
               "It multiplies its sum and its mix by e to the power of (old largest score minus "
               "new largest score). All "
               "earlier powers were measured from the old one, so all are too large by this same "
               "factor, "
               "and the correction makes them what they would have been."}},
         .next = "That is the whole machine. What will you build with it?",
         .answer =
             "Read each number as rarely as you can, move it once, and keep every core busy; only "
             "last digits change."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({11, "making_it_fast", "How could it be faster?"}, declare, build);
}

}  // namespace chapter_11
