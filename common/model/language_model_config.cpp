#include "model/language_model_config.h"

#include <cmath>

#include "core/real.h"
#include "core/settings.h"
#include "host/memory.h"

namespace book {
namespace {

// Far above what a processor runs in a lifetime, far below where a product could overflow.
constexpr int kMostTokens = 1 << 24;
constexpr int kGreatestWidth = 1 << 16;
constexpr int kGreatestDepth = 1000;
constexpr int kLongestText = 1 << 17;

void require_range(const char* field, int value, int smallest, int largest) {
    require_setting(value >= smallest && value <= largest, "@{} {}: should lie in {}..{}", field,
                    value, smallest, largest);
}

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
    require_range("vocabulary", c.vocabulary, 2, kMostTokens);
    require_range("width", c.width, 1, kGreatestWidth);
    require_range("layers", c.layers, 1, kGreatestDepth);
    require_range("heads", c.heads, 1, kGreatestWidth);
    require_range("key_value_heads", c.key_value_heads, 1, kGreatestWidth);
    require_range("max_length", c.max_length, 1, kLongestText);
    if (c.activation != FeedForwardKind::none)
        require_range("feed_forward", c.feed_forward, 1, 4 * kGreatestWidth);
    require_setting(c.width % c.heads == 0,
                    "@width {} is not divisible by @heads {}: each head gets an equal share",
                    c.width, c.heads);
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
    require_setting(c.dropout >= 0 && c.dropout < 1, "@dropout {}: should lie in 0..1, below 1",
                    c.dropout);
}

void check_config(const LanguageModelConfig& c) {
    check_sizes(c);
    // Values and gradients, as the model keeps them, and the tables of positions.
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
