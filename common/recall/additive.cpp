#include "recall/additive.h"

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

// Where a sentence lies: in the queries and in the keys.
struct Sentence {
    int q_begin, queries, k_begin, keys;
};
Sentence sentence(SegmentsView q, SegmentsView k, int s) {
    return {q.begin(s), q.length(s), k.begin(s), k.length(s)};
}

// The operation with its inputs: forward() when it is recorded, called as a closure when its gradient
// comes back. Row i of the queries has a row of weights, as long as the longest sentence of the keys.
struct AdditiveAttention {
    Var q, k, values, v, y;
    SegmentsView query_rows, key_rows;
    View weights;

    void forward(const Sentence& at) const {
        const ConstView own_values = values.value().row_block(at.k_begin, at.keys);
        for (int i = at.q_begin; i < at.q_begin + at.queries; ++i) {
            const View p = weights.row_block(i, 1).col_block(0, at.keys);
            for (int j = 0; j < at.keys; ++j) {
                const auto t = bent_sum(q.value().row(i), k.value().row(at.k_begin + j));
                p(0, j) = dot(v.value().row(0), t);
            }
            softmax_rows(p, p);
            matmul(p, own_values, y.output().row_block(i, 1));
        }
    }

    void operator()() const {
        for (int s = 0; s < query_rows.count(); ++s)  // in their order: all of them add to dv
            backward(sentence(query_rows, key_rows, s));
    }

    void backward(const Sentence& at) const {
        const ConstView dy = y.grad().row_block(at.q_begin, at.queries);
        const ConstView p = weights.row_block(at.q_begin, at.queries).col_block(0, at.keys);
        matmul_tn(p, dy, values.grad().row_block(at.k_begin, at.keys), Write::accumulate);

        Matrix ds({at.queries, at.keys});  // what comes back to the weights
        matmul_nt(dy, values.value().row_block(at.k_begin, at.keys), ds);
        for (int i = 0; i < at.queries; ++i) {
            const real mean = dot(p.row(i), ds.row(i));
            for (int j = 0; j < at.keys; ++j)
                through_tanh(at.q_begin + i, at.k_begin + j, p(i, j) * (ds(i, j) - mean));
        }
    }

    // Hands on what comes back to one score: that of query row i and key row j.
    void through_tanh(int i, int j, real share) const {
        const auto t = bent_sum(q.value().row(i), k.value().row(j));
        const real* weigh = v.value().row(0).data();
        real* dq = q.grad().row(i).data();
        real* dk = k.grad().row(j).data();
        real* dv = v.grad().row(0).data();
        for (std::size_t c = 0; c < t.size(); ++c) {
            const real through = share * weigh[c] * (1 - t[c] * t[c]);
            dv[c] += share * t[c];
            dq[c] += through;
            dk[c] += through;
        }
    }
};

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

    const SegmentsView queries(tape.keep(y, query_rows.view().begins()));
    const SegmentsView keys(tape.keep(y, key_rows.view().begins()));

    const AdditiveAttention operation{q, k, values, v, y, queries, keys, weights};
    parallel_for_each(queries.count(), [&](std::ptrdiff_t s) {
        operation.forward(sentence(queries, keys, static_cast<int>(s)));
    });
    tape.on_backward(y, operation);
    return y;
}

}  // namespace book
