// What chapter 07 measures and draws with the model that by_hand.h spells out.
#pragma once

#include <cctype>
#include <cmath>

#include "notebook/page.h"
#include "stage.h"

namespace chapter_07 {
using namespace book;

// ---- a deep stack of blocks, with something taken away ------------------------------------------

inline double size_of(const Matrix& x) {  // the typical size of a number: root of the mean square
    return norm(x) / std::sqrt(static_cast<double>(x.size()));
}

// clang-format off
// [spread]
// How far the rows are from being one and the same row: 0 if they are.
inline double spread(const Matrix& x) {  // (n x d)
    const real n = static_cast<real>(x.rows());
    const Matrix average = scale(column_sums(x), 1 / n);  // (1 x d)
    const Matrix difference = add_bias(x, scale(average, -1));
    return norm(difference) / norm(x);
}
// [/spread]
// clang-format on

inline real size_of_row(const Matrix& x, int r) {
    return static_cast<real>(size_of(Matrix(x.view().row_block(r, 1))));
}

struct Depths {
    std::string name;
    Numbers blocks;  // 0, 1, 2, ...
    Numbers spread;  // after so many
    Numbers size;
};

// clang-format off
// [stack]
using Blocks = std::vector<EncoderLayer>;

inline Depths through(const std::string& name, const Blocks& blocks,
                      Matrix x, How how) {
    Depths depths{name, {0}, {spread(x)}, {size_of(x)}};
    for (const EncoderLayer& block : blocks) {
        x = by_hand::encoder_block(block, x, how);
        depths.blocks.push_back(depths.blocks.back() + 1);
        depths.spread.push_back(spread(x));
        depths.size.push_back(size_of(x));
    }
    return depths;
}
// [/stack]
// clang-format on

// After how many blocks the numbers are below `level` for the first time.
inline std::ptrdiff_t first_below(const Numbers& numbers, double level) {
    const auto is_below = [&](double number) { return number < level; };
    return std::find_if(numbers.begin(), numbers.end(), is_below) - numbers.begin();
}

inline Figure alike_figure(const std::vector<Depths>& all) {
    Plot plot{{"blocks"}, {"difference between the rows", Scale::log, 1e-8, 1}};
    for (const Depths& depths : all) plot.line(depths.name, depths.blocks, depths.spread);
    return {
        "alike", "Without residuals, all the words become one",
        "Four curves, plotted against the number of blocks, on a logarithmic axis. With residual "
        "connections, with or without the feed-forward layers, the difference between the rows "
        "falls slowly. Without residual connections it falls, within a few blocks, to a level "
        "where nothing is "
        "left "
        "but rounding.",
        plot};
}

inline Figure sizes_figure(const std::vector<Depths>& all) {
    Plot plot{{"blocks"}, {"typical size of a number", Scale::log, 0.1}};
    for (const Depths& depths : all) plot.line(depths.name, depths.blocks, depths.size);
    return {"sizes", "Without layer norm the numbers run away",
            "Three curves, plotted against the number of blocks, on a logarithmic axis. Without "
            "layer norm the "
            "size of the numbers grows by about the same factor in every block. With the norm "
            "before the sublayers it grows slowly. With the norm after every sum it stays 1.",
            plot};
}

// One word alone, moved along a line through random places: what do the sublayers of a block (without
// norms) add to its first number?
struct Bend {
    Numbers moved;  // how far
    Numbers attention;
    Numbers feed_forward;
};

inline Bend walk(int width, Rng& rng) {
    Parameters learnt;
    EncoderLayer block;
    block.self_attention = make_attention(learnt, "attention", width, 1, false, rng);
    block.feed_forward = make_feed_forward(learnt, "feed_forward", width, 4 * width, rng);
    const Matrix from = randn({1, width}, rng);
    const Matrix step = randn({1, width}, rng);

    How without_norms;
    without_norms.norm = Norm::none;
    Bend bend;
    for (int i = -40; i <= 40; ++i) {
        const Matrix x = add(from, scale(step, static_cast<real>(i) / 10));  // (1 x d)
        Trace trace;
        by_hand::encoder_block(block, x, without_norms, {&trace});
        bend.moved.push_back(i / 10.0);
        bend.attention.push_back(double{trace.at("self_attention.output")(0, 0)});
        bend.feed_forward.push_back(double{trace.at("feed_forward.outer")(0, 0)});
    }
    return bend;
}

// The largest distance of a point from the middle of its neighbours: 0 on a straight line.
inline double bend_of(const Numbers& y) {
    double most = 0;
    for (std::size_t i = 1; i + 1 < y.size(); ++i) {
        const double middle = (y[i - 1] + y[i + 1]) / 2;
        most = std::max(most, std::abs(y[i] - middle));
    }
    return most;
}

inline Figure bend_figure(const Bend& bend) {
    Plot plot{{"how far the word's row has been moved"}, {"what is added to its first number"}};
    plot.line("by attention", bend.moved, bend.attention);
    plot.line("by the feed-forward layer", bend.moved, bend.feed_forward);
    return {
        "bend", "Attention is straight, the feed-forward layer bends",
        "Two curves, plotted against how far the row of a word alone has been moved. What "
        "attention adds is a "
        "straight line. What the feed-forward layer adds bends gently: it is made of many straight "
        "pieces, with kinks too slight to be seen.",
        plot};
}

// ---- who has an influence on whom ---------------------------------------------------------------

// clang-format off
// [influence]
// Row i, column j: how far row i moves if piece j is replaced.
template <class Run>
Matrix influence(const Ids& ids, Run run) {
    const Matrix before = run(ids);  // (n x d)
    const int n = before.rows();
    Matrix moved({n, n});
    for (int j = 0; j < n; ++j) {
        const std::size_t at = static_cast<std::size_t>(j);
        Ids other = ids;
        other[at] = ids[at] == kEnd ? kBegin : kEnd;

        const Matrix difference = subtract(run(other), before);
        for (int i = 0; i < n; ++i) {
            moved(i, j) = size_of_row(difference, i);
        }
    }
    return moved;
}
// [/influence]
// clang-format on

// Does each piece move its own row further than any other row?
inline bool own_moves_most(const Matrix& moved) {
    for (int j = 0; j < moved.cols(); ++j) {
        for (int i = 0; i < moved.rows(); ++i) {
            if (moved(i, j) > moved(j, j)) return false;
        }
    }
    return true;
}

inline Figure influence_figure(const std::string& name, const std::string& title,
                               const std::string& alt, const Matrix& moved, const Names& rows,
                               const Names& columns) {
    return {name, title, alt,
            HeatMap{moved, rows, columns, "whose row moves", "which piece was changed", ".1f", 0}};
}

// ---- every shape --------------------------------------------------------------------------------

inline Value shapes_of(const Trace& trace) {
    Value::Array rows;
    for (const auto& [name, matrix] : trace.steps()) {
        rows.push_back(Value::Array{name, matrix.rows(), matrix.cols()});
    }
    return rows;
}

// The name that the same step has in the first block and the first head.
inline std::string first_of_its_kind(std::string name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool is_digit = std::isdigit(static_cast<unsigned char>(name[i])) != 0;
        if (!is_digit) continue;
        const std::size_t end = std::min(name.find('.', i), name.size());
        name.replace(i, end - i, "0");
    }
    return name;
}

