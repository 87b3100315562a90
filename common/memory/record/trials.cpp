// memory_trials FILE: makes the trials of memories that FILE lacks (memory/trial_plan.h).
//
//     memory_trials FILE                   all that is missing
//     memory_trials FILE --part 2/3        of every third model in a task, from the second on
//     memory_trials FILE --merge OTHER     adds what another file has; may be given again
//     memory_trials FILE --remake 7        learns what line 7 tells of once more, and compares
//     memory_trials FILE --list            what is there, and what is missing
#include <algorithm>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "core/parallel.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "memory/parts.h"
#include "memory/statistics.h"
#include "memory/trial_plan.h"

namespace {
using namespace book;

struct RecordMemories {
    std::vector<std::string> files, merged;
    std::string part = "1/1";
    int remade = 0;
    bool list = false;
    int threads = hardware_threads();
};

std::string in_words(const MemoryTrial& t) {
    return fmt::format("{} {} {} of {} rate {} seed {}", task_kind_name(t.task.kind), t.task.pairs,
                       mixer_name(t.model.mixer), t.model.size, t.learning.rate, t.seed);
}

std::string in_words(const MemoryCell& cell, const std::vector<MemoryRecord>& records) {
    const CellSummary summary = summarise(cell, records);
    std::string line =
        fmt::format("{}: {} of {}, {}, bias {}: {} missing", cell.group,
                    mixer_name(cell.model.mixer), cell.model.size, start_name(cell.model.start),
                    cell.model.holding_bias, missing_trials(cell, records).size());
    if (summary.seeds.empty()) return line;
    line += fmt::format("; rate {}, {} seeds: ", summary.rate(), summary.seeds.size());
    if (pair_counts(cell.task).empty())
        return line + fmt::format("{:.3f}", list_median(summary.right()));
    for (const int pairs : pair_counts(cell.task))
        line += fmt::format(" {}: {:.3f}", pairs, list_median(summary.right(pairs)));
    return line;
}

int remake(const std::string& file, int line) {
    const std::vector<MemoryRecord> records = read_records(file);
    require_input(line >= 2 && line <= std::ssize(records) + 1, "{} has no trial in line {}", file,
                  line);
    const MemoryRecord& record = records[static_cast<std::size_t>(line) - 2];
    const MemoryOutcome now = run_trial(record.trial);
    const bool same = now == record.outcome;
    print_to_stdout(in_words(record.trial) + (same ? ": the same\n" : ": not the same\n"));
    return same ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    RecordMemories c;
    Options options("memory_trials", "Makes the trials of memories that FILE lacks.");
    options.positional("FILE", c.files, 1, 1, "where they stand, and are written");
    options.add("part", c.part, "I/N", "of every N-th model in a task, from the I-th on");
    options.add("merge", c.merged, "FILE", "add what stands there, and make nothing");
    options.add("remake", c.remade, 0, 1'000'000, "learn what this line tells of, and compare");
    options.add("list", c.list, "say what is there, and make nothing");
    options.add("threads", c.threads, 1, 1024, "how many learn side by side");
    return run_tool(argc, argv, options, [&] {
        const std::string& file = c.files[0];
        set_thread_count(c.threads);
        if (c.remade > 0) return remake(file, c.remade);
        const std::vector<MemoryCell> cells = part_of(recorded_memories(), c.part);
        for (const std::string& other : c.merged) {
            require_input(is_there(other), "--merge {}: there is no such file", other);
            add_records(file, read_records(other));
        }
        if (c.list) {
            const std::vector<MemoryRecord> records = read_records(file);
            for (const MemoryCell& cell : cells) print_to_stdout(in_words(cell, records) + "\n");
        }
        if (c.list || !c.merged.empty()) return 0;
        record_cells(cells, file, [](int, int missing, const MemoryRecord& last) {
            print_to_stdout(fmt::format("{}: {:.3f} right, {:.0f} s; {} missing\n",
                                        in_words(last.trial), last.outcome.test.right, last.seconds,
                                        missing));
        });
        return 0;
    });
}
