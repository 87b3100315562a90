#include "model/language_checkpoint.h"

#include <fmt/ranges.h>

namespace book {
namespace {

constexpr const char* kLanguageModelFormat = "attention-book language model 1";

template <class T>
void put_field(Metadata& metadata, const std::string& key, const T& value) {
    if constexpr (std::is_enum_v<T>)
        metadata.set(key, name_of(value));
    else
        metadata.set(key, value);
}

template <class T>
void get_field(const Metadata& metadata, const std::string& key, T& value) {
    if constexpr (std::is_enum_v<T>)
        require_input(read_name(metadata.text(key), value),
                      "the metadata \"{}\" is \"{:.40}\", and should be one of {}", key,
                      metadata.text(key), fmt::join(names_of(value), ", "));
    else
        metadata.get(key, value);
}

}  // namespace

void put_config(const LanguageModelConfig& config, Metadata& metadata) {
    for_each_field(config, [&](const std::string& name, const auto& value) {
        put_field(metadata, "config." + name, value);
    });
}

LanguageModelConfig get_language_model_config(const Metadata& metadata) {
    LanguageModelConfig config;
    for_each_field(config, [&](const std::string& name, auto& value) {
        get_field(metadata, "config." + name, value);
    });
    check_config(config);
    return config;
}

void save_language_model(const std::string& path, const LanguageModel& model,
                         const Checkpoint& about) {
    Metadata metadata;
    metadata.set("format", kLanguageModelFormat);
    put_config(model.config(), metadata);
    put_about(about, metadata);
    write_safetensors(path, metadata, named_matrices(model.parameters()));
}

LanguageModelConfig read_language_checkpoint(const SafeTensors& file, Checkpoint& about) {
    LanguageModelConfig config;
    read_metadata(file, kLanguageModelFormat, [&](const Metadata& metadata) {
        config = get_language_model_config(metadata);
        get_about(metadata, config.vocabulary, about);
    });
    require_numbers(file, count_parameters(config));
    return config;
}

LanguageModel load_language_model(const std::string& path, Checkpoint& about) {
    const SafeTensors file(path);
    LanguageModel model(read_language_checkpoint(file, about), 1);
    read_parameters(file, model.parameters());
    return model;
}

}  // namespace book
