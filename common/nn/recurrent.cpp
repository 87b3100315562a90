#include "nn/recurrent.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/parallel.h"
#include "nn/recurrent_cells.h"
#include "tensor/ops.h"

namespace book {
namespace {

// Which rows belong to a step.
struct Steps {
    SegmentsView ragged;  // not valid(): `sequences` rows each
    int sequences, length;

    int begin(int t) const { return ragged.valid() ? ragged.begin(t) : t * sequences; }
    int count(int t) const { return ragged.valid() ? ragged.length(t) : sequences; }
    int rows() const { return begin(length); }
};

// What forward leaves for backward, cut out of the entry's scratch.
struct Kept {
    View gates;   // (N x g w)  x W_x + b, then the gates, then d(loss) / d(a)
    View state;   // (N x g w)  gru only: s, then d(loss) / d(s)
    View tanh_c;  // (N x w)    lstm only
    View before;  // (N x w)    the h from which each row came
    View turned;  // (g w x w)  W_h^T
    View bias;    // (1 x g w)  b_x + b_h; their gradient
    View zeros;   // (n x w)    the state in which nothing has been read
    View drop;    // (n x w)    where gradients go that nobody asks for
};

// Cuts them off one after the other; without memory it only counts.
class Cutter {
  public:
    explicit Cutter(real* from) : from_(from) {}
    View cut(Shape shape) {
        real* const at = from_ == nullptr ? nullptr : from_ + used_;
        used_ += shape.size();
        return {at, shape, shape.cols};
    }
    std::size_t used() const { return used_; }

  private:
    real* from_;
    std::size_t used_ = 0;
};

Kept cut_up(Cutter& cutter, CellKind kind, const Steps& steps, int width) {
    const int rows = steps.rows();
    const int wide = gates_of(kind) * width;
    Kept kept;
    kept.gates = cutter.cut({rows, wide});
    if (kind == CellKind::gru) kept.state = cutter.cut({rows, wide});
    if (kind == CellKind::lstm) kept.tanh_c = cutter.cut({rows, width});
    kept.before = cutter.cut({rows, width});
    kept.turned = cutter.cut({wide, width});
    kept.bias = cutter.cut({1, wide});
    kept.zeros = cutter.cut({steps.sequences, width});
    kept.drop = cutter.cut({steps.sequences, width});
    return kept;
}

// All steps of a batch: forward() when it is recorded, called as a closure when its gradient comes back.
struct Recurrence {
    CellKind kind{};
    Steps steps{};
    Var x, input_weight, input_bias, state_weight, state_bias;
    State first, states;
    real* memory = nullptr;

    Kept kept() const {
        Cutter cutter(memory);
        return cut_up(cutter, kind, steps, states.h.cols());
    }

    template <class F>
    void for_sequences(F f) const {
        const std::size_t work = state_weight.shape().size() * steps.rows();
        const std::ptrdiff_t pieces = work / kWorkForThread;
        const std::ptrdiff_t grain = steps.sequences / std::max<std::ptrdiff_t>(1, pieces) + 1;
        parallel_blocks(steps.sequences, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            f(static_cast<int>(begin), static_cast<int>(end));
        });
    }
    static constexpr std::size_t kWorkForThread = std::size_t{1} << 18;  // multiply-adds

