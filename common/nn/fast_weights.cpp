#include "nn/fast_weights.h"

#include <algorithm>
#include <vector>

#include "core/parallel.h"
#include "tensor/ops.h"

namespace book {
namespace {

// y += factor x
void add_scaled(const real* __restrict x, real factor, real* __restrict y, int n) {
    for (int j = 0; j < n; ++j) y[j] += factor * x[j];
}

// M = decay * S, in place if they are the same.
void keep_share(std::span<const real> decay, ConstView s, View m) {
    for (int i = 0; i < s.rows(); ++i) {
        const real share = decay.empty() ? 1 : decay[decay.size() == 1 ? 0 : i];
        const real* from = s.row(i).data();
        real* to = m.row(i).data();
        for (int j = 0; j < s.cols(); ++j) to[j] = share * from[j];
    }
}

// e = v - k M, or v itself.
void find_error(const FastWeightsStep& word, ConstView m, real* e) {
    std::copy(word.value.begin(), word.value.end(), e);
    if (word.strength == nullptr) return;
    for (int i = 0; i < m.rows(); ++i) add_scaled(m.row(i).data(), -word.key[i], e, m.cols());
}

// What a word does to a state: M, then e, then u, and after = M + k^T u. `before` may be `after`.
void write_word(const FastWeightsStep& word, ConstView before, View after, real* e, real* u) {
    keep_share(word.decay, before, after);
    find_error(word, after, e);
    const real strength = word.strength == nullptr ? 1 : *word.strength;
    for (int j = 0; j < after.cols(); ++j) u[j] = strength * e[j];
    for (int i = 0; i < after.rows(); ++i)
        add_scaled(u, word.key[i], after.row(i).data(), after.cols());
}

std::span<const real> part(Var x, int row, int begin, int count) {
    return x.value().row(row).subspan(static_cast<std::size_t>(begin),
                                      static_cast<std::size_t>(count));
}

// One head of one sentence.
struct Head {
    FastWeights given;
    Var y;
    int begin, length;  // its rows
    int number;         // of the head
    int k, v;           // numbers in a key, in a value
    int shares;         // of a row of `decay`: 0, 1 or k

    FastWeightsStep word(int t) const {
        const int row = begin + t;
        FastWeightsStep w{part(given.queries, row, number * k, k),
                          part(given.keys, row, number * k, k),
                          part(given.values, row, number * v, v),
                          {},
                          nullptr};
        if (shares > 0) w.decay = part(given.decay, row, number * shares, shares);
        if (given.strength.valid()) w.strength = &part(given.strength, row, number, 1)[0];
        return w;
    }

    void forward(std::vector<real>& memory) const;
    void backward(std::vector<real>& memory) const;
    void give_back(const FastWeightsStep& word, int t, ConstView before, ConstView m,
                   ConstView after, const real* e, View ds, real* du) const;
};

void Head::forward(std::vector<real>& memory) const {
    memory.assign(static_cast<std::size_t>(k) * v, 0);
    const View state(memory.data(), {k, v}, v);
    for (int t = 0; t < length; ++t)
        fast_weights_step(word(t), state,
                          y.output().row(begin + t).subspan(static_cast<std::size_t>(number) * v,
                                                            static_cast<std::size_t>(v)));
}

// Adds numbers to a head's part of a row of a gradient.
void add_part(Var to, int row, int begin, int count, const real* numbers) {
    if (to.needs_grad()) add_scaled(numbers, 1, to.grad().row(row).data() + begin, count);
}

void Head::give_back(const FastWeightsStep& word, int t, ConstView before, ConstView m,
                     ConstView after, const real* e, View ds, real* du) const {
    const int row = begin + t;
    const std::span<const real> dy = y.grad().row(row).subspan(static_cast<std::size_t>(number) * v,
                                                               static_cast<std::size_t>(v));
    const real strength = word.strength == nullptr ? 1 : *word.strength;
    const auto errors = std::span(e, static_cast<std::size_t>(v));
    const auto changes = std::span<const real>(du, static_cast<std::size_t>(v));
    std::fill(du, du + v, real{0});
    for (int i = 0; i < k; ++i) {
        const real dq = dot(dy, after.row(i));
        add_part(given.queries, row, number * k + i, 1, &dq);
        add_scaled(dy.data(), word.query[i], ds.row(i).data(), v);
        add_scaled(ds.row(i).data(), word.key[i], du, v);
        const real dk = strength * dot(errors, ds.row(i));  // u . dS_i
        add_part(given.keys, row, number * k + i, 1, &dk);
    }
    if (word.strength != nullptr) {
        const real db = dot(changes, errors);
        add_part(given.strength, row, number, 1, &db);
        for (int j = 0; j < v; ++j) du[j] *= strength;  // now dv
        for (int i = 0; i < k; ++i) {
            const real dk = -dot(changes, m.row(i));
            add_part(given.keys, row, number * k + i, 1, &dk);
            add_scaled(du, -word.key[i], ds.row(i).data(), v);  // now dM
        }
    }
    add_part(given.values, row, number * v, v, du);
    if (shares == 0) return;
    real of_all = 0;
    for (int i = 0; i < k; ++i) {
        const real share = dot(ds.row(i), before.row(i));
        if (shares > 1) add_part(given.decay, row, number * k + i, 1, &share);
        of_all += share;
    }
    if (shares == 1) add_part(given.decay, row, number, 1, &of_all);
    keep_share(word.decay, ds, ds);
}

void Head::backward(std::vector<real>& memory) const {
    const std::size_t size = static_cast<std::size_t>(k) * v;
    memory.assign(
        size * (static_cast<std::size_t>(length) + 3) + static_cast<std::size_t>(length + 1) * v,
        0);
    const auto state = [&](int t) {  // after t words
        return View(memory.data() + size * static_cast<std::size_t>(t), {k, v}, v);
    };
    const View m = state(length + 1);
    const View ds = state(length + 2);
    real* const errors = memory.data() + size * (static_cast<std::size_t>(length) + 3);
    real* const du = errors + static_cast<std::size_t>(length) * v;
    for (int t = 0; t < length; ++t)
        write_word(word(t), state(t), state(t + 1), errors + static_cast<std::size_t>(t) * v, du);
    for (int t = length - 1; t >= 0; --t) {
        const FastWeightsStep w = word(t);
        if (w.strength != nullptr) keep_share(w.decay, state(t), m);
        give_back(w, t, state(t), m, state(t + 1), errors + static_cast<std::size_t>(t) * v, ds,
                  du);
    }
}

// Every head of every sentence, each on one thread.
struct Pass {
    FastWeights given;
    Var y;
    SegmentsView rows;
    int heads, k, v, shares;

