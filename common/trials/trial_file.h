// Files of recorded trials, a line for each. What is recorded of a trial differs, and Kind says it:
//
//     Row              with `variant` and `seed` among its fields
//     for_each_field   calls f(column, field) for each of them, in the order of the file: the one list
//     names            of the variants, in the book's order
//     can_be           whether a trial can have ended so
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/require.h"
#include "host/files.h"
#include "text/csv_fields.h"
#include "text/lines.h"
#include "trials/trial_rows.h"

namespace book {
namespace trial_file {

inline constexpr std::size_t kLargest = std::size_t{1} << 20;

template <class Kind>
std::string columns() {
    std::string all;
    const typename Kind::Row row;
    Kind::for_each_field(row, [&](const char* column, const auto&) {
        all += (all.empty() ? "" : ",") + std::string(column);
    });
    return all;
}

template <class Kind>
std::size_t place_of(const std::string& variant) {
    const std::vector<std::string>& names = Kind::names();
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), variant) - names.begin());
}

inline void read_field(CsvFields& fields, const char* column, std::string& to) {
    to = fields.text(column);
}
template <class Number>
void read_field(CsvFields& fields, const char* column, Number& to) {
    fields.number(column, to);
}

template <class Kind>
typename Kind::Row parse(const std::string& line, const std::string& where) {
    typename Kind::Row row;
    CsvFields fields(line, where);
    Kind::for_each_field(row,
                         [&](const char* column, auto& to) { read_field(fields, column, to); });
    fields.end();
    require_input(place_of<Kind>(row.variant) < Kind::names().size(),
                  "{}: \"{}\" is no trial of this book; delete the line", where, row.variant);
    require_input(Kind::can_be(row), "{}: no trial ends so; delete the line", where);
    return row;
}

}  // namespace trial_file

// As recorded.h says of read_trials() and write_trials().
template <class Kind>
std::vector<typename Kind::Row> read_trial_file(const std::string& path) {
    using namespace trial_file;
    std::vector<typename Kind::Row> rows;
    std::error_code none;
    if (!std::filesystem::exists(path, none)) return rows;
    LineReader reader(path, kLargest);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        if (reader.at().number() == 1) {
            require_input(line == columns<Kind>(), "{}: the line must be {}", where,
                          columns<Kind>());
            continue;
        }
        typename Kind::Row row = parse<Kind>(line, where);
        require_input(find_trial(rows, row.variant, row.seed) == nullptr,
                      "{}: the same trial stands above; delete one of them", where);
        rows.push_back(std::move(row));
    }
    return rows;
}

template <class Kind>
void write_trial_file(const std::string& path, std::vector<typename Kind::Row> rows) {
    using namespace trial_file;
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::tuple(place_of<Kind>(a.variant), a.seed) <
               std::tuple(place_of<Kind>(b.variant), b.seed);
    });
    std::string text = columns<Kind>() + "\n";
    for (const auto& row : rows) {
        std::string line;
        Kind::for_each_field(row, [&](const char*, const auto& field) {
            line += (line.empty() ? "" : ",") + fmt::format("{}", field);
        });
        text += line + "\n";
    }
    write_whole(path, text);
}

}  // namespace book
