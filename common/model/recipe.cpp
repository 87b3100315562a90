#include "model/recipe.h"

namespace book {

Recipe book_recipe() {
    Recipe r;
    r.merges = 2200;  // most words become one token
    r.model.width = 64;
    r.model.heads = 4;
    r.model.encoder_layers = 2;
    r.model.decoder_layers = 2;
    r.model.feed_forward = 256;
    r.model.dropout = 0;  // sentences seen four times each: there is nothing to overlearn
    r.model.max_length = 64;
    r.trainer.epochs = 4;
    r.trainer.cooldown = 0.8;
    r.trainer.batch_tokens = 500;
    r.trainer.learning_rate = 0.006;
    r.trainer.warmup = 300;
    r.trainer.label_smoothing = 0.05;
    return r;
}

Recipe text_recipe() {
    Recipe r;
    r.merges = 5000;
    r.model.width = 192;
    r.model.heads = 6;
    r.model.encoder_layers = 3;
    r.model.decoder_layers = 3;
    r.model.feed_forward = 512;
    r.model.dropout = 0.15;
    r.trainer.epochs = 23;
    r.trainer.cooldown = 0.52;
    r.trainer.batch_tokens = 2000;
    r.trainer.learning_rate = 0.0015;
    r.trainer.warmup = 800;
    return r;
}

}  // namespace book
