// How far the reader is: one text file beside the model, an exercise a line.
//
//     5.1  solved 2025-11-24  text 85944171f73967e8  hints 2
//     5.2  open  hints 1  solution seen
//     6.1  broken 2025-11-25  text 1f00c5e2a9b7d310
//     celebrated 34
//
// Exercises go by their number, not by a path, so a book that is moved or cloned again finds it. The
// file is replaced as a whole and under a lock: after a crash, or with two readers of one account at
// once, it holds what was known before or after, never half. What is not understood is kept, a line as well
// as words in one: a newer book may have written it, or the reader.
#pragma once

#include <compare>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace book::teacher {

struct ExerciseId {
    int chapter = 0, number = 0;
    auto operator<=>(const ExerciseId&) const = default;
};
std::string to_string(ExerciseId id);                    // "5.1"
bool parse_id(const std::string& word, ExerciseId& id);  // "5.1", "05.1"; false: it is none

struct Record {
    enum class State { open, solved, broken };  // broken: solved once, and found wrong since
    State state = State::open;
    std::string date;       // of the last change of state, "2025-11-24"
    std::string text;       // fingerprint of the answer that passed
    int hints = 0;          // taken so far
    bool solution = false;  // seen
    std::string others;     // words that this version does not understand

    bool solved() const { return state == State::solved; }
    bool operator==(const Record&) const = default;
};

// How far a reader is.
struct Progress {
    std::map<ExerciseId, Record> records;
    int celebrated = 0;               // so many exercises were all there were, and all were solved
    std::vector<std::string> others;  // lines that this version does not understand

    Record of(ExerciseId id) const;  // an open one if nothing is known
};

std::filesystem::path progress_file();  // InputError without a home directory

Progress parse_progress(const std::string& text);
std::string progress_text(const Progress& progress);

Progress read_progress(const std::filesystem::path& file);  // nothing is known if there is no file

// Reads, changes, writes; nothing is written if nothing changes. InputError if it cannot be written.
void update_progress(const std::filesystem::path& file,
                     const std::function<void(Progress&)>& change);

// The same for the reader's own file. A full disk or a missing home spoils no lesson: the first time
// a warning says that nothing is kept.
Progress my_progress();
void update_my_progress(const std::function<void(Progress&)>& change);

// Records a verdict. True: the state changed.
bool note_verdict(Record& record, bool right, const std::string& fingerprint);

std::string today();  // "2025-11-24"
// A text says the same with other people's line ends (git may turn them, or an editor).
std::string with_own_line_ends(std::string text);
std::string fingerprint(const std::string& text);  // 16 hexadecimal digits; of any line ends

}  // namespace book::teacher