    template <class F>
    void for_each_head(F f) const {
        const std::ptrdiff_t work = std::ptrdiff_t{rows.longest()} * k * v;
        const std::ptrdiff_t grain = kNumbersForThread * 4 / std::max<std::ptrdiff_t>(1, work) + 1;
        parallel_blocks(
            std::ptrdiff_t{rows.count()} * heads, grain,
            [&](std::ptrdiff_t from, std::ptrdiff_t to) {
                static thread_local std::vector<real> memory;  // kept: nothing is allocated
                for (std::ptrdiff_t i = from; i < to; ++i) {
                    const int s = static_cast<int>(i / heads);
                    f(Head{given, y, rows.begin(s), rows.length(s), static_cast<int>(i % heads), k,
                           v, shares},
                      memory);
                }
            });
    }
    void operator()() const {
        for (const Var x : {given.queries, given.keys, given.values, given.decay, given.strength})
            if (x.valid() && x.needs_grad())
                x.grad();  // the first use makes zeros: not on many threads
        y.grad();
        for_each_head([](const Head& head, std::vector<real>& memory) { head.backward(memory); });
    }
};

}  // namespace

void fast_weights_step(const FastWeightsStep& word, View state, std::span<real> answer) {
    static thread_local std::vector<real> memory;  // e and u
    memory.resize(2 * answer.size());
    write_word(word, state, state, memory.data(), memory.data() + answer.size());
    std::fill(answer.begin(), answer.end(), real{0});
    for (int i = 0; i < state.rows(); ++i)
        add_scaled(state.row(i).data(), word.query[i], answer.data(), state.cols());
}

Var fast_weights(const FastWeights& given, const Segments& rows, int heads) {
    const Shape keys = given.keys.shape();
    const Shape values = given.values.shape();
    require(heads > 0 && keys.cols % heads == 0 && values.cols % heads == 0 &&
                given.queries.shape() == keys && values.rows == keys.rows &&
                rows.total() == keys.rows,
            "fast_weights: queries {}, keys {} and values {} for {} heads, sentences of {} rows",
            given.queries.shape(), keys, values, heads, rows.total());
    const int k = keys.cols / heads;
    const int shares = given.decay.valid() ? given.decay.cols() / heads : 0;
    if (given.decay.valid())
        require(given.decay.rows() == keys.rows && given.decay.cols() == shares * heads &&
                    (shares == 1 || shares == k),
                "fast_weights: a decay {} for {} heads with keys of {} numbers",
                given.decay.shape(), heads, k);
    if (given.strength.valid())
        require(given.strength.shape() == Shape{keys.rows, heads},
                "fast_weights: strengths {} for {} heads", given.strength.shape(), heads);

    Tape& tape = given.keys.tape();
    const Var nothing = given.keys;  // stands for what is not there
    const Var y = tape.record(
        "fast_weights", values,
        {given.queries, given.keys, given.values, given.decay.valid() ? given.decay : nothing,
         given.strength.valid() ? given.strength : nothing});
    Pass pass{given, y, SegmentsView(tape.keep(y, rows.view().begins())),
              heads, k, values.cols / heads,
              shares};
    pass.for_each_head([](const Head& head, std::vector<real>& memory) { head.forward(memory); });
    tape.on_backward(y, pass);
    return y;
}

}  // namespace book
