// A small grammar that says the same thing in French and in English, each by its own rules.
//
// Phrases are strings of plain words; what happens where words meet is left to the last step:
//
//     write_french("je ne aime pas les impôt")  ->  "Je n'aime pas ..."      elision
//     write_french("peur de le chien")          ->  "Peur du chien"          contraction
//     write_english("a orange")                 ->  "An orange"
//
// So no rule of the grammar has to know its neighbours. Agreement (gender, number, person) is made
// here; which noun may stand beside which verb is the business of patterns.cpp.
#pragma once

#include <string>
#include <string_view>

#include "corpus/lexicon.h"

namespace book {

// The same words in both languages, not yet joined; "*" before a word as in lexicon.h.
struct Phrase {
    std::string french{};
    std::string english{};
};

// Joins plain words into a sentence with a capital. A "?" stands behind a space in French.
std::string write_french(std::string_view words);
std::string write_english(std::string_view words);

// Somebody or something that a verb can be about.
struct Nominal {
    Phrase text;
    std::string lemma{};
    int person = 2;  // 0..5, as in Verb::forms
    bool feminine = false;
    unsigned kinds = 0;
    bool plural() const { return person > 2; }
};

// The words before a noun: a masculine, a feminine and a plural one; then in English before one,
// before several, before what is not counted.
struct Determiner {
    const char* masculine;
    const char* feminine;
    const char* plural;
    const char* one;
    const char* many;
    const char* mass;
};

namespace determiners {
inline constexpr Determiner nothing{"", "", "", "", "", ""};
inline constexpr Determiner the{"le", "la", "les", "the", "the", "the"};
inline constexpr Determiner in_general{"le", "la", "les", "", "", ""};  // les impôts: taxes
inline constexpr Determiner a{"un", "une", "", "a", "", ""};  // or several, with a numeral
inline constexpr Determiner as{"", "", "", "a", "", ""};      // est dentiste: is a dentist
inline constexpr Determiner some{"de le", "de la", "des", "", "some", "some"};  // wants some bread
inline constexpr Determiner any{"de le", "de la", "des", "", "any", "any"};  // is there any bread?
inline constexpr Determiner some_of_habit{"de le", "de la", "des", "", "", ""};  // eats bread
inline constexpr Determiner no{"de", "de", "de", "a", "any", "any"};    // does not have any bread
inline constexpr Determiner no_of_habit{"de", "de", "de", "", "", ""};  // never eats bread
inline constexpr Determiner of{"de", "de", "de", "", "", ""};           // beaucoup de
inline constexpr Determiner this_one{"ce", "cette", "ces", "this", "these", "this"};
inline constexpr Determiner my{"mon", "ma", "mes", "my", "my", "my"};
inline constexpr Determiner your{"ton", "ta", "tes", "your", "your", "your"};  // of tu
inline constexpr Determiner your_polite{"votre", "votre", "vos", "your", "your", "your"};
inline constexpr Determiner our{"notre", "notre", "nos", "our", "our", "our"};
inline constexpr Determiner their{"leur", "leur", "leurs", "their", "their", "their"};
}  // namespace determiners

enum class Number { kOne, kMany, kMass };  // a dog, dogs, bread

// "ces deux petits chiens", "these two small dogs". `count` is 2..20, or 0 for no numeral.
Nominal noun_phrase(const Determiner& determiner, const Noun& noun, Number number,
                    const Adjective* adjective = nullptr, int count = 0);
Nominal name_phrase(const Noun& name);
Nominal pronoun_phrase(const Pronoun& pronoun);

// "le chien de Marie", "Marie's dog". Both are plain: owner a name or "the" and a noun.
Nominal owned(const Nominal& owner, const Noun& noun);

// The adjective behind "to be", agreeing with what it is said of.
Phrase predicate(const Adjective& adjective, const Nominal& of);

enum class Polarity { kPlain, kNot, kNever, kNoLonger };

// Who does (not) do what, how often; or the question whether.
struct Clause {
    Nominal subject{};
    const Verb* verb = nullptr;
    Phrase object{};
    Polarity polarity = Polarity::kPlain;
    bool asked = false;                // est-ce que
    Phrase adverb{};                   // "souvent", behind the French and before the English verb
    Phrase end{};                      // "le lundi"
    const Pronoun* pronoun = nullptr;  // an object that is one: "je te vois"
};

// Who does it is put before the verb; with `asked`, English puts "do" or "be" before both, and the
// question mark is left to the caller.
Phrase say(const Clause& clause);

// Two phrases, one behind the other.
Phrase operator+(const Phrase& a, const Phrase& b);

}  // namespace book
