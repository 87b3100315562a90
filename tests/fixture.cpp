#include "fixture.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "json.h"
#include "tensor/ops.h"

namespace book {
namespace {

// Little-endian bytes as a number of so many bytes, on any machine.
std::uint64_t read_bytes(const char* bytes, int count) {
    std::uint64_t x = 0;
    for (int i = count - 1; i >= 0; --i) x = x << 8 | static_cast<unsigned char>(bytes[i]);
    return x;
}
std::uint64_t read_u64(const char* bytes) { return read_bytes(bytes, 8); }

double read_number(const std::string& type, const char* bytes) {
    if (type == "F32")
        return static_cast<double>(
            std::bit_cast<float>(static_cast<std::uint32_t>(read_bytes(bytes, 4))));
    const std::uint64_t bits = read_u64(bytes);
    return type == "F64" ? std::bit_cast<double>(bits)
                         : static_cast<double>(static_cast<std::int64_t>(bits));
}

int to_dimension(std::uint64_t n) {
    require(n <= 1'000'000, "a dimension of {}", n);
    return static_cast<int>(n);
}

Reference read_tensor(const nlohmann::json& entry, const char* data, std::uint64_t size) {
    auto shape = entry.at("shape").get<std::vector<std::uint64_t>>();
    if (shape.size() == 1) shape.insert(shape.begin(), 1);
    const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
    const auto type = entry.at("dtype").get<std::string>();
    require(shape.size() == 2 && offsets.size() == 2, "a tensor here has at most two dimensions");
    require(type == "F64" || type == "I64" || type == "F32", "a tensor of type {}", type);
    const std::uint64_t bytes = type == "F32" ? 4 : 8;
    Reference tensor{{to_dimension(shape[0]), to_dimension(shape[1])}, {}};
    const std::uint64_t count = tensor.shape.size();
    require(
        offsets[0] <= offsets[1] && offsets[1] <= size && offsets[1] - offsets[0] == bytes * count,
        "bytes {}..{} of {} for {} numbers", offsets[0], offsets[1], size, count);
    tensor.values.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i)
        tensor.values.push_back(read_number(type, data + offsets[0] + bytes * i));
    return tensor;
}

}  // namespace

Fixture::Fixture(const std::string& file) : file_(file) {
    const std::string path = std::string(BOOK_SOURCE_DIR) + "/tests/fixtures/" + file;
    std::ifstream in(path, std::ios::binary);
    require(in.good(), "cannot read {}", path);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    require(bytes.size() >= 8, "{}: {} bytes are no fixture", path, bytes.size());
    const std::uint64_t header = read_u64(bytes.data());
    require(header <= bytes.size() - 8, "{}: a header of {} bytes in a file of {}", path, header,
            bytes.size());
    const char* data = bytes.data() + 8 + header;
    try {
        const auto entries = parse_json({bytes.data() + 8, data});
        for (const auto& [name, entry] : entries.items())
            if (name != "__metadata__")
                tensors_[name] = read_tensor(entry, data, bytes.size() - 8 - header);
    } catch (const std::exception& e) {
        throw Error(fmt::format("{}: {}", path, e.what()));
    }
}

const Reference& Fixture::at(const std::string& name) const {
    const auto found = tensors_.find(name);
    require(found != tensors_.end(), "{} has no tensor {}", file_, name);
    return found->second;
}

Matrix Fixture::matrix(const std::string& name) const {
    const Reference& from = at(name);
    Matrix to(from.shape);
    for (std::size_t i = 0; i < to.size(); ++i) to.data()[i] = static_cast<real>(from.values[i]);
    return to;
}

double Fixture::number(const std::string& name) const {
    require(at(name).shape == Shape{1, 1}, "{}: {} is no number", file_, name);
    return at(name).values[0];
}

std::vector<int> Fixture::ints(const std::string& name) const {
    std::vector<int> ids;
    for (double v : at(name).values) {
        require(v == std::floor(v) && std::abs(v) < 1e9, "{}: {} is no integer", name, v);
        ids.push_back(static_cast<int>(v));
    }
    return ids;
}

std::vector<std::string> Fixture::names_under(const std::string& prefix) const {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_)
        if (name.compare(0, prefix.size(), prefix) == 0)
            names.push_back(name.substr(prefix.size()));
    return names;
}

double norm(const Reference& x) {
    double sum = 0;
    for (double v : x.values) sum += v * v;
    return std::sqrt(sum);
}

double relative_error(ConstView ours, const Reference& theirs, double largest) {
    require(ours.shape() == theirs.shape, "ours is {}, PyTorch's is {}", ours.shape(),
            theirs.shape);
    double sum = 0;
    std::size_t i = 0;
    for (int r = 0; r < ours.rows(); ++r)
        for (real v : ours.row(r)) {
            const double difference = static_cast<double>(v) - theirs.values[i++];
            sum += difference * difference;
        }
    const double size = norm(theirs);
    const double scale = size < 1e-12 * largest ? largest : size;
    return sum == 0 ? 0 : std::sqrt(sum) / scale;
}

double error_of(const Fixture& fixture, const std::string& name, ConstView ours, double largest) {
    const double error = relative_error(ours, fixture.at(name), largest);
    if (std::getenv("BOOK_TEST_ERRORS") != nullptr)
        std::fprintf(stderr, "%.1e  %s\n", error, name.c_str());
    return error;
}

void set_parameters(Parameters& parameters, const Fixture& fixture, const std::string& prefix) {
    for (int i = 0; i < parameters.count(); ++i)
        copy(fixture.matrix(prefix + parameters.name(i)), parameters.value(i));
}

Worst worst_gradient(Parameters& parameters, const Fixture& fixture, const std::string& prefix) {
    double largest = 0;
    for (const std::string& name : fixture.names_under(prefix)) {
        largest = std::max(largest, norm(fixture.at(prefix + name)));
        parameters.find(name);  // or Error
    }
    Worst worst;
    for (int i = 0; i < parameters.count(); ++i) {
        const std::string name = prefix + parameters.name(i);
        const double error = fixture.has(name)
                                 ? error_of(fixture, name, parameters.grad(i), largest)
                                 : norm(ConstView(parameters.grad(i)));
        if (!(error <= worst.error)) worst = {error, name};
        if (error != error) return worst;
    }
    return worst;
}

Worst worst_value(Parameters& parameters, const Fixture& fixture, const std::string& prefix) {
    for (const std::string& name : fixture.names_under(prefix)) parameters.find(name);  // or Error
    Worst worst;
    for (int i = 0; i < parameters.count(); ++i) {
        const std::string name = prefix + parameters.name(i);
        const double error = error_of(fixture, name, parameters.value(i));
        if (!(error <= worst.error)) worst = {error, name};
        if (error != error) return worst;
    }
    return worst;
}

}  // namespace book
