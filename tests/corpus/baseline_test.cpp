#include "corpus/baseline.h"

#include <string>
#include <vector>

#include "catch.h"
#include "core/require.h"
#include "corpus/corpus.h"

using namespace book;

namespace {

std::vector<TextPair> training_pairs(const BookCorpus& corpus) {
    std::vector<TextPair> pairs;
    for (const SentencePair& p : corpus.training) pairs.emplace_back(p.source, p.target);
    return pairs;
}

}  // namespace

TEST_CASE("plain_words: apostrophes divide, hyphens join, signs stand alone", "[corpus]") {
    CHECK(plain_words("Qu'est-ce que l'Âne aime ?") ==
          std::vector<std::string>{"qu'", "est-ce", "que", "l'", "âne", "aime", "?"});
    CHECK(plain_words("Does Marie's dog bite?") ==
          std::vector<std::string>{"does", "marie", "'s", "dog", "bite", "?"});
    CHECK(plain_words("dix-huit") == std::vector<std::string>{"dix-huit"});
    CHECK(plain_words("").empty());
}

TEST_CASE("WordByWord: finds out which word stands for which, and which for none", "[corpus]") {
    const WordByWord model({{"le chien", "the dog"},
                            {"le chat", "the cat"},
                            {"j'aime les chats", "I love cats"},
                            {"j'aime les chiens", "I love dogs"},
                            {"les chats", "cats"},
                            {"les chiens", "dogs"}},
                           20);
    CHECK(model.dictionary().at("chien") == "dog");
    CHECK(model.dictionary().at("chat") == "cat");
    CHECK(model.dictionary().at("le") == "the");
    CHECK(model.dictionary().at("les").empty());
    CHECK(model.translate("Le chien") == "The dog");
    CHECK(model.translate("les chats") == "Cats");
    CHECK(model.translate("Le zèbre") == "The zèbre");
    CHECK(model.translate("").empty());
}

TEST_CASE("NearestSentence: answers with the neighbour that takes fewest changes", "[corpus]") {
    const NearestSentence model({{"un deux trois", "A"}, {"un deux", "B"}, {"quatre", "C"}});
    CHECK(model.translate("un deux trois") == "A");
    CHECK(model.translate("un deux trois quatre") == "A");
    CHECK(model.translate("deux") == "B");
    CHECK(model.translate("neuf") == "C");
    CHECK(model.translate("quatre") == "C");
    CHECK(model.translate("un cinq trois") == "A");
    CHECK_THROWS_AS(NearestSentence({}), Error);
}

TEST_CASE("exact_match: counts what is right letter for letter", "[corpus]") {
    CHECK_THAT(exact_match({"a", "b", "c", "D"}, {"a", "b", "x", "d"}), WithinAbs(0.5, 1e-12));
    CHECK(exact_match({}, {}) == 0);
    CHECK_THROWS_AS(exact_match({"a"}, {}), Error);
}

TEST_CASE("baselines: understand the book's corpus in fewer than 30 of 100 sentences",
          "[corpus][slow]") {
    const BookCorpus corpus = book_corpus();
    const WordByWord words(training_pairs(corpus));
    const NearestSentence nearest(training_pairs(corpus));
    std::vector<std::string> by_word, by_sentence, references;
    for (const SentencePair& p : corpus.test) {
        by_word.push_back(words.translate(p.source));
        by_sentence.push_back(nearest.translate(p.source));
        references.push_back(p.target);
    }
    const double share = exact_match(by_word, references);
    CHECK(share < 0.30);
    CHECK(share > 0.05);  // it does know words: less would be a broken baseline, not a weak one
    CHECK(exact_match(by_sentence, references) == 0);  // no target of the test stands in training
    CHECK(words.dictionary().at("beignets") == "doughnuts");
    CHECK(words.dictionary().at("impôts") == "taxes");
    // On what it has seen, the nearest sentence is the sentence itself.
    for (std::size_t i = 0; i < 50; ++i)
        CHECK(nearest.translate(corpus.training[i].source) == corpus.training[i].target);
}
