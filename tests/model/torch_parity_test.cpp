// Layers, and the whole model with every gradient, give what PyTorch gives: nn.Transformer with its
// padding and masks on one side, packed sentences of 1 to 9 tokens on the other.

#include "catch.h"
#include "fixture.h"
#include "model/transformer.h"
#include "optim/adam.h"

using namespace book;

namespace {

// The sizes of tests/fixtures/make_torch_fixtures.py.
TransformerConfig small_config(int layers) {
    TransformerConfig config;
    config.vocabulary = 17;
    config.width = 12;
    config.heads = 3;
    config.encoder_layers = config.decoder_layers = layers;
    config.feed_forward = 20;
    config.dropout = 0;
    config.max_length = 9;
    return config;
}

Batch batch_of(const Fixture& f) {
    Batch batch;
    batch.source = f.ints("source");
    batch.source_rows = Segments(f.ints("source_lengths"));
    batch.input = f.ints("input");
    batch.output = f.ints("output");
    batch.target_rows = Segments(f.ints("target_lengths"));
    return batch;
}

void check_gradients(Transformer& model, const Fixture& f, const std::string& prefix) {
    const Worst worst = worst_gradient(model.parameters(), f, prefix);
    INFO(worst.name);
    CHECK(worst.error < kParity);
}

}  // namespace

TEST_CASE("encoder layer: value and every gradient are PyTorch's, post-norm and pre-norm",
          "[model]") {
    const Fixture f("torch_layers.safetensors");
    const Batch batch = batch_of(f);
    const Matrix dy = f.matrix("dy_encoder");
    for (const bool pre_norm : {false, true}) {
        const std::string at = pre_norm ? "encoder.pre/" : "encoder.post/";
        TransformerConfig config = small_config(1);
        config.attention_bias = true;
        config.pre_norm = pre_norm;
        Transformer model(config, 1);
        set_parameters(model.parameters(), f, "weights/");
        Tape tape;
        const Var y = model.encode(tape, batch.source, batch.source_rows);
        tape.backward(y, dy);
        CHECK(error_of(f, at + "y", y.value()) < kParity);
        check_gradients(model, f, at + "grad/");
    }
}

TEST_CASE("decoder layer: value and every gradient are PyTorch's, post-norm and pre-norm",
          "[model]") {
    const Fixture f("torch_layers.safetensors");
    const Batch batch = batch_of(f);
    const Matrix dy = f.matrix("dy_decoder"), meaning = f.matrix("memory");
    for (const bool pre_norm : {false, true}) {
        const std::string at = pre_norm ? "decoder.pre/" : "decoder.post/";
        TransformerConfig config = small_config(1);
        config.attention_bias = true;
        config.pre_norm = pre_norm;
        Transformer model(config, 1);
        set_parameters(model.parameters(), f, "weights/");
        Tape tape;
        const Var memory = tape.input(meaning);
        const Var y = model.decode(tape, batch.input, batch.target_rows, memory, batch.source_rows);
        tape.backward(y, dy);
        CHECK(error_of(f, at + "y", y.value()) < kParity);
        CHECK(error_of(f, at + "dmemory", memory.grad()) < kParity);
        check_gradients(model, f, at + "grad/");
    }
}

TEST_CASE("Transformer: loss and every gradient are PyTorch's, in each of its eight forms",
          "[model]") {
    const Fixture f("torch_model.safetensors");
    const Batch batch = batch_of(f);
    for (const bool pre_norm : {false, true})
        for (const bool final_norm : {false, true})
            for (const bool bias : {false, true}) {
                const std::string at =
                    fmt::format("{}.{}.{}/", pre_norm ? "pre" : "post",
                                final_norm ? "final" : "open", bias ? "bias" : "plain");
                TransformerConfig config = small_config(2);
                config.pre_norm = pre_norm;
                config.final_norm = final_norm;
                config.attention_bias = bias;
                Transformer model(config, 1);
                set_parameters(model.parameters(), f, "weights/");
                Tape tape;
                for (const std::string smoothing : {"0", "1"}) {  // tenths
                    tape.clear();
                    model.parameters().zero_grads();
                    const Var loss = model.loss(tape, batch, smoothing == "1" ? 0.1 : 0.0);
                    tape.backward(loss);
                    CHECK(error_of(f, at + "loss." + smoothing, loss.value()) < kParity);
                    const std::string grad = at + "grad." + smoothing + "/";
                    if (f.has(grad + "embedding")) check_gradients(model, f, grad);
                }
            }
}

TEST_CASE("Transformer: the paper's form gives PyTorch's scores for every next word", "[model]") {
    const Fixture f("torch_model.safetensors");
    const Batch batch = batch_of(f);
    Transformer model(small_config(2), 1);
    set_parameters(model.parameters(), f, "weights/");
    Tape tape(Tape::Mode::inference);
    const Var memory = model.encode(tape, batch.source, batch.source_rows);
    const Var hidden =
        model.decode(tape, batch.input, batch.target_rows, memory, batch.source_rows);
    CHECK(error_of(f, "post.open.plain/logits", model.logits(tape, hidden).value()) < kParity);
}

// Without biases in attention: a key bias has gradient 0, in float it is noise, and Adam would blow
// that noise up to the size of the learning rate.
TEST_CASE("Transformer: three steps of Adam lead to PyTorch's parameters", "[model]") {
    const Fixture weights("torch_model.safetensors"), f("torch_optim.safetensors");
    const Batch batch = batch_of(weights);
    Transformer model(small_config(2), 1);
    Parameters& parameters = model.parameters();
    set_parameters(parameters, weights, "weights/");
    Adam adam(parameters.size());
    Tape tape;
    for (const std::string step : {"1", "2", "3"}) {
        tape.clear();
        parameters.zero_grads();
        const Var loss = model.loss(tape, batch, 0.1);
        tape.backward(loss);
        CHECK(error_of(f, "model/loss." + step, loss.value()) < kParity);
        adam.step(parameters, 0.002);
        const Worst worst = worst_value(parameters, f, "model/values." + step + "/");
        INFO(worst.name);
        CHECK(worst.error < kParity);
    }
}
