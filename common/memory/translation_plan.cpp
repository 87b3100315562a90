#include "memory/translation_plan.h"

#include <algorithm>
#include <exception>
#include <mutex>

#include "core/clock.h"
#include "core/parallel.h"

namespace book {
namespace {

constexpr double kSmallestRateTried = 1e-5;
constexpr double kLargestRateTried = 1;

struct PlannedTranslator {
    TranslatorKind kind;
    int inner;  // so that all have as many parameters as the Transformer, to within 2%
    std::vector<double> rates;
};

const std::vector<PlannedTranslator>& planned_translators() {
    static const std::vector<PlannedTranslator> all{
        {TranslatorKind::lstm, 136, {0.0015, 0.003, 0.006}},
        {TranslatorKind::lstm2, 86, {0.0015, 0.003, 0.006}},
        {TranslatorKind::lstm_reversed, 136, {0.0015, 0.003, 0.006}},
        {TranslatorKind::lstm2_reversed, 86, {0.0015, 0.003, 0.006}},
        {TranslatorKind::lstm_attention, 122, {0.003, 0.006, 0.012}},
        {TranslatorKind::transformer, 256, {0.0015, 0.003, 0.006}},
    };
    return all;
}

bool is_of_cell(const TranslationCell& cell, const TranslationTrial& trial) {
    return cell.with(trial.rate, trial.seed) == trial;
}

bool is_one_of_seeds(const TranslationCell& cell, std::uint64_t seed) {
    return seed >= 1 && seed <= static_cast<std::uint64_t>(cell.seeds);
}

// What is to be tried beyond the best rate, if that is the outermost.
std::vector<double> rates_beyond(const TranslationSummary& summary) {
    std::vector<double> next;
    if (summary.is_inside()) return next;
    if (summary.best == 0) next.push_back(summary.rate() / 2);
    if (summary.best + 1 == static_cast<int>(summary.rates.size()))
        next.push_back(summary.rate() * 2);
    std::erase_if(next, [](double r) { return r < kSmallestRateTried || r > kLargestRateTried; });
    return next;
}

}  // namespace

TranslationTrial TranslationCell::with(double rate, std::uint64_t seed) const {
    TranslationTrial t = trial;
    t.rate = rate;
    t.seed = seed;
    return t;
}

std::vector<TranslationCell> recorded_translators() {
    std::vector<TranslationCell> cells;
    for (const PlannedTranslator& planned : planned_translators()) {
        TranslationCell cell;
        cell.trial.model = planned.kind;
        cell.trial.inner = planned.inner;
        cell.trial.steps = kRecordedTranslationSteps;
        cell.trial.warm_up = kRecordedTranslationSteps / 20;
        cell.rates = planned.rates;
        cells.push_back(cell);
    }
    return cells;
}

TranslationSummary summarise(const TranslationCell& cell,
                             const std::vector<TranslationRecord>& records) {
    TranslationSummary s;
    for (const TranslationRecord& record : records)
        if (record.trial.seed == kTranslationRateSeed && is_of_cell(cell, record.trial))
            s.rates.push_back(record);
    std::sort(s.rates.begin(), s.rates.end(),
              [](const auto& a, const auto& b) { return a.trial.rate < b.trial.rate; });
    for (std::size_t i = 0; i < s.rates.size(); ++i) {
        const bool is_first = s.best < 0;
        if (is_first || s.rates[i].outcome.loss() < s.rates[s.best].outcome.loss())
            s.best = static_cast<int>(i);
    }
    if (s.best < 0) return s;
    for (const TranslationRecord& record : records)
        if (is_one_of_seeds(cell, record.trial.seed) && record.trial.rate == s.rate() &&
            is_of_cell(cell, record.trial))
            s.seeds.push_back(record);
    std::sort(s.seeds.begin(), s.seeds.end(),
              [](const auto& a, const auto& b) { return a.trial.seed < b.trial.seed; });
    return s;
}

std::vector<TranslationTrial> missing_trials(const TranslationCell& cell,
                                             const std::vector<TranslationRecord>& records) {
    std::vector<TranslationTrial> missing;
    const auto want = [&](double rate, std::uint64_t seed) {
        const TranslationTrial trial = cell.with(rate, seed);
        if (find_translation(records, trial) == nullptr) missing.push_back(trial);
    };
    for (const double rate : cell.rates) want(rate, kTranslationRateSeed);
    if (!missing.empty()) return missing;
    const TranslationSummary summary = summarise(cell, records);
    require(summary.best >= 0, "missing_trials: a cell without rates");
    for (const double rate : rates_beyond(summary)) want(rate, kTranslationRateSeed);
    if (!missing.empty()) return missing;
    for (int seed = 1; seed <= cell.seeds; ++seed)
        want(summary.rate(), static_cast<std::uint64_t>(seed));
    return missing;
}

namespace {

std::vector<TranslationTrial> missing_in_cells(const std::vector<TranslationCell>& cells,
                                               const std::vector<TranslationRecord>& records) {
    std::vector<TranslationTrial> all;
    for (const TranslationCell& cell : cells)
        for (const TranslationTrial& trial : missing_trials(cell, records)) all.push_back(trial);
    return all;
}

// Trials side by side, each on one thread. The first that fails ends them.
void make_translations(const TranslationLessons& lessons,
                       const std::vector<TranslationTrial>& trials,
                       const std::function<void(const TranslationRecord&)>& done) {
    std::mutex mutex;
    std::exception_ptr failed;
    const auto make = [&](std::ptrdiff_t i) {
        try {
            {
                const std::lock_guard lock(mutex);
                if (failed) return;
            }
            TranslationRecord record;
            record.trial = trials[static_cast<std::size_t>(i)];
            const Stopwatch clock;
            record.outcome = run_trial(lessons, record.trial);
            record.seconds = clock.seconds();
            const std::lock_guard lock(mutex);
            done(record);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failed) failed = std::current_exception();
        }
    };
    parallel_for_each(std::ssize(trials), make);
    if (failed) std::rethrow_exception(failed);
}

}  // namespace

void record_translations(const std::vector<TranslationCell>& cells, const std::string& path,
                         const TranslationProgress& told) {
    if (cells.empty()) return;
    for (const TranslationCell& cell : cells)
        require(cell.trial.lessons == cells[0].trial.lessons,
                "record_translations: cells with different lessons");
    // Whoever cannot write there should hear of it before the work.
    std::vector<TranslationRecord> records = add_translations(path, {});
    std::vector<TranslationTrial> missing = missing_in_cells(cells, records);
    if (missing.empty()) return;
    const TranslationLessons lessons =
        make_translation_lessons(book_corpus(), cells[0].trial.lessons);

    int done = 0;
    const int threads = thread_count();
    while (!missing.empty()) {
        const int known = done + static_cast<int>(missing.size());
        // One alone keeps to one thread, too: its matrices are too small to share.
        if (missing.size() == 1) set_thread_count(1);
        make_translations(lessons, missing, [&](const TranslationRecord& record) {
            records = add_translations(path, {record});
            ++done;
            if (told) told(done, known, record);
        });
        set_thread_count(threads);
        missing = missing_in_cells(cells, records);
    }
}

}  // namespace book
