// What stands in results.csv, as the page shows it.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "notebook/page.h"
#include "plan.h"
#include "recall/sweep.h"

namespace chapter_09 {
using namespace book;

// A name for a cell: "4 pairs, 32 words".
inline std::string cell_name(const TaskSettings& t) {
    if (t.task == Task::copy) return fmt::format("copy, T = {}", t.length);
    if (t.task == Task::adding) return fmt::format("adding, {} numbers", t.length);
    const std::string name =
        fmt::format("{} pair{}, {} words", t.pairs, t.pairs == 1 ? "" : "s", t.length);
    return t.vocabulary == 16 ? name : fmt::format("{}, V {}", name, t.vocabulary);
}

// InputError unless the file has all that the page shows: said before anything is trained.
inline void require_all_recorded(const std::vector<Row>& rows, const std::string& path) {
    require_input(!rows.empty(), "{}: no such file, or nothing in it; --full makes one", path);
    const Sweep sweep = full_sweep();
    for (const Trial& cell : sweep.cells) {
        for (const Memory model : kMemories) {
            const bool is_there = summarise(rows, cell, model).best >= 0;
            require_input(is_there, "{} has no row of {} for {}; --full makes what is missing",
                          path, memory_name(model), cell_name(cell.task));
        }
    }
}

// What was recorded of a model in a cell.
inline Summary recorded(const std::vector<Row>& rows, const Trial& cell, Memory model) {
    Summary s = summarise(rows, cell, model);
    require(s.best >= 0, "recorded: no row of {} for {}", memory_name(model), cell_name(cell.task));
    return s;
}

// One measure of one model over several cells: the mean of its seeds.
inline std::vector<double> means(const std::vector<Row>& rows, const std::vector<Trial>& cells,
                                 Memory model, double Outcome::*what) {
    std::vector<double> all;
    for (const Trial& cell : cells) all.push_back(recorded(rows, cell, model).mean(what));
    return all;
}

// Mean and half the range of the seeds: of recall what is right, else the loss.
inline std::string mean_and_spread(const Summary& summary, Task task) {
    if (task == Task::recall) {
        const double mean = summary.mean(&Outcome::accuracy);
        const double spread = summary.spread(&Outcome::accuracy);
        return fmt::format("{:.1f}% ± {:.1f}", 100 * mean, 50 * spread);
    }
    const double mean = summary.mean(&Outcome::loss);
    const double spread = summary.spread(&Outcome::loss);
    return fmt::format("{:.2g} ± {:.1g}", mean, spread / 2);
}

// The seeds of all models in some cells: mean and spread.
inline Table seeds_table(const std::vector<Row>& rows, const std::vector<Trial>& cells) {
    Table table{"", "rnn", "lstm", "gru", "attention"};
    for (const Trial& cell : cells) {
        std::vector<Cell> line{cell_name(cell.task)};
        for (const Memory memory : kMemories) {
            const Summary summary = recorded(rows, cell, memory);
            line.emplace_back(mean_and_spread(summary, cell.task.task));
        }
        table.add_row(line);
    }
    return table;
}

// The best rate of each, and how it was found.
inline Table rates_table(const std::vector<Row>& rows, const std::vector<Trial>& cells) {
    Table table{"", "rnn", "lstm", "gru", "attention"};
    for (const Trial& cell : cells) {
        std::vector<Cell> line{cell_name(cell.task)};
        for (const Memory memory : kMemories) {
            const Summary summary = recorded(rows, cell, memory);
            const Row& best = summary.rates[static_cast<std::size_t>(summary.best)];
            const std::size_t tried = summary.rates.size();
            if (summary.all_guess()) {
                line.emplace_back(fmt::format("none of {}", tried));
            } else {
                line.emplace_back(fmt::format("{} of {}", best.trial.rate, tried));
            }
        }
        table.add_row(line);
    }
    return table;
}

// Accuracy over the rate, for all models in one cell.
inline Plot rates_plot(const std::vector<Row>& rows, const Trial& cell) {
    Plot plot{{"learning rate", Scale::log},
              {"share of answers that are right", Scale::linear, 0, 1}};
    for (const Memory m : kMemories) {
        const Summary summary = recorded(rows, cell, m);
        std::vector<double> rates;
        std::vector<double> right;
        for (const Row& row : summary.rates) {
            rates.push_back(row.trial.rate);
            right.push_back(row.outcome.accuracy);
        }
        plot.line(memory_name(m), rates, right);
    }
    return plot;
}

inline std::vector<Trial> cells_of(const std::vector<int>& sizes, Trial (*make)(int)) {
    std::vector<Trial> cells;
    for (const int size : sizes) cells.push_back(make(size));
    return cells;
}

// Bars for each model in some cells: the share of answers that are right.
inline Bars right_bars(const std::vector<Row>& rows, const std::vector<Trial>& cells,
                       std::vector<std::string> names) {
    Bars bars{std::move(names), {}, "share of answers that are right", ".0%"};
    for (const Memory m : kMemories) {
        bars.series.push_back({memory_name(m), means(rows, cells, m, &Outcome::accuracy)});
    }
    std::vector<double> guess;
    for (const Trial& cell : cells) guess.push_back(guessing_accuracy(cell.task));
    bars.series.push_back({"a guess", guess});
    return bars;
}

// One line for each model over some cells: its loss, as a share of what a guess has.
inline Plot shares_of_guess(const std::vector<Row>& rows, const std::vector<Trial>& cells,
                            const std::vector<int>& sizes, Axis x) {
    Plot plot{std::move(x), {"loss, as a share of a guess's", Scale::linear, 0}};
    const std::vector<double> xs(sizes.begin(), sizes.end());
    for (const Memory m : kMemories) {
        std::vector<double> shares = means(rows, cells, m, &Outcome::loss);
        for (std::size_t i = 0; i < cells.size(); ++i) shares[i] /= guessing_loss(cells[i].task);
        plot.line(memory_name(m), xs, shares);
    }
    return plot.horizontal(1, "a guess");
}

// "1 pair", "2 pairs" and so on.
inline std::vector<std::string> names_with(const std::vector<int>& counts, const char* what) {
    std::vector<std::string> names;
    for (const int n : counts) names.push_back(fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"));
    return names;
}

inline void fair_chances(Page& page, const std::vector<Row>& rows) {
    const Sweep sweep = full_sweep();
    std::size_t least = 1000;
    int inside = 0;
    int guessing = 0;
    for (const Trial& cell : sweep.cells) {
        for (const Memory memory : kMemories) {
            const Summary summary = recorded(rows, cell, memory);
            least = std::min(least, summary.rates.size());
            if (summary.all_guess()) {
                ++guessing;
            } else if (summary.inside()) {
                ++inside;
            }
        }
    }
    page.values({{"rows", rows.size()}, {"rates.least", least}});
    page.values({{"sweeps", sweep.cells.size() * std::size(kMemories)}});
    page.values({{"sweeps.inside", inside}, {"sweeps.guessing", guessing}});
    const Summary gru = recorded(rows, copy_cell(copy_delays()[0]), Memory::gru);
    page.value("gru.copy.delay", copy_delays()[0]);
    page.value("gru.copy.rate", gru.rates[static_cast<std::size_t>(gru.best)].trial.rate);
    for (const Memory m : {Memory::lstm, Memory::attention}) {
        double worst = 1;
        double best = 0;
        for (const Row& row : recorded(rows, recall_cell(32, 4), m).rates) {
            worst = std::min(worst, row.outcome.accuracy);
            best = std::max(best, row.outcome.accuracy);
        }
        page.value(memory_name(m) + ".worst", worst);
        if (m == Memory::lstm) page.value("lstm.best", best);
    }
    page.text(R"md(
        A comparison is only fair if everybody had a chance, and recurrent networks are fussy about their learning
        rate. So each model was tried with at least @{rates.least} rates in each task, and if the best was the smallest or the
        largest of them, the one beyond it was tried as well. The best rate was then repeated with three seeds. That makes
        @{rows} recorded trainings. Here is one such search:)md");
    page.show(
        Figure{"rates", "The learning rate decides, four pairs in 32 words (recorded)",
               "Accuracy over the learning rate for four models. Attention is at the top at every "
               "rate that was tried; LSTM and GRU are high in the middle only, and the plain RNN "
               "stays low.",
               rates_plot(rows, recall_cell(32, 4))});
    page.text(R"md(
        In this task attention has at least @{attention.worst:.1%} right, whatever the rate. The LSTM has @{lstm.best:.1%} at its best
        and @{lstm.worst:.1%} at its worst rate: whoever tries a single rate may find anything. These are the best ones:)md");
    page.show(rates_table(rows, sweep.cells),
              "Recorded: the best learning rate, of how many tried; none: no rate beats a guess");
    page.text(R"md(
        The GRU, for example, copies best at a rate of @{gru.copy.rate}, in the row with T = @{gru.copy.delay}. Of the @{sweeps} searches, @{sweeps.inside} have their best rate between two that are worse. In the other @{sweeps.guessing} no
        rate does better than a guess. So there we do not know whether another rate would have helped.

        The rest of the recipe is the same for all, and was *not* searched. The rate rises for the first twentieth of the
        steps and then falls to 0; gradients are cut to a length of 1; and every parameter is pulled towards 0 a little in each step (weight decay, with a strength of one
        tenth, as in the published study), forget biases included. Recurrent weights begin as described above, forget biases at 1. Best rates as large as that of the GRU just mentioned are a sign that some of this does not suit it. And one set of held-out examples decides when a training
        stops, which rate is best, and what is reported here, which flatters everybody a little.)md");
}

// The published sizes that were run to their end: all models, all rates.
inline void published_sizes(Page& page, const std::vector<Row>& rows) {
    Table table{"", "model", "best rate", "of", {"parameters", ","}, "steps", {"right", ".1%"}};
    double attention = 1;
    double others = 0;
    double second = 0;  // attention at its second-best rate, in the smallest size
    std::vector<double> gru;
    for (const Sweep& sweep : paper_sweeps()) {
        if (!missing_trials(sweep, rows).empty()) continue;
        for (const Memory memory : kMemories) {
            const Summary summary = summarise(rows, sweep.cells[0], memory);
            const Row& best = summary.rates[static_cast<std::size_t>(summary.best)];
            const double right = best.outcome.accuracy;
            table.add(cell_name(best.trial.task), memory_name(memory), best.trial.rate,
                      summary.rates.size(), best.outcome.parameters, best.outcome.steps, right);
            if (memory == Memory::attention) {
                attention = std::min(attention, right);
            } else {
                others = std::max(others, right);
            }
            if (sweep.cells[0].task.pairs != 4) continue;
            for (const Row& row : summary.rates) {
                const double at_rate = row.outcome.accuracy;
                if (memory == Memory::gru) gru.push_back(at_rate);
                if (memory == Memory::attention && row.trial.rate != best.trial.rate)
                    second = std::max(second, at_rate);
            }
        }
    }
    if (table.rows().empty()) return;
    page.values({{"paper.attention", attention}, {"paper.others", others}});
    page.values({{"paper.gru", gru}, {"paper.second", second}});
    page.section("At the published size (recorded)");
    page.text(R"md(
        Last, the sizes of the study that gave us associative recall. Its figure 2 has a vocabulary of 8,192 and larger texts, as we read it:)md");
    page.quote(
        "Attention solves it at every size; RWKV, a newer recurrent model, at a width of 64 "
        "about .76 with 4 pairs in 64 words, .18 with 8 in 128.",
        "our reading of figure 2 of Arora et al. 2023, not their words");
    page.show(table, "Recorded: the published size (one seed, one pass over 100,000 examples)");
    page.text(R"md(
        That figure has no RNN, LSTM or GRU, so we tried them. The first lines of our table are its smallest size. In a
        single pass over the examples attention has @{paper.attention:.1%} right at least, and the best of the old recurrent
        models @{paper.others:.1%}.

        Read this with care. The published trainings go through their examples 64 times, with four layers where a model is not
        attention; ours go once, with one recurrent layer and one seed. The GRU gets better with each larger rate, @{paper.gru:.1%}, and stops
        only because we tried no larger one. And attention is not robust here either: at its second-best rate it has @{paper.second:.1%}. So
        the table says how quickly each of them learns this, not what it could learn at last.
        (`--paper` goes on with 16 pairs in 256 words and 64 in 512: they are left to your patience.))md");
    page.check("recorded: in one pass at the published size attention recalls, the others less",
               attention > 0.9 && others < attention - 0.1);
}

// The steps of those seeds that learnt four pairs, and how many did.
inline void name_steps(Page& page, const std::vector<Row>& rows, Memory memory) {
    std::vector<int> steps;
    const std::vector<Row> seeds = recorded(rows, recall_cell(32, 4), memory).seeds;
    for (const Row& row : seeds) {
        if (row.outcome.accuracy >= kLearnt) steps.push_back(row.outcome.steps);
    }
    require(!steps.empty(), "four pairs: no seed of {} has learnt", memory_name(memory));
    const std::string name = memory_name(memory);
    const auto [first, last] = std::minmax_element(steps.begin(), steps.end());
    page.value("learnt." + name, steps.size());
    if (memory != Memory::attention) page.value("first." + name, *first);
    page.value("last." + name, *last);
    page.value("seeds." + name, seeds.size());
}

inline double least_of(const Numbers& numbers) {
    return *std::min_element(numbers.begin(), numbers.end());
}

inline void recorded_recall(Page& page, const std::vector<Row>& rows) {
    std::vector<Trial> by_pairs;
    for (const int pairs : recall_pairs()) by_pairs.push_back(recall_cell(32, pairs));
    std::vector<Trial> by_length;
    for (const int length : recall_lengths()) by_length.push_back(recall_cell(length, 2));
    page.section("Who learns to recall? (recorded)");
    double one_pair = 1;      // the least of all models
    double with_a_state = 1;  // the least of those that keep two pairs, at any length
    for (const Memory m : kMemories) {
        const Numbers right = means(rows, by_pairs, m, &Outcome::accuracy);
        const Numbers longer = means(rows, by_length, m, &Outcome::accuracy);
        page.data("recall.accuracy." + memory_name(m), right);
        page.data("recall.longer." + memory_name(m), longer);
        one_pair = std::min(one_pair, right[0]);
        if (m == Memory::attention) page.value("attention.least", least_of(right));
        if (m == Memory::rnn) {
            page.values({{"longer.rnn.first", longer.front()}, {"longer.rnn.last", longer.back()}});
        } else {
            with_a_state = std::min(with_a_state, least_of(longer));
        }
    }
    page.values({{"one.pair.least", one_pair}, {"longer.least", with_a_state}});
    page.value("longer.guess", guessing_accuracy(by_length[0].task));
    page.text(R"md(
        First we ask for more and more pairs, in texts of 32 words. "A guess" knows which values were shown, but not which of them belongs to
        which key.)md");
    page.show(Figure{
        "pairs", "One pair is easy; from two on, the plain RNN is lost (recorded)",
        fmt::format(
            "Bars for four models and a guess, in groups for {} pairs. In the first, all "
            "models have @{{one.pair.least:.0%}} at least. In the others the plain RNN is "
            "close to a guess, attention has @{{attention.least:.0%}} at least, and LSTM and "
            "GRU are in between or as good.",
            fmt::join(recall_pairs(), ", ")),
        right_bars(rows, by_pairs, names_with(recall_pairs(), "pair"))});
    page.text(R"md(
        With two pairs the plain RNN has @{recall.accuracy.rnn[1]:.0%} right, hardly more than a guess. LSTM and GRU learn them. With more pairs it
        depends on the seed: the GRU has @{recall.accuracy.gru[2]:.1%} with four and, oddly, @{recall.accuracy.gru[3]:.1%} with six, because one of its three seeds with
        four pairs had not got there when its steps were over. Attention has all of them right.

        Now two pairs in longer texts, so that what was read has to be kept longer:)md");
    page.show(Figure{
        "lengths", "Two pairs, kept for longer (recorded)",
        fmt::format("Bars for four models and a guess, in groups for texts of {} words. LSTM, GRU "
                    "and attention are at @{{longer.least:.0%}} or more in all of them. The plain "
                    "RNN falls from @{{longer.rnn.first:.0%}} to @{{longer.rnn.last:.0%}}, and a "
                    "guess is at @{{longer.guess:.0%}}.",
                    fmt::join(recall_lengths(), ", ")),
        right_bars(rows, by_length, names_with(recall_lengths(), "word"))});
    page.text(R"md(
        LSTM and GRU do not mind: in 64 words the LSTM still has @{recall.longer.lstm[2]:.1%} right, in 16 words it had
        @{recall.longer.lstm[0]:.1%}. Their gates have learnt to hold. Here is everything in numbers:)md");
    std::vector<Trial> all = by_pairs;
    for (const Trial& cell : by_length) {
        if (cell.task.length != 32) all.push_back(cell);
    }
    all.push_back(mqar_cell());
    page.show(seeds_table(rows, all),
              "Recorded: answers that are right, mean and half the range of three seeds");
    for (const Memory m : kMemories) {
        const Numbers right = means(rows, by_pairs, m, &Outcome::accuracy);
        const Numbers longer = means(rows, by_length, m, &Outcome::accuracy);
        if (m == Memory::attention) {
            for (const double share : right) {
                page.check("recorded: attention has 99% right, however many pairs", share >= 0.99);
            }
            continue;
        }
        page.check("recorded: with one pair every model recalls", right[0] >= 0.99);
        const Summary tutorial = recorded(rows, mqar_cell(), m);
        page.check(
            "recorded: in the tutorial's setting no recurrent model is better than a guess, in the "
            "same time",
            tutorial.all_guess());
        if (m != Memory::rnn) {
            page.check("recorded: LSTM and GRU learn two pairs, in texts of any of these sizes",
                       least_of(longer) >= 0.99);
        }
    }
    page.check("recorded: attention has 99% of the tutorial's setting right",
               recorded(rows, mqar_cell(), Memory::attention).mean(&Outcome::accuracy) >= 0.99);
    name_steps(page, rows, Memory::lstm);
    name_steps(page, rows, Memory::gru);
    name_steps(page, rows, Memory::attention);
    page.values({{"mqar.limit", mqar_cell().steps}, {"exam", recall_cell(32, 4).steps / kExams}});
    page.value("v.times", mqar_cell().task.vocabulary / recall_cell(32, 4).task.vocabulary);
    const Trial tutorial = mqar_cell();
    page.value("mqar.epochs", double(tutorial.steps) * tutorial.batch / tutorial.examples);
    page.value("tutorial.gru", recorded(rows, tutorial, Memory::gru).mean(&Outcome::accuracy));
    page.text(R"md(
        So forgetting is not fate. Tuned as well as attention, LSTM and GRU *do* learn to keep what they could not keep at the
        start. What differs is what it takes. With four pairs, attention had learnt it after @{last.attention:,} steps at the latest, in @{learnt.attention} of @{seeds.attention} seeds. The
        LSTM got there in @{learnt.lstm} of @{seeds.lstm} seeds, after @{first.lstm:,} and @{last.lstm:,} steps; the GRU in @{learnt.gru} of @{seeds.gru}, after
        @{first.gru:,} and @{last.gru:,}. (They are examined every @{exam:,} steps.)

        The last line of the table is the repository's example, with a vocabulary @{v.times} times as large. No recurrent network got beyond a guess
        in @{mqar.limit:,} steps, which is about @{mqar.epochs:.0f} passes over the examples; the GRU, for one, has @{tutorial.gru:.1%}. It may well be that more steps
        would change that.)md");
}

inline void check_copies(Page& page, const std::vector<Row>& rows,
                         const std::vector<Trial>& copies) {
    for (const Trial& cell : copies) {
        const double attention = recorded(rows, cell, Memory::attention).mean(&Outcome::loss);
        page.check("recorded: attention copies without a fault, whatever T", attention < 0.01);
        for (const Memory m : {Memory::rnn, Memory::lstm, Memory::gru}) {
            const double loss = recorded(rows, cell, m).mean(&Outcome::loss);
            page.check("recorded: it copies better than any recurrent model", attention < loss);
        }
    }
}

inline void check_additions(Page& page, const std::vector<Row>& rows,
                            const std::vector<Trial>& additions) {
    for (const Trial& cell : additions) {
        const double guess = guessing_loss(cell.task);
        const double lstm = recorded(rows, cell, Memory::lstm).mean(&Outcome::loss);
        const double gru = recorded(rows, cell, Memory::gru).mean(&Outcome::loss);
        const double attention = recorded(rows, cell, Memory::attention).mean(&Outcome::loss);
        for (const double loss : {lstm, gru}) {
            page.check("recorded: LSTM and GRU can add, to a tenth of a guess", loss < 0.1 * guess);
        }
        page.check("recorded: the GRU adds as well as attention does", gru < 2 * attention);
    }
}

inline void recorded_copies_and_sums(Page& page, const std::vector<Row>& rows) {
    const std::vector<Trial> copies = cells_of(copy_delays(), copy_cell);
    const std::vector<Trial> additions = cells_of(adding_lengths(), adding_cell);
    page.section("Two older tests (recorded)");
    page.term("copy task", "a test: say ten symbols again after a long stretch of nothing",
              {"copy tasks", "copy memory"});
    page.text(R"md(
        Associative recall is attention's home ground. So here are two tests that were made for recurrent networks. In the
        **copy task** (called copy memory) ten symbols come first, then T words of nothing, and then the ten have to be said again. In *adding*, two of
        many random numbers are marked, and their sum has to be said.

        How is copying marked? The loss is the mean over *all* words of the text, also over those at which nothing has to be said, and these are easy. So
        the more nothing there is, the smaller is everybody's mean, even that of somebody who only guesses. To compare texts of different sizes we therefore divide by the loss of
        a guess, which says nothing where nothing is due and draws the ten symbols by lot.)md");
    page.values({{"copy.shortest", copy_delays().front()}, {"copy.longest", copy_delays().back()}});
    page.show(Figure{
        "copy", "Copying across a stretch of nothing (recorded)",
        "Loss as a share of a guess's, over the words of nothing in between, from "
        "@{copy.shortest} to @{copy.longest}. Attention lies at 0. The GRU and the LSTM lie well "
        "below the dashed line of "
        "a guess, the GRU lower; the plain RNN comes close to it.",
        shares_of_guess(rows, copies, copy_delays(), {"words of nothing in between", Scale::log})});
    for (const Memory m : kMemories)
        page.data("copy.loss." + memory_name(m), means(rows, copies, m, &Outcome::loss));
    std::vector<Trial> all = copies;
    all.insert(all.end(), additions.begin(), additions.end());
    const Trial& longest = copies.back();
    page.value("adding.guess", guessing_loss(additions[0].task));
    for (const Memory m : {Memory::rnn, Memory::lstm, Memory::gru}) {
        const double loss = recorded(rows, longest, m).mean(&Outcome::loss);
        page.value("copy.share." + memory_name(m), loss / guessing_loss(longest.task));
    }
    page.text(R"md(
        Attention copies without a fault: it has only to look a fixed number of words back. Across
        @{copy.longest} words of nothing, on the right, the plain RNN has @{copy.share.rnn:.0%} of a guess's loss, the LSTM @{copy.share.lstm:.0%} and the GRU
        @{copy.share.gru:.0%}: the gated networks are on their way, not there. As numbers, here is the loss itself, of copying and of adding:)md");
    page.show(seeds_table(rows, all), "Recorded: the loss, mean and half the range of three seeds");
    check_copies(page, rows, copies);
    check_additions(page, rows, additions);

    page.text(R"md(
        In the first line, with @{copy.shortest} words of nothing, the LSTM has a loss of @{copy.loss.lstm[0]:.2f}, in the fourth, with
        @{copy.longest}, one of @{copy.loss.lstm[3]:.3f}. That is smaller, but for the reason just given, not because it copies better.

        Do not conclude that recurrent networks cannot copy. A recurrent network whose W_h only turns and never shrinks was built for this very test, and solves it
        (Arjovsky et al. 2016). So do forget biases that are drawn for the length of the wait (Tallec and Ollivier 2018). We tried neither.

        The last two lines of the table are adding, and that is made for a state: one sum is all that has to be kept. LSTM and GRU learn it, and the GRU does it as well as attention. The
        loss there is the mean square of what the sum is off, and a guess would have @{adding.guess:.3f}.)md");
}

inline void recorded_page(Page& page, const std::vector<Row>& rows) {
    page.section("The same question, many times (recorded)");
    fair_chances(page, rows);
    recorded_recall(page, rows);
    recorded_copies_and_sums(page, rows);
    published_sizes(page, rows);
}

}  // namespace chapter_09
