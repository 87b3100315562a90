#include "formats/weight_file.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "formats/safetensors.h"
#include "host/files.h"

namespace book {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestIndex = 1u << 24;  // bytes; a hundred for each tensor
constexpr std::size_t kMostShards = 1000;
constexpr int kDeepestIndex = 2;  // {"weight_map": {"name": "file"}}

// Which file each tensor is in, as the index of the shards says.
std::map<std::string, std::string> shards_by_tensor(const std::string& path) {
    require_input(size_of_file(path) <= kLargestIndex, "{}: too large for an index of shards",
                  path);
    const auto is_shallow = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        require_input(depth <= kDeepestIndex, "{}: no index of shards: nested too deeply", path);
        return true;
    };
    nlohmann::json index;
    try {
        index = nlohmann::json::parse(text_of(path), is_shallow);
    } catch (const nlohmann::json::exception&) {
        throw InputError(fmt::format("{}: no index of shards: not JSON", path));
    }
    const bool has_map =
        index.is_object() && index.contains("weight_map") && index["weight_map"].is_object();
    require_input(has_map, "{}: no index of shards: it has no weight_map", path);

    std::map<std::string, std::string> shards;
    for (const auto& [name, file] : index["weight_map"].items()) {
        require_input(file.is_string(), "{}: \"{}\" is in no file", path, shown_name(name));
        shards[name] = file.get<std::string>();
    }
    return shards;
}

// A shard lies beside its index: a stranger's file leads nowhere else.
void require_beside(const std::string& index, const std::string& shard) {
    const bool is_plain = shard.ends_with(".safetensors") &&
                          shard.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
    require_input(is_plain, "{}: \"{}\" is no name of a shard", index, shown_name(shard));
}

}  // namespace

WeightFile WeightFile::open(const std::string& path) {
    WeightFile file;
    file.path_ = path;
    std::error_code unknown;
    if (fs::is_directory(path, unknown)) {
        const std::string whole = (fs::path(path) / "model.safetensors").string();
        const std::string index = whole + ".index.json";
        const bool is_whole = is_there(whole);
        require_input(is_whole || is_there(index),
                      "{}: a folder without model.safetensors or model.safetensors.index.json",
                      path);
        if (is_whole)
            file.add_safetensors(whole);
        else
            file.add_shards(index);
    } else if (book::is_gguf(path)) {
        Gguf gguf(path);
        for (const auto& [name, tensor] : gguf.tensors()) file.tensors_[name] = {path, tensor};
        file.metadata_ = std::move(gguf).take_metadata();
    } else {
        file.add_safetensors(path);
    }
    return file;
}

void WeightFile::add_safetensors(const std::string& file) {
    const SafeTensors opened(file, Origin::elsewhere);
    for (const auto& [name, tensor] : opened.tensors()) {
        const bool is_new = tensors_.emplace(name, Place{file, tensor}).second;
        require_input(is_new, "{}: \"{}\" is in another shard, too", file, shown_name(name));
    }
}

void WeightFile::add_shards(const std::string& index) {
    const auto shards = shards_by_tensor(index);
    std::set<std::string> files;
    for (const auto& [name, shard] : shards) files.insert(shard);
    require_input(files.size() <= kMostShards, "{}: {} shards", index, files.size());
    for (const std::string& shard : files) {
        require_beside(index, shard);
        add_safetensors(beside(index, shard));
    }
    for (const auto& [name, shard] : shards) {
        const auto found = tensors_.find(name);
        require_input(found != tensors_.end() && found->second.file == beside(index, shard),
                      "{}: \"{}\" is not in {}", index, shown_name(name), shard);
    }
}

NamedTensor WeightFile::find(const std::string& name) const {
    const auto found = tensors_.find(name);
    require_input(found != tensors_.end(), "{}: the matrix \"{}\" is missing", path_,
                  shown_name(name));
    return {found->second.file, found->first, found->second.tensor};
}

const GgufMetadata& WeightFile::metadata() const {
    require(is_gguf(), "{}: metadata of a file that is no GGUF", path_);
    return *metadata_;
}

std::vector<std::string> WeightFile::names() const {
    std::vector<std::string> names;
    for (const auto& [name, place] : tensors_) names.push_back(name);
    return names;
}

const std::vector<std::uint64_t>& WeightFile::dimensions(const std::string& name) const {
    return find(name).tensor.dimensions;
}

const std::string& WeightFile::type_name(const std::string& name) const {
    return find(name).tensor.type_name;
}

std::uint64_t WeightFile::bytes(const std::string& name) const { return find(name).tensor.bytes; }
Shape WeightFile::shape(const std::string& name) const { return find(name).shape(); }
WeightType WeightFile::type(const std::string& name) const { return find(name).type(); }

Matrix WeightFile::read(const std::string& name, Shape shape) const {
    return find(name).read(shape);
}

PackedMatrix WeightFile::packed(const std::string& name, Shape shape) const {
    return find(name).packed(shape);
}

}  // namespace book
