// What every pattern does last: a clause becomes a sentence with its triple.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/patterns.h"
#include "corpus/picker.h"

namespace book {

inline constexpr unsigned kHuman = kPerson | kName | kPronoun;
inline constexpr unsigned kAnybody = kHuman | kAnimal;
inline constexpr unsigned kKnownPerson = kPerson | kName;

// No sentence, if somebody would do it to their like: "leur oie aime les oies".
inline Draft finish(const Phrase& phrase, std::vector<Triple> triples) {
    for (const Triple& t : triples)
        if (t.subject == t.object) return {};
    return {write_french(phrase.french), write_english(phrase.english), std::move(triples)};
}

inline Triple triple(const Nominal& subject, const Verb& verb, const std::string& object) {
    return {subject.lemma, verb.lemma, object};
}

inline Nominal who() { return {{"qui", "who"}, "who"}; }

inline Phrase mark() { return {"?", "?"}; }

// A clause as a whole sentence, with its question mark if it asks.
inline Draft sentence(const Clause& c, const std::string& object) {
    const bool question = c.asked || c.subject.lemma == "who";
    return finish(question ? say(c) + mark() : say(c), {triple(c.subject, *c.verb, object)});
}

inline Draft sentence(Clause c, const Nominal& object) {
    c.object = object.text;
    return sentence(c, object.lemma);
}

}  // namespace book
