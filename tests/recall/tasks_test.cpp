#include "recall/tasks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "catch.h"

using namespace book;

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

TaskSettings recall(int length, int pairs, int vocabulary) {
    return {Task::recall, length, pairs, vocabulary};
}

// Five standard deviations of a share p among n draws: one run in a million goes beyond.
double error_of(double p, int n) { return 5 * std::sqrt(p * (1 - p) / n); }

// In which slot, counted from the end of the pairs, the key number `key` of an example comes again.
int slot_of(const Examples& all, int example, int key, int pairs) {
    const int* tokens = all.tokens.data() + example * all.length;
    for (int t = 2 * pairs; t < all.length; ++t)
        if (tokens[t] == tokens[2 * key]) return (t - 2 * pairs) / 2;
    return -1;
}

}  // namespace

TEST_CASE("recall: pairs first, then each key once among fillers, with its value asked",
          "[recall]") {
    Rng rng(5);
    const int pairs = 5, vocabulary = 32;
    const Examples all = draw_examples(recall(40, pairs, vocabulary), 300, rng);
    REQUIRE(all.length == 40);
    std::set<int> keys_seen, values_seen;
    for (int i = 0; i < all.count; ++i) {
        const int* tokens = all.tokens.data() + i * all.length;
        const int* targets = all.targets.data() + i * all.length;
        std::map<int, int> value_of;
        std::set<int> values;
        for (int p = 0; p < pairs; ++p) {
            CHECK((tokens[2 * p] >= 1 && tokens[2 * p] < vocabulary / 2));
            CHECK((tokens[2 * p + 1] >= vocabulary / 2 && tokens[2 * p + 1] < vocabulary));
            value_of[tokens[2 * p]] = tokens[2 * p + 1];
            values.insert(tokens[2 * p + 1]);
            keys_seen.insert(tokens[2 * p]);
            values_seen.insert(tokens[2 * p + 1]);
        }
        CHECK(value_of.size() == at(pairs));
        CHECK(values.size() == at(pairs));
        int asked = 0;
        for (int t = 0; t < all.length; ++t) {
            if (t < 2 * pairs || tokens[t] == 0) {
                CHECK(targets[t] == kNothingAsked);
                continue;
            }
            ++asked;
            CHECK((t - 2 * pairs) % 2 == 0);
            CHECK(targets[t] == value_of.at(tokens[t]));
        }
        CHECK(asked == pairs);  // each key, and once: as many labels as pairs
    }
    CHECK(keys_seen.size() == at(vocabulary / 2 - 1));
    CHECK(values_seen.size() == at(vocabulary / 2));
}

TEST_CASE("recall: a slot is drawn with weight i^-0.99, and not again", "[recall]") {
    const int n = 20000, pairs = 2;
    Rng rng(11);
    const Examples all = draw_examples(recall(24, pairs, 64), n, rng);
    const int slots = (24 - 2 * pairs) / 2;
    std::vector<double> p(at(slots)), first(at(slots)), second(at(slots));
    double total = 0;
    for (int i = 0; i < slots; ++i) total += p[at(i)] = std::pow(i + 1, -0.99);
    for (double& x : p) x /= total;
    for (int i = 0; i < n; ++i) {
        const int a = slot_of(all, i, 0, pairs), b = slot_of(all, i, 1, pairs);
        REQUIRE(a != b);
        first[at(a)] += 1.0 / n;
        second[at(b)] += 1.0 / n;
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
        CAPTURE(i);
        CHECK_THAT(first[i], WithinAbs(p[i], error_of(p[i], n)));
        double behind = 0;  // the first one had another slot, and what was left adds up to less
        for (std::size_t j = 0; j < p.size(); ++j)
            if (j != i) behind += p[j] * p[i] / (1 - p[j]);
        CHECK_THAT(second[i], WithinAbs(behind, error_of(behind, n)));
    }
}

