#include "model/checkpoint.h"

namespace book {
namespace {

constexpr const char* kFormat = "attention-book 1";

}  // namespace

void put_config(const TransformerConfig& c, Metadata& metadata) {
    metadata.set("config.vocabulary", c.vocabulary);
    metadata.set("config.width", c.width);
    metadata.set("config.heads", c.heads);
    metadata.set("config.encoder_layers", c.encoder_layers);
    metadata.set("config.decoder_layers", c.decoder_layers);
    metadata.set("config.feed_forward", c.feed_forward);
    metadata.set("config.dropout", c.dropout);
    metadata.set("config.max_length", c.max_length);
    metadata.set("config.pre_norm", c.pre_norm);
    metadata.set("config.final_norm", c.final_norm);
    metadata.set("config.attention_bias", c.attention_bias);
}

TransformerConfig get_config(const Metadata& metadata) {
    TransformerConfig c;
    c.vocabulary = metadata.integer("config.vocabulary");
    c.width = metadata.integer("config.width");
    c.heads = metadata.integer("config.heads");
    c.encoder_layers = metadata.integer("config.encoder_layers");
    c.decoder_layers = metadata.integer("config.decoder_layers");
    c.feed_forward = metadata.integer("config.feed_forward");
    c.dropout = metadata.number("config.dropout");
    c.max_length = metadata.integer("config.max_length");
    c.pre_norm = metadata.flag("config.pre_norm");
    c.final_norm = metadata.flag("config.final_norm");
    c.attention_bias = metadata.flag("config.attention_bias");
    check_config(c);
    return c;
}

void save_checkpoint(const std::string& path, const Transformer& model, const Checkpoint& about) {
    Metadata metadata;
    metadata.set("format", kFormat);
    put_config(model.config(), metadata);
    metadata.set("merges", about.merges);
    metadata.set("lowercase", about.lowercase);
    for (const auto& [key, value] : about.training.values()) metadata.set("training." + key, value);

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
        about.merges = metadata.text("merges");
        about.lowercase = metadata.flag("lowercase");
        about.training = Metadata();
        const std::string prefix = "training.";
        for (const auto& [key, value] : metadata.values())
            if (key.compare(0, prefix.size(), prefix) == 0)
                about.training.set(key.substr(prefix.size()), value);
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
