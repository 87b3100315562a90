#include "nn/attention.h"

#include <cmath>

#include "autodiff/ops.h"
#include "catch.h"
#include "core/parallel.h"

using namespace book;

namespace {

// One head of one sentence from operations of the tape, as in the paper: the oracle.
Var attention_from_parts(Var q, Var k, Var v, const Segments& query_rows, const Segments& key_rows,
                         int heads, Mask mask) {
    Tape& tape = q.tape();
    const int width = q.cols() / heads;
    std::vector<Var> sentences;
    for (int s = 0; s < query_rows.count(); ++s) {
        // Picking rows is a product with rows of the identity.
        const auto pick = [&](Var x, const Segments& rows) {
            Matrix p({rows.length(s), x.rows()});
            for (int r = 0; r < p.rows(); ++r) p(r, rows.begin(s) + r) = 1;
            return matmul(tape.constant(p), x);
        };
        const Var qs = pick(q, query_rows), ks = pick(k, key_rows), vs = pick(v, key_rows);
        std::vector<Var> parts;
        for (int h = 0; h < heads; ++h) {
            Var scores =
                scale(matmul_nt(col_block(qs, h * width, width), col_block(ks, h * width, width)),
                      1 / std::sqrt(static_cast<real>(width)));
            Matrix masked(scores.shape());
            apply_mask(mask, masked);
            const Var weights = softmax_rows(add(scores, tape.constant(masked)));
            parts.push_back(matmul(weights, col_block(vs, h * width, width)));
        }
        sentences.push_back(transpose(concat_cols(parts)));
    }
    return transpose(concat_cols(sentences));
}

struct Case {
    Segments queries, keys;
    int heads;
    Mask mask;
};

Case random_case(Rng& rng) {
    Case c;
    const int sentences = 1 + rng.below(4);
    c.mask = rng.below(2) == 0 ? Mask::none : Mask::causal;
    for (int s = 0; s < sentences; ++s) {
        const int n = 1 + rng.below(9), m = 1 + rng.below(9);
        c.queries.add(n);
        c.keys.add(c.mask == Mask::causal ? n : m);
    }
    c.heads = 1 + rng.below(3);
    return c;
}

}  // namespace

TEST_CASE("attention_heads: the same values and gradients as attention from its parts", "[nn]") {
    Rng rng(11);
    for (int round = 0; round < 30; ++round) {
        const Case c = random_case(rng);
        const int d = c.heads * (1 + rng.below(5));
        const Matrix q = randn({c.queries.total(), d}, rng), k = randn({c.keys.total(), d}, rng),
                     v = randn({c.keys.total(), d}, rng), w = randn(q.shape(), rng);
        Tape fused, parts;
        const Var qf = fused.input(q), kf = fused.input(k), vf = fused.input(v);
        const Var qp = parts.input(q), kp = parts.input(k), vp = parts.input(v);
        const Var yf = attention_heads(qf, kf, vf, c.queries, c.keys, c.heads, c.mask);
        const Var yp = attention_from_parts(qp, kp, vp, c.queries, c.keys, c.heads, c.mask);
        fused.backward(yf, w);
        parts.backward(yp, w);
        CAPTURE(round, c.heads, d, c.queries.total());
        CHECK(max_abs_difference(yf.value(), yp.value()) < 2e-6);
        CHECK(max_abs_difference(qf.grad(), qp.grad()) < 1e-5);
        CHECK(max_abs_difference(kf.grad(), kp.grad()) < 1e-5);
        CHECK(max_abs_difference(vf.grad(), vp.grad()) < 1e-5);
    }
}

TEST_CASE("attention_heads: one value as query, key and value receives all three gradients",
          "[nn]") {
    Rng rng(12);
    const Segments rows({3, 1, 5});
    const Matrix x = randn({9, 4}, rng), w = randn({9, 4}, rng);
    Tape same, apart;
    const Var s = same.input(x);
    const Var q = apart.input(x), k = apart.input(x), v = apart.input(x);
    same.backward(attention_heads(s, s, s, rows, rows, 2, Mask::causal), w);
    apart.backward(attention_heads(q, k, v, rows, rows, 2, Mask::causal), w);
    CHECK(max_abs_difference(s.grad(), add(add(q.grad(), k.grad()), v.grad())) < 1e-5);
}

TEST_CASE("attention_heads: a sentence in a batch gives the bits that it gives alone", "[nn]") {
    Rng rng(13);
    const Segments rows({4, 1, 7, 2});
    const Matrix q = randn({14, 8}, rng), k = randn({14, 8}, rng), v = randn({14, 8}, rng);
    Tape tape(Tape::Mode::inference);
    const Var all = attention_heads(tape.constant(q), tape.constant(k), tape.constant(v), rows,
                                    rows, 2, Mask::causal);
    for (int s = 0; s < rows.count(); ++s) {
        const auto part = [&](const Matrix& m) {
            return tape.constant(m.view().row_block(rows.begin(s), rows.length(s)));
        };
        const Segments one = Segments::one(rows.length(s));
        const Var alone = attention_heads(part(q), part(k), part(v), one, one, 2, Mask::causal);
        CHECK(Matrix(alone.value()) ==
              Matrix(all.value().row_block(rows.begin(s), rows.length(s))));
    }
}

