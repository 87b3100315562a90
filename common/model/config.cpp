#include "model/config.h"

#include "model/sizes.h"

namespace book {
namespace {

constexpr int kLongestSentence = 1 << 14;

}  // namespace

std::size_t count_parameters(const TransformerConfig& c) {
    const std::size_t v = c.vocabulary;
    const std::size_t d = c.width;
    const std::size_t ff = c.feed_forward;
    const std::size_t norm = 2 * d;                                          // gain and bias
    const std::size_t attention = 4 * (d * d + (c.attention_bias ? d : 0));  // Q, K, V, W_O
    const std::size_t feed_forward = d * ff + ff + ff * d + d;
    const std::size_t encoder = attention + feed_forward + 2 * norm;
    const std::size_t decoder = 2 * attention + feed_forward + 3 * norm;
    return v * d + c.encoder_layers * encoder + c.decoder_layers * decoder +
           (c.final_norm ? 2 * norm : 0);
}

void check_config(const TransformerConfig& c) {
    require_range("vocabulary", c.vocabulary, 3, kLargestVocabulary);  // <begin>, <end> and a word
    require_range("width", c.width, 1, kLargestWidth);
    require_range("heads", c.heads, 1, kLargestWidth);
    require_range("encoder_layers", c.encoder_layers, 1, kMostLayers);
    require_range("decoder_layers", c.decoder_layers, 1, kMostLayers);
    require_range("feed_forward", c.feed_forward, 1, 4 * kLargestWidth);
    require_range("max_length", c.max_length, 2, kLongestSentence);
    require_equal_heads(c.width, c.heads);
    require_dropout(c.dropout);
    require_room(count_parameters(c),
                 static_cast<std::size_t>(c.max_length) * c.width);  // positions
}

}  // namespace book
