// Experiment 3  The smallest model that still can
#include "experiments/experiments.h"

using namespace exercise;

// To say digits backwards is a matter of looking at the right place, so it is
// attention that must be good, and hardly anything is left for the feed-forward
// part to do. Width pays most dearly: every matrix of attention has its square.
// One head is enough to point at one place.
TransformerConfig exercise::smallest() {
    TransformerConfig sizes;
    sizes.width = 16;
    sizes.heads = 2;
    sizes.encoder_layers = 1;
    sizes.decoder_layers = 1;
    sizes.feed_forward = 16;
    return sizes;
}
