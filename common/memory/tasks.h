// Tasks that need a memory and nothing else: what was shown early must be said late.
//
// capacity  pairs of a key and a value, a few fillers, then every key once more, each before a filler: say its
//           value where its key is asked. A sequence has 1, 2, 4, ... or `pairs` pairs, so one training gives
//           a whole curve. Whoever shows fewer begins with fillers, and all sequences are equally long.
// recall    multi-query associative recall as published (Arora et al. 2023, "Zoology", appendix): key, value,
//           key, value, ..., then each key once more among fillers. A key comes again at an even offset behind
//           the pairs; offset 2(i-1) has the weight i^-0.99, drawn without replacement.
// copy      copy memory (Hochreiter and Schmidhuber 1997; Arjovsky et al. 2016): ten symbols out of
//           1 .. 8, T - 1 zeros, eleven 9s. Say T + 10 zeros, then the ten symbols.
// adding    the adding problem (Hochreiter and Schmidhuber 1997): numbers between 0 and 1, of which
//           two are marked, one in either half. Say their sum, at the end.
//
// In capacity and recall, keys are 1 .. V/2-1 and values V/2 .. V-1, in a sequence each at most once; a filler is 0.
#pragma once

#include <string>
#include <vector>

#include "core/random.h"
#include "tensor/matrix.h"

namespace book {

enum class TaskKind { capacity, recall, copy, adding };
inline constexpr int kSymbolsCopied = 10;  // shown at the start of copy
inline constexpr int kFirstFillers =
    4;  // of capacity, between the last pair and the first question
inline constexpr int kUnasked = -1;

std::string task_kind_name(TaskKind kind);
TaskKind task_kind_named(const std::string& name);  // InputError if there is none

struct MemoryTask {
    TaskKind kind = TaskKind::capacity;
    int pairs = 8;  // capacity: a power of two, the most; recall: of every sequence; others: 0
    int vocabulary = 64;  // capacity, recall; others: 0
    int wait = 0;         // recall: words of a sequence; copy: T; adding: its numbers; capacity: 0

    bool operator==(const MemoryTask&) const = default;
};
MemoryTask capacity_task(int pairs, int vocabulary);
MemoryTask recall_task(int words, int pairs, int vocabulary);
MemoryTask copy_task(int wait);
MemoryTask adding_task(int numbers);
// SettingError, naming the field, if there is no such task: more pairs than keys, or than places.
void check_task(const MemoryTask& task);

int sequence_length(const MemoryTask& task);  // words from the first to the last
int answers(const MemoryTask& task);  // among how many one is right; adding: 1, which is a number
// The numbers of pairs that a sequence can have, from few to many; empty for copy and adding.
std::vector<int> pair_counts(const MemoryTask& task);

// The share of answers that a guess gets right. capacity, recall: of one who knows which values were shown, but
// not with which keys, 1 / pairs (with a single pair: of one who knows nothing, 2 / V); copy: of the symbols,
// 1 / 8; adding: 0.
double share_guessed(const MemoryTask& task, int pairs);

// Sequences, one behind the other: word t of sequence i is number i * length + t.
struct Sequences {
    int count = 0, length = 0;
    std::vector<int> tokens;   // capacity, recall, copy
    std::vector<int> targets;  // what must be said there, or kUnasked
    std::vector<int> pairs;    // of each sequence: capacity, recall
    Matrix numbers;            // adding: (count * length x 2), the number and its mark
    Matrix sums;               // adding: (count x 1)
};
Sequences draw_sequences(const MemoryTask& task, int count, Rng& rng);
// The same with so many pairs in each; Error if that is none of pair_counts().
Sequences draw_sequences(const MemoryTask& task, int pairs, int count, Rng& rng);

}  // namespace book
