#include "model/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/settings.h"

namespace book {
namespace {

constexpr real kNever = -std::numeric_limits<real>::infinity();

// Pieces from the most probable on, as far as somebody asks: to sort all of a large vocabulary takes longer
// than a small model does for a word.
class MostProbable {
  public:
    explicit MostProbable(std::span<const real> scores) {
        for (std::size_t id = 0; id < scores.size(); ++id)
            if (scores[id] != kNever) heap_.push_back({static_cast<int>(id), scores[id]});
        std::make_heap(heap_.begin(), heap_.end(), comes_later);
    }
    bool is_empty() const { return heap_.empty(); }
    ScoredPiece next() {
        std::pop_heap(heap_.begin(), heap_.end(), comes_later);
        const ScoredPiece piece = heap_.back();
        heap_.pop_back();
        return piece;
    }

  private:
    static bool comes_later(const ScoredPiece& a, const ScoredPiece& b) {
        return a.score != b.score ? a.score < b.score : a.id > b.id;
    }
    std::vector<ScoredPiece> heap_;
};

// Powers of e, of scores at a temperature. The largest score gives 1, and nothing overflows.
struct Heat {
    double largest = 0, temperature = 1;
    double power(real score) const {
        if (static_cast<double>(score) == largest) return 1;  // also where 0 / T would be no number
        return std::exp((static_cast<double>(score) - largest) / temperature);
    }
};

double sum_of_powers(std::span<const real> scores, const Heat& heat) {
    double sum = 0;
    for (const real score : scores) sum += heat.power(score);
    return sum;
}

// What is kept, with its power of e, the most probable first; and the sum of those.
struct Kept {
    std::vector<ScoredPiece> pieces;
    std::vector<double> powers;
    double sum = 0;

    void take(const ScoredPiece& piece, const Heat& heat) {
        pieces.push_back(piece);
        powers.push_back(heat.power(piece.score));
        sum += powers.back();
    }
};

// The first so many.
Kept keep_top_k(MostProbable& pieces, int k, const Heat& heat) {
    Kept kept;
    while (k-- > 0 && !pieces.is_empty()) kept.take(pieces.next(), heat);
    return kept;
}

bool all_are_kept(std::span<const real> scores, const SamplingSettings& s) {
    const bool k_keeps_all = s.top_k == 0 || static_cast<std::size_t>(s.top_k) >= scores.size();
    return k_keeps_all && s.top_p >= 1;
}

// The smallest set that reaches the share p of `all`, which is the sum over what top-k has left.
Kept what_is_kept(std::span<const real> scores, const SamplingSettings& s, const Heat& heat) {
    MostProbable pieces(scores);
    const bool has_k = s.top_k > 0 && static_cast<std::size_t>(s.top_k) < scores.size();
    if (s.top_p >= 1)
        return keep_top_k(pieces, has_k ? s.top_k : static_cast<int>(scores.size()), heat);
    Kept all;
    double sum = 0;
    if (has_k) {
        all = keep_top_k(pieces, s.top_k, heat);
        sum = all.sum;
    } else {
        sum = sum_of_powers(scores, heat);
    }
    Kept kept;
    for (std::size_t i = 0; kept.pieces.empty() || kept.sum < s.top_p * sum; ++i) {
        if (has_k ? i == all.pieces.size() : pieces.is_empty())
            break;  // rounding left something over
        kept.take(has_k ? all.pieces[i] : pieces.next(), heat);
    }
    return kept;
}

void require_scores(std::span<const real> scores) {
    bool is_possible = false;
    for (std::size_t id = 0; id < scores.size(); ++id) {
        const bool is_fine = std::isfinite(scores[id]) || scores[id] == kNever;
        require_input(is_fine, "the score of token {} is {}: the model is damaged", id, scores[id]);
        is_possible = is_possible || scores[id] != kNever;
    }
    require_input(is_possible, "no token may come next: all {} scores are -inf", scores.size());
}

Heat heat_of(std::span<const real> scores, double temperature) {
    return {static_cast<double>(*std::max_element(scores.begin(), scores.end())), temperature};
}

// Greedy is a top-k of one, at any temperature.
SamplingSettings without_zero(SamplingSettings s) {
    if (s.temperature == 0) s = {1, 1, 1};
    return s;
}

}  // namespace

void check_sampling(const SamplingSettings& s) {
    require_setting(s.temperature >= 0 && std::isfinite(s.temperature),
                    "@temperature {}: must be 0 or more", s.temperature);
    require_setting(s.top_k >= 0, "@top_k {}: must be 0 (all) or more", s.top_k);
    require_setting(s.top_p >= 0 && s.top_p <= 1, "@top_p {}: must lie in 0..1", s.top_p);
}

std::vector<ScoredPiece> largest_scores(std::span<const real> scores, int count) {
    require_scores(scores);
    MostProbable pieces(scores);
    std::vector<ScoredPiece> largest;
    while (count-- > 0 && !pieces.is_empty()) largest.push_back(pieces.next());
    return largest;
}

int greedy(std::span<const real> scores) {
    require_scores(scores);
    return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

SamplingStep sampling_step(std::span<const real> scores, const SamplingSettings& settings,
                           int shown) {
    check_sampling(settings);
    require_scores(scores);
    const SamplingSettings s = without_zero(settings);
    const Heat plain = heat_of(scores, 1), heat = heat_of(scores, s.temperature);
    const double plain_sum = sum_of_powers(scores, plain), sum = sum_of_powers(scores, heat);
    const Kept kept = what_is_kept(scores, s, heat);
    SamplingStep step;
    step.kept = static_cast<int>(kept.pieces.size());
    for (const ScoredPiece& piece : largest_scores(scores, std::max(shown, step.kept))) {
        CandidatePiece c;
        c.id = piece.id;
        c.plain = plain.power(piece.score) / plain_sum;
        c.heated = heat.power(piece.score) / sum;
        c.kept = step.candidates.size() < kept.pieces.size();
        c.share = c.kept ? heat.power(piece.score) / kept.sum : 0;
        step.candidates.push_back(c);
    }
    return step;
}

int sample(std::span<const real> scores, const SamplingSettings& settings, Rng& rng) {
    check_sampling(settings);
    if (settings.temperature == 0) return greedy(scores);
    require_scores(scores);
    const Heat heat = heat_of(scores, settings.temperature);
    // The draw goes through what is kept in the order of ids, which needs no sorting where nothing is cut.
    std::vector<int> ids;
    if (all_are_kept(scores, settings)) {
        for (std::size_t id = 0; id < scores.size(); ++id)
            if (scores[id] != kNever) ids.push_back(static_cast<int>(id));
    } else {
        for (const ScoredPiece& piece : what_is_kept(scores, settings, heat).pieces)
            ids.push_back(piece.id);
        std::sort(ids.begin(), ids.end());
    }
    double sum = 0;
    for (const int id : ids) sum += heat.power(scores[static_cast<std::size_t>(id)]);
    double left = rng.uniform() * sum;
    int chosen = -1;
    for (const int id : ids) {
        const double power = heat.power(scores[static_cast<std::size_t>(id)]);
        if (power == 0) continue;
        chosen = id;  // if rounding leaves something over, the last one has it
        left -= power;
        if (left < 0) break;
    }
    return chosen;
}

}  // namespace book
