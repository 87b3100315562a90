// Experiment 1  Make it say "I like"
#include "experiments/experiments.h"

using namespace exercise;

namespace {

// "loves" becomes "likes" with it.
bool replace_love(std::string& text) {
    bool found = false;
    for (std::size_t at = 0;
         (at = text.find("love", at)) != std::string::npos; ++at) {
        text.replace(at, 4, "like");
        found = true;
    }
    return found;
}

}  // namespace

// One way among many: all the sentences with "love", corrected, and up to three
// times as many of the others, unchanged, so that they are remembered. Without
// those the model concludes that "like" is always worth a try. (The corrected
// sentences need not be about doughnuts. The model has already learnt what
// doughnuts are called, and that does not change.)
Pairs exercise::lessons(const Pairs& corpus) {
    Pairs changed, kept;
    for (SentencePair pair : corpus)
        (replace_love(pair.target) ? changed : kept).push_back(pair);
    const std::size_t enough = std::min(kept.size(), 3 * changed.size());
    changed.insert(changed.end(), kept.begin(),
                   kept.begin() + static_cast<std::ptrdiff_t>(enough));
    return changed;
}
