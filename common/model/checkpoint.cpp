#include "model/checkpoint.h"

namespace book {
namespace {

constexpr const char* kFormat = "attention-book 1";
const std::string kTraining = "training.";  // what the facts about the training begin with

// What is saved beside the sizes and the numbers of the model: the one list of it.
template <class About, class F>
void for_each_field(About& about, F f) {
    auto& [merges, lowercase, training] = about;  // the last one is a list of its own
    f("merges", merges);
    f("lowercase", lowercase);
}

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
    for_each_field(about, [&](const char* name, const auto& value) { metadata.set(name, value); });
    for (const auto& [key, value] : about.training.values()) metadata.set(kTraining + key, value);

    std::vector<NamedMatrix> matrices;
    const Parameters& p = model.parameters();
    std::size_t begin = 0;
    for (int i = 0; i < p.count(); ++i) {
        const std::size_t size = p.shape(i).size();
        matrices.push_back({p.name(i), p.shape(i), p.values().subspan(begin, size)});
        begin += size;
    }
    write_safetensors(path, metadata, matrices);
}

Transformer load_checkpoint(const std::string& path, Checkpoint& about) {
    const SafeTensors file(path);
    TransformerConfig config;
    try {
        const Metadata& metadata = file.metadata();
        require_input(metadata.has("format"), "it holds matrices, but no model of this book");
        const std::string& format = metadata.text("format");
        require_input(format == kFormat,
                      "it is of version \"{:.40}\", this program reads \"{}\"; train it again",
                      format, kFormat);
        config = get_config(metadata);
        for_each_field(about, [&](const char* name, auto& value) { metadata.get(name, value); });
        about.training = Metadata();
        for (const auto& [key, value] : metadata.values())
            if (key.starts_with(kTraining)) about.training.set(key.substr(kTraining.size()), value);
    } catch (const InputError& error) {
        throw InputError(
            fmt::format("{}: not a checkpoint that can be used: {}", path, error.what()));
    }
    // The sizes are only believed if the file holds that many numbers.
    require_input(count_parameters(config) == file.total_numbers(),
                  "{}: damaged: its configuration needs {} numbers, the file holds {}", path,
                  count_parameters(config), file.total_numbers());
    Transformer model(config, 1);
    Parameters& p = model.parameters();
    std::size_t begin = 0;
    for (int i = 0; i < p.count(); ++i) {
        const std::size_t size = p.shape(i).size();
        file.read(p.name(i), p.shape(i), p.values().subspan(begin, size));
        begin += size;
    }
    return model;
}

}  // namespace book