    void forward() const;
    void forward(const Kept& k, int begin, int end) const;
    void operator()() const;
    void backward(const Kept& k, View dh, View dc, View d_first_h, View d_first_c, int begin,
                  int end) const;
};

void Recurrence::forward() const {
    const Kept k = kept();
    fill(k.zeros, 0);
    ConstView bias = input_bias.value();
    if (kind != CellKind::gru) {
        add(input_bias.value(), state_bias.value(), k.bias);
        bias = k.bias;
    }
    linear(x.value(), input_weight.value(), bias, k.gates);
    for_sequences([&](int begin, int end) { forward(k, begin, end); });
}

void Recurrence::forward(const Kept& k, int begin, int end) const {
    const View h = states.h.output();
    const View c = states.c.valid() ? states.c.output() : View();
    const ConstView first_h = first.h.valid() ? first.h.value() : ConstView(k.zeros);
    const ConstView first_c = first.c.valid() ? first.c.value() : ConstView(k.zeros);
    const ConstView weight = state_weight.value();
    for (int t = 0; t < steps.length; ++t) {
        const int count = std::min(end, steps.count(t)) - begin;
        const int row = steps.begin(t) + begin;
        if (count <= 0) return;
        const int from = t == 0 ? begin : steps.begin(t - 1) + begin;  // the same, a step before
        const ConstView h_before = t == 0 ? first_h : ConstView(h);
        const View before = k.before.row_block(row, count);
        copy(h_before.row_block(from, count), before);
        if (kind == CellKind::gru)
            linear(before, weight, state_bias.value(), k.state.row_block(row, count));
        else
            matmul(before, weight, k.gates.row_block(row, count), Write::accumulate);
        const ConstView c_before = t == 0 ? first_c : ConstView(c);
        for (int i = 0; i < count; ++i) {
            real* gates = k.gates.row(row + i).data();
            real* to = h.row(row + i).data();
            if (kind == CellKind::elman)
                elman_cell(gates, to, h.cols());
            else if (kind == CellKind::lstm)
                lstm_cell(gates, c_before.row(from + i).data(), c.row(row + i).data(),
                          k.tanh_c.row(row + i).data(), to, h.cols());
            else
                gru_cell(gates, k.state.row(row + i).data(), before.row(i).data(), to, h.cols());
        }
    }
}

void Recurrence::operator()() const {
    const Kept k = kept();
    const View dh = states.h.grad();
    const View dc = states.c.valid() ? states.c.grad() : View();
    const auto grad_of = [&](Var v) { return v.valid() && v.needs_grad() ? v.grad() : k.drop; };
    const View d_first_h = grad_of(first.h);
    const View d_first_c = grad_of(first.c);

    const ConstView weight = state_weight.value();
    for (int r = 0; r < weight.rows(); ++r)
        for (int c = 0; c < weight.cols(); ++c) k.turned(c, r) = weight(r, c);
    for_sequences(
        [&](int begin, int end) { backward(k, dh, dc, d_first_h, d_first_c, begin, end); });

    const View da = k.gates;
    const View ds = kind == CellKind::gru ? k.state : k.gates;
    if (x.needs_grad()) {
        const GradSlot dx = grad_slot(x);
        matmul_nt(da, input_weight.value(), dx.view, dx.write);
    }
    if (input_weight.needs_grad()) {
        const GradSlot dw = grad_slot(input_weight);
        matmul_tn(x.value(), da, dw.view, dw.write);
    }
    if (state_weight.needs_grad()) {
        const GradSlot dw = grad_slot(state_weight);
        matmul_tn(k.before, ds, dw.view, dw.write);
    }

    fill(k.bias, 0);
    add_column_sums(da, k.bias);
    if (input_bias.needs_grad()) add_to(k.bias, input_bias.grad());
    if (kind == CellKind::gru) {
        fill(k.bias, 0);
        add_column_sums(ds, k.bias);
    }
    if (state_bias.needs_grad()) add_to(k.bias, state_bias.grad());
}

void Recurrence::backward(const Kept& k, View dh, View dc, View d_first_h, View d_first_c,
                          int begin, int end) const {
    const ConstView c = states.c.valid() ? states.c.value() : ConstView();
    const ConstView first_c = first.c.valid() ? first.c.value() : ConstView(k.zeros);
    const View ds = kind == CellKind::gru ? k.state : k.gates;
    const bool asked = first.h.valid() && first.h.needs_grad();
    for (int t = steps.length - 1; t >= 0; --t) {
        const int count = std::min(end, steps.count(t)) - begin;
        const int row = steps.begin(t) + begin;
        if (count <= 0) continue;
        const int from = t == 0 ? begin : steps.begin(t - 1) + begin;  // the same, a step before
        const View dh_before = t == 0 ? d_first_h : dh;
        const View dc_before = t == 0 ? d_first_c : dc;
        const ConstView c_before = t == 0 ? first_c : c;
        for (int i = 0; i < count; ++i) {
            real* gates = k.gates.row(row + i).data();
            const real* d = dh.row(row + i).data();
            if (kind == CellKind::elman)
                elman_cell_back(gates, states.h.value().row(row + i).data(), d, dh.cols());
            else if (kind == CellKind::lstm)
                lstm_cell_back(gates, c_before.row(from + i).data(), k.tanh_c.row(row + i).data(),
                               d, dc.row(row + i).data(), dc_before.row(from + i).data(),
                               dh.cols());
            else
                gru_cell_back(gates, k.state.row(row + i).data(), k.before.row(row + i).data(), d,
                              dh_before.row(from + i).data(), dh.cols());
        }
        if (t > 0 || asked)
            matmul(ds.row_block(row, count), k.turned, dh_before.row_block(from, count),
                   Write::accumulate);
    }
}

const char* name_of(CellKind kind) {
    switch (kind) {
        case CellKind::elman:
            return "elman";
        case CellKind::lstm:
            return "lstm";
        case CellKind::gru:
            return "gru";
    }
    return "";
}

State record(const Recurrent& layer, Var x, const Steps& steps, State first) {
    const int width = layer.width();
    require(steps.rows() == x.rows() && x.cols() == layer.input.weight.shape().rows,
            "recurrent: {} for steps of {} rows in all, a cell that reads {} numbers", x.shape(),
            steps.rows(), layer.input.weight.shape().rows);
    const bool has_c = layer.kind == CellKind::lstm;
    for (const Var v : {first.h, first.c})
        if (v.valid())
            require(v.shape() == Shape{steps.sequences, width},
                    "recurrent: a first state {} for {} sequences and a width of {}", v.shape(),
                    steps.sequences, width);
    require(has_c || !first.c.valid(), "recurrent: only an LSTM has a c");

    Tape& tape = x.tape();
    Recurrence pass;
    pass.kind = layer.kind;
    pass.steps = steps;
    pass.x = x;
    pass.first = first;
    pass.input_weight = layer.input.weight.on(tape);
    pass.input_bias = layer.input.bias.on(tape);
    pass.state_weight = layer.state.weight.on(tape);
    pass.state_bias = layer.state.bias.on(tape);
    const Var nothing = pass.input_bias;  // stands for a first state that is not there
    const Var first_h = first.h.valid() ? first.h : nothing;
    const Var first_c = first.c.valid() ? first.c : nothing;
    const char* name = name_of(layer.kind);
    const Var h = tape.record(name, {steps.rows(), width},
                              {x, pass.input_weight, pass.input_bias, pass.state_weight,
                               pass.state_bias, first_h, first_c});
    pass.states.h = h;
    if (steps.ragged.valid()) pass.steps.ragged = SegmentsView(tape.keep(h, steps.ragged.begins()));
    if (has_c) {
        pass.states.c = tape.record(name, h.shape(), {h});
        tape.on_backward(pass.states.c, [h] { h.grad(); });  // so that its turn comes next
    }

    Cutter counter(nullptr);
    cut_up(counter, layer.kind, steps, width);
    const std::size_t row = layer.state.weight.shape().size();
    const int rows = static_cast<int>(counter.used() / row + 1);
    pass.memory = tape.scratch(h, {rows, static_cast<int>(row)}).data();

    pass.forward();
    tape.on_backward(h, pass);
    return pass.states;
}

}  // namespace

