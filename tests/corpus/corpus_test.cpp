// The corpus is held against rules that are written down a second time, here and in
// corpus_parser.h: a mistake of the grammar would have to be made twice.
#include "corpus/corpus.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.h"
#include "corpus/corpus_parser.h"

using namespace book;
using namespace book::parser;

namespace {

const BookCorpus& corpus() {
    static const BookCorpus kCorpus = book_corpus();
    return kCorpus;
}

std::vector<const SentencePair*> all_pairs() {
    std::vector<const SentencePair*> all;
    for (const auto* part : {&corpus().training, &corpus().validation, &corpus().test})
        for (const SentencePair& p : *part) all.push_back(&p);
    return all;
}

// "tall" is what "big" is called of people.
Triples recorded(const SentencePair& p) {
    Triples triples;
    for (Triple t : p.triples) {
        if (t.object == "tall") t.object = "big";
        triples.insert(t);
    }
    return triples;
}

std::uint64_t fingerprint(const BookCorpus& c) {
    std::uint64_t h = 0xCBF29CE484222325u;
    for (const auto* part : {&c.training, &c.validation, &c.test})
        for (const SentencePair& p : *part)
            for (const char letter : p.source + "\t" + p.target + "\n")
                h = (h ^ static_cast<unsigned char>(letter)) * 0x100000001B3u;
    return h;
}

// Words as a reader counts them.
std::size_t count_words(const std::string& sentence) {
    const Words words = plain_words(sentence);
    return words.size() - (words.back() == "?" ? 1 : 0);
}

}  // namespace

TEST_CASE("corpus: many pairs of 3 to 12 words, over many words", "[corpus]") {
    std::set<std::string> french, english;
    for (const SentencePair* p : all_pairs()) {
        for (const std::string& w : plain_words(p->source)) french.insert(w);
        for (const std::string& w : plain_words(p->target)) english.insert(w);
        for (const std::string* s : {&p->source, &p->target}) {
            INFO(*s);
            CHECK((count_words(*s) >= 3 && count_words(*s) <= 12));
            CHECK(s->find("  ") == std::string::npos);
            CHECK(s->find('*') == std::string::npos);
            CHECK(s->find('.') == std::string::npos);
            CHECK((*s)[0] >= 'A');
            CHECK((*s)[0] <= 'Z');
        }
        CHECK(p->source.ends_with(" ?") == p->target.ends_with("?"));
        CHECK_FALSE(p->target.ends_with(" ?"));
    }
    CHECK(all_pairs().size() >= 5000);
    CHECK(corpus().test.size() >= 500);
    CHECK(corpus().validation.size() >= 250);
    CHECK(french.size() >= 200);
    CHECK(english.size() >= 200);
}

TEST_CASE("corpus: a French sentence occurs once and has one translation", "[corpus]") {
    std::map<std::string, std::string> translations;
    for (const SentencePair* p : all_pairs()) {
        INFO(p->source << " / " << p->target);
        CHECK(translations.emplace(p->source, p->target).second);
    }
    CHECK(translations.size() == all_pairs().size());
}

TEST_CASE("corpus: a parser finds in the words the triples that the generator recorded",
          "[corpus]") {
    for (const SentencePair* p : all_pairs()) {
        const Parsed parsed = parse(p->source);
        std::string found;
        for (const Triple& t : parsed.triples)
            found += t.subject + "|" + t.verb + "|" + t.object + " ";
        for (const std::string& f : parsed.faults) found += f + " ";
        INFO(p->source << "  " << found);
        CHECK(parsed.faults.empty());
        CHECK(parsed.triples == recorded(*p));
    }
}

