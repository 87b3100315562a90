// recorded.csv: a line for each trial.
#include "trials/recorded.h"

#include <utility>

#include "core/require.h"
#include "host/sources.h"
#include "trials/trial_file.h"

namespace book {
namespace {

struct TranslatorTrials {
    using Row = TrialRow;

    // With a field that is missing here it does not compile.
    template <class R, class F>
    static void for_each_field(R& row, F f) {
        auto& [variant, seed, parameters, steps, training_loss, validation_loss, exact, bleu] = row;
        f("variant", variant);
        f("seed", seed);
        f("parameters", parameters);
        f("steps", steps);
        f("training_loss", training_loss);
        f("validation_loss", validation_loss);
        f("exact", exact);
        f("bleu", bleu);
    }
    static const std::vector<std::string>& names() { return trial_names(); }
    static bool can_be(const TrialRow& row) {
        return row.seed >= 1 && row.steps >= 0 && row.parameters >= 1 && row.training_loss >= 0 &&
               row.validation_loss >= 0 && row.exact >= 0 && row.exact <= 1 && row.bleu >= 0 &&
               row.bleu <= 100;
    }
};

}  // namespace

const std::vector<std::string>& trial_names() {
    static const std::vector<std::string> all{"whole",
                                              "one_matrix_for_q_and_k",
                                              "one_head",
                                              "no_output_projection",
                                              "no_feed_forward",
                                              "positions_side_by_side",
                                              "no_positions",
                                              "post_norm",
                                              "post_norm_cold",
                                              "pre_norm",
                                              "pre_norm_cold",
                                              "wide_whole",
                                              "wide_one_matrix_for_q_and_k",
                                              "wide_one_head",
                                              "wide_no_output_projection",
                                              "smoothing_0",
                                              "smoothing_0.1",
                                              "smoothing_0.2"};
    return all;
}

std::vector<TrialRow> read_trials(const std::string& path) {
    return read_trial_file<TranslatorTrials>(path);
}

void write_trials(const std::string& path, std::vector<TrialRow> rows) {
    write_trial_file<TranslatorTrials>(path, std::move(rows));
}

std::string recorded_trials_path() { return source_root() + "/common/trials/recorded.csv"; }

std::vector<TrialRow> recorded_trials() {
    std::vector<TrialRow> rows = read_trials(recorded_trials_path());
    for (const std::string& name : trial_names())
        for (int seed = 1; seed <= kTrialSeeds; ++seed)
            require_input(find_trial(rows, name, seed) != nullptr,
                          "{} has no row of {} with seed {}; ./book trials --record makes what is "
                          "missing",
                          recorded_trials_path(), name, seed);
    // Seeds beyond those are of trials that are being made: a mean is over the same ones everywhere.
    std::erase_if(rows, [](const TrialRow& row) { return row.seed > kTrialSeeds; });
    return rows;
}

std::vector<TrialRow> trials_of(const std::vector<TrialRow>& rows, const std::string& variant) {
    return rows_of_variant(rows, variant);
}

MeanAndRange range_of(const std::vector<TrialRow>& rows, const std::string& variant,
                      double TrialRow::*number) {
    return mean_and_range(rows, variant, number);
}

}  // namespace book
