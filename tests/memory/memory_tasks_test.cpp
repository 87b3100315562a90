#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>

#include "catch.h"
#include "core/settings.h"
#include "memory/tasks.h"

using namespace book;

namespace {

std::span<const int> tokens_of(const Sequences& all, int i) {
    return std::span(all.tokens).subspan(static_cast<std::size_t>(i) * all.length, all.length);
}
std::span<const int> targets_of(const Sequences& all, int i) {
    return std::span(all.targets).subspan(static_cast<std::size_t>(i) * all.length, all.length);
}

// Reads the pairs of a sequence as a reader would, then checks each question against them.
void check_answers(const Sequences& all, int i, int shown_until, int vocabulary) {
    const auto tokens = tokens_of(all, i);
    const auto targets = targets_of(all, i);
    std::map<int, int> value_of;
    std::set<int> values;
    for (int t = 0; t < shown_until; t += 2) {
        CHECK(targets[t] == kUnasked);
        CHECK(targets[t + 1] == kUnasked);
        if (tokens[t] == 0) {
            CHECK(tokens[t + 1] == 0);
            continue;
        }
        CHECK((tokens[t] >= 1 && tokens[t] < vocabulary / 2));
        CHECK((tokens[t + 1] >= vocabulary / 2 && tokens[t + 1] < vocabulary));
        CHECK(value_of.emplace(tokens[t], tokens[t + 1]).second);
        CHECK(values.insert(tokens[t + 1]).second);
    }
    CHECK(static_cast<int>(value_of.size()) == all.pairs[i]);
    std::set<int> asked;
    for (int t = shown_until; t < all.length; ++t) {
        if (tokens[t] == 0) {
            CHECK(targets[t] == kUnasked);
            continue;
        }
        CHECK(targets[t] == value_of.at(tokens[t]));
        CHECK(asked.insert(tokens[t]).second);
    }
    CHECK(asked.size() == value_of.size());
}

// Five standard deviations of a share p among n draws: one run in a million goes beyond.
double far_off(double p, int n) { return 5 * std::sqrt(p * (1 - p) / n); }

}  // namespace

TEST_CASE("capacity: pairs, fillers, and each key once more, whatever the number of pairs",
          "[memory]") {
    const MemoryTask task = capacity_task(8, 32);
    CHECK(sequence_length(task) == 16 + kFirstFillers + 16);
    CHECK(pair_counts(task) == std::vector<int>{1, 2, 4, 8});
    Rng rng(3);
    const Sequences all = draw_sequences(task, 400, rng);
    std::map<int, int> seen;
    for (int i = 0; i < all.count; ++i) {
        check_answers(all, i, 16, 32);
        ++seen[all.pairs[i]];
        for (int t = 16; t < 16 + kFirstFillers; ++t) CHECK(tokens_of(all, i)[t] == 0);
    }
    for (const int pairs : pair_counts(task))
        CHECK_THAT(seen[pairs] / 400.0, WithinAbs(0.25, far_off(0.25, 400)));
}

TEST_CASE("capacity: questions come in any order, and so many pairs as are asked for", "[memory]") {
    Rng rng(4);
    const Sequences all = draw_sequences(capacity_task(4, 64), 2, 500, rng);
    int in_order = 0;
    for (int i = 0; i < all.count; ++i) {
        CHECK(all.pairs[i] == 2);
        check_answers(all, i, 8, 64);
        if (tokens_of(all, i)[8 + kFirstFillers] == tokens_of(all, i)[4]) ++in_order;
    }
    CHECK_THAT(in_order / 500.0, WithinAbs(0.5, far_off(0.5, 500)));
    CHECK_THROWS_AS(draw_sequences(capacity_task(4, 64), 3, 5, rng), Error);
}

