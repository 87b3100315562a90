// Chapter 12: ten years of small changes to the decoder, each by itself, and what trainings say of them.
#pragma once

#include <fmt/ranges.h>

#include <cmath>
#include <string>
#include <vector>

#include "nn/rotary.h"
#include "notebook/page.h"
#include "pictures.h"
#include "tensor/ops.h"
#include "tensor/smooth.h"
#include "trials/table.h"
#include "variants/language_variant.h"

namespace chapter_12 {
using namespace book;

inline void places_of_norms(Page& page) {
    page.section("Ten years of small changes: where the norm stands");
    page.text(R"md(
        Take the decoder of 2017 and one of today, put them side by side, and you will recognise everything.
        The heart, attention, is the same. Around it a handful of parts have been exchanged. Each exchange is
        small, and this section and the next four look at one of them at a time. Then we try each of them in
        the model that you have just trained.

        The first one you know from chapter 07. In the paper, a row goes through the sublayer, the result is
        added to the row, and the sum is normed: post-norm. GPT-2 moved the norm onto the branch: pre-norm
        (Radford et al. 2019). Then there is a road from the first layer to the last on which nothing stands
        but sums:)md");
    page.show(norms_figure());
    page.text(R"md(
        Follow the line that leads around the attention. In pre-norm it goes from the rows at the top to the
        rows at the bottom, and the gradient comes back on it undisturbed. In post-norm, every row has to pass
        the norm of every layer. Because nothing norms the end of a pre-norm road, one more norm stands behind
        the last layer.)md");
}

inline void norms_by_hand(Page& page) {
    page.section("RMS norm: leave the mean alone");
    page.term("RMS norm", "a norm that divides a row by the root of the mean of its squares");
    const Matrix x{{1, 2, 3, 6}};
    const Matrix one{{1, 1, 1, 1}}, zero{{0, 0, 0, 0}};
    const Matrix layer = layer_norm_rows(x, one, zero);
    Matrix rms({1, 4}), statistics({1, 2});
    rms_norm_rows(x, one, 1e-5, rms, statistics);
    double squares = 0;
    for (const real v : x.row(0)) squares += double(v) * double(v) / 4;
    const double root = std::sqrt(squares);
    page.values({{"row", x}, {"row.squares", squares}, {"row.root", root}});
    page.values({{"row.layer", layer}, {"row.rms", rms}});
    page.text(R"md(
        A layer norm (chapter 07) subtracts the mean of a row and divides by the standard deviation. Is the
        first half of that necessary? Zhang and Sennrich left it out, and their models were as good (2019). **RMS norm**
        divides by the root of the mean of the squares, and then multiplies each column by its learnt gain.
        There is no mean to compute, and no bias to add.)md");
    page.formula(R"(y_i = g_i \, \frac{x_i}{\sqrt{\frac{1}{d}\sum_j x_j^2 + \epsilon}})",
                 "yᵢ = gᵢ xᵢ / √(mean of xⱼ² + ε)", "Zhang and Sennrich 2019, eq. 4");
    page.text(R"md(
        Take the row @{row[0]}. The mean of its squares is @{row.squares}, the root of that @{row.root:.3f},
        and divided by that the row is @{row.rms[0]:.3f}. A layer norm makes @{row.layer[0]:.3f} of it.)md");
    double same = 0;
    for (int i = 0; i < 4; ++i)
        same = std::max(same, std::abs(double(rms(0, i)) - double(x(0, i)) / root));
    page.check("the library's RMS norm is the row divided by that root", same < 1e-5);
    page.text(R"md(
        After the RMS norm all numbers are positive, as they were before; only the length of the row has
        changed. The layer norm has moved the row as well, so that its sum is 0.)md");
    page.exercise("12.1", "Write an RMS norm.");
}

inline std::vector<double> curve_of(Smooth kind, const std::vector<double>& xs) {
    Matrix x({1, static_cast<int>(xs.size())}), y({1, static_cast<int>(xs.size())});
    for (std::size_t i = 0; i < xs.size(); ++i)
        x(0, static_cast<int>(i)) = static_cast<real>(xs[i]);
    smooth(kind, x, y);
    std::vector<double> ys;
    for (const real v : y.row(0)) ys.push_back(double(v));
    return ys;
}

inline void gates(Page& page) {
    page.section("From ReLU to SwiGLU: a softer bend, and a gate");
    page.term("GELU", "a smooth ReLU: x times the probability that a normal number is below x");
    page.term("SiLU", "a smooth ReLU: x times sigmoid(x)");
    page.term(
        "SwiGLU",
        "a feed-forward layer in which one matrix product, through SiLU, opens and closes another");
    const LanguageModelConfig swiglu = recipe_of(language_variant_named("language_whole")).model;
    const LanguageModelConfig gelu = recipe_of(language_variant_named("language_gelu")).model;
    page.text(R"md(
        Between the two matrices of a feed-forward layer stands a bend, or both would be one matrix. The paper
        takes ReLU, which cuts off everything below 0. Where it cuts, its slope is 0, and nothing is learnt
        there. **GELU** is a ReLU with a soft corner: *x* times the probability that a normally distributed
        random number is below *x* (Hendrycks and Gimpel 2016). **SiLU** is *x* times sigmoid(*x*), and looks
        almost the same:)md");
    std::vector<double> xs, relu;
    for (int i = -40; i <= 15; ++i) {
        xs.push_back(i / 10.0);
        relu.push_back(std::max(0.0, i / 10.0));
    }
    const std::vector<double> gelu_curve = curve_of(Smooth::gelu_erf, xs);
    const std::vector<double> silu_curve = curve_of(Smooth::silu, xs);
    const double least = *std::min_element(gelu_curve.begin(), gelu_curve.end());
    const double least_silu = *std::min_element(silu_curve.begin(), silu_curve.end());
    page.values({{"gelu.least", least}, {"silu.least", least_silu}});
    page.show(
        Figure{"bends", "Three bends",
               "Three curves from -4 to 1.5. ReLU is 0 on the left and rises in a straight line on "
               "the right. GELU and SiLU follow it, but dip below 0 to the left of 0.",
               Plot{{"x"}, {"y"}}
                   .line("ReLU", xs, relu)
                   .line("GELU", xs, gelu_curve)
                   .line("SiLU", xs, silu_curve)});
    page.text(R"md(
        Both dip below 0 before they rise, GELU down to @{gelu.least:.2f} and SiLU to @{silu.least:.2f}.

        The next step was a gate. Multiply the row by *two* matrices instead of one. Send one of the results
        through SiLU, and multiply the two, number by number. So one product decides how much of the other goes through. The gates of an LSTM in chapter 09 did
        that, too; theirs stay between 0 and 1, and this one need not. This is **SwiGLU** (Shazeer 2020). It has three
        matrices, so with the same number of parameters the layer is only two thirds as wide inside:)md");
    page.show(gate_figure(swiglu.width, gelu.feed_forward, swiglu.feed_forward));
    page.values({{"gelu.numbers", 2 * gelu.width * gelu.feed_forward},
                 {"swiglu.numbers", 3 * swiglu.width * swiglu.feed_forward}});
    page.values({{"gelu.inner", gelu.feed_forward}, {"swiglu.inner", swiglu.feed_forward}});
    page.check("the layer with a gate has as many numbers as the one without",
               2 * gelu.width * gelu.feed_forward == 3 * swiglu.width * swiglu.feed_forward);
    page.text(R"md(
        With GELU, the layer is @{gelu.inner} numbers wide inside, and with SwiGLU @{swiglu.inner}. There are
        @{gelu.numbers:,} numbers in the matrices on the left, and @{swiglu.numbers:,} on the right. Why
        should the gate be better? Shazeer's paper tries it, finds that it is, and offers no explanation,
        attributing the success "to divine benevolence".)md");
}

// The product of a query at one place and a key at another, both turned by their places.
inline double turned_score(const Matrix& query, const Matrix& key, int at, int key_at) {
    const Matrix table = rotary_table(32, query.cols(), 100);
    Matrix q({1, query.cols()}), k({1, key.cols()});
    rotate(query, std::vector<int>{at}, table, RotaryPairs::halves, Turn::forward, q);
    rotate(key, std::vector<int>{key_at}, table, RotaryPairs::halves, Turn::forward, k);
    double sum = 0;
    for (int i = 0; i < q.cols(); ++i) sum += double(q(0, i)) * double(k(0, i));
    return sum;
}

inline void turning(Page& page) {
    page.section("Rotary positions: turn, do not add");
    page.term("rotary positions",
              "positions that turn queries and keys, so that a score knows how far apart they are");
    page.text(R"md(
        The paper adds a signal to each word that says where it stands (chapter 03). GPT-2 learns one row for
        each place instead, and adds that. Both tell *where* a word is. What a head usually wants to know is
        *how far away* it is, and with added signals a head has to work that out.

        **Rotary positions** build it in (Su et al. 2021). Nothing is added to the words. But take the query,
        and see its numbers as pairs, each of them an arrow in a plane. At place 0 leave each arrow as it is, at place 1 turn it by some angle, at place 2 by
        twice the angle, and so on. Do the same with the keys:)md");
    Plot plot{{"first number of the pair", Scale::linear, -0.2, 1.2},
              {"second number", Scale::linear, -0.2, 1.2}};
    plot.equal_axes = true;
    const double angle = 0.4;
    for (int p = 0; p < 5; ++p)
        plot.arrow(fmt::format("place {}", p), 0, 0, std::cos(angle * p), std::sin(angle * p));
    page.value("turn.angle", angle);
    page.show(Figure{"turned", "The same pair at five places",
                     "Five arrows of the same length from the origin, each turned a little further "
                     "than the one before.",
                     plot});
    const Matrix query{{1, 0.5F, -0.3F, 0.8F}}, key{{0.4F, -0.2F, 0.9F, 0.7F}};
    const int asks = 5, answers = 2, further = 20;
    const double near = turned_score(query, key, asks, answers);
    const double far = turned_score(query, key, asks + further, answers + further);
    const double other = turned_score(query, key, asks, answers - 1);
    page.values({{"turn.asks", asks}, {"turn.answers", answers}, {"turn.further", further}});
    page.value("turn.query", query);
    page.value("turn.key", key);
    page.values({{"turn.near", near}, {"turn.far", far}, {"turn.other", other}});
    page.check("with both further on by the same distance, the score is the same",
               std::abs(near - far) < 1e-4);
    page.check("another distance, another score", std::abs(near - other) > 1e-2);
    page.text(R"md(
        The arrows keep their length; only the direction says where they stand, here @{turn.angle} further (in
        radians) with each place. The product of two arrows depends on the angle between them, and so the
        score of a query and a key depends only on how far apart they are. Take the query @{turn.query[0]} at
        place @{turn.asks} and the key @{turn.key[0]} at place @{turn.answers}: their score is
        @{turn.near:.4f}. Move both on by @{turn.further} places,
        and it is @{turn.far:.4f}. With one place more between them, it is @{turn.other:.4f}.

        Each pair has its own angle: the first pairs turn fast and tell neighbours apart, the last ones hardly
        turn at all and remain useful over thousands of words. The values are not turned: where something is said matters for whom to look at, not for what is taken from there.)md");
    page.exercise("12.4", "Turn queries and keys in a model.");
}

inline void shared_keys(Page& page) {
    page.section("Grouped queries: a smaller cache");
    page.term("grouped queries", "several heads of queries share one head of keys and values",
              {"grouped-query attention"});
    const auto bytes = [](const char* name) {
        return cache_bytes_per_piece(recipe_of(language_variant_named(name)).model);
    };
    const long layers = 80, heads = 64, kept = 8, width = 128, bytes_each = 2;  // as published
    page.values({{"cache.all", bytes("language_whole")},
                 {"cache.two", bytes("language_two_for_four")},
                 {"cache.one", bytes("language_one_for_four")}});
    page.values({{"large.heads", heads}, {"large.kept", kept}, {"large.layers", layers}});
    page.value("large.width", width);
    page.value("large.all", double(2 * layers * heads * width * bytes_each) / 1e6);
    page.value("large.grouped", double(2 * layers * kept * width * bytes_each) / 1e6);
    page.text(R"md(
        The last change saves memory. Chapter 10 kept the keys and values of all pieces so far, and worked out
        how large such a cache becomes. What if several heads asked different questions about the *same* keys
        and values?)md");
    page.show(groups_figure());
    page.text(R"md(
        At the bottom it is one for all: a single set of keys and values. This is called multi-query attention
        (Shazeer 2019). It was found to cost a little quality, so a middle way has become usual, **grouped
        queries**: a few heads of keys and values, each for a group of queries (Ainslie et al. 2023).

        In our small model, each piece of the text takes @{cache.all:,} bytes of cache with four heads of keys
        and values, @{cache.two:,} with two, and @{cache.one:,} with one. In the largest Llama 2,
        @{large.heads} heads of queries in each of @{large.layers} layers share @{large.kept} heads of keys
        and values, of @{large.width} numbers each (Touvron et al. 2023). With two bytes for a number that is @{large.grouped:.2f} MB for each
        piece instead of @{large.all:.2f} MB.)md");
    page.check("half the heads of keys and values, half the cache",
               2 * bytes("language_two_for_four") == bytes("language_whole"));
    page.exercise("12.5", "Let two heads share their keys and values.");
}

struct ComparedTrials {
    std::vector<std::string> clear, unclear;  // in words
};

inline ComparedTrials compare_with_whole(const std::vector<LanguageTrialRow>& rows) {
    ComparedTrials compared;
    const MeanAndRange whole = bits_of(rows, "language_whole");
    for (const LanguageVariant& variant : language_variants()) {
        if (variant.name == "language_whole") continue;
        const bool unclear = ranges_overlap(whole, bits_of(rows, variant.name));
        (unclear ? compared.unclear : compared.clear).push_back(variant.what);
    }
    return compared;
}

inline std::string list_of(const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, "; "));
}

