#include "bench/decoding.h"

#include "bench/training.h"
#include "model/decoding.h"
#include "tensor/ops.h"

namespace book {
namespace {

constexpr int kSource = 12;  // words of each source sentence

TransformerConfig config_for(int words) {
    require(words >= kSource, "WrittenWords: of {} words", words);
    TransformerConfig config = training_cases().back().config();
    config.max_length = words + 2;
    return config;
}

}  // namespace

WrittenWords::WrittenWords(int sentences, int beam, int words)
    : model_(config_for(words), 1), beam_(beam), words_(words) {
    // <end> gets a score of 0 always; among thousands of random scores that is never the highest.
    fill(model_.parameters().find("embedding").value().row_block(kEnd, 1), 0);
    for (const TokenPair& pair :
         random_pairs(sentences, kSource + 1, kSource + 1, model_.config().vocabulary))
        sources_.push_back(pair.source);
}

void WrittenWords::write(bool cache) const {
    DecodeOptions options;
    options.beam = beam_;
    options.extra_length = words_ - kSource;
    options.cache = cache;
    for (const Decoded& d : decode(model_, sources_, options))
        require(static_cast<int>(d.tokens().size()) == words_, "WrittenWords: {} words, not {}",
                d.tokens().size(), words_);
}

DecodingRow measure_decoding(int sentences, int beam, int words, double seconds) {
    const WrittenWords answers(sentences, beam, words);
    const auto words_per_second = [&](bool cache) {
        return sentences * words / median_seconds(seconds / 2, [&] { answers.write(cache); });
    };
    return {sentences, beam, words, words_per_second(true), words_per_second(false)};
}

}  // namespace book
