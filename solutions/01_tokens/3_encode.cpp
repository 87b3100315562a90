// 1.3  Cut a word with given merges
// solid; chapter 01, "There and back"
#include "01_tokens/exercises.h"

using namespace exercise;

namespace {

Tokens glued(const Tokens& tokens, const Merge& merge) {
    Tokens all;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool here = i + 1 < tokens.size() &&
                          tokens[i] == merge.left &&
                          tokens[i + 1] == merge.right;
        all.push_back(here ? merge.id : tokens[i]);
        if (here) ++i;
    }
    return all;
}

}  // namespace

// This replays the training. A merge can only use tokens that existed when it
// was learnt, so no merge ever makes new work for an earlier one, and a single
// pass over the list is enough. Taking the longest token that fits, or the
// first pair that any merge fits, would often give the same result. Where it
// does not, the model would read ids that it has never seen next to each other.
Tokens exercise::encode(const Tokens& tokens,
                        const std::vector<Merge>& merges) {
    Tokens word = tokens;
    for (const Merge& merge : merges) word = glued(word, merge);
    return word;
}
