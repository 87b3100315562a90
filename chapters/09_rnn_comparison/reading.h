// Fading is not forgetting: how long a nudge lasts in a state, beside which words can be read from it.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "influence.h"
#include "memory/readout.h"
#include "memory/traces.h"
#include "notebook/page.h"

namespace chapter_09 {
using namespace book;

struct ReadSettings {
    int width = 32;       // of a word, and of a state
    int vocabulary = 16;  // words
    int lags = 24;
    int sentences = 2400;  // 1600 to learn from, 400 to choose by, the others are scored
};

// One state: what it is called, how long a nudge lasts in it, and what can be read.
struct Reading {
    std::string name;
    double half_life = 0;
    ReadOut read;
};

inline ReadOut read_words(const LastStates& last, const Matrix& words, const ReadSettings& s,
                          Rng& rng) {
    const int n = s.sentences;
    const int lags = s.lags;
    // [reading]
    // Many sentences of random words, and the last state of each.
    const int length = lags + 8;
    const StatesRead read = draw_states(last, words, n, length, lags, rng);

    // For each distance: learn to say which word stood there, then be judged
    // by sentences that were not used for it.
    ReadOutSettings parts;
    parts.learn = n * 2 / 3;
    parts.choose = n / 6;
    const ReadOut found = read_out(read, parts);
    // [/reading]
    return found;
}

inline std::vector<Reading> read_states(const ReadSettings& s, std::uint64_t seed) {
    Rng rng(seed);
    const Matrix words = randn({s.vocabulary, s.width}, rng);
    const Matrix sentence = randn({s.lags, s.width}, rng);
    std::vector<Reading> all;
    const auto of_cell = [&](const std::string& name, const CellStart& start) {
        Parameters parameters;
        const Recurrent cell = make_started(parameters, "cell", start, s.width, s.width, rng);
        Reading reading{name, half_life(gains_by_lag(cell, sentence, s.lags)), {}};
        reading.read = read_words(last_states(cell), words, s, rng);
        all.push_back(reading);
    };
    const auto of_plain = [&](const std::string& name, const PlainCell& cell) {
        Reading reading{name, half_life(gains_by_lag(cell, sentence, s.lags)), {}};
        reading.read = read_words(last_states(cell), words, s, rng);
        all.push_back(reading);
    };
    of_cell("RNN", {CellKind::elman, RecurrentStart::uniform, 0, 0});
    of_cell("RNN, orthogonal", {CellKind::elman, RecurrentStart::orthogonal, 0, 0});
    of_cell("LSTM, bias 0", {CellKind::lstm, RecurrentStart::uniform, 0, 0});
    of_cell("LSTM, bias 1", {CellKind::lstm, RecurrentStart::uniform, 1, 0});
    of_cell("LSTM, bias 3", {CellKind::lstm, RecurrentStart::uniform, 3, 0});
    of_cell("GRU", {CellKind::gru, RecurrentStart::uniform, 0, 0});
    of_plain("only turns, times 0.7", turning_cell(s.width, s.width, 0.7, rng));
    of_plain("ReLU, identity", identity_relu_cell(s.width, s.width, rng));
    return all;
}

inline const Reading& reading_of(const std::vector<Reading>& all, const std::string& name) {
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const Reading& reading) { return reading.name == name; });
    require(at != all.end(), "reading_of: there is no {}", name);
    return *at;
}

