#include "text/ngrams.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/require.h"

namespace book {
namespace {

constexpr int kBitsOfId = 21;
static_assert(kLargestNgramVocabulary == 1 << kBitsOfId && kHighestOrder * kBitsOfId < 64);

// A weight of 1 would leave nothing for what the counts have never seen.
constexpr double kLeast = 0.001, kMost = 0.999;

// Counts are trusted alike if they have as many bits: 1, 2 to 3, 4 to 7, ...
std::size_t bucket_of(std::int64_t count) {
    return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(count)));
}
constexpr std::size_t kBuckets = 65;

double share(std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

// What one order says of a piece of a held-out text.
struct Opinion {
    double frequency = 0;    // with_next / before
    std::size_t bucket = 0;  // 0: it has not seen what stands before
};

// What expectation maximisation adds up for each bucket: how often its weight was asked, and how often it was
// this order that decided, both as probabilities.
struct Tally {
    double asked = 0, decided = 0;
};

}  // namespace

std::int64_t Ngrams::Counts::of(std::uint64_t key) const {
    const auto found = std::lower_bound(keys.begin(), keys.end(), key);
    if (found == keys.end() || *found != key) return 0;
    return counts[static_cast<std::size_t>(found - keys.begin())];
}

Ngrams::Ngrams(int order, std::span<const int> ids, int vocabulary)
    : order_(order), vocabulary_(vocabulary) {
    require(order >= 0 && order <= kHighestOrder, "Ngrams: order {} is not in 0..{}", order,
            kHighestOrder);
    require(vocabulary > 0 && vocabulary <= kLargestNgramVocabulary,
            "Ngrams: a vocabulary of {} is not in 1..{}", vocabulary, kLargestNgramVocabulary);
    for (const int id : ids) require_id(id);
    for (std::size_t n = 1; n <= static_cast<std::size_t>(order); ++n) {
        std::vector<std::uint64_t> all;
        for (std::size_t i = n; i <= ids.size(); ++i) all.push_back(key_of(ids.subspan(i - n, n)));
        std::sort(all.begin(), all.end());
        Counts grams, contexts;
        for (const std::uint64_t key : all) {
            if (grams.keys.empty() || grams.keys.back() != key) {
                grams.keys.push_back(key);
                grams.counts.push_back(0);
            }
            ++grams.counts.back();
            const std::uint64_t before = key >> kBitsOfId;
            if (contexts.keys.empty() || contexts.keys.back() != before) {
                contexts.keys.push_back(before);
                contexts.counts.push_back(0);
            }
            ++contexts.counts.back();
        }
        grams_.push_back(std::move(grams));
        contexts_.push_back(std::move(contexts));
        weights_.emplace_back(kBuckets, 0.5);
        weights_.back()[0] = 0;
    }
}

void Ngrams::tune(std::span<const int> ids, int rounds) {
    for (const int id : ids) require_id(id);
    const auto orders = static_cast<std::size_t>(order_);
    std::vector<Opinion> opinions;  // of each piece but the first, from order 1 up
    for (std::size_t i = 1; i < ids.size(); ++i)
        for (int n = 1; n <= order_; ++n) {
            const Seen s = seen(n, ids.first(i), ids[i]);
            opinions.push_back(
                {s.before > 0 ? share(s.with_next, s.before) : 0, bucket_of(s.before)});
        }
    for (int round = 0; round < rounds; ++round) {
        std::vector<std::vector<Tally>> tallies(orders, std::vector<Tally>(kBuckets));
        std::vector<double> p(orders + 1);
        for (std::size_t at = 0; at < opinions.size(); at += orders) {
            p[0] = 1.0 / vocabulary_;
            for (std::size_t n = 0; n < orders; ++n) {
                const Opinion& o = opinions[at + n];
                const double w = weights_[n][o.bucket];
                p[n + 1] = w * o.frequency + (1 - w) * p[n];
            }
            double asked = 1;  // the probability that the question came down to this order
            for (std::size_t n = orders; n-- > 0;) {
                const Opinion& o = opinions[at + n];
                const double decided = asked * weights_[n][o.bucket] * o.frequency / p[n + 1];
                tallies[n][o.bucket].asked += asked;
                tallies[n][o.bucket].decided += decided;
                asked -= decided;
            }
        }
        for (std::size_t n = 0; n < orders; ++n)
            for (std::size_t bucket = 1; bucket < kBuckets; ++bucket) {
                const Tally& t = tallies[n][bucket];
                if (t.asked > 0)
                    weights_[n][bucket] = std::clamp(t.decided / t.asked, kLeast, kMost);
            }
    }
}

