#include "optim/schedule.h"

#include "catch.h"
#include "core/require.h"

using namespace book;

TEST_CASE("noam_rate: rises in a line to the warm-up, then falls with the square root", "[optim]") {
    // Base model of the paper: d 512, warmup 4000: the peak is 512^-0.5 4000^-0.5 = 6.99e-4.
    CHECK_THAT(noam_rate(4000, 512, 4000), WithinRel(6.98771e-4, 1e-5));
    CHECK_THAT(noam_rate(1000, 512, 4000), WithinRel(6.98771e-4 / 4, 1e-5));
    CHECK_THAT(noam_rate(16000, 512, 4000), WithinRel(6.98771e-4 / 2, 1e-5));
    CHECK_THAT(noam_rate(16000, 512, 4000, 3), WithinRel(3 * 6.98771e-4 / 2, 1e-5));
    CHECK_THROWS_AS(noam_rate(0, 512, 4000), Error);
}

TEST_CASE("warm_up_and_decay: rises in a line to 1, falls to what is left at the end", "[optim]") {
    const auto share = [](std::int64_t step, Decay decay) {
        return warm_up_and_decay(step, 110, 10, decay, 0.1);
    };
    for (const Decay decay : {Decay::cosine, Decay::linear}) {
        CHECK_THAT(share(1, decay), WithinAbs(0.1, 1e-12));
        CHECK_THAT(share(5, decay), WithinAbs(0.5, 1e-12));
        CHECK_THAT(share(10, decay), WithinAbs(1, 1e-12));
        CHECK_THAT(share(60, decay), WithinAbs(0.55, 1e-12));  // half of the way down
        CHECK_THAT(share(110, decay), WithinAbs(0.1, 1e-12));
        CHECK_THAT(share(1000, decay), WithinAbs(0.1, 1e-12));
    }
    CHECK_THAT(share(35, Decay::linear), WithinAbs(0.1 + 0.9 * 0.75, 1e-12));
    CHECK_THAT(share(35, Decay::cosine), WithinAbs(0.1 + 0.9 * 0.8535533906, 1e-9));
    CHECK(warm_up_and_decay(1, 5, 0, Decay::linear, 0) < 1);
    CHECK(warm_up_and_decay(9, 5, 10, Decay::linear, 0) == 0.9);  // never at its peak
    CHECK_THROWS_AS(warm_up_and_decay(0, 5, 1, Decay::linear, 0), Error);
}
