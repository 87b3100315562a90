#include "app/trials.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/parallel.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "notebook/table.h"
#include "render/table.h"
#include "trials/recorded.h"
#include "trials/table.h"
#include "variants/trial.h"

namespace book {
namespace {

struct TrialsCommand {
    std::vector<std::string> names;
    int seed = 1, threads = hardware_threads();
    bool record = false;
};

const TrialRow* find_row(const std::vector<TrialRow>& rows, const std::string& variant, int seed) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const TrialRow& r) {
        return r.variant == variant && r.seed == seed;
    });
    return found == rows.end() ? nullptr : &*found;
}

TrialRow run_with_progress(const Variant& variant, int seed) {
    TrialRow row = run_trial(variant, seed, [&](const Progress& p) {
        show_progress(fmt::format("{}, seed {}: epoch {:.2f}  loss {:.3f}  {:.0f} s left",
                                  variant.name, seed, p.epochs, p.mean_loss, p.seconds_left));
    });
    show_progress("");
    return row;
}

Table table_of(const std::vector<TrialRow>& rows) {
    Table table{"trial",
                "seed",
                {"steps", ","},
                {"loss in training", ".3f"},
                {"held out", ".4f"},
                {"exact", ".1%"},
                {"BLEU", ".1f"}};
    for (const TrialRow& r : rows)
        table.add(r.variant, r.seed, r.steps, r.training_loss, r.validation_loss, r.exact, r.bleu);
    return table;
}

void list(const std::vector<TrialRow>& rows) {
    const Terminal terminal = detect_terminal();
    Table names{"trial", "what is changed"};
    std::vector<TrialLine> recorded;
    for (const Variant& v : variants()) {
        names.add(v.name, v.what);
        const auto is_one = [&](const TrialRow& r) { return r.variant == v.name; };
        if (std::any_of(rows.begin(), rows.end(), is_one)) recorded.push_back({v.name, v.name});
    }
    print_to_stdout(to_terminal(names, terminal));
    if (recorded.empty()) return;
    // All three numbers would be wider than a terminal; the losses stand in the file.
    print_to_stdout(
        "\n" +
        beside("", "Recorded: the mean over the seeds, and in brackets the least and the most", 0,
               terminal.width) +
        "\n" + to_terminal(trial_table(rows, recorded, {kSentencesRight, kTestBleu}), terminal));
}

// Makes what is missing; the file is whole after each trial.
void record(const std::vector<std::string>& names, std::vector<TrialRow> rows) {
    const std::string path = recorded_trials_path();
    require_writable(path);
    for (const Variant& v : variants()) {
        const bool is_asked =
            names.empty() || std::find(names.begin(), names.end(), v.name) != names.end();
        for (int seed = 1; is_asked && seed <= kTrialSeeds; ++seed) {
            if (find_row(rows, v.name, seed) != nullptr) continue;
            rows.push_back(run_with_progress(v, seed));
            write_trials(path, rows);
        }
    }
}

int repeat(const TrialsCommand& c, const std::vector<TrialRow>& rows) {
    std::vector<TrialRow> made;
    bool all_the_same = true;
    std::string report;
    for (const std::string& name : c.names) {
        made.push_back(run_with_progress(variant_named(name), c.seed));
        const TrialRow* then = find_row(rows, name, c.seed);
        if (then == nullptr) {
            report += fmt::format("{}, seed {}: the book has no such row\n", name, c.seed);
        } else if (*then == made.back()) {
            report += fmt::format("{}, seed {}: as recorded, to the last bit\n", name, c.seed);
        } else {
            report += fmt::format("{}, seed {}: NOT as recorded\n", name, c.seed);
            all_the_same = false;
        }
    }
    print_to_stdout(to_terminal(table_of(made), detect_terminal()) + "\n" + report);
    return all_the_same ? 0 : 1;
}

}  // namespace

int trials_main(int argc, char** argv) {
    TrialsCommand c;
    Options options("./book trials [NAME ...]",
                    "Trains a small translator with one part changed, and compares what "
                    "comes of it with what the book has recorded. Without a name: lists the trials "
                    "and their results.");
    options.positional("NAME", c.names, 0, 100, "a trial of the list");
    options.add("seed", c.seed, 1, 1000000, "the seed of the random numbers");
    options.add("record", c.record, "make what is missing in common/trials/recorded.csv");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        for (const std::string& name : c.names) variant_named(name);
        const std::vector<TrialRow> rows = read_trials(recorded_trials_path());
        if (c.record)
            record(c.names, rows);
        else if (c.names.empty())
            list(rows);
        else
            return repeat(c, rows);
        return 0;
    });
}

}  // namespace book
