// The state of a training: what is loaded is saved to the same, and one more step can be made from it.
#include "model/trainer.h"
#include "with_header.h"

namespace book::fuzz {
namespace {

TransformerConfig tiny() {
    TransformerConfig config;
    config.vocabulary = 6;
    config.width = 4;
    config.heads = 2;
    config.encoder_layers = config.decoder_layers = 1;
    config.feed_forward = 4;
    config.max_length = 8;
    return config;
}

TrainerOptions few_steps() {
    TrainerOptions options;
    options.epochs = 3;
    options.average = 2;
    return options;
}

}  // namespace

void try_input(std::string_view input) {
    static const std::vector<TokenPair> sentences{{{2, 3}, {3, 2}}, {{4}, {4}}};
    const std::string path = safetensors_with("state", input);
    accepts([&] {
        const SafeTensors file(path);
        Transformer model(tiny(), 1);
        int asked = 0;
        TrainerHooks hooks;
        hooks.stop = [&] { return ++asked > 1; };
        Trainer trainer(model, sentences, sentences, few_steps(), hooks);
        trainer.load(file);
        trainer.save(path_of("saved"), {});
        trainer.load(SafeTensors(path_of("saved")));
        trainer.save(path_of("again"), {});
        hold(text_of(path_of("saved")) == text_of(path_of("again")), "it is saved to the same");
        trainer.run();
    });
}

}  // namespace book::fuzz
