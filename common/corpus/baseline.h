// Two ways to translate that understand nothing. A model that does no better has learnt nothing.
//
// Both are learnt from training pairs alone and answer with a sentence as it would be written, so
// that exact_match asks the same of them as of the model.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace book {

using TextPair = std::pair<std::string, std::string>;  // source, target

// Word by word: each source word becomes the target word that it most often stands for, or nothing.
//
// What stands for what is found by expectation and maximisation: every source word was put there by
// one of the target words of its pair, or by none; which one is at first anybody's guess, then
// guessed from the last round's counts (IBM model 1: Brown et al. 1993, section 4.1, here with
// target and source exchanged).
class WordByWord {
  public:
    explicit WordByWord(const std::vector<TextPair>& training, int rounds = 8);

    std::string translate(std::string_view source) const;  // unknown words stay as they are

    // What a word becomes, in small letters, "" for nothing.
    const std::unordered_map<std::string, std::string>& dictionary() const { return dictionary_; }

  private:
    std::unordered_map<std::string, std::string> dictionary_;
};

// The translation of the training sentence that takes the fewest words to insert, delete or
// replace (Levenshtein 1966); of several, of the first.
class NearestSentence {
  public:
    explicit NearestSentence(const std::vector<TextPair>& training);

    const std::string& translate(std::string_view source) const;

  private:
    std::vector<int> ids_of(std::string_view source) const;  // -1 for a word never seen

    std::unordered_map<std::string, int> ids_;
    std::vector<std::vector<int>> sources_;
    std::vector<std::string> targets_;
};

// The words of a sentence in small letters, signs and what stands beside an apostrophe on their own.
std::vector<std::string> plain_words(std::string_view sentence);

// The share of hypotheses that are their reference, letter for letter. 0 of none.
double exact_match(const std::vector<std::string>& hypotheses,
                   const std::vector<std::string>& references);

}  // namespace book
