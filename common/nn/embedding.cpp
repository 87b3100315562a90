#include "nn/embedding.h"

#include <cmath>

#include "core/parallel.h"
#include "nn/replaceable.h"
#include "tensor/ops.h"

namespace book {

Var embed(Var table, std::span<const int> ids) {
    return embed(table, ids, std::sqrt(static_cast<real>(table.cols())));
}

Var embed(Var table, std::span<const int> ids, real factor) {
    for (int id : ids)
        require(id >= 0 && id < table.rows(), "embed: id {} of a table with {} rows", id,
                table.rows());
    Tape& tape = table.tape();
    const int n = static_cast<int>(ids.size());
    const Var y = tape.record("embedding", {n, table.cols()}, {table});

    for (int i = 0; i < n; ++i)
        scale(table.value().row_block(ids[i], 1), factor, y.output().row_block(i, 1));

    const std::span<const int> kept = tape.keep(y, ids);
    tape.on_backward(y, [table, y, kept, factor] {
        const View d_table = table.grad();
        // Two places of one word write to the same row: threads share the columns, not the places.
        const auto add_columns = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            for (std::size_t i = 0; i < kept.size(); ++i) {
                const real* dy = y.grad().row(static_cast<int>(i)).data();
                real* to = d_table.row(kept[i]).data();
                for (std::ptrdiff_t c = begin; c < end; ++c) to[c] += factor * dy[c];
            }
        };
        parallel_blocks(d_table.cols(), row_grain(std::ssize(kept)), add_columns);
    });
    return y;
}

Matrix sinusoidal_positions(int length, int width) {
    const auto other = replaceable_layers.sinusoidal_positions.replacement();
    if (other != nullptr) return other(length, width);
    Matrix p({length, width});
    for (int position = 0; position < length; ++position)
        for (int c = 0; c < width; ++c) {
            const double pair =
                std::floor(c / 2.0);  // columns 2i and 2i + 1 turn at the same speed
            const double angle = position / std::pow(10000.0, 2 * pair / width);
            p(position, c) = static_cast<real>(c % 2 == 0 ? std::sin(angle) : std::cos(angle));
        }
    return p;
}

Var add_positions(Var x, const Segments& rows, ConstView positions, int first) {
    require(rows.total() == x.rows(), "add_positions: {} rows for sentences of {}", x.rows(),
            rows.total());
    require(
        positions.cols() == x.cols() && first >= 0 && first + rows.longest() <= positions.rows(),
        "add_positions: positions {}..{} of a table {} for rows of {}", first,
        first + rows.longest(), positions.shape(), x.cols());
    Tape& tape = x.tape();
    const Var y = tape.record("positions", x.shape(), {x});
    for (int s = 0; s < rows.count(); ++s)
        add(x.value().row_block(rows.begin(s), rows.length(s)),
            positions.row_block(first, rows.length(s)),
            y.output().row_block(rows.begin(s), rows.length(s)));
    tape.on_backward(y, [x, y] { add_grad(x, y.grad()); });
    return y;
}

}  // namespace book
