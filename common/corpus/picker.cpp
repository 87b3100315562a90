#include "corpus/picker.h"

#include <string_view>
#include <vector>

#include "core/require.h"

namespace book {
namespace {

namespace det = determiners;

template <class T, class Keep>
const T* pick_if(Rng& rng, std::span<const T> items, Keep&& keep) {
    std::vector<const T*> kept;
    for (const T& item : items)
        if (keep(item)) kept.push_back(&item);
    if (kept.empty()) return nullptr;
    return kept[rng.below(static_cast<int>(kept.size()))];
}

Number many_or_mass(const Noun& noun) {
    return noun.kinds & kUncounted ? Number::kMass : Number::kMany;
}

}  // namespace

const Noun& Picker::noun(unsigned kinds) {
    const Noun* n = pick_if(rng_, nouns(), [&](const Noun& x) { return (x.kinds & kinds) != 0; });
    require(n, "Picker: no noun of the kinds {:x}", kinds);
    return *n;
}

const Adjective* Picker::beside(const Noun& noun) {
    return pick_if(rng_, adjectives(),
                   [&](const Adjective& a) { return (a.beside & noun.kinds) != 0; });
}

const Adjective& Picker::said_of(const Nominal& nominal, bool compared) {
    const Adjective* a = pick_if(rng_, adjectives(), [&](const Adjective& x) {
        return (x.after_to_be & nominal.kinds) && (!compared || x.comparative);
    });
    require(a, "Picker: nothing can be said of {}", nominal.text.english);
    return *a;
}

// With "the", "this", a possessive or an owner, whatever suits the noun.
Nominal Picker::known_noun(const Noun& n, std::span<const Determiner> possessives, bool many) {
    const bool kin = n.kinds & kKin;
    const bool close = kin || (n.kinds & (kNear | kAnimal | kThing | kCounted | kUncounted));
    if (n.kinds & kParent) many = false;
    const Number number = n.kinds & kUncounted ? Number::kMass
                          : many               ? Number::kMany
                                               : Number::kOne;
    const int draw = rng_.below(100);
    int percent_owned = 0;  // by somebody who is named
    if (close && !(n.kinds & kProfession)) percent_owned = 8;
    if (kin) percent_owned = 25;
    if (number == Number::kOne && draw < percent_owned) {
        if (chance(70)) return owned(name_phrase(of(names())), n);
        const Noun& owner = noun(kProfession);
        if (std::string_view(owner.english) != n.english)
            return owned(noun_phrase(det::the, owner, Number::kOne), n);
    }
    const Adjective* adjective = kin ? nullptr : beside(n, 12);
    if (kin || (close && draw < 35)) {
        const int count = number == Number::kMany && draw % 4 == 0 ? between(2, 6) : 0;
        return noun_phrase(of(possessives), n, number, adjective, count);
    }
    if (number == Number::kMass) return noun_phrase(det::this_one, n, number);
    if (number == Number::kMany) {  // not "les chiens", which is general with some verbs only
        const int count = between(2, 6);
        return noun_phrase(det::this_one, n, number, adjective, draw < 60 ? count : 0);
    }
    return noun_phrase(draw < 75 ? det::the : det::this_one, n, number, adjective);
}

Nominal Picker::subject(unsigned kinds) {
    static constexpr Determiner kAnybodys[] = {det::my,          det::my,  det::your,
                                               det::your_polite, det::our, det::their};
    const int draw = rng_.below(100);
    if ((kinds & kPronoun) && draw < 38) {
        // "Il" would also be "it" where an animal can be meant.
        const Pronoun& p = of(pronouns());
        return pronoun_phrase((kinds & kAnimal) && p.person == 2 ? pronouns()[0] : p);
    }
    if ((kinds & kName) && draw < 55) return name_phrase(of(names()));
    unsigned of_noun = kinds & ~(kName | kPronoun);
    if ((of_noun & kAnimal) && (of_noun & kPerson)) of_noun &= chance(50) ? kAnimal : kPerson;
    const Noun& n = noun(of_noun);
    return known_noun(n, kAnybodys, chance(25));
}

Nominal Picker::asked_subject(unsigned kinds) {
    Nominal s = subject(kinds);
    while (s.lemma == "I") s = subject(kinds);
    return s;
}

Nominal Picker::known(unsigned kinds, const Nominal& subject) {
    // Whoever speaks of "tu" does not say "votre" in the same breath.
    std::vector<Determiner> possessives = {det::my, det::our};
    if (subject.text.french == "tu") possessives = {det::my, det::our, det::your};
    if (subject.text.french == "vous") possessives = {det::my, det::our, det::your_polite};
    if (subject.lemma == "they") possessives.push_back(det::their);
    for (;;) {
        Nominal n;
        if ((kinds & kName) && chance(25)) {
            n = name_phrase(of(names()));
        } else {
            const Noun& chosen = noun(kinds & ~kName);
            n = known_noun(chosen, possessives, false);
        }
        const bool same_owner = n.text.french.ends_with(" " + subject.text.french);  // Marie's dog
        if (n.lemma != subject.lemma && !same_owner) return n;
    }
}

Nominal Picker::counted(unsigned kinds, int percent_many, int most) {
    const Noun& n = noun(kinds);
    const Adjective* adjective = beside(n, 25);
    if (!chance(percent_many)) return noun_phrase(det::a, n, Number::kOne, adjective);
    return noun_phrase(det::nothing, n, Number::kMany, adjective, between(2, most));
}

Nominal Picker::uncounted(const Determiner& determiner, unsigned kinds) {
    const Noun& n = noun(kinds);
    return noun_phrase(determiner, n, many_or_mass(n));
}

Nominal Picker::in_general(unsigned kinds, int percent_adjective) {
    const Noun& n = noun(kinds);
    const bool alone = n.kinds & kUncounted;
    const Adjective* adjective = alone ? nullptr : beside(n, percent_adjective);
    return noun_phrase(det::in_general, n, many_or_mass(n), adjective);
}

Nominal Picker::liked() {
    const int draw = rng_.below(100);
    const unsigned kind = draw < 44   ? kCounted
                          : draw < 66 ? kUncounted
                          : draw < 78 ? kAnimal
                          : draw < 88 ? kTax
                          : draw < 94 ? kProfession
                                      : kThing;
    return in_general(kind, 15);
}

}  // namespace book
