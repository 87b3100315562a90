#include "formats/safetensors.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/read_number.h"
#include "host/atomic_file.h"

namespace book {
namespace {

namespace fs = std::filesystem;
static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::uint64_t kLargestHeader = 1u << 24;  // bytes; ours are a few hundred kilobytes
constexpr int kDeepest = 3;                         // {"name": {"shape": [r, c]}}
constexpr const char* kMetadata = "__metadata__";

template <class T>
T parse_number(const std::string& key, const std::string& text, const char* kind) {
    T value{};
    require_input(read_whole_number(text, value) == std::errc(),
                  "the metadata \"{}\" should be {}, but is \"{:.40}\"", key, kind, text);
    return value;
}

std::uint64_t natural_number(const std::string& path, const std::string& name,
                             const nlohmann::json& value) {
    require_input(value.is_number_unsigned(),
                  "{}: not a checkpoint: the sizes of \"{:.60}\" are not whole numbers", path,
                  name);
    return value.get<std::uint64_t>();
}

}  // namespace

void Metadata::set(const std::string& key, double value) {
    values_[key] = fmt::format("{}", value);
}

const std::string& Metadata::text(const std::string& key) const {
    const auto found = values_.find(key);
    require_input(found != values_.end(), "the metadata \"{}\" is missing", key);
    return found->second;
}

bool Metadata::flag(const std::string& key) const {
    const std::string& value = text(key);
    require_input(value == "true" || value == "false",
                  "the metadata \"{}\" should be true or false, but is \"{:.40}\"", key, value);
    return value == "true";
}

int Metadata::integer(const std::string& key) const {
    return parse_number<int>(key, text(key), "a whole number");
}

std::uint64_t Metadata::natural(const std::string& key) const {
    return parse_number<std::uint64_t>(key, text(key), "a whole number");
}

double Metadata::number(const std::string& key) const {
    return parse_number<double>(key, text(key), "a number");
}

void write_safetensors(const std::string& path, const Metadata& metadata,
                       const std::vector<NamedMatrix>& matrices) {
    nlohmann::ordered_json header;
    header[kMetadata] = metadata.values();
    std::uint64_t offset = 0;
    for (const NamedMatrix& m : matrices) {
        require(m.values.size() == m.shape.size(), "write_safetensors: {} is {} but has {} numbers",
                m.name, m.shape, m.values.size());
        const std::uint64_t end = offset + m.shape.size() * sizeof(float);
        header[m.name] = {{"dtype", "F32"},
                          {"shape", {m.shape.rows, m.shape.cols}},
                          {"data_offsets", {offset, end}}};
        offset = end;
    }
    // Metadata may quote a path, which may be any bytes: what is no UTF-8 becomes U+FFFD.
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    // With the 8 bytes of its length before it, the header fills whole lines of 64 bytes.
    const std::size_t lines = (text.size() + sizeof(std::uint64_t) + 63) / 64;
    text.resize(lines * 64 - sizeof(std::uint64_t), ' ');
    const std::uint64_t length = text.size();

    AtomicFile file(path);
    file.write(&length, sizeof length);
    file.write(text.data(), text.size());
    std::vector<float> floats;  // only where real is not float
    for (const NamedMatrix& m : matrices) {
        if constexpr (std::is_same_v<real, float>) {
            file.write(m.values.data(), m.values.size_bytes());
        } else {
            floats.assign(m.values.begin(), m.values.end());
            file.write(floats.data(), floats.size() * sizeof(float));
        }
    }
    file.commit();
}

SafeTensors::SafeTensors(const std::string& path) : path_(path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    require_input(fs::exists(status), "{}: there is no such file", path);
    require_input(fs::is_regular_file(status), "{}: not a file but a {}", path,
                  fs::is_directory(status) ? "directory" : "device or pipe");
    const std::uint64_t bytes = fs::file_size(path, error);
    std::ifstream in(path, std::ios::binary);
    require_input(!error && in.is_open(), "{}: cannot be read: {}", path, std::strerror(errno));

    std::uint64_t length = 0;
    in.read(reinterpret_cast<char*>(&length), sizeof length);
    require_input(in.good() && bytes > sizeof length,
                  "{}: not a checkpoint: only {} bytes long; train it again", path, bytes);
    require_input(length >= 2 && length <= kLargestHeader,
                  "{}: not a checkpoint: its header would have {} bytes", path, length);
    require_input(length <= bytes - sizeof length,
                  "{}: truncated, or not a checkpoint: a header of {} bytes in a file of {}", path,
                  length, bytes);
    std::string header(length, '\0');
    in.read(header.data(), length);
    require_input(in.good(), "{}: cannot be read", path);
    data_begin_ = sizeof length + length;
    data_bytes_ = bytes - data_begin_;
    parse_header(header);
    check_layout();
}

void SafeTensors::parse_header(const std::string& text) {
    std::set<std::string> seen;
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
        using Event = nlohmann::json::parse_event_t;
        require_input(depth <= kDeepest, "{}: not a checkpoint: its header is nested too deeply",
                      path_);
        if (event == Event::key && depth == 1) {
            const std::string name = value.get<std::string>();
            require_input(seen.insert(name).second, "{}: the matrix \"{:.60}\" is there twice",
                          path_, name);
        }
        return true;
    };
    nlohmann::json header;
    try {
        header = nlohmann::json::parse(text, watch);
    } catch (const nlohmann::json::exception&) {
        throw InputError(fmt::format("{}: not a checkpoint: its header is not JSON", path_));
    }
    require_input(header.is_object(), "{}: not a checkpoint: its header is no JSON object", path_);

