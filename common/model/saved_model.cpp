#include "model/saved_model.h"

#include <fmt/ranges.h>

#include <sstream>

#include "core/read_number.h"

namespace book {
namespace {

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

void put_about(const Checkpoint& about, Metadata& metadata) {
    for_each_field(about, [&](const char* name, const auto& value) { metadata.set(name, value); });
    put_never_read(about.never_read, metadata);
    for (const auto& [key, value] : about.training.values()) metadata.set(kTraining + key, value);
}

void get_about(const Metadata& metadata, int vocabulary, Checkpoint& about) {
    for_each_field(about, [&](const char* name, auto& value) { metadata.get(name, value); });
    about.never_read = get_never_read(metadata, vocabulary);
    about.training = Metadata();
    for (const auto& [key, value] : metadata.values())
        if (key.starts_with(kTraining)) about.training.set(key.substr(kTraining.size()), value);
}

std::vector<NamedMatrix> named_matrices(const Parameters& p) {
    std::vector<NamedMatrix> matrices;
    std::size_t begin = 0;
    for (int i = 0; i < p.count(); ++i) {
        const std::size_t size = p.shape(i).size();
        matrices.push_back({p.name(i), p.shape(i), p.values().subspan(begin, size)});
        begin += size;
    }
    return matrices;
}

void read_parameters(const SafeTensors& file, Parameters& p) {
    std::size_t begin = 0;
    for (int i = 0; i < p.count(); ++i) {
        const std::size_t size = p.shape(i).size();
        file.read(p.name(i), p.shape(i), p.values().subspan(begin, size));
        begin += size;
    }
}

void read_metadata(const SafeTensors& file, const std::string& format,
                   const std::function<void(const Metadata&)>& read) {
    try {
        const Metadata& metadata = file.metadata();
        require_input(metadata.has("format"), "it holds matrices, but no model of this book");
        const std::string& there = metadata.text("format");
        require_input(!there.starts_with("attention-book training "),
                      "it is the state of a training, with which --resume goes on; its model is the "
                      "file without .resume");
        require_input(there == format,
                      "it is of version \"{:.40}\", this program reads \"{}\"; train it again",
                      there, format);
        read(metadata);
    } catch (const InputError& error) {
        throw InputError(
            fmt::format("{}: not a checkpoint that can be used: {}", file.path(), error.what()));
    }
}

void require_numbers(const SafeTensors& file, std::size_t numbers) {
    require_input(numbers == file.total_numbers(),
                  "{}: damaged: its configuration needs {} numbers, the file holds {}", file.path(),
                  numbers, file.total_numbers());
}

}  // namespace book
