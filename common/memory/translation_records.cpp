#include "memory/translation_records.h"

#include <algorithm>
#include <concepts>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "host/files.h"
#include "host/lock.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr std::size_t kLargestTranslations = std::size_t{1} << 26;
constexpr std::size_t kLongestRecord = std::size_t{1} << 14;

// Calls f(column, what, field) for each field, in the order of the file: the one list of them.
// `what` is for complaints. With a field that is missing here it does not compile.
template <class T, class F>
requires std::same_as<std::remove_const_t<T>, TranslationTrial>
void for_each_field(T& trial, F f) {
    auto& [model, width, inner, lessons, steps, warm_up, batch, smoothing, decay, clip, rate,
           seed] = trial;
    auto& [merges, joined, validation, test] = lessons;
    f("model", "model", model);
    f("width", "width", width);
    f("inner", "inner width", inner);
    f("merges", "number of merges", merges);
    f("joined", "number joined", joined);
    f("validation", "number to validate", validation);
    f("test", "number to test", test);
    f("steps", "number of steps", steps);
    f("warm_up", "number of steps to warm up", warm_up);
    f("batch", "batch", batch);
    f("smoothing", "smoothing", smoothing);
    f("decay", "decay", decay);
    f("clip", "norm to be clipped to", clip);
    f("rate", "rate", rate);
    f("seed", "seed", seed);
}

template <class T, class F>
requires std::same_as<std::remove_const_t<T>, TranslationOutcome>
void for_each_field(T& outcome, F f) {
    auto& [parameters, losses, training_loss, right] = outcome;
    f("parameters", "number of parameters", parameters);
    for (std::size_t i = 0; i < losses.size(); ++i)
        f(fmt::format("loss_{}", i + 1), "loss", losses[i]);
    f("training_loss", "loss", training_loss);
    for (std::size_t b = 0; b < kBuckets.size(); ++b)
        f(fmt::format("right_{}_{}", kBuckets[b].fewest, kBuckets[b].most), "zeros and ones",
          right[b]);
}

std::string columns_of_translations() {
    std::string all;
    const auto add = [&](std::string_view column, auto&&...) { all += std::string(column) + ','; };
    const TranslationRecord record{};
    for_each_field(record.trial, add);
    for_each_field(record.outcome, add);
    return all + "seconds";
}

struct ReadTranslation {
    CsvFields& fields;

    void operator()(std::string_view, const char* what, TranslatorKind& to) const {
        to = translator_named(fields.text(what));
    }
    void operator()(std::string_view, const char* what, std::string& to) const {
        to = fields.text(what);
    }
    template <class Number>
    void operator()(std::string_view, const char* what, Number& to) const {
        fields.number(what, to);
    }
};

std::string as_field(TranslatorKind kind) { return translator_name(kind); }
std::string as_field(const std::string& text) { return text; }
template <class Number>
std::string as_field(const Number& number) {
    return fmt::format("{}", number);
}

void check_record(const TranslationRecord& record) {
    const TranslationOutcome& o = record.outcome;
    const bool losses =
        std::all_of(o.losses.begin(), o.losses.end(), [](double x) { return x >= 0; });
    require_input(o.parameters > 0 && losses && o.training_loss >= 0 && record.seconds >= 0,
                  "no trial ends with such numbers; delete the line");
    for (const std::string& right : o.right) {
        const bool is_of_signs = right.find_first_not_of("01") == std::string::npos;
        require_input(is_of_signs && std::ssize(right) == record.trial.lessons.test,
                      "\"{}\" is no list of {} zeros and ones; delete the line", right,
                      record.trial.lessons.test);
    }
}

TranslationRecord parse_translation(const std::string& line, const std::string& where) {
    TranslationRecord record;
    CsvFields fields(line, where);
    try {
        const ReadTranslation read{fields};
        for_each_field(record.trial, read);
        check_trial(record.trial);
        for_each_field(record.outcome, read);
        fields.number("time", record.seconds);
        fields.end();
        check_record(record);
    } catch (const InputError& error) {
        const std::string what = error.what();
        throw InputError(what.rfind(where, 0) == 0 ? what : where + ": " + what);
    }
    return record;
}

std::string line_of(const TranslationRecord& record) {
    std::string line;
    const auto write = [&](std::string_view, const char*, const auto& value) {
        line += as_field(value) + ',';
    };
    for_each_field(record.trial, write);
    for_each_field(record.outcome, write);
    return line + fmt::format("{:.1f}\n", record.seconds);
}

bool comes_before(const TranslationRecord& a, const TranslationRecord& b) {
    const auto key = [](const TranslationTrial& t) {
        const LessonSettings& l = t.lessons;
        return std::tuple(t.model, t.steps, t.rate, t.seed, t.width, t.inner, l.merges, l.joined,
                          l.validation, l.test, t.warm_up, t.batch, t.smoothing, t.decay, t.clip);
    };
    return key(a.trial) < key(b.trial);
}

}  // namespace

std::vector<TranslationRecord> read_translations(const std::string& path) {
    std::vector<TranslationRecord> records;
    if (!is_there(path)) return records;
    LineReader reader(path, kLargestTranslations, kLongestRecord);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        require_input(reader.at().had_end(), "{}: is cut off in the middle; delete the line",
                      where);
        if (reader.at().number() == 1) {
            const std::string columns = columns_of_translations();
            require_input(line == columns,
                          "{}: not the columns of translations; the line must be {}", where,
                          columns);
            continue;
        }
        TranslationRecord record = parse_translation(line, where);
        require_input(find_translation(records, record.trial) == nullptr,
                      "{}: the same trial stands above; delete one of them", where);
        records.push_back(std::move(record));
    }
    return records;
}

void write_translations(const std::string& path, std::vector<TranslationRecord> records) {
    std::sort(records.begin(), records.end(), comes_before);
    std::string text = columns_of_translations() + "\n";
    for (const TranslationRecord& record : records) text += line_of(record);
    write_whole(path, text);
}

std::vector<TranslationRecord> add_translations(const std::string& path,
                                                const std::vector<TranslationRecord>& more) {
    const FileLock lock(path + ".lock");
    std::vector<TranslationRecord> all = read_translations(path);
    for (const TranslationRecord& record : more) {
        const TranslationRecord* const known = find_translation(all, record.trial);
        const TranslationTrial& t = record.trial;
        require_input(known == nullptr || known->outcome == record.outcome,
                      "{}: {} at {} with seed {} is recorded there with other numbers; delete the "
                      "line that is wrong",
                      path, translator_name(t.model), t.rate, t.seed);
        if (known == nullptr) all.push_back(record);
    }
    write_translations(path, all);
    return all;
}

const TranslationRecord* find_translation(const std::vector<TranslationRecord>& records,
                                          const TranslationTrial& trial) {
    const auto at =
        std::find_if(records.begin(), records.end(),
                     [&](const TranslationRecord& record) { return record.trial == trial; });
    return at == records.end() ? nullptr : &*at;
}

}  // namespace book