TEST_CASE("corpus: no triple occurs in two parts, in whatever form", "[corpus]") {
    std::map<Triple, int> part_of_triple;
    std::map<std::string, int> part_of_target;
    int number = 0;
    for (const auto* part : {&corpus().training, &corpus().validation, &corpus().test}) {
        for (const SentencePair& p : *part) {
            INFO(p.source << " / " << p.target);
            for (const Triple& t : parse(p.source).triples)
                CHECK(part_of_triple.emplace(t, number).first->second == number);
            CHECK(part_of_target.emplace(p.target, number).first->second == number);
        }
        ++number;
    }
}

TEST_CASE("corpus: what is held out is made of words that are seen in training often", "[corpus]") {
    std::map<std::string, int> french, english;
    for (const SentencePair& p : corpus().training) {
        for (const std::string& w : plain_words(p.source)) ++french[w];
        for (const std::string& w : plain_words(p.target)) ++english[w];
    }
    for (const auto* part : {&corpus().validation, &corpus().test}) {
        for (const SentencePair& p : *part) {
            for (const std::string& w : plain_words(p.source)) {
                INFO(p.source << ": " << w);
                CHECK(french[w] >= 8);
            }
            for (const std::string& w : plain_words(p.target)) {
                INFO(p.target << ": " << w);
                CHECK(english[w] >= 8);
            }
        }
    }
}

TEST_CASE("corpus: the article's sentence is held out, the man who bites the dog is not",
          "[corpus]") {
    const auto has = [](const std::vector<SentencePair>& part, const char* source,
                        const char* target) {
        return std::any_of(part.begin(), part.end(), [&](const SentencePair& p) {
            return p.source == source && p.target == target;
        });
    };
    CHECK(has(corpus().test, "J'aime les beignets", "I love doughnuts"));
    CHECK(has(corpus().test, "Le chien mord l'homme", "The dog bites the man"));
    CHECK(has(corpus().training, "L'homme mord le chien", "The man bites the dog"));
    CHECK(has(corpus().training, "Je déteste les impôts", "I hate taxes"));
}

TEST_CASE("corpus: elision and contraction are made where they must be and nowhere else",
          "[corpus]") {
    const Words aspirated = {"hibou",     "hiboux",    "hamster",    "hamsters", "hérisson",
                             "hérissons", "hamburger", "hamburgers", "haricot",  "haricots",
                             "homard",    "homards",   "harpe",      "harpes",   "héros",
                             "hais",      "hait",      "haïssons",   "haïssez",  "haïssent",
                             "huit",      "onze"};
    const Words starts = {"a", "e", "i", "o", "u", "h", "é", "ê", "â", "œ"};
    const Words full = {"je", "ne", "de", "que", "le", "la", "te", "me", "ce", "ma", "ta"};
    for (const SentencePair* p : all_pairs()) {
        INFO(p->source);
        const Words w = plain_words(p->source);
        for (std::size_t i = 0; i + 1 < w.size(); ++i) {
            const bool vowel =
                w[i + 1] == "y" ||
                (!one_of(w[i + 1], aspirated) &&
                 std::any_of(starts.begin(), starts.end(),
                             [&](const std::string& s) { return w[i + 1].starts_with(s); }));
            if (one_of(w[i], full)) CHECK_FALSE(vowel);
            if (w[i].ends_with("'") || one_of(w[i], {"cet", "bel", "vieil", "nouvel"}))
                CHECK(vowel);
            if (w[i] == "de" || w[i] == "à") CHECK_FALSE(one_of(w[i + 1], {"le", "les"}));
        }
    }
}

