#include "memory/tasks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <span>

#include "core/named.h"
#include "core/settings.h"

namespace book {
namespace {

constexpr const char* kTaskNames[] = {"capacity", "recall", "copy", "adding"};
constexpr int kSymbols = 8;  // of copy: 1 .. 8
constexpr int kSignal = 9;   // from here on, say them
constexpr int kLongestWait = 1 << 16;
constexpr int kLargestVocabulary = 1 << 20;

bool has_pairs(const MemoryTask& task) {
    return task.kind == TaskKind::capacity || task.kind == TaskKind::recall;
}

void check_pairs(const MemoryTask& task) {
    require_setting(
        task.vocabulary >= 4 && task.vocabulary <= kLargestVocabulary && task.vocabulary % 2 == 0,
        "@vocabulary {}: must be even and lie in 4..{}, half keys and half values", task.vocabulary,
        kLargestVocabulary);
    require_setting(task.pairs >= 1 && task.pairs < task.vocabulary / 2,
                    "@pairs {}: must lie in 1..{}, the keys of a vocabulary of {}", task.pairs,
                    task.vocabulary / 2 - 1, task.vocabulary);
}

void check_unused(int value, const char* field, const MemoryTask& task) {
    require_input(value == 0, "{} {}: {} has none; it must be 0", field, value,
                  task_kind_name(task.kind));
}

void check_capacity(const MemoryTask& task) {
    check_pairs(task);
    require_setting(std::has_single_bit(static_cast<unsigned>(task.pairs)),
                    "@pairs {}: must be a power of two, 1, 2, 4, ...", task.pairs);
    check_unused(task.wait, "wait", task);
}

void check_recall(const MemoryTask& task) {
    check_pairs(task);
    require_setting(task.wait >= 4 && task.wait <= kLongestWait && task.wait % 2 == 0,
                    "@wait {}: must be even and lie in 4..{}, the words of a sequence", task.wait,
                    kLongestWait);
    require_setting(task.pairs <= task.wait / 4,
                    "@pairs {}: {} words have room for 1 to {}, shown and asked for", task.pairs,
                    task.wait, task.wait / 4);
}

void check_without_pairs(const MemoryTask& task) {
    check_unused(task.pairs, "pairs", task);
    check_unused(task.vocabulary, "vocabulary", task);
    const int least = task.kind == TaskKind::adding ? 2 : 1;
    require_setting(task.wait >= least && task.wait <= kLongestWait, "@wait {}: must lie in {}..{}",
                    task.wait, least, kLongestWait);
}

// `count` different ones of first .. first + n - 1, in a random order.
std::vector<int> draw_distinct(int first, int n, int count, Rng& rng) {
    std::vector<int> all(static_cast<std::size_t>(n));
    std::iota(all.begin(), all.end(), first);
    for (int i = 0; i < count; ++i) std::swap(all[i], all[i + rng.below(n - i)]);
    all.resize(static_cast<std::size_t>(count));
    return all;
}

// How likely an offset is: i^-0.99, i counted from 1.
std::vector<double> slot_weights(int slots) {
    std::vector<double> weights;
    for (int i = 1; i <= slots; ++i) weights.push_back(std::pow(i, -0.99));
    return weights;
}

// One of the slots, as likely as its weight is large; its weight is then 0.
int draw_slot(std::vector<double>& weights, Rng& rng) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    double left = rng.uniform() * total;
    std::size_t chosen = weights.size();
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] == 0) continue;
        chosen = i;  // if rounding leaves something over, the last one has it
        left -= weights[i];
        if (left < 0) break;
    }
    weights[chosen] = 0;
    return static_cast<int>(chosen);
}

// One sequence, in its place among the others. What is not written is a filler that nobody is asked about.
struct Place {
    std::span<int> tokens, targets;
};

struct Pairs {
    std::vector<int> keys, values;
};
Pairs draw_pairs(const MemoryTask& task, int count, Rng& rng) {
    const int half = task.vocabulary / 2;
    Pairs pairs;
    pairs.keys = draw_distinct(1, half - 1, count, rng);
    pairs.values = draw_distinct(half, half, count, rng);
    return pairs;
}

void show_pairs(const Pairs& pairs, int from, Place to) {
    for (int i = 0; i < std::ssize(pairs.keys); ++i) {
        to.tokens[from + 2 * i] = pairs.keys[i];
        to.tokens[from + 2 * i + 1] = pairs.values[i];
    }
}

void ask(const Pairs& pairs, int i, int at, Place to) {
    to.tokens[at] = pairs.keys[i];
    to.targets[at] = pairs.values[i];
}

// [capacity]
void draw_capacity(const MemoryTask& task, int count, Place to, Rng& rng) {
    const Pairs pairs = draw_pairs(task, count, rng);
    const int shown_until = 2 * task.pairs;
    show_pairs(pairs, shown_until - 2 * count, to);

    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    rng.shuffle(order);
    int at = shown_until + kFirstFillers;
    for (const int i : order) {
        ask(pairs, i, at, to);
        at += 2;  // a filler between two questions
    }
}
// [/capacity]

void draw_recall(const MemoryTask& task, Place to, Rng& rng) {
    const Pairs pairs = draw_pairs(task, task.pairs, rng);
    show_pairs(pairs, 0, to);
    std::vector<double> weights = slot_weights((task.wait - 2 * task.pairs) / 2);
    for (int i = 0; i < task.pairs; ++i)
        ask(pairs, i, 2 * task.pairs + 2 * draw_slot(weights, rng), to);
}

