#include "trials/language_recorded.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "core/require.h"
#include "host/files.h"
#include "host/sources.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

// Calls f(column, field) for each of them: the one list. With a field that is missing it does not compile.
template <class Row, class F>
void for_each_field(Row& row, F f) {
    auto& [variant, seed, parameters, steps, training_loss, validation_loss, held_out_loss, bits] =
        row;
    f("variant", variant);
    f("seed", seed);
    f("parameters", parameters);
    f("steps", steps);
    f("training_loss", training_loss);
    f("validation_loss", validation_loss);
    f("held_out_loss", held_out_loss);
    f("bits", bits);
}

std::string columns() {
    std::string all;
    const LanguageTrialRow row;
    for_each_field(row, [&](const char* column, const auto&) {
        all += (all.empty() ? "" : ",") + std::string(column);
    });
    return all;
}

std::size_t place_of(const std::string& name) {
    const std::vector<std::string>& names = language_trial_names();
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void read_field(CsvFields& fields, const char* column, std::string& to) {
    to = fields.text(column);
}
template <class Number>
void read_field(CsvFields& fields, const char* column, Number& to) {
    fields.number(column, to);
}

LanguageTrialRow parse(const std::string& line, const std::string& where) {
    LanguageTrialRow row;
    CsvFields fields(line, where);
    for_each_field(row, [&](const char* column, auto& to) { read_field(fields, column, to); });
    fields.end();
    require_input(place_of(row.variant) < language_trial_names().size(),
                  "{}: \"{}\" is no trial of this book; delete the line", where, row.variant);
    const bool can_be = row.seed >= 1 && row.steps >= 0 && row.parameters >= 1 &&
                        row.training_loss >= 0 && row.validation_loss >= 0 &&
                        row.held_out_loss >= 0 && row.bits >= 0;
    require_input(can_be, "{}: no trial ends so; delete the line", where);
    return row;
}

bool is_of(const LanguageTrialRow& row, const std::string& variant, int seed) {
    return row.variant == variant && row.seed == seed;
}

}  // namespace

const std::vector<std::string>& language_trial_names() {
    static const std::vector<std::string> all{
        "language_whole",        "language_post_norm",    "language_gelu",
        "language_layer_norm",   "language_learned",      "language_waves",
        "language_two_for_four", "language_one_for_four", "language_gpt2"};
    return all;
}

std::vector<LanguageTrialRow> read_language_trials(const std::string& path) {
    std::vector<LanguageTrialRow> rows;
    std::error_code none;
    if (!std::filesystem::exists(path, none)) return rows;
    LineReader reader(path, kLargestFile);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        if (reader.at().number() == 1) {
            require_input(line == columns(), "{}: the line must be {}", where, columns());
            continue;
        }
        const LanguageTrialRow row = parse(line, where);
        const auto same = [&](const LanguageTrialRow& r) {
            return is_of(r, row.variant, row.seed);
        };
        require_input(std::none_of(rows.begin(), rows.end(), same),
                      "{}: the same trial stands above; delete one of them", where);
        rows.push_back(row);
    }
    return rows;
}

void write_language_trials(const std::string& path, std::vector<LanguageTrialRow> rows) {
    std::sort(rows.begin(), rows.end(), [](const LanguageTrialRow& a, const LanguageTrialRow& b) {
        return std::tuple(place_of(a.variant), a.seed) < std::tuple(place_of(b.variant), b.seed);
    });
    std::string text = columns() + "\n";
    for (const LanguageTrialRow& row : rows) {
        std::string line;
        for_each_field(row, [&](const char*, const auto& field) {
            line += (line.empty() ? "" : ",") + fmt::format("{}", field);
        });
        text += line + "\n";
    }
    write_whole(path, text);
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
        for (int seed = 1; seed <= kLanguageTrialSeeds; ++seed) {
            const auto is_it = [&](const LanguageTrialRow& row) { return is_of(row, name, seed); };
            if (std::none_of(rows.begin(), rows.end(), is_it)) return false;
        }
    return true;
}

MeanAndRange bits_of(const std::vector<LanguageTrialRow>& rows, const std::string& variant) {
    std::vector<double> bits;
    for (const LanguageTrialRow& row : rows)
        if (row.variant == variant) bits.push_back(row.bits);
    require(!bits.empty(), "language trials: there is no row of {}", variant);
    double sum = 0;
    for (const double b : bits) sum += b;
    return {sum / static_cast<double>(bits.size()), *std::min_element(bits.begin(), bits.end()),
            *std::max_element(bits.begin(), bits.end())};
}

}  // namespace book
