#include "nn/feed_forward.h"

namespace book {

Linear make_linear(Parameters& parameters, const std::string& name, int in, int out, bool with_bias,
                   Rng& rng) {
    Linear layer;
    layer.weight = parameters.add_uniform_xavier(name + ".weight", {in, out}, rng);
    if (with_bias) layer.bias = parameters.add(name + ".bias", {1, out});
    return layer;
}

FeedForward make_feed_forward(Parameters& parameters, const std::string& name, int width, int inner,
                              Rng& rng) {
    FeedForward f;
    f.inner = make_linear(parameters, name + ".inner", width, inner, true, rng);
    f.outer = make_linear(parameters, name + ".outer", inner, width, true, rng);
    return f;
}

}  // namespace book
