#include "model/decoding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "model/transformer.h"
#include "tensor/ops.h"

namespace book {
namespace {

using Openings = std::vector<Opening>;

// The k largest scores of a row, largest first, equal ones by token. NaN is never chosen.
void find_largest(std::span<const real> scores, int k, std::vector<int>& best) {
    const auto better = [&](int a, int b) {
        if (scores[a] != scores[b]) return scores[a] > scores[b];
        return a < b;
    };
    best.clear();
    for (int token = 0; token < static_cast<int>(scores.size()); ++token) {
        const real score = scores[token];
        if (!(score > -std::numeric_limits<real>::infinity())) continue;  // -inf or NaN
        const bool full = static_cast<int>(best.size()) == k;
        if (full && !better(token, best.back())) continue;
        if (full) best.pop_back();
        best.insert(std::upper_bound(best.begin(), best.end(), token, better), token);
    }
}

// What the model says of the next word, for every hypothesis: a row each.
struct NextWords {
    ConstView scores;
    Matrix probabilities;
    std::vector<int> best;  // scratch: the likeliest words of a row

    void read(ConstView s) {
        scores = s;
        probabilities.resize(s.shape());
        softmax_rows(s, probabilities);
    }
    // The k likeliest words of a row, likeliest first.
    const std::vector<int>& likeliest(int row, int k) {
        find_largest(scores.row(row), k, best);
        require_input(!best.empty() && probabilities(row, best[0]) > 0,
                      "the model gives scores that are not numbers: it is damaged; train it again");
        return best;
    }
    // log P(word) = x_word - x_top + log P(top), which is exact even where P(word) is 0 in a float.
    double log_probability(int row, int word, int top) const {
        return static_cast<double>(scores(row, word)) - static_cast<double>(scores(row, top)) +
               std::log(static_cast<double>(probabilities(row, top)));
    }
    std::vector<Choice> choices(int row, int k) {
        std::vector<Choice> result;
        for (int word : likeliest(row, k))
            result.push_back({word, static_cast<double>(probabilities(row, word))});
        return result;
    }
};

// A beginning of a sentence that is still being continued.
struct Live {
    std::vector<int> tokens;
    double log_probability = 0;
    int node = -1;                           // in Decoded::tree
    std::vector<std::vector<Choice>> steps;  // with record
};

struct Candidate {
    double log_probability;
    int parent;  // index into the sentence's live hypotheses
    int token;
};

// One sentence of the beam search.
struct Search {
    std::vector<Live> live;
    std::vector<Hypothesis> finished;
    std::vector<std::vector<std::vector<Choice>>> finished_steps;
    int limit = 0;
    int end = kEnd;
    Decoded result;

    void finish(const Live& hypothesis, double log_probability, bool ended, double alpha) {
        const int tokens = static_cast<int>(hypothesis.tokens.size()) + (ended ? 1 : 0);
        finished.push_back({hypothesis.tokens, log_probability,
                            log_probability / length_penalty(tokens, alpha), ended});
        finished_steps.push_back(hypothesis.steps);
    }
};

// Extends the hypotheses of one sentence by a word each. Theirs are the rows from `first` on;
// `parents` receives which hypothesis each new one continues.
void extend(Search& s, NextWords& next_words, int first, const DecodeOptions& options,
            std::vector<int>& parents) {
    const int k = options.beam;
    std::vector<Candidate> candidates;
    for (int i = 0; i < static_cast<int>(s.live.size()); ++i) {
        const double before = s.live[i].log_probability;
        // Twice as many as go on: each hypothesis can end in one of its own.
        const std::vector<int>& words = next_words.likeliest(first + i, 2 * k);
        for (int word : words)
            candidates.push_back(
                {before + next_words.log_probability(first + i, word, words[0]), i, word});
    }
    // Stable: within a hypothesis the order of its scores stays, even where logarithms are equal.
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
        return a.log_probability > b.log_probability;
    });
    const std::size_t most = 2 * static_cast<std::size_t>(k);
    if (candidates.size() > most) candidates.resize(most);

