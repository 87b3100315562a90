#include "corpus/patterns.h"

namespace book {

std::vector<Pattern> corpus_patterns() {
    std::vector<Pattern> all;
    for (const auto part : {liking_patterns(), having_patterns(), doing_patterns()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace book
