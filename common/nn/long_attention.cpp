#include "nn/long_attention.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "nn/score_factor.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/matmul.h"

namespace book {
namespace {

// Of a block: its scores stay in the first-level cache.
constexpr real kInfinity = std::numeric_limits<real>::infinity();

struct KeyBlock {
    int first_query, queries, first_key, keys;

    template <class T>
    BasicView<T> of_queries(BasicView<T> x) const {
        return x.row_block(first_query, queries);
    }
    template <class T>
    BasicView<T> of_keys(BasicView<T> x) const {
        return x.row_block(first_key, keys);
    }
};

// Calls f(block) for the blocks of keys that some query of the block may see.
template <class F>
void for_key_blocks(int first_query, int queries, int n, int m, Mask mask, F f) {
    // Query i sees keys 0 .. i + (m - n), if the mask is causal.
    const int seen = mask == Mask::causal ? std::min(m, first_query + queries + m - n) : m;
    for (int first_key = 0; first_key < seen; first_key += kBlockKeys)
        f(KeyBlock{first_query, queries, first_key, std::min(kBlockKeys, m - first_key)});
}

// How many keys of the block its query i may see.
int visible_keys(const KeyBlock& b, int i, int offset, Mask mask) {
    if (mask == Mask::none) return b.keys;
    return std::clamp(b.first_query + i + offset + 1 - b.first_key, 0, b.keys);
}

// The scores of a block, masked.
void score(const KeyBlock& b, ConstView q, ConstView k, Mask mask, View scores) {
    matmul_nt(b.of_queries(q), b.of_keys(k), scores);
    const real factor = score_factor(q.cols());
    const int offset = k.rows() - q.rows();
    for (int i = 0; i < b.queries; ++i) {
        const int visible = visible_keys(b, i, offset, mask);
        real* row = scores.row(i).data();
        for (int j = 0; j < visible; ++j) row[j] *= factor;
        for (int j = visible; j < b.keys; ++j) row[j] = -kInfinity;
    }
}

// What is known of a block of queries, after some blocks of keys: of each query the largest score and
// the sum of the exponentials; the mixture of the values grows in `out`.
struct QueriesSoFar {
    std::array<real, kBlockQueries> top, sum;

