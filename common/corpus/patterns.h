// The sentences of the book's own corpus: what the grammar is asked to say.
//
// Each pattern keeps to what has one natural English reading. The present is a state or a habit
// ("He often eats bread", never "is eating"); "les" is general with verbs of liking (les impôts:
// taxes) and definite with the others (je vois les chats: the cats); "aimer" is "love", but negated
// or asked "like", as people say it; il and elle are persons; son, sa, ses and le, la as objects,
// which English must tell apart by what was said before, do not occur.
#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/random.h"

namespace book {

// Who does what to what, in lemmas of lexicon.h: (dog, bite, man). Of "to be" the object is what
// is said of the subject, of numbers (costs two euros, is two years old) the number.
struct Triple {
    std::string subject, verb, object;

    friend bool operator<(const Triple& a, const Triple& b) {
        return std::tie(a.subject, a.verb, a.object) < std::tie(b.subject, b.verb, b.object);
    }
    bool operator==(const Triple&) const = default;
};

struct Draft {
    std::string source;           // French
    std::string target;           // English
    std::vector<Triple> triples;  // one or two; none: no sentence came of it, draw again
};

struct Pattern {
    const char* name;
    int training, validation, test;  // how many sentences of it
    Draft (*draw)(Rng& rng);
};

// All of them, the article's own sentences first.
std::vector<Pattern> corpus_patterns();
std::span<const Pattern> liking_patterns();  // its three parts
std::span<const Pattern> having_patterns();
std::span<const Pattern> doing_patterns();

}  // namespace book
