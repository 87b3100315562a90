#include "nn/attention.h"

#include <cmath>

#include "core/parallel.h"
#include "nn/long_attention.h"
#include "nn/replaceable.h"
#include "nn/trace.h"

namespace book {
namespace {

// Where one head of one sentence lies: in q and out, in k and v, and among all weights.
struct HeadOfSentence {
    int query_begin, queries, key_begin, keys, col, key_col, width;
    std::ptrdiff_t kept_begin;

    template <class T>
    BasicView<T> of_queries(BasicView<T> x) const {
        return x.row_block(query_begin, queries).col_block(col, width);
    }
    template <class T>
    BasicView<T> of_keys(BasicView<T> x) const {
        return x.row_block(key_begin, keys).col_block(key_col, width);
    }
    // What is kept of it for the gradient: the weights, or of a long sentence the sum of each row.
    bool is_long() const { return keys > kLongSentence; }
    View weights(real* all) const { return {all + kept_begin, {queries, keys}, keys}; }
    std::span<real> log_sums(real* all) const { return std::span<real>(all + kept_begin, queries); }
};

// One job for each head of each sentence; they write to different places and can run side by side. On the
// way back the heads that share keys and values write to the same place, so they are one job.
struct Heads {
    SegmentsView query_rows, key_rows;
    int heads, width;
    int group;                         // heads that share keys and values
    std::span<const int> kept_before;  // for each sentence: numbers in one head of those before

    static std::ptrdiff_t kept(int queries, int keys) {
        return std::ptrdiff_t{1} * queries * (keys > kLongSentence ? 1 : keys);
    }

    int jobs() const { return query_rows.count() * heads; }
    HeadOfSentence job(std::ptrdiff_t i) const {
        const int s = static_cast<int>(i) / heads;
        const int h = static_cast<int>(i) % heads;
        HeadOfSentence job;
        job.query_begin = query_rows.begin(s);
        job.queries = query_rows.length(s);
        job.key_begin = key_rows.begin(s);
        job.keys = key_rows.length(s);
        job.col = h * width;
        job.key_col = h / group * width;
        job.width = width;
        const std::ptrdiff_t before = kept_before[s];
        job.kept_begin = before * heads + h * kept(job.queries, job.keys);
        return job;
    }
};

// Work for one job is small and differs little: hand out runs of them, a few thousand products each.
// `together` jobs in a row stay with one thread.
template <class F>
void for_jobs(const Heads& heads, int together, F f) {
    constexpr std::ptrdiff_t kProductsForThread = 16384;
    const std::ptrdiff_t work = std::ptrdiff_t{together} * heads.query_rows.longest() *
                                heads.key_rows.longest() * heads.width;
    const std::ptrdiff_t grain = kProductsForThread / std::max<std::ptrdiff_t>(work, 1);
    const std::ptrdiff_t blocks = heads.jobs() / together;
    parallel_blocks(blocks, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t i = begin * together; i < end * together; ++i) f(heads.job(i));
    });
}

}  // namespace

// [attend]
void attend(ConstView q, ConstView k, ConstView v, Mask mask,  // given
            View weights, View out) {
    // [not-shown]
    if (const auto other = replaceable_layers.attend.replacement())
        return other(q, k, v, mask, weights, out);
    // [/not-shown]
    matmul_nt(q, k, weights);  // (n x d)(m x d)^T -> (n x m)
    scale(weights, score_factor(q.cols()), weights);
    apply_mask(mask, weights);
    softmax_rows(weights, weights);
    matmul(weights, v, out);  // (n x m)(m x e) -> (n x e)
}
// [/attend]

Matrix scaled_dot_product_attention(ConstView q, ConstView k, ConstView v, Mask mask,
                                    Matrix* weights) {
    Matrix w({q.rows(), k.rows()});
    Matrix out({q.rows(), v.cols()});
    attend(q, k, v, mask, w, out);
    if (weights != nullptr) *weights = std::move(w);
    return out;
}

