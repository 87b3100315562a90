#include "formats/stored_tensor.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "core/display_width.h"

namespace book {
namespace {

namespace fs = std::filesystem;

// What is expanded at a time, so that a matrix is never in memory twice.
constexpr std::size_t kNumbersAtATime = 1u << 18;

class BytesOf {
  public:
    BytesOf(const std::string& path, std::uint64_t begin)
        : path_(path), in_(path, std::ios::binary) {
        in_.seekg(static_cast<std::streamoff>(begin));
    }
    void read(unsigned char* to, std::size_t bytes) {
        in_.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(bytes));
        require_input(in_.good(), "{}: cannot be read", path_);
    }

  private:
    const std::string& path_;
    std::ifstream in_;
};

void require_finite(const NamedTensor& t, const unsigned char* from, long blocks) {
    require_input(all_finite(*t.tensor.type, from, blocks),
                  "{}: damaged: \"{}\" holds a number that is not finite", t.path,
                  shown_name(t.name));
}

}  // namespace

std::optional<std::uint64_t> bytes_for(WeightType type, std::span<const std::uint64_t> dimensions,
                                       std::uint64_t most) {
    const auto [block_numbers, block_bytes] = block_of(type);
    const std::uint64_t in_a_row = dimensions.empty() ? 1 : dimensions.back();
    if (in_a_row % block_numbers != 0) return std::nullopt;
    std::uint64_t blocks = in_a_row / block_numbers;
    for (std::size_t i = 0; i + 1 < dimensions.size(); ++i) {
        const std::uint64_t n = dimensions[i];
        if (n != 0 && blocks > most / n) return std::nullopt;
        blocks *= n;
    }
    if (blocks > most / block_bytes) return std::nullopt;
    return blocks * block_bytes;
}

std::uint64_t size_of_file(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    require_input(fs::exists(status), "{}: there is no such file", path);
    require_input(fs::is_regular_file(status), "{}: not a file but a {}", path,
                  fs::is_directory(status) ? "directory" : "device or pipe");
    const std::uint64_t bytes = fs::file_size(path, error);
    const std::ifstream in(path, std::ios::binary);
    require_input(!error && in.is_open(), "{}: cannot be read: {}", path, std::strerror(errno));
    return bytes;
}

std::string shown_name(std::string_view name) {
    constexpr int kColumns = 60;
    constexpr std::size_t kBytes = 240;
    return clip(printable(name.substr(0, kBytes)), kColumns);
}

Shape NamedTensor::shape() const {
    const auto& d = tensor.dimensions;
    require_input(d.size() <= 2, "{}: \"{}\" has {} dimensions; the book reads matrices", path,
                  shown_name(name), d.size());
    constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
    for (const std::uint64_t n : d)
        require_input(n >= 1 && n <= kMost, "{}: \"{}\" has a dimension of {}", path,
                      shown_name(name), n);
    return {d.size() < 2 ? 1 : static_cast<int>(d[0]), d.empty() ? 1 : static_cast<int>(d.back())};
}

WeightType NamedTensor::type() const {
    if (tensor.type) return *tensor.type;
    std::vector<const char*> known;
    for (const WeightType t : kWeightTypes) known.push_back(name_of(t));
    throw InputError(fmt::format("{}: the numbers of \"{}\" are {}; the book reads {}", path,
                                 shown_name(name), shown_name(tensor.type_name),
                                 fmt::join(known, ", ")));
}

void NamedTensor::require_shape(Shape wanted) const {
    require_input(shape() == wanted, "{}: the matrix \"{}\" should be {}, but is ({})", path,
                  shown_name(name), wanted, fmt::join(tensor.dimensions, " x "));
}

PackedMatrix NamedTensor::packed(Shape wanted) const {
    const WeightType kind = type();
    require_shape(wanted);
    PackedMatrix::Bytes bytes(tensor.bytes);
    BytesOf(path, tensor.begin).read(bytes.data(), bytes.size());
    require_finite(*this, bytes.data(), static_cast<long>(bytes.size()) / block_of(kind).bytes);
    return {kind, wanted, std::move(bytes)};
}

Matrix NamedTensor::read(Shape wanted) const {
    require_shape(wanted);
    Matrix matrix(wanted);
    read_into(matrix.flat());
    return matrix;
}

// Rows are whole blocks, so all numbers are, one behind the other.
void NamedTensor::read_into(std::span<real> to) const {
    const WeightType kind = type();
    const auto [block_numbers, block_bytes] = block_of(kind);
    require(to.size() / block_numbers * block_bytes == tensor.bytes,
            "read_into: {} numbers for {} bytes", to.size(), tensor.bytes);
    BytesOf file(path, tensor.begin);
    const std::size_t step = std::min(kNumbersAtATime, to.size());
    std::vector<unsigned char> bytes(step / block_numbers * block_bytes);
    for (std::size_t done = 0; done < to.size(); done += step) {
        const std::size_t n = std::min(step, to.size() - done);
        const std::size_t blocks = n / block_numbers;
        file.read(bytes.data(), blocks * block_bytes);
        require_finite(*this, bytes.data(), static_cast<long>(blocks));
        expand(kind, bytes.data(), static_cast<long>(blocks), to.data() + done);
    }
}

}  // namespace book
