// Checks exercise 5.3, the causal mask.
#include "05_softmax/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_5_3 {
namespace {

constexpr real kMinusInfinity = -std::numeric_limits<real>::infinity();

std::vector<Case> cases(Rng& rng) {
    const Matrix square = draw({4, 4}, rng, 2);
    const Matrix last = draw({1, 5}, rng, 2);
    const Matrix wide = draw({3, 5}, rng, 2);
    const Matrix tall = draw({4, 2}, rng, 2);
    return {{"as many queries as keys", {{"scores", square}}},
            {"a single query, which sees all the keys", {{"scores", last}}},
            {"more keys than queries", {{"scores", wide}}},
            {"more queries than keys: the first see nothing", {{"scores", tall}}},
            {"one query, one key", {{"scores", Matrix{{real{0.5}}}}}}};
}

// Writes `value` over the scores of the keys j that query i does not see: j > i + sees.
Matrix cover(ConstView scores, int sees, real value) {
    Matrix covered(scores);
    for (int i = 0; i < scores.rows(); ++i)
        for (int j = std::max(0, i + sees + 1); j < scores.cols(); ++j) covered(i, j) = value;
    return covered;
}

int more_keys(ConstView scores) { return scores.cols() - scores.rows(); }

Matrix right(const Case& c) {
    Matrix scores(c.matrix(0));
    apply_mask(Mask::causal, scores);
    return softmax_rows(scores);
}

Matrix shifted(const Case& c, int by) {
    return softmax_rows(cover(c.matrix(0), more_keys(c.matrix(0)) + by, kMinusInfinity));
}

Matrix nan_where_nothing_is_seen(const Case& c) {
    Matrix weights = right(c);
    for (int i = 0; i < -more_keys(weights); ++i)
        for (real& weight : weights.row(i)) weight = std::numeric_limits<real>::quiet_NaN();
    return weights;
}

Matrix sees_only_the_future(const Case& c) {
    Matrix scores(c.matrix(0));
    for (int i = 0; i < scores.rows(); ++i)
        for (int j = 0; j < std::min(scores.cols(), i + more_keys(scores)); ++j)
            scores(i, j) = kMinusInfinity;
    return softmax_rows(scores);
}

const Register registered(
    {"5.3",
     "No looking ahead",
     "exercises/05_softmax/3_causal_mask.cpp",
     cases,
     [](const Case& c) { return exercise::causal_weights(c.matrix(0)); },
     right,
     {{"masks_the_weights",
       "This is what you get when the mask is applied after the softmax, so that the rows no "
       "longer add up to 1. Hide the scores, before the softmax.",
       [](const Case& c) { return cover(softmax_rows(c.matrix(0)), more_keys(c.matrix(0)), 0); }},
      {"hides_itself",
       "This is what you get when a query does not see its own word. Hide only the keys that "
       "come after it.",
       [](const Case& c) { return shifted(c, -1); }},
      {"sees_one_too_many",
       "This is what you get when a query also sees the next word. That is the very word that it "
       "has to guess.",
       [](const Case& c) { return shifted(c, 1); }},
      {"forgets_the_extra_keys",
       "This is what you get when query i always sees keys 0 to i, even if there are more keys "
       "than queries, or fewer. The last query should see all the keys.",
       [](const Case& c) { return softmax_rows(cover(c.matrix(0), 0, kMinusInfinity)); }},
      {"nan_where_nothing_is_seen",
       "This is what you get when a row in which everything is hidden is divided by its sum, "
       "which is 0. Such a row should be all zeros.",
       nan_where_nothing_is_seen},
      {"zero_for_a_hidden_score",
       "This is what you get when a hidden score is set to 0. Since exp(0) is 1, that hides "
       "nothing. Set the score to -infinity.",
       [](const Case& c) { return softmax_rows(cover(c.matrix(0), more_keys(c.matrix(0)), 0)); }},
      {"almost_minus_infinity",
       "This is what you get when a large negative number, such as -1e30, stands for -infinity. "
       "Where a row is hidden entirely, all of its scores are then the same, and every key gets a "
       "share. The row should be all zeros.",
       [](const Case& c) {
           return softmax_rows(
               cover(c.matrix(0), more_keys(c.matrix(0)), static_cast<real>(-1e30)));
       }},
      {"hides_nothing", "This is what you get without any mask: every query sees all the keys.",
       [](const Case& c) { return softmax_rows(c.matrix(0)); }},
      {"sees_only_the_future",
       "This is what you get when the mask is the wrong way round: it hides the past and shows "
       "the future.",
       sees_only_the_future}}});

}  // namespace
}  // namespace book::teacher::exercise_5_3
