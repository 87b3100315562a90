#include "recall/sweep.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>

#include "core/parallel.h"
#include "core/settings.h"

namespace book {
namespace {

constexpr double kSmallestRate = 1e-5;
constexpr double kLargestRate = 1;

// 0.001, 0.003, 0.01, 0.03, ...: the next of these.
double next_rate(double rate, bool up) {
    const double power = std::pow(10.0, std::floor(std::log10(rate) + 1e-9));
    const bool is_one = rate / power < 2;  // not a three
    double next = 0;
    if (up)
        next = is_one ? 3 * power : 10 * power;
    else
        next = is_one ? 0.3 * power : power;
    return std::stod(fmt::format("{:.0e}", next));  // the same number as typed
}

Trial with(Trial cell, Memory model, double rate, std::uint64_t seed) {
    cell.model = model;
    cell.rate = rate;
    cell.seed = seed;
    return cell;
}

bool same_cell(Trial a, const Trial& b) { return with(a, b.model, b.rate, b.seed) == b; }

}  // namespace

void check_sweep(const Sweep& sweep) {
    require_setting(!sweep.models.empty(), "@model: name at least one");
    require_setting(!sweep.rates.empty(), "@rates: give at least one learning rate");
    require_setting(sweep.seeds >= 1, "@seeds {}: take at least one", sweep.seeds);
    for (const Trial& cell : sweep.cells)
        for (const Memory model : sweep.models)
            for (const double rate : sweep.rates) check_trial(with(cell, model, rate, 1));
}

const Row* find_row(const std::vector<Row>& rows, const Trial& trial) {
    for (const Row& row : rows)
        if (row.trial == trial) return &row;
    return nullptr;
}

bool better(const Row& a, const Row& b) {
    if (a.trial.task.task != Task::recall) return a.outcome.loss < b.outcome.loss;
    const bool both_learnt = a.outcome.accuracy >= kLearnt && b.outcome.accuracy >= kLearnt;
    if (!both_learnt) return a.outcome.accuracy > b.outcome.accuracy;
    if (a.outcome.steps != b.outcome.steps) return a.outcome.steps < b.outcome.steps;
    return a.outcome.loss < b.outcome.loss;
}

bool guesses(const Row& row) {
    const TaskSettings& task = row.trial.task;
    if (task.task == Task::recall) return row.outcome.accuracy < guessing_accuracy(task) + 0.05;
    return !(row.outcome.loss < 0.9 * guessing_loss(task));
}

bool Summary::all_guess() const { return std::all_of(rates.begin(), rates.end(), guesses); }

double Summary::mean(double Outcome::*what) const {
    if (seeds.empty()) return std::numeric_limits<double>::quiet_NaN();
    double total = 0;
    for (const Row& row : seeds) total += row.outcome.*what;
    return total / static_cast<double>(seeds.size());
}

double Summary::spread(double Outcome::*what) const {
    if (seeds.empty()) return 0;
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const Row& row : seeds) {
        least = std::min(least, row.outcome.*what);
        most = std::max(most, row.outcome.*what);
    }
    return most - least;
}

Summary summarise(const std::vector<Row>& rows, Trial cell, Memory model) {
    Summary s;
    cell.model = model;
    for (const Row& row : rows)
        if (row.trial.model == model && row.trial.seed == 1 && same_cell(cell, row.trial))
            s.rates.push_back(row);
    std::sort(s.rates.begin(), s.rates.end(),
              [](const Row& a, const Row& b) { return a.trial.rate < b.trial.rate; });
    for (int i = 0; i < static_cast<int>(s.rates.size()); ++i)
        if (s.best < 0 || better(s.rates[i], s.rates[s.best])) s.best = i;
    if (s.best < 0) return s;
    const Trial best = s.rates[s.best].trial;
    for (const Row& row : rows)
        if (row.trial == with(best, model, best.rate, row.trial.seed)) s.seeds.push_back(row);
    return s;
}

std::vector<Trial> missing_trials(const Sweep& sweep, const std::vector<Row>& rows) {
    std::vector<Trial> missing;
    const auto want = [&](const Trial& trial) {
        if (find_row(rows, trial) != nullptr) return false;
        missing.push_back(trial);
        return true;
    };
    for (const Trial& cell : sweep.cells)
        for (const Memory model : sweep.models) {
            bool waits = false;
            for (const double rate : sweep.rates) waits |= want(with(cell, model, rate, 1));
            if (waits) continue;
            const Summary s = summarise(rows, cell, model);
            const double best = s.rates[s.best].trial.rate;
            if (sweep.widen && !s.inside() && !s.all_guess()) {
                const bool up = s.best > 0;
                const double next = next_rate(best, up);
                if (next >= kSmallestRate && next <= kLargestRate)
                    waits = want(with(cell, model, next, 1));
                if (s.rates.size() == 1) waits |= want(with(cell, model, next_rate(best, !up), 1));
            }
            if (waits) continue;
            for (int seed = 2; seed <= sweep.seeds; ++seed)
                want(with(cell, model, best, static_cast<std::uint64_t>(seed)));
        }
    return missing;
}

namespace {

// Does these trials side by side. The first that fails ends it.
void run_trials(const std::vector<Trial>& trials, const std::string& command,
                const std::function<void(const Row&)>& done) {
    std::mutex mutex;
    std::exception_ptr failed;
    const auto has_failed = [&] {
        const std::lock_guard lock(mutex);
        return failed != nullptr;
    };
    parallel_for_each(std::ssize(trials), [&](std::ptrdiff_t i) {
        try {
            if (has_failed()) return;
            Row row{trials[i], {}, command};
            row.outcome = run_trial(row.trial);
            const std::lock_guard lock(mutex);
            done(row);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failed) failed = std::current_exception();
        }
    });
    if (failed) std::rethrow_exception(failed);
}

}  // namespace

void run_sweep(const Sweep& sweep, std::vector<Row>& rows, const std::string& path,
               const std::string& command, const SweepProgress& progress) {
    check_sweep(sweep);
    std::vector<Trial> missing = missing_trials(sweep, rows);
    if (!path.empty() && !missing.empty())
        write_results(path, rows);  // whoever cannot write should hear of it now

    int done = 0;
    const int threads = thread_count();
    while (!missing.empty()) {
        // The last one alone keeps to one thread, too: its matrices are too small to share.
        if (missing.size() == 1) set_thread_count(1);
        const int known = done + static_cast<int>(missing.size());
        run_trials(missing, command, [&](const Row& row) {
            rows.push_back(row);
            if (!path.empty()) write_results(path, rows);
            ++done;
            if (progress) progress(done, known, row);
        });
        set_thread_count(threads);
        missing = missing_trials(sweep, rows);
    }
}

}  // namespace book