TEST_CASE("attention: with the causal mask, changing a later word changes no earlier row", "[nn]") {
    Rng rng(14);
    Matrix x = randn({6, 4}, rng);
    const Matrix before = scaled_dot_product_attention(x, x, x, Mask::causal);
    x(4, 2) += 10;
    const Matrix after = scaled_dot_product_attention(x, x, x, Mask::causal);
    CHECK(Matrix(before.view().row_block(0, 4)) == Matrix(after.view().row_block(0, 4)));
    CHECK_FALSE(Matrix(before.view().row_block(4, 2)) == Matrix(after.view().row_block(4, 2)));
}

TEST_CASE("attention: without positions it does not know the order of the words", "[nn]") {
    Rng rng(15);
    const Matrix x = randn({5, 6}, rng);
    const int order[] = {3, 0, 4, 1, 2};
    Matrix y(x.shape());
    for (int r = 0; r < 5; ++r) copy(x.view().row_block(order[r], 1), y.view().row_block(r, 1));
    const Matrix ax = scaled_dot_product_attention(x, x, x),
                 ay = scaled_dot_product_attention(y, y, y);
    for (int r = 0; r < 5; ++r)
        CHECK(max_abs_difference(ay.view().row_block(r, 1), ax.view().row_block(order[r], 1)) <
              1e-6);
}

TEST_CASE("attention: the last query of a shorter sentence of queries sees every key", "[nn]") {
    Rng rng(16);
    const Matrix q = randn({5, 4}, rng), k = randn({5, 4}, rng), v = randn({5, 4}, rng);
    const Matrix whole = scaled_dot_product_attention(q, k, v, Mask::causal);
    const Matrix last = scaled_dot_product_attention(q.view().row_block(4, 1), k, v, Mask::causal);
    CHECK(last == Matrix(whole.view().row_block(4, 1)));
}

TEST_CASE("attention_heads: empty sentences are nobody's problem", "[nn]") {
    Rng rng(17);
    const Segments queries({2, 0, 3}), keys({1, 4, 0});
    const Matrix q = randn({5, 2}, rng), k = randn({5, 2}, rng);
    Tape tape;
    const Var vq = tape.input(q), vk = tape.input(k);
    const Var y = attention_heads(vq, vk, vk, queries, keys, 1, Mask::none);
    CHECK(Matrix(y.value().row_block(2, 3)) == Matrix({3, 2}));  // nothing to look at: zeros
    const Matrix ones({5, 2}, 1);
    tape.backward(y, ones);
    CHECK(Matrix(vk.grad().row_block(1, 4)) == Matrix({4, 2}));  // nobody looked at these
}

TEST_CASE("attention_heads: errors name what does not fit", "[nn]") {
    const Matrix x({4, 6});
    Tape tape;
    const Var v = tape.input(x);
    const Segments four({4}), three({3});
    CHECK_THROWS_WITH(attention_heads(v, v, v, four, four, 4, Mask::none),
                      ContainsText("4 heads for a width of 6"));
    CHECK_THROWS_AS(attention_heads(v, v, v, three, four, 2, Mask::none), Error);
}

TEST_CASE("attention_heads: the same bits on one, two and three threads", "[nn]") {
    Rng rng(18);
    Segments rows;
    for (int s = 0; s < 20; ++s) {
        const int n = 5 + rng.below(12);
        rows.add(n);
    }
    const Matrix q = randn({rows.total(), 32}, rng), k = randn(q.shape(), rng),
                 v = randn(q.shape(), rng);
    const int threads_before = thread_count();
    Matrix value, gradient;
    for (int threads : {1, 2, 3}) {
        set_thread_count(threads);
        Tape tape;
        const Var vq = tape.input(q), vk = tape.input(k), vv = tape.input(v);
        const Var y = attention_heads(vq, vk, vv, rows, rows, 4, Mask::causal);
        tape.backward(y, q);
        if (threads == 1) {
            value = Matrix(y.value());
            gradient = Matrix(vk.grad());
        }
        CHECK(Matrix(y.value()) == value);
        CHECK(Matrix(vk.grad()) == gradient);
    }
    set_thread_count(threads_before);
}

TEST_CASE("attention: what it was given may be gone when its gradient comes back", "[nn]") {
    Rng rng(21);
    const Matrix x = randn({5, 4}, rng);
    const Segments rows({2, 3});
    Tape kept, gone;
    const Var a = kept.input(x), b = gone.input(Matrix(x));
    const Var y = attention_heads(a, a, a, rows, rows, 2, Mask::causal);
    const Var z = attention_heads(b, b, b, Segments({2, 3}), Segments({2, 3}), 2, Mask::causal);
    kept.backward(sum(multiply(y, y)));
    gone.backward(sum(multiply(z, z)));
    CHECK(Matrix(z.value()) == Matrix(y.value()));
    CHECK(Matrix(b.grad()) == Matrix(a.grad()));
}
