// Reverse-mode differentiation: a tape of operations, played backwards.
//
// A calculation is recorded as it runs. Each entry keeps its value and how its gradient is handed to
// its inputs; creation order is topological order, so backward() is a loop from the last entry to
// the first (Wengert 1964; Linnainmaa 1970).
//
// The tape owns all values and gradients but those of parameters, and copies what else its entries
// need to remember: whatever it was given may be gone before backward(). It keeps its buffers when it
// is cleared, so a training step over shapes seen before allocates nothing.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "tensor/matmul.h"
#include "tensor/matrix.h"

namespace book {

class Tape;

// A value on the tape: a handle, cheap to copy, valid until the tape is cleared.
class Var {
  public:
    Var() = default;
    Var(Tape* tape, int id) : tape_(tape), id_(id) {}

    Tape& tape() const { return *tape_; }
    int id() const { return id_; }
    bool valid() const { return tape_ != nullptr; }

    ConstView value() const;
    View output() const;  // the value, for the operation that computes it
    Shape shape() const;
    int rows() const { return shape().rows; }
    int cols() const { return shape().cols; }

    bool needs_grad() const;  // false for constants and what is computed from them alone
    // d(loss) / d(this), same shape. Zero at its first use; operations add to it, because a value
    // may be used more than once.
    View grad() const;

  private:
    Tape* tape_ = nullptr;
    int id_ = -1;
};

// Where an operation writes a gradient: over it at its first use, added to it later.
struct GradSlot {
    View view;
    Write write;
};
GradSlot grad_slot(Var x);
// Hands x a share of its gradient.
void add_grad(Var x, ConstView share);
// The same with a share in scratch that nobody needs any more: if it is the first, it is not copied
// but becomes the gradient where it lies.
void give_grad(Var x, View share);
// The same for one number of it, in a loop that knows the slot.
inline void add_to_slot(real& grad, real share, Write write) {
    grad = write == Write::overwrite ? share : grad + share;
}

// Where the time of a recording goes, by the names of its operations: each has what passes from its
// entry to the next. For measuring only; a tape without one asks no clock.
class TapeProfile {
  public:
    enum class Pass { forward, backward };
    using Key = std::pair<std::string_view, Pass>;

    void enter(const char* name, Pass pass);
    void leave();
    const std::map<Key, double>& seconds() const { return seconds_; }

  private:
    std::map<Key, double> seconds_;
    double* running_ = nullptr;
    Stopwatch clock_;
};

class Tape {
  public:
    enum class Mode { training, inference };  // inference: no gradients, no dropout
    explicit Tape(Mode mode = Mode::training) : mode_(mode) {}
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    Mode mode() const { return mode_; }
    void set_mode(Mode mode) { mode_ = mode; }

    // A value that nobody differentiates by: a copy.
    Var constant(ConstView value);
    // A value that stays the caller's, as does `grad`, to which its gradient is added (a parameter of a
    // model, which an optimiser changes).
    Var parameter(View value, View grad);
    // A copy of a value, with its gradient on the tape: an input to differentiate by.
    Var input(ConstView value);

    // A new entry of this shape, to be computed by the caller into output(). Its name is for error
    // messages. It needs a gradient if any of its inputs does.
    Var record(const char* name, Shape shape, std::initializer_list<Var> inputs);

    // How the gradient of y reaches its inputs: called by backward() if y received a gradient.
    // A closure holds Vars, numbers and views, at most kClosureBytes of them: it is copied into the
    // tape, so that recording allocates nothing.
    template <class F>
    void on_backward(Var y, F f);

    // Scratch that lives as long as the entry: softmax weights, statistics, dropout masks.
    View scratch(Var y, Shape shape);
    // Integers that live as long as the entry (token ids, ...): a copy of `values`. May be called again
    // for others.
    std::span<const int> keep(Var y, std::span<const int> values);

    // Sets d(loss) / d(loss) = 1 and plays the tape backwards. `loss` is (1 x 1). The second form
    // starts from any value and any gradient of the same shape. Once for each recording: an entry may
    // write its gradient over what it kept.
    void backward(Var loss);
    void backward(Var y, ConstView gradient);

    // Forgets all entries, keeps all memory.
    void clear();

    int size() const { return used_; }
    const char* name(int id) const { return nodes_[id].name; }
    // The first entry whose value (or gradient) is not finite: "which operation began it?"; -1: none.
    int first_not_finite_value() const;
    int last_not_finite_grad() const;

    void set_profile(TapeProfile* profile) { profile_ = profile; }  // null: none

    // Counts the entries that draw random numbers (dropout), in order of creation.
    int next_random_operation() { return random_operations_++; }

  private:
    friend class Var;
    friend GradSlot grad_slot(Var x);
    friend void give_grad(Var x, View share);

    static constexpr std::size_t kClosureBytes = 192;
    struct Node {
        const char* name = "";
        View value;  // own_value's, or somebody else's
        View grad;
        Matrix own_value, own_grad, own_scratch;
        std::vector<std::vector<int>> own_ints;  // the first `kept` are in use
        std::size_t kept = 0;
        bool needs_grad = false;
        bool touched = false;  // has received a gradient
        void (*backward)(void*) = nullptr;
        alignas(16) std::byte closure[kClosureBytes];
    };
    Node& node(int id) { return nodes_[id]; }
    const Node& node(int id) const { return nodes_[id]; }
    Node& new_node(const char* name);

    Mode mode_;
    std::deque<Node> nodes_;  // a deque: entries never move
    int used_ = 0;
    bool played_ = false;
    TapeProfile* profile_ = nullptr;
    int random_operations_ = 0;
};

template <class F>
void Tape::on_backward(Var y, F f) {
    static_assert(std::is_trivially_copyable_v<F>, "a closure on the tape holds plain values");
    static_assert(sizeof(F) <= kClosureBytes, "a closure on the tape is small");
    Node& n = node(y.id());
    if (!n.needs_grad) return;
    new (n.closure) F(f);
    n.backward = [](void* closure) { (*static_cast<F*>(closure))(); };
}

inline ConstView Var::value() const { return tape_->node(id_).value; }
inline View Var::output() const { return tape_->node(id_).value; }
inline Shape Var::shape() const { return tape_->node(id_).value.shape(); }
inline bool Var::needs_grad() const { return tape_->node(id_).needs_grad; }

}  // namespace book
