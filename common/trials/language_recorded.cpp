#include "trials/language_recorded.h"

#include <utility>

#include "host/sources.h"
#include "trials/trial_file.h"

namespace book {
namespace {

struct LanguageTrials {
    using Row = LanguageTrialRow;

    // With a field that is missing here it does not compile.
    template <class R, class F>
    static void for_each_field(R& row, F f) {
        auto& [variant, seed, parameters, steps, training_loss, validation_loss, held_out_loss,
               bits] = row;
        f("variant", variant);
        f("seed", seed);
        f("parameters", parameters);
        f("steps", steps);
        f("training_loss", training_loss);
        f("validation_loss", validation_loss);
        f("held_out_loss", held_out_loss);
        f("bits", bits);
    }
    static const std::vector<std::string>& names() { return language_trial_names(); }
    static bool can_be(const LanguageTrialRow& row) {
        return row.seed >= 1 && row.steps >= 0 && row.parameters >= 1 && row.training_loss >= 0 &&
               row.validation_loss >= 0 && row.held_out_loss >= 0 && row.bits >= 0;
    }
};

}  // namespace

const std::vector<std::string>& language_trial_names() {
    static const std::vector<std::string> all{
        "language_whole",        "language_post_norm",    "language_gelu",
        "language_layer_norm",   "language_learned",      "language_waves",
        "language_two_for_four", "language_one_for_four", "language_gpt2"};
    return all;
}

std::vector<LanguageTrialRow> read_language_trials(const std::string& path) {
    return read_trial_file<LanguageTrials>(path);
}

void write_language_trials(const std::string& path, std::vector<LanguageTrialRow> rows) {
    write_trial_file<LanguageTrials>(path, std::move(rows));
}

std::string recorded_language_trials_path() {
    return source_root() + "/common/trials/language_recorded.csv";
}

std::vector<LanguageTrialRow> recorded_language_trials() {
    std::vector<LanguageTrialRow> rows = read_language_trials(recorded_language_trials_path());
    // Seeds beyond those are of trials that are being made: a mean is over the same ones everywhere.
    std::erase_if(rows, [](const LanguageTrialRow& row) { return row.seed > kLanguageTrialSeeds; });
    return rows;
}

bool is_complete(const std::vector<LanguageTrialRow>& rows) {
    for (const std::string& name : language_trial_names())
        for (int seed = 1; seed <= kLanguageTrialSeeds; ++seed)
            if (find_trial(rows, name, seed) == nullptr) return false;
    return true;
}

MeanAndRange bits_of(const std::vector<LanguageTrialRow>& rows, const std::string& variant) {
    return mean_and_range(rows, variant, &LanguageTrialRow::bits);
}

}  // namespace book
