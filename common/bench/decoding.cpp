#include "bench/decoding.h"

#include "bench/training.h"
#include "model/decoding.h"
#include "tensor/ops.h"

namespace book {

DecodingRow measure_decoding(int sentences, int beam, int words, double seconds) {
    constexpr int kSource = 12;  // words of each source sentence
    require(words >= kSource, "measure_decoding: {} words", words);
    TransformerConfig config = training_cases().back().config();
    config.max_length = std::max(words, kSource) + 2;
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
    const auto words_per_second = [&](bool cache) {
        options.cache = cache;
        std::vector<double> times;
        for (const Stopwatch clock; times.size() < 3 || clock.seconds() < seconds / 2;) {
            const Stopwatch one;
            for (const Decoded& d : decode(model, sources, options))
                require(static_cast<int>(d.tokens().size()) == words,
                        "measure_decoding: {} words, not {}", d.tokens().size(), words);
            times.push_back(one.seconds());
            if (times.size() >= 3 && clock.seconds() > 4 * seconds) break;
        }
        return sentences * words / median(times);
    };
    DecodingRow row{sentences, beam, words, 0, 0};
    row.cached = words_per_second(true);
    row.plain = words_per_second(false);
    return row;
}

}  // namespace book
