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
#include "trials/language_recorded.h"
#include "trials/recorded.h"
#include "trials/table.h"
#include "variants/language_variant.h"
#include "variants/trial.h"

namespace book {
namespace {

struct TrialsCommand {
    std::vector<std::string> names;
    int seed = 1, threads = hardware_threads();
    bool record = false;
};

// What the book has recorded.
struct Recorded {
    std::vector<TrialRow> translators = read_trials(recorded_trials_path());
    std::vector<LanguageTrialRow> language = read_language_trials(recorded_language_trials_path());
};

TrialRow run_with_progress(const Variant& variant, int seed) {
    TrialRow row = run_trial(variant, seed, [&](const Progress& p) {
        show_progress(fmt::format("{}, seed {}: epoch {:.2f}  loss {:.3f}  {:.0f} s left",
                                  variant.name, seed, p.epochs, p.mean_loss, p.seconds_left));
    });
    show_progress("");
    return row;
}

LanguageTrialRow run_with_progress(const LanguageVariant& variant, int seed) {
    LanguageTrialRow row = run_language_trial(variant, seed, [&](const Progress& p) {
        show_progress(fmt::format("{}, seed {}: step {}  loss {:.3f}  {:.0f} s left", variant.name,
                                  seed, p.step, p.mean_loss, p.seconds_left));
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

Table table_of(const std::vector<LanguageTrialRow>& rows) {
    Table table{"trial",
                "seed",
                {"steps", ","},
                {"loss in training", ".3f"},
                {"held out", ".4f"},
                {"bits per character", ".4f"}};
    for (const LanguageTrialRow& r : rows)
        table.add(r.variant, r.seed, r.steps, r.training_loss, r.held_out_loss, r.bits);
    return table;
}

void list_language(const std::vector<LanguageTrialRow>& rows) {
    Table table{"trial", "what is changed", "bits per character"};
    for (const LanguageVariant& v : language_variants()) {
        std::string bits;
        if (find_trial(rows, v.name, 1) != nullptr) {
            const MeanAndRange range = bits_of(rows, v.name);
            bits = fmt::format("{:.3f} ({:.3f} to {:.3f})", range.mean, range.least, range.most);
        }
        table.add(v.name, v.what, bits);
    }
    const Terminal terminal = detect_terminal();
    print_to_stdout(
        "\n" +
        beside("", "Of the language model of chapter 12, on held-out chapters", 0, terminal.width) +
        "\n" + to_terminal(table, terminal));
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

// Makes what is missing of one kind; the file is whole after each trial.
template <class Variant, class Row, class Write>
void record(const std::vector<std::string>& names, const std::vector<Variant>& variants, int seeds,
            std::vector<Row> rows, const std::string& path, Write write) {
    require_writable(path);
    for (const Variant& v : variants) {
        const bool is_asked =
            names.empty() || std::find(names.begin(), names.end(), v.name) != names.end();
        for (int seed = 1; is_asked && seed <= seeds; ++seed) {
            if (find_trial(rows, v.name, seed) != nullptr) continue;
            rows.push_back(run_with_progress(v, seed));
            write(path, rows);
        }
    }
}

void record_all(const std::vector<std::string>& names, const Recorded& recorded) {
    record(names, variants(), kTrialSeeds, recorded.translators, recorded_trials_path(),
           write_trials);
    record(names, language_variants(), kLanguageTrialSeeds, recorded.language,
           recorded_language_trials_path(), write_language_trials);
}

// Trials that were made again, and how they compare with what was recorded.
struct Repeated {
    std::string report;
    bool all_the_same = true;
};

template <class Row>
void compare(const std::vector<Row>& rows, const Row& made, Repeated& repeated) {
    const std::string trial = fmt::format("{}, seed {}", made.variant, made.seed);
    const Row* then = find_trial(rows, made.variant, made.seed);
    if (then == nullptr) {
        repeated.report += trial + ": the book has no such row\n";
    } else if (*then == made) {
        repeated.report += trial + ": as recorded, to the last bit\n";
    } else {
        repeated.report += trial + ": NOT as recorded\n";
        repeated.all_the_same = false;
    }
}

int repeat(const TrialsCommand& c, const Recorded& recorded) {
    std::vector<TrialRow> translators;
    std::vector<LanguageTrialRow> language;
    Repeated repeated;
    for (const std::string& name : c.names) {
        if (is_language_variant(name)) {
            language.push_back(run_with_progress(language_variant_named(name), c.seed));
            compare(recorded.language, language.back(), repeated);
        } else {
            translators.push_back(run_with_progress(variant_named(name), c.seed));
            compare(recorded.translators, translators.back(), repeated);
        }
    }
    std::string tables;
    const Terminal terminal = detect_terminal();
    if (!translators.empty()) tables += to_terminal(table_of(translators), terminal) + "\n";
    if (!language.empty()) tables += to_terminal(table_of(language), terminal) + "\n";
    print_to_stdout(tables + repeated.report);
    return repeated.all_the_same ? 0 : 1;
}

}  // namespace

int trials_main(int argc, char** argv) {
    TrialsCommand c;
    Options options("./book trials [NAME ...]",
                    "Trains a small translator, or chapter 12's language model, with one part "
                    "changed, and compares what "
                    "comes of it with what the book has recorded. Without a name: lists the trials "
                    "and their results.");
    options.positional("NAME", c.names, 0, 100, "a trial of the list");
    options.add("seed", c.seed, 1, 1000000, "the seed of the random numbers");
    options.add("record", c.record, "make what is missing in common/trials/*.csv");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        for (const std::string& name : c.names)
            if (!is_language_variant(name)) variant_named(name);
        const Recorded recorded;
        if (c.record) {
            record_all(c.names, recorded);
        } else if (c.names.empty()) {
            list(recorded.translators);
            list_language(recorded.language);
        } else {
            return repeat(c, recorded);
        }
        return 0;
    });
}

}  // namespace book
