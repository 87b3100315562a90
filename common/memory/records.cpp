#include "memory/records.h"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <filesystem>
#include <type_traits>

#include "host/files.h"
#include "host/lock.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 26;
constexpr std::size_t kLongestLine = 4096;

// Calls f(column, what, field) for each field, in the order of the file: the one list of them. `what` is for
// complaints. With a field that is missing here it does not compile.
template <class T, class F>
requires std::same_as<std::remove_const_t<T>, MemoryTrial>
void for_each_field(T& trial, F f) {
    auto& [task, model, learning, seed] = trial;
    auto& [kind, pairs, vocabulary, wait] = task;
    auto& [mixer, width, size, convolution, start, holding_bias] = model;
    auto& [steps, batch, rate, decay, clip, cooling, examined] = learning;
    f("task", "task", kind);
    f("pairs", "number of pairs", pairs);
    f("vocabulary", "vocabulary", vocabulary);
    f("wait", "wait", wait);
    f("model", "model", mixer);
    f("width", "width", width);
    f("size", "size", size);
    f("convolution", "convolution", convolution);
    f("start", "start", start);
    f("holding_bias", "bias", holding_bias);
    f("steps", "number of steps", steps);
    f("batch", "batch", batch);
    f("rate", "rate", rate);
    f("decay", "decay", decay);
    f("clip", "norm to be clipped to", clip);
    f("cooling", "yes or no of cooling", cooling);
    f("examined", "number examined", examined);
    f("seed", "seed", seed);
}

template <class T, class F>
requires std::same_as<std::remove_const_t<T>, MemoryRecord>
void for_each_result(T& record, F f) {
    auto& [trial, outcome, seconds] = record;
    auto& [parameters, validation, test, by_pairs, losses] = outcome;
    f("parameters", "number of parameters", parameters);
    f("validation_loss", "loss", validation.loss);
    f("validation_right", "share right", validation.right);
    f("test_loss", "loss", test.loss);
    f("test_right", "share right", test.right);
    f("right_by_pairs", "list of shares", by_pairs);
    f("losses", "list of losses", losses);
    f("seconds", "time", seconds);
}

std::string columns() {
    std::string all;
    const auto add = [&](const char* column, auto&&...) {
        all += (all.empty() ? "" : ",") + std::string(column);
    };
    const MemoryRecord record{};
    for_each_field(record.trial, add);
    for_each_result(record, add);
    return all;
}

std::string in_words(TaskKind kind) { return task_kind_name(kind); }
std::string in_words(Mixer mixer) { return mixer_name(mixer); }
std::string in_words(RecurrentStart start) { return start_name(start); }
std::string in_words(bool yes) { return yes ? "yes" : "no"; }
std::string in_words(const std::vector<double>& list) {
    std::string all;
    for (const double x : list) all += fmt::format("{}{}", all.empty() ? "" : " ", x);
    return all;
}
template <class Number>
std::string in_words(Number number) {
    return fmt::format("{}", number);
}

// One field, taken apart. Complaints begin with the place.
struct Reading {
    CsvFields& fields;
    const std::string& where;

    void operator()(const char*, const char* what, TaskKind& to) const {
        to = task_kind_named(fields.text(what));
    }
    void operator()(const char*, const char* what, Mixer& to) const {
        to = mixer_named(fields.text(what));
    }
    void operator()(const char*, const char* what, RecurrentStart& to) const {
        to = start_named(fields.text(what));
    }
    void operator()(const char*, const char* what, bool& to) const {
        const std::string word = fields.text(what);
        require_input(word == "yes" || word == "no", "\"{}\" is no {}; delete the line", word,
                      what);
        to = word == "yes";
    }
    void operator()(const char*, const char* what, std::vector<double>& to) const {
        const std::string list = fields.text(what);
        for (std::size_t from = 0; from < list.size();) {
            const std::size_t end = std::min(list.find(' ', from), list.size());
            double number = 0;
            require_input(read_whole_number(list.substr(from, end - from), number) == std::errc(),
                          "\"{}\" is no {}; delete the line", list, what);
            to.push_back(number);
            from = end + 1;
        }
    }
    template <class Number>
    void operator()(const char*, const char* what, Number& to) const {
        fields.number(what, to);
    }
};

