#include "optim/training_step.h"

#include <cmath>

namespace book {

std::string where_it_began(Tape& tape, const Parameters& parameters, int entry) {
    if (entry < 0) return "in no operation that could be found";
    std::string where = fmt::format("in \"{}\"", tape.name(entry));
    for (int id = entry; id >= 0; --id) {
        const real* data = Var(&tape, id).value().data();
        std::size_t begin = 0;
        for (int i = 0; i < parameters.count(); ++i) {
            if (data == parameters.values().data() + begin)
                return where + " of " + parameters.name(i);
            begin += parameters.shape(i).size();
        }
    }
    return where;
}

namespace {

void shrink(Parameters& parameters, const StepOptions& options) {
    const auto kept = static_cast<real>(1 - options.rate * options.decay);
    if (options.decayed.empty())
        for (real& x : parameters.values()) x *= kept;
    for (const View& part : options.decayed)
        for (int r = 0; r < part.rows(); ++r)
            for (real& x : part.row(r)) x *= kept;
}

}  // namespace

StepResult training_step(const Learner& learner, Tape& tape, Adam& adam, const StepOptions& options,
                         const StepHooks& hooks) {
    Parameters& parameters = learner.parameters;
    tape.clear();
    tape.set_mode(Tape::Mode::training);
    parameters.zero_grads();

    StepResult result;
    const Var loss = learner.loss(tape);
    result.loss = static_cast<double>(loss.value()(0, 0));
    if (hooks.not_finite && !std::isfinite(result.loss))
        hooks.not_finite("loss", tape.first_not_finite_value());
    tape.backward(loss);
    if (hooks.gradients) hooks.gradients(parameters.grads());

    result.gradient_norm = clip_gradients(parameters, options.clip);
    if (hooks.not_finite && !std::isfinite(result.gradient_norm))
        hooks.not_finite("gradient", tape.last_not_finite_grad());
    if (options.decay != 0) shrink(parameters, options);
    adam.step(parameters, options.rate);
    return result;
}

}  // namespace book
