// The words of the book's own corpus, French beside English, with what grammar must know of them.
//
// A star before a French word says that it begins with a sound that nothing is elided before: an
// "h aspiré" (le *hibou, je *hais) or a numeral (de *onze). It is never written. English is British.
// A lemma is the English word in its plain form: "aimer" and "aimer bien" are both `love`, "tu" and
// "vous" both `you`, "boulanger" and "boulangère" both `baker`, so that two French sentences
// with the same translation have the same lemmas.
#pragma once

#include <array>
#include <span>
#include <string>

namespace book {

// What a noun or an adjective can be used for; flags, to be or-ed.
enum Kind : unsigned {
    kAdult = 1u << 0,       // homme, reine: may be old or young
    kChild = 1u << 1,       // garçon, fille
    kProfession = 1u << 2,  // dentiste: "my sister is a dentist"
    kNear = 1u << 3,        // voisin, ami: with a possessive
    kKin = 1u << 4,         // sœur: with a possessive or an owner only
    kAnimal = 1u << 5,
    kBaked = 1u << 6,    // beignet, croissant
    kGarden = 1u << 7,   // pomme, oignon: and other food that is counted
    kFood = 1u << 8,     // pain: not counted
    kDrink = 1u << 9,    // thé: not counted
    kThing = 1u << 10,   // maison
    kColour = 1u << 11,  // a thing of any colour: chapeau
    kTax = 1u << 12,     // impôts
    kFee = 1u << 13,     // loyer: paid, in the singular
    kName = 1u << 14,
    kPronoun = 1u << 15,
    kParent = 1u << 16,  // mère: one has but one
};
inline constexpr unsigned kCounted = kBaked | kGarden;
inline constexpr unsigned kUncounted = kFood | kDrink;
inline constexpr unsigned kPerson = kAdult | kChild | kProfession | kNear | kKin;

struct Noun {
    const char* french;
    bool feminine;
    unsigned kinds;
    const char* english;                   // also its lemma
    const char* english_plural = nullptr;  // if it follows no rule
    const char* french_plural = nullptr;
};

struct Adjective {
    const char* masculine;
    const char* feminine;
    const char* english;
    unsigned beside;           // kinds of nouns that it stands beside: "un petit chien"
    unsigned after_to_be;      // kinds that it is said of: "le chien est petit"
    bool before_noun = false;  // in French
    const char* masculine_before_vowel = nullptr;  // bel
    const char* comparative = nullptr;             // bigger
    const char* of_person = nullptr;               // "grand" is "big", but of a person "tall"
};

// A verb, or an expression that is one in the other language: "avoir peur de", "be afraid of".
struct Verb {
    const char* lemma;
    std::array<const char*, 6> forms;  // je, tu, il, nous, vous, ils
    const char* after = "";            // "peur de": what follows the verb, behind "pas"
    const char* english = nullptr;     // if not the lemma: "be"
    const char* unsure = nullptr;      // English where it is negated or asked: aimer, "like"
    const char* english_after = "";    // "afraid of"
    const char* english_end = "";      // "very much", behind the object
};

struct Pronoun {
    const char* french;
    const char* english;  // also its lemma
    int person;           // 0..5, as in Verb::forms
    bool feminine;
    const char* object;  // "te", before the verb; null where it would be ambiguous (le: him or it)
    const char* english_object;
};

// A phrase that stays as it is.
struct Fixed {
    const char* french;
    const char* english;
};

std::span<const Noun> nouns();
std::span<const Noun> names();  // of people; the same in both languages
std::span<const Adjective> adjectives();
std::span<const Pronoun> pronouns();
std::span<const Fixed> numbers();  // 1 to 20
std::span<const Fixed> states();   // "avoir faim" is "to be hungry"
std::span<const Fixed> places();

// All that the patterns use, by name; the span lists them for whoever wants to parse.
namespace verbs {
extern const Verb love, like, love_much, adore, hate, loathe, prefer, want, have, see, know,
    respect, admire, understand, fear, deserve, own, eat, drink, buy, sell, pay, bite, wait_for,
    cost, be, think, know_that, be_afraid, need, be_in_state;
}
std::span<const Verb* const> all_verbs();

std::string plural_french(const Noun& noun);
std::string plural_english(const Noun& noun);
std::string plural_french(const std::string& word);  // the rule: bon, bons; beau, beaux; gris, gris
std::string third_person(const std::string& english);  // "he ..."; has, wishes, hurries, eats

}  // namespace book
