#include "model/config.h"

#include <cmath>

#include "core/real.h"
#include "core/settings.h"
#include "host/memory.h"

namespace book {
namespace {

// Far above what a processor trains in a lifetime, far below where a product could overflow.
constexpr int kLargestVocabulary = 1 << 24;
constexpr int kLargestWidth = 1 << 16;
constexpr int kMostLayers = 1000;
constexpr int kLongestSentence = 1 << 14;

void check_range(const char* field, int value, int smallest, int largest) {
    require_setting(value >= smallest && value <= largest, "@{} {}: should lie in {}..{}", field,
                    value, smallest, largest);
}

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
    check_range("vocabulary", c.vocabulary, 3, kLargestVocabulary);  // <begin>, <end> and a word
    check_range("width", c.width, 1, kLargestWidth);
    check_range("heads", c.heads, 1, kLargestWidth);
    check_range("encoder_layers", c.encoder_layers, 1, kMostLayers);
    check_range("decoder_layers", c.decoder_layers, 1, kMostLayers);
    check_range("feed_forward", c.feed_forward, 1, 4 * kLargestWidth);
    check_range("max_length", c.max_length, 2, kLongestSentence);
    require_setting(c.width % c.heads == 0,
                    "@width {} is not divisible by @heads {}: each head gets an equal share",
                    c.width, c.heads);
    require_setting(c.dropout >= 0 && c.dropout < 1, "@dropout {}: should lie in 0..1, below 1",
                    c.dropout);
    // Values and gradients, as the model keeps them, and the table of positions.
    const std::size_t positions = static_cast<std::size_t>(c.max_length) * c.width;
    const std::size_t numbers = 2 * count_parameters(c) + positions;
    const std::size_t needed = numbers * sizeof(real);
    const std::size_t there = machine_memory();
    require_setting(
        needed < there,
        "a model of these sizes needs {:.1f} GiB, this machine has {:.1f}: choose a smaller "
        "@width, @feed_forward or @vocabulary",
        std::ldexp(static_cast<double>(needed), -30), std::ldexp(static_cast<double>(there), -30));
}

}  // namespace book
