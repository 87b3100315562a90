// Twenty small training steps, and a hash of the model's numbers after them: two machines that print
// the same line have done every rounding alike (.ci/arm64).
#include <fmt/core.h>

#include "core/hash.h"
#include "small_training.h"
#include "tensor/kernel_dispatch.h"

using namespace book;

int main() {
    TransformerConfig config = small_config();  // with dropout
    config.width = 36;                          // no multiple of a vector: seams, too
    config.heads = 3;
    config.encoder_layers = 2;
    config.decoder_layers = 2;
    config.feed_forward = 70;
    TrainerOptions options = small_options();
    options.batch_tokens = 150;
    options.steps = 20;

    Transformer model(config, 1);
    double loss = 0;
    TrainerHooks hooks;
    hooks.progress = [&loss](const Progress& p) { loss = p.loss; };
    const auto sentences = backwards(1000, 1);
    Trainer trainer(model, sentences, {}, options, hooks);
    trainer.run();

    const auto values = std::as_const(model).parameters().values();
    const std::string_view bytes(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    fmt::print("after {} steps: loss {}, hash of {} parameters {:016x}\n", trainer.state().step,
               loss, values.size(), hash_of(bytes));
    fmt::print(stderr, "kernel {}\n", kernel_name());
}
