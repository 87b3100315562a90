#include "text/ngrams.h"

#include <cmath>
#include <numeric>

#include "catch.h"
#include "core/random.h"
#include "core/require.h"

using namespace book;

namespace {

using Ids = std::vector<int>;

// A text in which each piece depends on the two before it, mostly.
Ids text_with_memory(int pieces, int vocabulary, std::uint64_t seed) {
    Rng rng(seed);
    Ids ids{0, 1};
    while (static_cast<int>(ids.size()) < pieces) {
        const int expected = (2 * ids[ids.size() - 1] + ids[ids.size() - 2] + 1) % vocabulary;
        const bool is_free = rng.uniform() < 0.3;
        ids.push_back(is_free ? rng.below(vocabulary) : expected);
    }
    return ids;
}

double sum_of_all(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

}  // namespace

TEST_CASE("Ngrams: a small text, counted by hand", "[text]") {
    const Ids ids{0, 1, 2, 0, 1, 3};  // all weights are 1/2
    const double p0 = 0.25;
    CHECK(Ngrams(0, ids, 4).probability(Ids{0, 1}, 2) == p0);
    const double p1 = 0.5 * 1 / 6 + 0.5 * p0;
    CHECK_THAT(Ngrams(1, ids, 4).probability(Ids{0, 1}, 2), WithinAbs(p1, 1e-15));
    const double p2 = 0.5 * 1 / 2 + 0.5 * p1;  // behind 1 came 2 and 3
    CHECK_THAT(Ngrams(2, ids, 4).probability(Ids{0, 1}, 2), WithinAbs(p2, 1e-15));
    const double p3 = 0.5 * 1 / 2 + 0.5 * p2;  // behind 0 1, too
    CHECK_THAT(Ngrams(3, ids, 4).probability(Ids{0, 1}, 2), WithinAbs(p3, 1e-15));
    CHECK_THAT(Ngrams(3, ids, 4).probability(Ids{3, 2, 0, 1}, 2), WithinAbs(p3, 1e-15));
}

TEST_CASE("Ngrams: behind what was never seen the order below decides alone", "[text]") {
    const Ids ids{0, 1, 2, 0, 1, 3};
    const Ngrams three(3, ids, 5), two(2, ids, 5), one(1, ids, 5);
    CHECK(three.probability(Ids{2, 1}, 2) ==
          two.probability(Ids{1}, 2));  // 2 1 was never seen, 1 was
    CHECK(three.probability(Ids{0, 4}, 2) == one.probability(Ids{}, 2));
    CHECK(three.probability(Ids{1, 3}, 2) == one.probability(Ids{}, 2));  // 3 ends the text
    CHECK(three.probability(Ids{1}, 2) == two.probability(Ids{1}, 2));
    CHECK(three.probability(Ids{}, 4) == 0.1);  // never seen at all
    CHECK(Ngrams(3, Ids{}, 4).probability(Ids{1, 2}, 3) == 0.25);
}

TEST_CASE("Ngrams: the probabilities of all pieces add up to 1, tuned or not", "[text]") {
    for (const int order : {0, 1, 2, 3}) {
        Ngrams model(order, text_with_memory(300, 11, 1), 13);
        for (const bool is_tuned : {false, true}) {
            if (is_tuned) model.tune(text_with_memory(200, 12, 2));
            for (const Ids& before :
                 {Ids{}, Ids{3}, Ids{12}, Ids{3, 5}, Ids{0, 1}, Ids{1, 3}, Ids{12, 3}}) {
                const std::vector<double> all = model.distribution(before);
                CHECK_THAT(sum_of_all(all), WithinAbs(1, 1e-12));
                CHECK_THAT(sum_of_all(model.shares(before)), WithinAbs(1, 1e-12));
                for (int id = 0; id < 13; ++id)
                    CHECK_THAT(all[static_cast<std::size_t>(id)],
                               WithinRel(model.probability(before, id), 1e-12));
            }
        }
    }
}

TEST_CASE("Ngrams: each round of tuning makes the held-out text more probable", "[text]") {
    const Ids training = text_with_memory(2000, 20, 1), held_out = text_with_memory(500, 20, 2);
    Ngrams model(3, training, 20);
    double before = text_loss(model, held_out).nats;
    const double untuned = before;
    for (int round = 0; round < 20; ++round) {
        model.tune(held_out, 1);
        const double now = text_loss(model, held_out).nats;
        CHECK(now <= before + 1e-9);
        before = now;
    }
    CHECK(before < untuned - 1);
    // In such a text the two pieces before say nearly all that can be said: the trigram decides most.
    CHECK(model.shares(std::span(training).first(100))[3] > 0.6);
}

TEST_CASE("Ngrams: on a text with a memory of two pieces every order helps", "[text]") {
    const Ids training = text_with_memory(5000, 20, 1), validation = text_with_memory(1000, 20, 2);
    const Ids examined = text_with_memory(1000, 20, 3);
    std::vector<double> losses;
    for (const int order : {0, 3}) {
        Ngrams model(order, training, 20);
        model.tune(validation);
        losses.push_back(text_loss(model, examined).nats_per_piece());
    }
    CHECK_THAT(losses[0], WithinAbs(std::log(20.0), 1e-12));
    // What is left to be said: 0.3 of the pieces are any of 20, the others are known.
    const double right = 0.7 + 0.3 / 20, other = 0.3 / 20;
    const double entropy = -right * std::log(right) - 19 * other * std::log(other);
    CHECK(losses[1] > 0.95 * entropy);
    CHECK(losses[1] < 1.3 * entropy);
}

TEST_CASE("Ngrams: no piece that a held-out text lacks becomes impossible", "[text]") {
    Ngrams model(3, Ids{0, 1, 0, 1, 0, 1, 0, 1}, 3);
    model.tune(Ids{0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 1000);
    CHECK(model.probability(Ids{0, 1}, 2) > 0);
    CHECK(model.probability(Ids{0, 1}, 0) > 0.99);
}

TEST_CASE("TextLoss: perplexity and bits per character are what they are called", "[text]") {
    const TextLoss loss = text_loss(Ngrams(0, Ids{}, 8), Ids{1, 2, 3, 4, 5});
    CHECK(loss.pieces == 4);
    CHECK_THAT(loss.perplexity(), WithinAbs(8, 1e-12));
    CHECK_THAT(loss.bits_per_character(6), WithinAbs(4 * 3 / 6.0, 1e-12));
    CHECK_THROWS_AS(text_loss(Ngrams(0, Ids{}, 8), Ids{1}).nats_per_piece(), Error);
}

TEST_CASE("Ngrams: refuses what is no id, no order and no vocabulary", "[text]") {
    CHECK_THROWS_AS(Ngrams(4, Ids{}, 8), Error);
    CHECK_THROWS_AS(Ngrams(-1, Ids{}, 8), Error);
    CHECK_THROWS_AS(Ngrams(3, Ids{}, 0), Error);
    CHECK_THROWS_AS(Ngrams(3, Ids{}, kLargestNgramVocabulary + 1), Error);
    CHECK_THROWS_AS(Ngrams(3, Ids{1, 8}, 8), Error);
    Ngrams model(3, Ids{kLargestNgramVocabulary - 1}, kLargestNgramVocabulary);
    CHECK_THROWS_AS(model.tune(Ids{-1}), Error);
    CHECK_THROWS_AS(model.probability(Ids{0, 0}, -1), Error);
    CHECK_THROWS_AS(model.probability(Ids{-5}, 1), Error);
}
