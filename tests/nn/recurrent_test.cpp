// Recurrent cells: the fast layer against its formulas, batches against single sequences.
#include "nn/recurrent.h"

#include <algorithm>
#include <cmath>

#include "autodiff/ops.h"
#include "model/allocations.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

const CellKind kCells[] = {CellKind::elman, CellKind::lstm, CellKind::gru};

struct Layer {
    Layer(CellKind cell, int in, int width, double forget_bias = 0) {
        Rng rng(5);
        r = make_recurrent(parameters, "r", cell, in, width, rng, forget_bias);
    }
    Parameters parameters;
    Recurrent r;
};

Matrix random(Shape shape, std::uint64_t seed) {
    Rng rng(seed);
    return randn(shape, rng);
}

// Everything that comes out of a pass: h, c, and the gradients by words, first state and weights.
struct Pass {
    Matrix h, c, dx, dh0, dc0, weights;
};

Matrix copied(ConstView x) { return Matrix(x); }

Pass pass_of(Layer& layer, const Matrix& input, const Segments& steps, bool with_formulas) {
    const bool has_c = layer.r.kind == CellKind::lstm;
    const Shape start{steps.count() == 0 ? 0 : steps.length(0), layer.r.width()};
    const Matrix h0 = random(start, 21), c0 = random(start, 22);
    const Shape out{steps.total(), layer.r.width()};
    const Matrix dy = random(out, 23), dc = random(out, 24);
    layer.parameters.zero_grads();
    Tape tape;
    const Var x = tape.input(input);
    State first;
    first.h = tape.input(h0);
    if (has_c) first.c = tape.input(c0);
    Pass p;
    if (with_formulas) {
        State now = first;
        Var loss;
        p.h = p.c = Matrix(out);
        for (int t = 0; t < steps.count(); ++t) {
            std::vector<int> here, still;
            for (int i = 0; i < steps.length(t); ++i) {
                here.push_back(steps.begin(t) + i);
                still.push_back(i);
            }
            State before;
            before.h = pick_rows(now.h, still);
            if (has_c) before.c = pick_rows(now.c, still);
            const Var words = pick_rows(x, here);
            now = recurrent_step(layer.r, words, before);
            copy(now.h.value(), p.h.view().row_block(steps.begin(t), steps.length(t)));
            const auto weigh = [&](Var v, const Matrix& by) {
                const Var weights =
                    tape.constant(by.view().row_block(steps.begin(t), steps.length(t)));
                const Var share = sum(multiply(v, weights));
                loss = loss.valid() ? add(loss, share) : share;
            };
            weigh(now.h, dy);
            if (has_c) {
                copy(now.c.value(), p.c.view().row_block(steps.begin(t), steps.length(t)));
                weigh(now.c, dc);
            }
        }
        tape.backward(loss);
    } else {
        const State all = recurrent_states(layer.r, x, steps, first);
        p.h = Matrix(all.h.value());
        p.c = has_c ? copied(all.c.value()) : Matrix(out);
        if (has_c) {
            const Var both = concat_cols({all.h, all.c});
            tape.backward(both, concat_cols({ConstView(dy), ConstView(dc)}));
        } else {
            tape.backward(all.h, dy);
        }
    }
    p.dx = Matrix(x.grad());
    p.dh0 = Matrix(first.h.grad());
    p.dc0 = has_c ? copied(first.c.grad()) : Matrix(start);
    p.weights = Matrix({1, static_cast<int>(layer.parameters.size())});
    const auto grads = layer.parameters.grads();
    std::copy(grads.begin(), grads.end(), p.weights.data());
    return p;
}

bool same_pass(const Pass& a, const Pass& b) {
    return same_bits(a.h, b.h) && same_bits(a.c, b.c) && same_bits(a.dx, b.dx) &&
           same_bits(a.dh0, b.dh0) && same_bits(a.dc0, b.dc0) && same_bits(a.weights, b.weights);
}

double difference(const Matrix& a, const Matrix& b) {
    const double size = norm(b);
    return size == 0 ? norm(a) : norm(subtract(a, b)) / size;
}

}  // namespace

TEST_CASE("recurrent: the fast layer computes what its formulas say, step by step", "[nn]") {
    struct Case {
        std::vector<int> steps;
        int in, width;
    };
    const std::vector<Case> cases = {
        {{1}, 1, 1},      {{1, 1, 1}, 3, 1},        {{2, 2, 2, 2}, 1, 7},  {{5, 5, 3, 1}, 4, 9},
        {{3, 3}, 17, 16}, {{7, 6, 6, 2, 1}, 8, 33}, {{64, 64, 63}, 5, 40}, {{9, 1}, 2, 131}};
    for (const CellKind cell : kCells)
        for (const Case& c : cases) {
            const Segments steps(c.steps);
            Layer layer(cell, c.in, c.width, 0.5);
            const Matrix x = random({steps.total(), c.in}, 2);
            const Pass fast = pass_of(layer, x, steps, false);
            const Pass plain = pass_of(layer, x, steps, true);
            CAPTURE(static_cast<int>(cell), c.in, c.width, steps.total());
            // Rounding at every operation, 6e-8 each time, over at most five steps.
            CHECK(difference(fast.h, plain.h) < 2e-6);
            CHECK(difference(fast.c, plain.c) < 2e-6);
            CHECK(difference(fast.dx, plain.dx) < 4e-6);
            CHECK(difference(fast.dh0, plain.dh0) < 4e-6);
            CHECK(difference(fast.dc0, plain.dc0) < 4e-6);
            CHECK(difference(fast.weights, plain.weights) < 4e-6);
        }
}

