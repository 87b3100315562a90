#include "model/checkpoint.h"

#include <fmt/ranges.h>

#include <cstring>
#include <sstream>

#include "core/read_number.h"

namespace book {
namespace {

constexpr const char* kFormat = "attention-book 1";
const std::string kTraining = "training.";  // what the facts about the training begin with

// What is saved beside the sizes and the numbers of the model: the one list of it.
template <class About, class F>
void for_each_field(About& about, F f) {
    auto& [merges, lowercase, never_read, training] = about;  // the last two are lists of their own
    f("merges", merges);
    f("lowercase", lowercase);
}

void put_never_read(const std::vector<int>& tokens, Metadata& metadata) {
    metadata.set("never_read", fmt::format("{}", fmt::join(tokens, " ")));
}

std::vector<int> get_never_read(const Metadata& metadata, int vocabulary) {
    std::vector<int> tokens;
    if (!metadata.has("never_read")) return tokens;
    std::istringstream text(metadata.text("never_read"));
    for (std::string word; text >> word;) {
        int token = 0;
        const bool is_next = read_whole_number(word, token) == std::errc() && token < vocabulary &&
                             token > (tokens.empty() ? -1 : tokens.back());
        require_input(is_next, "the metadata \"never_read\" is no list of tokens");
        tokens.push_back(token);
    }
    return tokens;
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
    put_never_read(about.never_read, metadata);
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
        require_input(
            !format.starts_with("attention-book training "),
            "it is the state of a training, with which --resume goes on; its model is the "
            "file without .resume");
        require_input(format == kFormat,
                      "it is of version \"{:.40}\", this program reads \"{}\"; train it again",
                      format, kFormat);
        config = get_config(metadata);
        for_each_field(about, [&](const char* name, auto& value) { metadata.get(name, value); });
        about.never_read = get_never_read(metadata, config.vocabulary);
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
