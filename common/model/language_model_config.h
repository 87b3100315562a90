// The sizes and switches of a language model: a decoder alone (Radford et al. 2018).
//
// The paper's decoder has grown up by small changes, and each is a switch here. With all of them as
// GPT-2 has them it is GPT-2, with all as Llama has them it is Llama.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "nn/rotary.h"

namespace book {

enum class Norm { layer, rms };  // nn/layer_norm.h
enum class Positions { none, learned, sinusoidal, rotary };
enum class FeedForwardKind { none, relu, gelu_tanh, gelu_erf, swiglu };  // none: attention only

struct LanguageModelConfig {
    int vocabulary = 0;       // tokens
    int width = 128;          // numbers per token                                    [d]
    int layers = 2;           //
    int heads = 4;            // width must be a multiple                             [h]
    int key_value_heads = 4;  // heads must be a multiple; fewer share keys and values
    int feed_forward = 512;   // inner width; unused without feed-forward layers      [f]
    int max_length = 256;     // tokens of a text

    Norm norm = Norm::layer;
    double epsilon = 1e-5;   // of the norms
    bool pre_norm = true;    // norm before a sublayer, not after the residual sum
    bool final_norm = true;  // one more after the last layer
    Positions positions = Positions::learned;
    double theta = 10000;  // rotary: the slowest pair turns by about 1 / theta a position
    RotaryPairs rotary_pairs = RotaryPairs::halves;
    FeedForwardKind activation = FeedForwardKind::gelu_tanh;
    bool attention_bias = true;
    bool feed_forward_bias = true;
    bool tied = true;               // the embedding is the output matrix, too
    bool scaled_embedding = false;  // the embedding times sqrt(d), as in the paper
    double dropout = 0;             // share of numbers set to 0 in training

    int head_width() const { return width / heads; }
    int key_value_width() const { return head_width() * key_value_heads; }
    bool operator==(const LanguageModelConfig&) const = default;
};

// How the switches are called in files and on command lines. "layer", "rms"; "none", "learned", ...
inline constexpr std::array<std::string_view, 2> kNormNames{"layer", "rms"};
inline constexpr std::array<std::string_view, 4> kPositionsNames{"none", "learned", "sinusoidal",
                                                                 "rotary"};
inline constexpr std::array<std::string_view, 2> kRotaryPairsNames{"neighbours", "halves"};
inline constexpr std::array<std::string_view, 5> kFeedForwardNames{"none", "relu", "gelu_tanh",
                                                                   "gelu_erf", "swiglu"};
constexpr const auto& names_of(Norm) { return kNormNames; }
constexpr const auto& names_of(Positions) { return kPositionsNames; }
constexpr const auto& names_of(RotaryPairs) { return kRotaryPairsNames; }
constexpr const auto& names_of(FeedForwardKind) { return kFeedForwardNames; }

template <class Switch>
requires std::is_enum_v<Switch> std::string name_of(Switch s) {
    return std::string(names_of(s)[static_cast<std::size_t>(s)]);
}
// False, and nothing changed, if no switch of this kind is called so.
template <class Switch>
requires std::is_enum_v<Switch>
bool read_name(std::string_view name, Switch& s) {
    const auto& names = names_of(Switch{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) {
            s = static_cast<Switch>(i);
            return true;
        }
    return false;
}

// Calls f(name, field) for each of them: the one list, by which they are saved and loaded. With a field
// that is missing here it does not compile.
template <class Config, class F>
requires std::same_as<std::remove_const_t<Config>, LanguageModelConfig>
void for_each_field(Config& config, F f) {
    auto& [vocabulary, width, layers, heads, key_value_heads, feed_forward, max_length, norm,
           epsilon, pre_norm, final_norm, positions, theta, rotary_pairs, activation,
           attention_bias, feed_forward_bias, tied, scaled_embedding, dropout] = config;
    f("vocabulary", vocabulary);
    f("width", width);
    f("layers", layers);
    f("heads", heads);
    f("key_value_heads", key_value_heads);
    f("feed_forward", feed_forward);
    f("max_length", max_length);
    f("norm", norm);
    f("epsilon", epsilon);
    f("pre_norm", pre_norm);
    f("final_norm", final_norm);
    f("positions", positions);
    f("theta", theta);
    f("rotary_pairs", rotary_pairs);
    f("activation", activation);
    f("attention_bias", attention_bias);
    f("feed_forward_bias", feed_forward_bias);
    f("tied", tied);
    f("scaled_embedding", scaled_embedding);
    f("dropout", dropout);
}

// Throws SettingError, naming the field, if a model of these sizes cannot be: a width that the heads do
// not divide, a size below 1 or far beyond all sense. Says nothing about memory.
void check_sizes(const LanguageModelConfig& config);
// The same, and also if a model with its gradients would not fit into this machine's memory.
void check_config(const LanguageModelConfig& config);

std::size_t count_parameters(const LanguageModelConfig& config);

// The switches of two families, for a reader of their files to fill in the sizes: GPT-2's (Radford et
// al. 2019) and Llama's (Touvron et al. 2023).
LanguageModelConfig gpt2_config();
LanguageModelConfig llama_config();

}  // namespace book