inline void fading_is_not_forgetting(Page& page) {
    page.section("Fading is not forgetting");
    ReadSettings s;
    if (page.quick()) {
        s.sentences = 600;
        s.lags = 12;
    }
    page.values(
        {{"read.width", s.width}, {"read.vocabulary", s.vocabulary}, {"read.lags", s.lags}});
    page.value("read.sentences", s.sentences);
    page.term("probe",
              "a small function that is trained afterwards to read something off the inside of a "
              "network, to see whether it is in there",
              {"probes"});
    page.text(R"md(
        A half-life says how far an early word still *moves* the state. Does it say what the state *knows*? Think of somebody who
        whispers more and more quietly. With a good enough microphone you may understand every word. And think of a
        drum: you hear it for a long time, and it does not tell you who struck it.

        So let us ask the states directly which words are in them. We take states of @{read.width} numbers that have learnt nothing, and let each read
        @{read.sentences:,} sentences of random words, out of a vocabulary of @{read.vocabulary}. Then, for each distance from the end, we look
        for a linear function of the last state (a row of weights for each word of the vocabulary, as in the last layer of a
        translator) that says which word stood there. We find it with two thirds of the sentences, and judge it by
        sentences that it has never seen. This is called a **probe**. In the code, the last line does that for all distances at once:)md");
    const std::vector<Reading> all = read_states(s, page.seed());
    page.cell("reading", "chapters/09_rnn_comparison/reading.h");
    Table table{
        "state, untrained", {"half-life (words)", ".1f"}, {"words that can be read", ".1f"}};
    for (const Reading& reading : all) {
        const bool never = std::isinf(reading.half_life);
        if (never)
            table.add(reading.name, fmt::format("over {}", s.lags), reading.read.words);
        else
            table.add(reading.name, reading.half_life, reading.read.words);
    }
    page.show(table, "How long a nudge lasts, and how many words are still there");
    page.data("probe.accuracy.rnn", reading_of(all, "RNN").read.accuracy);
    page.data("probe.accuracy.lstm", reading_of(all, "LSTM, bias 1").read.accuracy);
    page.data("probe.accuracy.gru", reading_of(all, "GRU").read.accuracy);
    const Reading& turning = reading_of(all, "only turns, times 0.7");
    const Reading& relu = reading_of(all, "ReLU, identity");
    const Reading& plain = reading_of(all, "RNN");
    page.check_full("a state that fades quickly lets more words be read than one that fades slowly",
                    turning.half_life < 3 && relu.half_life > 5 * turning.half_life &&
                        turning.read.words > relu.read.words + 0.5);
    page.check_full("from a state with tanh or gates, the last word can be read almost always",
                    std::all_of(all.begin(), all.end() - 2, [](const Reading& reading) {
                        return reading.read.accuracy[0] > 0.9;
                    }));
    page.values({{"turning.life", turning.half_life}, {"turning.words", turning.read.words}});
    page.values({{"relu.life", relu.half_life}, {"relu.words", relu.read.words}});
    page.values({{"plain.words", plain.read.words}, {"plain.third", plain.read.accuracy[2]}});
    page.value("turned.third", reading_of(all, "RNN, orthogonal").read.accuracy[2]);
    page.value("orthogonal.words", reading_of(all, "RNN, orthogonal").read.words);
    page.text(R"md(
        (A word counts as one if it is always read, and as none if it is only guessed; the last column adds that up over @{read.lags}
        distances.) Compare the two columns: they do not agree. The state that only turns and shrinks has a half-life of just
        @{turning.life:.1f} words, and @{turning.words:.1f} words can be read from it. The ReLU state whose matrix is the identity has a half-life of
        @{relu.life:.0f}, and only @{relu.words:.1f} words can be read: it adds everything up, so it knows *that* a word was there, but not where.)md");
    Plot plot{{"words between it and the end"}, {"words read correctly", Scale::linear, 0, 1}};
    const std::size_t drawn = std::min<std::size_t>(16, static_cast<std::size_t>(s.lags));
    for (const char* name : {"RNN", "RNN, orthogonal", "LSTM, bias 3", "ReLU, identity"}) {
        const Numbers& accuracy = reading_of(all, name).read.accuracy;
        plot.line(name, count_up(drawn), Numbers(accuracy.begin(), accuracy.begin() + drawn));
    }
    plot.horizontal(1.0 / s.vocabulary, "a guess");
    page.show(
        Figure{"probe", "Which words can still be read from the last state",
               "The share of words that a linear probe reads correctly, against the words "
               "between them and the end. Three lines begin near 1 and fall to a guess, that of "
               "the orthogonal RNN last; the line of the ReLU state begins low and falls little.",
               plot});
    page.text(R"md(
        Look above the 2, at a word with two others behind it. From the plain RNN it is read in @{plain.third:.0%} of the
        sentences, and in @{turned.third:.0%} if its matrix began as one that only turns. Over all distances,
        @{plain.words:.1f} words can be read from the plain RNN, and @{orthogonal.words:.1f} from the one that turns.

        So fading and forgetting are related, but they are not the same. A trace that has become faint can still be read as long
        as nothing louder covers it. What limits a state is not how long it rings, but how many things can be kept apart in
        @{read.width} numbers.)md");
}

}  // namespace chapter_09
