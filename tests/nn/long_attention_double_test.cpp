// Attention in blocks against the plain formula, made of the tape's own operations.

#include "autodiff/ops.h"
#include "catch.h"
#include "nn/attention.h"
#include "nn/long_attention.h"

using namespace book;

namespace {

struct Attended {
    Matrix out, dq, dk, dv;
};

// softmax(q k^T / sqrt(d) + mask) v, and what comes back from dout.
Attended plainly(const Matrix& q, const Matrix& k, const Matrix& v, Mask mask, const Matrix& dout) {
    Tape tape;
    const Var a = tape.input(q), b = tape.input(k), c = tape.input(v);
    Matrix hidden({q.rows(), k.rows()});
    apply_mask(mask, hidden);
    const real factor = 1 / std::sqrt(static_cast<real>(q.cols()));
    const Var scores = add(scale(matmul_nt(a, b), factor), tape.constant(hidden));
    const Var out = matmul(softmax_rows(scores), c);
    tape.backward(out, dout);
    return {Matrix(out.value()), Matrix(a.grad()), Matrix(b.grad()), Matrix(c.grad())};
}

Attended in_blocks(const Matrix& q, const Matrix& k, const Matrix& v, Mask mask,
                   const Matrix& dout) {
    Attended x{Matrix({q.rows(), v.cols()}), Matrix(q.shape()), Matrix(k.shape()),
               Matrix(v.shape())};
    std::vector<real> log_sums(static_cast<std::size_t>(q.rows()));
    attend_in_blocks(q, k, v, mask, log_sums, x.out);
    attend_in_blocks_backward(q, k, v, mask, log_sums, x.out, dout, {x.dq, x.dk, x.dv});
    return x;
}

}  // namespace

TEST_CASE("attend_in_blocks: is the plain formula, forwards and backwards", "[nn]") {
    // Sizes 0 and 1, the seams of the blocks (64 queries, 128 keys), more keys than queries.
    const int sizes[][2] = {{0, 3},    {1, 1},    {1, 300},   {5, 7},    {64, 128},
                            {65, 129}, {63, 127}, {130, 257}, {300, 300}};
    for (const auto& [n, m] : sizes)
        for (const Mask mask : {Mask::none, Mask::causal}) {
            Rng rng(static_cast<std::uint64_t>(n + m));
            const Matrix q = randn({n, 8}, rng, 3), k = randn({m, 8}, rng), v = randn({m, 5}, rng),
                         dout = randn({n, 5}, rng);
            const Attended plain = plainly(q, k, v, mask, dout);
            const Attended blocks = in_blocks(q, k, v, mask, dout);
            INFO(n << " queries, " << m << " keys, causal " << (mask == Mask::causal));
            CHECK(max_abs_difference(blocks.out, plain.out) < 1e-12);
            CHECK(max_abs_difference(blocks.dq, plain.dq) < 1e-11);
            CHECK(max_abs_difference(blocks.dk, plain.dk) < 1e-11);
            CHECK(max_abs_difference(blocks.dv, plain.dv) < 1e-11);
        }
}

TEST_CASE("attend_in_blocks: scores that overflow an exponential, and queries that see nothing",
          "[nn]") {
    Rng rng(1);
    const Matrix q = randn({70, 4}, rng, 300), k = randn({200, 4}, rng, 300),
                 v = randn({200, 3}, rng), dout = randn({70, 3}, rng);
    CHECK(max_abs_difference(in_blocks(q, k, v, Mask::none, dout).out,
                             plainly(q, k, v, Mask::none, dout).out) < 1e-9);
    // More queries than keys: causal, the first of them see no key at all.
    const Matrix few = randn({3, 4}, rng), values = randn({3, 3}, rng);
    const Attended none = in_blocks(q, few, values, Mask::causal, dout);
    for (int i = 0; i < 67; ++i)
        for (const real x : none.out.row(i)) CHECK(x == 0);
    CHECK(norm(none.out) > 0);
    CHECK(std::isfinite(norm(none.dq)));
}

TEST_CASE("attention_heads: long sentences and short ones in one batch", "[nn]") {
    Rng rng(2);
    Segments queries, keys;
    for (const int n : {3, kLongSentence + 5, 0, 2}) queries.add(n);
    for (const int m : {4, kLongSentence + 9, 1, kLongSentence + 1}) keys.add(m);
    const int d = 8, heads = 2;
    const Matrix q = randn({queries.total(), d}, rng), k = randn({keys.total(), d}, rng),
                 v = randn({keys.total(), d}, rng), dout = randn({queries.total(), d}, rng);
    Tape tape;
    const Var a = tape.input(q), b = tape.input(k), c = tape.input(v);
    const Var y = attention_heads(a, b, c, queries, keys, heads, Mask::none);
    tape.backward(y, dout);
    for (int s = 0; s < queries.count(); ++s)
        for (int h = 0; h < heads; ++h) {
            const auto part = [&](ConstView x, const Segments& rows) {
                return Matrix(x.row_block(rows.begin(s), rows.length(s)).col_block(4 * h, 4));
            };
            const Attended plain = plainly(part(q, queries), part(k, keys), part(v, keys),
                                           Mask::none, part(dout, queries));
            INFO("sentence " << s << ", head " << h);
            CHECK(max_abs_difference(part(y.value(), queries), plain.out) < 1e-12);
            CHECK(max_abs_difference(part(a.grad(), queries), plain.dq) < 1e-11);
            CHECK(max_abs_difference(part(b.grad(), keys), plain.dk) < 1e-11);
            CHECK(max_abs_difference(part(c.grad(), keys), plain.dv) < 1e-11);
        }
}