inline void changes_in_trainings(Page& page, const std::vector<LanguageTrialRow>& rows) {
    page.section("What is each change worth? Trained and measured");
    page.text(R"md(
        Now the test. Take the model of this chapter. It has all of these changes but the last: each of its heads
        keeps keys and values of its own. Then exchange one part at a time. Everything else stays as it is: the text, the number of steps, the learning rate. Such
        trainings take too long for a page, so the book has recorded what came of them; `./book trials
        --record` makes what is missing, and `./book trials language_gelu`, for instance, repeats one of them
        and compares.)md");
    page.check_full("all trials have been recorded", is_complete(rows));
    if (!is_complete(rows)) {
        page.text(R"md(
            In this copy of the book, not all of them have been recorded yet.)md");
        return;
    }
    page.value("trial.seeds", kLanguageTrialSeeds);
    page.text(R"md(
        Each line stands for @{trial.seeds} trainings with different seeds: the mean, and in brackets the best
        and the worst. All are measured on the chapters that were held out.)md");
    Table table{
        "changed", {"parameters", ","}, "bits per character", {"cache, bytes per piece", ","}};
    for (const LanguageVariant& variant : language_variants()) {
        const MeanAndRange bits = bits_of(rows, variant.name);
        std::int64_t parameters = 0;
        for (const LanguageTrialRow& row : rows)
            if (row.variant == variant.name) parameters = row.parameters;
        table.add(variant.what, parameters,
                  fmt::format("{:.3f} ({:.3f} to {:.3f})", bits.mean, bits.least, bits.most),
                  cache_bytes_per_piece(recipe_of(variant).model));
    }
    page.show(table, "Recorded: one part changed");
    const ComparedTrials compared = compare_with_whole(rows);
    const MeanAndRange whole = bits_of(rows, "language_whole");
    page.values({{"trials.clear", list_of(compared.clear)},
                 {"trials.unclear", list_of(compared.unclear)},
                 {"trials.whole", whole.mean},
                 {"trials.spread", whole.most - whole.least}});
    page.text(R"md(
        With nothing changed it is @{trials.whole:.3f}, and the seed alone moves it by up to
        @{trials.spread:.3f}. A difference counts only if it is larger than what the seeds do: if no training
        of one kind came out where a training of the other kind did. By that measure, these differ from the
        first line: @{trials.clear}. And for these, @{trial.seeds} seeds cannot tell: @{trials.unclear}.

        Do not read too much into the order. The learning rate was chosen for the first line, and each of the
        others might prefer a different one. The model is tiny and the text short. What decides about such
        parts in practice are trainings that are a million times as large, and there small differences become
        worth a lot of money. What you can take from the table is that none of these changes is the secret of
        language models. They are engineering: a few percent here, less memory there.)md");
}

}  // namespace chapter_12
