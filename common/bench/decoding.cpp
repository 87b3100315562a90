#include "bench/decoding.h"

#include "bench/training.h"
#include "model/decoding.h"
#include "tensor/ops.h"

namespace book {

double words_per_second(int sentences, int beam, int words, bool cache, double seconds) {
    constexpr int kSource = 12;  // words of each source sentence
    require(words >= kSource, "words_per_second: answers of {} words", words);
    TransformerConfig config = training_cases().back().config();
    config.max_length = words + 2;
    Transformer model(config, 1);
    // <end> gets a score of 0 always; among thousands of random scores that is never the highest.
    fill(model.parameters().find("embedding").value().row_block(kEnd, 1), 0);
    std::vector<std::vector<int>> sources;
    for (const TokenPair& pair :
         random_pairs(sentences, kSource + 1, kSource + 1, config.vocabulary))
        sources.push_back(pair.source);

    DecodeOptions options;
    options.beam = beam;
    options.extra_length = words - kSource;
    options.cache = cache;
    const double second = median_seconds(seconds, [&] {
        for (const Decoded& d : decode(model, sources, options))
            require(static_cast<int>(d.tokens().size()) == words,
                    "words_per_second: {} words, not {}", d.tokens().size(), words);
    });
    return sentences * words / second;
}

DecodingRow measure_decoding(int sentences, int beam, int words, double seconds) {
    return {sentences, beam, words, words_per_second(sentences, beam, words, true, seconds / 2),
            words_per_second(sentences, beam, words, false, seconds / 2)};
}

}  // namespace book
