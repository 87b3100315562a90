// Finds in a French sentence of the book's corpus who does what to what, by its words alone: with the
// lexicon, but without the grammar that made it. A second opinion for corpus_test.cpp.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "corpus/baseline.h"  // plain_words
#include "corpus/lexicon.h"
#include "corpus/patterns.h"

namespace book::parser {

using Words = std::vector<std::string>;
using Triples = std::set<Triple>;

inline bool one_of(const std::string& word, const Words& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

inline std::string bare(std::string word) { return word.starts_with('*') ? word.substr(1) : word; }

inline std::string small(const std::string& word) {
    const Words words = plain_words(word);
    return words.empty() ? "" : words.front();
}

// ---- the lexicon, by form ------------------------------------------------------------------------

struct NounForm {
    std::string lemma;
    bool masculine = false, feminine = false, singular = false, plural = false;
    unsigned kinds = 0;
};
struct AdjectiveForm {
    std::string lemma;
    std::set<std::pair<bool, bool>> fits;  // (feminine, plural)
};
struct VerbForm {
    const Verb* verb;
    std::set<int> persons;
};

struct Forms {
    std::map<std::string, NounForm> nouns;
    std::map<std::string, AdjectiveForm> adjectives;
    std::map<std::string, std::vector<VerbForm>> verbs;
    std::map<std::string, std::string> numbers, states;

    Forms() {
        const auto add = [&](const Noun& n, const std::string& form, bool plural) {
            NounForm& f = nouns[small(bare(form))];
            f.lemma = n.english;
            (n.feminine ? f.feminine : f.masculine) = true;
            (plural ? f.plural : f.singular) = true;
            f.kinds |= n.kinds;
        };
        for (const Noun& n : book::nouns()) {
            add(n, n.french, false);
            add(n, plural_french(n), true);
        }
        for (const Noun& n : names()) add(n, n.french, false);
        for (const Adjective& a : book::adjectives()) {
            const auto put = [&](const std::string& form, bool feminine, bool plural) {
                adjectives[form].lemma = a.english;
                adjectives[form].fits.insert({feminine, plural});
            };
            for (const bool feminine : {false, true}) {
                const std::string one = feminine ? a.feminine : a.masculine;
                put(one, feminine, false);
                put(plural_french(one), feminine, true);
            }
            if (a.masculine_before_vowel) put(a.masculine_before_vowel, false, false);
        }
        for (const Verb* v : all_verbs()) {
            for (int person = 0; person < 6; ++person) {
                auto& list = verbs[bare(v->forms[static_cast<std::size_t>(person)])];
                if (list.empty() || list.back().verb != v) list.push_back({v, {}});
                list.back().persons.insert(person);
            }
        }
        for (const Fixed& n : book::numbers()) numbers[bare(n.french)] = n.english;
        for (const Fixed& s : book::states()) states[s.french] = s.english;
    }
    bool is_noun(const std::string& w) const { return nouns.count(w) > 0; }
    bool is_verb(const std::string& w) const { return verbs.count(w) > 0; }
};

inline const Forms& forms() {
    static const Forms kForms;
    return kForms;
}

// ---- the parser ----------------------------------------------------------------------------------

inline const std::map<std::string, std::pair<std::string, int>> kSubjectPronouns = {
    {"je", {"I", 0}},       {"j'", {"I", 0}},    {"tu", {"you", 1}},   {"il", {"he", 2}},
    {"elle", {"she", 2}},   {"nous", {"we", 3}}, {"vous", {"you", 4}}, {"ils", {"they", 5}},
    {"elles", {"they", 5}}, {"qui", {"who", 2}},
};
inline const std::map<std::string, std::string> kObjectPronouns = {
    {"me", "I"},    {"m'", "I"},     {"te", "you"},   {"t'", "you"},
    {"nous", "we"}, {"vous", "you"}, {"les", "they"},
};
inline const Words kPluralWords = {"les", "des", "ces", "mes", "tes", "nos", "vos", "leurs", "aux"};

struct Parsed {
    Triples triples;
    std::vector<std::string> faults;
};

// "le chien de Marie": Marie is the owner, not the object.
inline bool is_owner(const Words& w, std::size_t i) {
    while (i > 0 && one_of(w[i - 1], {"la", "l'"})) --i;
    return i > 1 && one_of(w[i - 1], {"de", "d'", "du"}) && forms().is_noun(w[i - 2]);
}

inline bool is_plural_phrase(const Words& w, std::size_t noun) {
    for (std::size_t i = noun; i-- > 0;) {
        if (forms().adjectives.count(w[i])) continue;
        return one_of(w[i], kPluralWords) || (forms().numbers.count(w[i]) && w[i] != "un");
    }
    return false;
}

inline void parse_clause(const Words& w, const std::string& antecedent, Parsed& out) {
    const auto fault = [&](const std::string& what) { out.faults.push_back(what); };
    if (std::find(w.begin(), w.end(), "y") != w.end()) {
        for (const std::string& word : w)
            if (forms().is_noun(word)) {
                out.triples.insert({"there", "be", forms().nouns.at(word).lemma});
                return;
            }
        return fault("nothing is there");
    }
    Words objects;
    std::size_t i = 0;
    if (w[0] == "combien") {
        objects.push_back(forms().nouns.at(w[2]).lemma);
        i = 3;
    } else if (one_of(w[0], {"que", "qu'"}) && w[1] == "est-ce") {
        objects.push_back("what");
        i = 1;
    } else if (w[0] == "pourquoi") {
        i = 1;
    }
    if (i < w.size() && w[i] == "est-ce") i += 2;
    // Who.
    std::string subject;
    int person = 2;
    std::size_t noun_at = w.size();
    for (; i < w.size() && subject.empty(); ++i) {
        if (w[i] == "qui" && !antecedent.empty()) {
            subject = antecedent;
        } else if (const auto p = kSubjectPronouns.find(w[i]); p != kSubjectPronouns.end()) {
            subject = p->second.first;
            person = p->second.second;
        } else if (forms().is_noun(w[i])) {
            subject = forms().nouns.at(w[i]).lemma;
            person = is_plural_phrase(w, i) ? 5 : 2;
            noun_at = i;
        }
    }
    if (subject.empty()) return fault("no subject");
    // Does.
    for (; i < w.size() && !forms().is_verb(w[i]); ++i) {
        const auto p = kObjectPronouns.find(w[i]);
        if (p != kObjectPronouns.end() && !is_owner(w, i + 1)) objects.push_back(p->second);
    }
    if (i == w.size()) return fault("no verb");
    const auto& candidates = forms().verbs.at(w[i]);
    const bool agrees = std::any_of(candidates.begin(), candidates.end(),
                                    [&](const VerbForm& f) { return f.persons.count(person) > 0; });
    if (!agrees) fault("verb form " + w[i]);
    const Words rest(w.begin() + static_cast<std::ptrdiff_t>(i) + 1, w.end());
    std::string verb = candidates.front().verb->lemma;
    if (candidates.front().verb->forms[0] == verbs::have.forms[0]) {
        verb = one_of("peur", rest) ? "fear" : one_of("besoin", rest) ? "need" : "have";
        for (std::size_t k = 0; k < rest.size(); ++k) {
            if (forms().states.count(rest[k])) {
                out.triples.insert({subject, "be", forms().states.at(rest[k])});
                return;
            }
            if (one_of(rest[k], {"an", "ans"})) {
                out.triples.insert({subject, "be", forms().numbers.at(rest[k - 1])});
                return;
            }
        }
    }
    // What.
    for (std::size_t k = i + 1; k < w.size(); ++k) {
        if (verb == "cost" && forms().numbers.count(w[k]))
            objects.push_back(forms().numbers.at(w[k]));
        const auto adjective = forms().adjectives.find(w[k]);
        if (verb == "be" && adjective != forms().adjectives.end()) {
            objects.push_back(adjective->second.lemma);
            if (noun_at < w.size()) {
                const NounForm& n = forms().nouns.at(w[noun_at]);
                const auto& fits = adjective->second.fits;
                if (!(n.masculine && fits.count({false, person == 5})) &&
                    !(n.feminine && fits.count({true, person == 5})))
                    fault("agreement of " + w[k]);
            }
            break;  // "plus grand que ...": what it is compared with is no object
        }
        if (forms().is_noun(w[k]) && !is_owner(w, k))
            objects.push_back(forms().nouns.at(w[k]).lemma);
    }
    for (const std::string& o : objects) out.triples.insert({subject, verb, o});
}

// Cuts at "mais", at "qui" and at a "que" behind a verb.
inline Parsed parse(const std::string& sentence) {
    Parsed out;
    Words clause;
    std::string antecedent, last_noun;
    Words words = plain_words(sentence);
    if (words.back() == "?") words.pop_back();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& w = words[i];
        const bool that = one_of(w, {"que", "qu'"}) && i > 0 && forms().is_verb(words[i - 1]) &&
                          words[i - 1] != "est-ce";
        if (i > 0 && (w == "mais" || w == "qui" || that)) {
            parse_clause(clause, antecedent, out);
            clause.clear();
            antecedent = w == "qui" ? last_noun : "";
            if (w != "qui") continue;
        }
        if (forms().is_noun(w)) last_noun = forms().nouns.at(w).lemma;
        clause.push_back(w);
    }
    parse_clause(clause, antecedent, out);
    return out;
}

}  // namespace book::parser
