#include "memory/campaign.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <numeric>

#include "core/clock.h"
#include "core/parallel.h"
#include "core/read_number.h"

namespace book {
namespace {

constexpr double kSmallestRate = 1e-5;
constexpr double kLargestRate = 1;

double as_typed(double number, int digits) {
    double typed = 0;
    read_whole_number(fmt::format("{:.{}e}", number, digits - 1), typed);
    return typed;
}

bool same_cell(const MemoryCell& cell, const MemoryTrial& trial) {
    return cell.trial(trial.learning.rate, trial.seed) == trial;
}

bool less_by_rate(const MemoryRecord& a, const MemoryRecord& b) {
    return a.trial.learning.rate < b.trial.learning.rate;
}
bool less_by_seed(const MemoryRecord& a, const MemoryRecord& b) {
    return a.trial.seed < b.trial.seed;
}

// How soon it was learnt: the mean of all training losses.
double slowness(const MemoryRecord& record) {
    const std::vector<double>& losses = record.outcome.losses;
    return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
}

// A rate of the stairs 0.001, 0.003, 0.01, ..., which have one digit; those between them have two.
bool is_step(double rate) { return as_typed(rate, 1) == rate; }
bool is_possible(double rate) { return rate >= kSmallestRate && rate <= kLargestRate; }

// What is to be tried beside the best step: the steps beyond it, and then half-way to them. It depends on what was
// found alone, not on the order in which it was.
std::vector<double> rates_to_come(const MemoryCell& cell, const CellSummary& summary) {
    const double best =
        summary.rates[static_cast<std::size_t>(summary.best_step)].trial.learning.rate;
    std::vector<double> beyond;
    std::vector<double> between;
    for (const bool up : {false, true}) {
        const double next = next_rate(best, up);
        if (!is_possible(next)) continue;
        if (!summary.has_rate(next)) beyond.push_back(next);
        between.push_back(rate_between(best, next));
    }
    if (!beyond.empty()) return beyond;
    return cell.closer ? between : std::vector<double>{};
}

// Trials that several threads make, each taking the next one that nobody has begun.
class Workshop {
  public:
    Workshop(const std::vector<MemoryCell>& cells, const std::string& path,
             const CampaignProgress& told)
        : cells_(cells), path_(path), told_(told), records_(add_records(path, {})) {}

    void work() {
        MemoryTrial trial;
        while (take(trial)) {
            try {
                const Stopwatch clock;
                MemoryRecord record{trial, run_trial(trial), 0};
                record.seconds = clock.seconds();
                put_away(record);
            } catch (...) {
                give_up(std::current_exception());
            }
        }
    }
    void rethrow() const {
        if (failed_) std::rethrow_exception(failed_);
    }

  private:
    bool take(MemoryTrial& trial) {
        std::unique_lock lock(mutex_);
        while (!failed_) {
            for (const MemoryTrial& next : missing()) {
                if (std::find(begun_.begin(), begun_.end(), next) != begun_.end()) continue;
                begun_.push_back(trial = next);
                ++running_;
                return true;
            }
            if (running_ == 0) return false;
            changed_.wait(lock);  // what others are at may say which rate comes next
        }
        return false;
    }
    void put_away(const MemoryRecord& record) {
        const std::lock_guard lock(mutex_);
        records_ = add_records(path_, {record});
        --running_;
        ++done_;
        changed_.notify_all();
        if (told_) told_(done_, static_cast<int>(missing().size()), record);
    }
    void give_up(std::exception_ptr why) {
        const std::lock_guard lock(mutex_);
        if (!failed_) failed_ = std::move(why);
        --running_;
        changed_.notify_all();
    }
    std::vector<MemoryTrial> missing() const {
        std::vector<MemoryTrial> all;
        for (const MemoryCell& cell : cells_)
            for (const MemoryTrial& trial : missing_trials(cell, records_)) all.push_back(trial);
        return all;
    }

