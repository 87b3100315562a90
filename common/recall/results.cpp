#include "recall/results.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <tuple>

#include "host/atomic_file.h"
#include "recall/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr const char* kColumns =
    "task,model,length,pairs,vocabulary,width,examples,held_out,most_steps,batch,rate,seed,"
    "state,parameters,steps,loss,accuracy,seconds,command";
constexpr std::size_t kLargestFile = std::size_t{1} << 24;

Row parse(const std::string& line, const std::string& where) {
    Row row;
    Trial& t = row.trial;
    Outcome& o = row.outcome;
    CsvFields fields(line, where);
    try {
        t.task.task = task_named(fields.text("task"));
        t.model = memory_named(fields.text("model"));
        fields.number("length", t.task.length);
        fields.number("number of pairs", t.task.pairs);
        fields.number("vocabulary", t.task.vocabulary);
        fields.number("width", t.width);
        fields.number("number of examples", t.examples);
        fields.number("number held out", t.held_out);
        fields.number("most steps", t.steps);
        fields.number("batch", t.batch);
        fields.number("rate", t.rate);
        fields.number("seed", t.seed);
        check_trial(t);
    } catch (const InputError& error) {
        const std::string what = error.what();
        throw InputError(what.rfind(where, 0) == 0 ? what : where + ": " + what);
    }
    fields.number("state", o.state);
    fields.number("number of parameters", o.parameters);
    fields.number("steps", o.steps);
    fields.number("loss", o.loss);
    fields.number("accuracy", o.accuracy);
    fields.number("seconds", o.seconds);
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
    const Trial& t = row.trial;
    const Outcome& o = row.outcome;
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{:.1f},{}\n",
                       task_name(t.task.task), memory_name(t.model), t.task.length, t.task.pairs,
                       t.task.vocabulary, t.width, t.examples, t.held_out, t.steps, t.batch, t.rate,
                       t.seed, o.state, o.parameters, o.steps, o.loss, o.accuracy, o.seconds,
                       row.command);
}

}  // namespace

std::vector<Row> read_results(const std::string& path) {
    std::vector<Row> rows;
    std::error_code none;
    if (!std::filesystem::exists(path, none)) return rows;
    const std::string text = read_file(path, kLargestFile);
    std::string_view rest = text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        require_input(end != std::string_view::npos,
                      "{}:{}: is cut off in the middle; delete the line", path, number);
        const std::string line = checked_line(rest.substr(0, end), path, number);
        rest.remove_prefix(end + 1);
        if (number == 1) {
            require_input(line == kColumns, "{}:1: not the columns of results; the line must be {}",
                          path, kColumns);
            continue;
        }
        const std::string where = fmt::format("{}:{}", path, number);
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
    std::string text = std::string(kColumns) + "\n";
    for (const Row& row : rows) text += to_line(row);
    AtomicFile file(path);
    file.write(text.data(), text.size());
    file.commit();
}

}  // namespace book