TEST_CASE("recurrent: the same bits for every number of threads and every kernel that fuses",
          "[nn]") {
    const GlobalState restore;
    const Segments steps({40, 40, 40, 39, 20, 3});  // enough for three threads
    for (const CellKind cell : kCells) {
        Layer layer(cell, 37, 61);
        const Matrix x = random({steps.total(), 37}, 2);
        set_thread_count(1);
        const Pass expected = pass_of(layer, x, steps, false);
        for (const std::string name : available_kernels()) {
            if (name == "generic" || name == "reference") continue;
            select_kernel(name);
            for (const int threads : {1, 2, 3}) {
                set_thread_count(threads);
                CAPTURE(static_cast<int>(cell), name, threads);
                CHECK(same_pass(pass_of(layer, x, steps, false), expected));
            }
        }
    }
}

TEST_CASE("recurrent: a sentence in a ragged batch has the bits that it has alone", "[nn]") {
    const Segments sentences({3, 1, 6, 3, 2});
    const TimeMajor order(sentences);
    const Matrix words = random({sentences.total(), 4}, 3);
    for (const CellKind cell : kCells) {
        Layer layer(cell, 4, 11);
        Tape tape;
        const Var packed = tape.input(words);
        const Var x = pick_rows(packed, order.rows);
        const State all = recurrent_states(layer.r, x, order.steps);
        const Var h = pick_rows(all.h, order.back);
        const Var last = pick_rows(all.h, order.last);
        for (int s = 0; s < sentences.count(); ++s) {
            const int n = sentences.length(s);
            const Var own = tape.input(words.view().row_block(sentences.begin(s), n));
            const Var alone = recurrent(layer.r, own, 1);
            CHECK(same_bits(h.value().row_block(sentences.begin(s), n), alone.value()));
            CHECK(same_bits(last.value().row_block(s, 1), alone.value().row_block(n - 1, 1)));
        }
    }
}

TEST_CASE("recurrent: who stops half way and goes on from there arrives at the same bits", "[nn]") {
    const Matrix words = random({5 * 3, 4}, 3);
    for (const CellKind cell : kCells) {
        Layer layer(cell, 4, 6);
        Tape tape;
        const State whole = recurrent_states(layer.r, tape.constant(words), 3);
        const Var front = tape.constant(words.view().row_block(0, 6));
        const State half = recurrent_states(layer.r, front, 3);
        const std::vector<int> last = {3, 4, 5};
        State reached;
        reached.h = pick_rows(half.h, last);
        if (cell == CellKind::lstm) reached.c = pick_rows(half.c, last);
        const Var back = tape.constant(words.view().row_block(6, 9));
        const State rest = recurrent_states(layer.r, back, 3, reached);
        CHECK(same_bits(rest.h.value(), whole.h.value().row_block(6, 9)));
        if (cell == CellKind::lstm)
            CHECK(same_bits(rest.c.value(), whole.c.value().row_block(6, 9)));
    }
}

TEST_CASE("recurrent: weights that nobody trains and words that nobody asks about", "[nn]") {
    const Matrix words = random({4, 2}, 3);
    for (const CellKind cell : kCells) {
        Layer layer(cell, 2, 3);
        Tape tape;
        const Var x = tape.constant(words);
        const Var h = recurrent(layer.r, x, 2);
        tape.backward(h, Matrix(h.shape(), 1));
        CHECK(norm(layer.r.state.weight.grad()) > 0);
        Tape reading(Tape::Mode::inference);
        const Var same = recurrent(layer.r, reading.constant(words), 2);
        CHECK(same_bits(same.value(), h.value()));
        CHECK_FALSE(same.needs_grad());
    }
}

TEST_CASE("recurrent: nothing read, nothing said", "[nn]") {
    for (const CellKind cell : kCells) {
        Layer layer(cell, 2, 3);
        const Matrix none({0, 2});
        Tape tape;
        CHECK(recurrent(layer.r, tape.input(none), 4).shape() == Shape{0, 3});
        const Segments no_steps;
        const Var h = recurrent_states(layer.r, tape.input(none), no_steps).h;
        tape.backward(h, Matrix({0, 3}));
        CHECK(norm(layer.r.state.weight.grad()) == 0);
    }
}

