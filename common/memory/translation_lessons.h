// What the translators of chapter 09 learn from, are chosen by, and are examined on: sentences of 3
// to 40 words.
//
// Those of 3 to 12 words are the book's own (corpus/corpus.h). Longer ones are several of them,
// joined by semicolons: "J'aime les beignets ; Le chien mord l'homme ; ...". Words are counted as
// the corpus does: j' and aime are two, and a mark (? or ;) is none.
//
// What is held out stays so: a joined sentence of the validation or test set is made of sentences
// of that set alone. No sentence stands twice in a bucket. All of it is drawn from one fixed seed,
// so every trial meets the same sentences, and two translators can be compared sentence by
// sentence.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/corpus.h"
#include "text/batch.h"
#include "text/bpe.h"

namespace book {

// Sentences whose source has so many words are examined together.
struct LengthBucket {
    int fewest = 0, most = 0;
};
inline constexpr std::array<LengthBucket, 5> kBuckets{
    {{3, 6}, {7, 12}, {13, 19}, {20, 29}, {30, 40}}};
template <class T>
using ForEachBucket = std::array<T, kBuckets.size()>;

struct LessonSettings {
    int merges = 1500;    // of the vocabulary
    int joined = 8000;    // long sentences to learn from, beside all of the corpus
    int validation = 40;  // sentences in each bucket
    int test = 200;       // sentences in each bucket

    bool operator==(const LessonSettings&) const = default;
};
void check_lessons(const LessonSettings& settings);  // SettingError, naming the field

int words_in(std::string_view sentence);

// As text.
struct TranslationSentences {
    std::vector<SentencePair> training;  // joined ones: of 13 to 40 words
    ForEachBucket<std::vector<SentencePair>> validation, test;
};
TranslationSentences draw_translation_sentences(const BookCorpus& corpus,
                                                const LessonSettings& settings);

// As a model reads them.
struct TranslationLessons {
    LessonSettings settings;
    Bpe bpe;
    std::vector<TokenPair> training;
    ForEachBucket<std::vector<TokenPair>> validation, test;
};
TranslationLessons make_translation_lessons(const BookCorpus& corpus,
                                            const LessonSettings& settings);

}  // namespace book
