// Tasks that need a memory and nothing else: what was shown early must be said late.
//
// recall   multi-query associative recall (Arora et al. 2023, "Zoology"): key, value, key, value, ...,
//          then each key once more among fillers: say its value. Keys are 1 .. V/2-1, values
//          V/2 .. V-1, each distinct; a filler is 0. A key comes again at an even offset behind the
//          pairs; offset 2(i-1) has the weight i^-0.99, drawn without replacement.
// copy     copy memory (Hochreiter and Schmidhuber 1997; Arjovsky et al. 2016): ten symbols out of
//          1 .. 8, T - 1 zeros, eleven 9s. Say T + 10 zeros, then the ten symbols.
// adding   the adding problem (Hochreiter and Schmidhuber 1997): numbers between 0 and 1, of which
//          two are marked, one in either half. Say their sum, at the end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/random.h"
#include "tensor/matrix.h"

namespace book {

enum class Task { recall, copy, adding };
inline constexpr int kCopied = 10;          // symbols of copy memory
inline constexpr int kCopyVocabulary = 10;  // blank 0, symbols 1 .. 8, the signal 9
inline constexpr int kNothingAsked = -1;

std::string task_name(Task task);
Task task_named(const std::string& name);  // InputError if there is none

struct TaskSettings {
    Task task = Task::recall;
    int length = 64;       // of a sequence; copy: T, the words between showing and saying
    int pairs = 4;         // recall
    int vocabulary = 256;  // recall

    bool operator==(const TaskSettings&) const = default;
};
// SettingError, naming the field, if there is no such task: more pairs than keys, or than offsets.
void check_task(const TaskSettings& settings);

int sequence_length(const TaskSettings& settings);  // words from the first to the last
int answers(const TaskSettings& settings);  // among how many one is right; adding: 1, a number

// What a guess costs that knows everything but the past. recall: nats per answer, and the share right,
// of one who knows which values were shown, but not with which keys (of a single pair: of one who knows
// nothing); copy: nats per word, 10 ln 8 / (T + 20); adding: the mean
// square of what is missing when 1 is said, 1/6.
double guessing_loss(const TaskSettings& settings);
double guessing_accuracy(const TaskSettings& settings);  // of adding: 0, nobody counts hits there

// Examples, one behind the other: word t of example i is number i * length + t.
struct Examples {
    int count = 0, length = 0;
    std::vector<int> tokens;   // recall, copy
    std::vector<int> targets;  // what must be said there, or kNothingAsked
    Matrix numbers;            // adding: (count * length x 2), the number and its mark
    Matrix sums;               // adding: (count x 1)
};
Examples draw_examples(const TaskSettings& settings, int count, Rng& rng);

}  // namespace book
