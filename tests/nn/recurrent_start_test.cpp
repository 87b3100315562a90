// How recurrent cells begin.
#include "nn/recurrent_start.h"

#include <algorithm>
#include <cmath>

#include "tensor/tensor_testing.h"

using namespace book;

namespace {

constexpr CellKind kStarted[] = {CellKind::elman, CellKind::lstm, CellKind::gru};

struct Start {
    explicit Start(CellKind kind, int width = 12) {
        Rng rng(5);
        r = make_recurrent(parameters, "r", kind, 7, width, rng);
        before = Matrix(r.state.weight.value());
    }
    // Both biases of a gate, added up.
    Matrix biases(int gate) const {
        const int w = r.width();
        return add(r.input.bias.value().col_block(gate * w, w),
                   r.state.bias.value().col_block(gate * w, w));
    }
    Matrix block(int gate) const {
        return Matrix(r.state.weight.value().col_block(gate * r.width(), r.width()));
    }

    Parameters parameters;
    Recurrent r;
    Matrix before;
};

bool is_identity(const Matrix& m) {
    for (int i = 0; i < m.rows(); ++i)
        for (int j = 0; j < m.cols(); ++j)
            if (std::abs(double(m(i, j)) - (i == j)) > 1e-6) return false;
    return true;
}

}  // namespace

TEST_CASE("an orthogonal start keeps lengths in every gate, and touches nothing but W_h", "[nn]") {
    for (const CellKind kind : kStarted) {
        Start l(kind);
        const Matrix bias(l.r.input.bias.value());
        const Matrix words(l.r.input.weight.value());
        Rng rng(2);
        start_recurrent(l.r, RecurrentStart::orthogonal, 0, rng);
        for (int gate = 0; gate < gates_of(kind); ++gate)
            CHECK(is_identity(matmul_nt(l.block(gate), l.block(gate))));
        CHECK(same_bits(bias, l.r.input.bias.value()));
        CHECK(same_bits(words, l.r.input.weight.value()));
    }
}

TEST_CASE("an identity start hands the state on, and leaves the gates alone", "[nn]") {
    for (const CellKind kind : kStarted) {
        Start l(kind);
        Rng rng(2);
        start_recurrent(l.r, RecurrentStart::identity, 0, rng);
        const int content = kind == CellKind::elman ? 0 : 2;
        for (int gate = 0; gate < gates_of(kind); ++gate) {
            const ConstView old = l.before.view().col_block(gate * l.r.width(), l.r.width());
            if (gate == content)
                CHECK(is_identity(l.block(gate)));
            else
                CHECK(same_bits(l.block(gate), old));
        }
    }
}

TEST_CASE("the gate that holds on gets its bias, whatever was there", "[nn]") {
    for (const CellKind kind : {CellKind::lstm, CellKind::gru}) {
        Start l(kind);
        const Matrix others = l.biases(0);
        set_holding_bias(l.r, 3);
        const Matrix held = l.biases(1);
        for (int c = 0; c < held.cols(); ++c) CHECK(held(0, c) == 3);
        CHECK(same_bits(others, l.biases(0)));
    }
    Start plain(CellKind::elman);
    const Matrix bias = plain.biases(0);
    set_holding_bias(plain.r, 3);
    CHECK(same_bits(bias, plain.biases(0)));
}

TEST_CASE("chrono: half-lives spread over all waits, and an LSTM lets in what it lets go", "[nn]") {
    const int longest = 100;
    for (const CellKind kind : {CellKind::lstm, CellKind::gru}) {
        Start l(kind, 400);
        Rng rng(3);
        start_recurrent(l.r, RecurrentStart::chrono, longest, rng);
        CHECK(same_bits(l.before, l.r.state.weight.value()));
        const Matrix held = l.biases(1);
        double least = 1e9, most = 0, mean = 0;
        for (const real b : held.row(0)) {
            const double wait = std::exp(double(b));
            least = std::min(least, wait);
            most = std::max(most, wait);
            mean += wait / held.cols();
        }
        CHECK(least >= 0.999);
        CHECK(most <= longest - 1 + 1e-3);
        CHECK_THAT(mean, WithinAbs(longest / 2.0, 6));
        if (kind == CellKind::lstm) CHECK(same_bits(scale(held, -1), l.biases(0)));
    }
    Start l(CellKind::lstm);
    Rng rng(3);
    CHECK_THROWS_WITH(set_chrono_biases(l.r, 2, rng),
                      "chrono: waits of up to 2 words; take 3 or more");
}

TEST_CASE("starts are found by their names", "[nn]") {
    for (const RecurrentStart start : {RecurrentStart::uniform, RecurrentStart::orthogonal,
                                       RecurrentStart::identity, RecurrentStart::chrono})
        CHECK(start_named(start_name(start)) == start);
    CHECK_THROWS_AS(start_named("warm"), InputError);
}