int gates_of(CellKind kind) {
    switch (kind) {
        case CellKind::elman:
            return 1;
        case CellKind::lstm:
            return 4;
        case CellKind::gru:
            return 3;
    }
    return 0;
}

Recurrent make_recurrent(Parameters& parameters, const std::string& name, CellKind kind, int in,
                         int width, Rng& rng, double forget_bias) {
    const int wide = gates_of(kind) * width;
    const double bound = 1 / std::sqrt(static_cast<double>(width));
    const auto add_uniform = [&](const std::string& part, Shape shape) {
        const Parameter p = parameters.add(name + part, shape);
        for (int r = 0; r < shape.rows; ++r)
            for (real& v : p.value().row(r)) v = static_cast<real>(bound * (2 * rng.uniform() - 1));
        return p;
    };

    Recurrent layer;
    layer.kind = kind;
    layer.input.weight = add_uniform(".input.weight", {in, wide});
    layer.state.weight = add_uniform(".state.weight", {width, wide});
    layer.input.bias = add_uniform(".input.bias", {1, wide});
    layer.state.bias = add_uniform(".state.bias", {1, wide});
    if (kind == CellKind::lstm)
        for (real& v : layer.input.bias.value().col_block(width, width).row(0))
            v += static_cast<real>(forget_bias);
    return layer;
}

