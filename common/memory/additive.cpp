#include "memory/additive.h"

#include <span>

#include "core/parallel.h"
#include "tensor/kernel_dispatch.h"
#include "tensor/ops.h"

namespace book {
namespace {

// t = tanh(a + b), one row; it lies in a buffer of this thread until the next call.
std::span<const real> bent_sum(std::span<const real> a, std::span<const real> b) {
    static thread_local Buffer t;
    t.resize(a.size());
    for (std::size_t c = 0; c < a.size(); ++c) t[c] = a[c] + b[c];
    kernel().tanh_row(t.data(), t.data(), std::ssize(t));
    return t;
}

// Where the weights of each sentence lie among those of all: row i of the queries has a row of its own, as
// long as the longest sentence of the keys.
struct Sentence {
    int q_begin, queries, k_begin, keys;
};
Sentence sentence(const Segments& q, const Segments& k, int s) {
    return {q.begin(s), q.length(s), k.begin(s), k.length(s)};
}

}  // namespace

Var additive_attention(Var q, Var k, Var values, Var v, const Segments& query_rows,
                       const Segments& key_rows) {
    require(q.cols() == k.cols() && v.shape() == Shape{1, q.cols()} && values.rows() == k.rows(),
            "additive_attention: queries {}, keys {}, values {}, v {}", q.shape(), k.shape(),
            values.shape(), v.shape());
    require(query_rows.count() == key_rows.count() && query_rows.total() == q.rows() &&
                key_rows.total() == k.rows(),
            "additive_attention: {} sentences ask {}", query_rows.count(), key_rows.count());
    Tape& tape = q.tape();
    const Var y = tape.record("additive attention", {q.rows(), values.cols()}, {q, k, values, v});
    const View weights = tape.scratch(y, {q.rows(), key_rows.longest()});
    const Segments *qs = &query_rows, *ks = &key_rows;
    parallel_for_each(qs->count(), [&](std::ptrdiff_t s) {
        const Sentence at = sentence(*qs, *ks, static_cast<int>(s));
        for (int i = at.q_begin; i < at.q_begin + at.queries; ++i) {
            const View p = weights.row_block(i, 1).col_block(0, at.keys);
            for (int j = 0; j < at.keys; ++j)
                p(0, j) = dot(v.value().row(0),
                              bent_sum(q.value().row(i), k.value().row(at.k_begin + j)));
            softmax_rows(p, p);
            matmul(p, values.value().row_block(at.k_begin, at.keys), y.output().row_block(i, 1));
        }
    });
    tape.on_backward(y, [q, k, values, v, y, weights, qs, ks] {
        const View dq = q.grad(), dk = k.grad(), dvalues = values.grad(), dv = v.grad();
        for (int s = 0; s < qs->count(); ++s) {  // in their order: all of them add to dv
            const Sentence at = sentence(*qs, *ks, s);
            const ConstView dy = y.grad().row_block(at.q_begin, at.queries);
            const ConstView p = weights.row_block(at.q_begin, at.queries).col_block(0, at.keys);
            matmul_tn(p, dy, dvalues.row_block(at.k_begin, at.keys), Write::accumulate);
            Matrix ds({at.queries, at.keys});
            matmul_nt(dy, values.value().row_block(at.k_begin, at.keys), ds);
            for (int i = 0; i < at.queries; ++i) {
                const real mean = dot(p.row(i), ds.row(i));
                real* back = dq.row(at.q_begin + i).data();
                for (int j = 0; j < at.keys; ++j) {
                    const real share = p(i, j) * (ds(i, j) - mean);
                    const auto t =
                        bent_sum(q.value().row(at.q_begin + i), k.value().row(at.k_begin + j));
                    const real* weigh = v.value().row(0).data();
                    real *to = dk.row(at.k_begin + j).data(), *to_v = dv.row(0).data();
                    for (std::size_t c = 0; c < t.size(); ++c) {
                        const real through = share * weigh[c] * (1 - t[c] * t[c]);
                        to_v[c] += share * t[c];
                        back[c] += through, to[c] += through;
                    }
                }
            }
        }
    });
    return y;
}

}  // namespace book
