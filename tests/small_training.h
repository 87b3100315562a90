// A training small enough for a test: sentences to be said backwards.
#pragma once

#include <cstring>
#include <vector>

#include "core/random.h"
#include "model/trainer.h"

namespace book {

inline constexpr int kVocabulary = 12;

// A toy language: the translation of a sentence is the sentence backwards.
inline std::vector<TokenPair> backwards(int count, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<TokenPair> pairs(static_cast<std::size_t>(count));
    for (TokenPair& pair : pairs) {
        const int length = 1 + rng.below(5);
        for (int i = 0; i < length; ++i) pair.source.push_back(2 + rng.below(kVocabulary - 2));
        pair.target.assign(pair.source.rbegin(), pair.source.rend());
    }
    return pairs;
}

inline TransformerConfig small_config() {
    TransformerConfig config;
    config.vocabulary = kVocabulary;
    config.width = 16;
    config.heads = 2;
    config.encoder_layers = 1;
    config.decoder_layers = 1;
    config.feed_forward = 24;
    config.max_length = 12;
    config.dropout = 0.1;
    return config;
}

inline TrainerOptions small_options() {
    TrainerOptions options;
    options.epochs = 3;
    options.batch_tokens = 40;
    options.warmup = 20;
    options.learning_rate = 0.01;
    return options;
}

inline bool same_bits(const Transformer& a, const Transformer& b) {
    const auto x = a.parameters().values(), y = b.parameters().values();
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size_bytes()) == 0;
}

}  // namespace book
