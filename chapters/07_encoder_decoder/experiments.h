// What chapter 07 measures and draws with the model that by_hand.h spells out.
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <vector>

#include "by_hand.h"
#include "notebook/page.h"
#include "text/bpe.h"
#include "text/corpus.h"
#include "text/lines.h"

namespace book {

using by_hand::How;
using by_hand::Norm;
using Ids = std::vector<int>;
using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

// The corpus's first pairs, the French lines and then the English ones: what the vocabulary is
// learnt from (chapter 08 trains with the same).
inline Bpe vocabulary_of(const std::vector<SentencePair>& pairs, int count, int merges) {
    const std::vector<SentencePair> first(pairs.begin(), pairs.begin() + count);
    Names lines = sources_of(first);
    const Names english = targets_of(first);
    lines.insert(lines.end(), english.begin(), english.end());
    return Bpe::train(lines, merges);
}

inline Ids with_end(Ids ids) {
    ids.push_back(kEnd);
    return ids;
}

// A sentence of the reader's, in pieces.
inline Ids pieces_of(const Bpe& bpe, const std::string& text, const std::string& option, int most) {
    const Ids ids = bpe.encode(checked_line(text, option, 1));
    const int count = static_cast<int>(ids.size());
    require_input(count >= 2 && count <= most, "{} has {} pieces in this vocabulary: give 2 to {}",
                  option, count, most);
    return ids;
}

inline Names names_of(const Bpe& bpe, const Ids& ids) {
    Names names;
    for (int id : ids) names.push_back(bpe.piece(id));
    return names;
}

inline std::string joined(const Bpe& bpe, const Ids& ids, const std::string& between) {
    std::string text;
    for (int id : ids) text += (text.empty() ? "" : between) + bpe.piece(id);
    return text;
}

// ---- a deep stack of blocks, with something taken away ------------------------------------------

inline double size_of(const Matrix& x) {  // the typical size of a number: root of the mean square
    return norm(x) / std::sqrt(static_cast<double>(x.size()));
}

// [spread]
// How far the rows are from being one and the same row: 0 if they are.
inline double spread(const Matrix& x) {  // (n x d)
    const Matrix average = scale(column_sums(x), 1 / static_cast<real>(x.rows()));
    return norm(add_bias(x, scale(average, -1))) / norm(x);
}
// [/spread]

struct Depths {
    std::string name;
    Numbers blocks, spread, size;  // after 0, 1, 2, ... blocks
};

// [stack]
inline Depths through(const std::string& name, const std::vector<EncoderLayer>& blocks, Matrix x,
                      How how) {
    Depths d{name, {0}, {spread(x)}, {size_of(x)}};
    for (const EncoderLayer& block : blocks) {
        x = by_hand::encoder_block(block, x, how);
        d.blocks.push_back(d.blocks.back() + 1);
        d.spread.push_back(spread(x));
        d.size.push_back(size_of(x));
    }
    return d;
}
// [/stack]

inline Figure alike_figure(const std::vector<Depths>& all) {
    Plot plot{{"blocks"}, {"difference between the rows", Scale::log, 1e-8, 1}};
    for (const Depths& d : all) plot.line(d.name, d.blocks, d.spread);
    return {"alike", "Without residuals all words become one word",
            "Curves over depth. Without residuals the difference between rows falls to rounding "
            "within a few blocks, with them it falls slowly.",
            plot};
}

inline Figure sizes_figure(const std::vector<Depths>& all) {
    Plot plot{{"blocks"}, {"typical size of a number", Scale::log}};
    for (const Depths& d : all) plot.line(d.name, d.blocks, d.size);
    return {"sizes", "Without layer norm the numbers run away",
            "Curves over depth. Without layer norm the size of the numbers grows by a factor from "
            "block to block; with it, after each block, it is 1.",
            plot};
}

// One word alone, moved along a line through two random places: what becomes of its first number?
struct Bend {
    Numbers t, whole, without;
};
inline Bend walk(const EncoderLayer& block, int width, Rng& rng) {
    const Matrix from = randn({1, width}, rng), step = randn({1, width}, rng);
    How how;
    how.norm = Norm::none;
    How no_feed_forward = how;
    no_feed_forward.feed_forward = false;
    Bend b;
    for (int i = -20; i <= 20; ++i) {
        const Matrix x = add(from, scale(step, static_cast<real>(i) / 5));  // (1 x d)
        b.t.push_back(i / 5.0);
        b.whole.push_back(by_hand::encoder_block(block, x, how)(0, 0));
        b.without.push_back(by_hand::encoder_block(block, x, no_feed_forward)(0, 0));
    }
    return b;
}
// The largest distance of a point from the middle of its neighbours: 0 on a straight line.
inline double bend_of(const Numbers& y) {
    double most = 0;
    for (std::size_t i = 1; i + 1 < y.size(); ++i)
        most = std::max(most, std::abs(y[i] - (y[i - 1] + y[i + 1]) / 2));
    return most;
}

inline Figure bend_figure(const Bend& b) {
    Plot plot{{"how far the word has been moved"}, {"the first number of its new row"}};
    plot.line("with feed-forward", b.t, b.whole).line("without", b.t, b.without);
    return {"bend", "Only the feed-forward bends",
            "Two curves: a straight line without the feed-forward, one with kinks with it.", plot};
}

// ---- who has an influence on whom ---------------------------------------------------------------

// [influence]
// Row i, column j: how far the model's row i moves if piece j becomes another one.
template <class Run>
Matrix influence(const Ids& ids, int another, Run run) {
    const Matrix before = run(ids);  // (n x d)
    Matrix moved({before.rows(), before.rows()});
    for (int j = 0; j < moved.cols(); ++j) {
        Ids changed = ids;
        changed[static_cast<std::size_t>(j)] = another;
        const Matrix difference = subtract(run(changed), before);
        for (int i = 0; i < moved.rows(); ++i)
            moved(i, j) = static_cast<real>(size_of(Matrix(difference.view().row_block(i, 1))));
    }
    return moved;
}
// [/influence]

inline Figure influence_figure(const std::string& name, const std::string& title,
                               const std::string& alt, const Matrix& moved, const Names& names) {
    return {name, title, alt,
            HeatMap{moved, names, names, "whose row", "which piece was changed", ".1f", 0}};
}

// ---- every shape --------------------------------------------------------------------------------

// [shapes]
inline Value shapes_of(const Trace& trace) {
    Value::Array rows;
    for (const Trace::Step& step : trace.steps())
        rows.push_back(Value::Array{step.name, step.value.rows(), step.value.cols()});
    return rows;
}
// [/shapes]

// The name that the same step has in the first block and the first head.
inline std::string first_of_its_kind(std::string name) {
    for (std::size_t i = 0; i < name.size(); ++i)
        if (std::isdigit(static_cast<unsigned char>(name[i])) != 0) {
            std::size_t end = i;
            while (end < name.size() && name[end] != '.') ++end;
            name.replace(i, end - i, "0");
        }
    return name;
}

// One line for each step of a decoder, and beside it the encoder's, if it has that step.
inline Table shape_table(const Trace& trace) {
    const auto text = [](const Matrix& m) { return fmt::format("{} x {}", m.rows(), m.cols()); };
    Table table{"step", "encoder", "decoder"};
    for (const Trace::Step& step : trace.steps()) {
        if (step.name != first_of_its_kind(step.name) || step.name.starts_with("encoder."))
            continue;
        const bool decoder = step.name.starts_with("decoder.");
        const std::string rest = decoder ? step.name.substr(8) : step.name,
                          twin = "encoder." + rest;
        table.add(rest, trace.has(twin) ? text(trace.at(twin)) : "", text(step.value));
    }
    return table;
}

// ---- sentences of several lengths ---------------------------------------------------------------

struct Padded {
    int words = 0, padding = 0;
    double attention = 0;                         // the share that goes to padding
    double unmasked = 0, masked = 0, packed = 0;  // differences to the sentence alone
};

// [padded]
inline Padded padded(const Transformer& model, Ids ids, int longest) {
    Padded p;
    p.words = static_cast<int>(ids.size()), p.padding = longest - p.words;
    const Matrix alone = by_hand::encode(model, ids);  // (n x d)
    while (static_cast<int>(ids.size()) < longest) ids.push_back(kEnd);
    How masked;
    masked.words = p.words;
    Trace trace;
    const Matrix plain = by_hand::encode(model, ids, {}, &trace);  // (longest x d)
    const Matrix hidden = by_hand::encode(model, ids, masked);     // the same with a mask
    const auto own = [&](const Matrix& m) { return m.view().row_block(0, p.words); };
    p.unmasked = max_abs_difference(own(plain), alone);
    p.masked = max_abs_difference(own(hidden), alone);
    const Matrix& weights = trace.at("encoder.0.self_attention.weights.head.0");
    for (int i = 0; i < p.words; ++i)
        for (int j = p.words; j < longest; ++j) p.attention += double{weights(i, j)} / p.words;
    return p;
}
// [/padded]

// ---- what it says -------------------------------------------------------------------------------

inline double entropy(ConstView probabilities) {  // of one row, in nats
    double h = 0;
    for (real p : probabilities.row(0))
        if (p > 0) h -= double{p} * std::log(double{p});
    return h;
}

// The probabilities from the largest down, beside those of a die with as many sides.
inline Figure first_word_figure(const Matrix& probabilities) {
    Numbers rank, p(probabilities.flat().begin(), probabilities.flat().end());
    std::sort(p.rbegin(), p.rend());
    for (std::size_t i = 0; i < p.size(); ++i) rank.push_back(static_cast<double>(i + 1));
    Plot plot{{"pieces, the likeliest first"}, {"probability", Scale::linear, 0}};
    plot.line("the model", rank, p).horizontal(1.0 / static_cast<double>(p.size()), "a fair die");
    return {"first_word", "The first word, before anything was learnt",
            "A curve that falls from a few favourites to a long tail, and the level of a fair die.",
            plot};
}

}  // namespace book
