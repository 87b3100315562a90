// 1.3  Cut a word with merges that are given
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

// Replay the training. A merge can only use tokens that were there when it was
// learnt, so no merge makes work for an earlier one, and one pass over the list
// is enough. The longest token that fits, or the first pair that is any merge,
// would often give the same; where it does not, a model reads ids that it has
// never seen stand together.
Tokens exercise::encode(const Tokens& tokens,
                        const std::vector<Merge>& merges) {
    Tokens word = tokens;
    for (const Merge& merge : merges) word = glued(word, merge);
    return word;
}
