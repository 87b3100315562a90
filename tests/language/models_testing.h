// What the tests of language/ share: the tiny models of tests/fixtures as somebody's files.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "formats/safetensors.h"
#include "formats/weight_file.h"
#include "language/open_model.h"
#include "model/foreign_names.h"
#include "temporary_folder.h"

inline std::string fixture_path(const std::string& file) {
    return std::string(BOOK_SOURCE_DIR) + "/tests/fixtures/" + file;
}

// config.json as transformers writes it, for tiny_llama_*.safetensors and tiny_gpt2_*.safetensors.
inline nlohmann::json tiny_llama_json() {
    return {{"model_type", "llama"},
            {"architectures", {"LlamaForCausalLM"}},
            {"hidden_size", 32},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 4},
            {"num_key_value_heads", 2},
            {"head_dim", 8},
            {"intermediate_size", 64},
            {"max_position_embeddings", 24},
            {"rms_norm_eps", 1e-5},
            {"rope_parameters", {{"rope_theta", 10000.0}, {"rope_type", "default"}}},
            {"hidden_act", "silu"},
            {"attention_bias", false},
            {"mlp_bias", false},
            {"tie_word_embeddings", false},
            {"vocab_size", 61},
            {"torch_dtype", "float32"},
            {"pad_token_id", nullptr}};
}
inline nlohmann::json tiny_gpt2_json() {
    return {{"model_type", "gpt2"},
            {"n_embd", 32},
            {"n_layer", 2},
            {"n_head", 4},
            {"n_inner", nullptr},
            {"n_positions", 24},
            {"n_ctx", 24},
            {"activation_function", "gelu_new"},
            {"layer_norm_epsilon", 1e-5},
            {"scale_attn_weights", true},
            {"scale_attn_by_inverse_layer_idx", false},
            {"reorder_and_upcast_attn", false},
            {"resid_pdrop", 0.1},
            {"vocab_size", 61}};
}

// A folder as Hugging Face lays it out.
struct SomebodysFolder {
    TemporaryFolder folder;

    SomebodysFolder(const nlohmann::json& config, const std::string& weights) {
        set(config);
        std::filesystem::copy_file(fixture_path(weights), folder.path("model.safetensors"));
    }
    void set(const nlohmann::json& config) const { folder.write("config.json", config.dump()); }
    std::string path() const { return folder.path(""); }
};

// The same model on the tape, its weights expanded: what every way to keep them must agree with, to the bit.
inline book::LanguageModel expanded_model(const std::string& path,
                                          const book::LanguageModelConfig& config,
                                          book::ForeignMatrix (*name_of)(const std::string&),
                                          const std::string& prefix = "") {
    const book::WeightFile file = book::WeightFile::open(path);
    book::LanguageModel model(config, 1);
    book::fill_parameters(model, name_of, [&](const std::string& name, book::Shape shape) {
        return file.read(prefix + name, shape);
    });
    return model;
}

// One more tensor in a .safetensors file, all of whose numbers are `value`, or one of that name replaced.
// Tensors that are not F32 are lost.
inline void set_tensor(const std::string& path, const std::string& name, book::Shape shape,
                       float value) {
    const book::WeightFile file = book::WeightFile::open(path);
    std::vector<std::string> names;
    std::vector<book::Matrix> matrices;
    for (const std::string& old : file.names()) {
        if (old == name || file.type_name(old) != "F32") continue;
        names.push_back(old);
        matrices.push_back(file.read(old, file.shape(old)));
    }
    names.push_back(name);
    matrices.emplace_back(shape);
    for (book::real& x : matrices.back().flat()) x = static_cast<book::real>(value);
    std::vector<book::NamedMatrix> all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all.push_back({names[i], matrices[i].shape(), matrices[i].flat()});
    book::write_safetensors(path, {}, all);
}