namespace {

void require_shapes(Var q, Var k, Var v, const Segments& query_rows, const Segments& key_rows,
                    int heads) {
    const int d = q.cols();
    require(heads > 0 && d % heads == 0, "attention: {} heads for a width of {}", heads, d);
    require(k.shape() == v.shape(), "attention: queries {}, keys {}, values {}", q.shape(),
            k.shape(), v.shape());
    const int width = d / heads;
    const bool fits =
        k.cols() > 0 && width > 0 && k.cols() % width == 0 && heads % (k.cols() / width) == 0;
    require(fits || k.cols() == d, "attention: queries {} of {} heads, keys {}", q.shape(), heads,
            k.shape());
    require(query_rows.total() == q.rows() && key_rows.total() == k.rows() &&
                query_rows.count() == key_rows.count(),
            "attention: {} sentences in {} rows look at {} in {}", query_rows.count(), q.rows(),
            key_rows.count(), k.rows());
}

// For each sentence, how many numbers one head keeps of those before it, and at the end of all.
std::vector<int>& count_kept(const Segments& query_rows, const Segments& key_rows, int heads) {
    static thread_local std::vector<int> before;  // one a thread, kept: nothing is allocated
    before.clear();
    std::ptrdiff_t total = 0;
    for (int s = 0; s < query_rows.count(); ++s) {
        before.push_back(static_cast<int>(total));
        total += Heads::kept(query_rows.length(s), key_rows.length(s));
        require(total * heads < INT32_MAX, "attention: too many pairs of words in one batch");
    }
    before.push_back(static_cast<int>(total));
    return before;
}

// d_scores holds what came back to the weights w, and then what goes back to q k^T.   both (n x m)
void softmax_backward(ConstView w, real factor, View d_scores) {
    if (const auto other = replaceable_layers.softmax_gradient.replacement()) {
        other(w, d_scores);
        scale(d_scores, factor, d_scores);
        return;
    }
    for (int r = 0; r < w.rows(); ++r) {
        const auto p = w.row(r);
        const auto ds = d_scores.row(r);
        const real mean = dot(p, ds);
        for (std::size_t c = 0; c < p.size(); ++c) ds[c] = factor * (p[c] * (ds[c] - mean));
    }
}

// An operation with its inputs and what it keeps: forward() when it is recorded, called as a closure
// when its gradient comes back.
struct AllHeads {
    Var q, k, v, y;
    Heads heads;
    Mask mask;
    real* kept;

    void forward() const {
        for_jobs(heads, 1, [&](const HeadOfSentence& job) {
            const ConstView q_h = job.of_queries(q.value());
            const ConstView k_h = job.of_keys(k.value());
            const ConstView v_h = job.of_keys(v.value());
            const View out = job.of_queries(y.output());
            if (job.is_long())
                attend_in_blocks(q_h, k_h, v_h, mask, job.log_sums(kept), out);
            else
                attend(q_h, k_h, v_h, mask, job.weights(kept), out);
        });
    }

    void operator()() const {
        AttentionGrads grads;  // of all heads; an empty one is not asked for
        if (q.needs_grad()) grads.dq = q.grad();
        if (k.needs_grad()) grads.dk = k.grad();
        if (v.needs_grad()) grads.dv = v.grad();
        for_jobs(heads, heads.group, [&](const HeadOfSentence& job) {
            AttentionGrads of_job;
            if (q.needs_grad()) of_job.dq = job.of_queries(grads.dq);
            if (k.needs_grad()) of_job.dk = job.of_keys(grads.dk);
            if (v.needs_grad()) of_job.dv = job.of_keys(grads.dv);
            if (job.is_long())
                backward_of_long(job, of_job);
            else
                backward(job, of_job);
        });
    }

    void backward_of_long(const HeadOfSentence& job, const AttentionGrads& grads) const {
        attend_in_blocks_backward(job.of_queries(q.value()), job.of_keys(k.value()),
                                  job.of_keys(v.value()), mask, job.log_sums(kept),
                                  job.of_queries(y.value()), job.of_queries(ConstView(y.grad())),
                                  grads);
    }

