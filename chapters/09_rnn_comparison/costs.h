// What reading and writing cost, by the length of what was read.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "bench/measure.h"
#include "core/parallel.h"
#include "host/terminal.h"
#include "notebook/page.h"
#include "recall/models.h"

namespace chapter_09 {
using namespace book;

// The middle of three times, after one that is not counted.
template <class F>
double middle_of_three(F f) {
    f();
    return median({seconds_of(f), seconds_of(f), seconds_of(f)});
}

inline constexpr int kCostWidth = 64;  // numbers for a word

// Forwards and backwards through the layers, for one sequence: of so many words in all, at least one.
inline double reading_seconds(Memory memory, int length, int words, int threads) {
    const TaskSettings task{Task::recall, length, 1, 16};
    MemoryModel model(memory, task, kCostWidth, 1);
    Rng rng(1);
    const int count = std::max(1, words / length);
    const Examples examples = draw_examples(task, count, rng);
    std::vector<int> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0);
    MemoryBatch batch;
    make_memory_batch(examples, all, model.by_time(), batch);

    const int before = thread_count();
    set_thread_count(threads);
    Tape tape;
    const double seconds = middle_of_three([&] {
        tape.clear();
        model.parameters().zero_grads();
        const Var read = model.read(tape, batch);
        tape.backward(sum(model.think(read, batch)));
    });
    set_thread_count(before);
    return seconds / count;
}

inline constexpr int kTimes = 100;  // one word is too soon written to be timed alone

// One more word by an LSTM: a step from the state that it has.
inline double writing_seconds_of_lstm() {
    Rng rng(1);
    const Matrix word = randn({1, kCostWidth}, rng);
    Parameters all;
    const Recurrent cell =
        make_recurrent(all, "cell", CellKind::lstm, kCostWidth, kCostWidth, rng, 1);
    const Matrix h = randn({1, kCostWidth}, rng);
    const Matrix c = randn({1, kCostWidth}, rng);
    Tape tape(Tape::Mode::inference);
    const double seconds = middle_of_three([&] {
        for (int i = 0; i < kTimes; ++i) {
            tape.clear();
            const Var x = tape.constant(word);
            State first;
            first.h = tape.constant(h);
            first.c = tape.constant(c);
            recurrent_states(cell, x, 1, first);
        }
    });
    return seconds / kTimes;
}

// One more word by two layers of attention over the keys and values of n words, which were kept.
inline double writing_seconds_of_attention(int n) {
    Rng rng(1);
    const Matrix word = randn({1, kCostWidth}, rng);                       // (1 x d)
    const Matrix weights = randn({kCostWidth, 3 * kCostWidth}, rng, 0.1);  // (d x 3 d)
    const Matrix out = randn({kCostWidth, kCostWidth}, rng, 0.1);          // (d x d)
    const Matrix keys = randn({n, kCostWidth}, rng);                       // (n x d)
    const Matrix values = randn({n, kCostWidth}, rng);                     // (n x d)

    Matrix qkv({1, 3 * kCostWidth});
    Matrix scores({1, n});
    Matrix found({1, kCostWidth});
    Matrix said({1, kCostWidth});
    const double seconds = middle_of_three([&] {
        for (int i = 0; i < 2 * kTimes; ++i) {  // two layers
            matmul(word, weights, qkv);
            const View query = qkv.view().col_block(0, kCostWidth);
            attend(query, keys, values, Mask::none, scores, found);
            matmul(found, out, said);
        }
    });
    return seconds / kTimes;
}

// The two that are timed, and what came out by the length.
inline constexpr Memory kTimed[] = {Memory::lstm, Memory::attention};

struct ReadingTimes {
    std::vector<double> lengths;
    std::vector<double> one_thread[2];  // milliseconds for a sequence: LSTM, attention
    std::vector<double> all_threads[2];
};

inline ReadingTimes time_reading(int words, bool quick) {
    const int all = thread_count();
    ReadingTimes times;
    for (int n = 16; n <= words; n *= quick ? 4 : 2) {
        show_progress(fmt::format("timing {} words", n));
        times.lengths.push_back(n);
        for (const std::size_t i : {0u, 1u}) {
            times.one_thread[i].push_back(1000 * reading_seconds(kTimed[i], n, words, 1));
            times.all_threads[i].push_back(1000 * reading_seconds(kTimed[i], n, words, all));
        }
    }
    show_progress("");
    return times;
}

