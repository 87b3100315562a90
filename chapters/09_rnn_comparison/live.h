// What is trained while the program runs, and the knobs that choose it.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "core/parallel.h"
#include "core/read_number.h"
#include "host/terminal.h"
#include "jacobian.h"
#include "notebook/chapter.h"
#include "notebook/regions.h"
#include "plan.h"
#include "recall/sweep.h"
#include "recorded.h"

namespace chapter_09 {
using namespace book;

inline const char* const kResults = "chapters/09_rnn_comparison/results.csv";

struct Knobs {
    std::vector<std::string> models{"lstm", "attention"};
    std::string task = "recall";
    int length = 32;
    int pairs = 4;
    int vocabulary = 16;
    std::string rates = "0.01";
    int seeds = 1;
    std::string csv;
    bool full = false;
    bool paper = false;
    bool translation = false;
    int row = 0;
    const Options* given = nullptr;  // which of these the reader has set
};

inline void declare(Options& options, Knobs& knobs) {
    knobs.given = &options;
    options.add("model", knobs.models, "NAME", "who is trained live: rnn, lstm, gru, attention");
    options.add_choice("task", knobs.task, {"recall", "copy", "adding"}, "what is learnt live");
    options.add("length", knobs.length, 1, 4096, "its length in words; of copy, T");
    options.add("pairs", knobs.pairs, 1, 1024, "of recall");
    options.add("vocabulary", knobs.vocabulary, 4, 65536, "of recall");
    options.add("rates", knobs.rates, "LIST", "learning rates, with commas: 0.003,0.01");
    options.add("seeds", knobs.seeds, 1, 100, "for the best rate");
    options.add("csv", knobs.csv, "FILE", "recorded rows, instead of those beside the chapter");
    options.add("full", knobs.full,
                "make every row that is missing in it (two hours), go on if stopped");
    options.add("paper", knobs.paper, "the same for the published sizes, one after the other");
    options.add("translation", knobs.translation,
                "make the rows of translation.csv that are missing");
    options.add("row", knobs.row, 0, 100000,
                "make this row of the file again and compare; 0: none");
}

// The number that the whole of a text is; 0 if it is none.
inline double number_or_0(const std::string& text) {
    double number = 0;
    read_whole_number(text, number);
    return number;
}

inline std::vector<double> parse_rates(const std::string& list) {
    std::vector<double> rates;
    std::size_t from = 0;
    while (from <= list.size()) {
        const std::size_t comma = std::min(list.find(',', from), list.size());
        const std::string text = list.substr(from, comma - from);
        const double rate = number_or_0(text);
        require_input(rate > 0 && rate <= 1, "--rates {}: \"{}\" is no rate above 0 and at most 1",
                      list, text);
        rates.push_back(rate);
        from = comma + 1;
    }
    return rates;
}

inline Trial live_cell(Task task, const Knobs& knobs) {
    if (task == Task::copy) return copy_cell(knobs.length);
    if (task == Task::adding) return adding_cell(knobs.length);
    return recall_cell(knobs.length, knobs.pairs);
}

inline Sweep live_sweep(const Knobs& knobs, bool quick) {
    const Task task = task_named(knobs.task);
    Trial cell = live_cell(task, knobs);
    const bool of_recall = knobs.given->given("pairs") || knobs.given->given("vocabulary");
    require_input(task == Task::recall || !of_recall,
                  "--pairs and --vocabulary are of recall, not of {}", knobs.task);
    if (task == Task::recall) cell.task.vocabulary = knobs.vocabulary;
    if (quick) {
        cell.steps = 100;
        cell.held_out = 100;
    }
    Sweep sweep;
    sweep.cells = {cell};
    sweep.rates = parse_rates(knobs.rates);
    sweep.seeds = knobs.seeds;
    sweep.widen = false;
    for (const std::string& name : knobs.models) sweep.models.push_back(memory_named(name));
    check_sweep(sweep);
    return sweep;
}

// The rows of a sweep that are not there yet.
inline void record(const Sweep& sweep, std::vector<Row>& rows, const std::string& path,
                   const std::string& command) {
    const auto progress = [](int done, int known, const Row& last) {
        const std::string model = memory_name(last.trial.model);
        const std::string task = task_name(last.trial.task.task);
        show_progress(fmt::format("{} of {} or more: {}, {}, {:.0f} s", done, known, model, task,
                                  last.outcome.seconds));
    };
    run_sweep(sweep, rows, path, command, progress);
    show_progress("");
}

inline void one_row_again(Page& page, const std::vector<Row>& rows, int number,
                          const std::string& path) {
    require_input(number <= static_cast<int>(rows.size()), "--row {}: {} has {} rows", number, path,
                  rows.size());
    const Row& row = rows[static_cast<std::size_t>(number - 1)];
    page.section("A row, made again");
    const Outcome then = row.outcome;
    const Outcome now = run_trial(row.trial);
    Table table{"", {"recorded", ""}, {"now", ""}};
    table.add("steps", then.steps, now.steps);
    table.add("parameters", then.parameters, now.parameters);
    table.add("loss", fmt::format("{}", then.loss), fmt::format("{}", now.loss));
    table.add("accuracy", fmt::format("{}", then.accuracy), fmt::format("{}", now.accuracy));
    page.show(table);
    page.values({{"row", number}, {"model", memory_name(row.trial.model)}});
    page.values({{"task", task_name(row.trial.task.task)}, {"row.loss", now.loss}});
    page.data("row.accuracy", now.accuracy);
    page.text(R"md(
        Recorded row @{row} is a training run of @{model} on @{task}. Repeated just now,
        on this machine, it ended with a loss of @{row.loss:.4f}.)md");
    page.check("every number in it is the same, to the last bit",
               now.steps == then.steps && now.parameters == then.parameters &&
                   now.loss == then.loss && now.accuracy == then.accuracy);
    page.end({.recap = "What is recorded can be made again.", .next = "Does it work?"});
}

// Three recurrent models that have learnt to recall one pair, and the same before.
class School {
  public:
    explicit School(Page& page) {
        Trial trial = recall_cell(32, 1);
        if (page.quick()) {
            trial.steps = 60;
            trial.held_out = 100;
        }
        for (const Memory memory : {Memory::rnn, Memory::lstm, Memory::gru}) {
            as_drawn_.emplace_back(memory, trial.task, trial.width, page.seed());
            trained_.emplace_back(memory, trial.task, trial.width, page.seed());
        }
        trial.rate = 0.003;
        trial.seed = page.seed();
        show_progress("three recurrent networks learn to recall");
        parallel_for_each(3, [&](std::ptrdiff_t i) {
            train_memory(trained_[static_cast<std::size_t>(i)], trial);
        });
        show_progress("");
        Rng rng(page.seed());
        const Examples one = draw_examples(trial.task, 1, rng);
        make_memory_batch(one, std::vector<int>{0}, true, batch_);
        page.value("school.words", trial.task.length);
    }

