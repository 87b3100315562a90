// 9.2  A half-life from a list of gains
// first steps; chapter 09, "What gates are for"
#include "09_rnn_comparison/exercises.h"

using namespace exercise;

// The first and the last gain alone would do if the fall were exact. Measured
// gains are not, and least squares lets all of them have a say. Where nothing
// falls there is no half-life: the chapter then says infinity.
real exercise::half_life(ConstView gains) {
    const int n = gains.cols();
    double mean = 0, up = 0, across = 0;
    for (int lag = 0; lag < n; ++lag)
        mean += double(std::log(gains(0, lag))) / n;
    for (int lag = 0; lag < n; ++lag) {
        const double x = lag - (n - 1) / 2.0;
        up += x * (double(std::log(gains(0, lag))) - mean);
        across += x * x;
    }
    return static_cast<real>(-std::log(2.0) * across / up);
}