TEST_CASE("corpus: articles and adjectives agree with their noun", "[corpus]") {
    const Words masculine = {"un", "le", "ce", "cet", "du", "au", "ton"};
    const Words feminine = {"une", "la", "cette", "ma", "ta"};
    const Forms& f = forms();
    for (const SentencePair* p : all_pairs()) {
        INFO(p->source);
        const Words w = plain_words(p->source);
        for (std::size_t i = 0; i + 1 < w.size(); ++i) {
            const bool plural =
                one_of(w[i], kPluralWords) || (f.numbers.count(w[i]) && w[i] != "un");
            std::size_t noun = i + 1;
            while (noun + 1 < w.size() && (f.adjectives.count(w[noun]) || f.numbers.count(w[noun])))
                ++noun;
            if (!f.is_noun(w[noun])) continue;
            const NounForm& n = f.nouns.at(w[noun]);
            if (plural) CHECK(n.plural);
            if (one_of(w[i], masculine) && w[i] != "ton") CHECK((n.masculine && n.singular));
            if (one_of(w[i], feminine)) CHECK((n.feminine && n.singular));
            if (!plural && !one_of(w[i], masculine) && !one_of(w[i], feminine)) continue;
            // Those between, and one behind.
            for (std::size_t k = i + 1; k <= noun + 1 && k < w.size(); ++k) {
                const auto a = f.adjectives.find(w[k]);
                if (k == noun || a == f.adjectives.end()) continue;
                INFO(w[k]);
                CHECK(((n.masculine && a->second.fits.count({false, plural})) ||
                       (n.feminine && a->second.fits.count({true, plural}))));
            }
        }
    }
}

TEST_CASE("corpus: English has an before a vowel, and its verbs agree", "[corpus]") {
    const Words singular = {"he", "she"}, plural = {"i", "you", "we", "they"};
    for (const SentencePair* p : all_pairs()) {
        INFO(p->target);
        const Words w = plain_words(p->target);
        for (std::size_t i = 0; i + 1 < w.size(); ++i) {
            const bool vowel =
                std::string("aeiou").find(w[i + 1][0]) != std::string::npos || w[i + 1] == "honest";
            if (w[i] == "a") CHECK_FALSE(vowel);
            if (w[i] == "an") CHECK(vowel);
            const bool asked = i > 0 && one_of(w[i - 1], {"do", "does"});
            if (one_of(w[i], singular)) {
                if (i > 0) CHECK_FALSE(one_of(w[i - 1], {"do", "are"}));
                if (!asked)
                    CHECK_FALSE(
                        one_of(w[i + 1], {"do", "have", "love", "hate", "want", "are", "am"}));
            }
            if (one_of(w[i], plural) && !asked)
                CHECK_FALSE(one_of(w[i + 1], {"does", "has", "loves", "hates", "wants", "is"}));
        }
    }
}

TEST_CASE("corpus: every pattern gives as many sentences as it was asked for", "[corpus]") {
    int pairs = 0;
    for (const PatternCount& c : corpus().patterns) pairs += c.training + c.validation + c.test;
    CHECK(pairs == static_cast<int>(all_pairs().size()));
    const std::vector<Pattern> patterns = corpus_patterns();
    REQUIRE(patterns.size() == corpus().patterns.size());
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        CHECK(corpus().patterns[i].name == patterns[i].name);
        CHECK(corpus().patterns[i].training == patterns[i].training);
        CHECK(corpus().patterns[i].test <= patterns[i].test);  // less what has rare words
        CHECK(corpus().patterns[i].test >= patterns[i].test / 2);
    }
}

TEST_CASE("corpus: the same seed gives the same corpus on every machine", "[corpus]") {
    CHECK(fingerprint(corpus()) == fingerprint(book_corpus(1)));
    CHECK(fingerprint(corpus()) != fingerprint(book_corpus(2)));
    // Changes whenever a sentence does; then this is the place to say that it was meant.
    CHECK(fingerprint(corpus()) == 0x70c376038fe5db18u);
}

TEST_CASE("small_vocabulary: learnt from the first pairs, whatever comes after them", "[corpus]") {
    std::vector<SentencePair> first = corpus().training;
    first.resize(kSmallVocabularyPairs);
    const Bpe bpe = small_vocabulary(corpus().training);
    CHECK(bpe == small_vocabulary(first));
    CHECK(bpe.vocabulary_size() == kFirstMerge + kSmallVocabularyMerges);
    first.pop_back();
    CHECK_THROWS_AS(small_vocabulary(first), Error);
}
