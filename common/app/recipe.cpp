#include "app/recipe.h"

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
    r.trainer.cooldown = 3;
    r.trainer.batch_tokens = 500;
    r.trainer.learning_rate = 0.006;
    r.trainer.warmup = 300;
    r.trainer.label_smoothing = 0.05;
    return r;
}

}  // namespace book