    const std::vector<MemoryCell>& cells_;
    const std::string& path_;
    const CampaignProgress& told_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<MemoryRecord> records_;
    std::vector<MemoryTrial> begun_;
    std::exception_ptr failed_;
    int running_ = 0;
    int done_ = 0;
};

}  // namespace

MemoryTrial MemoryCell::trial(double rate, std::uint64_t seed) const {
    MemoryTrial trial{task, model, learning, seed};
    trial.learning.rate = rate;
    return trial;
}

bool is_better(const MemoryRecord& a, const MemoryRecord& b) {
    const double loss_a = a.outcome.validation.loss;
    const double loss_b = b.outcome.validation.loss;
    if (loss_a < kAllLearnt && loss_b < kAllLearnt) return slowness(a) < slowness(b);
    return loss_a < loss_b;
}

double next_rate(double rate, bool up) {
    const double power = std::pow(10.0, std::floor(std::log10(rate) + 1e-9));
    const bool is_one = rate / power < 2;  // not a three
    if (up) return as_typed(is_one ? 3 * power : 10 * power, 1);
    return as_typed(is_one ? 0.3 * power : power, 1);
}

double rate_between(double a, double b) { return as_typed(std::sqrt(a * b), 2); }

std::vector<double> CellSummary::right() const {
    std::vector<double> all;
    for (const MemoryRecord& record : seeds) all.push_back(record.outcome.test.right);
    return all;
}

std::vector<double> CellSummary::right(int pairs) const {
    std::vector<double> all;
    for (const MemoryRecord& record : seeds) {
        const std::vector<int> counts = pair_counts(record.trial.task);
        const auto at = std::find(counts.begin(), counts.end(), pairs);
        require(at != counts.end(), "right: no sequence has {} pairs", pairs);
        all.push_back(record.outcome.by_pairs[static_cast<std::size_t>(at - counts.begin())]);
    }
    return all;
}

bool CellSummary::has_rate(double rate) const {
    return std::any_of(rates.begin(), rates.end(), [&](const MemoryRecord& record) {
        return record.trial.learning.rate == rate;
    });
}

bool CellSummary::is_inside() const {
    if (best_step < 0) return false;
    const double step = rates[static_cast<std::size_t>(best_step)].trial.learning.rate;
    return has_rate(next_rate(step, false)) && has_rate(next_rate(step, true));
}

CellSummary summarise(const MemoryCell& cell, const std::vector<MemoryRecord>& records) {
    CellSummary summary;
    for (const MemoryRecord& record : records)
        if (record.trial.seed == kRateSeed && same_cell(cell, record.trial))
            summary.rates.push_back(record);
    std::sort(summary.rates.begin(), summary.rates.end(), less_by_rate);
    const auto take_better = [&](int i, int& best) {
        if (best < 0 || is_better(summary.rates[i], summary.rates[best])) best = i;
    };
    for (int i = 0; i < static_cast<int>(summary.rates.size()); ++i) {
        take_better(i, summary.best);
        if (is_step(summary.rates[i].trial.learning.rate)) take_better(i, summary.best_step);
    }
    if (summary.best < 0) return summary;
    for (const MemoryRecord& record : records)
        if (record.trial.seed != kRateSeed && same_cell(cell, record.trial) &&
            record.trial.learning.rate == summary.rate())
            summary.seeds.push_back(record);
    std::sort(summary.seeds.begin(), summary.seeds.end(), less_by_seed);
    return summary;
}

std::vector<MemoryTrial> missing_trials(const MemoryCell& cell,
                                        const std::vector<MemoryRecord>& records) {
    std::vector<MemoryTrial> missing;
    const auto want = [&](double rate, std::uint64_t seed) {
        const MemoryTrial trial = cell.trial(rate, seed);
        if (find_record(records, trial) == nullptr) missing.push_back(trial);
    };
    for (const double rate : cell.rates) want(rate, kRateSeed);
    if (!missing.empty()) return missing;
    const CellSummary summary = summarise(cell, records);
    require(summary.best_step >= 0, "missing_trials: no rate of the cell is a step");
    for (const double rate : rates_to_come(cell, summary)) want(rate, kRateSeed);
    if (!missing.empty()) return missing;
    for (int seed = 1; seed <= cell.seeds; ++seed)
        want(summary.rate(), static_cast<std::uint64_t>(seed));
    return missing;
}

void record_cells(const std::vector<MemoryCell>& cells, const std::string& path,
                  const CampaignProgress& told) {
    for (const MemoryCell& cell : cells) {
        for (const double rate : cell.rates) {
            require(is_step(rate), "record_cells: a rate of {} is no step", rate);
            check_trial(cell.trial(rate, 1));
        }
    }
    Workshop workshop(cells, path, told);
    parallel_for_each(thread_count(), [&](std::ptrdiff_t) { workshop.work(); });
    workshop.rethrow();
}

}  // namespace book
