// Recurrent cells through time, against finite differences and against their own formulas.
#include "autodiff/gradient_check.h"
#include "autodiff/ops.h"
#include "catch.h"
#include "nn/random_matrices.h"
#include "nn/recurrent.h"

using namespace book;

namespace {

const CellKind kCells[] = {CellKind::elman, CellKind::lstm, CellKind::gru};

}  // namespace

TEST_CASE("recurrent: gradients by words, first state and all weights agree with differences",
          "[nn]") {
    struct Case {
        std::vector<int> steps;  // rows of each
        int in, width;
    };
    const std::vector<Case> cases = {{{2, 2, 2}, 3, 4},    {{1}, 1, 1},          {{3}, 2, 5},
                                     {{1, 1, 1, 1}, 5, 3}, {{3, 2, 2, 1}, 2, 3}, {{4, 1}, 3, 2}};
    for (const CellKind cell : kCells)
        for (const Case& c : cases) {
            Rng rng(1);
            Parameters parameters;
            const Recurrent layer = make_recurrent(parameters, "r", cell, c.in, c.width, rng, 1);
            const Segments steps(c.steps);
            INFO(fmt::format("cell {}, steps of {} rows in all, {} -> {}", static_cast<int>(cell),
                             steps.total(), c.in, c.width));
            const Shape first{c.steps[0], c.width};
            // Both h and c hand a gradient back, the last steps' and all others.
            GradientCheck check(
                [&](Tape&, const std::vector<Var>& x) {
                    const State start{x[1], cell == CellKind::lstm ? x[2] : Var()};
                    const State all = recurrent_states(layer, x[0], steps, start);
                    return cell == CellKind::lstm ? concat_cols({all.h, all.c}) : all.h;
                },
                {random_matrix({steps.total(), c.in}, 2), random_matrix(first, 3),
                 random_matrix(first, 4)},
                &parameters);
            CHECK(check.error() < kGradientTolerance);
            GradientCheck from_zeros(
                [&](Tape&, const std::vector<Var>& x) {
                    return recurrent_states(layer, x[0], steps).h;
                },
                {random_matrix({steps.total(), c.in}, 2)}, &parameters);
            CHECK(from_zeros.error() < kGradientTolerance);
        }
}

TEST_CASE("recurrent: the gradient of c alone finds its way back", "[nn]") {
    Rng rng(1);
    Parameters parameters;
    const Recurrent layer = make_recurrent(parameters, "r", CellKind::lstm, 2, 3, rng);
    GradientCheck check(
        [&](Tape&, const std::vector<Var>& x) { return recurrent_states(layer, x[0], 2).c; },
        {random_matrix({6, 2}, 2)}, &parameters);
    CHECK(check.error() < kGradientTolerance);
}

TEST_CASE("recurrent_step: gradients agree with finite differences", "[nn]") {
    for (const CellKind cell : kCells) {
        Rng rng(1);
        Parameters parameters;
        const Recurrent layer = make_recurrent(parameters, "r", cell, 3, 4, rng);
        GradientCheck check(
            [&](Tape&, const std::vector<Var>& x) {
                const State after = recurrent_step(layer, x[0], {x[1], x[2]});
                return cell == CellKind::lstm ? concat_cols({after.h, after.c}) : after.h;
            },
            {random_matrix({2, 3}, 2), random_matrix({2, 4}, 3), random_matrix({2, 4}, 4)},
            &parameters);
        CHECK(check.error() < kGradientTolerance);
    }
}

TEST_CASE("recurrent: after a pass, the gradient of each step is the derivative by the state there",
          "[nn]") {
    // d(h_T, c_T) / d(h_t, c_t) by all numbers at once: 2 w sequences alike, another 1 in each.
    constexpr int kWidth = 3, kLength = 5;
    for (const CellKind cell : kCells) {
        Rng rng(1);
        Parameters parameters;
        const Recurrent layer = make_recurrent(parameters, "r", cell, 2, kWidth, rng);
        const bool has_c = cell == CellKind::lstm;
        const int n = has_c ? 2 * kWidth : kWidth;
        const Matrix sentence = random_matrix({kLength, 2}, 2);
        std::vector<int> row_of(static_cast<std::size_t>(kLength * n));
        for (int i = 0; i < kLength * n; ++i) row_of[static_cast<std::size_t>(i)] = i / n;
        Tape tape;
        const Var x = pick_rows(tape.input(sentence), row_of);
        const State all = recurrent_states(layer, x, n);
        Matrix seed({kLength * n, n});
        for (int i = 0; i < n; ++i) seed((kLength - 1) * n + i, i) = 1;
        const Var state = has_c ? concat_cols({all.h, all.c}) : all.h;
        tape.backward(state, seed);

        // The rest of the sentence, from a state that is moved a little.
        for (int t = 0; t < kLength - 1; ++t) {
            Matrix moved(state.value().row_block(t * n, 1));
            const auto last_state = [&] {
                Tape rest(Tape::Mode::inference);
                const Var words = rest.constant(sentence.view().row_block(t + 1, kLength - 1 - t));
                State first;
                first.h = rest.constant(moved.view().col_block(0, kWidth));
                if (has_c) first.c = rest.constant(moved.view().col_block(kWidth, kWidth));
                const State end = recurrent_states(layer, words, 1, first);
                const Var both = has_c ? concat_cols({end.h, end.c}) : end.h;
                return Matrix(both.value().row_block(both.rows() - 1, 1));
            };
            for (int j = 0; j < n; ++j) {
                const double before = moved(0, j);
                moved(0, j) = before + 1e-5;
                const Matrix above = last_state();
                moved(0, j) = before - 1e-5;
                const Matrix below = last_state();
                moved(0, j) = before;
                const View grad = j < kWidth ? all.h.grad() : all.c.grad();
                for (int i = 0; i < n; ++i)
                    CHECK_THAT(grad(t * n + i, j % kWidth),
                               WithinAbs((above(0, i) - below(0, i)) / 2e-5, 1e-9));
            }
        }
    }
}

TEST_CASE("pick_rows: a row picked twice receives both gradients, one not picked none", "[nn]") {
    for (const std::vector<int>& rows : {std::vector<int>{2, 0, 2}, std::vector<int>{}}) {
        GradientCheck check([&](Tape&, const std::vector<Var>& x) { return pick_rows(x[0], rows); },
                            {random_matrix({3, 2}, 1)});
        CHECK(check.error() < kGradientTolerance);
    }
}
