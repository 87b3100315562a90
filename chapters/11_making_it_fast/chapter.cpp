// Chapter 11: the same numbers, sooner. A product climbs from a triple loop to the machine's limit.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "bench/measure.h"
#include "bench/training.h"
#include "core/parallel.h"
#include "model/decoding.h"
#include "nn/attention.h"
#include "nn/long_attention.h"
#include "tensor/gemm_reference.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"
#include "ways.h"

namespace chapter_11 {
using namespace book;

namespace {

constexpr const char* kWays = "chapters/11_making_it_fast/ways.cpp";

// A way to multiply; it writes the same c as the others.
struct Way {
    const char* name;
    std::function<void()> run;
};

// The seconds of a call, the middle of three measurements.
double middle_seconds(const std::function<void()>& run, double at_least) {
    const int calls = std::min(50, calls_in(at_least, run));
    std::vector<double> seconds;
    for (int i = 0; i < 3; ++i) seconds.push_back(seconds_of(run, calls));
    return median(seconds);
}

// A stair for each rate, as wide as its step, and the roof above them.
Plot stairs(const std::vector<double>& rates, double roof) {
    std::vector<double> places;
    std::vector<double> heights;
    for (std::size_t step = 0; step < rates.size(); ++step) {
        for (const double side : {0.5, 1.5}) {
            places.push_back(static_cast<double>(step) + side);
            heights.push_back(rates[step]);
        }
    }
    return Plot{{"step", Scale::linear, 0.5, 7.5}, {"GFLOP/s", Scale::log}}
        .line("", places, heights)
        .horizontal(roof / 1e9, "roof");
}

void staircase(Page& page, int n) {
    page.section("Seven ways to multiply");
    Rng rng(page.seed());
    const Matrix a = randn({n, n}, rng);
    const Matrix b = randn({n, n}, rng);
    const double work = 2.0 * n * n * n;
    page.values({{"n", n}, {"millions", work / 1e6}});
    const double roof = measure_peak().registers;
    page.timing("roof", roof / 1e9);
    page.text(R"md(
        Most of the half minute went into matrix products. Here is one, of two matrices of @{n} x @{n}:
        @{millions:.0f} million operations. This machine could do @{roof:.0f} thousand million in a second
        (GFLOP/s), if every core began its widest multiply-adds in every cycle and never waited for a
        number. That is the roof. The definition is a triple loop:)md");
    page.setup("naive", kWays);
    page.text(R"md(
        Its inner loop walks down a column of `b`, and each step lands in another place of memory. Change the
        order, and the inner loop runs along rows; the compiler does four numbers at a time:)md");
    page.setup("order", kWays);
    page.text(R"md(
        Now all of `b` passes by for every row of `a`. Cut into blocks that fit into the cache, a part of it
        is used for all rows before the next part comes:)md");
    page.setup("blocks", kWays);
    page.text(R"md(
        That may gain little where the outer caches hold all of `b`, for something else is in the way: each
        step reads and writes `c`, for one multiply-add. If 4 x 8 sums stay in registers while `p` runs on, a step
        reads 12 numbers for 32 multiply-adds, and writes none. (The copy of `b` lets it read them in a
        row.))md");
    page.setup("tile", kWays);
    page.text("And no row of `c` needs another one, so every core can take its own:");
    page.setup("threads", kWays);
    page.text(R"md(
        The library does the same with the widest vectors of *your* processor and with *fused*
        multiply-adds, one instruction that rounds once (`common/tensor/kernels/gemm_kernel.cpp`; Goto and
        van de Geijn 2008). While it computes one tile, it asks the memory for the numbers of the next, so
        that they are there when their turn comes. It is compiled for three kinds of processors; the
        program looks which it is on.)md");
    Matrix c({n, n});
    const auto library_on_one_core = [&] {
        const int threads = thread_count();
        set_thread_count(1);
        matmul(a, b, c);
        set_thread_count(threads);
    };
    const std::vector<Way> ways = {{"triple loop", [&] { triple_loop(a, b, c); }},
                                   {"along rows", [&] { rows_of_b(a, b, c); }},
                                   {"in blocks", [&] { blocks_of_b(a, b, c); }},
                                   {"in registers", [&] { tiles(a, b, c); }},
                                   {"all cores", [&] { tiles_on_all_cores(a, b, c); }},
                                   {"library, 1 core", library_on_one_core},
                                   {"library", [&] { matmul(a, b, c); }}};
    std::vector<double> rates;
    std::vector<Matrix> products;
    for (const Way& way : ways) {
        fill(c, NAN);  // what a way leaves out must not be there from the one before
        const double seconds = middle_seconds(way.run, page.quick() ? 0.02 : 0.2);
        rates.push_back(work / seconds / 1e9);
        products.push_back(c);
    }

    Table table{"", {"GFLOP/s", ".1f"}, {"of the roof", ".1%"}};
    for (std::size_t i = 0; i < ways.size(); ++i) {
        table.add(ways[i].name, timed(rates[i]), timed(1e9 * rates[i] / roof));
    }
    page.show(table, "The same product, seven times");
    Figure figure{"staircase", "Up the stairs, to the roof",
                  "A staircase: the speed of seven ways to multiply, and above them a line, the "
                  "machine's limit.",
                  stairs(rates, roof)};
    figure.timed = true;
    page.show(std::move(figure));

    const Matrix& first = products[0];
    bool same = true;
    for (int i = 1; i < 5; ++i) {
        same = same && products[static_cast<std::size_t>(i)] == first;
    }
    const Matrix& alone = products[5];
    const Matrix& on_all_cores = products[6];
    Matrix fused({n, n});
    gemm_reference({n, n, n, a.data(), n, 1, b.data(), n, 1, fused.data(), n, false});
    page.check("the first five have the same bits", same);
    page.check("the library has the bits of a loop over fused multiply-adds",
               !kernel_is_exact() || (on_all_cores == fused && alone == fused));
    page.value("fused", max_abs_difference(fused, first));
    page.text(R"md(
        None of this changes a digit, because each number of `c` stays one sum over rising `p`; only what
        happens between its terms has changed. The library's sums differ from the first five by up to
        @{fused:.2g}, as a fused multiply-add rounds once where two instructions round twice.)md");
    page.check_full("the library is more than five times as fast as the triple loop",
                    rates.back() > 5 * rates.front());
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
    page.timing("step.ms", row.milliseconds);
    page.timing("step.peak", row.share_of_peak);
    page.text(R"md(
        A model of width 128 learns from @{step.tokens} words in @{step.ms:.0f} ms, at
        @{step.peak:.0%} of the roof:)md");
    Table table{"", {"share of the time", ".0%"}};
    table.add("products with weights, and their gradients", timed(shares.products));
    table.add("attention between words", timed(shares.attention));
    table.add("residual sums and layer norms", timed(shares.norms));
    table.add("softmax over the vocabulary, and the loss", timed(shares.loss));
    table.add("the rest: embeddings, Adam", timed(shares.rest));
    page.show(table, "One step: forward, backward, Adam");
    page.text(R"md(
        What is not a product only moves numbers, so it pays to move them once: the bias is added while the
        row is still in the cache, a sum and the norm behind it are one pass, the exponentials of the loss
        become its gradient where they lie. Each fused form has the bits of its steps.)md");
    Rng rng(page.seed());
    const Matrix x = randn({70, 64}, rng);
    const Matrix w = randn({64, 96}, rng);
    const Matrix bias = randn({1, 96}, rng);
    Matrix y({70, 96});
    linear(x, w, bias, y, Activation::relu);
    page.check("fused: product, bias and relu have the bits of three steps",
               y == relu(add_bias(matmul(x, w), bias)));
}

// x times weights on so many cores, written to y again and again: thousand millions in a second.
double product_rate(ConstView x, ConstView weights, int cores, double at_least, Matrix& y) {
    const int threads = thread_count();
    set_thread_count(cores);
    const auto product = [&] { matmul(x, weights, y); };
    const int calls = calls_in(at_least, product);
    const double seconds = seconds_of(product, calls);
    set_thread_count(threads);
    return 2.0 * x.rows() * x.cols() * weights.cols() / seconds / 1e9;
}

void batches_and_cores(Page& page) {
    page.section("Why words go in crowds, and what more cores give");
    page.text(R"md(
        A row of words times a matrix of weights reads all the weights, for one word as for sixty-four. So
        a batch is nearly free, until the arithmetic is the bottleneck. A second core helps if there is
        enough to do for both; to wake it and to wait for it costs some microseconds.)md");
    Rng rng(page.seed());
    const Matrix weights = randn({512, 512}, rng);
    const double at_least = page.quick() ? 0.005 : 0.05;  // seconds of a measurement
    Table table{{"words", ""}, {"one core, GFLOP/s", ".0f"}, {"all cores, GFLOP/s", ".0f"}};
    std::vector<double> rates;
    bool same = true;
    for (const int words : {1, 4, 16, 64, 256}) {
        const Matrix x = randn({words, 512}, rng);
        Matrix alone({words, 512});
        Matrix together({words, 512});
        const double one_core = product_rate(x, weights, 1, at_least, alone);
        const double all_cores = product_rate(x, weights, thread_count(), at_least, together);
        rates.push_back(one_core);
        table.add(words, timed(one_core), timed(all_cores));
        for (const int cores : {2, 3}) {
            fill(together, NAN);
            product_rate(x, weights, cores, at_least, together);
            same = same && together == alone;
        }
    }
    page.show(table, "Words times a matrix of 512 x 512 weights");
    page.check("one, two and three threads give the same bits", same);
    page.check_full("64 words at once cost less than half of 64 words one by one",
                    rates[3] > 2 * rates[0]);
}

void cache_of_keys(Page& page, int words) {
    page.section("Not to work out twice: the key-value cache");
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
    // A step of one row is soon done: on a busy machine, waiting for a second thread would be most of
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
    page.value("words", words);
    page.timing("cache.gain", plain / seconds);
    page.text(R"md(
        A decoder that says @{words} words could read all of them again for each new one. But no word looks
        ahead, so keys and values of the words before stay as they were: they are kept, and a step costs
        one row. On one thread, eight sentences of @{words} words came @{cache.gain:.1f} times as fast.)md");
    page.check("with the cache and without, the same words", with == without);
    page.check_full("the cache is faster", seconds < plain);
}

// [online]
// One query. For each key the largest score so far, the sum, the mixture.
Matrix attend_online(ConstView q, ConstView k, ConstView v) {
    Matrix mixture({1, v.cols()});
    const real root = std::sqrt(real(q.cols()));
    real top = -INFINITY;
    real sum = 0;
    for (int j = 0; j < k.rows(); ++j) {
        const real score = dot(q.row(0), k.row(j)) / root;
        const real largest = std::max(top, score);
        const real before = std::exp(top - largest);
        const real now = std::exp(score - largest);

        sum = sum * before + now;
        for (int c = 0; c < v.cols(); ++c) {
            mixture(0, c) = mixture(0, c) * before + now * v(j, c);
        }
        top = largest;
    }
    return scale(mixture, 1 / sum);
}
// [/online]

void long_sentences(Page& page, int words) {
    page.section("Long sentences: a softmax that does not wait for the end");
    Rng rng(page.seed());
    const Matrix q = randn({words, 32}, rng);
    const Matrix k = randn({words, 32}, rng);
    const Matrix v = randn({words, 32}, rng);
    const ConstView one = q.view().row_block(0, 1);
    const Matrix plain = scaled_dot_product_attention(q, k, v);
    Matrix blocks({words, 32});
    std::vector<real> log_sums(static_cast<std::size_t>(words));
    attend_in_blocks(q, k, v, Mask::none, log_sums, blocks);
    const double mebibyte = 1024 * 1024;
    const double n = 4096;  // words of a long text
    page.value("online.words", words);
    page.value("online.difference", max_abs_difference(blocks, plain));
    page.value("weights.mib", n * n * sizeof(float) / mebibyte);
    page.value("sums.mib", n * sizeof(float) / mebibyte);
    page.text(R"md(
        The weights of 4,096 words over 4,096 words take @{weights.mib:.0f} MiB for one head. Nobody needs
        them all at once. A softmax can begin before it has seen the largest score: when a larger one comes,
        what was summed so far is scaled down.)md");
    page.setup("online");
    page.check("one query, key by key, is softmax over all",
               max_abs_difference(attend_online(one, k, v), plain.view().row_block(0, 1)) < 1e-5);
    page.text(R"md(
        The library does so in blocks of 64 queries and 128 keys (`common/nn/long_attention.cpp`), for
        sentences longer than 256 words, and keeps a sum for each query: @{sums.mib:.3f} MiB. Over
        @{online.words} words it differs from the plain formula by @{online.difference:.1g}.)md");
    page.check("in blocks it is the formula of chapter 05 but for rounding",
               max_abs_difference(blocks, plain) < 1e-5);
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
    staircase(page, size / 16 * 16);
    step_of_training(page);
    batches_and_cores(page);
    cache_of_keys(page, knobs.words);
    long_sentences(page, page.quick() ? 300 : 1000);
    page.source("Goto and van de Geijn 2008, Anatomy of high-performance matrix multiplication");
    page.source("Milakov and Gimelshein 2018", "https://arxiv.org/abs/1805.02867");
    page.source("Dao et al. 2022, FlashAttention", "https://arxiv.org/abs/2205.14135");
    page.end(
        {.recap =
             "Read each number as rarely as you can, move it once, keep every core busy; no digit "
             "changes.",
         .next = "That is the whole machine. What will you build with it?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({11, "making_it_fast", "How could it be faster?"}, declare, build);
}

}  // namespace chapter_11
