// Attention, layer norm and loss give what PyTorch gives, forwards and backwards.

#include "catch.h"
#include "fixture.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/layer_norm.h"
#include "nn/loss.h"

using namespace book;

namespace {

const Fixture& torch_nn() {
    static const Fixture fixture("torch_nn.safetensors");
    return fixture;
}

}  // namespace

TEST_CASE("scaled dot-product attention: PyTorch finds the same weights, mixes and gradients",
          "[nn]") {
    const Fixture& f = torch_nn();
    for (const std::string name : {"none", "causal", "causal_late", "one_key"}) {
        const std::string at = "dot." + name + "/";
        const Mask mask = name[0] == 'c' ? Mask::causal : Mask::none;
        const Matrix q = f.matrix(at + "q"), k = f.matrix(at + "k"), v = f.matrix(at + "v");
        Matrix weights;
        const Matrix y = scaled_dot_product_attention(q, k, v, mask, &weights);
        CHECK(error_of(f, at + "y", y) < kParity);
        CHECK(error_of(f, at + "weights", weights) < kParity);

        Tape tape;
        const Segments queries = Segments::one(q.rows()), keys = Segments::one(k.rows());
        const Var vq = tape.input(q);
        const Var vk = tape.input(k);
        const Var vv = tape.input(v);
        const Var out = attention_heads(vq, vk, vv, queries, keys, 1, mask);
        tape.backward(out, f.matrix(at + "dy"));
        const double largest = norm(f.at(at + "dv"));  // with one key dq and dk are 0
        CHECK(error_of(f, at + "y", out.value()) < kParity);
        CHECK(error_of(f, at + "dq", vq.grad(), largest) < kParity);
        CHECK(error_of(f, at + "dk", vk.grad(), largest) < kParity);
        CHECK(error_of(f, at + "dv", vv.grad()) < kParity);
    }
}

TEST_CASE(
    "multi-head attention: PyTorch agrees over sentences of 1 to 9 words, packed and not padded",
    "[nn]") {
    const Fixture& f = torch_nn();
    const Segments targets(f.ints("target_lengths")), sources(f.ints("source_lengths"));
    const Matrix x = f.matrix("x"), memory = f.matrix("memory"), dy = f.matrix("dy");
    for (const bool with_bias : {true, false})
        for (const std::string kind : {"self", "causal", "cross"}) {
            const std::string at = kind + (with_bias ? ".bias/" : ".plain/");
            Rng rng(1);
            Parameters parameters;
            const MultiHeadAttention attention =
                make_attention(parameters, "attention", x.cols(), 3, with_bias, rng);
            set_parameters(parameters, f, "weights/");

            Tape tape;
            const bool cross = kind == "cross";
            const Var asks = tape.input(x);
            const Var answers = cross ? tape.input(memory) : asks;
            const Var y =
                multi_head_attention(attention, asks, answers, targets, cross ? sources : targets,
                                     kind == "causal" ? Mask::causal : Mask::none);
            tape.backward(y, dy);
            CHECK(error_of(f, at + "y", y.value()) < kParity);
            CHECK(error_of(f, at + "dx", asks.grad()) < kParity);
            if (cross) CHECK(error_of(f, at + "dmemory", answers.grad()) < kParity);
            const Worst worst = worst_gradient(parameters, f, at + "grad/");
            INFO(worst.name);
            CHECK(worst.error < kParity);
        }
}

TEST_CASE("layer norm: PyTorch agrees, also on one column and on rows without variance", "[nn]") {
    const Fixture& f = torch_nn();
    for (const std::string name : {"wide", "one_column", "odd", "constant"}) {
        const std::string at = "norm." + name + "/";
        Parameters parameters;
        const LayerNorm norm_layer = make_layer_norm(parameters, "norm", f.at(at + "x").shape.cols);
        set_parameters(parameters, f, at + "weights/");
        const Matrix input = f.matrix(at + "x"), dy = f.matrix(at + "dy");
        Tape tape;
        const Var x = tape.input(input);
        const Var y = layer_norm(norm_layer, x);
        tape.backward(y, dy);
        CHECK(error_of(f, at + "y", y.value()) < kParity);
        // Of one column nothing is left, its gradient is 0: next to 316 dy, dy / sqrt(epsilon).
        CHECK(error_of(f, at + "dx", x.grad(), 316 * norm(f.at(at + "dy"))) < kParity);
        const Worst worst = worst_gradient(parameters, f, at + "grad/");
        INFO(worst.name);
        CHECK(worst.error < kParity);
    }
}

TEST_CASE("cross entropy: PyTorch spreads label smoothing in the same way", "[nn]") {
    const Fixture& f = torch_nn();
    const Matrix logits = f.matrix("loss/logits");
    const std::vector<int> targets = f.ints("loss/targets");
    for (const std::string smoothing : {"0.0", "0.1", "0.5"}) {
        Tape tape;
        const Var x = tape.input(logits);
        const Var loss = cross_entropy(x, targets, std::stod(smoothing));
        tape.backward(scale(loss, 3));
        CHECK(error_of(f, "loss/value." + smoothing, loss.value()) < kParity);
        CHECK(error_of(f, "loss/gradient." + smoothing, x.grad()) < kParity);
    }
}

TEST_CASE("sinusoidal positions: sines in even columns, cosines in odd ones", "[nn]") {
    const Fixture model("torch_model.safetensors");
    CHECK(error_of(model, "sinusoids", sinusoidal_positions(9, 12)) < kParity);
}

TEST_CASE("add_positions: counts from the start of each sentence, or from where one has come to",
          "[nn]") {
    const Matrix positions = sinusoidal_positions(6, 4), zeros({5, 4});
    const Segments rows({2, 0, 3});
    for (const int first : {0, 3}) {
        Tape tape;
        const Matrix y{add_positions(tape.constant(zeros), rows, positions, first).value()};
        const ConstView p = positions.view().row_block(first, 3);
        CHECK(y == concat_rows({p.row_block(0, 2), p}));
    }
}
