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

// One way among many. All sentences with love, corrected, and as many of the
// others, unchanged: they are there to be remembered. Without them the model
// finds that "like" is always worth a try. (What is corrected needs no sentence
// about doughnuts: it has learnt what doughnuts are called, and that is not
// what changes.)
Pairs exercise::lessons(const Pairs& corpus) {
    Pairs changed, kept;
    for (SentencePair pair : corpus)
        (replace_love(pair.target) ? changed : kept).push_back(pair);
    const std::size_t enough = std::min(kept.size(), 3 * changed.size());
    changed.insert(changed.end(), kept.begin(),
                   kept.begin() + static_cast<std::ptrdiff_t>(enough));
    return changed;
}
