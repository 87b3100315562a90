#include "model/induction.h"

#include "core/require.h"

namespace book {
namespace {

// The mean of a[i, i - back] over the queries first .. last.
double mean_behind(ConstView a, int back, int first, int last) {
    double sum = 0;
    for (int i = first; i <= last; ++i) sum += static_cast<double>(a(i, i - back));
    return sum / (last - first + 1);
}

double mean_on_first(ConstView a, int first) {
    double sum = 0;
    for (int i = first; i < a.rows(); ++i) sum += static_cast<double>(a(i, 0));
    return sum / (a.rows() - first);
}

double mean_of_range(std::span<const double> numbers, int first, int end) {
    double sum = 0;
    for (int i = first; i < end; ++i) sum += numbers[static_cast<std::size_t>(i)];
    return sum / (end - first);
}

}  // namespace

std::vector<int> repeated_sequence(int half, int first, int count, Rng& rng) {
    require(half > 0 && first >= 0 && count > 0,
            "repeated_sequence: {} ids, drawn from {} of them from {} on", half, count, first);
    std::vector<int> ids;
    ids.reserve(2 * static_cast<std::size_t>(half));
    for (int i = 0; i < half; ++i) ids.push_back(first + rng.below(count));
    for (int i = 0; i < half; ++i) ids.push_back(ids[static_cast<std::size_t>(i)]);
    return ids;
}

HeadScores head_scores(ConstView a, int half) {
    require(half >= 2 && a.rows() / 2 == half && a.rows() % 2 == 0 && a.cols() == a.rows(),
            "head_scores: a matrix of {} is not of two halves of {}", a.shape(), half);
    HeadScores scores;
    scores.induction = mean_behind(a, half - 1, half, 2 * half - 2);
    scores.duplicate = mean_behind(a, half, half, 2 * half - 2);
    scores.previous = mean_behind(a, 1, 2, 2 * half - 1);
    scores.sink = mean_on_first(a, 2);
    return scores;
}

HeadScores mean_of(std::span<const HeadScores> scores) {
    require(!scores.empty(), "mean_of: there are no scores");
    HeadScores mean;
    const auto n = static_cast<double>(scores.size());
    for (const HeadScores& s : scores) {
        mean.induction += s.induction / n;
        mean.duplicate += s.duplicate / n;
        mean.previous += s.previous / n;
        mean.sink += s.sink / n;
    }
    return mean;
}

HalfLosses half_losses(std::span<const double> losses, int half, int skipped) {
    const bool fits = skipped >= 0 && skipped + 1 < half &&
                      losses.size() / 2 == static_cast<std::size_t>(half) && losses.size() % 2 == 0;
    require(fits, "half_losses: {} losses are not of two halves of {}, {} skipped", losses.size(),
            half, skipped);
    return {mean_of_range(losses, skipped + 1, half),
            mean_of_range(losses, half + skipped, 2 * half)};
}

}  // namespace book
