#include "recall/tasks.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/named.h"
#include "core/settings.h"

namespace book {
namespace {

constexpr const char* kNames[] = {"recall", "copy", "adding"};

// How likely an offset is: i^-0.99, i counted from 1.
std::vector<double> slot_weights(int slots) {
    std::vector<double> weights;
    for (int i = 1; i <= slots; ++i) weights.push_back(std::pow(i, -0.99));
    return weights;
}

// One of the slots, as likely as its weight is large; its weight is then 0.
int draw_slot(std::vector<double>& weights, Rng& rng) {
    double total = 0;
    for (double w : weights) total += w;
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

// `count` different ones of first .. first + n - 1, in a random order.
std::vector<int> draw_distinct(int first, int n, int count, Rng& rng) {
    std::vector<int> chosen;
    while (static_cast<int>(chosen.size()) < count) {
        const int next = first + rng.below(n);
        if (std::find(chosen.begin(), chosen.end(), next) == chosen.end()) chosen.push_back(next);
    }
    return chosen;
}

// [recall]
void draw_recall(const TaskSettings& s, int* tokens, int* targets, Rng& rng) {
    const int half = s.vocabulary / 2;
    const std::vector<int> keys = draw_distinct(1, half - 1, s.pairs, rng);
    const int others = s.vocabulary - half;
    const std::vector<int> values = draw_distinct(half, others, s.pairs, rng);
    std::vector<double> weights = slot_weights((s.length - 2 * s.pairs) / 2);
    for (int i = 0; i < s.pairs; ++i) {
        const int shown = 2 * i;
        tokens[shown] = keys[i];
        tokens[shown + 1] = values[i];
        const int place = 2 * s.pairs + 2 * draw_slot(weights, rng);
        tokens[place] = keys[i];
        targets[place] = values[i];
    }
}
// [/recall]

void draw_copy(const TaskSettings& s, int* tokens, int* targets, Rng& rng) {
    const int length = sequence_length(s);
    std::fill(targets, targets + length, 0);  // every word is judged
    for (int i = 0; i < kCopied; ++i) {
        const int symbol = 1 + rng.below(8);
        tokens[i] = symbol;
        targets[length - kCopied + i] = symbol;
    }
    std::fill(tokens + length - kCopied - 1, tokens + length, 9);
}

void draw_adding(const TaskSettings& s, Examples& all, int example, Rng& rng) {
    const int begin = example * s.length;
    const int half = s.length / 2;
    for (int t = 0; t < s.length; ++t) all.numbers(begin + t, 0) = static_cast<real>(rng.uniform());
    const int first = begin + rng.below(half);
    const int second = begin + half + rng.below(s.length - half);
    all.numbers(first, 1) = 1;
    all.numbers(second, 1) = 1;
    all.sums(example, 0) = all.numbers(first, 0) + all.numbers(second, 0);
}

}  // namespace

std::string task_name(Task task) { return kNames[static_cast<int>(task)]; }

Task task_named(const std::string& name) { return named<Task>("task", kNames, name); }

void check_task(const TaskSettings& s) {
    constexpr int kLongest = 1 << 16, kLargest = 1 << 20;
    require_setting(s.length >= 1 && s.length <= kLongest, "@length {}: must lie in 1..{}",
                    s.length, kLongest);
    if (s.task == Task::adding)
        require_setting(s.length >= 2, "@length {}: the adding problem marks two numbers; take 2",
                        s.length);
    if (s.task != Task::recall) return;
    require_setting(s.vocabulary >= 4 && s.vocabulary <= kLargest && s.vocabulary % 2 == 0,
                    "@vocabulary {}: must be even and lie in 4..{}, half keys and half values",
                    s.vocabulary, kLargest);
    require_setting(s.length % 2 == 0, "@length {}: pairs need an even one", s.length);
    require_setting(s.pairs >= 1 && s.pairs <= s.length / 4,
                    "@pairs {}: a length of {} has room for 1 to {}, shown and asked for", s.pairs,
                    s.length, s.length / 4);
    require_setting(s.pairs < s.vocabulary / 2,
                    "@pairs {}: a vocabulary of {} has only {} keys; enlarge @vocabulary", s.pairs,
                    s.vocabulary, s.vocabulary / 2 - 1);
}

int sequence_length(const TaskSettings& s) {
    return s.task == Task::copy ? s.length + 2 * kCopied : s.length;
}

int answers(const TaskSettings& s) {
    if (s.task == Task::adding) return 1;
    return s.task == Task::copy ? kCopyVocabulary : s.vocabulary;
}

double guessing_loss(const TaskSettings& s) {
    if (s.task == Task::adding) return 1.0 / 6;
    if (s.task == Task::copy) return kCopied * std::log(8.0) / sequence_length(s);
    return -std::log(guessing_accuracy(s));
}

double guessing_accuracy(const TaskSettings& s) {
    if (s.task == Task::adding) return 0;
    if (s.task == Task::recall) return s.pairs > 1 ? 1.0 / s.pairs : 2.0 / s.vocabulary;
    return 1 - kCopied * (1 - 1.0 / 8) / sequence_length(s);
}

Examples draw_examples(const TaskSettings& s, int count, Rng& rng) {
    check_task(s);
    require(count > 0, "draw_examples: {} of them", count);
    Examples all;
    all.count = count;
    all.length = sequence_length(s);
    require_input(std::int64_t{1} * count * all.length < (std::int64_t{1} << 30),
                  "{} examples of {} words do not fit into memory; take fewer", count, all.length);
    if (s.task == Task::adding) {
        all.numbers = Matrix({count * all.length, 2});
        all.sums = Matrix({count, 1});
        for (int i = 0; i < count; ++i) draw_adding(s, all, i, rng);
        return all;
    }
    all.tokens.assign(static_cast<std::size_t>(count) * all.length, 0);
    all.targets.assign(all.tokens.size(), kNothingAsked);
    for (int i = 0; i < count; ++i) {
        int* const tokens = all.tokens.data() + static_cast<std::size_t>(i) * all.length;
        int* const targets = all.targets.data() + static_cast<std::size_t>(i) * all.length;
        if (s.task == Task::recall)
            draw_recall(s, tokens, targets, rng);
        else
            draw_copy(s, tokens, targets, rng);
    }
    return all;
}

}  // namespace book
