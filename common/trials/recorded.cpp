// recorded.csv: a line for each trial.
#include "trials/recorded.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <tuple>

#include "core/require.h"
#include "host/files.h"
#include "host/sources.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

// Calls f(column, field) for each of them, in the order of the file: the one list. With a field that is
// missing here it does not compile.
template <class Row, class F>
void for_each_field(Row& row, F f) {
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

std::string columns() {
    std::string all;
    const TrialRow row;
    for_each_field(row, [&](const char* column, const auto&) {
        all += (all.empty() ? "" : ",") + std::string(column);
    });
    return all;
}

std::size_t place_of(const std::string& name) {
    const auto found = std::find(trial_names().begin(), trial_names().end(), name);
    return static_cast<std::size_t>(found - trial_names().begin());
}

void read_field(CsvFields& fields, const char* column, std::string& to) {
    to = fields.text(column);
}
template <class Number>
void read_field(CsvFields& fields, const char* column, Number& to) {
    fields.number(column, to);
}

TrialRow parse(const std::string& line, const std::string& where) {
    TrialRow row;
    CsvFields fields(line, where);
    for_each_field(row, [&](const char* column, auto& to) { read_field(fields, column, to); });
    fields.end();
    require_input(place_of(row.variant) < trial_names().size(),
                  "{}: \"{}\" is no trial of this book; delete the line", where, row.variant);
    const bool can_be = row.seed >= 1 && row.steps >= 0 && row.parameters >= 1 &&
                        row.training_loss >= 0 && row.validation_loss >= 0 && row.exact >= 0 &&
                        row.exact <= 1 && row.bleu >= 0 && row.bleu <= 100;
    require_input(can_be, "{}: no trial ends so; delete the line", where);
    return row;
}

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
    std::vector<TrialRow> rows;
    std::error_code none;
    if (!std::filesystem::exists(path, none)) return rows;
    LineReader reader(path, kLargestFile);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        if (reader.at().number() == 1) {
            require_input(line == columns(), "{}: the line must be {}", where, columns());
            continue;
        }
        rows.push_back(parse(line, where));
        const auto same = [&](const TrialRow& other) {
            return other.variant == rows.back().variant && other.seed == rows.back().seed;
        };
        require_input(std::count_if(rows.begin(), rows.end(), same) == 1,
                      "{}: the same trial stands above; delete one of them", where);
    }
    return rows;
}

void write_trials(const std::string& path, std::vector<TrialRow> rows) {
    std::sort(rows.begin(), rows.end(), [](const TrialRow& a, const TrialRow& b) {
        return std::tuple(place_of(a.variant), a.seed) < std::tuple(place_of(b.variant), b.seed);
    });
    std::string text = columns() + "\n";
    for (const TrialRow& row : rows) {
        std::string line;
        for_each_field(row, [&](const char*, const auto& field) {
            line += (line.empty() ? "" : ",") + fmt::format("{}", field);
        });
        text += line + "\n";
    }
    write_whole(path, text);
}

std::string recorded_trials_path() { return source_root() + "/common/trials/recorded.csv"; }

std::vector<TrialRow> recorded_trials() {
    std::vector<TrialRow> rows = read_trials(recorded_trials_path());
    for (const std::string& name : trial_names())
        for (int seed = 1; seed <= kTrialSeeds; ++seed) {
            const auto is_it = [&](const TrialRow& r) {
                return r.variant == name && r.seed == seed;
            };
            require_input(std::any_of(rows.begin(), rows.end(), is_it),
                          "{} has no row of {} with seed {}; ./book trials --record makes what is "
                          "missing",
                          recorded_trials_path(), name, seed);
        }
    // Seeds beyond those are of trials that are being made: a mean is over the same ones everywhere.
    std::erase_if(rows, [](const TrialRow& row) { return row.seed > kTrialSeeds; });
    return rows;
}

std::vector<TrialRow> trials_of(const std::vector<TrialRow>& rows, const std::string& variant) {
    std::vector<TrialRow> own;
    for (const TrialRow& row : rows)
        if (row.variant == variant) own.push_back(row);
    require(!own.empty(), "trials: there is no row of {}", variant);
    return own;
}

MeanAndRange range_of(const std::vector<TrialRow>& rows, const std::string& variant,
                      double TrialRow::*number) {
    const std::vector<TrialRow> own = trials_of(rows, variant);
    double sum = 0, least = own[0].*number, most = own[0].*number;
    for (const TrialRow& row : own) {
        sum += row.*number;
        least = std::min(least, row.*number);
        most = std::max(most, row.*number);
    }
    return {sum / static_cast<double>(own.size()), least, most};
}

}  // namespace book
