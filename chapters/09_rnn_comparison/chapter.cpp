// Chapter 09: what a recurrent network keeps, what attention keeps, and what either costs.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "comparing.h"
#include "costs.h"
#include "diagrams.h"
#include "host/sources.h"
#include "influence.h"
#include "jacobian.h"
#include "live.h"
#include "nn/recurrent_start.h"
#include "notebook/machine.h"
#include "reading.h"
#include "recorded.h"
#include "rewriting.h"
#include "translation.h"

namespace chapter_09 {
using namespace book;

namespace {

const char* const kJacobian = "chapters/09_rnn_comparison/jacobian.h";
constexpr int kWidth = 32;
constexpr int kWords = 64;
constexpr CellKind kKinds[] = {CellKind::elman, CellKind::lstm, CellKind::gru};
const char* const kNames[] = {"rnn", "lstm", "gru"};
const char* const kPrinted[] = {"RNN", "LSTM", "GRU"};
constexpr std::size_t kLags = 25;  // of the figures of gains, and of their half-lives

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

void opening(Page& page) {
    page.show(machine(Part::recurrence));
    page.text(R"md(
        Two things are lit: self-attention, and, beside the machine, the chain that it replaced.

        *You need attention from chapter 04. Two sections in the middle also use the slopes of chapter 08. Whatever takes a long time to train was recorded beforehand.*

        You know the game. Somebody whispers a sentence into a neighbour's ear, the neighbour whispers it to the next, and
        at the end of the line *I love doughnuts* has become *dial a dog, nuts*. Nobody lied. They only passed on
        what was left.

        Until 2017 most programs that read sentences worked like that. The article says that they forgot, and that
        attention solved that. How much did they forget, did they have to, and what does it cost to do better?)md");
    page.guess(
        "One translator reads with a chain, another looks back. Both are trained for the same "
        "length of time. "
        "Of the sentences "
        "with 30 to 40 words, how many does each of them get right, to the letter?",
        "In our recorded experiment the chain alone gets @{lstm.long:.0%}, the same chain with "
        "attention @{looking.long:.0%}, and a Transformer @{transformer.long:.0%}.");
}

void a_chain(Page& page) {
    page.section("What a chain forgets, and what attention changes", Path::shortest);
    const double kept = 0.5;
    const int few = 3;  // in the figure
    const int many = 40;
    page.values({{"short.words", few}, {"short.steps", few - 1}, {"long.words", many}});
    page.values({{"kept", kept}, {"kept.two", kept * kept}, {"kept.ten", std::pow(kept, 10)}});
    page.quote(R"("I" → [memory] → "love" → [memory] → "doughnuts" → [fading memory of "I"])",
               "the article");
    page.term(
        "recurrent neural network (RNN)",
        "a network that reads word by word and hands a row of numbers on from one to the next",
        {"recurrent neural network", "recurrent neural networks", "recurrent network",
         "recurrent networks", "RNN", "RNNs"});
    page.term("hidden state",
              "the row of numbers that a recurrent network hands on: all that it knows of what it "
              "has read",
              {"hidden states"});
    page.text(R"md(
        The chain is called a **recurrent neural network**, or **RNN**. It reads one word at a time and carries one row of
        numbers along, its **hidden state**, or state for short. At each word it makes a new state from the word and
        the old state, and drops the word. Whatever it will need later has to be in that one row.

        What happens to a word on the way? Take the simplest case: a state of one number, of which @{kept} is
        handed on at each step. *I* arrives as a 1. One word later @{kept} of it is left, two words later
        @{kept} × @{kept} = @{kept.two}, and ten words later @{kept.ten:.3f}. Each step *multiplies*, so what is left
        shrinks like a doughnut of which everybody at the table eats half.

        Attention hands nothing on. It keeps a row for every word, and the word that asks looks at all of them
        directly:)md");
    page.show(chain_figure());
    page.text(R"md(
        On the left, *I* takes @{short.words} steps to the last state: one into its own state, and @{short.steps} from state to
        state. In a sentence of @{long.words} words it would take @{long.words}. On the right it is always one. And while a chain's state is as large after ten
        words as after ten thousand, attention's notes grow with the text.

        Does it matter? We trained three small translators on the same sentences, with about the same number of parameters,
        each for about @{translation.least:.0f} seconds. The first is a chain, but of a better kind than the one above, and the English
        is written from its last state alone. The second is the same chain, but it may look back, by
        attention, at its states after every French word. The third is a Transformer. In sentences of 3 to 6 words the
        first gets @{lstm.short:.0%} right to the letter. In sentences of 30 to 40 words it gets @{lstm.long:.0%}. The second
        gets @{looking.long:.0%} of them, the Transformer @{transformer.long:.0%}.

        So what mattered here was looking back, with or without a chain. But a chain reads one word after the other, and attention all
        at once. On a graphics processor with its thousands of lanes, a Transformer therefore learns from more text in the same
        time; on our few cores it did not get through more than the first chain. The price: every word compares itself with all the others, and everything that was
        read must be kept.)md");
}

void cells(Page& page) {
    page.section("A recurrent network, exactly");
    const CellOnPaper cell;
    page.term("tanh",
              "a curve that squeezes every number into −1 to 1, and leaves small ones nearly as "
              "they are");
    page.term("sigmoid",
              "a curve that squeezes every number into 0 to 1: 0.5 at 0, near 1 far above, near 0 "
              "far below",
              {"sigmoids"});
    page.term(
        "gate",
        "a row of numbers between 0 and 1 by which another row is multiplied, to let through that "
        "share of each number",
        {"gates"});
    page.term("LSTM",
              "long short-term memory: a recurrent network with a second row, which gates protect",
              {"LSTMs"});
    page.term("forget gate", "the gate that says how much of each number in an LSTM's cell stays",
              {"forget gates"});
    page.term("GRU", "gated recurrent unit: a recurrent network with two gates and only one row",
              {"GRUs"});
    const double small = 0.1;
    const double large = 3;
    page.values({{"small", small}, {"tanh.small", std::tanh(small)}});
    page.values({{"large", large}, {"tanh.large", std::tanh(large)}});
    page.values({{"c.before", cell.before}, {"c.forget", cell.forget}, {"c.input", cell.input}});
    page.values(
        {{"c.candidate", cell.candidate}, {"c.output", cell.output}, {"c.after", cell.after()}});
    page.values({{"c.said", cell.said()}, {"c.kept", std::pow(cell.forget, 10)}});
    page.text(R"md(
        Here is the plain network, with the word of step t as a row x, and the state as a row h:)md");
    page.formula(R"(h_t = \tanh(x_t W_x + h_{t-1} W_h + b))", "hₜ = tanh(xₜ Wₓ + hₜ₋₁ W_h + b)",
                 "after Elman 1990");
    page.text(R"md(
        Two learnt matrices turn the word and the old state into a row each. The two rows are added, and a bias is added
        to them. Then comes **tanh**, a curve that leaves small numbers nearly as they are and squeezes large ones: @{small} becomes
        @{tanh.small:.3f}, and @{large} becomes @{tanh.large:.3f}. Nothing ever gets beyond 1. So the state cannot
        get out of hand, but it passes through W_h and tanh at *every* word, whether the word matters or not.

        In 1997 Hochreiter and Schmidhuber gave the network a second row *c*, its cell, to which each step only adds
        something. This is the **LSTM**, for *long short-term memory*. In 2000 Gers, Schmidhuber and Cummins added what is now
        its best-known part, the forget gate. A **gate** is a row of numbers between 0 and 1, by which another row is multiplied: 1 lets a number
        pass, 0 stops it. The gate is computed from the word and from h, and a curve named **sigmoid** (written σ) brings
        it into the range from 0 to 1. The **forget gate** multiplies the cell, and so decides what stays. Think of the cell as
        a road that runs through the sentence, and of the gates as barriers beside it:)md");
    page.show(lstm_figure(cell));
    page.text(R"md(
        Follow one number of the cell down the road. It was @{c.before}. The forget gate lets @{c.forget} of it stay, and
        the input gate lets @{c.input} of the new content in: @{c.forget} × @{c.before} + @{c.input} × @{c.candidate} =
        @{c.after:.2f}. What the network says, its h, is tanh of that, times the output gate of @{c.output}: @{c.said:.2f}. Now suppose that the forget gate stays at
        @{c.forget}. After ten more words @{c.kept:.2f} of the number is left, whereas the factor of a half in our first example kept next to
        nothing. With a gate of 1.00 all of it would be left. And since gates are computed, the network can learn *when* to hold on.

        The **GRU** (Cho et al. 2014) manages with one row and two gates. One gate says how much of the old state stays, and
        the rest is filled up with new content; the other says how much of the old state counts when that content is computed.)md");
    page.exercise("9.1", "One step of an LSTM.");
}

void what_is_left(Page& page, Rng& rng) {
    page.section("How much of \"I\" is left?");
    const int draws = page.quick() ? 12 : 100;
    page.values({{"words", kWords}, {"draws", draws}, {"width", kWidth}});
    page.text(R"md(
        So a chain fades, on paper. How fast do these three really fade? We measure it. Let a network read @{words} random
        words, each a row of @{width} numbers. Then replace one of them with another word, let it read again, and see how far the last state has moved. If a word was
        forgotten, replacing it moves nothing. The parameters are random, too, as they would be at the start of training. Nothing
        has been learnt yet.)md");
    page.guess("\"I\" is two words before the end of *I love doughnuts*. How much of it is left?",
               "As a share of what the last word does to the state: RNN @{left.rnn:.0%}, LSTM "
               "@{left.lstm:.0%}, GRU @{left.gru:.0%}.");
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
    const std::size_t drawn = 17;  // beyond it the RNN's line leaves the axis
    Plot plot{{"words between it and the end", Scale::linear, 0, 16},
              {"how far the end moves", Scale::log, 1e-6, 1}};
    for (std::size_t k = 0; k < 3; ++k) {
        const std::string name = kNames[k];
        plot.line(kPrinted[k], count_up(drawn), shown(moves[k], drawn, 1e-6));
        page.data("memory.influence." + name, moves[k]);
        page.value("left." + name, moves[k][2] / moves[k][0]);
    }
    const double late = mean_of(found, 0, 20);
    const double early = mean_of(found, 43, 63);
    plot.line("attention", {lags.begin(), lags.begin() + 16}, {found.begin(), found.begin() + 16});
    page.data("memory.influence.attention", found);
    page.value("flat", early / late);
    page.values({{"left.ten.rnn", moves[0][10] / moves[0][0]}, {"found.ten", found[9]}});
    page.text(R"md(
        The loop does that @{draws} times and adds up what it finds. Look at its two calls: `state_moves` replaces each word in turn
        and returns how far the last state moves, and `attention_moves` does the same with one head of attention, in which the
        last word asks.)md");
    page.cell("moves");
    page.show(Figure{
        "influence", "A state fades with every word, attention does not",
        "Influence of a word, plotted against the number of words between it and the "
        "end, on a logarithmic axis. The three recurrent networks fall in straight lines, the "
        "plain RNN fastest, the GRU slowest. The line of attention is level.",
        plot});
    for (std::size_t k = 0; k < 3; ++k) {
        page.check(
            "before training, no recurrent state retains even a hundredth of a word from 20 words "
            "ago",
            moves[k][20] < 0.01 * moves[k][0]);
        page.check(
            "the fall is exponential: from 5 to 10 words ago it is the same as from 10 to 15, to "
            "within a half",
            falls_exponentially(moves[k]));
    }
    page.text(R"md(
        On this axis each line of the grid is a tenth of the one above, so a straight falling line means that every word leaves a fixed *share* of what was
        there. After ten words the plain RNN has @{left.ten.rnn:.2%} of its original influence left. The article's fading is real.

        The level line is attention, at about @{found.ten:.3f}. (It begins one word before the end, because the last word is the one that asks.)
        This should surprise nobody. A head without positions does not know
        where a word is, and our words are random, so the first of them counts on average as much as the last. (It does: the influence of the earliest words divided by the influence of the latest
        is @{flat:.2f}.)

        And the figure shows *our* start. The numbers in W_h are random, between plus and minus one over the root of the width, as in
        PyTorch. Other starts fade more slowly, as we shall see. So this is a fact about a default, not a verdict on all recurrent networks.)md");
}

void attention_is_diluted(Page& page, Rng& rng) {
    page.section("Attention is diluted");
    page.text(R"md(
        Attention lay below the others on the left of that figure. Why? Its weights add up to 1, so with
        @{words} words each one gets little. What if there are more of them?)md");
    Table table{"words n", {"influence of one", ".4f"}, {"times n", ".2f"}};
    Numbers by_length;
    const std::vector<int> sizes{64, 256, 1024};
    for (const int n : sizes) {
        const double influence = influence_among(n, page.quick() ? 30 : 200, rng);
        by_length.push_back(influence);
        table.add(n, influence, influence * n);
    }
    page.show(table, "One word among n is replaced: how far the output of attention moves");
    for (const std::size_t i : {0u, 1u}) {
        const double ratio = by_length[i] / by_length[i + 1];
        page.check("with four times as many words, each counts for a quarter, to within a third",
                   ratio > 4 / 1.34 && ratio < 4 * 1.34);
    }
    const auto gap = [](double n, double w) { return std::log(n * w / (1 - w)); };
    const double share = 0.9;
    const int few = 10;
    const int many = 1000;
    page.values({{"few.others", few},
                 {"many.others", many},
                 {"others.times", many / few},
                 {"gap.few", gap(few, share)},
                 {"gap.many", gap(many, share)},
                 {"gap.times", gap(many, share) / gap(few, share)},
                 {"among.first", sizes.front()},
                 {"among.times", sizes.back() / sizes.front()},
                 {"influence.first", by_length[0]},
                 {"n.times", by_length[0] / by_length[2]}});
    page.text(R"md(
        In the first line a word among @{among.first} moves the output by @{influence.first:.4f}; in the last line there are
        @{among.times} times as many words, and each counts for 1/@{n.times:.0f} as much. So attention that has learnt nothing forgets, too: not
        more with distance, but more with the amount of text.

        But it can win that back, and cheaply. Suppose that one word should get nine tenths of the attention, and *n* others, with
        equal scores, share the last tenth. How far must its score lead? Its power of *e* has to be nine times the sum of
        theirs, which is *n* times one of them. So the lead is ln (9 *n*), or, for a weight *w*:)md");
    page.formula(R"(\text{lead} = \ln\frac{n\,w}{1-w})", "lead = ln(n w / (1 − w))");
    page.text(R"md(
        Against @{few.others} others that is @{gap.few:.1f}; against @{many.others:,} it is @{gap.many:.1f}. With
        @{others.times} times as much text the lead has to be only @{gap.times:.1f} times as large, because the score is an *exponent*. Training has to find such scores. But a score can
        be that large, and then it does not matter how far away the word is.)md");
}

// The gains of three kinds of chains: turned and stretched, the same with tanh, and Gaussian.
void with_matrices(Page& page, const Matrix& turn, const Matrix& words, Matrix gauss) {
    page.term("Jacobian", "the matrix of all the slopes of one row with respect to another",
              {"Jacobians"});
    page.text(R"md(
        A state is a row, so the slope of the last state with respect to an early one is a matrix: each of its numbers says how far one
        number of the last state moves if one number of the early state is nudged. Such a matrix of slopes is called a **Jacobian**, and by the
        chain rule it is the product of the Jacobians of all the steps. Its *gain* is the factor by which a nudge in a random direction grows on the way.

        First we take a network without tanh and without words. Its W_h turns every row (it is orthogonal) and stretches it by some
        factor. Then the gain over many steps must be that factor to the power of the number of steps:)md");
    page.formula(R"(\left\|\frac{\partial h_T}{\partial h_t}\right\| = \text{stretch}^{\,T-t})",
                 "‖∂h_T/∂hₜ‖ = stretch^(T−t)");
    page.text(R"md(
        Read ∂h_T/∂hₜ as "the Jacobian of the state after word T with respect to the state after word t". The code multiplies the Jacobians, one step after
        another; `worst` is how far the gain ever strays from the formula.)md");
    Plot linear{{"words between"}, {"gain (growth of a nudge)", Scale::log}};
    double worst = 0;
    // [linear]
    for (const double stretch : {0.5, 0.9, 1.0, 1.1}) {
        const Matrix w = scale(turn, static_cast<real>(stretch));
        // For no step at all: 1 on the diagonal, 0 elsewhere.
        Matrix jacobian = matmul_nt(turn, turn);
        Numbers gains;
        for (int lag = 0; lag <= 40; ++lag) {
            const double now = gain(jacobian);
            gains.push_back(now);
            const double ratio = now / std::pow(stretch, lag);
            worst = std::max(worst, std::abs(ratio - 1));
            jacobian = matmul(jacobian, w);
        }
        linear.line(fmt::format("times {}", stretch), count_up(41), gains);
    }
    // [/linear]
    page.cell("linear");
    gauss = scale(gauss, static_cast<real>(1.1 / largest_stretch(gauss)));
    Parameters tanhs;
    const Numbers bent = lag_gains(cell_with(tanhs, "bent", scale(turn, 1.1f)), words);
    Matrix jacobian = matmul_nt(turn, turn);
    Numbers mixed;
    for (int lag = 0; lag <= 40; ++lag) {
        mixed.push_back(gain(jacobian));
        jacobian = matmul(jacobian, gauss);
    }
    linear.line("tanh, times 1.1", count_up(41), bent)
        .line("random, at most 1.1", count_up(41), mixed);
    page.show(
        Figure{"gains", "Below 1 it vanishes, above 1 it explodes",
               "Gain against the words between, on a logarithmic axis. Four straight lines: for "
               "factors of 0.5 and 0.9 they fall, for 1 the line is level, for 1.1 it rises. "
               "Two more lines fall, although their largest factor is 1.1: one for a network "
               "with tanh, and one for a matrix of random numbers.",
               linear});
    page.check("with tanh, a nudge vanishes even at a stretch of 1.1", bent[40] < 0.01);
    page.check("a Gaussian matrix that stretches by at most 1.1 shrinks a nudge on the whole",
               mixed[40] < 1e-3);
    page.values({{"worst", 100 * worst}, {"bent.forty", bent[40]}, {"mixed.forty", mixed[40]}});
    page.text(R"md(
        The straight lines keep to the formula to within @{worst:.4f}%. The other two are warnings against a rule of thumb.
        With tanh, a stretch of 1.1 leaves @{bent.forty:.1g} after 40 words, because the slope of tanh is below 1 wherever its
        curve bends. (That depends on how large the words are; ours have a variance of 1.) And a matrix of random (Gaussian) numbers whose *largest* stretch is 1.1 leaves @{mixed.forty:.1g}, because it stretches few directions that
        much and shrinks the others. "The largest singular value is above 1" only allows a gradient to explode; it does not
        make it do so (Pascanu et al. 2013).)md");
}

void how_gains_are_measured(Page& page) {
    page.text(R"md(
        We need the Jacobian of the last state with respect to *every* earlier one, and would like to have them all from one pass backwards. Each
        row of a Jacobian is a gradient: the gradient of one number of the last state. So the function below uses as many readers as the state has
        numbers; all of them read the same words, and each is asked for a different number. That is what `ask_h` is for: it holds zeros, and in the rows of the last
        step a single 1 for each reader. After `tape.backward` the gradient at step t holds that reader's row of the Jacobian, for every
        t at once.

        An LSTM has two rows, h and c, and c is the road. If we only asked for h, and only looked at the gradient of h, the
        slopes that travel along c would be missing. So for an LSTM there are twice as many readers, the second half asks for c,
        and both gradients count. The last loop takes the size of the whole Jacobian at each step.)md");
    page.setup("lag_gains", kJacobian);
}

void what_gates_are_for(Page& page, const School& school, ConstView words, Rng& rng) {
    page.section("What gates are for");
    page.term("half-life", "after how many words half of an influence is left", {"half-lives"});
    page.text(R"md(
        On an LSTM's road there is no W_h and no tanh. The cell is multiplied by the forget gate, number by number, and something is added. So the
        factor of a step is the gate itself, and the gate is a sigmoid of something learnt. A gate near 1 is a factor near 1. The
        network does not have to hit on that value by chance; it can move there.

        To compare networks we measure the *gain*, the factor by which a nudge of an early state has grown or shrunk when it reaches the
        last one. And we sum it up in one number, the **half-life**: after how many words is half of the gain left? The
        logarithm of a gain that shrinks by the same share at every step is a straight line, so the function fits the best straight line to
        the logarithms (`slope`), and asks when it has fallen by ln 2:)md");
    page.setup("half_life");
    page.deep_dive("How the gains are measured, in one pass backwards",
                   [&] { how_gains_are_measured(page); });
    page.values({{"gate.one", sigmoid(1)}, {"gate.three", sigmoid(3)}});
    page.text(R"md(
        What a gate does at the start can be chosen. A number is added before its sigmoid, the *forget bias*: 0 gives gates of about a half, 1 gives about
        @{gate.one:.2f}, 3 about @{gate.three:.2f}. Here are the gains before any training, on random words:)md");
    Table table{"cell",
                {"random words, untrained", ".1f"},
                {"its task, untrained", ".1f"},
                {"its task, trained", ".1f"}};
    Plot gates{{"words between"}, {"gain (growth of a nudge)", Scale::log, 1e-9, 10}};
    Plot taught{{"words between"}, {"gain (growth of a nudge)", Scale::log, 1e-7, 10}};
    const ConstView few_words = words.row_block(0, kLags);
    const auto at_its_task = [&](std::size_t k, bool trained) {
        Numbers gains = school.gains(k, trained);
        gains.resize(kLags);  // before that comes the pair itself, which is not to be waited for
        return gains;
    };
    double before = 0;
    for (const double bias : {0.0, 1.0, 3.0}) {
        Parameters all;
        const Recurrent cell =
            make_recurrent(all, "cell", CellKind::lstm, kWidth, kWidth, rng, bias);
        const Numbers gains = lag_gains(cell, few_words);
        const double life = half_life(gains);
        const std::string name = fmt::format("LSTM, forget bias {}", bias);
        gates.line(name, count_up(kLags), shown(gains, kLags, 1e-9));
        page.check("a larger forget bias makes a network remember at least twice as long",
                   life > 2 * before);
        before = life;
        if (bias == 0) page.value("memory.halflife.lstm", life);
        if (bias == 1) page.value("life.one", life);
        if (bias == 1) page.value("twenty.one", gains[20]);
        if (bias == 3) page.values({{"life.three", life}, {"twenty.three", gains[20]}});
        if (bias == 1) {
            table.add(name, life, half_life(at_its_task(1, false)),
                      half_life(at_its_task(1, true)));
        } else {
            table.add(name, life, "", "");
        }
    }
    for (std::size_t k = 0; k < 3; ++k) {
        const std::string name = kNames[k];
        const CellKind kind = kKinds[k];
        const bool is_lstm = kind == CellKind::lstm;  // it was drawn above, bias by bias
        Parameters all;
        const Recurrent cell = make_recurrent(all, "cell", kind, kWidth, kWidth, rng);
        const Numbers plain = lag_gains(cell, few_words);
        const std::string printed = kPrinted[k];
        const Numbers start = at_its_task(k, false);
        const Numbers end = at_its_task(k, true);
        if (!is_lstm) {
            page.value("memory.halflife." + name, half_life(plain));
            gates.line(printed, count_up(kLags), shown(plain, kLags, 1e-9));
            table.add(printed, half_life(plain), half_life(start), half_life(end));
        }
        taught.line(printed, count_up(kLags), shown(start, kLags));
        taught.line(printed + ", trained", count_up(kLags), shown(end, kLags));
        page.value("trained." + name, half_life(end));
        if (name == "rnn") {
            page.value("gain.start", start.back());
            page.value("gain.end", end.back());
        }
        if (name == "gru") page.value("start.gru", half_life(start));
        page.check_full(
            "a network that has learnt to recall remembers for longer than it did at the start",
            half_life(end) > half_life(start));
    }
    page.data("memory.halflife.attention", std::numeric_limits<double>::infinity());
    page.show(
        Figure{"gates", "Before training: a forget bias holds on",
               "Gain against the words between, on a logarithmic axis: five falling lines. The "
               "plain RNN falls fastest, then come the LSTM with a forget bias of 0 and the "
               "GRU; with a bias of 1 the LSTM's line is flatter, with 3 it is nearly level.",
               gates});
    page.text(R"md(
        Read it from the steepest line to the flattest. The half-life of the plain RNN is
        @{memory.halflife.rnn:.1f} words, the LSTM's is @{memory.halflife.lstm:.1f}, and the GRU's is
        @{memory.halflife.gru:.1f}. A forget bias of 1, which Jozefowicz et al. (2015) recommend, raises the LSTM's to
        @{life.one:.1f}, and a bias of 3 to @{life.three:.1f}. That is the half-life of the fitted line, though. The last curve
        drops at first and is nearly level afterwards, so look at the curves as well: after 20 words @{twenty.one:.1%} is
        left with a bias of 1, and @{twenty.three:.0%} with a bias of 3. One number, chosen before any training, decides whether this
        network forgets!

        And here are three of them before and after they have learnt a task: to recall one pair among @{school.words} words (the
        next section explains it).)md");
    page.show(Figure{"taught", "Training moves the gates",
                     "Gain against the words between, two lines for each network: before and after "
                     "training. The trained line falls more slowly each time.",
                     taught});
    page.text(R"md(
        Look at the right end of the RNN's two lines. Before training the gain has fallen to @{gain.start:.7f}
        there; after training it falls only to @{gain.end:.2f}. Here are the half-lives in both figures:)md");
    page.show(table, "Half-life in words, from the straight lines that were fitted");
    page.text(R"md(
        The last line says that the GRU, at its task, began at @{start.gru:.1f} words and ended at @{trained.gru:.0f}, far beyond the right edge of the
        figure. The RNN moved to @{trained.rnn:.1f} words, and the LSTM to @{trained.lstm:.1f}. So forgetting is where a
        recurrent network *begins*, not where it has to stay.

        And note what a half-life is not. It says how far a nudge still moves the state, not what the state knows. The RNN with a
        half-life of @{trained.rnn:.1f} words answers correctly over all @{school.words} words of its task, as we shall see.)md");
}

// What a product of many factors comes to.
void products_of_many(Page& page) {
    const double half = 0.5;
    const double below = 0.9;
    const double above = 1.1;
    const int few = 10;
    const int many = 40;
    Table table{{"each step times", ".1f"},
                {fmt::format("after {} words", few), ".3g"},
                {fmt::format("after {} words", many), ".3g"}};
    for (const double factor : {half, below, 1.0, above}) {
        table.add(factor, std::pow(factor, few), std::pow(factor, many));
    }
    page.values({{"half", half}, {"below", below}, {"above", above}, {"factors", many}});
    page.values({{"below.many", std::pow(below, many)}, {"above.many", std::pow(above, many)}});
    page.value("half.many", std::pow(half, many));
    page.show(table, "The same factor, again and again");
}

void why(Page& page, const School& school) {
    page.section("Why a state forgets");
    page.term(
        "vanishing gradient",
        "a slope that becomes next to nothing because it is a product of many factors below 1",
        {"vanishing gradients"});
    page.term("exploding gradient",
              "a slope that becomes enormous because it is a product of many factors above 1",
              {"exploding gradients"});
    page.text(R"md(
        Influence is a slope: how far does the last state move for a small nudge of an early one? By the chain rule the
        slopes of the steps are multiplied, and there is one factor for each word in between. Suppose that every step has the same
        factor:)md");
    products_of_many(page);
    page.text(R"md(
        A factor of @{below} sounds harmless, but after @{factors} words it leaves @{below.many:.3f}. A factor of @{half} leaves @{half.many:.2e} (the number after the *e* says how many places to move the point, here to the left). A factor of @{above} turns 1 into
        @{above.many:.0f}. Only a factor of exactly 1 preserves what was there. Training travels the same path backwards: the slopes by which the network should learn what an
        early word was good for are such products, too. If they shrink to nothing, that is called a **vanishing gradient**, and the network cannot
        learn what it has to keep. If they grow beyond all bounds, it is an **exploding gradient**, and one step of training throws
        everything away (Pascanu et al. 2013). No network stays on the one value in between by chance.

        In attention the product has one factor. That is the whole difference.)md");
    Rng rng(page.seed());
    const Matrix turn = orthogonal_matrix(kWidth, rng);
    const Matrix words = randn({41, kWidth}, rng);
    Matrix gauss = randn({kWidth, kWidth}, rng);
    page.deep_dive("With matrices for factors", [&] { with_matrices(page, turn, words, gauss); });
    what_gates_are_for(page, school, words, rng);
    page.exercise("9.2", "Carry a slope back through time.");
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
    name_translations(page, translated);
    opening(page);
    a_chain(page);
    cells(page);
    School school(page);
    Rng rng(page.seed());
    what_is_left(page, rng);
    attention_is_diluted(page, rng);
    why(page, school);
    fading_is_not_forgetting(page);
    train_live(page, live);
    the_published_task(page);
    recorded_page(page, rows);
    a_state_that_can_be_rewritten(page);
    what_it_costs(page);
    when_a_recurrent_network_is_better(page);
    two_ways_to_compare(page);
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
    page.source("Arora et al. 2023 (associative recall)", "https://arxiv.org/abs/2312.04927");
    page.source("Arora et al. 2024, recall and the size of a state",
                "https://arxiv.org/abs/2402.18668");
    page.source("Arjovsky et al. 2016", "https://arxiv.org/abs/1511.06464");
    page.source("Jozefowicz et al. 2015", "https://proceedings.mlr.press/v37/jozefowicz15.html");
    page.source("Katharopoulos et al. 2020 (linear attention)", "https://arxiv.org/abs/2006.16236");
    page.source("Schlag et al. 2021 (the delta rule)", "https://arxiv.org/abs/2102.11174");
    page.source("Yang et al. 2024 (gated linear attention)", "https://arxiv.org/abs/2312.06635");
    page.source("Yang, Kautz and Hatamizadeh 2024 (the gated delta rule)",
                "https://arxiv.org/abs/2412.06464");
    page.source("Sun et al. 2023 (RetNet)", "https://arxiv.org/abs/2307.08621");
    page.source("Gu and Dao 2023 (Mamba)", "https://arxiv.org/abs/2312.00752");
    page.source("Tallec and Ollivier 2018 (forget biases for long waits)",
                "https://arxiv.org/abs/1804.11188");
    page.end(
        {.recap = R"md(
             A recurrent network hands one row of numbers from word to word, so what a word left behind is multiplied at
             each step: before training, the half-life of a plain RNN is @{memory.halflife.rnn:.1f} words. Gates can hold on, and training moves
             them: an LSTM reached @{trained.lstm:.1f}. So a state *can* keep things, as many as it has room for, if
             training finds the way. Attention keeps a row for every word, and every word is one step away. In sentences of 30 to 40
             words our chain alone got @{lstm.long:.0%} right, a chain that looks back @{looking.long:.0%}, and
             a Transformer @{transformer.long:.0%}. The price is work that grows with the square of the number of words, and notes that grow with the text.)md",
         .questions =
             {{"Why does a plain RNN lose the first word of a long sentence, and what does an "
               "LSTM's forget gate change?",
               "The state is multiplied at every word, and a product of many factors below 1 is "
               "next to nothing. On the LSTM's "
               "cell the only factor is the forget gate. It can be near 1, and it is computed, so "
               "the network can learn "
               "when to hold on."},
              {"Attention reaches every word in one step. Does that mean that it never loses one?",
               "No. Its weights add up to 1, so in a longer text an average word gets less. A word "
               "keeps its weight only "
               "if its score leads the others by enough, and that lead has to be learnt. It grows "
               "with the logarithm of the number of words."},
              {"You want to follow a sensor that sends a number every millisecond, for years. "
               "Chain or attention?",
               "A chain. Its state stays the same size, and each new number takes one step. "
               "Attention would have to keep keys and "
               "values for everything that ever came, or forget by throwing rows away."}},
         .next = "Does it work?",
         .answer = "Attention reaches every word in one step, at a cost that grows with the square "
                   "of the "
                   "text."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({9, "rnn_comparison", "Why did this matter so much?"}, declare,
                                 build);
}

}  // namespace chapter_09