double Ngrams::probability(std::span<const int> before, int next) const {
    require_id(next);
    double p = 1.0 / vocabulary_;
    for (int n = 1; n <= order_; ++n) {
        const Seen s = seen(n, before, next);
        if (s.before == 0) break;  // then no longer context was seen either
        const double w = weight(n, s.before);
        p = w * share(s.with_next, s.before) + (1 - w) * p;
    }
    return p;
}

std::vector<double> Ngrams::distribution(std::span<const int> before) const {
    std::vector<double> p(static_cast<std::size_t>(vocabulary_), 1.0 / vocabulary_);
    for (int n = 1; n <= order_; ++n) {
        const std::int64_t all = seen(n, before, 0).before;
        if (all == 0) break;
        const double w = weight(n, all);
        for (double& x : p) x *= 1 - w;
        const std::uint64_t context = key_of(before.last(static_cast<std::size_t>(n) - 1));
        const Counts& grams = grams_[static_cast<std::size_t>(n) - 1];
        const auto first =
            std::lower_bound(grams.keys.begin(), grams.keys.end(), context << kBitsOfId);
        for (auto key = first; key != grams.keys.end() && *key >> kBitsOfId == context; ++key) {
            const std::uint64_t id = *key & (kLargestNgramVocabulary - 1);
            p[id] +=
                w * share(grams.counts[static_cast<std::size_t>(key - grams.keys.begin())], all);
        }
    }
    return p;
}

std::vector<double> Ngrams::shares(std::span<const int> before) const {
    std::vector<double> shares(static_cast<std::size_t>(order_) + 1);
    double left = 1;
    for (int n = order_; n >= 1; --n) {
        const double w = weight(n, seen(n, before, 0).before);
        shares[static_cast<std::size_t>(n)] = left * w;
        left *= 1 - w;
    }
    shares[0] = left;
    return shares;
}

std::uint64_t Ngrams::key_of(std::span<const int> ids) const {
    std::uint64_t key = 0;
    for (const int id : ids) {
        require_id(id);
        key = key << kBitsOfId | static_cast<std::uint64_t>(id);
    }
    return key;
}

Ngrams::Seen Ngrams::seen(int n, std::span<const int> before, int next) const {
    const auto context = static_cast<std::size_t>(n) - 1;
    if (before.size() < context) return {};
    const std::uint64_t key = key_of(before.last(context));
    const std::int64_t all = contexts_[context].of(key);
    if (all == 0) return {};
    return {all, grams_[context].of(key << kBitsOfId | static_cast<std::uint64_t>(next))};
}

double Ngrams::weight(int n, std::int64_t before) const {
    return weights_[static_cast<std::size_t>(n) - 1][bucket_of(before)];
}

void Ngrams::require_id(int id) const {
    require(id >= 0 && id < vocabulary_, "Ngrams: the id {} is not in 0..{}", id, vocabulary_ - 1);
}

double TextLoss::nats_per_piece() const {
    require(pieces > 0, "TextLoss: no piece was predicted");
    return nats / static_cast<double>(pieces);
}
double TextLoss::perplexity() const { return std::exp(nats_per_piece()); }
double TextLoss::bits_per_character(std::int64_t characters) const {
    require(characters > 0, "TextLoss: a text of {} characters", characters);
    return nats / std::log(2.0) / static_cast<double>(characters);
}

TextLoss text_loss(const Ngrams& model, std::span<const int> ids) {
    TextLoss loss;
    for (std::size_t i = 1; i < ids.size(); ++i) {
        loss.nats -= std::log(model.probability(ids.first(i), ids[i]));
        ++loss.pieces;
    }
    return loss;
}

}  // namespace book
