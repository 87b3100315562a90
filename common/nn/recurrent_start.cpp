#include "nn/recurrent_start.h"

#include <cmath>
#include <vector>

#include "core/named.h"
#include "tensor/ops.h"

namespace book {
namespace {

using Numbers = std::vector<double>;

double product_of(const Numbers& a, const Numbers& b) {
    double product = 0;
    for (std::size_t c = 0; c < a.size(); ++c) product += a[c] * b[c];
    return product;
}

// Takes from `next` what it has of the direction of `row`, which is 1 long.
void take_away(const Numbers& row, Numbers& next) {
    const double share = product_of(row, next);
    for (std::size_t c = 0; c < row.size(); ++c) next[c] -= share * row[c];
}

// The columns of gate `gate` in a matrix or a bias of all gates.
View block_of(const Recurrent& layer, const Parameter& all, int gate) {
    return all.value().col_block(gate * layer.width(), layer.width());
}

constexpr int kLstmInput = 0, kLstmForget = 1, kGruHold = 1;

// Where new content is made, and where it is decided what stays.
int content_gate(CellKind kind) { return kind == CellKind::elman ? 0 : 2; }

void set_gate_biases(const Recurrent& layer, int gate, const Numbers& biases) {
    const auto input = block_of(layer, layer.input.bias, gate).row(0);
    fill(block_of(layer, layer.state.bias, gate), 0);
    for (std::size_t c = 0; c < biases.size(); ++c) input[c] = static_cast<real>(biases[c]);
}

constexpr const char* kStarts[] = {"uniform", "orthogonal", "identity", "chrono"};

}  // namespace

Matrix orthogonal_matrix(int n, Rng& rng) {
    std::vector<Numbers> rows;
    while (static_cast<int>(rows.size()) < n) {
        Numbers next;
        for (int c = 0; c < n; ++c) next.push_back(rng.normal());
        for (int pass = 0; pass < 2; ++pass)
            for (const Numbers& row : rows) take_away(row, next);
        const double length = std::sqrt(product_of(next, next));
        for (double& x : next) x /= length;
        rows.push_back(std::move(next));
    }
    Matrix m({n, n});
    for (int r = 0; r < n; ++r)
        for (int c = 0; c < n; ++c) m(r, c) = static_cast<real>(rows[r][c]);
    return m;
}

std::string start_name(RecurrentStart start) { return kStarts[static_cast<int>(start)]; }

RecurrentStart start_named(const std::string& name) {
    return named<RecurrentStart>("start", kStarts, name);
}

void start_recurrent(const Recurrent& layer, RecurrentStart start, int longest, Rng& rng) {
    const int w = layer.width();
    if (start == RecurrentStart::orthogonal)
        for (int gate = 0; gate < gates_of(layer.kind); ++gate)
            copy(orthogonal_matrix(w, rng), block_of(layer, layer.state.weight, gate));
    if (start == RecurrentStart::identity) {
        const View block = content_columns(layer, layer.state.weight);
        fill(block, 0);
        for (int i = 0; i < w; ++i) block(i, i) = 1;
    }
    if (start == RecurrentStart::chrono) set_chrono_biases(layer, longest, rng);
}

View content_columns(const Recurrent& layer, const Parameter& all) {
    return block_of(layer, all, content_gate(layer.kind));
}

void set_holding_bias(const Recurrent& layer, double bias) {
    if (layer.kind == CellKind::elman) return;
    const int gate = layer.kind == CellKind::lstm ? kLstmForget : kGruHold;
    set_gate_biases(layer, gate, Numbers(static_cast<std::size_t>(layer.width()), bias));
}

void set_chrono_biases(const Recurrent& layer, int longest, Rng& rng) {
    require(longest >= 3, "chrono: waits of up to {} words; take 3 or more", longest);
    if (layer.kind == CellKind::elman) return;
    Numbers holds;
    for (int c = 0; c < layer.width(); ++c)
        holds.push_back(std::log(1 + rng.uniform() * (longest - 2)));
    set_gate_biases(layer, layer.kind == CellKind::lstm ? kLstmForget : kGruHold, holds);
    if (layer.kind != CellKind::lstm) return;
    for (double& bias : holds) bias = -bias;
    set_gate_biases(layer, kLstmInput, holds);
}

}  // namespace book