// "0.self_attention.scores.head.0": "self-attention: scores".
inline std::string in_words(const std::string& step) {
    const std::vector<std::pair<std::string, std::string>> all{
        {"embeddings", "pieces looked up, times √d"},
        {"positions", "signals of the positions"},
        {"input", "their sum"},
        {"self_attention", "self-attention: "},
        {"cross_attention", "cross-attention: "},
        {"feed_forward", "feed-forward: "},
        {"query", "queries"},
        {"key", "keys"},
        {"value", "values"},
        {"scores", "scores, one head"},
        {"weights", "weights, one head"},
        {"out", "what the head mixes"},
        {"concatenated", "all the heads joined"},
        {"inner", "made wide"},
        {"outer", "narrow again"},
        {"looked", "after add and norm"},
        {"crossed", "after add and norm"}};
    if (step == "0.output") return "after add and norm, out of the block";
    std::string words;
    std::size_t at = 0;
    while (at < step.size()) {
        const std::size_t end = std::min(step.find('.', at), step.size());
        const std::string part = step.substr(at, end - at);
        for (const auto& [name, meaning] : all) {
            if (name == part) words += meaning;
        }
        if (part == "output") words += "times W_O";
        at = end + 1;
    }
    return words.empty() ? step : words;
}

// One line for each step of a decoder, and beside it the encoder's, if it has that step.
inline Table shape_table(const Trace& trace) {
    const auto text = [](const Matrix& m) { return fmt::format("{} x {}", m.rows(), m.cols()); };
    const std::string decoder = "decoder.";
    const std::string encoder = "encoder.";
    Table table{"step", "encoder (French)", "decoder (English)"};
    for (const Trace::Step& step : trace.steps()) {
        const bool is_first = step.name == first_of_its_kind(step.name);
        if (!is_first || step.name.starts_with(encoder)) continue;

        std::string rest = step.name;
        if (rest.starts_with(decoder)) rest.erase(0, decoder.size());
        const std::string twin = encoder + rest;
        std::string encoder_shape;
        if (trace.has(twin)) encoder_shape = text(trace.at(twin));
        table.add(in_words(rest), encoder_shape, text(step.value));
    }
    return table;
}