    std::vector<Live> next;
    parents.clear();
    for (std::size_t rank = 0; rank < candidates.size(); ++rank) {
        const Candidate& c = candidates[rank];
        const Live& parent = s.live[c.parent];
        const bool ends = c.token == s.end;
        const bool keep = ends ? static_cast<int>(rank) < k : static_cast<int>(next.size()) < k;
        const int node = static_cast<int>(s.result.tree.size());
        if (options.record > 0)
            s.result.tree.push_back({static_cast<int>(parent.tokens.size()), parent.node, c.token,
                                     c.log_probability, keep});
        if (!keep) continue;
        Live longer = parent;
        longer.node = node;
        longer.log_probability = c.log_probability;
        if (options.record > 0)
            longer.steps.push_back(next_words.choices(first + c.parent, options.record));
        if (ends) {
            s.finish(longer, c.log_probability, true, options.length_penalty);
        } else {
            longer.tokens.push_back(c.token);
            next.push_back(std::move(longer));
            parents.push_back(c.parent);
        }
    }
    s.live = std::move(next);
}

// Can what is still open overtake the best that has ended? A longer sentence only loses probability,
// so the best that can become of a beginning is what it has, at the length with the largest penalty.
// To stop as soon as `beam` sentences have ended is cheaper, but where the model is sure of itself
// these are improbable scraps ("They do not"), and the sentence that they are scraps of comes later.
bool can_improve(const Search& s, double alpha) {
    if (s.finished.empty()) return !s.live.empty();
    const int soonest = s.live.empty() ? 1 : static_cast<int>(s.live[0].tokens.size()) + 1;
    const double largest = length_penalty(alpha < 0 ? soonest : s.limit + 1, alpha);
    double best = s.finished[0].score;
    for (const Hypothesis& h : s.finished) best = std::max(best, h.score);
    return std::any_of(s.live.begin(), s.live.end(),
                       [&](const Live& h) { return h.log_probability / largest > best; });
}

// Done when nothing open can win, or at the limit of length; what is then still open counts only if
// nothing has ended.
bool close_if_done(Search& s, const DecodeOptions& options) {
    const bool at_limit = s.live.empty() || static_cast<int>(s.live[0].tokens.size()) >= s.limit;
    if (!at_limit && can_improve(s, options.length_penalty)) return false;
    if (s.finished.empty())
        for (const Live& hypothesis : s.live)
            s.finish(hypothesis, hypothesis.log_probability, false, options.length_penalty);
    std::vector<std::size_t> order(s.finished.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return s.finished[a].score > s.finished[b].score;
    });
    for (std::size_t i : order) s.result.best.push_back(s.finished[i]);
    if (options.record > 0) s.result.steps = s.finished_steps[order[0]];
    s.live.clear();
    return true;
}

// A search for each sentence, with one hypothesis that has no words yet.
std::vector<Search> begin_searches(const Openings& openings, int end) {
    std::vector<Search> searches(openings.size());
    for (std::size_t s = 0; s < openings.size(); ++s) {
        searches[s].live.resize(1);
        searches[s].limit = openings[s].limit;
        searches[s].end = end;
    }
    return searches;
}

void check_options(const DecodeOptions& o) {
    require(o.beam >= 1 && o.extra_length >= 0 && o.record >= 0 && std::isfinite(o.length_penalty),
            "decode: a beam of {}, {} extra tokens, {} recorded", o.beam, o.extra_length, o.record);
}

// The last token of each hypothesis, to begin with.
std::vector<int> first_tokens(const NextWord& next_word, const Openings& openings,
                              const DecodeOptions& options) {
    check_options(options);
    require(next_word.hypotheses() == std::ssize(openings), "decode: {} hypotheses, {} openings",
            next_word.hypotheses(), openings.size());
    std::vector<int> first;
    for (const Opening& opening : openings) {
        require(opening.limit >= 1, "decode: a limit of {} tokens", opening.limit);
        first.push_back(opening.first);
    }
    return first;
}

}  // namespace

