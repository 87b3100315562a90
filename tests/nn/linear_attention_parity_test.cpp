// Layers with matrix states say what their papers' equations say, written out in PyTorch.
#include "autodiff/ops.h"
#include "catch.h"
#include "fixture.h"
#include "nn/linear_attention.h"

using namespace book;

TEST_CASE("linear_attention: the papers' equations give the same words and gradients", "[nn]") {
    const Fixture f("torch_states.safetensors");
    for (const auto& [name, rule] :
         {std::pair{"gated", WriteRule::gated}, std::pair{"delta", WriteRule::delta},
          std::pair{"gated_delta", WriteRule::gated_delta}}) {
        INFO(name);
        const std::string at = std::string(name) + "/";
        const Matrix input = f.matrix(at + "x");
        const Segments rows(f.ints(at + "lengths"));
        const Shape key = f.at(at + "weights/l.key.weight").shape;
        const Shape value = f.at(at + "weights/l.value.weight").shape;
        Rng rng(1);
        Parameters p;
        const LinearAttention layer =
            make_linear_attention(p, "l", rule, key.rows, key.cols, value.cols, rng);
        set_parameters(p, f, at + "weights/");
        Tape tape;
        const Var x = tape.input(input);
        const Var y = linear_attention(layer, x, rows);
        CHECK(error_of(f, at + "y", y.value()) < kParity);
        tape.backward(y, f.matrix(at + "dy"));
        CHECK(error_of(f, at + "dx", x.grad()) < kParity);
        const Worst worst = worst_gradient(p, f, at + "grad/");
        INFO(worst.name);
        CHECK(worst.error < kParity);
    }
}