void draw_copy(Place to, Rng& rng) {
    std::fill(to.targets.begin(), to.targets.end(), 0);  // every word is judged
    const auto length = std::ssize(to.tokens);
    for (int i = 0; i < kSymbolsCopied; ++i) {
        const int symbol = 1 + rng.below(kSymbols);
        to.tokens[i] = symbol;
        to.targets[length - kSymbolsCopied + i] = symbol;
    }
    std::fill(to.tokens.end() - kSymbolsCopied - 1, to.tokens.end(), kSignal);
}

void draw_adding(const MemoryTask& task, int sequence, Sequences& all, Rng& rng) {
    const int begin = sequence * task.wait;
    const int half = task.wait / 2;
    for (int t = 0; t < task.wait; ++t)
        all.numbers(begin + t, 0) = static_cast<real>(rng.uniform());
    const int first = begin + rng.below(half);
    const int second = begin + half + rng.below(task.wait - half);
    all.numbers(first, 1) = 1;
    all.numbers(second, 1) = 1;
    all.sums(sequence, 0) = all.numbers(first, 0) + all.numbers(second, 0);
}

Sequences make_room(const MemoryTask& task, int count) {
    check_task(task);
    require(count > 0, "draw_sequences: {} of them", count);
    Sequences all;
    all.count = count;
    all.length = sequence_length(task);
    require_input(std::int64_t{1} * count * all.length < (std::int64_t{1} << 30),
                  "{} sequences of {} words do not fit into memory; take fewer", count, all.length);
    if (task.kind == TaskKind::adding) {
        all.numbers = Matrix({count * all.length, 2});
        all.sums = Matrix({count, 1});
    } else {
        all.tokens.assign(static_cast<std::size_t>(count) * all.length, 0);
        all.targets.assign(all.tokens.size(), kUnasked);
    }
    return all;
}

void draw_one(const MemoryTask& task, int pairs, int sequence, Sequences& all, Rng& rng) {
    if (task.kind == TaskKind::adding) return draw_adding(task, sequence, all, rng);
    const auto begin = static_cast<std::size_t>(sequence) * all.length;
    const auto length = static_cast<std::size_t>(all.length);
    const Place place{std::span(all.tokens).subspan(begin, length),
                      std::span(all.targets).subspan(begin, length)};
    if (task.kind == TaskKind::copy) return draw_copy(place, rng);
    all.pairs.push_back(pairs);
    if (task.kind == TaskKind::recall) return draw_recall(task, place, rng);
    draw_capacity(task, pairs, place, rng);
}

}  // namespace

std::string task_kind_name(TaskKind kind) { return kTaskNames[static_cast<int>(kind)]; }

TaskKind task_kind_named(const std::string& name) {
    return named<TaskKind>("task", kTaskNames, name);
}

MemoryTask capacity_task(int pairs, int vocabulary) {
    return {TaskKind::capacity, pairs, vocabulary, 0};
}
MemoryTask recall_task(int words, int pairs, int vocabulary) {
    return {TaskKind::recall, pairs, vocabulary, words};
}
MemoryTask copy_task(int wait) { return {TaskKind::copy, 0, 0, wait}; }
MemoryTask adding_task(int numbers) { return {TaskKind::adding, 0, 0, numbers}; }

void check_task(const MemoryTask& task) {
    if (task.kind == TaskKind::capacity) return check_capacity(task);
    if (task.kind == TaskKind::recall) return check_recall(task);
    check_without_pairs(task);
}

int sequence_length(const MemoryTask& task) {
    if (task.kind == TaskKind::capacity) return 4 * task.pairs + kFirstFillers;
    return task.kind == TaskKind::copy ? task.wait + 2 * kSymbolsCopied : task.wait;
}

int answers(const MemoryTask& task) {
    if (task.kind == TaskKind::adding) return 1;
    return task.kind == TaskKind::copy ? kSignal + 1 : task.vocabulary;
}

std::vector<int> pair_counts(const MemoryTask& task) {
    if (!has_pairs(task)) return {};
    if (task.kind == TaskKind::recall) return {task.pairs};
    std::vector<int> counts;
    for (int n = 1; n <= task.pairs; n *= 2) counts.push_back(n);
    return counts;
}

double share_guessed(const MemoryTask& task, int pairs) {
    if (task.kind == TaskKind::adding) return 0;
    if (task.kind == TaskKind::copy) return 1.0 / kSymbols;
    return pairs > 1 ? 1.0 / pairs : 2.0 / task.vocabulary;
}

Sequences draw_sequences(const MemoryTask& task, int count, Rng& rng) {
    Sequences all = make_room(task, count);
    const std::vector<int> counts = pair_counts(task);
    for (int i = 0; i < count; ++i) {
        const int pairs = counts.empty() ? 0 : counts[rng.below(static_cast<int>(counts.size()))];
        draw_one(task, pairs, i, all, rng);
    }
    return all;
}

Sequences draw_sequences(const MemoryTask& task, int pairs, int count, Rng& rng) {
    Sequences all = make_room(task, count);
    const std::vector<int> counts = pair_counts(task);
    require(std::count(counts.begin(), counts.end(), pairs) == 1,
            "draw_sequences: {} pairs, of a task with up to {}", pairs, task.pairs);
    for (int i = 0; i < count; ++i) draw_one(task, pairs, i, all, rng);
    return all;
}

}  // namespace book