TEST_CASE("recall as published: keys come again soon more often than late", "[memory]") {
    const MemoryTask task = recall_task(40, 5, 32);
    Rng rng(5);
    const Sequences all = draw_sequences(task, 3000, rng);
    int first = 0, second = 0;
    for (int i = 0; i < all.count; ++i) {
        if (i < 300) check_answers(all, i, 10, 32);
        if (tokens_of(all, i)[10] == tokens_of(all, i)[0]) ++first;
        if (tokens_of(all, i)[12] == tokens_of(all, i)[0]) ++second;
    }
    // The first key draws first: offset i has the share i^-0.99 of the sum over 15 offsets.
    double total = 0;
    for (int i = 1; i <= 15; ++i) total += std::pow(i, -0.99);
    CHECK_THAT(first / 3000.0, WithinAbs(1 / total, far_off(1 / total, 3000)));
    const double share = std::pow(2, -0.99) / total;
    CHECK_THAT(second / 3000.0, WithinAbs(share, far_off(share, 3000)));
}

TEST_CASE("copy: ten symbols, a wait, a signal, and the symbols asked again in order", "[memory]") {
    Rng rng(6);
    const Sequences all = draw_sequences(copy_task(7), 50, rng);
    REQUIRE(all.length == 27);
    for (int i = 0; i < all.count; ++i) {
        const auto tokens = tokens_of(all, i);
        const auto targets = targets_of(all, i);
        for (int t = 0; t < 27; ++t) {
            const bool symbol = t < 10;
            const bool signal = t >= 16;
            CHECK((symbol ? tokens[t] >= 1 && tokens[t] <= 8 : tokens[t] == (signal ? 9 : 0)));
            CHECK(targets[t] == (t < 17 ? 0 : tokens[t - 17]));
        }
    }
    CHECK_THAT(share_guessed(copy_task(7), 0), WithinAbs(0.125, 0));
}

TEST_CASE("adding: two marks, one in either half, and their sum", "[memory]") {
    Rng rng(7);
    const Sequences all = draw_sequences(adding_task(9), 200, rng);
    for (int i = 0; i < all.count; ++i) {
        double sum = 0;
        int early = 0, late = 0;
        for (int t = 0; t < 9; ++t) {
            const real mark = all.numbers(i * 9 + t, 1);
            sum += static_cast<double>(mark * all.numbers(i * 9 + t, 0));
            (t < 4 ? early : late) += mark == 1;
        }
        CHECK(early == 1);
        CHECK(late == 1);
        CHECK_THAT(static_cast<double>(all.sums(i, 0)), WithinAbs(sum, 1e-6));
    }
}

TEST_CASE("tasks that cannot be are refused, and told by their field", "[memory]") {
    const auto refusal = [](const MemoryTask& task) {
        try {
            check_task(task);
        } catch (const SettingError& error) {
            return error.in_words([](const std::string& name) { return "--" + name; });
        }
        return std::string("none");
    };
    CHECK(refusal(capacity_task(8, 64)) == "none");
    CHECK(refusal(capacity_task(6, 64)).starts_with("--pairs 6: must be a power of two"));
    CHECK(refusal(capacity_task(32, 64)).starts_with("--pairs 32: must lie in 1..31"));
    CHECK(refusal(capacity_task(1, 63)).starts_with("--vocabulary 63"));
    CHECK(refusal(recall_task(16, 5, 64)).starts_with("--pairs 5: 16 words have room for 1 to 4"));
    CHECK(refusal(recall_task(15, 2, 64)).starts_with("--wait 15"));
    CHECK(refusal(adding_task(1)).starts_with("--wait 1: must lie in 2.."));
    CHECK(refusal(copy_task(0)).starts_with("--wait 0"));
    MemoryTask odd = copy_task(5);
    odd.pairs = 2;
    CHECK_THROWS_AS(check_task(odd), InputError);
}

TEST_CASE("a guess gets one value in so many that were shown", "[memory]") {
    CHECK_THAT(share_guessed(capacity_task(8, 64), 4), WithinAbs(0.25, 0));
    CHECK_THAT(share_guessed(capacity_task(8, 64), 1), WithinAbs(1.0 / 32, 0));
    CHECK(share_guessed(adding_task(10), 0) == 0);
}
