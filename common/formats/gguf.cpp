#include "formats/gguf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

namespace book {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::string_view kMagic = "GGUF";
constexpr std::uint64_t kLargestGgufHeader = 1u << 26;  // bytes; vocabularies of 256,000 take 15 MB
constexpr std::uint64_t kLongestName = 1u << 16;
constexpr std::uint32_t kMostDimensions = 4;
constexpr std::uint64_t kLeastFact = 8 + 4 + 1;        // bytes: an empty name, its kind, a byte
constexpr std::uint64_t kLeastTensor = 8 + 4 + 4 + 8;  // an empty name, no dimension, type, place
constexpr const char* kAlignment = "general.alignment";

enum Kind : std::uint32_t {
    kU8,
    kI8,
    kU16,
    kI16,
    kU32,
    kI32,
    kF32,
    kBool,
    kText,
    kArray,
    kU64,
    kI64,
    kF64
};
// Bytes of a value; 0: it says so itself.
constexpr std::array<std::uint64_t, 13> kSizes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

// The types of tensors by their number (ggml.h, enum ggml_type) that the book does not read.
struct TensorType {
    std::uint32_t number;
    const char* name;
};
constexpr TensorType kOtherTypes[] = {
    {9, "Q8_1"},   {10, "Q2_K"},    {11, "Q3_K"},   {12, "Q4_K"},    {13, "Q5_K"},  {14, "Q6_K"},
    {15, "Q8_K"},  {16, "IQ2_XXS"}, {17, "IQ2_XS"}, {18, "IQ3_XXS"}, {19, "IQ1_S"}, {20, "IQ4_NL"},
    {21, "IQ3_S"}, {22, "IQ2_S"},   {23, "IQ4_XS"}, {24, "I8"},      {25, "I16"},   {26, "I32"},
    {27, "I64"},   {28, "F64"},     {29, "IQ1_M"}};

std::optional<WeightType> type_of_number(std::uint32_t number) {
    switch (number) {
        case 0:
            return WeightType::f32;
        case 1:
            return WeightType::f16;
        case 2:
            return WeightType::q4_0;
        case 3:
            return WeightType::q4_1;
        case 6:
            return WeightType::q5_0;
        case 7:
            return WeightType::q5_1;
        case 8:
            return WeightType::q8_0;
        case 30:
            return WeightType::bf16;
        default:
            return std::nullopt;
    }
}

std::string name_of_type(std::uint32_t number) {
    if (const auto type = type_of_number(number)) return name_of(*type);
    for (const TensorType& other : kOtherTypes)
        if (other.number == number) return other.name;
    return fmt::format("type {}", number);
}

}  // namespace

// ---- the header, from its beginning to its end -------------------------------------------------

class Gguf::Header {
  public:
    Header(const std::string& path, std::uint64_t file_bytes)
        : path_(path), in_(path, std::ios::binary), file_bytes_(file_bytes) {}

    std::uint64_t at() const { return at_; }
    std::uint64_t left() const { return file_bytes_ - at_; }
    std::string take_bytes() {
        bytes_.resize(at_);  // not the beginning of the data
        bytes_.shrink_to_fit();
        return std::move(bytes_);
    }

    void require_sound(bool sound, const char* what) const {
        require_input(sound, "{}: truncated or damaged: {} at byte {}", path_, what, at_);
    }

    // Moves on by so many bytes, which are then in memory.
    const char* take(std::uint64_t n) {
        require_sound(n <= left(), "it ends too early");
        require_input(n <= kLargestGgufHeader - at_, "{}: damaged: a header of more than {} MiB",
                      path_, kLargestGgufHeader >> 20);
        if (bytes_.size() < at_ + n) read_up_to(at_ + n);
        at_ += n;
        return bytes_.data() + at_ - n;
    }

    template <class T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value), sizeof value);
        return value;
    }

    // How many things follow, each of so many bytes or more.
    std::uint64_t count(std::uint64_t least_bytes) {
        const auto n = number<std::uint64_t>();
        require_sound(n <= left() / least_bytes, "more of something than fits");
        return n;
    }

    std::string name() {
        const auto length = number<std::uint64_t>();
        require_sound(length <= kLongestName, "a name that is too long");
        return {take(length), static_cast<std::size_t>(length)};
    }

    void skip_values(std::uint32_t kind, std::uint64_t n) {
        if (kind == kText) {
            for (std::uint64_t i = 0; i < n; ++i) take(number<std::uint64_t>());
        } else {
            require_sound(n <= left() / kSizes[kind], "an array that is too long");
            take(n * kSizes[kind]);
        }
    }

  private:
    void read_up_to(std::uint64_t wanted) {
        constexpr std::uint64_t kAtATime = 1u << 16;
        const std::uint64_t old = bytes_.size();
        const std::uint64_t size = std::min(file_bytes_, std::max(wanted, old + kAtATime));
        bytes_.resize(size);
        in_.read(bytes_.data() + old, static_cast<std::streamsize>(size - old));
        require_input(in_.good(), "{}: cannot be read", path_);
    }

    const std::string& path_;
    std::ifstream in_;
    std::uint64_t file_bytes_, at_ = 0;
    std::string bytes_;  // what has been read so far
};

