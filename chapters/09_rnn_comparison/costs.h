// What reading and writing cost, for texts of several lengths.
#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "bench/measure.h"
#include "core/parallel.h"
#include "host/terminal.h"
#include "notebook/page.h"
#include "recall/models.h"

namespace chapter_09 {
using namespace book;

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

inline void what_it_costs(Page& page) {
    page.section("What it costs");
    const int words = page.quick() ? 256 : 2048;
    page.values({{"cost.width", kCostWidth}, {"cost.words", words}});
    Table bill{"", "attention", "recurrent network"};
    bill.add("work: comparing, or handing on", "n² d", "n d²");
    bill.add("work: making queries, keys, values", "n d²", "");
    bill.add("steps that wait for each other", "1", "n");
    bill.add("steps from the first word to the last", "1", "n");
    bill.add("kept for the next word", "2 n rows", "1 row (LSTM: 2)");
    page.text(R"md(
        Here is the bill for one layer, for a text of *n* words and rows of *d* numbers. (The paper's table 1 has all
        but two of its lines; constants are left out.))md");
    page.show(bill, "What one layer costs");
    page.text(R"md(
        Read the column of attention. Every word is compared with every other, and each comparison takes *d* multiplications: n² d. With twice
        the words, that is four times the work. A recurrent network multiplies its row by a matrix at each word: n d², and twice the words mean twice the work. It is often said that
        attention does less as long as a text has fewer words than a row has numbers. That forgets the second line: queries, keys and
        values have to be made, and that is n d² again. Memory follows the same pattern: in training both keep something for every word until the slopes have come back, and
        attention, done plainly, keeps n² weights besides (chapter 11 does without them).

        The third line, 1 against *n*, is why attention won all the same. The second step of a chain cannot begin before the first has ended; attention's comparisons can
        all be done at once, by as many hands as there are.

        How does it come out here? We time the two layers of attention and the LSTM from above, with d = @{cost.width} and about the same number of parameters. Texts go
        forwards and backwards, about @{cost.words:,} words at a time, on one core of the processor and on all of them.)md");
    Table table{"words n",
                "steps in a row, LSTM",
                "steps in a row, attention",
                {"LSTM, 1 core (ms)", ".2f"},
                {"attention, 1 core", ".2f"},
                {"LSTM, all cores", ".2f"},
                {"attention, all cores", ".2f"}};
    const ReadingTimes times = time_reading(words, page.quick());
    const auto& lengths = times.lengths;
    const auto& one = times.one_thread;
    const auto& many = times.all_threads;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const int n = static_cast<int>(lengths[i]);
        table.add(n, n, 2, timed(one[0][i]), timed(one[1][i]), timed(many[0][i]),
                  timed(many[1][i]));
    }
    page.timing("cost.ms.lstm", one[0].back());
    page.timing("cost.ms.attention", one[1].back());
    page.value("longest", lengths.back());
    page.show(table, "A text of n words: steps that wait for each other, and milliseconds");
    page.text(
        "Look at the longest text, @{longest:,} words, and compare the two columns for one core. "
        "As "
        "curves:");
    Figure figure{
        "reading", "The time to read a text, on one core",
        "Time for a text against its number of words, on logarithmic axes, two lines: the "
        "LSTM's rises evenly, and attention's is steeper and ends far above it.",
        Plot{{"words", Scale::log}, {"ms for a text", Scale::log}}
            .line("LSTM", lengths, one[0])
            .line("attention", lengths, one[1])};
    figure.timed = true;
    page.show(figure);
    page.text(R"md(
        The longest text took the LSTM @{cost.ms.lstm:.2f} ms, and attention @{cost.ms.attention:.2f} ms. You can read off from the table from what length onwards the LSTM is faster: from the first line in which the number in the LSTM's column is the smaller of the two.

        In the bill's third line, the steps that have to wait for each other, attention had the advantage. The columns for all cores do not show it. Many short texts go through together, so every core has something
        to do, even with an LSTM, which takes each step for all of them at once. The longest goes alone: the LSTM's steps wait for each other, and our library gives one head in one text to one core. (If attention takes longer there on all cores than on one, then the
        others were in its way; we have not found out how.)

        Does attention lose, then? On a processor with few cores and with long texts it does. The advantage in the bill's third line needs hands. On a graphics
        processor with its thousands of lanes, the steps that have to wait for each other weigh far more than the work. We have not measured that,
        and where the lines cross depends on the machine: do not believe anybody's crossing but your own.)md");
}

inline void when_a_recurrent_network_is_better(Page& page) {
    page.section("When a recurrent network is the better choice");
    page.text(R"md(
        Reading is one thing, writing another. To write a text word by word, a model needs, for each new word, what it knows of all the words before. How much is that, and
        how long does the next word take?)md");
    double write_first = 0;
    double write_last = 0;
    double write_lstm = 0;
    Table writing{"words read",
                  "LSTM keeps",
                  "attention keeps",
                  {"LSTM (µs)", ".1f"},
                  {"attention (µs)", ".1f"}};
    for (const int n : {16, 256, 4096, 65536}) {
        if (page.quick() && n > 256) break;
        const int state = 2 * kCostWidth;                     // h and c
        const int key_and_value = 2 * kCostWidth;             // of a word, in a layer
        const int kept = 2 * key_and_value * n;               // two layers
        const double lstm = 1e6 * writing_seconds_of_lstm();  // in microseconds
        const double attention = 1e6 * writing_seconds_of_attention(n);
        writing.add(n, state, kept, timed(lstm), timed(attention));
        if (n == 16) write_first = attention;
        write_last = attention;
        write_lstm = lstm;
    }
    page.show(writing, "How many numbers are kept, and the time for one more word");
    page.values({{"keeps.lstm", 2 * kCostWidth}});
    page.timing("write.attention.first", write_first);
    page.timing("write.attention.last", write_last);
    page.timing("write.lstm", write_lstm);
    page.text(R"md(
        The LSTM keeps @{keeps.lstm} numbers, whatever it has read, and one more word takes it @{write.lstm:.1f} µs. Attention keeps a key and a
        value for every word and looks at all of them, so both of its columns grow, the time from @{write.attention.first:.1f} µs in the
        first line to @{write.attention.last:,} µs in the last.

        So take a recurrent network where a stream never ends, where the memory of the machine is small and fixed, or where only the recent past counts. Where
        something has to be found again, word for word, take attention, because what has been squeezed into one row can be found again only as
        far as there was room for it.

        Must one choose? *Linear attention*, RetNet, Mamba and others are newer recurrent networks: their state is larger, a
        small matrix or many rows, and it follows rules that can be worked out for all words at once in training. They write at a fixed cost
        for each word, as a chain does, and how much they recall depends on the size of that state (Arora et al. 2024). There are hybrids,
        too. In the study that gave us associative recall, models without attention were given a little of it, only where the input asks for it, and
        that closed 97.4% of the gap to attention (Arora et al. 2023).)md");
}

}  // namespace chapter_09
