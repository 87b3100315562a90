// The sizes and switches of a Transformer.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace book {

// Names in brackets are those of Vaswani et al. 2017.
struct TransformerConfig {
    int vocabulary = 0;      // tokens; source, target and output share one table      [section 3.4]
    int width = 128;         // numbers per token                                      [d_model]
    int heads = 4;           // width must be a multiple                               [h]
    int encoder_layers = 2;  //                                                        [N]
    int decoder_layers = 2;  //                                                        [N]
    int feed_forward = 256;  // inner width                                            [d_ff]
    double dropout = 0.1;    // share of numbers set to 0 in training                  [P_drop]
    int max_length = 256;    // tokens of a sentence, <end> included
    bool pre_norm = false;   // layer norm before a sublayer, not after the residual sum
    bool final_norm = false;      // one more layer norm after the last layer of either stack
    bool attention_bias = false;  // biases in the projections of attention

    bool operator==(const TransformerConfig&) const = default;
};

// Calls f(name, field) for each of them: the one list, by which they are saved and loaded. With a field
// that is missing here it does not compile.
template <class Config, class F>
requires std::same_as<std::remove_const_t<Config>, TransformerConfig>
void for_each_field(Config& config, F f) {
    auto& [vocabulary, width, heads, encoder_layers, decoder_layers, feed_forward, dropout,
           max_length, pre_norm, final_norm, attention_bias] = config;
    f("vocabulary", vocabulary);
    f("width", width);
    f("heads", heads);
    f("encoder_layers", encoder_layers);
    f("decoder_layers", decoder_layers);
    f("feed_forward", feed_forward);
    f("dropout", dropout);
    f("max_length", max_length);
    f("pre_norm", pre_norm);
    f("final_norm", final_norm);
    f("attention_bias", attention_bias);
}

// Throws SettingError, naming the field, if a model of these sizes cannot be (a width not divisible
// by the heads, a size below 1, more numbers than fit into this machine's memory).
void check_config(const TransformerConfig& config);

std::size_t count_parameters(const TransformerConfig& config);

}  // namespace book
