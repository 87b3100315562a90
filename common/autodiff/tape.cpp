#include "autodiff/tape.h"

#include <cmath>

#include "tensor/ops.h"

namespace book {
namespace {

bool all_finite(ConstView x) {
    for (int r = 0; r < x.rows(); ++r)
        for (real v : x.row(r))
            if (!std::isfinite(v)) return false;
    return true;
}

}  // namespace

Tape::Node& Tape::new_node(const char* name) {
    if (used_ == static_cast<int>(nodes_.size())) nodes_.emplace_back();
    Node& n = nodes_[used_];
    ++used_;
    n.name = name;
    n.value = View();
    n.grad = View();
    n.needs_grad = false;
    n.touched = false;
    n.kept = 0;
    n.backward = nullptr;
    return n;
}

Var Tape::constant(ConstView value) {
    Node& n = new_node("constant");
    n.own_value.resize(value.shape());
    n.value = n.own_value;
    copy(value, n.value);
    return {this, used_ - 1};
}

Var Tape::parameter(View value, View grad) {
    require(value.shape() == grad.shape(), "Tape::parameter: value {}, gradient {}", value.shape(),
            grad.shape());
    Node& n = new_node("parameter");
    n.value = value;
    n.grad = grad;
    n.needs_grad = mode_ == Mode::training;
    n.touched = true;  // the caller's gradient is added to, never written over
    return {this, used_ - 1};
}

Var Tape::input(ConstView value) {
    const Var x = constant(value);
    node(x.id()).name = "input";
    node(x.id()).needs_grad = mode_ == Mode::training;
    return x;
}

Var Tape::record(const char* name, Shape shape, std::initializer_list<Var> inputs) {
    bool needs_grad = false;
    for (const Var& x : inputs) {
        require(x.valid() && &x.tape() == this && x.id() < used_,
                "{}: an input is not on this tape", name);
        needs_grad = needs_grad || x.needs_grad();
    }
    if (profile_ != nullptr) profile_->enter(name, TapeProfile::Pass::forward);
    Node& n = new_node(name);
    n.own_value.resize(shape);
    n.value = n.own_value;
    n.needs_grad = needs_grad && mode_ == Mode::training;
    return {this, used_ - 1};
}

View Tape::scratch(Var y, Shape shape) {
    Node& n = node(y.id());
    n.own_scratch.resize(shape);
    return n.own_scratch;
}

std::span<const int> Tape::keep(Var y, std::span<const int> values) {
    Node& n = node(y.id());
    // When the list grows its vectors move, but what they hold stays where it is.
    if (n.kept == n.own_ints.size()) n.own_ints.emplace_back();
    std::vector<int>& own = n.own_ints[n.kept];
    ++n.kept;
    own.assign(values.begin(), values.end());
    return own;
}

GradSlot grad_slot(Var x) {
    Tape::Node& n = x.tape().node(x.id());
    if (n.touched) return {n.grad, Write::accumulate};
    n.own_grad.resize(n.value.shape());
    n.grad = n.own_grad;
    n.touched = true;
    return {n.grad, Write::overwrite};
}

void add_grad(Var x, ConstView share) {
    const GradSlot slot = grad_slot(x);
    if (slot.write == Write::overwrite)
        copy(share, slot.view);
    else
        add_to(share, slot.view);
}

void give_grad(Var x, View share) {
    Tape::Node& n = x.tape().node(x.id());
    require(share.shape() == n.value.shape(), "give_grad: {} to {}", share.shape(),
            n.value.shape());
    if (n.touched) return add_to(share, n.grad);
    n.grad = share;
    n.touched = true;
}

View Var::grad() const {
    const GradSlot slot = grad_slot(*this);
    if (slot.write == Write::overwrite) fill(slot.view, 0);
    return slot.view;
}

void Tape::backward(Var loss) {
    require(loss.shape() == Shape{1, 1}, "backward: a loss is (1 x 1), this is {}", loss.shape());
    const real one = 1;
    backward(loss, ConstView(&one, {1, 1}, 1));
}

void Tape::backward(Var y, ConstView gradient) {
    require(mode_ == Mode::training, "backward: this tape records no gradients");
    require(!played_,
            "backward: this recording was played already; clear the tape and record anew");
    require(y.shape() == gradient.shape(), "backward: value {}, gradient {}", y.shape(),
            gradient.shape());
    played_ = true;
    if (!y.needs_grad()) return;
    add_to(gradient, y.grad());
    // Creation order is topological: when an entry's turn comes, everything that used it has added
    // its share. What received no gradient has none to hand on.
    for (int id = y.id(); id >= 0; --id) {
        Node& n = node(id);
        if (n.backward == nullptr || !n.touched) continue;
        if (profile_ != nullptr) profile_->enter(n.name, TapeProfile::Pass::backward);
        n.backward(n.closure);
    }
    if (profile_ != nullptr) profile_->leave();
}

void TapeProfile::enter(const char* name, Pass pass) {
    leave();
    running_ = &seconds_[{name, pass}];
}

void TapeProfile::leave() {
    if (running_ != nullptr) *running_ += clock_.seconds();
    running_ = nullptr;
    clock_.restart();
}

void Tape::clear() {
    used_ = 0;
    played_ = false;
    random_operations_ = 0;
}

int Tape::first_not_finite_value() const {
    for (int id = 0; id < used_; ++id)
        if (!all_finite(node(id).value)) return id;
    return -1;
}

int Tape::last_not_finite_grad() const {
    for (int id = used_ - 1; id >= 0; --id)
        if (node(id).touched && !all_finite(node(id).grad)) return id;
    return -1;
}

}  // namespace book
