#include "text/batch.h"

#include <algorithm>
#include <numeric>

#include "core/require.h"

namespace book {

Batch make_batch(const std::vector<TokenPair>& pairs, std::span<const int> chosen) {
    Batch batch;
    for (int index : chosen) {
        require(index >= 0 && static_cast<std::size_t>(index) < pairs.size(),
                "make_batch: pair {} of {}", index, pairs.size());
        const TokenPair& pair = pairs[index];
        batch.source.insert(batch.source.end(), pair.source.begin(), pair.source.end());
        batch.source.push_back(kEnd);
        batch.source_rows.add(static_cast<int>(pair.source.size()) + 1);

        batch.input.push_back(kBegin);
        batch.input.insert(batch.input.end(), pair.target.begin(), pair.target.end());
        batch.output.insert(batch.output.end(), pair.target.begin(), pair.target.end());
        batch.output.push_back(kEnd);
        batch.target_rows.add(static_cast<int>(pair.target.size()) + 1);
    }
    return batch;
}

Batch make_batch(const std::vector<TokenPair>& pairs) {
    std::vector<int> all(pairs.size());
    std::iota(all.begin(), all.end(), 0);
    return make_batch(pairs, all);
}

std::vector<std::vector<int>> plan_batches(const std::vector<TokenPair>& pairs, int max_tokens,
                                           Rng& rng) {
    require(max_tokens > 0, "plan_batches: {} tokens in a batch", max_tokens);
    const auto pair = [&](int i) -> const TokenPair& { return pairs[i]; };

    std::vector<int> order(pairs.size());
    std::iota(order.begin(), order.end(), 0);
    rng.shuffle(order);  // a stable sort keeps this order among pairs of the same lengths
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        if (pair(a).target.size() != pair(b).target.size())
            return pair(a).target.size() < pair(b).target.size();
        return pair(a).source.size() < pair(b).source.size();
    });

    std::vector<std::vector<int>> batches;
    const auto most = static_cast<std::size_t>(max_tokens);
    std::size_t source_tokens = 0;  // of the last batch
    std::size_t target_tokens = 0;
    for (int i : order) {
        const std::size_t source = pair(i).source.size() + 1;
        const std::size_t target = pair(i).target.size() + 1;
        if (batches.empty() || source_tokens + source > most || target_tokens + target > most) {
            batches.emplace_back();
            source_tokens = 0;
            target_tokens = 0;
        }
        batches.back().push_back(i);
        source_tokens += source;
        target_tokens += target;
    }
    rng.shuffle(batches);
    return batches;
}

}  // namespace book
