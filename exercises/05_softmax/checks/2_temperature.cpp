// Checks exercise 5.2, temperature.
#include "05_softmax/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_5_2 {
namespace {

Case one(const char* about, Shape shape, double temperature, Rng& rng) {
    return {about,
            {{"scores", draw(shape, rng, 2)},
             {"temperature", Matrix{{static_cast<real>(temperature)}}}}};
}

std::vector<Case> cases(Rng& rng) {
    const double cold = 0.2 + 0.4 * rng.uniform();
    const double warm = 2 + 3 * rng.uniform();
    std::vector<Case> all;
    all.push_back(one("the article's temperature", {1, 3}, 0.6086, rng));
    all.push_back(one("a low temperature", {2, 4}, cold, rng));
    all.push_back(one("a high temperature", {3, 3}, warm, rng));
    all.push_back(one("temperature 1 changes nothing", {2, 3}, 1, rng));
    return all;
}

const Register registered(
    {"5.2",
     "Temperature",
     "exercises/05_softmax/2_temperature.cpp",
     cases,
     [](const Case& c) { return exercise::softmax_at_temperature(c.matrix(0), c.number(1)); },
     [](const Case& c) { return softmax_rows(scale(c.matrix(0), 1 / c.number(1))); },
     {{"multiplies",
       "This is what comes out when the scores are multiplied by the temperature: they should be "
       "divided by it.",
       [](const Case& c) { return softmax_rows(scale(c.matrix(0), c.number(1))); }},
      {"divides_the_weights",
       "This is what comes out when the weights are divided by the temperature, after the softmax: "
       "they no longer sum to 1. Divide the scores, before it.",
       [](const Case& c) { return scale(softmax_rows(c.matrix(0)), 1 / c.number(1)); }},
      {"ignores_the_temperature",
       "This is what comes out when the temperature has no effect. If you divided exp(x) by it: "
       "that "
       "factor stands above and below the line, and cancels.",
       [](const Case& c) { return softmax_rows(c.matrix(0)); }}}});

}  // namespace
}  // namespace book::teacher::exercise_5_2