TEST_CASE("recurrent: a second pass over the same shapes allocates nothing", "[nn]") {
    const Segments steps({8, 8, 5, 1});
    const Matrix words = random({steps.total(), 6}, 3), h0 = random({8, 10}, 4);
    for (const CellKind cell : kCells) {
        Layer layer(cell, 6, 10);
        const Matrix dy = random({steps.total(), 10}, 5);
        Tape tape;
        for (const bool second : {false, true}) {
            tape.clear();
            layer.parameters.zero_grads();
            start_counting_allocations();
            const Var x = tape.input(words);
            State first;
            first.h = tape.input(h0);
            const State all = recurrent_states(layer.r, x, steps, first);
            tape.backward(all.h, dy);
            const auto count = stop_counting_allocations();
            if (second)
                CHECK(count == 0);
            else
                CHECK(count > 0);
        }
    }
}

TEST_CASE("make_recurrent: uniform in +-1/sqrt(w), and an LSTM forgets less if told so", "[nn]") {
    Layer plain(CellKind::lstm, 30, 25), keeps(CellKind::lstm, 30, 25, 2);
    double largest = 0, square = 0;
    for (const real v : plain.parameters.values()) {
        largest = std::max(largest, std::abs(static_cast<double>(v)));
        square += static_cast<double>(v) * v;
    }
    CHECK(largest <= 0.2);
    CHECK(largest > 0.199);
    // 5,700 numbers: their mean square scatters by 1.2% around that of the uniform distribution.
    CHECK_THAT(square / static_cast<double>(plain.parameters.size()), WithinRel(0.04 / 3, 0.05));
    const Matrix added = subtract(keeps.r.input.bias.value(), plain.r.input.bias.value());
    for (int c = 0; c < 100; ++c)
        CHECK_THAT(static_cast<double>(added(0, c)), WithinAbs(c >= 25 && c < 50 ? 2 : 0, 1e-6));
    CHECK(same_bits(keeps.r.state.bias.value(), plain.r.state.bias.value()));
}

TEST_CASE("TimeMajor: the longest first, those of one length as they stood", "[nn]") {
    const TimeMajor order(Segments({1, 3, 1, 3}));
    CHECK(order.steps == Segments({4, 2, 2}));
    CHECK(order.rows == std::vector<int>{1, 5, 0, 4, 2, 6, 3, 7});
    CHECK(order.back == std::vector<int>{2, 0, 4, 6, 3, 1, 5, 7});
    CHECK(order.last == std::vector<int>{2, 6, 3, 7});
    CHECK(TimeMajor(Segments()).steps.count() == 0);
    CHECK_THROWS_WITH(TimeMajor(Segments({2, 0})), "TimeMajor: sentence 1 has no words");
}

TEST_CASE("recurrent: what does not fit is said", "[nn]") {
    Layer layer(CellKind::gru, 2, 3);
    const Matrix words({6, 2}), wide({6, 3}), state({2, 3});
    Tape tape;
    const Var x = tape.input(words);
    CHECK_THROWS_WITH(recurrent(layer.r, x, 4), "recurrent: 6 rows for 4 sequences");
    CHECK_THROWS_WITH(recurrent(layer.r, tape.input(wide), 3),
                      "recurrent: (6 x 3) for steps of 6 rows in all, a cell that reads 2 numbers");
    const Segments growing({2, 4});
    CHECK_THROWS_WITH(recurrent_states(layer.r, x, growing),
                      "recurrent: step 1 has 4 rows, the one before it 2");
    const Var start = tape.input(state);
    CHECK_THROWS_WITH(recurrent_states(layer.r, x, 3, {start, {}}),
                      "recurrent: a first state (2 x 3) for 3 sequences and a width of 3");
    CHECK_THROWS_WITH(recurrent_states(layer.r, x, 2, {start, start}),
                      "recurrent: only an LSTM has a c");
    CHECK_THROWS_WITH(pick_rows(x, std::vector<int>{6}), "pick_rows: row 6 of (6 x 2)");
}

TEST_CASE("recurrent: what it was given may be gone when its gradient comes back", "[nn]") {
    const Matrix words = random({7, 3}, 31);
    const Segments steps({3, 2, 2});
    for (const CellKind kind : kCells) {
        Layer layer(kind, 3, 4);
        Tape kept, gone;
        const Var a = kept.input(words), b = gone.input(Matrix(words));
        const Var y = recurrent_states(layer.r, a, steps).h;
        const Var z = recurrent_states(layer.r, b, Segments({3, 2, 2})).h;
        kept.backward(sum(multiply(y, y)));
        gone.backward(sum(multiply(z, z)));
        CHECK(Matrix(z.value()) == Matrix(y.value()));
        CHECK(Matrix(b.grad()) == Matrix(a.grad()));
    }
}
