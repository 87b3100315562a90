// The whole model against finite differences, dropout included (PyTorch draws other numbers, so
// parity cannot see it).

#include "autodiff/gradient_check.h"
#include "catch.h"
#include "model/transformer.h"

using namespace book;

TEST_CASE("Transformer: gradients of all parameters agree with finite differences under dropout",
          "[model]") {
    Batch batch;
    batch.source = {2, 3, kEnd, kEnd, 4, kEnd};
    batch.source_rows = Segments({3, 1, 2});
    batch.input = {kBegin, kBegin, 4, 2, kBegin, 3};
    batch.output = {kEnd, 4, 2, kEnd, 3, kEnd};
    batch.target_rows = Segments({1, 3, 2});
    for (const bool pre_norm : {false, true}) {
        TransformerConfig config;
        config.vocabulary = 5;
        config.width = 4;
        config.heads = 2;
        config.encoder_layers = config.decoder_layers = 1;
        config.feed_forward = 3;
        config.max_length = 3;
        config.dropout = 0.2;
        config.pre_norm = pre_norm;
        config.final_norm = config.attention_bias = true;
        Transformer model(config, 1);
        Rng rng(2);
        for (real& x : model.parameters().values()) x += 0.3 * rng.normal();
        model.set_dropout_step(3, 4);
        GradientCheck check(
            [&](Tape& tape, const std::vector<Var>&) { return model.loss(tape, batch, 0.1); }, {},
            &model.parameters());
        CHECK(check.error() < kGradientTolerance);
    }
}