// ---- sentences of several lengths ---------------------------------------------------------------

struct Padded {
    int words = 0;
    int padding = 0;
    double attention = 0;  // the share that goes to padding
    double unmasked = 0;   // difference to the sentence alone, without the mask
    double masked = 0;     // and with it
};

// Of the attention of the first n words in the first head: the share for the keys behind them.
inline double share_behind(const Trace& trace, int n) {
    const Matrix& weights = trace.at("encoder.0.self_attention.weights.head.0");
    double share = 0;
    for (int i = 0; i < n; ++i) {
        for (int j = n; j < weights.cols(); ++j) {
            share += double{weights(i, j)} / n;
        }
    }
    return share;
}

// clang-format off
inline Padded padded(const Stage& s, Ids ids, std::size_t longest) {
    const int n = static_cast<int>(ids.size());
    const Matrix alone = s.encode(ids);             // (n x d)
    ids.resize(longest, kEnd);                      // filled up

    Trace trace;
    const Matrix open = s.encode(ids, {}, &trace);  // (longest x d)

    How mask;
    mask.words = n;
    const Matrix hidden = s.encode(ids, mask);      // (longest x d)

    Padded result;
    result.words = n;
    result.padding = static_cast<int>(longest) - n;
    result.attention = share_behind(trace, n);
    result.unmasked = max_abs_difference(first_rows(open, n), alone);
    result.masked = max_abs_difference(first_rows(hidden, n), alone);
    return result;
}
// clang-format on

// ---- what it says -------------------------------------------------------------------------------

inline double entropy(ConstView probabilities) {  // of one row, in nats
    double h = 0;
    for (real number : probabilities.row(0)) {
        const double p = number;
        if (p > 0) h -= p * std::log(p);
    }
    return h;
}

// How much likelier than by chance it says again what it has just read: the mean over random pieces.
inline double echo_of(const Stage& s, std::uint64_t seed, bool residual) {
    Rng rng(seed);
    How how;
    how.residual = residual;
    double sum = 0;
    int count = 0;
    for (int sentence = 0; sentence < 8; ++sentence) {
        Ids noise{kBegin};
        while (noise.size() < 25) noise.push_back(s.any_piece(rng));

        const Matrix hidden = s.decode(noise, how);                       // (T x d)
        const Matrix p = softmax_rows(by_hand::logits(s.model, hidden));  // (T x V)
        for (int i = 0; i < p.rows(); ++i) {
            const int just_read = noise[static_cast<std::size_t>(i)];
            sum += double{p(i, just_read)} * p.cols();
            ++count;
        }
    }
    return sum / count;
}

inline std::string piece_or_nothing(const Names& pieces, std::size_t i) {
    if (i >= pieces.size()) return "";
    return pieces[i];
}

inline Table steps_table(const Names& greedy, const Names& drawn) {
    const char* article[] = {"I", "love", "doughnuts", "[END]"};
    Table table{"step", "the article's decoder", "ours, greedy", "ours, drawn"};
    for (std::size_t i = 0; i < 4; ++i) {
        table.add(i + 1, article[i], piece_or_nothing(greedy, i), piece_or_nothing(drawn, i));
    }
    return table;
}

// The probabilities from the largest down, beside those of a die with as many sides.
inline Figure first_word_figure(const Matrix& probabilities) {
    Numbers falling(probabilities.flat().begin(), probabilities.flat().end());
    std::sort(falling.rbegin(), falling.rend());
    Numbers rank;
    for (std::size_t i = 0; i < falling.size(); ++i) rank.push_back(static_cast<double>(i + 1));

    const double fair = 1.0 / static_cast<double>(falling.size());
    Plot plot{{"pieces, the likeliest first"}, {"probability", Scale::linear, 0}};
    plot.line("the model", rank, falling);
    plot.horizontal(fair, "a fair die");
    return {
        "first_word", "The first word, before anything was learnt",
        "The probabilities of all the pieces, sorted: a curve that falls from a few favourites to "
        "a long "
        "tail, and the level line of a fair die, which it crosses.",
        plot};
}

}  // namespace chapter_07
