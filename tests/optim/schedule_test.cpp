#include "optim/schedule.h"

#include "catch.h"

using namespace book;

TEST_CASE("noam_rate: rises in a line to the warm-up, then falls with the square root", "[optim]") {
    // Base model of the paper: d 512, warmup 4000: the peak is 512^-0.5 4000^-0.5 = 6.99e-4.
    CHECK_THAT(noam_rate(4000, 512, 4000), WithinRel(6.98771e-4, 1e-5));
    CHECK_THAT(noam_rate(1000, 512, 4000), WithinRel(6.98771e-4 / 4, 1e-5));
    CHECK_THAT(noam_rate(16000, 512, 4000), WithinRel(6.98771e-4 / 2, 1e-5));
    CHECK_THAT(noam_rate(16000, 512, 4000, 3), WithinRel(3 * 6.98771e-4 / 2, 1e-5));
    CHECK_THROWS_AS(noam_rate(0, 512, 4000), Error);
}
