// What is recorded in results.csv: the cells of `--full` and of `--paper`.
#pragma once

#include <utility>
#include <vector>

#include "recall/sweep.h"

namespace chapter_09 {
using namespace book;

// A cell of a sweep: the task, and how long it is learnt.
inline Trial recall_cell(int length, int pairs) {  // small enough for recurrent models to learn it
    Trial t;
    t.task = {Task::recall, length, pairs, 16};
    t.width = 32;
    t.examples = 0;
    t.steps = 12000;
    t.batch = 32;
    return t;
}
inline Trial mqar_cell() {  // the small setting of Arora et al.
    Trial t;
    t.task = {Task::recall, 64, 4, 256};
    t.width = 64;
    t.examples = 10000;
    t.steps = 2000;
    t.batch = 64;
    return t;
}
inline Trial copy_cell(int delay) {
    Trial t;
    t.task = {Task::copy, delay, 0, 0};
    t.width = 32;
    t.examples = 0;
    t.held_out = 500;
    t.steps = 10000;
    t.batch = 32;
    return t;
}
inline Trial adding_cell(int length) {
    Trial t;
    t.task = {Task::adding, length, 0, 0};
    t.width = 32;
    t.examples = 0;
    t.steps = 6000;
    t.batch = 32;
    return t;
}
inline Trial paper_cell(int length, int pairs) {  // of figure 2, at a width of 64
    Trial t;
    t.task = {Task::recall, length, pairs, 8192};
    t.width = 64;
    t.examples = 100000;
    t.held_out = 3000;
    t.steps = 1600;
    t.batch = 64;
    return t;
}

inline const std::vector<int>& recall_pairs() {  // at a length of 32
    static const std::vector<int> all{1, 2, 4, 6};
    return all;
}
inline const std::vector<int>& recall_lengths() {  // of two pairs
    static const std::vector<int> all{16, 32, 64};
    return all;
}
inline const std::vector<int>& copy_delays() {
    static const std::vector<int> all{5, 20, 50, 100};
    return all;
}
inline const std::vector<int>& adding_lengths() {
    static const std::vector<int> all{50, 100};
    return all;
}

inline Sweep full_sweep() {
    Sweep sweep;
    sweep.models = {std::begin(kMemories), std::end(kMemories)};
    sweep.rates = {0.001, 0.003, 0.01, 0.03};
    sweep.cells = {mqar_cell()};
    for (const int pairs : recall_pairs()) {
        sweep.cells.push_back(recall_cell(32, pairs));
    }
    for (const int length : recall_lengths()) {
        if (length == 32) continue;  // it is among the pairs
        sweep.cells.push_back(recall_cell(length, 2));
    }
    for (const int delay : copy_delays()) {
        sweep.cells.push_back(copy_cell(delay));
    }
    for (const int length : adding_lengths()) {
        sweep.cells.push_back(adding_cell(length));
    }
    return sweep;
}

// The published sizes, from the smallest on: one sweep each, so that one is whole before the next.
inline std::vector<Sweep> paper_sweeps() {
    std::vector<Sweep> all;
    for (const auto& [length, pairs] : {std::pair{64, 4}, {128, 8}, {256, 16}, {512, 64}}) {
        Sweep sweep = full_sweep();
        sweep.cells = {paper_cell(length, pairs)};
        sweep.seeds = 1;
        all.push_back(sweep);
    }
    return all;
}

}  // namespace chapter_09
