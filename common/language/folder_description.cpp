// describe_folder: config.json, as transformers writes it (LlamaConfig and GPT2Config).
#include <filesystem>
#include <optional>

#include "language/model_description.h"
#include "tokenizers/json_item.h"

namespace book {
namespace {

constexpr int kMost = 1 << 24;

int size_in(const JsonItem& config, const char* name) { return config[name].whole(1, kMost); }
int size_or(const JsonItem& config, const char* name, int otherwise) {
    const auto item = config.find(name);
    return item ? item->whole(1, kMost) : otherwise;
}
double number_or(const JsonItem& config, const char* name, double otherwise) {
    const auto item = config.find(name);
    return item ? item->number() : otherwise;
}

// What must be so, if it is there at all: null is as good as missing.
void must_be(const JsonItem& config, const char* name, bool right) {
    if (const auto item = config.find(name); item && item->yes_or_no() != right)
        item->refuse(fmt::format("is {}, which is not known here", !right));
}
void must_be(const JsonItem& config, const char* name, int right) {
    if (const auto item = config.find(name); item && item->whole(0, kMost) != right)
        item->refuse(fmt::format("is {}, which is not known here", item->whole(0, kMost)));
}
void must_be_one(const JsonItem& config, const char* name) {
    if (const auto item = config.find(name); item && item->number() != 1)
        item->refuse(fmt::format("is {}, which is not known here", item->number()));
}
void must_be_missing(const JsonItem& config, const char* name) {
    if (const auto item = config.find(name)) item->refuse("is not known here");
}

// Where rotary positions are as in their paper, both of its names for the kind say so.
void require_plain_rope(const JsonItem& rope) {
    for (const char* kind : {"rope_type", "type"})
        if (const auto item = rope.find(kind); item && item->text() != "default")
            item->refuse(
                fmt::format("is \"{}\", which is not known here", shown_name(item->text())));
    must_be_one(rope, "factor");
    must_be_one(rope, "partial_rotary_factor");
}

double read_theta(const JsonItem& config) {
    double theta = number_or(config, "rope_theta", 10000);
    if (const auto rope = config.find("rope_scaling")) require_plain_rope(*rope);
    if (const auto rope = config.find("rope_parameters")) {
        require_plain_rope(*rope);
        theta = number_or(*rope, "rope_theta", theta);
    }
    must_be_one(config, "partial_rotary_factor");
    must_be(config, "rope_interleaved", false);
    return theta;
}

LanguageModelConfig read_llama(const JsonItem& config) {
    LanguageModelConfig c = llama_config();
    c.width = size_in(config, "hidden_size");
    c.layers = size_in(config, "num_hidden_layers");
    c.heads = size_in(config, "num_attention_heads");
    c.key_value_heads = size_or(config, "num_key_value_heads", c.heads);
    c.feed_forward = size_in(config, "intermediate_size");
    c.max_length = size_or(config, "max_position_embeddings", 2048);
    c.epsilon = number_or(config, "rms_norm_eps", 1e-6);
    c.theta = read_theta(config);
    c.tied = config.yes_or("tie_word_embeddings", false);
    c.attention_bias = config.yes_or("attention_bias", false);
    c.feed_forward_bias = config.yes_or("mlp_bias", false);
    must_be(config, "head_dim", c.head_width());
    const std::string activation = config.text_or("hidden_act", "silu");
    if (activation != "silu" && activation != "swish")
        config["hidden_act"].refuse(
            fmt::format("is \"{}\", which is not known here", shown_name(activation)));
    return c;
}

FeedForwardKind gpt2_activation(const JsonItem& config) {
    const std::string name = config.text_or("activation_function", "gelu_new");
    if (name == "gelu_new" || name == "gelu_pytorch_tanh") return FeedForwardKind::gelu_tanh;
    if (name == "gelu") return FeedForwardKind::gelu_erf;
    if (name == "relu") return FeedForwardKind::relu;
    config["activation_function"].refuse(
        fmt::format("is \"{}\", which is not known here", shown_name(name)));
}

LanguageModelConfig read_gpt2(const JsonItem& config) {
    LanguageModelConfig c = gpt2_config();
    c.width = size_in(config, "n_embd");
    c.layers = size_in(config, "n_layer");
    c.heads = c.key_value_heads = size_in(config, "n_head");
    c.feed_forward = size_or(config, "n_inner", 4 * c.width);
    c.max_length = size_in(config, "n_positions");
    c.epsilon = number_or(config, "layer_norm_epsilon", 1e-5);
    c.activation = gpt2_activation(config);
    c.tied = config.yes_or("tie_word_embeddings", true);
    must_be(config, "n_ctx", c.max_length);
    must_be(config, "scale_attn_weights", true);
    must_be(config, "scale_attn_by_inverse_layer_idx", false);
    must_be(config, "add_cross_attention", false);
    return c;
}

// GPT-2's own files have no prefix, later ones have one for all but the output matrix.
NameInFile gpt2_names(const WeightFile& file) {
    const std::string prefix = file.has("transformer.wte.weight") ? "transformer." : "";
    return [prefix](const std::string& ours) {
        ForeignMatrix there = gpt2_name(ours);
        if (ours != "output") there.name = prefix + there.name;
        return there;
    };
}

bool is_of_a_layer(const std::string& tensor) {
    return tensor.starts_with("model.layers.") || tensor.starts_with("h.") ||
           tensor.starts_with("transformer.h.");
}
// Tables that old files bring along: who may look where, and the angles of positions.
bool is_made_anew(const std::string& tensor) {
    return tensor.ends_with(".attn.bias") || tensor.ends_with(".attn.masked_bias") ||
           tensor.ends_with(".rotary_emb.inv_freq");
}

}  // namespace

ModelDescription describe_folder(const std::string& folder, const WeightFile& file) {
    const std::filesystem::path path(folder);
    const JsonItem config = JsonItem::read((path / "config.json").string());
    const std::string family = config["model_type"].text();
    if (family != "llama" && family != "gpt2")
        config["model_type"].refuse(fmt::format(
            "is \"{}\", which is not known here; llama and gpt2 are", shown_name(family)));
    for (const char* name : {"quantization_config", "sliding_window", "num_local_experts",
                             "attn_logit_softcapping", "final_logit_softcapping"})
        must_be_missing(config, name);

    ModelDescription d;
    const std::filesystem::path last = path.has_filename() ? path : path.parent_path();
    d.name = last.filename().string();
    d.config = family == "llama" ? read_llama(config) : read_gpt2(config);
    d.name_of = family == "llama" ? NameInFile(llama_name) : gpt2_names(file);
    d.config.vocabulary = tokens_in_table(file, d.name_of("embedding").name);
    must_be(config, "vocab_size", d.config.vocabulary);
    d.matters = [](const std::string& tensor) {
        return is_of_a_layer(tensor) && !is_made_anew(tensor);
    };
    return d;
}

}  // namespace book
