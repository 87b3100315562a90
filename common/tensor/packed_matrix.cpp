#include "tensor/packed_matrix.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/matmul.h"

namespace book {
namespace {

// As for other products (matmul.cpp): below so many multiply-adds another thread costs more than it saves.
constexpr double kWorkForThreads = 1 << 18;
// Rows of w are dealt out by as many as the widest kernel takes at a time.
constexpr long kRowStep = 32;
// Steps of k that are expanded at a time: whole blocks, and with kPanelCols columns 128 KiB, which stay in
// the second-level cache while all rows of x pass over them.
constexpr long kPanelDepth = 512;

PackedRows packed_rows(const PackedMatrix& w, long first, long rows) {
    const auto row_bytes = static_cast<long>(w.row_bytes());
    return {w.type(), rows, w.cols(), w.bytes().data() + first * row_bytes, row_bytes};
}

// The part of these rows that begins at column k.
PackedRows from_column(PackedRows w, long k, long depth) {
    const auto [numbers, bytes] = block_of(w.type);
    w.data += k / numbers * bytes;
    w.depth = depth;
    return w;
}

// y = x w^T for kPanelCols rows of w at most: they are expanded and transposed, some columns at a time, and
// the sums go on from where they stood.
void times_panel(ConstView x, const PackedRows& w, View y) {
    thread_local Matrix panel;
    panel.resize({static_cast<int>(kPanelDepth), static_cast<int>(kPanelCols)});
    for (long k = 0; k < w.depth; k += kPanelDepth) {
        const long depth = std::min(kPanelDepth, w.depth - k);
        kernel().unpack_panel(from_column(w, k, depth), panel.data());
        const ConstView expanded = panel.view()
                                       .row_block(0, static_cast<int>(depth))
                                       .col_block(0, static_cast<int>(w.rows));
        matmul(x.col_block(static_cast<int>(k), static_cast<int>(depth)), expanded, y,
               k == 0 ? Write::overwrite : Write::accumulate);
    }
}

// Rows first .. first + rows of w, which are as many columns of y.
void times_packed_rows(ConstView x, const PackedMatrix& w, View y, long first, long rows) {
    if (x.rows() == 1)
        return kernel().packed_times_row(packed_rows(w, first, rows), x.data(), y.data() + first);
    for (long at = first; at < first + rows; at += kPanelCols) {
        const long n = std::min(kPanelCols, first + rows - at);
        times_panel(x, packed_rows(w, at, n),
                    y.col_block(static_cast<int>(at), static_cast<int>(n)));
    }
}

bool is_a_number(real x) { return std::isfinite(x); }

// Floats are numbers already.
#ifndef BOOK_REAL_DOUBLE
ConstView as_floats_view(const PackedMatrix& w) {
    return {reinterpret_cast<const float*>(w.bytes().data()), w.shape(), w.cols()};
}
#endif

}  // namespace

std::size_t packed_row_bytes(WeightType type, int cols) {
    const auto [numbers, bytes] = block_of(type);
    require(cols >= 0 && cols % numbers == 0, "{}: {} columns are no whole blocks of {}",
            name_of(type), cols, numbers);
    return static_cast<std::size_t>(cols / numbers) * bytes;
}

PackedMatrix::PackedMatrix(WeightType type, Shape shape, Bytes bytes)
    : type_(type), shape_(shape), bytes_(std::move(bytes)) {
    require(shape.rows >= 0, "PackedMatrix: {} rows", shape.rows);
    const std::size_t needed = static_cast<std::size_t>(shape.rows) * row_bytes();
    require(bytes_.size() == needed, "PackedMatrix: {} of {} takes {} bytes, but there are {}",
            name_of(type), shape, needed, bytes_.size());
}

std::size_t PackedMatrix::row_bytes() const { return packed_row_bytes(type_, shape_.cols); }

void expand_row(const PackedMatrix& w, int row, std::span<real> to) {
    require(row >= 0 && row < w.rows(), "expand_row: row {} of {}", row, w.rows());
    require(to.size() == static_cast<std::size_t>(w.cols()), "expand_row: {} columns into {}",
            w.cols(), to.size());
    const unsigned char* from = w.bytes().data() + static_cast<std::size_t>(row) * w.row_bytes();
    expand(w.type(), from, w.cols() / block_of(w.type()).numbers, to.data());
}

Matrix expanded(const PackedMatrix& w) {
    Matrix numbers(w.shape());
    parallel_rows(w.rows(), w.cols(), [&](int r) { expand_row(w, r, numbers.row(r)); });
    return numbers;
}

PackedMatrix compressed(ConstView numbers, WeightType type) {
    const std::size_t row_bytes = packed_row_bytes(type, numbers.cols());
    const long blocks = numbers.cols() / block_of(type).numbers;
    PackedMatrix::Bytes bytes(static_cast<std::size_t>(numbers.rows()) * row_bytes);
    for (int r = 0; r < numbers.rows(); ++r) {
        unsigned char* row = bytes.data() + static_cast<std::size_t>(r) * row_bytes;
        const auto from = numbers.row(r);
        compress(type, from.data(), blocks, row);
        // The numbers, too: a block may hide one that is none.
        const bool fits =
            std::all_of(from.begin(), from.end(), is_a_number) && all_finite(type, row, blocks);
        require(fits, "compressed: row {} does not fit into {}", r, name_of(type));
    }
    return {type, numbers.shape(), std::move(bytes)};
}

void matmul_nt(ConstView x, const PackedMatrix& w, View y) {
    if (x.cols() != w.cols())
        throw Error(fmt::format("matmul_nt: {} times {}^T", x.shape(), w.shape()));
    if (y.rows() != x.rows() || y.cols() != w.rows())
        throw Error(
            fmt::format("matmul_nt: {} times {}^T into {}", x.shape(), w.shape(), y.shape()));
    if (y.empty()) return;
    require(x.data() != y.data(), "matmul_nt: the result would overwrite a factor");
#ifndef BOOK_REAL_DOUBLE
    if (w.type() == WeightType::f32) return matmul_nt(x, as_floats_view(w), y);
#endif
    if (x.cols() == 0) return matmul_nt(x, Matrix(w.shape()), y);  // a sum of nothing
    const double work = static_cast<double>(y.size()) * w.cols();
    if (work < kWorkForThreads) return times_packed_rows(x, w, y, 0, w.rows());
    parallel_blocks((w.rows() + kRowStep - 1) / kRowStep, 1, [&](long begin, long end) {
        const long first = begin * kRowStep;
        times_packed_rows(x, w, y, first, std::min<long>(end * kRowStep, w.rows()) - first);
    });
}

Matrix matmul_nt(ConstView x, const PackedMatrix& w) {
    return filled({x.rows(), w.rows()}, [&](View y) { matmul_nt(x, w, y); });
}

}  // namespace book
