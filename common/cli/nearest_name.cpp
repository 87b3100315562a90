#include "cli/nearest_name.h"

#include <algorithm>

namespace book {
namespace {

// Damerau and Levenshtein's distance, with neighbours swapped at most once.
std::size_t edits(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const std::size_t replace = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

}  // namespace

std::string nearest_name(const std::string& word, const std::vector<std::string>& known) {
    std::string best;
    std::size_t fewest = word.size() / 3 + 2;  // further away is another word
    for (const std::string& name : known) {
        const bool part = word.size() >= 3 && name.find(word) != std::string::npos;
        const std::size_t distance = part ? 0 : edits(word, name);
        if (distance < fewest && distance < std::max(word.size(), name.size())) {
            fewest = distance;
            best = name;
        }
    }
    return best;
}

}  // namespace book