Gguf::Gguf(const std::string& path) {
    metadata_.path_ = path;
    const std::uint64_t file_bytes = size_of_file(path);
    Header header(path, file_bytes);
    const bool begins_well =
        file_bytes >= kMagic.size() && std::string_view(header.take(4), 4) == kMagic;
    require_input(begins_well, "{}: not a GGUF file", path);
    version_ = header.number<std::uint32_t>();
    require_input(version_ == 2 || version_ == 3,
                  "{}: version {} of GGUF; the book reads 2 and 3, little-endian", path, version_);
    const std::uint64_t tensors = header.count(kLeastTensor);
    const std::uint64_t facts = header.count(kLeastFact);
    read_facts(header, facts);
    read_tensors(header, tensors);
    metadata_.bytes_ = header.take_bytes();
    place_tensors(header.at(), file_bytes);
}

void Gguf::read_facts(Header& header, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string key = header.name();
        GgufMetadata::Fact fact{header.number<std::uint32_t>(), false, 1, 0};
        if (fact.kind == kArray) {
            fact.is_array = true;
            fact.kind = header.number<std::uint32_t>();
            require_input(fact.kind != kArray, "{}: \"{}\" is an array of arrays", path(),
                          shown_name(key));
        }
        require_input(fact.kind < kSizes.size(), "{}: damaged: \"{}\" has a value of kind {}",
                      path(), shown_name(key), fact.kind);
        if (fact.is_array) fact.count = header.count(fact.kind == kText ? 8 : kSizes[fact.kind]);
        fact.begin = header.at();
        header.skip_values(fact.kind, fact.count);
        require_input(metadata_.facts_.emplace(key, fact).second,
                      "{}: damaged: \"{}\" is there twice", path(), shown_name(key));
    }
}

void Gguf::read_tensors(Header& header, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string name = header.name();
        StoredTensor tensor;
        const auto dimensions = header.number<std::uint32_t>();
        header.require_sound(dimensions <= kMostDimensions, "a tensor of too many dimensions");
        for (std::uint32_t d = 0; d < dimensions; ++d)
            tensor.dimensions.push_back(header.number<std::uint64_t>());
        std::reverse(tensor.dimensions.begin(), tensor.dimensions.end());
        const auto type = header.number<std::uint32_t>();
        tensor.type = type_of_number(type);
        tensor.type_name = name_of_type(type);
        tensor.begin = header.number<std::uint64_t>();  // from the start of the data, so far
        require_input(tensors_.emplace(name, std::move(tensor)).second,
                      "{}: damaged: the tensor \"{}\" is there twice", path(), shown_name(name));
    }
}

void Gguf::place_tensors(std::uint64_t header_bytes, std::uint64_t file_bytes) {
    const std::int64_t stated = metadata_.has(kAlignment) ? metadata_.integer(kAlignment) : 32;
    require_input(stated > 0 && stated <= 1 << 20 && std::has_single_bit<std::uint64_t>(stated),
                  "{}: damaged: an alignment of {}", path(), stated);
    const auto alignment = static_cast<std::uint64_t>(stated);
    const std::uint64_t data_begin = (header_bytes + alignment - 1) / alignment * alignment;
    const std::uint64_t data_bytes = file_bytes - std::min(file_bytes, data_begin);
    for (auto& [name, tensor] : tensors_) {
        require_input(tensor.begin % alignment == 0 && tensor.begin <= data_bytes,
                      "{}: truncated or damaged: \"{}\" should begin at byte {} of {}", path(),
                      shown_name(name), tensor.begin, data_bytes);
        if (tensor.type) {
            const auto bytes =
                bytes_for(*tensor.type, tensor.dimensions, data_bytes - tensor.begin);
            require_input(bytes.has_value(),
                          "{}: truncated or damaged: \"{}\" does not fit into the file", path(),
                          shown_name(name));
            tensor.bytes = *bytes;
        }
        tensor.begin += data_begin;
    }
    require_apart();
}

// No two tensors share a byte; how long one of an unknown type is, is unknown.
void Gguf::require_apart() const {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places;  // begin, end
    for (const auto& [name, tensor] : tensors_)
        places.emplace_back(tensor.begin, tensor.begin + tensor.bytes);
    std::sort(places.begin(), places.end());
    for (std::size_t i = 1; i < places.size(); ++i)
        require_input(places[i - 1].second <= places[i].first,
                      "{}: damaged: two tensors share byte {}", path(), places[i].first);
}

