#include "teacher/progress.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "core/display_width.h"
#include "core/hash.h"
#include "core/require.h"
#include "host/files.h"
#include "host/local_time.h"
#include "host/lock.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "text/lines.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStateNames[] = {"open", "solved", "broken"};
constexpr const char* kHeadBegin = "# Attention, Worked Out:";  // in every version
constexpr const char* kHead =
    "# Attention, Worked Out: how far you are in the exercises. ./book progress shows it.\n";

bool parse_number(const std::string& digits, int& number) {
    if (digits.empty() || digits.size() > 6 ||
        digits.find_first_not_of("0123456789") != std::string::npos)
        return false;
    number = std::atoi(digits.c_str());
    return true;
}

bool is_date(std::string word) {
    for (char& c : word)
        if (c >= '0' && c <= '9') c = 'd';
    return word == "dddd-dd-dd";
}

bool parse_state(const std::string& word, Record::State& state) {
    for (int i = 0; i < 3; ++i)
        if (word == kStateNames[i]) {
            state = static_cast<Record::State>(i);
            return true;
        }
    return false;
}

bool has_value(const std::string& word) {
    return word == "text" || word == "hints" || word == "solution";
}

// false: it is no such value.
bool take_value(Record& record, const std::string& word, const std::string& value) {
    if (word == "hints") return parse_number(value, record.hints);
    if (word == "text") record.text = value;
    if (word == "solution") record.solution = value == "seen";
    return word == "text" ? !value.empty() : record.solution;
}

// What stands behind the number of an exercise; false: it is in no state that is known here. A number alone
// is how older books wrote "solved". Behind a value that is none nothing is understood: so what is kept is
// read again as it was read now.
bool parse_record(std::istringstream& line, Record& record) {
    std::vector<std::string> words;
    for (std::string word; line >> word;) words.push_back(word);
    record.state = Record::State::solved;
    if (!words.empty() && !parse_state(words[0], record.state)) return false;
    bool understood = true;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string value = i + 1 < words.size() ? words[i + 1] : "";
        const bool is_pair = understood && has_value(words[i]);
        understood = understood && (!is_pair || take_value(record, words[i], value));
        if (understood && is_date(words[i]) && record.date.empty())
            record.date = words[i];
        else if (understood && is_pair)
            ++i;
        else
            record.others += (record.others.empty() ? "" : " ") + words[i];
    }
    return true;
}

std::string record_text(const Record& record) {
    std::string text = kStateNames[static_cast<int>(record.state)];
    if (!record.date.empty()) text += " " + record.date;
    if (!record.text.empty()) text += "  text " + record.text;
    if (record.hints > 0) text += fmt::format("  hints {}", record.hints);
    if (record.solution) text += "  solution seen";
    if (!record.others.empty()) text += "  " + record.others;
    return text;
}

void warn_once(const std::string& why) {
    static bool warned = false;
    if (!warned)
        print_to_stderr(fmt::format("book: your progress cannot be saved: {}\n", printable(why)));
    warned = true;
}

}  // namespace

std::string to_string(ExerciseId id) { return fmt::format("{}.{}", id.chapter, id.number); }

bool parse_id(const std::string& word, ExerciseId& id) {
    const std::size_t dot = word.find('.');
    return dot != std::string::npos && parse_number(word.substr(0, dot), id.chapter) &&
           parse_number(word.substr(dot + 1), id.number);
}

Record Progress::of(ExerciseId id) const {
    const auto found = records.find(id);
    return found == records.end() ? Record{} : found->second;
}

fs::path progress_file() { return data_folder() / "progress.txt"; }

Progress parse_progress(const std::string& text) {
    Progress progress;
    LineCutter lines("progress");
    lines.add(text);
    lines.end();
    for (std::string line; lines.next_unchecked(line);) {
        std::istringstream words(line);
        std::string first;
        words >> first;
        if (first.empty() || line.starts_with(kHeadBegin)) continue;
        ExerciseId id;
        Record record;
        std::string value, more;
        if (parse_id(first, id) && parse_record(words, record))
            progress.records[id] = record;
        else if (first != "celebrated" || !(words >> value) || words >> more ||
                 !parse_number(value, progress.celebrated))
            progress.others.push_back(line);
    }
    return progress;
}

std::string progress_text(const Progress& progress) {
    std::string text = kHead;
    for (const auto& [id, record] : progress.records)
        if (record != Record{})
            text += fmt::format("{:<5} {}\n", to_string(id), record_text(record));
    if (progress.celebrated > 0) text += fmt::format("celebrated {}\n", progress.celebrated);
    for (const std::string& line : progress.others) text += line + "\n";
    return text;
}

Progress read_progress(const fs::path& file) {
    std::error_code unknown;
    require_input(!fs::is_directory(file, unknown),
                  "{}: is a folder; please move it out of the way", file.string());
    return parse_progress(fs::exists(file, unknown) ? text_of(file) : "");
}

void update_progress(const fs::path& file, const std::function<void(Progress&)>& change) {
    std::error_code failed;  // then the lock, or the file, says what is wrong
    fs::create_directories(file.parent_path(), failed);
    const FileLock lock(file.string() + ".lock");
    Progress progress = read_progress(file);
    const std::string before = progress_text(progress);
    change(progress);
    const std::string text = progress_text(progress);
    if (text == before) return;
    write_whole(file.string(), text);
}

Progress my_progress() {
    try {
        return read_progress(progress_file());
    } catch (const InputError& error) {
        warn_once(error.what());
        return {};
    }
}

void update_my_progress(const std::function<void(Progress&)>& change) {
    try {
        update_progress(progress_file(), change);
    } catch (const InputError& error) {
        warn_once(error.what());
    }
}

bool note_verdict(Record& record, bool right, const std::string& text) {
    using State = Record::State;
    const State before = record.state;
    if (right) {
        record.state = State::solved;
        record.text = text;
    } else if (before == State::solved) {
        record.state = State::broken;
    }
    if (record.state == before) return false;
    record.date = today();
    return true;
}

std::string today() {
    const std::tm local = local_time();
    return fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

std::string with_own_line_ends(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    return text;
}

std::string fingerprint(const std::string& text) {
    return fmt::format("{:016x}", hash_of(with_own_line_ends(text)));
}

}  // namespace book::teacher
