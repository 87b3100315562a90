#include "recall/results.h"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <filesystem>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "host/files.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 24;

// Calls f(column, what, field) for each field of a trial and of its outcome, in the order of the file:
// the one list of them. `what` is for complaints. With a field that is missing here it does not compile.
template <class T, class F>
requires std::same_as<std::remove_const_t<T>, Trial>
void for_each_field(T& trial, F f) {
    auto& [model, settings, width, examples, held_out, steps, batch, rate, seed] = trial;
    auto& [task, length, pairs, vocabulary] = settings;
    f("task", "task", task);
    f("model", "model", model);
    f("length", "length", length);
    f("pairs", "number of pairs", pairs);
    f("vocabulary", "vocabulary", vocabulary);
    f("width", "width", width);
    f("examples", "number of examples", examples);
    f("held_out", "number held out", held_out);
    f("most_steps", "most steps", steps);
    f("batch", "batch", batch);
    f("rate", "rate", rate);
    f("seed", "seed", seed);
}

template <class T, class F>
requires std::same_as<std::remove_const_t<T>, Outcome>
void for_each_field(T& outcome, F f) {
    auto& [state, parameters, steps, loss, accuracy, seconds] = outcome;
    f("state", "state", state);
    f("parameters", "number of parameters", parameters);
    f("steps", "steps", steps);
    f("loss", "loss", loss);
    f("accuracy", "accuracy", accuracy);
    f("seconds", "seconds", seconds);
}

std::string columns() {
    std::string all;
    const auto add = [&](const char* column, auto&&...) { all += std::string(column) + ','; };
    const Row row{};
    for_each_field(row.trial, add);
    for_each_field(row.outcome, add);
    return all + "command";
}

void read_field(CsvFields& fields, const char* what, Task& to) {
    to = task_named(fields.text(what));
}
void read_field(CsvFields& fields, const char* what, Memory& to) {
    to = memory_named(fields.text(what));
}
template <class Number>
void read_field(CsvFields& fields, const char* what, Number& to) {
    fields.number(what, to);
}

std::string in_words(Task task) { return task_name(task); }
std::string in_words(Memory model) { return memory_name(model); }
template <class Number>
std::string in_words(Number number) {
    return fmt::format("{}", number);
}

Row parse(const std::string& line, const std::string& where) {
    Row row;
    const Trial& t = row.trial;
    const Outcome& o = row.outcome;
    CsvFields fields(line, where);
    const auto read = [&](const char*, const char* what, auto& to) {
        read_field(fields, what, to);
    };
    try {
        for_each_field(row.trial, read);
        check_trial(t);
    } catch (const InputError& error) {
        const std::string what = error.what();
        throw InputError(what.rfind(where, 0) == 0 ? what : where + ": " + what);
    }
    for_each_field(row.outcome, read);
    row.command = fields.text("command");
    fields.end();
    require_input(
        o.steps >= 1 && o.steps <= t.steps && o.state == equal_state(t.model, t.task, t.width),
        "{}: {} steps of at most {}, a state of {}: no trial ends so; delete the line", where,
        o.steps, t.steps, o.state);
    require_input(o.accuracy >= 0 && o.accuracy <= 1 && !(o.loss < 0) && o.seconds >= 0,
                  "{}: a loss of {}, an accuracy of {}, {} s: no trial ends so; delete the line",
                  where, o.loss, o.accuracy, o.seconds);
    return row;
}

std::string to_line(const Row& row) {
    std::string line;
    const auto write = [&](std::string_view column, const char*, const auto& value) {
        if constexpr (std::is_same_v<decltype(value), const double&>)
            line += fmt::format(fmt::runtime(column == "seconds" ? "{:.1f}," : "{},"), value);
        else
            line += in_words(value) + ',';
    };
    for_each_field(row.trial, write);
    for_each_field(row.outcome, write);
    return line + row.command + '\n';
}

}  // namespace

std::vector<Row> read_results(const std::string& path) {
    std::vector<Row> rows;
    std::error_code none;
    if (!std::filesystem::exists(path, none)) return rows;
    LineReader reader(path, kLargestFile);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        require_input(reader.at().had_end(), "{}: is cut off in the middle; delete the line",
                      where);
        if (reader.at().number() == 1) {
            require_input(line == columns(), "{}: not the columns of results; the line must be {}",
                          where, columns());
            continue;
        }
        Row row = parse(line, where);
        const auto same = [&](const Row& other) { return other.trial == row.trial; };
        require_input(std::none_of(rows.begin(), rows.end(), same),
                      "{}: the same trial stands above; delete one of them", where);
        rows.push_back(std::move(row));
    }
    return rows;
}

void write_results(const std::string& path, std::vector<Row> rows) {
    const auto key = [](const Row& row) {
        const Trial& t = row.trial;
        return std::tuple(t.task.task, t.task.vocabulary, t.task.length, t.task.pairs, t.model,
                          t.rate, t.seed, t.width, t.steps, t.examples, t.batch, t.held_out);
    };
    std::sort(rows.begin(), rows.end(),
              [&](const Row& a, const Row& b) { return key(a) < key(b); });
    std::string text = columns() + "\n";
    for (const Row& row : rows) text += to_line(row);
    write_whole(path, text);
}

}  // namespace book