// The first length at which the LSTM is the faster one on one thread; 0: it never is.
inline double crossing(const ReadingTimes& times) {
    for (std::size_t i = 0; i < times.lengths.size(); ++i) {
        if (times.one_thread[0][i] <= times.one_thread[1][i]) return times.lengths[i];
    }
    return 0;
}

inline void what_it_costs(Page& page) {
    page.section("What it costs");
    const int words = page.quick() ? 256 : 2048;
    page.values({{"cost.width", kCostWidth}, {"cost.words", words}});
    page.text(R"md(
        Table 1 of the paper, for one layer over n words of width d. Work: attention n² d,
        recurrence n d². Steps that must wait for each other: attention 1, recurrence n. And the
        path from one word to another: 1, against up to n. For n below d that
        work is even the smaller one for attention; but it has matrices to make queries, keys and
        values with, too, and these are n d² again. Here are the two layers of attention and the LSTM of above, with d =
        @{cost.width} and equal parameters: one sequence forwards and backwards, about @{cost.words}
        words at a time.)md");
    Table table{"words n",
                "steps in a row, LSTM",
                "attention",
                {"LSTM, 1 thread (ms)", ".3g"},
                {"attention", ".3g"},
                {"LSTM, all (ms)", ".3g"},
                {"attention", ".3g"}};
    const ReadingTimes times = time_reading(words, page.quick());
    const auto& lengths = times.lengths;
    const auto& one = times.one_thread;
    const auto& many = times.all_threads;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const int n = static_cast<int>(lengths[i]);
        table.add(n, n, 2, timed(one[0][i]), timed(one[1][i]), timed(many[0][i]),
                  timed(many[1][i]));
    }
    page.timing("cost.seconds.lstm", one[0].back() / 1000);
    page.timing("cost.seconds.attention", one[1].back() / 1000);
    page.timing("cost.crossing", crossing(times));
    page.show(table, "Milliseconds for a sequence of n words");
    Figure figure{
        "reading", "Reading: a straight line against a curve",
        "Time per sequence over the length, on logarithmic axes: attention's curve is steeper.",
        Plot{{"words", Scale::log}, {"ms for a sequence", Scale::log}}
            .line("LSTM, one thread", lengths, one[0])
            .line("attention, one thread", lengths, one[1])
            .line("LSTM, all threads", lengths, many[0])
            .line("attention, all threads", lengths, many[1])};
    figure.timed = true;
    page.show(figure);
    page.text(R"md(
        With one thread the LSTM is the faster one from @{cost.crossing:.0f} words on, of those in
        the table (0: at none of them). Over the longest text the LSTM took @{cost.seconds.lstm:.2f} s, attention
        @{cost.seconds.attention:.2f} s. On a graphics card with its thousands of lanes the steps
        that must wait for each other weigh far more than the work. On two cores, and in a batch,
        they weigh little: do not believe anybody's crossing but your own.)md");
}

inline void when_a_recurrent_network_is_better(Page& page) {
    page.section("When a recurrent network is the better choice");
    Table writing{"words read",
                  "LSTM keeps",
                  "attention keeps",
                  {"LSTM (µs)", ".3g"},
                  {"attention (µs)", ".3g"}};
    for (const int n : {16, 256, 4096, 65536}) {
        if (page.quick() && n > 256) break;
        const int state = 2 * kCostWidth;                     // h and c
        const int key_and_value = 2 * kCostWidth;             // of a word, in a layer
        const int cache = 2 * key_and_value * n;              // two layers
        const double lstm = 1e6 * writing_seconds_of_lstm();  // in microseconds
        const double attention = 1e6 * writing_seconds_of_attention(n);
        writing.add(n, state, cache, timed(lstm), timed(attention));
    }
    page.show(writing, "What is kept, in numbers, and what one more word takes");
    page.text(R"md(
        To write one more word an LSTM needs its state, always as large, and one step. Attention
        looks at everything that was read: its cache of keys and values grows with every word, and
        so does its time. So take a recurrent network where a stream never ends, where memory is
        small and fixed, or where only the recent past counts. Where something must be found again,
        word for word, take attention. Newer recurrent models are built for the first, and the second is
        where they lag. In the study that gave us associative recall, hybrids that spend some attention
        where it is needed closed 97.4% of the gap (Arora et al. 2023); a later one found that recall
        grows with the size of the state (Arora et al. 2024).)md");
}

}  // namespace chapter_09