    Numbers gains(std::size_t model, bool trained) const {
        const MemoryModel& chosen = trained ? trained_[model] : as_drawn_[model];
        Tape tape(Tape::Mode::inference);
        const Var words = chosen.read(tape, batch_);
        return lag_gains(chosen.cell(), words.value());
    }

  private:
    std::vector<MemoryModel> as_drawn_;
    std::vector<MemoryModel> trained_;
    MemoryBatch batch_;
};

inline void train_live(Page& page, const Sweep& sweep) {
    page.section("Can training overcome it?");
    page.term("associative recall",
              "a task: pairs of a key and a value are shown, then some of the keys, and the value "
              "of each has to be said");
    page.text(R"md(
        Untrained networks are not fair opponents. So let us teach them, and give them a test in which
        nothing counts but keeping and finding. It is called **associative recall** (Arora et al. 2023): first come
        pairs, a key and its value, then the keys again, in a different order and among fillers, and after each key its
        value has to be said. If keys and values were words, it could read

        > doughnut sweet, taxes due, dog bites … dog? … doughnut?

        and the answers are *bites* and *sweet*. Keys and values are drawn anew for each example, so there is nothing to
        learn by heart. Here is how an example is drawn, as published. In the loop, `shown` is where a
        pair is shown, and `place` is where its key is asked for. Places soon after the pairs are drawn more
        often than late ones (`weights`), and no place is drawn twice.)md");
    page.excerpt("recall", "common/recall/tasks.cpp");
    page.text(R"md(
        The models are as alike as can be: an embedding, an output, and about the same number of parameters. In the middle there is either one
        recurrent layer, or two layers with one head of attention each, without feed-forward. Why two? After *dog bites*, the
        row of *bites* does not know yet that *dog* came before it. The first layer lets a value look at the key before it
        and take that in. The second layer lets the question *dog?* look for a row that has taken in *dog*, and fetch the
        value from there. With one layer no position holds both. In code, one line decides which of the two is used, and the
        loop is the two layers:)md");
    page.excerpt("two_layers", "common/recall/models.cpp");
    std::vector<Row> rows;
    record(sweep, rows, "", "");
    const auto comes_before = [](const Row& a, const Row& b) {
        return std::tuple(a.trial.model, a.trial.rate, a.trial.seed) <
               std::tuple(b.trial.model, b.trial.rate, b.trial.seed);
    };
    std::sort(rows.begin(), rows.end(), comes_before);  // not as they ended
    Table table{"model", "rate",          "seed",           {"parameters", ","}, "state",
                "steps", {"loss", ".4f"}, {"right", ".1%"}, {"seconds", ".1f"}};
    for (const Row& row : rows) {
        const Trial& trial = row.trial;
        const Outcome& outcome = row.outcome;
        table.add(printed_name(trial.model), trial.rate, trial.seed, outcome.parameters,
                  outcome.state, outcome.steps, outcome.loss, outcome.accuracy,
                  timed(outcome.seconds));
    }
    const Trial& cell = sweep.cells[0];
    page.value("live.cell", cell_name(cell.task));
    page.show(table, "Trained while the program ran: @{live.cell}");
    page.values({{"live.first", printed_name(rows[0].trial.model)},
                 {"live.right", rows[0].outcome.accuracy}});
    page.values({{"live.steps", rows[0].outcome.steps},
                 {"live.last", printed_name(rows.back().trial.model)}});
    page.values({{"live.last.right", rows.back().outcome.accuracy},
                 {"live.last.steps", rows.back().outcome.steps}});
    page.text(R"md(
        These are trained whenever the program runs. The first line says that the @{live.first} got @{live.right:.1%} of the answers right, after
        @{live.steps:,} steps of training; in the last line the model is @{live.last}, with @{live.last.right:.1%} after
        @{live.last.steps:,} steps. (Other seeds, as we shall see, can end differently.) The seconds are your machine's; the other numbers are the same on every machine. Vary them with
        `--model`, `--task`, `--length`, `--pairs`, `--rates`.

        Everything that takes longer is *recorded*: each training run is a row of the file `results.csv` beside this page.
        `./book run 9 --full` computes what is missing there, and `--row K` repeats row K, to the last bit.)md");
}

inline void the_published_task(Page& page) {
    Trial small = mqar_cell();
    small.model = Memory::attention;
    small.rate = 0.003;
    small.seed = page.seed();
    if (page.quick()) {
        small.steps = 10;
        small.held_out = 100;
    }
    show_progress("attention learns the published task");
    Sweep sweep;
    sweep.cells = {small};
    sweep.models = {Memory::attention};
    sweep.rates = {0.003};
    sweep.seeds = 1;
    sweep.widen = false;
    std::vector<Row> one;
    run_sweep(sweep, one, "", "");
    show_progress("");
    const Outcome& outcome = one[0].outcome;
    page.values({{"mqar.right", outcome.accuracy}, {"mqar.steps", outcome.steps}});
    page.value("mqar.words", small.task.length);
    page.values({{"mqar.pairs", small.task.pairs}, {"mqar.v", small.task.vocabulary}});
    page.value("mqar.examples", small.examples);
    page.timing("mqar.seconds", outcome.seconds);
    page.text(R"md(
        Also run live is the example with which the study's published code introduces the task: @{mqar.pairs} pairs in @{mqar.words}
        words, a vocabulary of @{mqar.v}, @{mqar.examples:,} examples to learn from. (The figures in the study have larger sizes; we will come to them.) Attention gets @{mqar.right:.1%} of the held-out answers right after @{mqar.steps} steps and
        @{mqar.seconds:.0f} s.)md");
    page.check_full("attention answers at least 99% of the examples that it never saw",
                    outcome.accuracy >= 0.99, {"mqar.right:.4f"});
    page.check_full("attention learns to do so in less than a minute", outcome.seconds < 60);
}

}  // namespace chapter_09
