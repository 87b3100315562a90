// Chapter 09: what a recurrent memory keeps, what attention keeps, and what either costs.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "costs.h"
#include "host/sources.h"
#include "influence.h"
#include "jacobian.h"
#include "live.h"
#include "recorded.h"
#include "translation.h"

namespace chapter_09 {
using namespace book;

namespace {

const char* const kJacobian = "chapters/09_rnn_comparison/jacobian.h";
constexpr int kWidth = 32;
constexpr int kWords = 64;
constexpr CellKind kKinds[] = {CellKind::elman, CellKind::lstm, CellKind::gru};
const char* const kNames[] = {"rnn", "lstm", "gru"};

// [half_life]
// A straight line through the logarithms, by least squares; it falls by ln 2
// in a half-life.
double half_life(const Numbers& by_lag) {
    const double n = double(by_lag.size());
    const double mean_lag = (n - 1) / 2;
    double mean_log = 0;
    for (const double gain : by_lag) {
        mean_log += std::log(gain) / n;
    }

    double up = 0;
    double across = 0;
    for (std::size_t lag = 0; lag < by_lag.size(); ++lag) {
        const double x = double(lag) - mean_lag;
        const double y = std::log(by_lag[lag]) - mean_log;
        up += x * y;
        across += x * x;
    }
    const double slope = up / across;
    const double never = std::numeric_limits<double>::infinity();
    return slope < -1e-3 ? -std::log(2) / slope : never;
}
// [/half_life]

// Is the fall from 10 to 15 words ago as large as that from 5 to 10, within half? As logarithms.
bool falls_exponentially(const Numbers& moves) {
    const double first = std::log(moves[5] / moves[10]);
    const double difference = std::log(moves[5] * moves[15] / std::pow(moves[10], 2));
    return std::abs(difference) < 0.5 * std::abs(first);
}

double mean_of(const Numbers& numbers, std::size_t from, std::size_t to) {
    const double count = static_cast<double>(to - from);
    double mean = 0;
    for (std::size_t i = from; i < to; ++i) {
        mean += numbers[i] / count;
    }
    return mean;
}

// How far the output of attention moves when the word in the middle of n becomes another: the mean.
double influence_among(int n, int draws, Rng& rng) {
    double mean = 0;
    for (int i = 0; i < draws; ++i) {
        const Matrix words = randn({n, kWidth}, rng);  // (n x d)
        const Matrix other = randn({1, kWidth}, rng);
        const Head head = draw_head(kWidth, rng);
        const Numbers moves = attention_moves(head, words, other, {n / 2});
        mean += moves[0] / draws;
    }
    return mean;
}

void what_is_left(Page& page, Rng& rng) {
    page.section("How much of \"I\" is left?");
    page.value("width", kWidth);
    page.quote(R"("I" → [memory] → "love" → [memory] → "doughnuts" → [fading memory of "I"])",
               "the article");
    page.text(R"md(
        Chapter 08 asked why attention mattered so much. The usual answer: *recurrent networks forget, attention
        does not.* Let us measure it. A *recurrent neural network* (RNN) reads word by word and keeps a row of
        numbers, its *state*. Each word makes a new state of the word and the old state:)md");
    page.formula(R"(h_t = \tanh(x_t W_x + h_{t-1} W_h + b))", "hₜ = tanh(xₜ Wₓ + hₜ₋₁ W_h + b)",
                 "after Elman 1990");
    page.text(R"md(
        The *LSTM* (Hochreiter and Schmidhuber 1997) adds a second row, the cell c. At each word a *forget gate*, a
        row of numbers between 0 and 1, says how much of c stays (Gers, Schmidhuber and Cummins added it in 2000).
        The *GRU* (Cho et al. 2014) manages with one row and two gates. Whatever was read must fit into the state:
        there is nowhere else to look.

        To see how much of a word is left, put another word in its place and see how far the last state moves. Words
        are random rows of @{width} numbers, and so are the weights: nobody has learnt anything yet.)md");
    page.guess(
        "\"I\" is two words before the end of *I love doughnuts*. How much of it is left?",
        "Of what the last word does to the state: RNN @{left.rnn:.0%}, LSTM @{left.lstm:.0%}, "
        "GRU @{left.gru:.0%}.");
    const int draws = page.quick() ? 12 : 100;
    std::vector<int> lags;
    for (int lag = 1; lag < kWords; ++lag) lags.push_back(lag);
    Numbers moves[3];  // of the states
    Numbers found;     // and of what attention finds
    // [moves]
    for (int i = 0; i < draws; ++i) {
        const Matrix words = randn({kWords, kWidth}, rng);  // (T x d)
        const Matrix other = randn({1, kWidth}, rng);       // (1 x d)
        for (int k = 0; k < 3; ++k) {
            Parameters all;
            const Recurrent cell =  // as it is before it learns
                make_recurrent(all, "cell", kKinds[k], kWidth, kWidth, rng);
            add_to(state_moves(cell, words, other), moves[k]);
        }

        const Head head = draw_head(kWidth, rng);
        add_to(attention_moves(head, words, other, lags), found);
    }
    // [/moves]
    for (Numbers* all : {&moves[0], &moves[1], &moves[2], &found}) {
        for (double& sum : *all) sum /= draws;
    }
    Plot plot{{"words between", Scale::linear, 0, 40}, {"influence", Scale::log, 1e-6, 1}};
    for (std::size_t k = 0; k < 3; ++k) {
        const std::string name = kNames[k];
        plot.line(name, count_up(40), shown(moves[k], 40));
        page.data("memory.influence." + name, moves[k]);
        page.value("left." + name, moves[k][2] / moves[k][0]);
        page.check("of a word 20 words ago, no recurrent state has a hundredth left",
                   moves[k][20] < 0.01 * moves[k][0]);
        page.check(
            "and the fall is exponential: from 5 to 10 words ago as from 10 to 15, within half",
            falls_exponentially(moves[k]));
    }
    const double late = mean_of(found, 0, 20);
    const double early = mean_of(found, 43, 63);
    plot.line("attention", {lags.begin(), lags.begin() + 39}, {found.begin(), found.begin() + 39});
    page.data("memory.influence.attention", found);
    page.values({{"words", kWords}, {"draws", draws}, {"flat", early / late}});
    page.cell("moves");
    page.show(Figure{"influence", "The state forgets, attention does not care how far away",
                     "Three curves fall exponentially, one is flat.", plot});
    page.check("attention: a word at the front counts as much as one at the end, within a fifth",
               std::abs(early / late - 1) < 0.2, {"flat:.3f"});
    page.text(R"md(
        Straight lines on a logarithmic axis: each word leaves a *share* of what was there. The article's fading
        memory is real. The flat line is one head without positions, over the same @{words} words, the mean of
        @{draws} draws. It looks at "I" directly, however many words lie between (front to end: @{flat:.2f}).

        That is one half of the truth. Here is the other.)md");
}

void attention_is_diluted(Page& page, Rng& rng) {
    page.section("Attention is diluted");
    Table table{"words n", {"influence of one", ".4f"}, {"times n", ".2f"}};
    Numbers by_length;
    for (const int n : {64, 256, 1024}) {
        const double influence = influence_among(n, page.quick() ? 30 : 200, rng);
        by_length.push_back(influence);
        table.add(n, influence, influence * n);
    }
    page.show(table, "One word among n is replaced: how far the output of attention moves");
    for (const std::size_t i : {0u, 1u}) {
        const double ratio = by_length[i] / by_length[i + 1];
        page.check("four times as many words, and each counts a quarter, within a third",
                   ratio > 4 / 1.34 && ratio < 4 * 1.34);
    }
    // [gap]
    const auto gap = [](double n, double w) { return std::log(n * w / (1 - w)); };
    for (const int n : {10, 1000}) {
        Matrix scores({1, n + 1});
        scores(0, 0) = static_cast<real>(gap(n, 0.9));
        const Matrix weights = softmax_rows(scores);
        page.check(
            "with a lead of ln(n w / (1 − w)), "
            "a word has weight w against n fillers",
            std::abs(weights(0, 0) - 0.9f) < 1e-4f);
    }
    // [/gap]
    page.values({{"gap.10", gap(10, 0.9)},
                 {"gap.1000", gap(1000, 0.9)},
                 {"n.times", by_length[0] / by_length[2]}});
    page.text(R"md(
        Weights add up to 1. Among sixteen times as many words one word counts @{n.times:.0f} times less. A model
        that has learnt nothing forgets here, too: not with the distance, but with the length. It can be won back.
        To hold nine tenths of the attention against 10 fillers a score must lead by @{gap.10:.1f}; against 1000, by
        @{gap.1000:.1f}. The lead grows with the *logarithm* of the length. Training has to find it, and a score can
        have it. That is the difference.)md");
    page.formula(R"(\text{lead} = \ln\frac{n\,w}{1-w})", "lead = ln(n w / (1 − w))");
}

void what_gates_are_for(Page& page, const School& school, ConstView words, Rng& rng) {
    page.section("What gates are for");
    page.text(R"md(
        An LSTM does not multiply its cell by a matrix. It multiplies by the forget gate, number by number, and
        adds. A gate near 1 is a σ near 1, and it can be *learnt*. For the gains we differentiate by (h, c): by h
        alone we would cut off the very path that matters. One pass backwards gives all lags:)md");
    page.setup("lag_gains", kJacobian);
    page.setup("half_life");
    Table table{"cell", {"half-life at the start", ".1f"}, {"after training", ".1f"}};
    Plot gates{{"words between"}, {"gain", Scale::log, 1e-6, 10}};
    Plot taught = gates;
    const ConstView few_words = words.row_block(0, 25);
    double before = 0;
    for (const double bias : {0.0, 1.0, 3.0}) {
        Parameters all;
        const Recurrent cell =
            make_recurrent(all, "cell", CellKind::lstm, kWidth, kWidth, rng, bias);
        const Numbers gains = lag_gains(cell, few_words);
        const double life = half_life(gains);
        gates.line(fmt::format("lstm, forget bias {}", bias), count_up(25), shown(gains, 25));
        page.check("a larger forget bias keeps longer", life > before);
        before = life;
        if (bias == 0) page.value("memory.halflife.lstm", life);
        if (bias == 1) page.value("life.one", life);
        if (bias != 1) table.add(fmt::format("lstm, forget bias {}", bias), life, "");
    }
    for (std::size_t k = 0; k < 3; ++k) {
        const std::string name = kNames[k];
        const CellKind kind = kKinds[k];
        const bool is_lstm = kind == CellKind::lstm;  // it was drawn above, bias by bias
        Parameters all;
        const Recurrent cell = make_recurrent(all, "cell", kind, kWidth, kWidth, rng);
        const Numbers plain = lag_gains(cell, few_words);
        if (!is_lstm) {
            page.value("memory.halflife." + name, half_life(plain));
            gates.line(name, count_up(25), shown(plain, 25));
        }
        const Numbers start = school.gains(k, false);
        const Numbers end = school.gains(k, true);
        const std::string bias = is_lstm ? ", forget bias 1" : "";
        table.add(name + bias + ", at its task", half_life(start), half_life(end));
        taught.line(name, count_up(25), shown(start, 25));
        taught.line(name + ", trained", count_up(25), shown(end, 25));
        page.value("trained." + name, half_life(end));
        page.check_full("who has learnt to recall keeps longer than at the start",
                        half_life(end) > half_life(start));
    }
    page.data("memory.halflife.attention", std::numeric_limits<double>::infinity());
    page.show(Figure{"gates", "Cells as they are drawn: a forget bias holds on",
                     "Falling curves of the gain over the lag; the larger the bias, the flatter.",
                     gates});
    page.show(Figure{"taught", "Training moves the gates",
                     "For each cell two curves: the trained one falls more slowly.", taught});
    page.show(table, "Half-life in words: how far back the gain has halved, by the fit");
    page.text(R"md(
        As drawn, the half-life of an RNN is @{memory.halflife.rnn:.1f} words, of a GRU @{memory.halflife.gru:.1f},
        of an LSTM @{memory.halflife.lstm:.1f}, with a forget bias of 1 (Jozefowicz et al. 2015) @{life.one:.1f}.
        Then each was taught to recall one pair among @{school.words} words. Its half-life grew to
        @{trained.rnn:.1f} words (RNN), @{trained.gru:.1f} (GRU) and @{trained.lstm:.1f} (LSTM). So forgetting is
        where a recurrent network *begins*. Attention has no half-life at all.)md");
    page.exercise("9.1", "One step of an LSTM.");
    page.exercise("9.2", "A half-life from a list of gains.");
}

void why(Page& page, const School& school) {
    page.section("Why a state forgets");
    page.text(R"md(
        The last state depends on an early one through all between. By the chain rule of chapter 08 the derivative
        is a product of as many matrices as there are steps. Take the simplest network: no tanh, no words, only h
        W_h, where W_h turns (an orthogonal matrix) and stretches by σ. A random push is then lengthened by σ at
        each step:)md");
    page.formula(R"(\left\|\frac{\partial h_T}{\partial h_t}\right\| = \sigma^{T-t})",
                 "‖∂h_T/∂hₜ‖ = σ^(T−t)");
    Rng rng(page.seed());
    const Matrix turn = orthogonal(kWidth, rng);
    Plot linear{{"words between"}, {"gain", Scale::log}};
    double worst = 0;
    // [linear]
    for (const double sigma : {0.5, 0.9, 1.0, 1.1}) {
        const Matrix w = scale(turn, static_cast<real>(sigma));
        // Of no step at all: 1 on the diagonal, nothing between.
        Matrix jacobian = matmul_nt(turn, turn);
        Numbers gains;
        for (int lag = 0; lag <= 40; ++lag) {
            const double now = gain(jacobian);
            gains.push_back(now);
            const double ratio = now / std::pow(sigma, lag);
            worst = std::max(worst, std::abs(ratio - 1));
            jacobian = matmul(jacobian, w);
        }
        linear.line(fmt::format("σ = {}", sigma), count_up(41), gains);
    }
    // [/linear]
    page.cell("linear");
    page.check("the linear network's gain is σ to the lag, to 1e-4, over 40 lags", worst < 1e-4);
    // What tanh does to 1.1, and what a matrix does that stretches only some directions by 1.1.
    const Matrix words = randn({41, kWidth}, rng);
    Matrix gauss = randn({kWidth, kWidth}, rng);
    gauss = scale(gauss, static_cast<real>(1.1 / largest_stretch(gauss)));
    Parameters tanhs;
    const Numbers bent = lag_gains(cell_with(tanhs, "bent", scale(turn, 1.1f)), words);
    Matrix jacobian = matmul_nt(turn, turn);
    Numbers mixed;
    for (int lag = 0; lag <= 40; ++lag) {
        mixed.push_back(gain(jacobian));
        jacobian = matmul(jacobian, gauss);
    }
    linear.line("tanh, σ = 1.1", count_up(41), bent)
        .line("Gaussian, largest 1.1", count_up(41), mixed);
    page.show(Figure{"gains", "One number decides: below 1 it vanishes, above it explodes",
                     "Four straight lines on a logarithmic axis, and two that fall.", linear});
    page.check("a derivative of the last state by itself is 1", std::abs(bent[0] - 1) < 1e-5);
    page.check("with tanh it vanishes even at 1.1", bent[40] < 0.01);
    page.check("a Gaussian matrix that stretches by 1.1 at most shrinks on the whole",
               mixed[40] < 1e-3);
    page.text(R"md(
        Between vanishing and exploding lies one value of σ, and nobody stays on it by chance. The last two curves
        are warnings against a rule of thumb. The slope of tanh is below 1 wherever it saturates, so it takes away
        what 1.1 adds. And "the largest singular value is above 1" only allows a gradient to explode (Pascanu et al.
        2013): a Gaussian matrix stretches few directions that much, and shrinks the rest. Singular values bound;
        they do not tell.)md");

    what_gates_are_for(page, school, words, rng);
}

void build(Page& page, Knobs& knobs) {
    const std::string path = knobs.csv.empty() ? source_root() + "/" + kResults : knobs.csv;
    const Sweep live = live_sweep(knobs, page.quick());
    std::vector<Row> rows = read_results(path);
    if (knobs.row > 0) {
        one_row_again(page, rows, knobs.row, path);
        return;
    }
    if (knobs.full) record(full_sweep(), rows, path, "./book run 9 --full");
    if (knobs.paper) {
        for (const Sweep& size : paper_sweeps()) record(size, rows, path, "./book run 9 --paper");
    }
    const std::string translations = source_root() + "/" + kTranslations;
    if (knobs.translation) make_translations(translations);
    const std::vector<TranslationRow> translated = read_translations(translations);
    require_all_recorded(rows, path);
    require_all_translated(translated, translations);
    School school(page);
    Rng rng(page.seed());
    what_is_left(page, rng);
    attention_is_diluted(page, rng);
    why(page, school);
    train_live(page, live);
    the_published_task(page);
    recorded_page(page, rows);
    what_it_costs(page);
    when_a_recurrent_network_is_better(page);
    same_translation(page, translated);
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Elman 1990", "https://doi.org/10.1207/s15516709cog1402_1");
    page.source("Hochreiter and Schmidhuber 1997", "https://doi.org/10.1162/neco.1997.9.8.1735");
    page.source("Gers, Schmidhuber and Cummins 2000, the forget gate",
                "https://doi.org/10.1162/089976600300015015");
    page.source("Cho et al. 2014", "https://arxiv.org/abs/1406.1078");
    page.source("Pascanu et al. 2013", "https://arxiv.org/abs/1211.5063");
    page.source("Sutskever et al. 2014", "https://arxiv.org/abs/1409.3215");
    page.source("Bahdanau et al. 2014", "https://arxiv.org/abs/1409.0473");
    page.source("Luong et al. 2015", "https://arxiv.org/abs/1508.04025");
    page.source("Arora et al. 2023", "https://arxiv.org/abs/2312.04927");
    page.source("Arora et al. 2024, recall and the size of a state",
                "https://arxiv.org/abs/2402.18668");
    page.source("Arjovsky et al. 2016", "https://arxiv.org/abs/1511.06464");
    page.source("Jozefowicz et al. 2015", "https://proceedings.mlr.press/v37/jozefowicz15.html");
    page.end({.recap = "Attention reaches every word in one step, at a cost that grows with the "
                       "square of the "
                       "length.",
              .next = "Does it work?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({9, "rnn_comparison", "Why did this matter so much?"}, declare,
                                 build);
}

}  // namespace chapter_09
