#include "nn/long_attention.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "nn/attention.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/matmul.h"

namespace book {
namespace {

constexpr int kQueries = 64, kKeys = 128;  // of a block: its scores stay in the first-level cache
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
    for (int first_key = 0; first_key < seen; first_key += kKeys)
        f(KeyBlock{first_query, queries, first_key, std::min(kKeys, m - first_key)});
}

// The scores of a block, masked.
void score(const KeyBlock& b, ConstView q, ConstView k, Mask mask, View scores) {
    matmul_nt(b.of_queries(q), b.of_keys(k), scores);
    const real factor = score_factor(q.cols());
    const int offset = k.rows() - q.rows();
    for (int i = 0; i < b.queries; ++i) {
        const int visible =
            mask == Mask::causal
                ? std::clamp(b.first_query + i + offset + 1 - b.first_key, 0, b.keys)
                : b.keys;
        real* row = scores.row(i).data();
        for (int j = 0; j < visible; ++j) row[j] *= factor;
        for (int j = visible; j < b.keys; ++j) row[j] = -kInfinity;
    }
}

}  // namespace

void attend_in_blocks(ConstView q, ConstView k, ConstView v, Mask mask, std::span<real> log_sums,
                      View out) {
    require(q.cols() == k.cols() && k.rows() == v.rows() && out.rows() == q.rows() &&
                out.cols() == v.cols() && std::ssize(log_sums) == q.rows(),
            "attend_in_blocks: queries {}, keys {}, values {} into {}", q.shape(), k.shape(),
            v.shape(), out.shape());
    const Kernel& kernel_in_use = kernel();
    static thread_local Matrix weights, mixture;  // one a thread, kept: nothing is allocated
    for (int first = 0; first < q.rows(); first += kQueries) {
        const int queries = std::min(kQueries, q.rows() - first);
        std::array<real, kQueries> top, sum, before, now;
        top.fill(-kInfinity);
        sum.fill(0);
        fill(out.row_block(first, queries), 0);
        for_key_blocks(first, queries, q.rows(), k.rows(), mask, [&](const KeyBlock& b) {
            weights.resize({queries, b.keys});
            mixture.resize({queries, v.cols()});
            score(b, q, k, mask, weights);
            std::array<real, kQueries> total;
            for (int i = 0; i < queries; ++i) {
                const auto at = static_cast<std::size_t>(i);
                real* row = weights.row(i).data();
                const ExpRow e = kernel_in_use.exp_row_from_top(row, row, b.keys);
                // The largest so far, and what brings the old and the new sums down to it.
                const bool nothing = e.total == 0;  // all of this block is masked
                const real largest = nothing ? top[at] : std::max(top[at], e.top);
                before[at] = top[at] == largest ? 0 : top[at] - largest;
                now[at] = nothing ? -kInfinity : e.top - largest;
                top[at] = largest;
                total[at] = e.total;
            }
            kernel_in_use.exp_row(before.data(), before.data(), queries);
            kernel_in_use.exp_row(now.data(), now.data(), queries);
            matmul(weights, b.of_keys(v), mixture);
            for (int i = 0; i < queries; ++i) {
                const auto at = static_cast<std::size_t>(i);
                sum[at] = before[at] * sum[at] + now[at] * total[at];
                const real* from = mixture.row(i).data();
                real* to = out.row(first + i).data();
                for (int c = 0; c < v.cols(); ++c) to[c] = before[at] * to[c] + now[at] * from[c];
            }
        });
        for (int i = 0; i < queries; ++i) {
            const auto at = static_cast<std::size_t>(i);
            // A query that sees nothing: zeros, and weights that stay 0 in the gradient.
            const real factor = sum[at] == 0 ? real{0} : 1 / sum[at];
            for (real& x : out.row(first + i)) x *= factor;
            log_sums[first + i] =
                sum[at] == 0 ? kInfinity
                             : top[at] + static_cast<real>(std::log(static_cast<double>(sum[at])));
        }
    }
}

void attend_in_blocks_backward(ConstView q, ConstView k, ConstView v, Mask mask,
                               std::span<const real> log_sums, ConstView out, ConstView dout,
                               AttentionGrads grads) {
    const Kernel& kernel_in_use = kernel();
    const real factor = score_factor(q.cols());
    static thread_local Matrix weights, d_scores;
    for (int first = 0; first < q.rows(); first += kQueries) {
        const int queries = std::min(kQueries, q.rows() - first);
        // The mean of what comes back to the weights of a query, with the weights: dout . out.
        std::array<real, kQueries> mean;
        for (int i = 0; i < queries; ++i) mean[i] = dot(dout.row(first + i), out.row(first + i));
        for_key_blocks(first, queries, q.rows(), k.rows(), mask, [&](const KeyBlock& b) {
            weights.resize({queries, b.keys});
            d_scores.resize({queries, b.keys});
            score(b, q, k, mask, weights);
            for (int i = 0; i < queries; ++i) {
                real* row = weights.row(i).data();
                const real log_sum = log_sums[first + i];
                for (int j = 0; j < b.keys; ++j) row[j] -= log_sum;
                kernel_in_use.exp_row(row, row, b.keys);
            }
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
