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

// Forwards and backwards through the layers, for one sequence: of so many words in all, at least one.
inline double reading_seconds(Memory memory, int length, int words, int threads) {
    const int before = thread_count();
    set_thread_count(threads);
    TaskSettings task{Task::recall, length, 1, 16};
    MemoryModel model(memory, task, 64, 1);
    Rng rng(1);
    const int count = std::max(1, words / length);
    const Examples examples = draw_examples(task, count, rng);
    std::vector<int> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0);
    MemoryBatch batch;
    make_memory_batch(examples, all, model.by_time(), batch);
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

// One more word, when n have been read: a step of an LSTM, or two layers of attention over the keys and
// values that were kept.
inline double writing_seconds(Memory memory, int n) {
    constexpr int kWidth = 64, kTimes = 100;
    Rng rng(1);
    Parameters all;
    const Matrix word = randn({1, kWidth}, rng);
    if (memory == Memory::lstm) {
        const Recurrent cell = make_recurrent(all, "cell", CellKind::lstm, kWidth, kWidth, rng, 1);
        const Matrix h = randn({1, kWidth}, rng), c = randn({1, kWidth}, rng);
        Tape tape(Tape::Mode::inference);
        return middle_of_three([&] {
                   for (int i = 0; i < kTimes; ++i) {
                       tape.clear();
                       const Var x = tape.constant(word);
                       State first;
                       first.h = tape.constant(h);
                       first.c = tape.constant(c);
                       recurrent_states(cell, x, 1, first);
                   }
               }) /
               kTimes;
    }
    const Matrix weights = randn({kWidth, 3 * kWidth}, rng, 0.1),
                 out = randn({kWidth, kWidth}, rng, 0.1);
    const Matrix keys = randn({n, kWidth}, rng), values = randn({n, kWidth}, rng);
    Matrix qkv({1, 3 * kWidth}), scores({1, n}), found({1, kWidth}), said({1, kWidth});
    return middle_of_three([&] {
               for (int i = 0; i < 2 * kTimes; ++i) {  // two layers
                   matmul(word, weights, qkv);
                   attend(qkv.view().col_block(0, kWidth), keys, values, Mask::none, scores, found);
                   matmul(found, out, said);
               }
           }) /
           kTimes;
}

inline void what_it_costs(Page& page) {
    page.section("What it costs");
    const int words = page.quick() ? 256 : 2048, all = thread_count();
    page.values({{"cost.width", 64}, {"cost.words", words}});
    page.text(R"md(
        Table 1 of the paper, for one layer over n words of width d. Work: attention n² d,
        recurrence n d². Steps that must wait for each other: attention 1, recurrence n. And the
        path from one word to another: 1, against up to n. For n below d that
        work is even the smaller one for attention; but it has matrices to make queries, keys and
        values with, too, and these are n d² again. Here are the two layers of attention and the LSTM of above, with d =
        @{cost.width} and equal parameters: one sequence forwards and backwards, about @{cost.words}
        words at a time.)md");
    std::vector<double> lengths, one[2], many[2];
    Table table{"words n",
                "steps in a row, LSTM",
                "attention",
                {"LSTM, 1 thread (ms)", ".3g"},
                {"attention", ".3g"},
                {"LSTM, all (ms)", ".3g"},
                {"attention", ".3g"}};
    const Memory both[] = {Memory::lstm, Memory::attention};
    for (int n = 16; n <= words; n *= page.quick() ? 4 : 2) {
        show_progress(fmt::format("timing {} words", n));
        lengths.push_back(n);
        for (const std::size_t i : {0u, 1u}) {
            one[i].push_back(1000 * reading_seconds(both[i], n, words, 1));
            many[i].push_back(1000 * reading_seconds(both[i], n, words, all));
        }
        table.add(n, n, 2, timed(one[0].back()), timed(one[1].back()), timed(many[0].back()),
                  timed(many[1].back()));
    }
    show_progress("");
    page.timing("cost.seconds.lstm", one[0].back() / 1000);
    page.timing("cost.seconds.attention", one[1].back() / 1000);
    std::size_t cross = 0;
    while (cross < lengths.size() && one[1][cross] < one[0][cross]) ++cross;
    page.timing("cost.crossing", cross < lengths.size() ? lengths[cross] : 0);
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

    page.section("When a recurrent network is the better choice");
    Table writing{"words read",
                  "LSTM keeps",
                  "attention keeps",
                  {"LSTM (µs)", ".3g"},
                  {"attention (µs)", ".3g"}};
    std::vector<double> read, next[2];
    for (const int n : {16, 256, 4096, 65536}) {
        if (page.quick() && n > 256) break;
        read.push_back(n);
        for (const std::size_t i : {0u, 1u}) next[i].push_back(1e6 * writing_seconds(both[i], n));
        writing.add(n, 2 * 64, 2 * 2 * 64 * n, timed(next[0].back()), timed(next[1].back()));
    }
    page.show(writing, "What is kept, in numbers, and what one more word takes");
    page.text(R"md(
        To write one more word an LSTM needs its state, always as large, and one step. Attention
        looks at everything that was read: its cache of keys and values grows with every word, and
        so does its time. So take a recurrent network where a stream never ends, where memory is
        small and fixed, or where only the recent past counts. Where something must be found again,
        word for word, take attention. Newer recurrent models with states of their own make are
        built for the first and tested on the second; in the study that gave us associative recall
        they closed most of the gap only by growing their state.)md");
}

}  // namespace chapter_09
