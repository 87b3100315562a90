#include "corpus/grammar.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <vector>

#include "core/require.h"
#include "text/utf8.h"

namespace book {
namespace {

std::vector<std::string> words_of(std::string_view text) {
    const auto views = split_words(text);
    return {views.begin(), views.end()};
}

// The words that are not empty, with a space between.
std::string join(std::initializer_list<std::string_view> words) {
    std::string text;
    for (const std::string_view w : words) {
        if (w.empty()) continue;
        if (!text.empty()) text += ' ';
        text += w;
    }
    return text;
}

// Every vowel and h, and "y" (il n'y a pas); a starred word (an "h aspiré", a numeral) begins with
// its star. Words of this lexicon that begin beyond ASCII begin with é, ê, â or œ.
bool begins_with_vowel(std::string_view french) {
    if (french == "y") return true;
    return static_cast<unsigned char>(french[0]) >= 0x80 ||
           std::string_view("aeiouhAEIOUH").find(french[0]) != std::string_view::npos;
}

// What a word becomes before a vowel, "" if it stays.
std::string before_vowel(const std::string& word) {
    static constexpr std::array<const char*, 8> kElided = {"je", "ne", "de", "que",
                                                           "le", "la", "te", "me"};
    for (const char* e : kElided)
        if (word == e) return word.substr(0, word.size() - 1) + "'";
    if (word == "ce") return "cet";
    if (word == "ma") return "mon";
    if (word == "ta") return "ton";
    return "";
}

std::string contraction(const std::string& word, const std::string& next) {
    if (word == "de" && next == "le") return "du";
    if (word == "de" && next == "les") return "des";
    if (word == "à" && next == "le") return "au";
    if (word == "à" && next == "les") return "aux";
    return "";
}

std::string sentence(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& w : words) {
        if (!text.empty() && text.back() != '\'') text += ' ';
        text += w.starts_with('*') ? w.substr(1) : w;
    }
    require(!text.empty(), "grammar: an empty sentence");
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

struct ToBe {
    const char* forms[6] = {"am", "are", "is", "are", "are", "are"};
};

}  // namespace

std::string write_french(std::string_view text) {
    std::vector<std::string> words = words_of(text);
    // From the right: "de le impôt" must become "de l'impôt" before "de le" can become "du".
    for (std::size_t i = words.size(); i-- > 1;) {
        std::string& word = words[i - 1];
        const std::string elided = begins_with_vowel(words[i]) ? before_vowel(word) : "";
        if (!elided.empty()) word = elided;
        const std::string one = contraction(word, words[i]);
        if (one.empty()) continue;
        word = one;
        words.erase(words.begin() + i);
    }
    return sentence(words);
}

std::string write_english(std::string_view text) {
    std::vector<std::string> words = words_of(text);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const std::string& next = words[i + 1];
        const bool vowel =
            std::string_view("aeiouE").find(next[0]) != std::string_view::npos || next == "honest";
        if (words[i] == "a" && vowel) words[i] = "an";
    }
    std::string result = sentence(words);
    if (result.ends_with(" ?")) result.erase(result.size() - 2, 1);
    return result;
}

Phrase operator+(const Phrase& a, const Phrase& b) {
    return {join({a.french, b.french}), join({a.english, b.english})};
}

Nominal noun_phrase(const Determiner& d, const Noun& noun, Number number,
                    const Adjective* adjective, int count) {
    const bool many = number == Number::kMany;
    require(count == 0 || (many && count >= 2 && count <= 20), "noun_phrase: {} of them", count);
    const std::string head = many ? plural_french(noun) : noun.french;
    std::string quality;
    if (adjective) {
        quality = noun.feminine ? adjective->feminine : adjective->masculine;
        if (many)
            quality = plural_french(quality);
        else if (!noun.feminine && adjective->masculine_before_vowel && begins_with_vowel(head))
            quality = adjective->masculine_before_vowel;
    }
    const bool before = adjective && adjective->before_noun;
    const Fixed numeral = count ? numbers()[count - 1] : Fixed{"", ""};

    Nominal result;
    result.text.french = join({many            ? d.plural
                               : noun.feminine ? d.feminine
                                               : d.masculine,
                               numeral.french, before ? quality : "", head, before ? "" : quality});
    result.text.english = join({number == Number::kOne ? d.one
                                : many                 ? d.many
                                                       : d.mass,
                                numeral.english, adjective ? adjective->english : "",
                                many ? plural_english(noun) : noun.english});
    result.lemma = noun.english;
    result.person = many ? 5 : 2;
    result.feminine = noun.feminine;
    result.kinds = noun.kinds;
    return result;
}

Nominal name_phrase(const Noun& name) {
    return noun_phrase(determiners::nothing, name, Number::kOne);
}

Nominal pronoun_phrase(const Pronoun& p) {
    return {{p.french, p.english}, p.english, p.person, p.feminine, kPronoun};
}

Nominal owned(const Nominal& owner, const Noun& noun) {
    Nominal result = noun_phrase(determiners::the, noun, Number::kOne);
    result.text.french = join({result.text.french, "de", owner.text.french});
    result.text.english = owner.text.english + "'s " + noun.english;
    return result;
}

Phrase predicate(const Adjective& adjective, const Nominal& of) {
    std::string french = of.feminine ? adjective.feminine : adjective.masculine;
    if (of.plural()) french = plural_french(french);
    const bool tall = adjective.of_person && !(of.kinds & (kAnimal | kThing));
    return {french, tall ? adjective.of_person : adjective.english};
}

Phrase say(const Clause& c) {
    const Verb& verb = *c.verb;
    const int person = c.subject.person;
    const bool negated = c.polarity != Polarity::kPlain;

    static constexpr const char* kSecondHalf[] = {"", "pas", "jamais", "plus"};
    const std::string french = join({c.asked ? "est-ce que" : "", c.subject.text.french,
                                     negated ? "ne" : "", c.pronoun ? c.pronoun->object : "",
                                     verb.forms[person], kSecondHalf[static_cast<int>(c.polarity)],
                                     c.adverb.french, verb.after, c.object.french, c.end.french});

    std::string base = verb.english ? verb.english : verb.lemma;
    const bool unsure = negated || c.asked || c.subject.lemma == "who";
    if (verb.unsure && unsure) base = verb.unsure;
    const bool to_be = base == "be";
    const std::string finite = to_be         ? ToBe{}.forms[person]
                               : person == 2 ? third_person(base)
                                             : base;
    const std::string helper = to_be ? finite : person == 2 ? "does" : "do";
    std::string before, inner;  // what stands before and behind the subject, up to the verb
    const char* with_verb = c.polarity == Polarity::kNever      ? "never"
                            : c.polarity == Polarity::kNoLonger ? "no longer"
                                                                : "";
    if (c.asked) {
        require(!negated, "grammar: a negated question");
        before = helper;
        inner = join({c.adverb.english, to_be ? "" : base});
    } else if (c.polarity == Polarity::kNot) {
        inner = join({helper, "not", c.adverb.english, to_be ? "" : base});
    } else {
        inner = to_be ? join({finite, with_verb, c.adverb.english})
                      : join({with_verb, c.adverb.english, finite});
    }
    const std::string english = join({before, c.subject.text.english, inner, verb.english_after,
                                      c.pronoun ? c.pronoun->english_object : "", c.object.english,
                                      verb.english_end, c.end.english});
    return {french, english};
}

}  // namespace book