    QueriesSoFar() {
        top.fill(-kInfinity);
        sum.fill(0);
    }
};

// Takes in another block of keys. `weights` holds its scores and `mixture` is scratch.
void take_in(QueriesSoFar& so_far, const KeyBlock& b, ConstView v, View weights, View mixture,
             View out) {
    const Kernel& k = kernel();
    std::array<real, kBlockQueries> total;  // of the exponentials in this block
    std::array<real, kBlockQueries> before,
        now;  // what the old sums and the new ones are multiplied by
    for (int i = 0; i < b.queries; ++i) {
        real* row = weights.row(i).data();
        const ExpRow e = k.exp_row_from_top(row, row, b.keys);
        // The largest so far, and what brings the old and the new sums down to it.
        const bool nothing = e.total == 0;  // all of this block is masked
        const real old_top = so_far.top[i];
        const real largest = nothing ? old_top : std::max(old_top, e.top);
        before[i] = old_top == largest ? 0 : old_top - largest;
        now[i] = nothing ? -kInfinity : e.top - largest;
        so_far.top[i] = largest;
        total[i] = e.total;
    }
    k.exp_row(before.data(), before.data(), b.queries);
    k.exp_row(now.data(), now.data(), b.queries);

    matmul(weights, b.of_keys(v), mixture);
    for (int i = 0; i < b.queries; ++i) {
        so_far.sum[i] = before[i] * so_far.sum[i] + now[i] * total[i];
        const real* from = mixture.row(i).data();
        real* to = out.row(b.first_query + i).data();
        for (int c = 0; c < v.cols(); ++c) to[c] = before[i] * to[c] + now[i] * from[c];
    }
}

// All keys are in: divides by the sums, and writes down their logarithms.
void finish_queries(const QueriesSoFar& so_far, int first, int queries, std::span<real> log_sums,
                    View out) {
    for (int i = 0; i < queries; ++i) {
        const real sum = so_far.sum[i];
        // A query that sees nothing: zeros, and weights that stay 0 in the gradient.
        const bool nothing = sum == 0;
        const real factor = nothing ? real{0} : 1 / sum;
        for (real& x : out.row(first + i)) x *= factor;
        const auto log_of_sum = static_cast<real>(std::log(static_cast<double>(sum)));
        log_sums[first + i] = nothing ? kInfinity : so_far.top[i] + log_of_sum;
    }
}

// The weights of a block once more, from its scores.
void weigh(const KeyBlock& b, std::span<const real> log_sums, View scores) {
    for (int i = 0; i < b.queries; ++i) {
        real* row = scores.row(i).data();
        const real log_sum = log_sums[b.first_query + i];
        for (int j = 0; j < b.keys; ++j) row[j] -= log_sum;
        kernel().exp_row(row, row, b.keys);
    }
}

}  // namespace

void attend_in_blocks(ConstView q, ConstView k, ConstView v, Mask mask, std::span<real> log_sums,
                      View out) {
    require(q.cols() == k.cols() && k.rows() == v.rows() && out.rows() == q.rows() &&
                out.cols() == v.cols() && std::ssize(log_sums) == q.rows(),
            "attend_in_blocks: queries {}, keys {}, values {} into {}", q.shape(), k.shape(),
            v.shape(), out.shape());
    static thread_local Matrix weights, mixture;  // one a thread, kept: nothing is allocated
    for (int first = 0; first < q.rows(); first += kBlockQueries) {
        const int queries = std::min(kBlockQueries, q.rows() - first);
        QueriesSoFar so_far;
        fill(out.row_block(first, queries), 0);
        for_key_blocks(first, queries, q.rows(), k.rows(), mask, [&](const KeyBlock& b) {
            weights.resize({queries, b.keys});
            mixture.resize({queries, v.cols()});
            score(b, q, k, mask, weights);
            take_in(so_far, b, v, weights, mixture, out);
        });
        finish_queries(so_far, first, queries, log_sums, out);
    }
}

void attend_in_blocks_backward(ConstView q, ConstView k, ConstView v, Mask mask,
                               std::span<const real> log_sums, ConstView out, ConstView dout,
                               AttentionGrads grads) {
    const real factor = score_factor(q.cols());
    static thread_local Matrix weights, d_scores;
    for (int first = 0; first < q.rows(); first += kBlockQueries) {
        const int queries = std::min(kBlockQueries, q.rows() - first);
        // The mean of what comes back to the weights of a query, with the weights: dout . out.
        std::array<real, kBlockQueries> mean;
        for (int i = 0; i < queries; ++i) mean[i] = dot(dout.row(first + i), out.row(first + i));

        for_key_blocks(first, queries, q.rows(), k.rows(), mask, [&](const KeyBlock& b) {
            weights.resize({queries, b.keys});
            d_scores.resize({queries, b.keys});
            score(b, q, k, mask, weights);
            weigh(b, log_sums, weights);

            const ConstView d = b.of_queries(dout);
            if (!grads.dv.empty()) matmul_tn(weights, d, b.of_keys(grads.dv), Write::accumulate);
            matmul_nt(d, b.of_keys(v), d_scores);
            for (int i = 0; i < queries; ++i) {
                const real* w = weights.row(i).data();
                real* ds = d_scores.row(i).data();
                for (int j = 0; j < b.keys; ++j) ds[j] = factor * (w[j] * (ds[j] - mean[i]));
            }
            if (!grads.dq.empty())
                matmul(d_scores, b.of_keys(k), b.of_queries(grads.dq), Write::accumulate);
            if (!grads.dk.empty())
                matmul_tn(d_scores, b.of_queries(q), b.of_keys(grads.dk), Write::accumulate);
        });
    }
}

}  // namespace book
