// Which words are still there in the last state.
#include "memory/readout.h"

#include <cmath>

#include "memory/double_table.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

// A state that keeps the last `kept` words side by side, each as a 1 among zeros; what lies lag words back is
// `share`^lag of its size.
LastStates shift_register(int kept, double share = 1) {
    return [=](ConstView x, int sentences) {
        const int length = x.rows() / sentences;
        Matrix states({sentences, kept * x.cols()});
        for (int i = 0; i < sentences; ++i)
            for (int lag = 0; lag < kept; ++lag)
                copy(scale(x.row_block((i + 1) * length - 1 - lag, 1),
                           static_cast<real>(std::pow(share, lag))),
                     states.view().row_block(i, 1).col_block(lag * x.cols(), x.cols()));
        return states;
    };
}

Matrix one_hot_table(int words) {
    Matrix table({words, words});
    for (int i = 0; i < words; ++i) table(i, i) = 1;
    return table;
}

ReadOutSettings thirds(int sentences) {
    ReadOutSettings settings;
    settings.learn = sentences / 3;
    settings.choose = sentences / 3;
    return settings;
}

// Five standard deviations of a share p among n draws.
double by_luck(double p, int n) { return 5 * std::sqrt(p * (1 - p) / n); }

}  // namespace

TEST_CASE("a shift register of five words gives back five words, and of others nothing",
          "[memory]") {
    Rng rng(3);
    const int sentences = 1800, vocabulary = 7;
    StatesRead read =
        draw_states(shift_register(5), one_hot_table(vocabulary), sentences, 14, 12, rng);
    REQUIRE(read.states.shape() == Shape{sentences, 35});
    REQUIRE(read.words.size() == std::size_t(sentences * 12));
    const auto holds = [&](const ReadOut& out) {
        REQUIRE(out.accuracy.size() == 12);
        for (std::size_t lag = 0; lag < 5; ++lag) CHECK(out.accuracy[lag] == 1);
        for (std::size_t lag = 5; lag < 12; ++lag)
            CHECK_THAT(out.accuracy[lag],
                       WithinAbs(1.0 / vocabulary, by_luck(1.0 / vocabulary, sentences / 3)));
        CHECK_THAT(out.words, WithinAbs(5, 5 * out.error));
        CHECK(out.error < 0.06);
    };
    holds(read_out(read, thirds(sentences)));
    // Wherever the state lies, however large it is and however it is turned.
    read.states = matmul(scale(read.states, 250), orthogonal_matrix(35, rng));
    read.states = add(read.states, Matrix(read.states.shape(), 1000));
    holds(read_out(read, thirds(sentences)));
}

TEST_CASE("noise is read by chance alone", "[memory]") {
    Rng rng(5);
    const int sentences = 1500, vocabulary = 5;
    StatesRead read =
        draw_states(shift_register(1), one_hot_table(vocabulary), sentences, 10, 10, rng);
    read.states = randn({sentences, 40}, rng);
    const ReadOut out = read_out(read, thirds(sentences));
    for (const double share : out.accuracy)
        CHECK_THAT(share, WithinAbs(1.0 / vocabulary, by_luck(1.0 / vocabulary, sentences / 3)));
    CHECK_THAT(out.words, WithinAbs(0, 5 * out.error));
}

TEST_CASE("decay is not forgetting: words can be read whose trace is a ten-thousandth",
          "[memory]") {
    Rng rng(6);
    const int sentences = 1200;
    const StatesRead read =
        draw_states(shift_register(5, 0.1), one_hot_table(4), sentences, 6, 6, rng);
    const ReadOut out = read_out(read, thirds(sentences));
    for (std::size_t lag = 0; lag < 5; ++lag) CHECK(out.accuracy[lag] == 1);
    CHECK(out.lambda[4] < out.lambda[0]);  // what is small must not be held down
}

TEST_CASE("each lag chooses its lambda by sentences that were not learnt from", "[memory]") {
    // One number that tells the word but for noise, among as many that tell nothing as there are sentences to
    // learn from: the smallest lambda learns those by heart.
    Rng rng(7);
    const int learn = 150, sentences = learn + 1000 + 1000;
    StatesRead read = draw_states(shift_register(1), one_hot_table(2), sentences, 1, 1, rng);
    Matrix states({sentences, learn + 1});
    for (int i = 0; i < sentences; ++i) {
        for (int j = 0; j < learn; ++j) states(i, j) = static_cast<real>(0.1 * rng.normal());
        states(i, learn) = static_cast<real>(3 * read.words[std::size_t(i)] + rng.normal());
    }
    read.states = states;
    ReadOutSettings settings;
    settings.learn = learn;
    settings.choose = 1000;
    const ReadOut chosen = read_out(read, settings);
    settings.lambdas = {1e-10};
    const ReadOut smallest = read_out(read, settings);
    CHECK(chosen.lambda[0] >= 1e-2);
    CHECK(smallest.lambda[0] == 1e-10);
    CHECK(chosen.accuracy[0] > 0.85);  // who knows the number alone is right in 93%
    CHECK(smallest.accuracy[0] < chosen.accuracy[0] - 0.02);
}

