// Gains, which come from one pass backwards, against nudges at a state that is then read on from.
#include <cmath>

#include "catch.h"
#include "memory/traces.h"
#include "nn/random_matrices.h"
#include "tensor/ops.h"

using namespace book;

namespace {

// (h, c) after the words from row `from` on, if they begin with this state.
Matrix read_on(const Recurrent& cell, const Matrix& words, int from, const Matrix& state) {
    const int w = cell.width();
    Tape tape(Tape::Mode::inference);
    State first;
    first.h = tape.constant(state.view().col_block(0, w));
    if (cell.kind == CellKind::lstm) first.c = tape.constant(state.view().col_block(w, w));
    const Var x = tape.constant(words.view().row_block(from, words.rows() - from));
    const State all = recurrent_states(cell, x, 1, first);
    Matrix last({1, state.cols()});
    copy(all.h.value().row_block(x.rows() - 1, 1), last.view().col_block(0, w));
    if (first.c.valid())
        copy(all.c.value().row_block(x.rows() - 1, 1), last.view().col_block(w, w));
    return last;
}

}  // namespace

TEST_CASE("gains_by_lag: agrees with finite differences of the last state by each earlier one",
          "[memory]") {
    const int length = 6;
    const Matrix words = random_matrix({length, 3}, 5);
    for (const CellKind kind : {CellKind::elman, CellKind::lstm, CellKind::gru}) {
        Rng rng(2);
        Parameters parameters;
        const Recurrent cell = make_started(parameters, "r", {kind}, 3, 4, rng);
        const std::vector<double> gains = gains_by_lag(cell, words, length);
        const LastStates last = last_states(cell);
        for (int lag = 1; lag < length; ++lag) {
            const int at = length - lag;
            const Matrix state = last(words.view().row_block(0, at), 1);
            double squares = 0;
            for (int i = 0; i < state.cols(); ++i) {
                const double h = 1e-5;
                Matrix up(state), down(state);
                up(0, i) += h;
                down(0, i) -= h;
                const Matrix moved =
                    subtract(read_on(cell, words, at, up), read_on(cell, words, at, down));
                squares += norm(moved) * norm(moved) / (4 * h * h);
            }
            // The differences are right to h^2.
            CHECK_THAT(gains[std::size_t(lag)], WithinRel(std::sqrt(squares / state.cols()), 1e-8));
        }
    }
}
