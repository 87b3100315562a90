// Recurrent cells give what PyTorch's RNN, LSTM and GRU give, forwards and backwards.

#include "autodiff/ops.h"
#include "catch.h"
#include "fixture.h"
#include "nn/recurrent.h"

using namespace book;

namespace {

void compare(const Fixture& f, const std::string& at, CellKind cell, bool from_zeros) {
    const bool has_c = cell == CellKind::lstm;
    const Matrix input = f.matrix(at + "x"), dy = f.matrix(at + "dy");
    const Segments steps(f.ints(at + "steps"));
    const int width = dy.cols(), last_row = steps.count() - 1;
    Rng rng(1);
    Parameters parameters;
    const Recurrent layer = make_recurrent(parameters, "r", cell, input.cols(), width, rng);
    set_parameters(parameters, f, at + "weights/");

    Tape tape;
    const Var x = tape.input(input);
    const Matrix h0 = from_zeros ? Matrix() : f.matrix(at + "h0");
    const Matrix c0 = from_zeros || !has_c ? Matrix() : f.matrix(at + "c0");
    State first;
    if (!from_zeros) first.h = tape.input(h0);
    if (!from_zeros && has_c) first.c = tape.input(c0);
    const State all = recurrent_states(layer, x, steps, first);

    const std::string start = at + (from_zeros ? "zeros." : "state.");
    CHECK(error_of(f, start + "y", all.h.value()) < kParity);
    if (has_c) {  // c counts where a sequence ends: sequence s there is row s of its last step
        std::vector<int> last;
        for (int s = 0; s < steps.length(0); ++s) {
            int t = last_row;
            while (steps.length(t) <= s) --t;
            last.push_back(steps.begin(t) + s);
        }
        const Var ends = pick_rows(all.c, last);
        CHECK(error_of(f, start + "c_last", ends.value()) < kParity);
        const Matrix dc = f.matrix(at + "dc_last");
        const Var weighted_c = sum(multiply(ends, tape.constant(dc)));
        const Var weighted_h = sum(multiply(all.h, tape.constant(dy)));
        tape.backward(add(weighted_c, weighted_h));
    } else {
        tape.backward(all.h, dy);
    }
    CHECK(error_of(f, start + "dx", x.grad()) < kParity);
    if (!from_zeros) CHECK(error_of(f, start + "dh0", first.h.grad()) < kParity);
    if (!from_zeros && has_c) CHECK(error_of(f, start + "dc0", first.c.grad()) < kParity);
    const Worst worst = worst_gradient(parameters, f, start + "grad/");
    INFO(worst.name);
    CHECK(worst.error < kParity);
}

}  // namespace

TEST_CASE("recurrent: PyTorch's RNN, LSTM and GRU find the same states and gradients", "[nn]") {
    const Fixture f("torch_recurrent.safetensors");
    for (const auto& [name, cell] :
         {std::pair{"elman", CellKind::elman}, std::pair{"lstm", CellKind::lstm},
          std::pair{"gru", CellKind::gru}})
        for (const std::string sizes : {"even", "ragged", "alone", "smallest"})
            for (const bool from_zeros : {true, false}) {
                INFO(name << ", " << sizes << (from_zeros ? ", from zeros" : ", from a state"));
                compare(f, name + ("." + sizes) + "/", cell, from_zeros);
            }
}
