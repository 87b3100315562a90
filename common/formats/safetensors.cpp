#include "formats/safetensors.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/read_number.h"
#include "host/atomic_file.h"

namespace book {
namespace {

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

// The bytes of a number of each kind that the book does not read; 0 of one that it does not know.
std::uint64_t bytes_of_other(const std::string& type) {
    static const std::map<std::string, std::uint64_t> kBytes{
        {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"U16", 2},
        {"I16", 2},  {"U32", 4}, {"I32", 4}, {"U64", 8},     {"I64", 8},     {"F64", 8}};
    const auto found = kBytes.find(type);
    return found == kBytes.end() ? 0 : found->second;
}

std::optional<WeightType> weight_type_of(const std::string& type) {
    for (const WeightType known : {WeightType::f32, WeightType::f16, WeightType::bf16})
        if (type == name_of(known)) return known;
    return std::nullopt;
}

// Whether so many bytes hold numbers of these dimensions.
bool fits(const StoredTensor& tensor) {
    // Of numbers, each a block of one; an unknown kind fits whatever it takes.
    const std::uint64_t each =
        tensor.type ? block_of(*tensor.type).bytes : bytes_of_other(tensor.type_name);
    std::uint64_t bytes = each;
    for (const std::uint64_t n : tensor.dimensions) {
        if (n != 0 && bytes > tensor.bytes / n) return false;
        bytes *= n;
    }
    return each == 0 || bytes == tensor.bytes;
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

const char* SafeTensors::not_one() const {
    return origin_ == Origin::book ? "not a checkpoint" : "not a file of safetensors";
}

SafeTensors::SafeTensors(const std::string& path, Origin origin) : path_(path), origin_(origin) {
    const std::uint64_t bytes = size_of_file(path);
    std::ifstream in(path, std::ios::binary);
    std::uint64_t length = 0;
    in.read(reinterpret_cast<char*>(&length), sizeof length);
    require_input(in.good() && bytes > sizeof length, "{}: {}: only {} bytes long{}", path,
                  not_one(), bytes, origin == Origin::book ? "; train it again" : "");
    require_input(length >= 2 && length <= kLargestHeader, "{}: {}: its header would have {} bytes",
                  path, not_one(), length);
    require_input(length <= bytes - sizeof length,
                  "{}: truncated, or {}: a header of {} bytes in a file of {}", path, not_one(),
                  length, bytes);
    std::string header(length, '\0');
    in.read(header.data(), length);
    require_input(in.good(), "{}: cannot be read", path);
    data_begin_ = sizeof length + length;
    data_bytes_ = bytes - data_begin_;
    parse_header(header);
    check_layout();
}

namespace {

// Reads what a header says, each piece checked; the complaints name the file and what it is not.
class HeaderReader {
  public:
    // Of a file with so many bytes behind its header.
    HeaderReader(const std::string& path, const char* not_one, std::uint64_t data_bytes)
        : path_(path), not_one_(not_one), data_bytes_(data_bytes) {}

    nlohmann::json parse(const std::string& text) const {
        std::set<std::string> seen;
        std::vector<std::size_t> names;  // of the objects that are open: how many were read
        const auto watch = [&](int depth, nlohmann::json::parse_event_t event,
                               nlohmann::json& value) {
            using Event = nlohmann::json::parse_event_t;
            if (event == Event::object_start) names.push_back(0);
            if (event == Event::key) ++names.back();
            if (event == Event::object_end) {
                require_one(names.back() == value.size(),
                            "a name stands twice in one object of its header");
                names.pop_back();
            }
            require_one(depth <= kDeepest, "its header is nested too deeply");
            if (event == Event::key && depth == 1) require_new(value.get<std::string>(), seen);
            return true;
        };
        try {
            nlohmann::json header = nlohmann::json::parse(text, watch);
            require_one(header.is_object(), "its header is no JSON object");
            return header;
        } catch (const nlohmann::json::exception&) {
            throw InputError(fmt::format("{}: {}: its header is not JSON", path_, not_one_));
        }
    }

    void metadata(const nlohmann::json& value, Metadata& to) const {
        require_object(kMetadata, value);
        for (const auto& [key, fact] : value.items()) {
            require_input(fact.is_string(), "{}: the metadata \"{:.60}\" is not a string", path_,
                          key);
            to.set(key, fact.get<std::string>());
        }
    }

    // Its place is counted from the end of the header.
    StoredTensor tensor(const std::string& name, const nlohmann::json& value) const {
        require_object(name, value);
        for (const char* part : {"dtype", "shape", "data_offsets"})
            require_input(value.contains(part), "{}: the matrix \"{:.60}\" has no {}", path_, name,
                          part);
        require_input(value["dtype"].is_string(), "{}: {}: the dtype of \"{:.60}\" is no string",
                      path_, not_one_, name);
        const auto& shape = value["shape"];
        const auto& offsets = value["data_offsets"];
        require_input(
            shape.is_array() && shape.size() <= 8 && offsets.is_array() && offsets.size() == 2,
            "{}: {}: \"{:.60}\" has no proper shape or offsets", path_, not_one_, name);
        StoredTensor tensor;
        tensor.type_name = value["dtype"].get<std::string>();
        tensor.type = weight_type_of(tensor.type_name);
        for (const auto& n : shape) tensor.dimensions.push_back(natural(name, n));
        tensor.begin = natural(name, offsets[0]);
        const std::uint64_t end = natural(name, offsets[1]);
        require_input(end >= tensor.begin && end <= data_bytes_,
                      "{}: truncated or damaged: \"{:.60}\" should lie at bytes {} to {} of {}",
                      path_, name, tensor.begin, end, data_bytes_);
        tensor.bytes = end - tensor.begin;
        return tensor;
    }

  private:
    void require_one(bool ok, const char* what) const {
        require_input(ok, "{}: {}: {}", path_, not_one_, what);
    }
    void require_new(const std::string& name, std::set<std::string>& seen) const {
        require_input(seen.insert(name).second, "{}: the matrix \"{:.60}\" is there twice", path_,
                      name);
    }
    void require_object(const std::string& name, const nlohmann::json& value) const {
        require_input(value.is_object(), "{}: {}: \"{:.60}\" is no JSON object", path_, not_one_,
                      name);
    }
    std::uint64_t natural(const std::string& name, const nlohmann::json& number) const {
        require_input(number.is_number_unsigned(),
                      "{}: {}: the sizes of \"{:.60}\" are not whole numbers", path_, not_one_,
                      name);
        return number.get<std::uint64_t>();
    }

    const std::string& path_;
    const char* not_one_;
    std::uint64_t data_bytes_;
};

}  // namespace

void SafeTensors::parse_header(const std::string& text) {
    const HeaderReader reader(path_, not_one(), data_bytes_);
    const nlohmann::json header = reader.parse(text);
    for (const auto& item : header.items()) {
        const std::string& name = item.key();
        if (name == kMetadata) {
            reader.metadata(item.value(), metadata_);
            continue;
        }
        StoredTensor tensor = reader.tensor(name, item.value());
        require_input(origin_ == Origin::elsewhere || tensor.type == WeightType::f32,
                      "{}: the numbers of \"{:.60}\" are not F32; convert them first", path_, name);
        tensor.begin += data_begin_;
        tensors_[name] = std::move(tensor);
    }
}

// The matrices lie one behind the other without a gap, and fill the file: so none overlaps another,
// none reaches beyond the end, and together they cannot be larger than the file.
void SafeTensors::check_layout() const {
    std::uint64_t at = data_begin_;
    for (const std::string& name : names()) {
        const StoredTensor& t = tensors_.at(name);
        require_input(t.begin == at,
                      "{}: truncated or damaged: \"{:.60}\" should lie at bytes {} to {} of {}",
                      path_, name, t.begin - data_begin_, t.begin - data_begin_ + t.bytes,
                      data_bytes_);
        require_input(fits(t), "{}: damaged: \"{:.60}\" has {} bytes for ({}) of {:.20}", path_,
                      name, t.bytes, fmt::join(t.dimensions, " x "), t.type_name);
        at += t.bytes;
    }
    require_input(at == data_begin_ + data_bytes_, "{}: damaged: {} bytes behind the last matrix",
                  path_, data_begin_ + data_bytes_ - at);
}

std::vector<std::string> SafeTensors::names() const {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_) names.push_back(name);
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        const StoredTensor& x = tensors_.at(a);
        const StoredTensor& y = tensors_.at(b);
        return x.begin != y.begin ? x.begin < y.begin : x.bytes < y.bytes;
    });
    return names;
}

void SafeTensors::read(const std::string& name, Shape shape, std::span<real> to) const {
    const auto found = tensors_.find(name);
    require_input(found != tensors_.end(), "{}: the matrix \"{}\" is missing", path_, name);
    const StoredTensor& tensor = found->second;
    const std::vector<std::uint64_t> wanted{static_cast<std::uint64_t>(shape.rows),
                                            static_cast<std::uint64_t>(shape.cols)};
    require_input(tensor.dimensions == wanted && to.size() == shape.size(),
                  "{}: the matrix \"{}\" should be {}, but is ({})", path_, name, shape,
                  fmt::join(tensor.dimensions, " x "));
    NamedTensor{path_, name, tensor}.read_into(to);
}

}  // namespace book
