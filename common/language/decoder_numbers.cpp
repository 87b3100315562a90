#include "language/decoder_numbers.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "nn/embedding.h"
#include "tensor/ops.h"

namespace book {
namespace {

using Bytes = PackedMatrix::Bytes;

// Rows first .. first + rows, as a matrix of their own.
PackedMatrix rows_of(const PackedMatrix& w, int first, int rows) {
    const auto all = w.bytes();
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(w.row_bytes()) * first;
    const auto end = begin + static_cast<std::ptrdiff_t>(w.row_bytes()) * rows;
    return {w.type(), {rows, w.cols()}, Bytes(begin, end)};
}

// Columns first .. first + count, as rows. The type has a block for each number.
PackedMatrix columns_as_rows(const PackedMatrix& w, int first, int count) {
    const auto size = static_cast<std::size_t>(block_of(w.type()).bytes);
    Bytes turned(size * static_cast<std::size_t>(w.rows()) * static_cast<std::size_t>(count));
    unsigned char* to = turned.data();
    for (int c = first; c < first + count; ++c)
        for (int r = 0; r < w.rows(); ++r, to += size) {
            const std::size_t at =
                static_cast<std::size_t>(r) * w.row_bytes() + static_cast<std::size_t>(c) * size;
            std::memcpy(to, w.bytes().data() + at, size);
        }
    return {w.type(), {count, w.rows()}, std::move(turned)};
}

// Asks a file for what the decoder wants, by our names.
class Reader {
  public:
    Reader(const WeightFile& file, const NameInFile& name_of, DecoderNumbers& numbers)
        : file_(file), name_of_(name_of), numbers_(numbers) {}

    // A table with a row for each token.
    DecoderWeight table(const std::string& ours, Shape shape) {
        return keep(file_.packed(found(ours).name, shape));
    }
    ConstView floats(const std::string& ours, Shape shape) {
        const ForeignMatrix there = found(ours);
        const Matrix whole = file_.read(there.name, {shape.rows, shape.cols * there.parts});
        numbers_.floats.emplace_back(whole.view().col_block(there.part * shape.cols, shape.cols));
        return numbers_.floats.back();
    }
    DecoderLinear linear(const std::string& ours, int in, int out, bool has_bias) {
        DecoderLinear layer;
        layer.weight = weight(ours + ".weight", in, out);
        if (has_bias) layer.bias = floats(ours + ".bias", {1, out});
        return layer;
    }
    DecoderNorm norm(const std::string& ours, const LanguageModelConfig& c) {
        DecoderNorm norm;
        norm.gain = floats(ours + ".gain", {1, c.width});
        if (c.norm == Norm::layer) norm.bias = floats(ours + ".bias", {1, c.width});
        return norm;
    }

  private:
    ForeignMatrix found(const std::string& ours) {
        ForeignMatrix there = name_of_(ours);
        numbers_.read.insert(there.name);
        return there;
    }
    DecoderWeight keep(PackedMatrix w) {
        numbers_.packed.push_back(std::move(w));
        return DecoderWeight::as_in_file(numbers_.packed.back());
    }
    DecoderWeight weight(const std::string& ours, int in, int out) {
        const ForeignMatrix there = found(ours);
        if (there.transposed) {
            PackedMatrix whole = file_.packed(there.name, {out * there.parts, in});
            if (there.parts == 1) return keep(std::move(whole));
            return keep(rows_of(whole, there.part * out, out));
        }
        const PackedMatrix whole = file_.packed(there.name, {in, out * there.parts});
        require_input(block_of(whole.type()).numbers == 1,
                      "{}: \"{}\" is kept (in x out) in blocks, which is not known here",
                      file_.path(), there.name);
        return keep(columns_as_rows(whole, there.part * out, out));
    }

    const WeightFile& file_;
    const NameInFile& name_of_;
    DecoderNumbers& numbers_;
};

DecoderWeights::Layer read_layer(Reader& reader, const LanguageModelConfig& c, int number) {
    const std::string name = "layer." + std::to_string(number) + ".";
    const int d = c.width, kv = c.key_value_width(), f = c.feed_forward;
    DecoderWeights::Layer layer;
    layer.attention_norm = reader.norm(name + "attention_norm", c);
    layer.query = reader.linear(name + "attention.query", d, d, c.attention_bias);
    layer.key = reader.linear(name + "attention.key", d, kv, c.attention_bias);
    layer.value = reader.linear(name + "attention.value", d, kv, c.attention_bias);
    layer.output = reader.linear(name + "attention.output", d, d, c.attention_bias);
    if (c.activation == FeedForwardKind::none) return layer;
    layer.feed_forward_norm = reader.norm(name + "feed_forward_norm", c);
    if (c.activation == FeedForwardKind::swiglu)
        layer.gate = reader.linear(name + "feed_forward.gate", d, f, c.feed_forward_bias);
    layer.inner = reader.linear(name + "feed_forward.inner", d, f, c.feed_forward_bias);
    layer.outer = reader.linear(name + "feed_forward.outer", f, d, c.feed_forward_bias);
    return layer;
}

// The table of positions is not in the file: its size is what the file says of it, and no more.
void require_proportion(const WeightFile& file, const LanguageModelConfig& c, int width,
                        std::size_t weight_bytes) {
    constexpr std::size_t kAlwaysFine = std::size_t{64} << 20;
    const std::size_t needed =
        sizeof(real) * static_cast<std::size_t>(c.max_length) * static_cast<std::size_t>(width);
    require_input(needed <= std::max(kAlwaysFine, weight_bytes),
                  "{}: a context of {} tokens takes {} MiB for its positions, out of all "
                  "proportion to a model of {} MiB",
                  file.path(), c.max_length, needed >> 20, weight_bytes >> 20);
}

ConstView read_positions(Reader& reader, const WeightFile& file, const LanguageModelConfig& c,
                         DecoderNumbers& numbers) {
    switch (c.positions) {
        case Positions::none:
            return {};
        case Positions::learned:
            return reader.floats("positions", {c.max_length, c.width});
        case Positions::sinusoidal:
            require_proportion(file, c, c.width, numbers.bytes());
            numbers.floats.push_back(sinusoidal_positions(c.max_length, c.width));
            return numbers.floats.back();
        case Positions::rotary:
            require_proportion(file, c, c.head_width(), numbers.bytes());
            numbers.floats.push_back(rotary_table(c.max_length, c.head_width(), c.theta));
            return numbers.floats.back();
    }
    return {};
}

}  // namespace

std::size_t DecoderNumbers::bytes() const {
    std::size_t bytes = 0;
    for (const PackedMatrix& w : packed) bytes += w.bytes().size();
    for (const Matrix& m : floats) bytes += m.size() * sizeof(real);
    return bytes;
}

DecoderNumbers read_decoder(const WeightFile& file, const LanguageModelConfig& c,
                            const NameInFile& name_of) {
    try {
        check_sizes(c);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", file.path(), error.what()));
    }
    DecoderNumbers numbers;
    Reader reader(file, name_of, numbers);
    DecoderWeights& w = numbers.weights;
    w.config = c;
    w.embedding = reader.table("embedding", {c.vocabulary, c.width});
    w.output = c.tied ? w.embedding : reader.table("output", {c.vocabulary, c.width});
    for (int i = 0; i < c.layers; ++i) w.layers.push_back(read_layer(reader, c, i));
    if (c.final_norm) w.norm = reader.norm("norm", c);
    w.positions = read_positions(reader, file, c, numbers);
    return numbers;
}

}  // namespace book