Var recurrent(const Recurrent& layer, Var x, int sequences) {
    return recurrent_states(layer, x, sequences).h;
}

State recurrent_states(const Recurrent& layer, Var x, int sequences, State first) {
    require(sequences > 0 && x.rows() % sequences == 0, "recurrent: {} rows for {} sequences",
            x.rows(), sequences);
    return record(layer, x, {{}, sequences, x.rows() / sequences}, first);
}

State recurrent_states(const Recurrent& layer, Var x, const Segments& steps, State first) {
    for (int t = 1; t < steps.count(); ++t)
        require(steps.length(t) <= steps.length(t - 1),
                "recurrent: step {} has {} rows, the one before it {}", t, steps.length(t),
                steps.length(t - 1));
    const int sequences = steps.count() == 0 ? 0 : steps.length(0);
    return record(layer, x, {steps.view(), sequences, steps.count()}, first);
}

State recurrent_step(const Recurrent& layer, Var x, State before) {
    const int w = layer.width();
    const Var a = linear(layer.input, x);
    const Var s = linear(layer.state, before.h);
    if (layer.kind == CellKind::elman) return {tanh(add(a, s)), {}};
    if (layer.kind == CellKind::lstm) {
        const Var sum = add(a, s);
        const Var i = sigmoid(col_block(sum, 0, w));
        const Var f = sigmoid(col_block(sum, w, w));
        const Var g = tanh(col_block(sum, 2 * w, w));
        const Var o = sigmoid(col_block(sum, 3 * w, w));
        const Var kept = multiply(f, before.c);
        const Var c = add(kept, multiply(i, g));
        return {multiply(o, tanh(c)), c};
    }
    const Var a_gates = col_block(a, 0, 2 * w);
    const Var gates = sigmoid(add(a_gates, col_block(s, 0, 2 * w)));
    const Var r = col_block(gates, 0, w);
    const Var z = col_block(gates, w, w);
    const Var remembered = multiply(r, col_block(s, 2 * w, w));
    const Var n = tanh(add(remembered, col_block(a, 2 * w, w)));
    const Var change = multiply(z, subtract(before.h, n));
    return {add(n, change), {}};  // (1 - z) n + z h = n + z (h - n)
}

TimeMajor::TimeMajor(const Segments& sentences) {
    std::vector<int> order(sentences.count());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return sentences.length(a) > sentences.length(b); });
    rows.reserve(sentences.total());
    back.resize(sentences.total());
    last.resize(order.size());
    for (int s = 0; s < sentences.count(); ++s)
        require(sentences.length(s) > 0, "TimeMajor: sentence {} has no words", s);
    for (int t = 0; t < sentences.longest(); ++t) {
        int count = 0;  // sentences that have a word t: the first ones in this order
        for (const int s : order) {
            if (sentences.length(s) <= t) break;
            const int packed = sentences.begin(s) + t;
            const int row = static_cast<int>(rows.size());
            rows.push_back(packed);
            back[packed] = row;
            last[s] = row;
            ++count;
        }
        steps.add(count);
    }
}

Var pick_rows(Var x, std::span<const int> rows) {
    for (const int r : rows)
        require(r >= 0 && r < x.rows(), "pick_rows: row {} of {}", r, x.shape());
    Tape& tape = x.tape();
    const Var y = tape.record("pick_rows", {static_cast<int>(rows.size()), x.cols()}, {x});
    const std::span<const int> kept = tape.keep(y, rows);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const std::span<const real> row = x.value().row(kept[i]);
        std::copy(row.begin(), row.end(), y.output().row(static_cast<int>(i)).begin());
    }
    tape.on_backward(y, [x, y, kept] {
        const View dx = x.grad();
        for (std::size_t i = 0; i < kept.size(); ++i)
            add_to(y.grad().row_block(static_cast<int>(i), 1), dx.row_block(kept[i], 1));
    });
    return y;
}

}  // namespace book
