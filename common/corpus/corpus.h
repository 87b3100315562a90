// The corpus inside the book: French sentences about doughnuts, taxes and dogs, with their
// translations, made by the grammar of patterns.h.
//
// A sentence has 3 to 12 words, begins with a capital and is written as the article writes its own:
// no full stop behind a statement; behind a question "?", in French after a plain space. Each French
// sentence has exactly one English one (several may share it: tu and vous).
//
// What is held out is held out by lemmas: a triple (subject, verb, object) of the validation or test
// part never occurs in another part, in whatever form: negated, asked, plural, with an adjective or
// a number. So a model that does well there has composed what it never saw together. "J'aime les
// beignets" is held out; so is the dog that bites the man, while the man who bites the dog is in
// training.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/patterns.h"
#include "text/batch.h"
#include "text/bpe.h"

namespace book {

struct SentencePair {
    std::string source;  // French
    std::string target;  // English
    std::vector<Triple> triples;
    int pattern = 0;  // index into BookCorpus::patterns
};

struct PatternCount {
    std::string name{};
    int training = 0, validation = 0, test = 0;
};

struct BookCorpus {
    std::vector<SentencePair> training, validation, test;  // shuffled, no sentence twice
    std::vector<PatternCount> patterns;
};

enum class Split { kTraining, kValidation, kTest };

// Where a triple belongs; the seed has no say in it.
Split part_of(const Triple& triple);

// The same corpus for the same seed on every machine; the book uses the default.
BookCorpus book_corpus(std::uint64_t seed = 1);

std::vector<std::string> sources_of(const std::vector<SentencePair>& pairs);
std::vector<std::string> targets_of(const std::vector<SentencePair>& pairs);
// All French lines, then all English ones: what one vocabulary for both is learnt from.
std::vector<std::string> lines_of(const std::vector<SentencePair>& pairs);
// What a chapter takes that should begin soon (07 and 08): a vocabulary of few merges, learnt from the
// first pairs alone.
inline constexpr int kSmallVocabularyPairs = 2000;
inline constexpr int kSmallVocabularyMerges = 400;
Bpe small_vocabulary(const std::vector<SentencePair>& pairs);
// The pairs as a model reads them.
std::vector<TokenPair> encoded(const std::vector<SentencePair>& pairs, const Bpe& bpe);

}  // namespace book