bool is_share(double x) { return x >= 0 && x <= 1; }

void check_outcome(const MemoryRecord& record) {
    const MemoryOutcome& o = record.outcome;
    const bool shares = is_share(o.validation.right) && is_share(o.test.right) &&
                        std::all_of(o.by_pairs.begin(), o.by_pairs.end(), is_share);
    const bool losses =
        o.validation.loss >= 0 && o.test.loss >= 0 && record.seconds >= 0 &&
        std::all_of(o.losses.begin(), o.losses.end(), [](double loss) { return loss >= 0; });
    const bool whole = o.by_pairs.size() == pair_counts(record.trial.task).size();
    require_input(shares && losses && whole && o.parameters > 0,
                  "no trial ends with such numbers; delete the line");
}

MemoryRecord parse(const std::string& line, const std::string& where) {
    MemoryRecord record;
    CsvFields fields(line, where);
    try {
        const Reading read{fields, where};
        for_each_field(record.trial, read);
        check_trial(record.trial);
        for_each_result(record, read);
        fields.end();
        check_outcome(record);
    } catch (const InputError& error) {
        const std::string what = error.what();
        throw InputError(what.rfind(where, 0) == 0 ? what : where + ": " + what);
    }
    return record;
}

std::string to_line(const MemoryRecord& record) {
    std::string line;
    const auto write = [&](const char* column, const char*, const auto& value) {
        const bool first = line.empty();
        line += first ? "" : ",";
        if constexpr (std::is_same_v<decltype(value), const double&>) {
            const bool seconds = std::string_view(column) == "seconds";
            line += seconds ? fmt::format("{:.1f}", value) : fmt::format("{}", value);
        } else {
            line += in_words(value);
        }
    };
    for_each_field(record.trial, write);
    for_each_result(record, write);
    return line + "\n";
}

}  // namespace

std::vector<MemoryRecord> read_records(const std::string& path) {
    std::vector<MemoryRecord> records;
    if (!is_there(path)) return records;
    LineReader reader(path, kLargestFile, kLongestLine);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        require_input(reader.at().had_end(), "{}: is cut off in the middle; delete the line",
                      where);
        if (reader.at().number() == 1) {
            require_input(line == columns(), "{}: not the columns of trials; the line must be {}",
                          where, columns());
            continue;
        }
        MemoryRecord record = parse(line, where);
        require_input(find_record(records, record.trial) == nullptr,
                      "{}: the same trial stands above; delete one of them", where);
        records.push_back(std::move(record));
    }
    return records;
}

void write_records(const std::string& path, std::vector<MemoryRecord> records) {
    // By the words of the settings, with numbers as numbers: a list of keys, compared one by one.
    const auto key = [](const MemoryRecord& record) {
        std::vector<double> numbers;
        for_each_field(record.trial, [&](const char*, const char*, const auto& field) {
            numbers.push_back(static_cast<double>(field));
        });
        return numbers;
    };
    std::sort(records.begin(), records.end(),
              [&](const MemoryRecord& a, const MemoryRecord& b) { return key(a) < key(b); });
    std::string text = columns() + "\n";
    for (const MemoryRecord& record : records) text += to_line(record);
    write_whole(path, text);
}

std::vector<MemoryRecord> add_records(const std::string& path,
                                      const std::vector<MemoryRecord>& more) {
    const FileLock lock(path + ".lock");
    std::vector<MemoryRecord> all = read_records(path);
    for (const MemoryRecord& record : more)
        if (find_record(all, record.trial) == nullptr) all.push_back(record);
    write_records(path, all);
    return all;
}

const MemoryRecord* find_record(const std::vector<MemoryRecord>& records,
                                const MemoryTrial& trial) {
    const auto at = std::find_if(records.begin(), records.end(),
                                 [&](const MemoryRecord& record) { return record.trial == trial; });
    return at == records.end() ? nullptr : &*at;
}

}  // namespace book
