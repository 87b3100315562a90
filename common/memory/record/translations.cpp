// memory_translations FILE: makes the translators' trials that FILE lacks
// (memory/translation_plan.h).
//
//     memory_translations FILE                   all that is missing
//     memory_translations FILE --part 2/3        of every third model, from the second on
//     memory_translations FILE --merge OTHER     adds what another file has; may be given again
//     memory_translations FILE --remake 7        trains what line 7 tells of, and compares
//     memory_translations FILE --steps 500 ...   other trainings than the plan's, to find the plan
#include <algorithm>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "core/clock.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "memory/parts.h"
#include "memory/translation_plan.h"

namespace {
using namespace book;

struct RecordCommand {
    std::vector<std::string> files, merged;
    std::string part = "1/1";
    std::string only;
    int remade = 0;
    int steps = 0;
    double rate = 0;
    double decay = -1;
    int threads = hardware_threads();
};

// The cells of the plan, or others, to find out what the plan should be.
std::vector<TranslationCell> asked_cells(const RecordCommand& c) {
    std::vector<TranslationCell> cells = part_of(recorded_translators(), c.part);
    if (!c.only.empty()) {
        const TranslatorKind kind = translator_named(c.only);
        std::erase_if(cells, [&](const auto& cell) { return cell.trial.model != kind; });
    }
    for (TranslationCell& cell : cells) {
        if (c.steps > 0) {
            cell.trial.steps = c.steps;
            cell.trial.warm_up = c.steps / 20;
        }
        if (c.decay >= 0) cell.trial.decay = c.decay;
    }
    return cells;
}

std::string in_a_line(const TranslationRecord& record) {
    std::string losses, right;
    for (const double loss : record.outcome.losses) losses += fmt::format(" {:.3f}", loss);
    for (const std::string& bucket : record.outcome.right)
        right += fmt::format(" {:.0f}%", 100 * share_right(bucket));
    const TranslationTrial& t = record.trial;
    return fmt::format("{} {} steps, rate {}, seed {}:{}; training {:.3f}; right{}; {:.0f} s",
                       translator_name(t.model), t.steps, t.rate, t.seed, losses,
                       record.outcome.training_loss, right, record.seconds);
}

int remake(const std::string& file, int line) {
    const std::vector<TranslationRecord> records = read_translations(file);
    require_input(line >= 2 && line <= std::ssize(records) + 1, "{} has no trial in line {}", file,
                  line);
    TranslationRecord record = records[static_cast<std::size_t>(line) - 2];
    const TranslationOutcome before = record.outcome;
    const TranslationLessons lessons =
        make_translation_lessons(book_corpus(), record.trial.lessons);
    const Stopwatch clock;
    record.outcome = run_trial(lessons, record.trial);
    record.seconds = clock.seconds();
    const bool same = record.outcome == before;
    print_to_stdout(in_a_line(record) + (same ? "\nthe same\n" : "\nnot the same\n"));
    return same ? 0 : 1;
}

// One training by itself, which is not written anywhere.
void try_rate(const RecordCommand& c) {
    for (const TranslationCell& cell : asked_cells(c)) {
        const TranslationLessons lessons =
            make_translation_lessons(book_corpus(), cell.trial.lessons);
        TranslationRecord record;
        record.trial = cell.with(c.rate, kTranslationRateSeed);
        const Stopwatch clock;
        record.outcome = run_trial(lessons, record.trial);
        record.seconds = clock.seconds();
        print_to_stdout(in_a_line(record) + "\n");
    }
}

}  // namespace

int main(int argc, char** argv) {
    RecordCommand c;
    Options options("memory_translations", "Makes the translators' trials that FILE lacks.");
    options.positional("FILE", c.files, 1, 1, "where they stand, and are written");
    options.add("part", c.part, "I/N", "of every N-th model, from the I-th on");
    options.add("merge", c.merged, "FILE", "add what stands there, and make nothing");
    options.add("remake", c.remade, 0, 1'000'000, "train what this line tells of, and compare");
    options.add("only", c.only, "MODEL", "of this model alone");
    options.add("steps", c.steps, 0, 10'000'000, "other than the plan's; 0: the plan's");
    options.add("decay", c.decay, -1, 1, "other than the plan's; -1: the plan's");
    options.add("rate", c.rate, 0, 1, "try this one alone, and write nothing; 0: do not");
    options.add("threads", c.threads, 1, 1024, "trials side by side");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        const std::string& file = c.files.at(0);
        if (c.remade > 0) return remake(file, c.remade);
        if (c.rate > 0) {
            try_rate(c);
            return 0;
        }
        for (const std::string& other : c.merged) {
            require_ordinary_file(other);
            require_input(is_there(other), "--merge {}: there is no such file", other);
            add_translations(file, read_translations(other));
        }
        if (!c.merged.empty()) return 0;
        record_translations(
            asked_cells(c), file, [](int done, int missing, const TranslationRecord& last) {
                print_to_stdout(fmt::format("{} of {}: {}\n", done, missing, in_a_line(last)));
            });
        return 0;
    });
}
