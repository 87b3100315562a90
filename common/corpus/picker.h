// Draws words and phrases of a kind for the patterns, none of which knows the lexicon by heart.
//
// Everything drawn is right where it stands: kin have a possessive or an owner, nobody is called an
// "old boy" (vieux garçon: bachelor), nobody owns a king.
#pragma once

#include <initializer_list>
#include <span>

#include "core/random.h"
#include "corpus/grammar.h"

namespace book {

class Picker {
  public:
    explicit Picker(Rng& rng) : rng_(rng) {}

    bool chance(int percent) { return rng_.below(100) < percent; }
    int between(int low, int high) { return low + rng_.below(high - low + 1); }

    template <class T>
    const T& of(std::span<const T> items) {
        return items[rng_.below(static_cast<int>(items.size()))];
    }
    template <class T>
    T of(std::initializer_list<T> items) {
        return of(std::span<const T>(items.begin(), items.size()));
    }

    // One of the nouns that are of one of these kinds.
    const Noun& noun(unsigned kinds);
    // One that may stand beside the noun; null if there is none.
    const Adjective* beside(const Noun& noun);
    const Adjective* beside(const Noun& noun, int percent) {
        return chance(percent) ? beside(noun) : nullptr;
    }
    const Adjective& said_of(const Nominal& nominal, bool compared = false);

    // Who: pronouns, names and persons; animals if `kinds` has them. With kPronoun etc. left out of
    // kinds, fewer. Where both are there, an animal is as likely as a person.
    Nominal subject(unsigned kinds);
    // The same for a question: never "I", who would know.
    Nominal asked_subject(unsigned kinds);
    // "le chat", "mon frère", "ce petit chien", "Marie", "le chien de Marie": somebody or something
    // known, and not the subject.
    Nominal known(unsigned kinds, const Nominal& subject);
    // "un chien", "trois petits chiens"; at most `most` of them.
    Nominal counted(unsigned kinds, int percent_many = 40, int most = 20);
    // The whole of a kind, "les beignets", "le pain": said with verbs of liking, and without "the".
    Nominal in_general(unsigned kinds, int percent_adjective = 0);
    // Anything that can be liked in general, food more often than not.
    Nominal liked();
    // "des pommes", "du pain" with any determiner for several and for what is not counted.
    Nominal uncounted(const Determiner& determiner, unsigned kinds);

  private:
    Nominal known_noun(const Noun& noun, std::span<const Determiner> possessives, bool many);

    Rng& rng_;
};

}  // namespace book
