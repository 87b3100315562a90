#include "model/checkpoint.h"

#include <cstring>

#include "model/saved_model.h"

namespace book {
namespace {

constexpr const char* kFormat = "attention-book 1";

}  // namespace

void put_config(const TransformerConfig& config, Metadata& metadata) {
    for_each_field(config, [&](const std::string& name, const auto& value) {
        metadata.set("config." + name, value);
    });
}

TransformerConfig get_config(const Metadata& metadata) {
    TransformerConfig config;
    for_each_field(config, [&](const std::string& name, auto& value) {
        metadata.get("config." + name, value);
    });
    check_config(config);
    return config;
}

void save_checkpoint(const std::string& path, const Transformer& model, const Checkpoint& about) {
    Metadata metadata;
    metadata.set("format", kFormat);
    put_config(model.config(), metadata);
    put_about(about, metadata);
    write_safetensors(path, metadata, named_matrices(model.parameters()));
}

Transformer load_checkpoint(const std::string& path, Checkpoint& about) {
    const SafeTensors file(path);
    TransformerConfig config;
    read_metadata(file, kFormat, [&](const Metadata& metadata) {
        config = get_config(metadata);
        get_about(metadata, config.vocabulary, about);
    });
    require_numbers(file, count_parameters(config));
    Transformer model(config, 1);
    read_parameters(file, model.parameters());
    return model;
}

bool holds_model(const std::string& path, const Transformer& model) {
    try {
        Checkpoint about;
        const Transformer there = load_checkpoint(path, about);
        const auto a = there.parameters().values(), b = model.parameters().values();
        return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
    } catch (const InputError&) {
        return false;
    }
}

}  // namespace book
