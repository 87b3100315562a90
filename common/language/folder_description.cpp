// describe_folder: config.json, as transformers writes it (LlamaConfig and GPT2Config).
#include <algorithm>
#include <filesystem>
#include <optional>

#include "language/config_json.h"
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

void must_be_size(const JsonItem& config, const char* name, int right) {
    if (const auto item = config.find(name); item && item->whole(0, kMost) != right)
        item->refuse(fmt::format("is {}, which is not known here", item->whole(0, kMost)));
}
void must_be_one(const JsonItem& config, const char* name) {
    if (const auto item = config.find(name); item && item->number() != 1)
        item->refuse(fmt::format("is {}, which is not known here", item->number()));
}

// What the book reads of each family, or insists on.
constexpr std::string_view kKnownOfAll[] = {
    // what it is
    "architectures", "model_type", "is_decoder", "is_encoder_decoder", "pruned_heads",
    // what sees what
    "is_causal", "add_cross_attention", "use_sliding_window",
    // tokens
    "vocab_size", "tie_word_embeddings"};
constexpr std::string_view kKnownOfLlama[] = {
    // sizes
    "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
    "intermediate_size", "max_position_embeddings",
    // positions
    "rope_theta", "rope_scaling", "rope_parameters", "partial_rotary_factor", "rope_interleaved",
    // layers
    "attention_bias", "mlp_bias", "hidden_act", "rms_norm_eps"};
constexpr std::string_view kKnownOfGpt2[] = {
    // sizes
    "n_embd", "n_layer", "n_head", "n_inner", "n_positions", "n_ctx",
    // layers
    "activation_function", "layer_norm_epsilon", "scale_attn_weights",
    "scale_attn_by_inverse_layer_idx"};
constexpr std::string_view kKnownOfRope[] = {"rope_type", "type", "factor", "rope_theta",
                                             "partial_rotary_factor",
                                             // of kinds that are refused
                                             "original_max_position_embeddings"};

// Where rotary positions are as in their paper, both of its names for the kind say so.
void require_plain_rope(const JsonItem& rope) {
    for (const char* kind : {"rope_type", "type"})
        if (const auto item = rope.find(kind); item && item->text() != "default")
            item->refuse(
                fmt::format("is \"{}\", which is not known here", shown_name(item->text())));
    must_be_one(rope, "factor");
    must_be_one(rope, "partial_rotary_factor");
    rope.refuse_all_but({kKnownOfRope});
}

// Old files have it beside the others, newer ones in an object; two that say it have to agree.
double read_theta(const JsonItem& config) {
    std::optional<double> theta;
    const auto look = [&](const JsonItem& in) {
        const auto item = in.find("rope_theta");
        if (!item) return;
        if (theta && *theta != item->number())
            item->refuse(
                fmt::format("is {}, and {} elsewhere in this file", item->number(), *theta));
        theta = item->number();
    };
    look(config);
    for (const char* name : {"rope_scaling", "rope_parameters"})
        if (const auto rope = config.find(name)) {
            require_plain_rope(*rope);
            look(*rope);
        }
    must_be_one(config, "partial_rotary_factor");
    must_be(config, "rope_interleaved", false);
    return theta.value_or(10000);
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
    must_be_size(config, "head_dim", c.head_width());
    require_architecture(config, {"LlamaForCausalLM", "LlamaModel"});
    config.refuse_all_but({kKnownOfAll, kKnownOfLlama, harmless_settings()});
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
    must_be_size(config, "n_ctx", c.max_length);
    must_be(config, "scale_attn_weights", true);
    must_be(config, "scale_attn_by_inverse_layer_idx", false);
    require_architecture(config, {"GPT2LMHeadModel", "GPT2Model"});
    config.refuse_all_but({kKnownOfAll, kKnownOfGpt2, harmless_settings()});
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

// Tables that old files bring along: who may look where, the numbers 0, 1, 2 ..., and angles of positions.
bool is_made_anew(const std::string& family, const std::string& tensor) {
    if (tensor.ends_with("position_ids")) return true;
    if (family == "llama") return tensor.ends_with(".rotary_emb.inv_freq");
    return tensor.ends_with(".attn.bias") || tensor.ends_with(".attn.masked_bias");
}

// They stand behind the model, and answer other questions.
bool is_of_another_task(const std::string& tensor) {
    constexpr const char* kHeads[] = {"score.", "classifier.", "qa_outputs.",
                                      "multiple_choice_head."};
    return std::any_of(std::begin(kHeads), std::end(kHeads),
                       [&](const char* head) { return tensor.starts_with(head); });
}

// A file may bring the matrix that is tied a second time, and then it has to be the same.
bool is_copy_of_embedding(const WeightFile& file, const ModelDescription& d) {
    const std::string copy = d.name_of("output").name, embedding = d.name_of("embedding").name;
    if (!d.config.tied || !file.has(copy)) return false;
    const Shape shape = file.shape(embedding);
    const PackedMatrix first = file.packed(embedding, shape), second = file.packed(copy, shape);
    require_input(
        first.type() == second.type() && std::ranges::equal(first.bytes(), second.bytes()),
        "{}: \"{}\" is not \"{}\", and config.json ties them (tie_word_embeddings)", file.path(),
        copy, embedding);
    return true;
}

}  // namespace

ModelDescription describe_folder(const std::string& folder, const WeightFile& file) {
    const std::filesystem::path path(folder);
    const JsonItem config = JsonItem::read((path / "config.json").string());
    const std::string family = config["model_type"].text();
    if (family != "llama" && family != "gpt2")
        config["model_type"].refuse(fmt::format(
            "is \"{}\", which is not known here; llama and gpt2 are", shown_name(family)));
    must_be(config, "is_causal", true);
    must_be(config, "is_encoder_decoder", false);
    must_be(config, "add_cross_attention", false);
    must_be(config, "use_sliding_window", false);
    refuse_pruned_heads(config);

    ModelDescription d;
    const std::filesystem::path last = path.has_filename() ? path : path.parent_path();
    d.name = last.filename().string();
    d.config = family == "llama" ? read_llama(config) : read_gpt2(config);
    d.name_of = family == "llama" ? NameInFile(llama_name) : gpt2_names(file);
    d.config.vocabulary = tokens_in_table(file, d.name_of("embedding").name);
    must_be_size(config, "vocab_size", d.config.vocabulary);
    const std::string copy =
        is_copy_of_embedding(file, d) ? d.name_of("output").name : std::string();
    d.matters = [family, copy](const std::string& tensor) {
        return !is_made_anew(family, tensor) && !is_of_another_task(tensor) && tensor != copy;
    };
    return d;
}

}  // namespace book