TEST_CASE("three sentences and two numbers: the read-out goes through all of them", "[memory]") {
    // The third state is so large that it would be taken for everything, if X^T X did not see to that.
    StatesRead read;
    read.states = Matrix({9, 2});
    const Matrix states{{0, 0}, {1, 0}, {10, 0.5}};
    for (int i = 0; i < 9; ++i) {
        copy(states.view().row_block(i % 3, 1), read.states.view().row_block(i, 1));
        read.words.push_back(i % 3);
    }
    read.lags = 1;
    read.vocabulary = 3;
    ReadOutSettings settings = thirds(9);
    settings.lambdas = {1e-8};
    CHECK(read_out(read, settings).accuracy[0] == 1);
}

TEST_CASE("states that say nothing, or are held down, give the most frequent word", "[memory]") {
    Rng rng(8);
    const int sentences = 900;
    StatesRead read = draw_states(shift_register(1), one_hot_table(3), sentences, 1, 1, rng);
    for (int& word : read.words) word = word == 2 ? 1 : word;  // word 1 twice as often as word 0
    int frequent = 0;
    for (int i = 600; i < sentences; ++i) frequent += read.words[std::size_t(i)] == 1;
    ReadOutSettings settings = thirds(sentences);
    settings.lambdas = {1e9};
    settings.chance = 2.0 / 3;
    CHECK(read_out(read, settings).accuracy[0] == frequent / 300.0);
    settings.lambdas = {1e-6};
    const ReadOut all = read_out(read, settings);
    CHECK_THAT(all.words, WithinAbs(1, 1e-12));
    CHECK(all.error < 1e-12);
    fill(read.states, 0.25);
    const ReadOut none = read_out(read, settings);
    CHECK(none.accuracy[0] == frequent / 300.0);
    CHECK_THAT(none.words, WithinAbs((frequent / 300.0 - 2.0 / 3) * 3, 1e-12));
}

TEST_CASE("a GRU as it begins gives back its last words, and not its first", "[memory]") {
    Rng rng(9);
    Parameters parameters;
    const Recurrent cell = make_started(parameters, "r", {CellKind::gru}, 8, 32, rng);
    const Matrix table = randn({8, 8}, rng);
    const StatesRead read = draw_states(last_states(cell), table, 900, 12, 12, rng);
    const ReadOut out = read_out(read, thirds(900));
    CHECK(out.accuracy[0] > 0.99);
    CHECK(out.accuracy[11] < 0.3);
    CHECK(out.words > 2);
    CHECK(out.words < 9);
}

TEST_CASE("read-outs: the same numbers on any number of threads", "[memory]") {
    const GlobalState restore;
    const auto numbers = [] {
        Rng rng(9);
        Parameters parameters;
        const Recurrent cell = make_started(parameters, "r", {CellKind::lstm}, 6, 50, rng);
        const StatesRead read = draw_states(last_states(cell), randn({20, 6}, rng), 500, 9, 9, rng);
        const ReadOut out = read_out(read, thirds(500));
        std::vector<double> all = out.accuracy;
        all.insert(all.end(), out.lambda.begin(), out.lambda.end());
        all.push_back(out.words);
        all.push_back(out.error);
        return all;
    };
    set_thread_count(1);
    const std::vector<double> one = numbers();
    set_thread_count(3);
    CHECK(numbers() == one);
}

TEST_CASE("read-outs: what does not fit is refused", "[memory]") {
    Rng rng(1);
    StatesRead read = draw_states(shift_register(1), one_hot_table(3), 10, 2, 2, rng);
    ReadOutSettings settings;
    settings.learn = 4;
    settings.choose = 5;
    CHECK_THROWS_WITH(read_out(read, settings),
                      "read_out: 4 sentences to learn from, 5 to choose by, 1 to be scored");
    settings.choose = 3;
    read_out(read, settings);
    settings.lambdas = {0};
    CHECK_THROWS_WITH(read_out(read, settings), "read_out: a lambda of 0");
    settings.lambdas = {};
    CHECK_THROWS_AS(read_out(read, settings), Error);
    settings.lambdas = {1};
    read.words[3] = 3;
    CHECK_THROWS_WITH(read_out(read, settings), "read_out: word 3 of 3");
    read.words.pop_back();
    CHECK_THROWS_AS(read_out(read, settings), Error);
    CHECK_THROWS_AS(draw_states(shift_register(1), one_hot_table(3), 10, 2, 3, rng), Error);
}
