// Adam and clipping do what PyTorch's do. Adam on the whole model: tests/model.

#include "catch.h"
#include "fixture.h"
#include "optim/adam.h"
#include "tensor/ops.h"

using namespace book;

TEST_CASE("Adam: three steps are PyTorch's, also where gradients are as small as epsilon",
          "[optim]") {
    const Fixture f("torch_optim.safetensors");
    Parameters parameters;
    const Parameter x = parameters.add("x", f.at("alone/values.0").shape);
    copy(f.matrix("alone/values.0"), x.value());
    Adam adam(parameters.size());
    for (const std::string step : {"1", "2", "3"}) {
        copy(f.matrix("alone/gradient." + step), x.grad());
        adam.step(parameters, f.number("alone/rate." + step));
        CHECK(error_of(f, "alone/values." + step, x.value()) < kParity);
    }
}

TEST_CASE("clip_gradients: the norm of all gradients together, as PyTorch clips it", "[optim]") {
    const Fixture f("torch_optim.safetensors");
    for (const std::string name : {"long", "short"}) {
        const std::string at = "clip." + name + "/";
        Parameters parameters;
        for (const std::string i : {"0", "1"})
            copy(f.matrix(at + "before." + i),
                 parameters.add(i, f.at(at + "before." + i).shape).grad());
        const double before = clip_gradients(parameters, f.number(at + "limit"));
        CHECK_THAT(before, WithinRel(f.number(at + "norm"), kParity));
        CHECK(error_of(f, at + "after.0", parameters.grad(0)) < kParity);
        CHECK(error_of(f, at + "after.1", parameters.grad(1)) < kParity);
    }
}