double length_penalty(int tokens, double alpha) { return std::pow((5.0 + tokens) / 6.0, alpha); }

std::vector<Decoded> decode(const Transformer& model, const std::vector<std::vector<int>>& sources,
                            const DecodeOptions& options) {
    check_options(options);
    if (sources.empty()) return {};
    const int most = model.config().max_length - 1;  // the decoder reads <begin> before them
    Openings openings;
    for (const std::vector<int>& source : sources) {
        const int wanted = static_cast<int>(source.size()) + options.extra_length;
        openings.push_back({kBegin, std::max(1, std::min(wanted, most))});
    }
    const auto next_word = make_next_word(model, sources, options.cache);
    return decode(*next_word, openings, options, kEnd);
}

std::vector<Decoded> decode(NextWord& next_word, const Openings& openings,
                            const DecodeOptions& options, int end) {
    return options.beam == 1 ? decode_greedy(next_word, openings, options, end)
                             : decode_beam(next_word, openings, options, end);
}

std::vector<Decoded> decode_greedy(NextWord& next_word, const Openings& openings,
                                   const DecodeOptions& options, int end) {
    std::vector<int> last = first_tokens(next_word, openings, options);
    std::vector<int> open(openings.size());  // sentences that have not ended
    std::iota(open.begin(), open.end(), 0);
    std::vector<Decoded> results(openings.size());
    for (Decoded& r : results) r.best.resize(1);

    NextWords next_words;
    while (!open.empty()) {
        next_words.read(next_word.step(last));  // (open x V)
        std::vector<int> still_open, rows;
        last.clear();
        for (int row = 0; row < static_cast<int>(open.size()); ++row) {
            const int s = open[row];
            Hypothesis& said = results[s].best[0];
            if (options.record > 0)
                results[s].steps.push_back(next_words.choices(row, options.record));
            const int word = next_words.likeliest(row, 1)[0];
            said.log_probability += next_words.log_probability(row, word, word);
            said.finished = word == end;
            if (!said.finished) said.tokens.push_back(word);
            const int limit = openings[s].limit;
            if (said.finished || static_cast<int>(said.tokens.size()) >= limit) continue;
            still_open.push_back(s);
            rows.push_back(row);
            last.push_back(word);
        }
        open = still_open;
        if (!open.empty()) next_word.select(rows);
    }
    for (Decoded& r : results) {
        Hypothesis& said = r.best[0];
        const int tokens = static_cast<int>(said.tokens.size()) + (said.finished ? 1 : 0);
        said.score = said.log_probability / length_penalty(tokens, options.length_penalty);
    }
    return results;
}

std::vector<Decoded> decode_beam(NextWord& next_word, const Openings& openings,
                                 const DecodeOptions& options, int end) {
    std::vector<int> last = first_tokens(next_word, openings, options);
    std::vector<int> rows, parents;
    std::vector<Search> searches = begin_searches(openings, end);
    std::vector<std::size_t> open(openings.size());  // not done yet; hypotheses stand in this order
    std::iota(open.begin(), open.end(), std::size_t{0});
    NextWords next_words;
    while (!open.empty()) {
        next_words.read(next_word.step(last));  // (all live hypotheses x V)
        std::vector<std::size_t> still_open;
        rows.clear();
        last.clear();
        int first = 0;  // row of the sentence's first hypothesis
        for (std::size_t s : open) {
            Search& search = searches[s];
            const int count = static_cast<int>(search.live.size());
            extend(search, next_words, first, options, parents);
            const bool done = close_if_done(search, options);
            if (!done) {
                still_open.push_back(s);
                for (int parent : parents) rows.push_back(first + parent);
                for (const Live& hypothesis : search.live) last.push_back(hypothesis.tokens.back());
            }
            first += count;
        }
        open = still_open;
        if (!open.empty()) next_word.select(rows);
    }
    std::vector<Decoded> results;
    results.reserve(searches.size());
    for (Search& s : searches) results.push_back(std::move(s.result));
    return results;
}

}  // namespace book