// ---- facts -------------------------------------------------------------------------------------

std::vector<std::string> GgufMetadata::keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, fact] : facts_) keys.push_back(key);
    return keys;
}

const GgufMetadata::Fact& GgufMetadata::fact(const std::string& key, bool is_array) const {
    const auto found = facts_.find(key);
    require_input(found != facts_.end(), "{}: the metadata \"{}\" is missing", path_,
                  shown_name(key));
    if (found->second.is_array != is_array) wrong_kind(key, is_array ? "an array" : "one value");
    return found->second;
}

void GgufMetadata::wrong_kind(const std::string& key, const char* wanted) const {
    throw InputError(
        fmt::format("{}: the metadata \"{}\" should be {}", path_, shown_name(key), wanted));
}

template <class T>
T GgufMetadata::value_at(std::uint64_t at) const {
    T value;
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
}

std::int64_t GgufMetadata::integer_at(const std::string& key, std::uint32_t kind,
                                      std::uint64_t at) const {
    switch (kind) {
        case kU8:
            return value_at<std::uint8_t>(at);
        case kI8:
            return value_at<std::int8_t>(at);
        case kU16:
            return value_at<std::uint16_t>(at);
        case kI16:
            return value_at<std::int16_t>(at);
        case kU32:
            return value_at<std::uint32_t>(at);
        case kI32:
            return value_at<std::int32_t>(at);
        case kI64:
            return value_at<std::int64_t>(at);
        case kU64: {
            const auto value = value_at<std::uint64_t>(at);
            if (value > std::numeric_limits<std::int64_t>::max())
                wrong_kind(key, "a whole number below 2^63");
            return static_cast<std::int64_t>(value);
        }
        default:
            wrong_kind(key, "a whole number");
    }
}

double GgufMetadata::number_at(const std::string& key, std::uint32_t kind, std::uint64_t at) const {
    if (kind == kF32) return value_at<float>(at);
    if (kind == kF64) return value_at<double>(at);
    if (kind == kBool || kind == kText) wrong_kind(key, "a number");
    return static_cast<double>(integer_at(key, kind, at));
}

std::string GgufMetadata::text_at(std::uint64_t& at) const {
    const auto length = value_at<std::uint64_t>(at);
    const std::uint64_t begin = at + sizeof length;
    at = begin + length;
    return bytes_.substr(begin, length);
}

bool GgufMetadata::flag(const std::string& key) const {
    const Fact& f = fact(key, false);
    if (f.kind != kBool || value_at<std::uint8_t>(f.begin) > 1) wrong_kind(key, "true or false");
    return value_at<std::uint8_t>(f.begin) == 1;
}

std::int64_t GgufMetadata::integer(const std::string& key) const {
    const Fact& f = fact(key, false);
    return integer_at(key, f.kind, f.begin);
}

double GgufMetadata::number(const std::string& key) const {
    const Fact& f = fact(key, false);
    return number_at(key, f.kind, f.begin);
}

std::string GgufMetadata::text(const std::string& key) const {
    const Fact& f = fact(key, false);
    if (f.kind != kText) wrong_kind(key, "a text");
    std::uint64_t at = f.begin;
    return text_at(at);
}

std::vector<std::int64_t> GgufMetadata::integers(const std::string& key) const {
    const Fact& f = fact(key, true);
    if (f.kind == kText) wrong_kind(key, "whole numbers");
    std::vector<std::int64_t> values(f.count);
    for (std::uint64_t i = 0; i < f.count; ++i)
        values[i] = integer_at(key, f.kind, f.begin + i * kSizes[f.kind]);
    return values;
}

std::vector<double> GgufMetadata::numbers(const std::string& key) const {
    const Fact& f = fact(key, true);
    if (f.kind == kText) wrong_kind(key, "numbers");
    std::vector<double> values(f.count);
    for (std::uint64_t i = 0; i < f.count; ++i)
        values[i] = number_at(key, f.kind, f.begin + i * kSizes[f.kind]);
    return values;
}

std::vector<std::string> GgufMetadata::texts(const std::string& key) const {
    const Fact& f = fact(key, true);
    if (f.kind != kText) wrong_kind(key, "texts");
    std::vector<std::string> values(f.count);
    std::uint64_t at = f.begin;
    for (std::string& value : values) value = text_at(at);
    return values;
}

bool is_gguf(const std::string& path) {
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        return false;  // a pipe would be waited for
    std::ifstream in(path, std::ios::binary);
    std::array<char, 4> magic{};
    in.read(magic.data(), magic.size());
    return in.good() && std::string_view(magic.data(), magic.size()) == kMagic;
}

}  // namespace book
