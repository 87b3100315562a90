// 1.2  One merge
// first steps; chapter 01, "Glue the pair that occurs most often"
#include "01_tokens/exercises.h"

using namespace exercise;

// Building a new list is simpler than erasing from the old one, and faster too,
// because each token is moved only once. After a pair two places are skipped,
// since its right token has been used up. That matters where a token stands
// beside itself: of three equal tokens the first two are glued, and the third
// remains.
Tokens exercise::glue(const Tokens& tokens, Merge merge) {
    Tokens glued;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool here = i + 1 < tokens.size() &&
                          tokens[i] == merge.left &&
                          tokens[i + 1] == merge.right;
        glued.push_back(here ? merge.id : tokens[i]);
        if (here) ++i;
    }
    return glued;
}
