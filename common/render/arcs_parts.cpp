#include "render/arcs_parts.h"

#include <algorithm>
#include <numeric>

namespace book {

const std::vector<std::string>& words_looked_at(const Arcs& arcs) {
    return arcs.looked_at.empty() ? arcs.words : arcs.looked_at;
}

bool is_drawn(const Arcs& arcs, int from, int to) { return arcs.weights(from, to) >= arcs.least; }

std::vector<Arc> arcs_from_thick_to_thin(const Arcs& arcs) {
    std::vector<Arc> result;
    for (int from = 0; from < arcs.weights.rows(); ++from)
        for (int to = 0; to < arcs.weights.cols(); ++to)
            if (is_drawn(arcs, from, to)) result.push_back({from, to, arcs.weights(from, to)});
    std::stable_sort(result.begin(), result.end(),
                     [](const Arc& a, const Arc& b) { return a.weight > b.weight; });
    std::stable_partition(result.begin(), result.end(),
                          [&](const Arc& arc) { return arc.from != arcs.only; });
    return result;
}

std::vector<int> strongest_first(const Arcs& arcs, int from) {
    std::vector<int> order(arcs.weights.cols());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return arcs.weights(from, a) > arcs.weights(from, b); });
    return order;
}

}  // namespace book