    void backward(const HeadOfSentence& job, const AttentionGrads& grads) const {
        const ConstView dout = job.of_queries(ConstView(y.grad()));
        const ConstView w = job.weights(kept);
        if (v.needs_grad()) matmul_tn(w, dout, grads.dv, Write::accumulate);

        static thread_local Matrix d_scores;  // one a thread, kept: nothing is allocated
        d_scores.resize(w.shape());
        matmul_nt(dout, job.of_keys(v.value()), d_scores);  // of the weights, for now
        softmax_backward(w, score_factor(heads.width), d_scores);
        if (q.needs_grad()) matmul(d_scores, job.of_keys(k.value()), grads.dq, Write::accumulate);
        if (k.needs_grad())
            matmul_tn(d_scores, job.of_queries(q.value()), grads.dk, Write::accumulate);
    }
};

}  // namespace

Var attention_heads(Var q, Var k, Var v, const Segments& query_rows, const Segments& key_rows,
                    int heads, Mask mask) {
    require_shapes(q, k, v, query_rows, key_rows, heads);
    Tape& tape = q.tape();
    const Var y = tape.record("attention", q.shape(), {q, k, v});
    const std::span<const int> before = tape.keep(y, count_kept(query_rows, key_rows, heads));
    const View kept = tape.scratch(y, {1, before.back() * heads});

    const SegmentsView queries(tape.keep(y, query_rows.view().begins()));
    const SegmentsView keys(tape.keep(y, key_rows.view().begins()));
    const int group = k.cols() > 0 ? q.cols() / k.cols() : 1;
    const Heads all{queries, keys, heads, q.cols() / heads, group, before};
    const AllHeads operation{q, k, v, y, all, mask, kept.data()};
    operation.forward();
    const auto other = replaceable_layers.heads.replacement();
    if (other != nullptr && group == 1)
        other(q.value(), k.value(), v.value(), query_rows, key_rows, heads, mask, y.output());
    tape.on_backward(y, operation);
    return y;
}

MultiHeadAttention make_attention(Parameters& parameters, const std::string& name, int width,
                                  int heads, bool with_bias, Rng& rng) {
    return make_attention(parameters, name, width, heads, heads, with_bias, rng);
}

MultiHeadAttention make_attention(Parameters& parameters, const std::string& name, int width,
                                  int heads, int key_value_heads, bool with_bias, Rng& rng) {
    const int narrow = width / heads * key_value_heads;
    MultiHeadAttention a;
    a.query = make_linear(parameters, name + ".query", width, width, with_bias, rng);
    a.key = make_linear(parameters, name + ".key", width, narrow, with_bias, rng);
    a.value = make_linear(parameters, name + ".value", width, narrow, with_bias, rng);
    a.output = make_linear(parameters, name + ".output", width, width, with_bias, rng);
    a.heads = heads;
    return a;
}

void trace_heads(Trace& trace, const std::string& name, ConstView q, ConstView k, ConstView v,
                 int heads, Mask mask) {
    trace.add(name + ".query", q);
    trace.add(name + ".key", k);
    trace.add(name + ".value", v);
    const int width = q.cols() / heads;
    const int group = q.cols() / k.cols();
    for (int h = 0; h < heads; ++h) {
        const ConstView q_h = q.col_block(h * width, width);
        const ConstView k_h = k.col_block(h / group * width, width);
        const ConstView v_h = v.col_block(h / group * width, width);
        Matrix scores = scale(matmul_nt(q_h, k_h), score_factor(width));
        apply_mask(mask, scores);
        Matrix weights;
        const Matrix out = scaled_dot_product_attention(q_h, k_h, v_h, mask, &weights);
        trace.add(fmt::format("{}.scores.head.{}", name, h), scores);
        trace.add(fmt::format("{}.weights.head.{}", name, h), weights);
        trace.add(fmt::format("{}.out.head.{}", name, h), out);
    }
}

Var multi_head_attention(const MultiHeadAttention& a, Var x, Var source, const Segments& query_rows,
                         const Segments& key_rows, Mask mask, Trace* trace,
                         const std::string& name) {
    const Var q = linear(a.query, x);
    const Var k = linear(a.key, source);
    const Var v = linear(a.value, source);
    const Var joined = attention_heads(q, k, v, query_rows, key_rows, a.heads, mask);
    if (trace != nullptr) {
        require(query_rows.count() == 1, "a trace is of one sentence, not of {}",
                query_rows.count());
        trace_heads(*trace, name, q.value(), k.value(), v.value(), a.heads, mask);
        trace->add(name + ".concatenated", joined.value());
    }
    return linear(a.output, joined);
}

}  // namespace book
