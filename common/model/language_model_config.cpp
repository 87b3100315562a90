#include "model/language_model_config.h"

#include <cmath>

#include "core/settings.h"
#include "model/sizes.h"

namespace book {
namespace {

constexpr int kLongestText = 1 << 17;

}  // namespace

std::size_t count_parameters(const LanguageModelConfig& c) {
    const std::size_t v = c.vocabulary;
    const std::size_t d = c.width;
    const std::size_t f = c.feed_forward;
    const std::size_t kv = c.key_value_width();
    const std::size_t norm = c.norm == Norm::layer ? 2 * d : d;
    const std::size_t attention = 2 * (d * d + d * kv) + (c.attention_bias ? 2 * (d + kv) : 0);
    const std::size_t matrices = c.activation == FeedForwardKind::swiglu ? 3 : 2;
    const std::size_t biases = c.feed_forward_bias ? (matrices - 1) * f + d : 0;
    const bool thinks = c.activation != FeedForwardKind::none;
    const std::size_t feed_forward = thinks ? matrices * d * f + biases + norm : 0;
    const std::size_t positions = c.positions == Positions::learned ? c.max_length * d : 0;
    return v * d * (c.tied ? 1 : 2) + positions + c.layers * (attention + norm + feed_forward) +
           (c.final_norm ? norm : 0);
}

void check_sizes(const LanguageModelConfig& c) {
    require_range("vocabulary", c.vocabulary, 2, kLargestVocabulary);
    require_range("width", c.width, 1, kLargestWidth);
    require_range("layers", c.layers, 1, kMostLayers);
    require_range("heads", c.heads, 1, kLargestWidth);
    require_range("key_value_heads", c.key_value_heads, 1, kLargestWidth);
    require_range("max_length", c.max_length, 1, kLongestText);
    if (c.activation != FeedForwardKind::none)
        require_range("feed_forward", c.feed_forward, 1, 4 * kLargestWidth);
    require_equal_heads(c.width, c.heads);
    require_setting(c.heads % c.key_value_heads == 0,
                    "@heads {} is not divisible by @key_value_heads {}: each serves as many",
                    c.heads, c.key_value_heads);
    require_setting(c.positions != Positions::rotary || c.head_width() % 2 == 0,
                    "rotary @positions turn pairs, but a head has {} numbers: @width / @heads "
                    "should be even",
                    c.head_width());
    require_setting(std::isfinite(c.theta) && c.theta > 1, "@theta {}: should be above 1", c.theta);
    require_setting(c.epsilon > 0 && c.epsilon < 1, "@epsilon {}: should lie in 0..1, above 0",
                    c.epsilon);
    require_dropout(c.dropout);
}

void check_config(const LanguageModelConfig& c) {
    check_sizes(c);
    require_room(count_parameters(c),
                 static_cast<std::size_t>(c.max_length) * c.width);  // positions
}

LanguageModelConfig gpt2_config() { return {}; }  // the defaults are GPT-2's

LanguageModelConfig llama_config() {
    LanguageModelConfig c;
    c.norm = Norm::rms;
    c.positions = Positions::rotary;
    c.activation = FeedForwardKind::swiglu;
    c.attention_bias = false;
    c.feed_forward_bias = false;
    c.tied = false;
    return c;
}

}  // namespace book