    for (const auto& [name, value] : header.items()) {
        require_input(value.is_object(), "{}: not a checkpoint: \"{:.60}\" is no JSON object",
                      path_, name);
        if (name == kMetadata) {
            for (const auto& [key, fact] : value.items()) {
                require_input(fact.is_string(), "{}: the metadata \"{:.60}\" is not a string",
                              path_, key);
                metadata_.set(key, fact.get<std::string>());
            }
            continue;
        }

        for (const char* part : {"dtype", "shape", "data_offsets"})
            require_input(value.contains(part), "{}: the matrix \"{:.60}\" has no {}", path_, name,
                          part);
        require_input(value["dtype"] == "F32",
                      "{}: the numbers of \"{:.60}\" are not F32; convert them first", path_, name);
        const auto& shape = value["shape"];
        const auto& offsets = value["data_offsets"];
        require_input(
            shape.is_array() && shape.size() <= 8 && offsets.is_array() && offsets.size() == 2,
            "{}: not a checkpoint: \"{:.60}\" has no proper shape or offsets", path_, name);
        Entry entry;
        for (const auto& n : shape) entry.shape.push_back(natural_number(path_, name, n));
        entry.begin = natural_number(path_, name, offsets[0]);
        entry.end = natural_number(path_, name, offsets[1]);
        entries_[name] = entry;
    }
}

// The matrices lie one behind the other without a gap, and fill the file: so none overlaps another,
// none reaches beyond the end, and together they cannot be larger than the file.
void SafeTensors::check_layout() const {
    std::uint64_t at = 0;
    for (const std::string& name : names()) {
        const Entry& e = entries_.at(name);
        require_input(e.begin == at && e.end >= e.begin && e.end <= data_bytes_,
                      "{}: truncated or damaged: \"{:.60}\" should lie at bytes {} to {} of {}",
                      path_, name, e.begin, e.end, data_bytes_);
        std::uint64_t numbers = 1;
        for (std::uint64_t n : e.shape) {
            require_input(n == 0 || numbers <= data_bytes_ / n,
                          "{}: damaged: \"{:.60}\" is larger than the file", path_, name);
            numbers *= n;
        }
        require_input(numbers * sizeof(float) == e.end - e.begin,
                      "{}: damaged: \"{:.60}\" has {} bytes for {} numbers", path_, name,
                      e.end - e.begin, numbers);
        at = e.end;
    }
    require_input(at == data_bytes_, "{}: damaged: {} bytes behind the last matrix", path_,
                  data_bytes_ - at);
}

std::vector<std::string> SafeTensors::names() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries_) names.push_back(name);
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        const Entry& x = entries_.at(a);
        const Entry& y = entries_.at(b);
        return x.begin != y.begin ? x.begin < y.begin : x.end < y.end;
    });
    return names;
}

void SafeTensors::read(const std::string& name, Shape shape, std::span<real> to) const {
    const auto found = entries_.find(name);
    require_input(found != entries_.end(), "{}: the matrix \"{}\" is missing", path_, name);
    const Entry& entry = found->second;
    const std::vector<std::uint64_t> wanted{static_cast<std::uint64_t>(shape.rows),
                                            static_cast<std::uint64_t>(shape.cols)};
    require_input(entry.shape == wanted && to.size() == shape.size(),
                  "{}: the matrix \"{}\" should be {}, but is ({})", path_, name, shape,
                  fmt::join(entry.shape, " x "));
    std::ifstream in(path_, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(data_begin_ + entry.begin));
    std::vector<float> block(std::min<std::size_t>(to.size(), 1u << 16));
    for (std::size_t done = 0; done < to.size();) {
        const std::size_t n = std::min(block.size(), to.size() - done);
        in.read(reinterpret_cast<char*>(block.data()),
                static_cast<std::streamsize>(n * sizeof(float)));
        require_input(in.good(), "{}: cannot be read", path_);
        for (std::size_t i = 0; i < n; ++i) {
            require_input(std::isfinite(block[i]),
                          "{}: damaged: \"{}\" holds a number that is not finite", path_, name);
            to[done + i] = static_cast<real>(block[i]);
        }
        done += n;
    }
}

}  // namespace book
