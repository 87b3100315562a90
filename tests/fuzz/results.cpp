// Files of results: trials of chapter 09, its translators, recorded trials, a learning curve. What is read is written to
// what is read the same.
#include "recall/results.h"

#include "fuzz.h"
#include "memory/translation_records.h"
#include "model/learning_curve.h"
#include "trials/recorded.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = file_with("results.csv", input);
    accepts([&] {
        write_results(path_of("saved"), read_results(path));
        write_results(path_of("again"), read_results(path_of("saved")));
        hold(text_of(path_of("saved")) == text_of(path_of("again")),
             "results are saved to the same");
    });
    accepts([&] {
        write_translations(path_of("saved"), read_translations(path));
        write_translations(path_of("again"), read_translations(path_of("saved")));
        hold(text_of(path_of("saved")) == text_of(path_of("again")),
             "translations are saved to the same");
    });
    accepts([&] {
        const std::vector<TrialRow> rows = read_trials(path);
        write_trials(path_of("saved"), rows);
        hold(read_trials(path_of("saved")).size() == rows.size(), "no trial is lost");
    });
    accepts([&] { read_learning_curve(path); });
}

}  // namespace book::fuzz