TEST_CASE("copy memory: ten symbols, T - 1 blanks, eleven signals; the symbols at the end",
          "[recall]") {
    Rng rng(2);
    const int delay = 7, n = 2000;
    const Examples all = draw_examples({Task::copy, delay, 0, 0}, n, rng);
    REQUIRE(all.length == delay + 20);
    std::map<int, int> symbols;
    for (int i = 0; i < n; ++i) {
        const int* tokens = all.tokens.data() + i * all.length;
        const int* targets = all.targets.data() + i * all.length;
        for (int t = 0; t < 10; ++t) {
            ++symbols[tokens[t]];
            CHECK(targets[delay + 10 + t] == tokens[t]);
        }
        CHECK(std::count(tokens + 10, tokens + 10 + delay - 1, 0) == delay - 1);
        CHECK(std::count(tokens + 9 + delay, tokens + all.length, 9) == 11);
        CHECK(std::count(targets, targets + delay + 10, 0) == delay + 10);
    }
    CHECK(symbols.size() == 8);
    for (const auto& [symbol, count] : symbols)
        CHECK_THAT(count / (10.0 * n), WithinAbs(0.125, error_of(0.125, 10 * n)));
    // Whoever knows the blanks and guesses the symbols: 10 ln 8 in T + 20 words.
    CHECK_THAT(guessing_loss({Task::copy, 1000, 0, 0}), WithinAbs(0.0204, 5e-5));  // as published
}

TEST_CASE("adding: two marks, one in either half; saying 1 is wrong by a sixth", "[recall]") {
    Rng rng(3);
    const int length = 9, n = 20000;
    const Examples all = draw_examples({Task::adding, length, 0, 0}, n, rng);
    double square = 0;
    std::vector<double> marks(at(length));
    for (int i = 0; i < n; ++i) {
        double sum = 0;
        int marked[2] = {0, 0};
        for (int t = 0; t < length; ++t) {
            const double mark = double(all.numbers(i * length + t, 1));
            const double number = double(all.numbers(i * length + t, 0));
            if (!(number >= 0 && number < 1)) FAIL("a number of " << number);
            if (mark == 0) continue;
            REQUIRE(mark == 1);
            marks[at(t)] += 1.0 / n;
            ++marked[t < length / 2 ? 0 : 1];
            sum += number;
        }
        const bool fits = std::abs(double(all.sums(i, 0)) - sum) < 1e-6;
        if (marked[0] != 1 || marked[1] != 1 || !fits) FAIL("example " << i);
        square += (sum - 1) * (sum - 1) / n;
    }
    for (int t = 0; t < length; ++t) {
        const double p = t < 4 ? 1.0 / 4 : 1.0 / 5;
        CHECK_THAT(marks[at(t)], WithinAbs(p, error_of(p, n)));
    }
    // The square of a triangular number has a deviation of .197.
    CHECK_THAT(square,
               WithinAbs(guessing_loss({Task::adding, length, 0, 0}), 5 * 0.197 / std::sqrt(n)));
}

TEST_CASE("recall: who knows the values and not their keys is right in one of the pairs",
          "[recall]") {
    Rng rng(4);
    const TaskSettings task = recall(32, 4, 16);
    const Examples all = draw_examples(task, 5000, rng);
    int right = 0, asked = 0;
    for (int i = 0; i < all.count; ++i)
        for (int t = 0; t < all.length; ++t) {
            const std::size_t place = at(i * all.length + t);
            if (all.targets[place] == kNothingAsked) continue;
            ++asked;
            right += all.targets[place] == all.tokens[at(i * all.length + 2 * rng.below(4) + 1)];
        }
    CHECK_THAT(double(right) / asked, WithinAbs(guessing_accuracy(task), error_of(0.25, asked)));
    CHECK_THAT(guessing_loss(task), WithinAbs(std::log(4.0), 1e-12));
    CHECK(guessing_accuracy(recall(32, 1, 16)) == 0.125);  // one value was shown: to know it is all
}

TEST_CASE("tasks: what cannot be is refused in a line that names the option", "[recall]") {
    const auto refused = [](const TaskSettings& task, const std::string& option) {
        CHECK_THROWS_WITH(check_task(task), ContainsText(option));
        CHECK_THROWS_AS(check_task(task), InputError);
    };
    refused(recall(32, 9, 64), "pairs");
    refused(recall(32, 0, 64), "pairs");
    refused(recall(64, 8, 16), "vocabulary");  // 7 keys
    refused(recall(64, 4, 255), "vocabulary");
    refused(recall(33, 4, 64), "length");
    refused(recall(0, 4, 64), "length");
    refused({Task::adding, 1, 0, 0}, "length");
    refused({Task::copy, 0, 0, 0}, "length");
    CHECK_THROWS_AS(task_named("repeat"), InputError);
    check_task(recall(32, 7, 16));  // all keys there are
    check_task(recall(4, 1, 4));
    CHECK(task_named(task_name(Task::adding)) == Task::adding);
}
